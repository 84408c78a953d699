"""OpenSearch 2.19: open, empty, behind its security plugin, and open for names only.

The published server and its HTTP transport, started by a launcher of ours; the security plugin is the product's own.
"""

import json
from functools import partial
from pathlib import Path

from tests.live.frame import Expect, Place, Running, Server, call, run
from tests.live.servers import _jvm, _search
from tests.live.servers._search import HTTP, TRANSPORT

SOURCE = "published modules 2.19.3, by Maven"
NEEDS = (*_jvm.NEEDS, "openssl")

_KIT = _jvm.Kit("opensearch-2.19", "opensearch", "2.19.3", items="unpack", sources=("OpenSearchServer",))
_TRANSPORT = "org.opensearch.transport.Netty4Plugin"
_SECURITY = "org.opensearch.security.OpenSearchSecurityPlugin"


def get(home: Path) -> str | None:
    """Fetch the server and its security plugin, and build the launcher."""
    return _jvm.get(home, (_KIT,))


def _start(place: Place, *plugins: str, jars: tuple[Path, ...] = (), **more: object) -> Running:
    path, config = _KIT.path(place.home), place.work / "config"
    config.mkdir(exist_ok=True)
    single: dict[str, object] = {"transport.port": TRANSPORT, "discovery.type": "single-node"}
    (config / "opensearch.yml").write_text(_search.settings(place, **single, **more), "utf-8")
    classpath = [path / "built" / "OpenSearchServer.jar", path / "lib" / "*", *jars]
    properties = {"opensearch.distribution.type": "tar", "log4j2.configurationFile": str(_jvm.LOGGING)}
    main = ("OpenSearchServer", str(place.work), _TRANSPORT, *plugins)
    return run(place, _jvm.java(place, 320, classpath, *main, **properties))


def _start_secured(place: Place, lookout: bool = False) -> Running:
    """Start with the security plugin. `lookout`: anybody may list indices, and read none."""
    security = place.work / "config" / "opensearch-security"
    security.mkdir(parents=True)
    for name, content in _security(lookout).items():
        document = {"_meta": {"type": name.replace("_", ""), "config_version": 2}, **content}
        (security / f"{name}.yml").write_text(json.dumps(document), "utf-8")  # JSON is YAML
    key, certificate = place.work / "config" / "key.pem", place.work / "config" / "certificate.pem"
    new = ["openssl", "req", "-x509", "-newkey", "rsa:2048", "-nodes", "-days", "30", "-subj", "/CN=lab"]
    call(place, [*new, "-keyout", key, "-out", certificate])  # the plugin wants one for the transport port
    settings = {
        "ssl.transport.pemcert_filepath": certificate.name,
        "ssl.transport.pemkey_filepath": key.name,
        "ssl.transport.pemtrustedcas_filepath": certificate.name,
        "ssl.transport.enforce_hostname_verification": False,
        "ssl.http.enabled": False,
        "allow_default_init_securityindex": True,
        "nodes_dn": ["CN=lab"],
    }
    jars = (_KIT.path(place.home) / "items" / "*",)
    named = {f"plugins.security.{name}": value for name, value in settings.items()}
    return _start(place, _SECURITY, jars=jars, **named)


def _security(lookout: bool) -> dict[str, dict[str, object]]:
    """The files of the plugin's configuration, by name."""
    basic = {
        "http_enabled": True,
        "order": 0,
        "http_authenticator": {"type": "basic", "challenge": True},
        "authentication_backend": {"type": "intern"},
    }
    http = {"anonymous_auth_enabled": lookout}
    monitor = {
        "cluster_permissions": ["cluster_monitor"],
        "index_permissions": [{"index_patterns": ["*"], "allowed_actions": ["indices_monitor"]}],
    }
    anonymous = {"lookout": {"backend_roles": ["opendistro_security_anonymous_backendrole"]}}
    return {
        "config": {"config": {"dynamic": {"http": http, "authc": {"basic": basic}}}},
        "internal_users": {_search.USER: {"hash": _search.HASH, "backend_roles": ["admin"]}},
        "roles": {"lookout": monitor} if lookout else {},
        "roles_mapping": {"all_access": {"backend_roles": ["admin"]}, **(anonymous if lookout else {})},
        "action_groups": {},
        "tenants": {},
    }


_server = partial(Server, ports=(HTTP, TRANSPORT), memory=280, ready=_search.ready, state=_search.state)
_secured = partial(
    _server,
    ready=partial(_search.ready, login=True),
    seed=partial(_search.seed, login=True),
    state=partial(_search.state, login=True),
)
_expect = partial(Expect, protocol="opensearch", product="OpenSearch")
_listed = partial(_expect, version="2.19.3", records=200, collection="customers")

_OPEN, _LIMITED = _listed("open", labels=_search.LABELS), _listed("metadata")
_EMPTY, _LOCKED = _expect("empty", version="2.19.3"), _expect("locked")
_start_limited = partial(_start_secured, lookout=True)

SERVERS: tuple[Server, ...] = (
    _server("os219-open", "127.77.35.1", expect={HTTP: _OPEN}, start=_start, seed=_search.seed),
    _server("os219-empty", "127.77.35.2", expect={HTTP: _EMPTY}, start=_start),
    _secured("os219-locked", "127.77.35.3", expect={HTTP: _LOCKED}, start=_start_secured),
    _secured("os219-limited", "127.77.35.4", expect={HTTP: _LIMITED}, start=_start_limited),
)
