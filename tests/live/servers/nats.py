"""NATS of Debian: open, locked, in TLS, with a user for those who give none and with one who may not list streams, and
with a stream that holds nothing."""

import socket
import ssl
from contextlib import ExitStack
from functools import partial
from pathlib import Path

import msgspec

from tests.live.frame import PASSWORD, Expect, Place, Running, Server, run
from tests.live.halves import Half
from tests.live.people import PEOPLE_LABELS
from tests.live.remedies import Shut, restarted
from tests.live.servers import _tls

SOURCE = "Debian package `nats-server`"
NEEDS: tuple[str, ...] = ("nats-server", *_tls.NEEDS)

PORT, MONITORING, _WEB = 4222, 8222, 8086


def get(home: Path) -> str | None:
    """Nothing beside the Debian package."""
    return None


def start(place: Place, text: str = "", program: Path | str = "nats-server", port: int = PORT) -> Running:
    """With its store, and these lines of configuration."""
    (place.work / "conf").write_text(f'jetstream {{ store_dir: "{place.work}/store" }}\n{text}\n', "ascii")
    return run(place, [program, "-a", place.address, "-p", str(port), "-c", place.work / "conf"])


def start_tls(place: Place, more: str = "", program: Path | str = "nats-server", port: int = PORT) -> Running:
    """In TLS, with these options of it."""
    cert, key = _tls.certificate(place)
    return start(place, f'tls {{ cert_file: "{cert}", key_file: "{key}"\n{more} }}', program, port)


def _in_tls(plain: socket.socket) -> socket.socket:
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_CLIENT)
    context.check_hostname, context.verify_mode = False, ssl.CERT_NONE
    return context.wrap_socket(plain)


def _until(connection: socket.socket, end: bytes) -> bytes:
    heard = b""
    while end not in heard and (more := connection.recv(65_536)):
        heard += more
    assert end in heard, heard[-200:]
    return heard


def _published(subject: str, body: bytes, inbox: str = "") -> bytes:
    return f"PUB {subject} {inbox} {len(body)}\r\n".encode() + body + b"\r\n"


def seed(place: Place, *, tls: bool = False, first: bool = False, fill: bool = True, port: int = PORT) -> None:
    """A stream `CRM` with one message of JSON for each person: `crm.0` and so on; `app` sends them.

    `first`: where TLS comes before a word of the server.
    """
    login = msgspec.json.encode({"user": "app", "pass": PASSWORD, "verbose": False})
    stream = msgspec.json.encode({"name": "CRM", "subjects": ["crm.*"]})
    people = place.people if fill else []
    with ExitStack() as stack:
        connection = stack.enter_context(socket.create_connection((place.address, port), timeout=120))
        if not first:
            connection.recv(4096)
        if tls:
            connection = stack.enter_context(_in_tls(connection))
        if first:
            connection.recv(4096)
        begin = b"CONNECT " + login + b"\r\nSUB seed.* 1\r\n"
        connection.sendall(begin + _published("$JS.API.STREAM.CREATE.CRM", stream, "seed.made"))
        _until(connection, b'"created"')
        sent = (
            _published(f"crm.{i}", msgspec.json.encode(person), f"seed.{'last' if i + 1 == len(people) else 'one'}")
            for i, person in enumerate(people)
        )
        connection.sendall(b"".join(sent))
        if people:
            _until(connection, b"MSG seed.last ")


_USER = f"{{user: app, password: {PASSWORD}}}"
LOCKED = f"authorization {{ users: [{_USER}] }}"
NAMELESS = f"authorization {{ users: [{_USER}, {{user: guest, password: guest}}] }}\nno_auth_user: guest"


def _allowing(rights: str) -> str:
    """Who gives no name is a guest, who may publish this."""
    guest = f"{{user: guest, password: guest, permissions: {{publish: {rights}}}}}"
    return f"authorization {{ users: [{_USER}, {guest}] }}\nno_auth_user: guest"


LISTLESS = _allowing('{deny: ["$JS.API.STREAM.LIST"]}')
"""It may ask for the names of streams, and for their messages."""

READER = _allowing('"$JS.API.STREAM.MSG.GET.CRM"')
_OPEN = Expect("open", "nats", "NATS", "2.", records=200, collection="CRM", labels=PEOPLE_LABELS)
_TLS = Expect("open", "nats", "NATS", "2.", tls=True, records=200, collection="CRM", labels=PEOPLE_LABELS)

_MONITORED = Expect("metadata", "nats-monitoring", "NATS", "2.", records=200, collection="CRM")

SERVERS: tuple[Server, ...] = (
    Server(
        "nats-monitored",
        "127.77.132.6",
        (PORT, MONITORING),
        {PORT: _OPEN, MONITORING: _MONITORED},
        partial(start, text=f"http_port: {MONITORING}"),
        seed,
    ),
    Server("nats-open", "127.77.132.1", (PORT,), {PORT: _OPEN}, start, seed),
    Server(
        "nats-locked",
        "127.77.132.2",
        (PORT,),
        {PORT: Expect("locked", "nats", "NATS", "2.")},
        partial(start, text=LOCKED),
        seed,
    ),
    Server("nats-nameless", "127.77.132.3", (PORT,), {PORT: _OPEN}, partial(start, text=NAMELESS), seed),
    Server("nats-listless", "127.77.132.8", (PORT,), {PORT: _OPEN}, partial(start, text=LISTLESS), seed),
    Server(
        "nats-unfilled",
        "127.77.132.4",
        (PORT,),
        {PORT: Expect("metadata", "nats", "NATS", "2.")},
        start,
        partial(seed, fill=False),
    ),
    Server(
        "nats-web",
        "127.77.132.7",
        (PORT, _WEB),
        {PORT: _OPEN, _WEB: Expect("absent", "")},
        lambda place: start(place, f'websocket {{ listen: "{place.address}:{_WEB}", no_tls: true }}'),
        seed,
    ),
    Server("nats-tls", "127.77.132.5", (PORT,), {PORT: _TLS}, start_tls, partial(seed, tls=True)),
)

_LOCK = restarted(lambda place, word, *_: start(place, LOCKED.replace("authorization", word)))
SHUT = (
    Shut("nats-open", ("authorization",), _LOCK),
    Shut("nats-nameless", ("authorization", "leave out `no_auth_user`"), _LOCK),
    Shut("nats-monitored", ("authorization", "take it away"), _LOCK, listens=False),
)

HALF = (
    Half(
        "nats-open",
        (),
        restarted(lambda place, *_: start(place, READER)),
        state="open",
        does="streams are listed to nobody, and one is read by its name",
        says="by name",
    ),
)
