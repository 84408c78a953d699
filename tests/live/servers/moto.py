"""Moto's stand-in for S3, which knows no login: open, and without a bucket."""

from pathlib import Path
from urllib.request import Request, urlopen

from tests.live.frame import Expect, Place, Running, Server, run, venv
from tests.live.remedies import Shut, restarted

SOURCE = "Python package `moto[server]` 5.2.5"
NEEDS: tuple[str, ...] = ()

PORT = 9000


def get(home: Path) -> str | None:
    """Install it in an environment of its own."""
    return venv(home, "moto", ["moto[server]==5.2.5"])


def _start(place: Place) -> Running:
    return run(place, [place.home / "venv" / "moto" / "bin" / "moto_server", "-H", place.address, "-p", str(PORT)])


def _seed(place: Place) -> None:
    """A bucket with an export, and one with nothing in it."""
    base = f"http://{place.address}:{PORT}"
    for path, data in (("/crm-backup", b""), ("/crm-empty", b""), ("/crm-backup/exports/people.csv", b"name\nZoe\n")):
        with urlopen(Request(base + path, data, method="PUT"), timeout=120):
            pass


_OPEN = Expect("open", "s3", "Moto", records=1, collection="crm-backup")
_EMPTY = Expect("empty", "s3", "Moto")

SERVERS: tuple[Server, ...] = (
    Server("moto-open", "127.77.140.1", (PORT,), {PORT: _OPEN}, _start, _seed, memory=100),
    Server("moto-empty", "127.77.140.2", (PORT,), {PORT: _EMPTY}, _start, memory=100),
)


def _elsewhere(place: Place, word: str) -> Running:
    """At an address where nobody asks; that of the words is not the lab's."""
    program, *rest = word.replace("127.0.0.1", "127.77.140.250").split()
    return run(place, [place.home / "venv" / "moto" / "bin" / program, *rest, "-p", str(PORT)])


SHUT = (Shut("moto-open", ("moto_server -H 127.0.0.1",), restarted(_elsewhere), listens=False),)
