"""ZooKeeper of Debian: open, asking for a login, empty, and with nodes that are listed and guarded."""

import base64
import hashlib
import socket
import struct
from collections.abc import Sequence
from contextlib import suppress
from functools import partial
from pathlib import Path

import msgspec

from tests.live.frame import PASSWORD, Expect, Place, Running, Server, run
from tests.live.people import PEOPLE_LABELS
from tests.live.remedies import Shut, restarted

SOURCE = "Debian package `zookeeper`"
NEEDS: tuple[str, ...] = ("zookeeper",)

PORT = 2181
ASKS = ("-Dzookeeper.enforce.auth.enabled=true", "-Dzookeeper.enforce.auth.schemes=digest")
"""Properties by which a session has to log in."""
_ALL = (("world", "anyone"),)


def get(home: Path) -> str | None:
    """Nothing beside the Debian package."""
    return None


def start(
    place: Place, *properties: str, classpath: str = "/usr/share/java/zookeeper.jar", more: Sequence[str] = ()
) -> Running:
    """A server without an ensemble, made of these archives; `more`: lines of its settings."""
    lines = ("tickTime=2000", f"dataDir={place.work}/data", f"clientPort={PORT}", f"clientPortAddress={place.address}")
    (place.work / "zoo.cfg").write_text("\n".join((*lines, "admin.enableServer=false", *more)) + "\n", "ascii")
    main = "org.apache.zookeeper.server.quorum.QuorumPeerMain"
    return run(place, ["java", "-Xmx96m", *properties, "-cp", classpath, main, place.work / "zoo.cfg"])


def _text(text: str | bytes) -> bytes:
    data = text.encode() if isinstance(text, str) else text
    return struct.pack(">i", len(data)) + data


def _framed(body: bytes) -> bytes:
    return struct.pack(">i", len(body)) + body


def _create(path: str, data: bytes, rights: tuple[tuple[str, str], ...]) -> bytes:
    """`rights`: who may do everything, as (scheme, id)."""
    acl = b"".join(struct.pack(">i", 31) + _text(scheme) + _text(who) for scheme, who in rights)
    head = struct.pack(">ii", 1, 1) + _text(path) + _text(data)
    return _framed(head + struct.pack(">i", len(rights)) + acl + struct.pack(">i", 0))


def seed(place: Place, *, guarded: bool = False) -> None:
    """A node of JSON for each person below /users; guarded, only the user `app` reads them."""
    login = f"app:{PASSWORD}"
    digest = base64.b64encode(hashlib.sha1(login.encode()).digest()).decode()
    rights = (("digest", f"app:{digest}"),) if guarded else _ALL
    sent = [_create("/users", b"", _ALL)]
    sent += [_create(f"/users/{i}", msgspec.json.encode(person), rights) for i, person in enumerate(place.people)]
    with socket.create_connection((place.address, PORT), timeout=120) as connection:
        stream = connection.makefile("rb")
        connection.sendall(struct.pack(">iiqiqi16x?", 45, 0, 0, 10_000, 0, 16, False))
        stream.read(int.from_bytes(stream.read(4), "big"))
        for each in sent:
            connection.sendall(each)
            said = stream.read(int.from_bytes(stream.read(4), "big"))
            assert struct.unpack_from(">iqi", said)[2] == 0


_OPEN = Expect("open", "zookeeper", "ZooKeeper", "3.", records=200, collection="/users/*", labels=PEOPLE_LABELS)
_LOCKED = Expect("locked", "zookeeper")
_GUARDED = Expect("metadata", "zookeeper", "ZooKeeper", "3.")


def ready(place: Place) -> bool:
    """It takes connections before it serves them."""
    with suppress(OSError), socket.create_connection((place.address, PORT), timeout=2) as connection:
        connection.sendall(b"srvr")
        return connection.makefile("rb").read(100).startswith(b"Zookeeper version")
    return False


_server = partial(Server, ports=(PORT,), memory=160, ready=ready)

SERVERS: tuple[Server, ...] = (
    _server("zookeeper-open", "127.77.141.1", expect={PORT: _OPEN}, start=start, seed=seed),
    _server(
        "zookeeper-locked",
        "127.77.141.2",
        expect={PORT: Expect("locked", "zookeeper")},
        start=lambda place: start(place, *ASKS),
    ),
    _server("zookeeper-empty", "127.77.141.3", expect={PORT: Expect("empty", "zookeeper")}, start=start),
    _server(
        "zookeeper-guarded",
        "127.77.141.4",
        expect={PORT: _GUARDED},
        start=start,
        seed=partial(seed, guarded=True),
    ),
)

LOGINS = (
    "enforce.auth.enabled=true",
    "enforce.auth.schemes=sasl",
    "authProvider.sasl=org.apache.zookeeper.server.auth.SASLAuthenticationProvider",
)
SHUT = (Shut("zookeeper-open", LOGINS, restarted(lambda place, *words: start(place, more=words)), check=False),)
