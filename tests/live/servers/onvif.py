"""ipycam, a camera in Python with ONVIF over HTTP: without a password, and with one."""

from pathlib import Path

from tests.live.frame import PASSWORD, Expect, Place, Running, Server, run, venv

SOURCE = "Python package `ipycam` 1.3.0"
NEEDS: tuple[str, ...] = ("libgl1", "libglib2.0-0")
_PROGRAM = Path(__file__).with_name("onvif_program") / "serve.py"


def get(home: Path) -> str | None:
    """Install it in an environment of its own."""
    return venv(home, "onvif", ["ipycam==1.3.0"])


def _start(place: Place, *login: str) -> Running:
    return run(place, [place.home / "venv" / "onvif" / "bin" / "python", _PROGRAM, place.address, "8080", *login])


def _start_locked(place: Place) -> Running:
    return _start(place, f"app:{PASSWORD}")


_OPEN, _LOCKED = Expect("metadata", "onvif", version="1.3.0"), Expect("locked", "onvif")
"""Its configuration is there for anybody. So are its pictures, which nobody fetches, so that `open` is not shown."""

SERVERS: tuple[Server, ...] = (
    Server("onvif-open", "127.77.25.1", (8080,), {8080: _OPEN}, _start, memory=128),
    Server("onvif-locked", "127.77.25.2", (8080,), {8080: _LOCKED}, _start_locked, memory=128),
)
