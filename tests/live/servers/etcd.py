"""etcd of Debian: open, also with other keys in API v2, empty, also with a guarded API v2, with logins switched on, and
with rights by key in API v2."""

import base64
import json
import re
import ssl
import time
from collections.abc import Callable
from dataclasses import replace
from functools import partial
from pathlib import Path
from urllib.parse import urlencode
from urllib.request import Request, urlopen

from tests.live.frame import PASSWORD, Expect, Place, Running, Server, call, run
from tests.live.people import PEOPLE_LABELS
from tests.live.remedies import Shut, restarted
from tests.live.servers import _tls

SOURCE = "Debian package `etcd-server`"
NEEDS: tuple[str, ...] = ("etcd-server", "etcd-client", *_tls.NEEDS)

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
    with urlopen(asked, timeout=120, context=ssl._create_unverified_context()) as answer:
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


def _seed_older(place: Place, first: Callable[[Place], None] = seed_locked) -> None:
    """The same as locked, and JSON for each person in API v2, which has logins of its own."""
    first(place)
    for i, person in enumerate(place.people):
        body = urlencode({"value": json.dumps(person, ensure_ascii=False)}).encode()
        asked = Request(f"http://{place.address}:{PORT}/v2/keys/people/{i}", body, method="PUT")
        with urlopen(asked, timeout=120) as answer:
            assert answer.status == 201


def _seed_guarded(place: Place) -> None:
    """API v2 alone holds something, and shows it to nobody without a login."""
    _seed_older(place, lambda _: None)
    _guard(place)


def _seed_guest(place: Place) -> None:
    """The same, with logins in API v2, too: who has none reads people and no other key."""
    _seed_older(place)
    _guard(place)
    _older(place, "roles/guest", {"role": "guest", "grant": {"kv": {"read": ["/people/*"], "write": []}}})


def _guard(place: Place) -> None:
    _older(place, "users/root", {"user": "root", "password": PASSWORD})
    _older(place, "enable", None)
    _older(place, "roles/guest", {"role": "guest", "revoke": {"kv": {"read": ["/*"], "write": ["/*"]}}})


def _older(place: Place, path: str, body: object) -> None:
    login = base64.b64encode(f"root:{PASSWORD}".encode()).decode()
    headers = {"Content-Type": "application/json", "Authorization": f"Basic {login}"}
    data = b"" if body is None else json.dumps(body).encode()
    asked = Request(f"http://{place.address}:{PORT}/v2/auth/{path}", data, headers, method="PUT")
    with urlopen(asked, timeout=10) as answer:
        assert answer.status in (200, 201)


def state(place: Place) -> dict[str, int]:
    """The revision, which each writing raises."""
    every = base64.b64encode(b"\0").decode()
    said = _ask(place, "kv/range", {"key": every, "range_end": every, "count_only": True})
    header = said["header"]
    assert isinstance(header, dict)
    return {"revision": int(header["revision"]), "keys": int(str(said.get("count", 0)))}


_LOCKED = Expect("locked", "etcd", "etcd", "3.4.")
_GUEST = replace(_LOCKED, access="unknown")
_EMPTY = Expect("empty", "etcd", "etcd", "3.4.")
_OPEN = Expect("open", "etcd", "etcd", "3.4.", records=200, collection="/users/*", labels=PEOPLE_LABELS)
_OLDER = Expect("open", "etcd", "etcd", "3.4.", records=200, collection="/people/*", labels=PEOPLE_LABELS)

SERVERS: tuple[Server, ...] = (
    Server("etcd-open", "127.77.105.1", (PORT,), {PORT: _OPEN}, start, seed, state=state),
    Server("etcd-locked", "127.77.105.2", (PORT,), {PORT: _LOCKED}, start, seed_locked),
    Server("etcd-older", "127.77.105.4", (PORT,), {PORT: _OLDER}, _start_older, _seed_older),
    Server(
        "etcd-both",
        "127.77.105.6",
        (PORT,),
        {PORT: _OLDER},
        _start_older,
        partial(_seed_older, first=seed),
        state=state,
    ),
    Server("etcd-guarded", "127.77.105.7", (PORT,), {PORT: _GUEST}, _start_older, _seed_guarded),
    Server("etcd-guest", "127.77.105.5", (PORT,), {PORT: _GUEST}, _start_older, _seed_guest),
    Server("etcd-empty", "127.77.105.3", (PORT,), {PORT: _EMPTY}, start, state=state),
)


def log_in(place: Place, *words: str) -> None:
    """Its administrator, then logins, by its own program."""
    for word in words:
        program, *rest = word.split()
        asks = ["--interactive=false"] if "user add" in word else []
        call(place, [program, f"--endpoints=http://{place.address}:{PORT}", *rest, *asks], stdin=f"{PASSWORD}\n")


def know(place: Place, options: str, scheme: str, program: str | Path = "etcd") -> Running:
    """Only clients with a certificate are let in."""
    cert, key = _tls.certificate(place)
    files = {"=CA": f"={cert}", "=CERT": f"={cert}", "=KEY": f"={key}"}
    for word, file in files.items():
        options = re.sub(rf"{word}(?= |$)", file, options)
    return start(place, *options.split(), scheme=scheme.removesuffix("://"), program=program)


LOGINS = ("etcdctl user add root", "etcdctl auth enable")
KNOWN = ("--client-cert-auth --trusted-ca-file=CA --cert-file=CERT --key-file=KEY", "https://")
SHUT = (
    Shut("etcd-open", LOGINS, log_in),
    Shut("etcd-open", KNOWN, restarted(know), state="unclear"),
    Shut("etcd-older", ("--enable-v2",), restarted(lambda place, _: start(place))),
)
