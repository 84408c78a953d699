"""uStreamer of Debian, which sends a picture of its own where it has no camera: without a password, and with one."""

from pathlib import Path

from tests.live.frame import PASSWORD, Expect, Place, Running, Server, run
from tests.live.remedies import Shut, restarted

SOURCE = "Debian package `ustreamer`"
NEEDS: tuple[str, ...] = ("ustreamer",)
PORT = 8080


def get(home: Path) -> str | None:
    """Nothing beside the Debian package."""
    return None


def _start(place: Place, *login: str) -> Running:
    where = ["--host", place.address, "--port", str(PORT), "--device", str(place.work / "none")]
    return run(place, ["ustreamer", *where, *login])


def _start_locked(place: Place) -> Running:
    return _start(place, "--user", "app", "--passwd", PASSWORD)


_OPEN = Expect("open", "camera", "uStreamer", "4.")
_LOCKED = Expect("absent|unknown", "unknown")
"""Its realm is anybody's, and it closes after each answer, so that what is at home on its port uses up the connections
before it is told that it asks for a login."""

SERVERS: tuple[Server, ...] = (
    Server("ustreamer-open", "127.77.156.1", (PORT,), {PORT: _OPEN}, _start, memory=16),
    Server("ustreamer-locked", "127.77.156.2", (PORT,), {PORT: _LOCKED}, _start_locked, memory=16),
)


def _with_login(place: Place, user: str, password: str) -> Running:
    return _start(place, user, "app", password, PASSWORD)


SHUT = (Shut("ustreamer-open", ("--user", "--passwd"), restarted(_with_login)),)
