"""Solr 9.7 in Jetty: open, asking for a login, empty, and with its documents alone, or what is told of it, behind a
login.

The published server without its pages for administrators, which are not published; all that answers is its own.
"""

import base64
import hashlib
import json
import urllib.request
from collections.abc import Mapping
from functools import partial
from pathlib import Path
from typing import Any
from urllib.error import HTTPError

from tests.live.frame import PASSWORD, Expect, Place, Running, Server, run
from tests.live.people import PEOPLE_LABELS
from tests.live.remedies import Shut, refuses, restarted
from tests.live.servers import _jvm

SOURCE = "Java archives 9.7.0, by Maven"
NEEDS = _jvm.NEEDS

_KIT = _jvm.Kit("solr-9.7", "solr", "9.7.0", sources=("SolrServer",))
PORT = 8983
CORE = "customers"
_CONFIG = """\
<config><luceneMatchVersion>9.7.0</luceneMatchVersion><schemaFactory class="ClassicIndexSchemaFactory"/>
<updateHandler class="solr.DirectUpdateHandler2"/><requestHandler name="/select" class="solr.SearchHandler"/>
<requestHandler name="/update" class="solr.UpdateRequestHandler"/></config>
"""
_SCHEMA = """\
<schema name="people" version="1.6"><fieldType name="string" class="solr.StrField"/>
<field name="id" type="string" required="true"/><dynamicField name="*" type="string"/><uniqueKey>id</uniqueKey></schema>
"""
_LOGIN = {"Authorization": "Basic " + base64.b64encode(f"app:{PASSWORD}".encode()).decode()}
_OPENER = urllib.request.build_opener(urllib.request.ProxyHandler({}))


def get(home: Path) -> str | None:
    """Fetch the server and build the launcher."""
    return _jvm.get(home, (_KIT,))


def _start(place: Place, *, asked: str = "") -> Running:
    """A server with one core; `asked`: the permission for which a login is asked, see `_rules`."""
    home = place.work / "home"
    (home / CORE / "conf").mkdir(parents=True, exist_ok=True)
    (home / "solr.xml").write_text("<solr/>\n", "ascii")
    (home / CORE / "core.properties").write_text(f"name={CORE}\n", "ascii")
    (home / CORE / "conf" / "solrconfig.xml").write_text(_CONFIG, "ascii")
    (home / CORE / "conf" / "schema.xml").write_text(_SCHEMA, "ascii")
    if asked:
        (home / "security.json").write_text(json.dumps(_rules(asked)), "ascii")
    path = _KIT.path(place.home)
    properties = {
        "solr.install.dir": str(place.work),
        "solr.log.dir": str(place.work / "logs"),
        "log4j2.configurationFile": str(_jvm.LOGGING),
        "log4j2.disable.jmx": "true",
    }
    classpath = [path / "built" / "SolrServer.jar", path / "lib" / "*"]
    started = _jvm.java(place, 200, classpath, "SolrServer", home, place.address, str(PORT), **properties)
    return run(place, [started[0], *_jvm.OPENS, *started[1:]])


def _rules(asked: str) -> Mapping[str, Any]:
    """The user `app`; who has no name is let in but for what takes the permission `asked`, unless that is `all`."""
    salt = b"leftopen"
    digest = hashlib.sha256(hashlib.sha256(salt + PASSWORD.encode()).digest()).digest()
    stored = " ".join(base64.b64encode(part).decode() for part in (digest, salt))
    return {
        "authentication": {
            "class": "solr.BasicAuthPlugin",
            "blockUnknown": asked == "all",
            "credentials": {"app": stored},
        },
        "authorization": {
            "class": "solr.RuleBasedAuthorizationPlugin",
            "user-role": {"app": "admin"},
            "permissions": [{"name": asked, "role": "admin"}],
        },
    }


def _ask(place: Place, path: str, body: object = None) -> Any:
    data = json.dumps(body).encode() if body is not None else None
    headers = {**_LOGIN, "Content-Type": "application/json"} if (place.work / "home" / "security.json").exists() else {}
    headers.setdefault("Content-Type", "application/json")
    request = urllib.request.Request(f"http://{place.address}:{PORT}/solr/{CORE}{path}", data, headers)
    with _OPENER.open(request, timeout=120) as answer:
        return json.load(answer)


def _ready(place: Place) -> bool:
    """The port is open before the core is."""
    try:
        return "response" in _ask(place, "/select?q=*:*&rows=0&wt=json")
    except (HTTPError, OSError):
        return False


def _seed(place: Place) -> None:
    """One document a person."""
    _ask(place, "/update?commit=true", [{"id": str(number), **person} for number, person in enumerate(place.people)])


def _state(place: Place) -> Mapping[str, int]:
    """Documents of the core."""
    return {"documents": _ask(place, "/select?q=*:*&rows=0&wt=json")["response"]["numFound"]}


_expect = partial(Expect, protocol="solr", product="Solr")
_OPEN = _expect("open", version="9.7.0", records=200, collection=CORE, labels=PEOPLE_LABELS)
_LIMITED = _expect("metadata", version="9.7.0", records=200, collection=CORE)
_server = partial(Server, ports=(PORT,), memory=200, ready=_ready, state=_state)

SERVERS: tuple[Server, ...] = (
    _server("solr-open", "127.77.172.1", expect={PORT: _OPEN}, start=_start, seed=_seed),
    _server(
        "solr-locked",
        "127.77.172.2",
        expect={PORT: _expect("locked")},
        start=partial(_start, asked="all"),
        seed=_seed,
    ),
    _server("solr-empty", "127.77.172.3", expect={PORT: _expect("empty", version="9.7.0")}, start=_start),
    _server(
        "solr-limited",
        "127.77.172.4",
        expect={PORT: _LIMITED},
        start=partial(_start, asked="read"),
        seed=_seed,
    ),
    _server(
        "solr-ruled",
        "127.77.172.5",
        expect={PORT: _expect("open", records=200, collection=CORE, labels=PEOPLE_LABELS)},
        start=partial(_start, asked="config-read"),
        seed=_seed,
    ),
)


def _with_rules(place: Place, file: str, plugin: str, unknown: str, rights: str) -> Running:
    rules = json.dumps(_rules("all"))
    assert plugin in rules
    assert rights in rules
    assert unknown.replace(": ", chr(34) + ": ") in rules
    (place.work / "home" / file).write_text(rules, "ascii")
    return _start(place, asked="all")


_WORDS = ("security.json", "BasicAuthPlugin", "blockUnknown: true", "RuleBasedAuthorizationPlugin")
SHUT = (Shut("solr-open", _WORDS, restarted(_with_rules), ready=refuses(PORT, "/solr/admin/info/system")),)
