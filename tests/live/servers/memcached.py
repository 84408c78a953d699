"""Memcached of Debian: open, empty, with dumps forbidden, and locked by a login in the text and the binary protocol."""

import socket
from functools import partial
from pathlib import Path

import msgspec

from tests.live.frame import PASSWORD, Expect, Place, Running, Server, run
from tests.live.people import PEOPLE_LABELS
from tests.live.remedies import Shut, restarted

SOURCE = "Debian package `memcached`"
NEEDS: tuple[str, ...] = ("memcached", "libsasl2-modules")

PORT = 11211
_WORKER = "nobody"
_CHANGES = ("cmd_set", "cmd_touch", "cmd_flush", "curr_items", "total_items", "delete_hits", "incr_hits", "evictions")


def get(home: Path) -> str | None:
    """Nothing beside the Debian packages."""
    return None


def _start(place: Place, *options: str | Path) -> Running:
    listens = ("-u", _WORKER, "-l", place.address, "-p", str(PORT), "-U", "0", "-m", "32")
    return run(place, ["memcached", *listens, *options])


def _start_locked(place: Place) -> Running:
    file = place.work / "logins"
    file.write_text(f"app:{PASSWORD}\n", "ascii")
    return _start(place, "-Y", file)


def _start_sasl(place: Place) -> Running:
    """SASL, which leaves the binary protocol alone."""
    (place.work / "memcached.conf").write_text("mech_list: plain\n", "ascii")
    listens = ("-u", _WORKER, "-l", place.address, "-p", str(PORT), "-U", "0", "-m", "32")
    return run(place, ["memcached", *listens, "-S"], env={"SASL_CONF_PATH": str(place.work)})


def _asked(place: Place, *commands: bytes, login: bool = False) -> list[bytes]:
    """The lines of the answers, each of which ends with one that begins with a word in capitals."""
    words = f"app {PASSWORD}".encode()
    first = b"set login 0 0 %d\r\n%b\r\n" % (len(words), words) if login else b""
    with socket.create_connection((place.address, PORT), timeout=120) as connection:
        connection.sendall(first + b"".join(commands) + b"quit\r\n")
        return b"".join(iter(partial(connection.recv, 65_536), b"")).splitlines()


def _seed(place: Place, *, login: bool = False) -> None:
    """One item of JSON for each person: `user:0` and so on."""
    values = [msgspec.json.encode(person) for person in place.people]
    sets = [b"set user:%d 0 0 %d\r\n%b\r\n" % (i, len(value), value) for i, value in enumerate(values)]
    said = _asked(place, *sets, login=login)
    assert said.count(b"STORED") == len(sets) + login


def _state(place: Place, *, login: bool = False) -> dict[str, int]:
    """What was written, and how many items are marked as read."""
    pairs = (line.split(b" ")[1:3] for line in _asked(place, b"stats\r\n", login=login) if line.startswith(b"STAT "))
    told = {name.decode(): value for name, value in pairs}
    return {name: int(told[name]) for name in _CHANGES} | {"read": _read(place, login=login)}


def _read(place: Place, *, login: bool) -> int:
    classes = {
        line.split(b":")[1]
        for line in _asked(place, b"stats items\r\n", login=login)
        if line.startswith(b"STAT items:")
    }
    dumps = [_asked(place, b"stats cachedump %b 0\r\n" % number, login=login) for number in sorted(classes)]
    keys = [line.split(b" ")[1] for dump in dumps for line in dump if line.startswith(b"ITEM ")]
    return sum(b"fetch=yes" in line for line in _asked(place, *(b"me %b\r\n" % key for key in keys), login=login))


_OPEN = Expect("open", "memcached", "Memcached", "1.6.", records=200, collection="user:*", labels=PEOPLE_LABELS)

SERVERS: tuple[Server, ...] = (
    Server("memcached-open", "127.77.2.1", (PORT,), {PORT: _OPEN}, _start, _seed, state=_state),
    Server(
        "memcached-locked",
        "127.77.2.2",
        (PORT,),
        {PORT: Expect("locked", "memcached")},
        _start_locked,
        partial(_seed, login=True),
        state=partial(_state, login=True),
    ),
    Server(
        "memcached-empty",
        "127.77.2.3",
        (PORT,),
        {PORT: Expect("empty", "memcached", "Memcached", "1.6.")},
        _start,
        state=_state,
    ),
    Server(
        "memcached-nodump",
        "127.77.2.4",
        (PORT,),
        {PORT: Expect("metadata", "memcached", "Memcached", "1.6.")},
        lambda place: _start(place, "-X"),
        _seed,
        state=_state,
    ),
    Server(
        "memcached-sasl",
        "127.77.2.5",
        (PORT,),
        {PORT: Expect("locked", "memcached", "Memcached", "1.6.")},
        _start_sasl,
    ),
)


def _with_logins(place: Place, word: str) -> Running:
    file = place.work / "logins"
    file.write_text(f"app:{PASSWORD}\n", "ascii")
    return _start(place, *word.replace("FILE", str(file)).split())


SHUT = (Shut("memcached-open", ("-Y FILE",), restarted(_with_logins)),)
