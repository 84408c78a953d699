"""Neo4j 5.26 community: open, empty, and with a login whose first password was changed."""

import json
import urllib.error
import urllib.request
from base64 import b64encode
from collections.abc import Mapping
from contextlib import suppress
from functools import partial
from pathlib import Path
from typing import Any

from tests.live.frame import PASSWORD, Expect, LabError, Place, Running, Server, run
from tests.live.people import PEOPLE_LABELS
from tests.live.remedies import Shut, refuses, restarted
from tests.live.servers import _jvm

SOURCE = "Java archives 5.26.0, by Maven"
NEEDS = _jvm.NEEDS

_KIT = _jvm.Kit("neo4j-5.26", "neo4j", "5.26.0", sources=("Neo4jServer",))
HTTP, BOLT = 7474, 7687
_SETTINGS = """\
dbms.security.auth_enabled={login}
server.default_listen_address={at}
server.default_advertised_address={at}
server.bolt.enabled=true
server.http.enabled=true
server.https.enabled=false
server.memory.pagecache.size=32m
dbms.usage_report.enabled=false
"""


def get(home: Path) -> str | None:
    """Fetch the server and build the launcher."""
    return _jvm.get(home, (_KIT,))


def _start(place: Place, *, login: bool = False) -> Running:
    (place.work / "conf").mkdir(exist_ok=True)
    text = _SETTINGS.format(login=str(login).lower(), at=place.address)
    (place.work / "conf" / "neo4j.conf").write_text(text, "ascii")
    path = _KIT.path(place.home)
    classpath = [path / "built" / "Neo4jServer.jar", path / "lib" / "*"]
    started = _jvm.java(place, 384, classpath, "Neo4jServer", place.work)
    return run(place, [started[0], *_jvm.OPENS, *started[1:]])


def _run(place: Place, database: str, statement: str, password: str = "", **parameters: Any) -> list[Any]:
    """The rows of a statement, as whoever owns the server runs it."""
    said = {"statements": [{"statement": statement, "parameters": parameters}]}
    headers = {"Content-Type": "application/json"}
    if password:
        headers["Authorization"] = "Basic " + b64encode(f"neo4j:{password}".encode()).decode()
    url = f"http://{place.address}:{HTTP}/db/{database}/tx/commit"
    request = urllib.request.Request(url, json.dumps(said).encode(), headers)
    with urllib.request.build_opener(urllib.request.ProxyHandler({})).open(request, timeout=120) as answer:
        found = json.load(answer)
    if found["errors"]:
        raise LabError(str(found["errors"][0])[:200])
    return [row["row"] for row in found["results"][0]["data"]]


def _ready(place: Place, *, login: bool = False) -> bool:
    with suppress(OSError, LabError, urllib.error.HTTPError):
        if login:
            change = "ALTER CURRENT USER SET PASSWORD FROM 'neo4j' TO $new"
            _run(place, "system", change, "neo4j", new=PASSWORD)
        else:
            _run(place, "system", "SHOW DATABASES")  # planning a first statement takes seconds
        return True
    return False


def _seed(place: Place, password: str = "") -> None:
    """A node a person, and each knows the next."""
    _run(place, "neo4j", "UNWIND $rows AS row CREATE (n:Customer) SET n = row", password, rows=place.people)
    link = "MATCH (a:Customer) WITH collect(a) AS people UNWIND range(0, size(people) - 2) AS i "
    link += "WITH people[i] AS a, people[i + 1] AS b CREATE (a)-[:KNOWS {since: '2024-03-01'}]->(b)"
    _run(place, "neo4j", link, password)


def _state(place: Place) -> Mapping[str, int]:
    """Nodes, and labels that ever were: asking makes none."""
    nodes = _run(place, "neo4j", "MATCH (n) RETURN count(n)")[0][0]
    return {"nodes": nodes, "labels": len(_run(place, "neo4j", "CALL db.labels()"))}


_expect = partial(Expect, protocol="neo4j", product="Neo4j", version="5.26.0")
_OPEN = _expect("open", records=200, collection="neo4j.Customer", labels=PEOPLE_LABELS)
_server = partial(Server, ports=(HTTP, BOLT), memory=330)

SERVERS: tuple[Server, ...] = (
    _server(
        "neo4j-open",
        "127.77.137.1",
        expect=dict.fromkeys((HTTP, BOLT), _OPEN),
        start=_start,
        ready=_ready,
        seed=_seed,
        state=_state,
    ),
    _server(
        "neo4j-locked",
        "127.77.137.2",
        expect=dict.fromkeys((HTTP, BOLT), _expect("locked")),
        start=partial(_start, login=True),
        ready=partial(_ready, login=True),
        seed=partial(_seed, password=PASSWORD),
    ),
    _server(
        "neo4j-empty",
        "127.77.137.3",
        expect=dict.fromkeys((HTTP, BOLT), _expect("empty")),
        start=_start,
        ready=_ready,
        state=_state,
    ),
)


def _with_login(place: Place, word: str) -> Running:
    assert word in _SETTINGS.format(login="true", at="")
    return _start(place, login=True)


SHUT = (
    Shut(
        "neo4j-open",
        ("dbms.security.auth_enabled=true",),
        restarted(_with_login),
        ready=refuses(HTTP, "/db/neo4j/tx/commit"),
    ),
)
