"""Elasticsearch from 2.4 to 8.19: open, empty, behind its own security, open for names only, and behind proxies.

2.4 and 5.6 are whole distributions. From 6.8 on the published server and its HTTP transport are started by launchers of
ours, without the modules that are not published (scripts, ingest, …); in 8.19 `GET /` is ours for the same reason. The
security of 8.19 is the product's own; that of older releases is not published.
"""

import shutil
from collections.abc import Sequence
from functools import partial
from pathlib import Path

from tests.live.frame import Expect, Place, Running, Server, run
from tests.live.remedies import Shut, refuses, restarted
from tests.live.servers import _jvm, _nginx, _search
from tests.live.servers._search import HTTP, TRANSPORT

SOURCE = "distributions 2.4.6 and 5.6.16, and published modules 6.8.23, 7.17.29 and 8.19.0, by Maven"
NEEDS = (*_jvm.NEEDS, *_nginx.NEEDS)

_ES24 = _jvm.Kit("elasticsearch-2.4", "elasticsearch-zip", "2.4.6", lib=False, items="unpack")
_ES56 = _jvm.Kit("elasticsearch-5.6", "elasticsearch-zip", "5.6.16", lib=False, items="unpack")
_ES68 = _jvm.Kit("elasticsearch-6.8", "elasticsearch", "6.8.23", sources=("ElasticsearchServer",))
_ES717 = _jvm.Kit("elasticsearch-7.17", "elasticsearch", "7.17.29", sources=("ElasticsearchServer",))
_ES819 = _jvm.Kit(
    "elasticsearch-8.19",
    "elasticsearch-8",
    "8.19.0",
    items="copy",
    sources=("Elasticsearch8Server", "Elasticsearch8Root"),
    modules=(
        _jvm.Module(
            "transport-netty4", "org.elasticsearch.transport.netty4.Netty4Plugin", ("lib/transport-netty4-*.jar",)
        ),
        _jvm.Module("x-pack-core", "org.elasticsearch.xpack.core.XPackPlugin", ("lib/x-pack-core-*.jar",)),
        _jvm.Module("x-pack-security", "org.elasticsearch.xpack.security.Security", ("items/*.jar",), "x-pack-core"),
        _jvm.Module("rest-root", "Elasticsearch8Root", ("built/Elasticsearch8Root.jar",)),
    ),
)


_GET_ONLY, _NO_CAT, _SLOW, _LOGIN, _NAMED = 9201, 9202, 9203, 9204, 9205
"""Ports of proxies."""

_LOOKOUT = """\
lookout:
  cluster: [monitor]
  indices:
    - names: ["*"]
      privileges: [monitor]
"""
"""What the role of an anonymous user holds: names and counts, no records."""


_READER = """\
lookout:
  indices:
    - names: [customers]
      privileges: [read]
"""
"""The same of one who may read one index and list none."""


def get(home: Path) -> str | None:
    """Fetch the five releases and build the launchers."""
    return _jvm.get(home, (_ES24, _ES56, _ES68, _ES717, _ES819))


def _start_distribution(kit: _jvm.Kit, place: Place) -> Running:
    """Start 2.4 or 5.6 in a copy of its distribution, as a user of its own: both refuse root."""
    root = place.work / "elasticsearch"
    shutil.copytree(kit.path(place.home) / "items" / f"elasticsearch-{kit.release}", root)
    for folder in ("plugins", "logs", "data"):
        (root / folder).mkdir(exist_ok=True)
    old = kit is _ES24
    only = {"discovery.zen.ping.unicast.hosts": [place.address]} if old else {"discovery.type": "single-node"}
    text = _search.settings(place, **{"transport.tcp.port": TRANSPORT}, **only)
    (root / "config" / "elasticsearch.yml").write_text(text, "utf-8")
    properties = {"es.path.home": str(root), "java.security.manager": "allow", "jna.nosys": "true"}
    main = ["org.elasticsearch.bootstrap.Elasticsearch", *(["start"] if old else [])]
    return run(place, _jvm.java(place, 320, [root / "lib" / "*"], *main, **properties), user="daemon")


def _start_launcher(kit: _jvm.Kit, place: Place, front: Sequence[str | Path] = ()) -> Running:
    """Start 6.8 or 7.17. Their builds say what distribution they are of only where a property tells them."""
    port = "transport.tcp.port" if kit is _ES68 else "transport.port"
    (place.work / "config").mkdir()
    text = _search.settings(place, **{port: TRANSPORT, "discovery.type": "single-node"})
    (place.work / "config" / "elasticsearch.yml").write_text(text, "utf-8")
    flavor = "oss" if kit is _ES68 else "default"
    properties = {"es.distribution.flavor": flavor, "es.distribution.type": "tar"}
    return run(place, [*front, *_launch(kit, place, "ElasticsearchServer", **properties)])


def _start_behind(place: Place) -> Running:
    """7.17 with proxies in front: one that lets only GET through, one that refuses `_cat`, one that lets two requests a
    second through, one that asks for a login, and one that gives the greeting and one index."""
    passes = f"proxy_pass http://{place.address}:{HTTP};"
    inside = {
        _GET_ONLY: f"location / {{ limit_except GET {{ deny all; }} {passes} }}",
        _NO_CAT: f"location /_cat {{ return 403; }} location / {{ {passes} }}",
        _SLOW: f"limit_req zone=slow burst=2 nodelay; limit_req_status 429; location / {{ {passes} }}",
        _NAMED: f"location = / {{ {passes} }} location /customers/ {{ {passes} }} location / {{ return 403; }}",
        _LOGIN: f"auth_basic search; auth_basic_user_file {place.work}/nobody; location / {{ {passes} }}",
    }
    (place.work / "nobody").touch()
    blocks = [f"listen {place.address}:{port}; {what}" for port, what in inside.items()]
    front = _nginx.front(place, *blocks, http="limit_req_zone $server_port zone=slow:1m rate=2r/s;")
    return _start_launcher(_ES717, place, front)


