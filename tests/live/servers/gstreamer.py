"""The RTSP server of GStreamer (Debian), as many cameras and recorders use it: for anybody, and for a login only."""

from pathlib import Path

from tests.live.frame import PASSWORD, Expect, Place, Running, Server, run
from tests.live.servers._rtsp import PATH, on_air

SOURCE = "Debian packages (`gir1.2-gst-rtsp-server-1.0` and plug-ins)"
NEEDS: tuple[str, ...] = (
    "python3-gi",
    "gir1.2-gst-rtsp-server-1.0",
    "gstreamer1.0-plugins-base",
    "gstreamer1.0-plugins-good",
    "gstreamer1.0-plugins-ugly",
)
_PROGRAM = Path(__file__).with_name("gstreamer_program") / "serve.py"


def get(home: Path) -> str | None:
    """Nothing beside the Debian packages."""
    return None


def _start(place: Place, *login: str) -> Running:
    return run(place, ["/usr/bin/python3", _PROGRAM, place.address, "554", PATH, *login])


def _start_locked(place: Place) -> Running:
    return _start(place, f"app:{PASSWORD}")


_OPEN, _LOCKED = Expect("open", "rtsp"), Expect("locked", "rtsp")

SERVERS: tuple[Server, ...] = (
    Server("gstreamer-open", "127.77.24.1", (554,), {554: _OPEN}, _start, ready=on_air),
    Server("gstreamer-locked", "127.77.24.2", (554,), {554: _LOCKED}, _start_locked, ready=on_air),
)
