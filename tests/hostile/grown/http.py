"""Answers over HTTP of any size."""

from collections.abc import Callable

_OK = b"HTTP/1.1 200 OK\r\n"
_CHUNKED = _OK + b"Transfer-Encoding: chunked\r\n\r\n"


def plain(body: bytes) -> bytes:
    return _OK + b"Content-Length: %d\r\n\r\n" % len(body) + body


GROWN: dict[str, Callable[[int], bytes]] = {
    "one body": lambda size: plain(b"a" * size),
    "small chunks": lambda size: _CHUNKED + b"1\r\na\r\n" * (size // 6) + b"0\r\n\r\n",
    "chunks with extensions": lambda size: _CHUNKED + (b"1;" + b"e" * 99 + b"\r\na\r\n") * (size // 106) + b"0\r\n\r\n",
    "trailers": lambda size: _CHUNKED + b"0\r\n" + b"a: b\r\n" * (size // 6) + b"\r\n",
    "one chunk": lambda size: _CHUNKED + b"%x\r\n" % size + b"a" * size + b"\r\n0\r\n\r\n",
    "interim answers": lambda size: b"HTTP/1.1 100 Continue\r\n\r\n" * (size // 25) + plain(b""),
    "many headers": lambda size: _OK + b"a: b\r\n" * (size // 6) + b"\r\n",
    "one header": lambda size: _OK + b"a: " + b"b" * size + b"\r\n\r\n",
    "until it closes": lambda size: _OK + b"\r\n" + b"a" * size,
}
