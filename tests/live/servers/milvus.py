"""Milvus 2.3: open, asking for a login, and without a collection. Its REST interface is the first one, v1.

It listens on every address of its host with all its parts, and so runs in a network of its own, out of which nothing
but one port is reached.
"""

import json
import subprocess
import sys
import urllib.request
from base64 import b64encode
from collections.abc import Mapping
from functools import partial
from pathlib import Path
from typing import Any

from tests.live.frame import Expect, LabError, Place, Running, Server, run, stamp, venv
from tests.live.people import PEOPLE_LABELS

_PACKAGE = "milvus==2.3.5"
SOURCE = "Python package `milvus` 2.3.5"
NEEDS: tuple[str, ...] = ()

PORT = 19530
_APART = Path(__file__).with_name("milvus_program") / "apart.py"
_LEAVES = f"import sys; sys.path.insert(0, {str(_APART.parent)!r}); import apart; apart.leave()"
_UNPACKS = "import sys; from milvus import _initialize_data_files as unpack; unpack(sys.argv[1])"
_OPENER = urllib.request.build_opener(urllib.request.ProxyHandler({}))


def get(home: Path) -> str | None:
    """Install it in an environment of its own, and unpack its half a gigabyte of programs once."""
    if subprocess.run([sys.executable, "-c", _LEAVES], capture_output=True).returncode:
        return "needs the right to make a network of its own"
    failed = venv(home, "milvus", [_PACKAGE])
    if failed or _unpacked(home):
        return failed
    python = home / "venv" / "milvus" / "bin" / "python"
    done = subprocess.run([python, "-c", _UNPACKS, home / "venv" / "milvus"], capture_output=True, text=True)
    if done.returncode:
        return f"its programs were not unpacked: {done.stderr[-200:]}"
    (home / "venv" / "milvus" / ".unpacked").write_text(stamp(_PACKAGE), "ascii")
    return None


def _unpacked(home: Path) -> bool:
    mark = home / "venv" / "milvus" / ".unpacked"
    return mark.exists() and mark.read_text("ascii") == stamp(_PACKAGE)


def _start(place: Place, *, login: bool = False) -> Running:
    installed = place.home / "venv" / "milvus" / "bin"
    if not (installed / "milvus").exists():
        raise LabError("Milvus is not installed: python -m tests.live.lab get")
    data = place.work / "data"
    data.mkdir()
    (data / "bin").symlink_to(installed)
    options = ["--data", str(data), "--proxy-port", str(PORT)]
    options += ["--authorization-enabled", "true"] if login else []  # any other word is taken for true, too
    server: list[str | Path] = [installed / "python", installed / "milvus-server", *options]
    return run(place, [sys.executable, _APART, place.address, str(PORT), *server])


def _ask(place: Place, path: str, body: object = None, *, login: bool = False) -> Any:
    headers = {"Content-Type": "application/json"}
    if login:
        headers["Authorization"] = "Basic " + b64encode(b"root:Milvus").decode()  # as it comes
    data = json.dumps(body).encode() if body is not None else None
    request = urllib.request.Request(f"http://{place.address}:{PORT}/v1/vector/{path}", data, headers)
    with _OPENER.open(request, timeout=60) as answer:
        told = json.load(answer)
    if told["code"] != 200:
        raise LabError(f"{path}: {told}")
    return told["data"]


def _ready(place: Place, *, login: bool = False) -> bool:
    try:
        _ask(place, "collections", login=login)
    except (OSError, LabError, ValueError):
        return False
    return True


def _seed(place: Place, *, login: bool = False) -> None:
    """One entity a person, whose fields no schema names."""
    ask = partial(_ask, place, login=login)
    ask("collections/create", {"collectionName": "customers", "dimension": 4})
    rows = [{"vector": [number % 7, 1.0, 0.5, 0.25], **person} for number, person in enumerate(place.people)]
    ask("insert", {"collectionName": "customers", "data": rows})


def _state(place: Place, *, login: bool = False) -> Mapping[str, int]:
    """Entities of each collection."""
    ask = partial(_ask, place, login=login)
    counting = {"filter": "id >= 0", "limit": 0, "outputFields": ["count(*)"]}
    names = ask("collections")
    return {name: int(ask("query", {"collectionName": name, **counting})[0]["count(*)"]) for name in names}


_expect = partial(Expect, protocol="milvus", product="Milvus")
_OPEN = _expect("open", records=200, collection="customers", labels=PEOPLE_LABELS)
_server = partial(Server, ports=(PORT,), memory=400)
_locked = partial(_server, ready=partial(_ready, login=True), state=partial(_state, login=True))

SERVERS: tuple[Server, ...] = (
    _server(
        "milvus23-open", "127.77.177.1", expect={PORT: _OPEN}, start=_start, ready=_ready, seed=_seed, state=_state
    ),
    _locked(
        "milvus23-locked",
        "127.77.177.2",
        expect={PORT: _expect("locked")},
        start=partial(_start, login=True),
        seed=partial(_seed, login=True),
    ),
    # of other databases it does not tell
    _server(
        "milvus23-none", "127.77.177.3", expect={PORT: _expect("unknown")}, start=_start, ready=_ready, state=_state
    ),
)