def _start_8(place: Place, secure: bool = False, role: str = "") -> Running:
    """Start 8.19. `secure`: with its security on; `role`: what anybody may do then."""
    config = place.work / "config"
    config.mkdir()
    more: dict[str, object] = {
        "transport.port": TRANSPORT,
        "discovery.type": "single-node",
        "xpack.security.enabled": secure,
    }
    if role:
        more |= {"xpack.security.authc.anonymous.roles": ["lookout"]}
        (config / "roles.yml").write_text(role, "ascii")
    if secure:
        (config / "users").write_text(f"{_search.USER}:{_search.HASH}\n", "ascii")
        (config / "users_roles").write_text(f"superuser:{_search.USER}\n", "ascii")
    (config / "elasticsearch.yml").write_text(_search.settings(place, **more), "utf-8")
    (place.work / "modules").symlink_to(_ES819.path(place.home) / "modules")
    (place.work / "plugins").mkdir()
    properties = {"es.distribution.type": "tar", "es.queryable_built_in_roles_enabled": "false"}
    return run(place, _launch(_ES819, place, "Elasticsearch8Server", **properties))


def _launch(kit: _jvm.Kit, place: Place, launcher: str, **properties: str) -> list[str]:
    path = kit.path(place.home)
    properties |= {"log4j2.configurationFile": str(_jvm.LOGGING), "log4j2.disable.jmx": "true"}
    classpath = [path / "built" / f"{launcher}.jar", path / "lib" / "*"]
    return _jvm.java(place, 320, classpath, launcher, place.work, **properties)


_server = partial(Server, ports=(HTTP, TRANSPORT), memory=280, ready=_search.ready, state=_search.state)
_secured = partial(
    _server,
    ready=partial(_search.ready, login=True),
    seed=partial(_search.seed, login=True),
    state=partial(_search.state, login=True),
)
_expect = partial(Expect, protocol="elasticsearch", product="Elasticsearch")
_open = partial(_expect, "open", records=200, collection="customers", labels=_search.LABELS)
_typed = partial(_search.seed, typed=True)
_start_24, _start_56 = partial(_start_distribution, _ES24), partial(_start_distribution, _ES56)
_start_68, _start_717 = partial(_start_launcher, _ES68), partial(_start_launcher, _ES717)
_start_locked, _start_limited = partial(_start_8, secure=True), partial(_start_8, secure=True, role=_LOOKOUT)
_LIMITED = _expect("metadata", version="8.19.0", records=200, collection="customers")

_BEHIND = {
    _GET_ONLY: _open(version="7.17.29"),
    _NO_CAT: _open(version="7.17.29"),
    _SLOW: _open(version="7.17.29"),
    _LOGIN: Expect("absent|locked|unknown", ""),
    _NAMED: _expect("unknown", version="7.17.29"),
}

SERVERS: tuple[Server, ...] = (
    _server("es24-open", "127.77.30.1", expect={HTTP: _open(version="2.4.6")}, start=_start_24, seed=_typed),
    _server("es56-open", "127.77.31.1", expect={HTTP: _open(version="5.6.16")}, start=_start_56, seed=_typed),
    _server("es68-open", "127.77.32.1", expect={HTTP: _open(version="6.8.23")}, start=_start_68, seed=_typed),
    _server("es717-open", "127.77.33.1", expect={HTTP: _open(version="7.17.29")}, start=_start_717, seed=_search.seed),
    _server("es717-empty", "127.77.33.2", expect={HTTP: _expect("empty", version="7.17.29")}, start=_start_717),
    _server(
        "es717-behind",
        "127.77.33.3",
        ports=(HTTP, TRANSPORT, *_BEHIND),
        expect={HTTP: _open(version="7.17.29"), **_BEHIND},
        start=_start_behind,
        seed=_search.seed,
    ),
    _server("es819-open", "127.77.34.1", expect={HTTP: _open(version="8.19.0")}, start=_start_8, seed=_search.seed),
    _secured("es819-locked", "127.77.34.2", expect={HTTP: _expect("locked")}, start=_start_locked),
    _secured("es819-limited", "127.77.34.3", expect={HTTP: _LIMITED}, start=_start_limited),
    _secured(
        "es819-reader",
        "127.77.34.4",
        expect={HTTP: _expect("open", collection="customers")},
        start=partial(_start_8, secure=True, role=_READER),
    ),
)


def _secure(place: Place, *words: str) -> Running:
    """8.19 as it stands, without the line that turned its security off."""
    file = place.work / "config" / "elasticsearch.yml"
    told = file.read_text("utf-8")
    assert f"{words[0]}\n" in told
    file.write_text(told.replace(f"{words[0]}\n", ""), "utf-8")
    properties = {"es.distribution.type": "tar", "es.queryable_built_in_roles_enabled": "false"}
    return run(place, _launch(_ES819, place, "Elasticsearch8Server", **properties))


SHUT = (Shut("es819-open", ("xpack.security.enabled: false",), restarted(_secure), ready=refuses(HTTP)),)
