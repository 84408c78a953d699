"""The HTTP part of the camera ipycam (ONVIF, web page, snapshots) on one address, run by its own Python.

serve.py ADDRESS PORT [USER:PASSWORD]

The camera's own start is not used: it listens on every address and joins the discovery group 239.255.255.250.
"""

import sys
import threading
import time

import numpy as np  # type: ignore[import-not-found]  # of the camera's environment
from ipycam.camera import IPCamera, ReusableThreadingTCPServer  # type: ignore[import-not-found]  # the same
from ipycam.config import CameraConfig  # type: ignore[import-not-found]  # the same
from ipycam.http import IPCameraHTTPHandler  # type: ignore[import-not-found]  # the same
from ipycam.mjpeg import MJPEGStreamer  # type: ignore[import-not-found]  # the same


def film(camera: IPCamera) -> None:
    """Show the camera a grey that brightens and begins again, twice a second."""
    number = 0
    while True:
        camera.stream(np.full((240, 320, 3), number % 256, np.uint8))
        number += 8
        time.sleep(0.5)


def main(address: str, port: str, login: str = "") -> None:
    """Serve until ended; with `login`, to whoever knows it."""
    user, _, password = login.partition(":")
    config = CameraConfig(name="Lobby", local_ip=address, onvif_port=int(port), username=user, password=password)
    camera = IPCamera(config)
    camera.mjpeg_streamer = MJPEGStreamer(quality=60, sub_width=160, sub_height=120)
    camera.mjpeg_streamer.start()
    camera._running = True
    threading.Thread(target=film, args=(camera,), daemon=True).start()
    IPCameraHTTPHandler.camera = camera
    ReusableThreadingTCPServer((address, int(port)), IPCameraHTTPHandler).serve_forever()


if __name__ == "__main__":
    main(*sys.argv[1:])
