"""FerretDB 1 with its SQLite backend: open, with authentication (SCRAM), and open with nothing in it."""

from pathlib import Path

from tests.live.frame import PASSWORD, Expect, GoModule, Place, Running, Server, go_build, run
from tests.live.servers._mongodb import LABELS, seed, seed_locked, state, state_locked

NEEDS: tuple[str, ...] = ()
_MODULE = "github.com/FerretDB/FerretDB"
_VERSION = "v1.24.2"
SOURCE = f"Go module {_MODULE} {_VERSION}"


def get(home: Path) -> str | None:
    """Build it; the version file is generated, so that the published module lacks it."""
    version = {"build/version/version.txt": f"{_VERSION}\n"}
    return go_build(home, GoModule("ferretdb", _MODULE, _VERSION, {"ferretdb": "./cmd/ferretdb"}, files=version))


def _start(place: Place, *options: str) -> Running:
    for folder in ("data", "state"):
        (place.work / folder).mkdir()
    stores = ["--handler=sqlite", f"--sqlite-url=file:{place.work}/data/", f"--state-dir={place.work}/state"]
    quiet = ["--debug-addr=-", "--telemetry=disable", "--log-level=warn"]
    program = place.home / "go" / "ferretdb" / "ferretdb"
    return run(place, [program, f"--listen-addr={place.address}:27017", *stores, *quiet, *options])


def _start_locked(place: Place) -> Running:
    user = ["--setup-database=admin", "--setup-username=app", f"--setup-password={PASSWORD}"]
    return _start(place, "--test-enable-new-auth", *user)


_OPEN = Expect("open", "mongodb", "FerretDB", "1.24.2", records=200, collection="crm.customers", labels=LABELS)
_LOCKED = Expect("locked", "mongodb", "FerretDB", "1.24.2")
_EMPTY = Expect("empty", "mongodb", "FerretDB", "1.24.2")

SERVERS: tuple[Server, ...] = (
    Server("ferretdb-open", "127.77.50.1", (27017,), {27017: _OPEN}, _start, seed, state=state),
    Server(
        "ferretdb-locked", "127.77.50.2", (27017,), {27017: _LOCKED}, _start_locked, seed_locked, state=state_locked
    ),
    Server("ferretdb-empty", "127.77.50.3", (27017,), {27017: _EMPTY}, _start, state=state),
)
