"""An RTSP server of GStreamer with an H.264 test picture, run by the Python of Debian.

serve.py ADDRESS PORT PATH [USER:PASSWORD]
"""

import sys

import gi  # type: ignore[import-not-found]  # Debian's, not in the development environment

gi.require_version("Gst", "1.0")
gi.require_version("GstRtspServer", "1.0")

from gi.repository import GLib, Gst, GstRtspServer  # type: ignore[import-not-found]  # noqa: E402  # after the versions

PIPELINE = (
    "( videotestsrc is-live=true pattern=ball ! video/x-raw,format=I420,width=320,height=240,framerate=5/1 "
    "! x264enc tune=zerolatency speed-preset=ultrafast key-int-max=5 ! rtph264pay name=pay0 pt=96 config-interval=1 )"
)
ROLE = "viewer"


def main(address: str, port: str, path: str, login: str = "") -> None:
    """Serve until ended; with `login`, to whoever knows it (Basic)."""
    Gst.init(None)
    server = GstRtspServer.RTSPServer.new()
    server.set_address(address)
    server.set_service(port)
    factory = GstRtspServer.RTSPMediaFactory.new()
    factory.set_launch(PIPELINE)
    factory.set_shared(True)
    if login:
        lock(server, factory, *login.split(":", 1))
    server.get_mount_points().add_factory(path, factory)
    if not server.attach(None):
        sys.exit(f"cannot listen on {address}:{port}")
    GLib.MainLoop().run()


def lock(server: GstRtspServer.RTSPServer, factory: GstRtspServer.RTSPMediaFactory, user: str, password: str) -> None:
    """Let nobody but this user see or build the media."""
    token = GstRtspServer.RTSPToken()
    token.set_string("media.factory.role", ROLE)
    auth = GstRtspServer.RTSPAuth.new()
    auth.add_basic(GstRtspServer.RTSPAuth.make_basic(user, password), token)
    server.set_auth(auth)
    may = f"{ROLE}, media.factory.access=(boolean)true, media.factory.construct=(boolean)true"
    factory.add_role_from_structure(Gst.Structure.new_from_string(may))


if __name__ == "__main__":
    main(*sys.argv[1:])
