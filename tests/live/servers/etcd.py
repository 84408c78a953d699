"""etcd of Debian: open, empty, and with logins switched on."""

import base64
import json
import ssl
import time
from pathlib import Path
from urllib.parse import urlencode
from urllib.request import Request, urlopen

from tests.live.frame import PASSWORD, Expect, Place, Running, Server, run
from tests.live.people import PEOPLE_LABELS

SOURCE = "Debian package `etcd-server`"
NEEDS: tuple[str, ...] = ("etcd-server",)

PORT = 2379
BASE = f"http://{{}}:{PORT}"


def get(home: Path) -> str | None:
    """Nothing beside the Debian package."""
    return None


def start(
    place: Place, *options: str | Path, program: str | Path = "etcd", scheme: str = "http", port: int = PORT
) -> Running:
    """One member of itself; the peers' port is plain always."""
    client, peer = f"{scheme}://{place.address}:{port}", f"http://{place.address}:2380"
    listens = [f"--listen-client-urls={client}", f"--advertise-client-urls={client}"]
    peers = [
        f"--listen-peer-urls={peer}",
        f"--initial-advertise-peer-urls={peer}",
        f"--initial-cluster={place.name}={peer}",
    ]
    return run(place, [program, f"--name={place.name}", f"--data-dir={place.work}/data", *listens, *peers, *options])


def _start_older(place: Place) -> Running:
    return start(place, "--enable-v2")


def _ask(place: Place, path: str, body: dict[str, object], base: str = BASE) -> dict[str, object]:
    asked = Request(f"{base.format(place.address)}/v3/{path}", json.dumps(body).encode())
    with urlopen(asked, timeout=10, context=ssl._create_unverified_context()) as answer:
        found: dict[str, object] = json.load(answer)
        return found


def seed(place: Place, base: str = BASE) -> None:
    """One key with JSON for each person: `/users/0` and so on."""
    for i, person in enumerate(place.people):
        key, value = f"/users/{i}".encode(), json.dumps(person, ensure_ascii=False).encode()
        _ask(place, "kv/put", {"key": base64.b64encode(key).decode(), "value": base64.b64encode(value).decode()}, base)


def seed_locked(place: Place) -> None:
    """The same, then the user root with its role, and logins on."""
    seed(place)
    _ask(place, "auth/user/add", {"name": "root", "password": PASSWORD})
    _ask(place, "auth/role/add", {"name": "root"})
    _ask(place, "auth/user/grant", {"user": "root", "role": "root"})
    _ask(place, "auth/enable", {})
    time.sleep(0.1)


def _seed_older(place: Place) -> None:
    """The same as locked, and JSON for each person in API v2, which has logins of its own."""
    seed_locked(place)
    for i, person in enumerate(place.people):
        body = urlencode({"value": json.dumps(person, ensure_ascii=False)}).encode()
        asked = Request(f"http://{place.address}:{PORT}/v2/keys/people/{i}", body, method="PUT")
        with urlopen(asked, timeout=10) as answer:
            assert answer.status == 201


def state(place: Place) -> dict[str, int]:
    """The revision, which each writing raises."""
    every = base64.b64encode(b"\0").decode()
    said = _ask(place, "kv/range", {"key": every, "range_end": every, "count_only": True})
    header = said["header"]
    assert isinstance(header, dict)
    return {"revision": int(header["revision"]), "keys": int(str(said.get("count", 0)))}


_LOCKED = Expect("locked", "etcd", "etcd", "3.4.")
_EMPTY = Expect("empty", "etcd", "etcd", "3.4.")
_OPEN = Expect("open", "etcd", "etcd", "3.4.", records=200, collection="/users/*", labels=PEOPLE_LABELS)
_OLDER = Expect("open", "etcd", "etcd", "3.4.", records=200, collection="/people/*", labels=PEOPLE_LABELS)

SERVERS: tuple[Server, ...] = (
    Server("etcd-open", "127.77.105.1", (PORT,), {PORT: _OPEN}, start, seed, state=state),
    Server("etcd-locked", "127.77.105.2", (PORT,), {PORT: _LOCKED}, start, seed_locked),
    Server("etcd-older", "127.77.105.4", (PORT,), {PORT: _OLDER}, _start_older, _seed_older),
    Server("etcd-empty", "127.77.105.3", (PORT,), {PORT: _EMPTY}, start, state=state),
)
