"""Mosquitto of Debian: open, in TLS, locked, with nothing retained, and with rights that grant and give nothing."""

import socket
import ssl
from contextlib import ExitStack
from functools import partial
from pathlib import Path

import msgspec

from tests.live.frame import PASSWORD, Expect, Place, Running, Server, call, run
from tests.live.halves import Half
from tests.live.people import PEOPLE_LABELS
from tests.live.remedies import Shut, restarted

SOURCE = "Debian package `mosquitto`"
NEEDS: tuple[str, ...] = ("mosquitto", "mosquitto-clients")

PORT, TLS_PORT = 1883, 8883
_WORKER = "nobody"


def get(home: Path) -> str | None:
    """Nothing beside the Debian package."""
    return None


def _start(place: Place, *lines: str, port: int = PORT) -> Running:
    """`lines` go on with the one listener that there is."""
    told = (f"user {_WORKER}", f"listener {port} {place.address}", *(lines or ("allow_anonymous true",)))
    (place.work / "conf").write_text("\n".join(told) + "\n", "ascii")
    return run(place, ["mosquitto", "-c", place.work / "conf"])


def _file(place: Place, name: str, text: str) -> str:
    """A file that the worker may read."""
    path = place.work / name
    path.write_text(text, "ascii")
    for above in (path, *path.parents[:2]):
        above.chmod(above.stat().st_mode | 0o055 if above.is_dir() else 0o644)
    return str(path)


def _start_locked(place: Place) -> Running:
    logins = _file(place, "logins", f"app:{PASSWORD}\n")
    call(place, ["mosquitto_passwd", "-U", logins])
    return _start(place, "allow_anonymous false", f"password_file {logins}")


def _start_listed(place: Place) -> Running:
    logins = _file(place, "logins", f"app:{PASSWORD}\n")
    call(place, ["mosquitto_passwd", "-U", logins])
    rights = _file(place, "rights", "topic read public/#\ntopic read $SYS/#\n\nuser app\ntopic readwrite #\n")
    return _start(place, "allow_anonymous true", f"password_file {logins}", f"acl_file {rights}")


def _start_tls(place: Place) -> Running:
    made = ["openssl", "req", "-x509", "-newkey", "rsa:2048", "-nodes", "-days", "2", "-subj", "/CN=broker.example"]
    call(place, [*made, "-keyout", place.work / "key.pem", "-out", place.work / "cert.pem"])
    key, certificate = (_file(place, name, (place.work / name).read_text("ascii")) for name in ("key.pem", "cert.pem"))
    return _start(place, "allow_anonymous true", f"certfile {certificate}", f"keyfile {key}", port=TLS_PORT)


def _packet(kind: int, body: bytes) -> bytes:
    length, head = len(body), bytes([kind])
    while length > 0x7F:
        head, length = head + bytes([length & 0x7F | 0x80]), length >> 7
    return head + bytes([length]) + body


def _text(text: str | bytes) -> bytes:
    data = text.encode() if isinstance(text, str) else text
    return len(data).to_bytes(2, "big") + data


def _seed(place: Place, *, tls: bool = False) -> None:
    """One retained message of JSON for each person: `crm/people/0` and so on; `app` sends them."""
    login = _packet(0x10, _text("MQTT") + b"\x04\xc2\x00\x3c" + _text("") + _text("app") + _text(PASSWORD))
    sent = [
        _packet(0x31, _text(f"crm/people/{i}") + msgspec.json.encode(person)) for i, person in enumerate(place.people)
    ]
    port = TLS_PORT if tls else PORT
    with ExitStack() as stack:
        connection = stack.enter_context(socket.create_connection((place.address, port), timeout=120))
        if tls:
            connection = stack.enter_context(_in_tls(connection))
        connection.sendall(login + b"".join(sent) + _packet(0xC0, b""))
        heard = b""
        while len(heard) < len(_DONE) and (more := connection.recv(100)):
            heard += more
        assert heard == _DONE


def _in_tls(plain: socket.socket) -> socket.socket:
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_CLIENT)
    context.check_hostname, context.verify_mode = False, ssl.CERT_NONE
    return context.wrap_socket(plain)


_DONE = b"\x20\x02\x00\x00\xd0\x00"
"""Let in, and alive after all that was sent."""

_OPEN = Expect("open", "mqtt", "Mosquitto", "2.0.", records=200, collection="crm/people/*", labels=PEOPLE_LABELS)
_TLS = Expect(
    "open", "mqtt", "Mosquitto", "2.0.", tls=True, records=200, collection="crm/people/*", labels=PEOPLE_LABELS
)

SERVERS: tuple[Server, ...] = (
    Server("mosquitto-open", "127.77.131.1", (PORT,), {PORT: _OPEN}, _start, _seed),
    Server("mosquitto-locked", "127.77.131.2", (PORT,), {PORT: Expect("locked", "mqtt")}, _start_locked, _seed),
    Server("mosquitto-quiet", "127.77.131.3", (PORT,), {PORT: Expect("metadata", "mqtt", "Mosquitto", "2.0.")}, _start),
    Server(
        "mosquitto-listed",
        "127.77.131.4",
        (PORT,),
        {PORT: Expect("metadata", "mqtt", "Mosquitto", "2.0.")},
        _start_listed,
        _seed,
    ),
    Server(
        "mosquitto-tls",
        "127.77.131.5",
        (TLS_PORT,),
        {TLS_PORT: _TLS},
        _start_tls,
        partial(_seed, tls=True),
    ),
)


def _with_logins(place: Place, nobody: str, users: str, program: str) -> Running:
    logins = _file(place, "logins", f"app:{PASSWORD}\n")
    call(place, [program, "-U", logins])
    return _start(place, nobody, f"{users} {logins}")


SHUT = (
    Shut("mosquitto-open", ("allow_anonymous false", "password_file", "mosquitto_passwd"), restarted(_with_logins)),
)


def _other_listener(place: Place) -> Running:
    logins = _file(place, "logins", f"app:{PASSWORD}\n")
    call(place, ["mosquitto_passwd", "-U", logins])
    here, there = (f"listener {port} {place.address}" for port in (PORT, 1884))
    locked = ("allow_anonymous false", f"password_file {logins}")
    told = ("per_listener_settings true", f"user {_WORKER}", here, *locked, there, "allow_anonymous true")
    (place.work / "conf").write_text("\n".join(told) + "\n", "ascii")
    return run(place, ["mosquitto", "-c", place.work / "conf"])


HALF = (
    Half(
        "mosquitto-open",
        (),
        restarted(_other_listener),
        state="unclear",
        does="a login at one of two listeners",
        ports=(1884,),
        says="at port 1884",
    ),
)
