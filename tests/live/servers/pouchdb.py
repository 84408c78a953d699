"""PouchDB Server 4.2, which speaks as CouchDB does: open, empty, with a database for its members, and with that of its
users alone.

CouchDB itself is not published in a form that can be had here; what it says and this does not stands in transcripts.
"""

import base64
import json
import os
import shutil
import signal
import socket
import time
import urllib.request
from collections.abc import Callable, Mapping
from functools import partial
from pathlib import Path
from typing import Any

from tests.live.frame import PASSWORD, Expect, LabError, Place, Running, Server, npm, run
from tests.live.halves import Half
from tests.live.people import PEOPLE_LABELS
from tests.live.servers import _nginx

_VERSION = "4.2.0"
SOURCE = f"npm package `pouchdb-server` {_VERSION}"
NEEDS: tuple[str, ...] = (*_nginx.NEEDS, *(() if shutil.which("npm") else ("npm",)))

PORT, ODD, FRONT, _LOGIN, _BEHIND = 5984, 15985, 5990, 5991, 5992
"""The last is behind the front: no audit of the lab may be told of it, as it is open."""
_OPENER = urllib.request.build_opener(urllib.request.ProxyHandler({}))


def get(home: Path) -> str | None:
    """Install it, without the programs that its scripts would build: it keeps everything in memory."""
    found = npm(home, "pouchdb-server", _VERSION)
    return found if isinstance(found, str) else None


def _start(place: Place, *, admin: bool = False, port: int = PORT, front: bool = False) -> Running:
    program = npm(place.home, "pouchdb-server", _VERSION)
    if isinstance(program, str):
        raise LabError(program)
    file = place.work / "config.json"
    file.write_text(json.dumps({"admins": {"app": PASSWORD}} if admin else {}), "ascii")
    listens = ["--host", place.address, "--port", str(port)]
    before = _front(place) if front else ()
    return run(place, [*before, "node", program / "bin" / "pouchdb-server", *listens, "--in-memory", "--config", file])


def _behind(place: Place) -> bool:
    """Whether the server behind the front answers."""
    try:
        socket.create_connection((place.address, _BEHIND), 5).close()
    except OSError:
        return False
    return True


def _front(place: Place) -> list[str | Path]:
    """A proxy that lets everything through until `_ruled` has it do otherwise, and one that asks for a login."""
    (place.work / "nobody").touch()
    (place.work / "rules").write_text(f"location / {{ {_passing(place)} }}", "ascii")
    both = f"upstream both {{ server {place.address}:{_LOGIN}; server {place.address}:{_BEHIND}; }}"
    proxy = f"listen {place.address}:{FRONT}; include {place.work}/rules;"
    login = f"listen {place.address}:{_LOGIN}; {_login(place)}"
    zone = "limit_req_zone $server_port zone=slow:1m rate=1r/m;"
    return _nginx.front(place, proxy, login, http=f"{both} {zone}", ruled=True)


def _passing(place: Place) -> str:
    return f"proxy_pass http://{place.address}:{_BEHIND};"


def _login(place: Place) -> str:
    return f"auth_basic store; auth_basic_user_file {place.work}/nobody;"


def _ruled(rules: str) -> Callable[[Place], None]:
    """Has the proxy go by these rules; PASS is what lets through, LOGIN what asks for a login."""

    def apply(place: Place) -> None:
        told = rules.replace("PASS", _passing(place)).replace("LOGIN", _login(place))
        (place.work / "rules").write_text(told, "ascii")
        os.kill(int((place.work / "nginx.pid").read_text("ascii")), signal.SIGHUP)
        time.sleep(1)

    return apply


def _ask(place: Place, path: str, body: object = None, method: str = "GET", *, port: int = PORT) -> Any:
    """What it answers to its administrator."""
    login = base64.b64encode(f"app:{PASSWORD}".encode()).decode()
    headers = {"Content-Type": "application/json"}
    if "admins" in (place.work / "config.json").read_text("ascii"):
        headers["Authorization"] = f"Basic {login}"
    data = json.dumps(body).encode() if body is not None else None
    request = urllib.request.Request(f"http://{place.address}:{port}{path}", data, headers, method=method)
    with _OPENER.open(request, timeout=120) as answer:
        return json.load(answer)


def _seed(place: Place, *, port: int = PORT) -> None:
    """One document a person, and a document of the design."""
    ask = partial(_ask, place, port=port)
    ask("/customers", method="PUT")
    documents = [{"_id": str(number), **person} for number, person in enumerate(place.people)]
    ask("/customers/_bulk_docs", {"docs": documents}, "POST")


def _seed_members(place: Place) -> None:
    """The same, for members of the database alone."""
    _seed(place)
    rights = {"admins": {"names": [], "roles": []}, "members": {"names": ["app"], "roles": []}}
    _ask(place, "/customers/_security", rights, "PUT")


def _state(place: Place, *, port: int = PORT) -> Mapping[str, int]:
    """Documents and changes of each database."""
    names = _ask(place, "/_all_dbs", port=port)
    told = {name: _ask(place, f"/{name}", port=port) for name in names if not name.startswith("_")}
    changes = {f"{name}: changes": said["update_seq"] for name, said in told.items()}
    return {name: said["doc_count"] for name, said in told.items()} | changes


_expect = partial(Expect, protocol="couchdb", product="PouchDB Server", version=_VERSION)
_OPEN = _expect("open", records=200, collection="customers", labels=PEOPLE_LABELS)
_server = partial(Server, ports=(PORT,), memory=120, state=_state)

SERVERS: tuple[Server, ...] = (
    _server("pouchdb-open", "127.77.175.1", expect={PORT: _OPEN}, start=_start, seed=_seed),
    _server("pouchdb-empty", "127.77.175.2", expect={PORT: _expect("empty")}, start=_start),
    _server(
        "pouchdb-members",
        "127.77.175.3",
        expect={PORT: _expect("metadata")},
        start=partial(_start, admin=True),
        seed=_seed_members,
    ),
    _server(
        "pouchdb-front",
        "127.77.175.5",
        ports=(FRONT, _LOGIN),
        expect={FRONT: _OPEN},
        start=partial(_start, port=_BEHIND, front=True),
        ready=_behind,
        seed=partial(_seed, port=_BEHIND),
        state=partial(_state, port=_BEHIND),
    ),
    _server(
        "pouchdb-odd",
        "127.77.175.4",
        ports=(ODD,),
        expect={ODD: _OPEN},
        start=partial(_start, port=ODD),
        seed=partial(_seed, port=ODD),
        state=partial(_state, port=ODD),
    ),
)

_OURS = "if ($http_user_agent ~* leftopen) { return 403; } location / { PASS }"
_half = partial(Half, "pouchdb-front", ())
HALF = (
    _half(_ruled("location = / { LOGIN PASS } location / { PASS }"), state="open", does="a login at its root alone"),
    _half(_ruled("location ~ ^/(_|$) { LOGIN PASS } location / { PASS }"), state="open", does="a login for its lists"),
    _half(_ruled(_OURS), state="unclear", does="403 for our name", says="this machine or program alone"),
    _half(_ruled("location / { limit_req zone=slow; limit_req_status 429; PASS }"), state="unclear", does="429"),
    _half(_ruled("location / { return 503; }"), state="unclear", does="503"),
    _half(_ruled("location / { proxy_pass http://both; }"), state="open", does="a login at one of two in turn"),
    _half(_ruled("LOGIN location / { PASS }"), does="a login for all"),
)
