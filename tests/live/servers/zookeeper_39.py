"""ZooKeeper 3.9: open, asking for a login, empty, and with nodes that are listed and guarded.

Debian's is 3.8; this one lets fewer of the words of four letters through.
"""

from functools import partial
from pathlib import Path

from tests.live.frame import Expect, Place, Running, Server
from tests.live.people import PEOPLE_LABELS
from tests.live.remedies import Shut, restarted
from tests.live.servers import _jvm, zookeeper

SOURCE = "Java archives 3.9.3, by Maven"
NEEDS = _jvm.NEEDS

_KIT = _jvm.Kit("zookeeper-3.9", "zookeeper", "3.9.3")
PORT = zookeeper.PORT


def get(home: Path) -> str | None:
    """Fetch the server."""
    return _jvm.get(home, (_KIT,))


def _start(place: Place, *properties: str) -> Running:
    return zookeeper.start(place, "-Dzookeeper.jmx.log4j.disable=true", *properties, classpath=_classpath(place))


def _start_locked(place: Place) -> Running:
    return zookeeper.start(place, *zookeeper.ASKS, classpath=_classpath(place))


def _classpath(place: Place) -> str:
    return f"{_KIT.path(place.home)}/lib/*"


_expect = partial(Expect, protocol="zookeeper", product="ZooKeeper", version="3.9.3")
_OPEN = _expect("open", records=200, collection="/users/*", labels=PEOPLE_LABELS)
_server = partial(Server, ports=(PORT,), memory=160, ready=zookeeper.ready)

SERVERS: tuple[Server, ...] = (
    _server("zookeeper39-open", "127.77.170.1", expect={PORT: _OPEN}, start=_start, seed=zookeeper.seed),
    _server("zookeeper39-locked", "127.77.170.2", expect={PORT: _expect("locked")}, start=_start_locked),
    _server("zookeeper39-empty", "127.77.170.3", expect={PORT: _expect("empty")}, start=_start),
    _server(
        "zookeeper39-guarded",
        "127.77.170.4",
        expect={PORT: _expect("metadata")},
        start=_start,
        seed=partial(zookeeper.seed, guarded=True),
    ),
)

SHUT = (
    Shut(
        "zookeeper39-open",
        zookeeper.LOGINS,
        restarted(lambda place, *words: zookeeper.start(place, classpath=_classpath(place), more=words)),
        check=False,
    ),
)
