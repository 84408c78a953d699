"""Chroma 1, which knows no login: open, without a collection, and with a proxy in front that asks for one."""

import json
from collections.abc import Sequence
from pathlib import Path
from urllib.request import Request, urlopen

from tests.live.frame import Expect, Place, Running, Server, run, venv
from tests.live.people import PEOPLE_LABELS
from tests.live.servers import _nginx

SOURCE = "Python package `chromadb` 1.5.9"
NEEDS: tuple[str, ...] = _nginx.NEEDS

PORT, _LOGIN = 8000, 8010
_BASE = "/api/v2/tenants/default_tenant/databases/default_database/collections"


def get(home: Path) -> str | None:
    """Install it in an environment of its own."""
    return venv(home, "chroma", ["chromadb==1.5.9"])


def _start(place: Place, front: Sequence[str | Path] = ()) -> Running:
    program = place.home / "venv" / "chroma" / "bin" / "chroma"
    command: list[str | Path] = [
        program,
        "run",
        "--path",
        place.work / "data",
        "--host",
        place.address,
        "--port",
        str(PORT),
    ]
    return run(place, [*front, *command])


def _start_behind(place: Place) -> Running:
    """With nginx before it, which lets in nobody."""
    (place.work / "nobody").touch()
    login = f"auth_basic vectors; auth_basic_user_file {place.work}/nobody;"
    passes = f"location / {{ proxy_pass http://{place.address}:{PORT}; }}"
    return _start(place, _nginx.front(place, f"listen {place.address}:{_LOGIN}; {login} {passes}"))


def _post(place: Place, path: str, body: object) -> dict[str, str]:
    asked = Request(f"http://{place.address}:{PORT}{_BASE}{path}", json.dumps(body).encode())
    asked.add_header("Content-Type", "application/json")
    with urlopen(asked, timeout=120) as answer:
        found: dict[str, str] = json.load(answer)
        return found


def _seed(place: Place) -> None:
    """One document a person, with the fields noted about it."""
    made = _post(place, "", {"name": "customers"})
    ids = [str(i) for i in range(len(place.people))]
    body = {
        "ids": ids,
        "documents": [f"customer {i}" for i in ids],
        "metadatas": [{key: str(value) for key, value in person.items()} for person in place.people],
        "embeddings": [[float(i % 7), 1.0, 0.5] for i in range(len(ids))],
    }
    _post(place, f"/{made['id']}/add", body)


_OPEN = Expect("open", "chroma", "Chroma", records=200, collection="customers", labels=PEOPLE_LABELS)

SERVERS: tuple[Server, ...] = (
    Server("chroma-open", "127.77.118.1", (PORT,), {PORT: _OPEN}, _start, _seed, memory=200),
    Server(
        "chroma-behind",
        "127.77.118.2",
        (PORT, _LOGIN),
        {PORT: _OPEN, _LOGIN: Expect("absent|locked|unknown", "")},
        _start_behind,
        _seed,
        memory=200,
    ),
    Server("chroma-none", "127.77.118.3", (PORT,), {PORT: Expect("unknown", "chroma", "Chroma")}, _start, memory=200),
)
