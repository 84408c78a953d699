"""A server that says yes to everything: any path over HTTP, any stream over RTSP, any bytes at all.

It holds nothing. Whoever believes its banners reports stores that are not there.
"""

import asyncio
import ssl
from collections.abc import Callable

from leftopen.lab.server import Content, Running, listen

_PAGE = (
    b'{"name": "node-1", "cluster_name": "docs", "version": {"number": "7.17.0", "lucene_version": "8.11.1"}, '
    b'"tagline": "You Know, for Search", "hits": {"total": 1, "hits": [{"_id": "1", "_source": {"a": 1}}]}, "ok": 1}'
)
_SDP = b"v=0\r\ns=live\r\nm=video 0 RTP/AVP 96\r\n"


async def serve(
    address: str,
    port: int,
    content: Content | None = None,  # noqa: ARG001 - it holds nothing
    *,
    locked: bool = False,  # noqa: ARG001 - it lets everybody in
    tls: ssl.SSLContext | None = None,
) -> Running:
    """Serves the decoy."""
    return await listen(address, port, _talk, tls)


async def _talk(reader: asyncio.StreamReader, writer: asyncio.StreamWriter, note: Callable[[str], None]) -> None:
    while said := await reader.read(65_536):
        note("yes")
        writer.write(answer(said))
        await writer.drain()


def answer(said: bytes) -> bytes:
    """Yes, in the words that fit best."""
    first = said.split(b"\r\n")[0]
    if b"HTTP/1" in first:
        kind = b"Content-Type: application/json; charset=UTF-8\r\nX-elastic-product: Elasticsearch\r\n"
        return b"HTTP/1.1 200 OK\r\n%sContent-Length: %d\r\n\r\n%s" % (kind, len(_PAGE), _PAGE)
    if b"RTSP/1" in first:
        number = next((line for line in said.split(b"\r\n") if line.lower().startswith(b"cseq:")), b"CSeq: 1")
        kind = b"Content-Type: application/sdp\r\nContent-Length: %d\r\n\r\n" % len(_SDP)
        return b"RTSP/1.0 200 OK\r\n%s\r\n%s%s" % (number, kind, _SDP)
    return b"+OK\r\n"
