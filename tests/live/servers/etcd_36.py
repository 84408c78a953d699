"""etcd 3.6: open, with logins, empty, in TLS off its port, and where only clients with a certificate are let in."""

from functools import partial
from pathlib import Path

from tests.live.frame import Expect, GoModule, Place, Running, Server, go_build
from tests.live.people import PEOPLE_LABELS
from tests.live.servers import _tls, etcd

NEEDS: tuple[str, ...] = _tls.NEEDS
LONG = True
_MODULE = "go.etcd.io/etcd/server/v3"
_VERSION = "v3.6.16"
SOURCE = f"Go module {_MODULE} {_VERSION}"

PORT, ODD = etcd.PORT, 12379


def get(home: Path) -> str | None:
    """Build it."""
    return go_build(home, GoModule("etcd_36", _MODULE, _VERSION, {"etcd": "."}))


def _start(place: Place, *options: str | Path, scheme: str = "http", port: int = PORT) -> Running:
    program = place.home / "go" / "etcd_36" / "etcd"
    return etcd.start(place, "--log-level=warn", *options, program=program, scheme=scheme, port=port)


def _start_odd(place: Place) -> Running:
    cert, key = _tls.certificate(place)
    return _start(place, f"--cert-file={cert}", f"--key-file={key}", scheme="https", port=ODD)


def _start_known(place: Place) -> Running:
    """Whoever has no certificate is refused by TLS itself."""
    cert, key = _tls.certificate(place)
    asks = ["--client-cert-auth", f"--trusted-ca-file={cert}"]
    return _start(place, f"--cert-file={cert}", f"--key-file={key}", *asks, scheme="https")


_open = partial(Expect, "open", "etcd", "etcd", "3.6.", records=200, collection="/users/*", labels=PEOPLE_LABELS)
_LOCKED, _EMPTY = (Expect(word, "etcd", "etcd", "3.6.") for word in ("locked", "empty"))
_KNOWN = Expect("absent|locked|unknown", "", tls=True)
_seed_odd = partial(etcd.seed, base=f"https://{{}}:{ODD}")

SERVERS: tuple[Server, ...] = (
    Server("etcd36-open", "127.77.164.1", (PORT,), {PORT: _open()}, _start, etcd.seed, state=etcd.state),
    Server("etcd36-locked", "127.77.164.2", (PORT,), {PORT: _LOCKED}, _start, etcd.seed_locked),
    Server("etcd36-empty", "127.77.164.3", (PORT,), {PORT: _EMPTY}, _start, state=etcd.state),
    Server("etcd36-odd", "127.77.164.4", (ODD,), {ODD: _open(tls=True)}, _start_odd, _seed_odd),
    Server("etcd36-known", "127.77.164.5", (PORT,), {PORT: _KNOWN}, _start_known),
)
