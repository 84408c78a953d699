"""A loopback camera that speaks RTSP: describes its one stream, and plays nothing. Source: RFC 2326, RFC 2069.

Its frames do not exist: whatever would start a stream is answered 405.
"""

import asyncio
import hashlib
import re
import ssl
from collections.abc import Callable, Mapping
from dataclasses import dataclass

from leftopen.lab.server import PASSWORD, USER, Content, Running, listen

_SDP = """v=0
o=- 1 1 IN IP4 127.0.0.1
s={session}
c=IN IP4 0.0.0.0
t=0 0
{more}m=video 0 RTP/AVP 96
a=rtpmap:96 H264/90000
a=control:trackID=1
"""
_NONCE = "6c61622d6e6f6e6365"
_FIELD = re.compile(r'(\w+)="([^"]*)"')


@dataclass(frozen=True, slots=True)
class Camera:
    """`login`: user and password, None for anybody; `careless`: shows its stream on every path."""

    path: str = "/live"
    login: tuple[str, str] | None = None
    realm: str = "lab camera"
    server: str = "lab"
    session: str = "Media Presentation"
    sdp: str = ""
    careless: bool = False

    def answer(self, method: str, uri: str, headers: Mapping[str, str]) -> bytes:
        """The answer to one request; header names are lower case."""
        path = "/" + uri.partition("://")[2].partition("/")[2]
        if method == "OPTIONS":
            return self._bytes("200 OK", headers, ["Public: OPTIONS, DESCRIBE, SETUP, PLAY, TEARDOWN"])
        if method != "DESCRIBE":
            return self._bytes("405 Method Not Allowed", headers)
        if self.login and not self._knows(method, headers.get("authorization", "")):
            challenge = f'WWW-Authenticate: Digest realm="{self.realm}", nonce="{_NONCE}"'
            return self._bytes("401 Unauthorized", headers, [challenge])
        if path != self.path and not self.careless:
            return self._bytes("404 Stream Not Found", headers)
        body = _SDP.format(session=self.session, more=self.sdp).replace("\n", "\r\n").encode()
        return self._bytes("200 OK", headers, ["Content-Type: application/sdp", f"Content-Length: {len(body)}"], body)

    def _bytes(
        self, status: str, headers: Mapping[str, str], more: list[str] | None = None, body: bytes = b""
    ) -> bytes:
        lines = [f"RTSP/1.0 {status}", f"CSeq: {headers.get('cseq', '0')}", f"Server: {self.server}", *(more or [])]
        return "\r\n".join([*lines, "", ""]).encode() + body

    def _knows(self, method: str, authorization: str) -> bool:
        assert self.login
        user, password = self.login
        said = dict(_FIELD.findall(authorization))
        secret = _md5(f"{user}:{self.realm}:{password}")
        asked = _md5(f"{method}:{said.get('uri', '')}")
        wanted = _md5(f"{secret}:{_NONCE}:{asked}")
        return said.get("username") == user and said.get("response") == wanted


def _md5(text: str) -> str:
    return hashlib.md5(text.encode(), usedforsecurity=False).hexdigest()


async def serve(
    address: str,
    port: int,
    content: Content | None = None,  # noqa: ARG001 - a camera has a stream, no records
    *,
    locked: bool = False,
    tls: ssl.SSLContext | None = None,
    camera: Camera | None = None,
) -> Running:
    """Serves one camera: `camera`, or a plain one, with the lab's login where `locked`."""
    shown = camera or Camera(login=(USER, PASSWORD) if locked else None)

    async def talk(reader: asyncio.StreamReader, writer: asyncio.StreamWriter, note: Callable[[str], None]) -> None:
        while head := await reader.readuntil(b"\r\n\r\n"):
            first, *lines = head[:-4].decode("latin-1").split("\r\n")
            method, uri, _version = first.split(" ")
            pairs = (line.partition(":") for line in lines)
            headers = {name.strip().lower(): value.strip() for name, _, value in pairs}
            note(f"{method} +login" if "authorization" in headers else method)
            writer.write(shown.answer(method, uri, headers))
            await writer.drain()

    return await listen(address, port, talk, tls)
