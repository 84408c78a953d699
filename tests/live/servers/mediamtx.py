"""MediaMTX with a stream on the air at `/live`: for anybody, and for a login only."""

import json
from pathlib import Path

from tests.live.frame import PASSWORD, Expect, GoModule, Place, Running, Server, go_build, run
from tests.live.servers._rtsp import PATH, on_air

NEEDS: tuple[str, ...] = ()
_MODULE = "github.com/bluenviron/mediamtx"
_VERSION = "v1.13.1"
SOURCE = f"Go module {_MODULE} {_VERSION}"
_PUBLISHER = Path(__file__).with_name("mediamtx_publisher") / "main.go"


def get(home: Path) -> str | None:
    """Build it and our publisher; two generated files are not in the published module (HLS stays off)."""
    files = {
        "internal/core/VERSION": f"{_VERSION}\n",
        "internal/servers/hls/hls.min.js": "// HLS is off\n",
        "publisher/main.go": _PUBLISHER.read_text("utf-8"),
    }
    programs = {"mediamtx": ".", "publisher": "./publisher"}
    return go_build(home, GoModule("mediamtx", _MODULE, _VERSION, programs, files=files))


def _start(place: Place, reader: dict[str, str] | None = None) -> Running:
    programs = place.home / "go" / "mediamtx"
    publisher = {"user": "publisher", "pass": PASSWORD, "permissions": [{"action": "publish"}]}
    to = f"rtsp://publisher:{PASSWORD}@{place.address}:554{PATH}"
    settings = {
        "rtspAddress": f"{place.address}:554",
        "rtspTransports": ["tcp"],
        "rtspAuthMethods": ["basic", "digest"],
        **dict.fromkeys(("rtmp", "hls", "webrtc", "srt"), False),
        "authInternalUsers": [{**(reader or {"user": "any"}), "permissions": [{"action": "read"}]}, publisher],
        "paths": {
            PATH[1:]: {"runOnInit": f"{programs / 'publisher'} {to}", "runOnInitRestart": True},
            "all_others": {},
        },
    }
    file = place.work / "mediamtx.yml"
    file.write_text(json.dumps(settings, indent=1), "utf-8")  # YAML holds JSON
    return run(place, [programs / "mediamtx", file])


def _start_locked(place: Place) -> Running:
    return _start(place, {"user": "app", "pass": PASSWORD})


_OPEN, _LOCKED = Expect("open", "rtsp"), Expect("locked", "rtsp")

SERVERS: tuple[Server, ...] = (
    Server("mediamtx-open", "127.77.51.1", (554,), {554: _OPEN}, _start, ready=on_air),
    Server("mediamtx-locked", "127.77.51.2", (554,), {554: _LOCKED}, _start_locked, ready=on_air),
)
