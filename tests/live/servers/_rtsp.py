"""How the lab asks an RTSP server (RFC 2326) whether its stream is on the air."""

import base64
import socket

from tests.live.frame import PASSWORD, Place

PATH = "/live"


def on_air(place: Place) -> bool:
    """Whether DESCRIBE of the stream, with the lab's login, names a video."""
    login = base64.b64encode(f"app:{PASSWORD}".encode()).decode()
    ask = (
        f"DESCRIBE rtsp://{place.address}:554{PATH} RTSP/1.0\r\nCSeq: 1\r\nAccept: application/sdp\r\n"
        f"Authorization: Basic {login}\r\nConnection: close\r\n\r\n"
    )
    answer = b""
    try:
        with socket.create_connection((place.address, 554), timeout=5) as connection:
            connection.sendall(ask.encode())
            while b"m=video" not in answer and (more := connection.recv(4096)):
                answer += more
                if not answer.startswith(b"RTSP/1.0 200"):
                    return False
    except OSError:
        return False
    return b"m=video" in answer
