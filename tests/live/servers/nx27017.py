"""nx-27017, MongoDB's wire protocol on SQLite; it knows no authentication.

It says `ok: 1` to commands that do not exist, as a trap does. It is believed because a document comes back by its
`_id`, and none by a random one.
"""

from pathlib import Path

from tests.live.frame import Expect, Place, Running, Server, run, venv
from tests.live.servers._mongodb import LABELS, seed, state

SOURCE = "Python package `nx-27017` 0.8.1"
NEEDS: tuple[str, ...] = ()


def get(home: Path) -> str | None:
    """Install it in an environment of its own."""
    return venv(home, "nx27017", ["nx-27017==0.8.1"])


def _start(place: Place) -> Running:
    program = place.home / "venv" / "nx27017" / "bin" / "nx-27017"
    files = [f"--{what}={place.work / what}" for what in ("data-dir", "log-file", "pid-file")]
    return run(place, [program, "--host", place.address, "-p", "27017", *files])


_OPEN = Expect("open", "mongodb", records=200, collection="crm.customers", labels=LABELS)

SERVERS: tuple[Server, ...] = (
    Server("nx27017-open", "127.77.17.1", (27017,), {27017: _OPEN}, _start, seed, state=state),
)
