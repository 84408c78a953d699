"""NATS 2.12: open, locked, locked with its monitoring open, in TLS off its port, and with TLS before any word."""

from functools import partial
from pathlib import Path

from tests.live.frame import Expect, GoModule, Place, Running, Server, go_build
from tests.live.people import PEOPLE_LABELS
from tests.live.servers import _tls, nats
from tests.live.servers.nats import MONITORING, PORT

NEEDS: tuple[str, ...] = _tls.NEEDS
LONG = True
_MODULE = "github.com/nats-io/nats-server/v2"
_VERSION = "v2.12.15"
SOURCE = f"Go module {_MODULE} {_VERSION}"

ODD = 14222


def get(home: Path) -> str | None:
    """Build it."""
    return go_build(home, GoModule("nats_212", _MODULE, _VERSION, {"nats-server": "."}))


def _program(place: Place) -> Path:
    return place.home / "go" / "nats_212" / "nats-server"


def _start(place: Place, text: str = "") -> Running:
    return nats.start(place, text, _program(place))


def _start_tls(place: Place, more: str = "") -> Running:
    return nats.start_tls(place, more, _program(place), ODD)


_open = partial(Expect, "open", "nats", "NATS", "2.12.", records=200, collection="CRM", labels=PEOPLE_LABELS)
_TLS, _LOCKED = _open(tls=True), Expect("locked", "nats", "NATS", "2.12.")
_MONITORED = Expect("metadata", "nats-monitoring", "NATS", "2.12.", records=200, collection="CRM")
_HTTP = f"http_port: {MONITORING}\n"
_seed_tls = partial(nats.seed, tls=True, port=ODD)

SERVERS: tuple[Server, ...] = (
    Server(
        "nats212-open",
        "127.77.165.1",
        (PORT, MONITORING),
        {PORT: _open(), MONITORING: _MONITORED},
        partial(_start, text=_HTTP),
        nats.seed,
    ),
    Server("nats212-locked", "127.77.165.2", (PORT,), {PORT: _LOCKED}, partial(_start, text=nats.LOCKED), nats.seed),
    Server(
        "nats212-limited",
        "127.77.165.3",
        (PORT, MONITORING),
        {PORT: _LOCKED, MONITORING: _MONITORED},
        partial(_start, text=_HTTP + nats.LOCKED),
        nats.seed,
    ),
    Server("nats212-odd", "127.77.165.4", (ODD,), {ODD: _TLS}, _start_tls, _seed_tls),
    Server(
        "nats212-first",
        "127.77.165.5",
        (ODD,),
        {ODD: _TLS},
        partial(_start_tls, more="handshake_first: true"),
        partial(_seed_tls, first=True),
    ),
)
