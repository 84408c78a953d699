"""Servers that lie, stall, flood and break off. Each is a handler for `tests.net.lines.serving`.

`BYTES` are hostile to whatever is asked of them, `WEB` to whoever speaks HTTP. Everything they say holds `CANARY`, so
that a test can look for the words of a peer where none may be.
"""

import asyncio
import gzip
import json
import random
import socket
import struct
import zlib
from collections.abc import Iterable

from tests.net.lines import Handler

CANARY = "Zaphira-Quellmann"
_C = CANARY.encode()
_BIG = b"\x00" * 65_536


# --- how it is said ---------------------------------------------------------------------------------------------------


def first(*pieces: bytes, wait: float = 0.0) -> Handler:
    """Says this at once, then waits for the end."""

    async def handler(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        for piece in pieces:
            writer.write(piece)
            await writer.drain()
            await asyncio.sleep(wait)
        await reader.read()

    return handler


def answers(payload: bytes, *, close: bool = False) -> Handler:
    """Says this to whatever it hears, again and again."""

    async def handler(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        while await reader.read(65_536):
            writer.write(payload)
            await writer.drain()
            if close:
                return

    return handler


def endless(piece: bytes, before: bytes = b"") -> Handler:
    """Never stops saying this once it heard something."""

    async def handler(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        await reader.read(65_536)
        writer.write(before)
        while not writer.transport.is_closing():
            writer.write(piece)
            await writer.drain()
            await asyncio.sleep(0)

    return handler


def drip(text: bytes) -> Handler:
    """One byte at a time, each just in time."""

    async def handler(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        await reader.read(65_536)
        for byte in text * 1000:
            writer.write(bytes([byte]))
            await writer.drain()
            await asyncio.sleep(0.05)

    return handler


def resets(after: int | None) -> Handler:
    """Resets the connection: at once, or after that many bytes of an answer."""

    async def handler(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        if after is not None:
            await reader.read(65_536)
            writer.write((b"+" + _C + b"\r\n" * 40)[:after])
            await writer.drain()
        raw = writer.get_extra_info("socket")
        raw.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))
        writer.transport.abort()

    return handler


async def silent(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
    await reader.read()


async def closes(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
    writer.close()


async def echo(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
    while data := await reader.read(65_536):
        writer.write(data)
        await writer.drain()


def web(head: Iterable[bytes], body: bytes = b"", *, length: int | None = None, close: bool = False) -> Handler:
    """The same answer to every request; `length` is what it says of the body, -1 nothing at all."""
    lines = [*head]
    if length != -1:
        lines.append(b"Content-Length: %d" % (len(body) if length is None else length))
    return answers(b"\r\n".join([*lines, b"", body]), close=close)


def tells(value: object) -> Handler:
    """200 with this JSON to every request."""
    return web([OK, JSON], json.dumps(value).encode())


OK = b"HTTP/1.1 200 OK"
JSON = b"Content-Type: application/json"


# --- what is said -----------------------------------------------------------------------------------------------------

_LENGTHS = {
    "be 4 GiB": b"\xff\xff\xff\xff",
    "be 2 GiB": b"\x7f\xff\xff\xff",
    "be 16 MiB": b"\x01\x00\x00\x00",
    "le 2 GiB": b"\xff\xff\xff\x7f",
    "zero": b"\x00\x00\x00\x00",
    "one": b"\x01\x00\x00\x00",
    "minus two": b"\xfe\xff\xff\xff",
    "mongo 2 GiB": struct.pack("<iiii", 0x7FFFFFFF, 1, 1, 2013),
    "mongo short": struct.pack("<iiiiI", 17, 1, 1, 2013, 0),
    "postgres 2 GiB": b"R\x7f\xff\xff\xff",
    "postgres minus": b"R\xff\xff\xff\xf0",
    "mysql 16 MiB": b"\xff\xff\xff\x00\x0a5.7.0\x00",
    "resp bulk": b"$999999999\r\n",
    "resp minus": b"$-5\r\n",
    "resp digits": b"$" + b"9" * 5000 + b"\r\n",
    "resp array": b"*2147483647\r\n",
    "memcached": b"VALUE x 0 2147483647\r\n",
    "zookeeper": b"\x7f\xff\xff\xff\x00\x00\x00\x00",
    "cql 2 GiB": b"\x84\x00\x00\x00\x06\x7f\xff\xff\xff",
}

_LINES = {
    "nothing but newlines": b"\r\n" * 20_000,
    "nested arrays": b"*1\r\n" * 100_000,
    "nested json": b"[" * 100_000,
    "nul bytes": b"\x00" * 4096,
    "invalid utf-8": b"\xff\xfe\xfd\xfc" * 1000 + b"\r\n",
    "terminal escapes": b"\x1b]0;" + _C + b"\x07\x1b[2J\x1b[31m" + b"\r\n",
    "markup": b"<script>alert('" + _C + b"')</script>\r\n",
    "formula": b'=HYPERLINK("http://' + _C + b'")\r\n',
    "long line": b"+" + _C * 50_000 + b"\r\n",
    "yes": b"+OK\r\n",
    "yes in json": b'{"ok":true}\n',
    "moved": b"-MOVED 3999 127.0.0.2:6379\r\n",
    "rtsp yes": b"RTSP/1.0 200 OK\r\nCSeq: 1\r\n\r\n",
    "tls alert": b"\x15\x03\x01\x00\x02\x02\x28",
}


def _noise() -> bytes:
    return random.Random(7).randbytes(65_536)


BYTES: dict[str, Handler] = {
    "silent": silent,
    "closes at once": closes,
    "closes when asked": answers(b"", close=True),
    "resets at once": resets(None),
    **{f"resets after {n} bytes": resets(n) for n in (0, 1, 4, 16, 60)},
    "echo": echo,
    "endless zeros": endless(_BIG),
    "endless line": endless(b"+" + _C * 4096),
    "endless lines": endless((b"+" + _C + b"\r\n") * 2048),
    "endless noise": endless(_noise()),
    "endless ones": endless(b"\xff" * 65_536),
    "endless banner": first(*[b"220-" + _C + b"\r\n"] * 5000),
    "drip": drip(b"+" + _C),
    "drip of zeros": drip(b"\x00"),
    "drip of lines": drip(b"\n"),
    "banner of ftp": first(b"220 " + _C + b"\r\n"),
    "banner of ssh": first(b"SSH-2.0-" + _C + b"\r\n"),
    "banner of noise": first(_noise()),
    "banner late": first(b"", b"220 late\r\n", wait=0.25),
    **{f"lying length: {name}": answers(data + _C) for name, data in _LENGTHS.items()},
    **{f"says {name}": answers(data) for name, data in _LINES.items()},
}


def _gzip_bomb(layers: int = 1) -> bytes:
    data = bytes(64 << 20)
    packer = zlib.compressobj(9, wbits=31)
    data = packer.compress(data) + packer.flush()
    for _ in range(layers - 1):
        data = gzip.compress(data)
    return data


def _chunks(*chunks: bytes) -> bytes:
    return b"\r\n".join([OK, JSON, b"Transfer-Encoding: chunked", b"", *chunks])


_GZIP = b"Content-Encoding: gzip"
_NODES = {
    "cluster_name": CANARY,
    "nodes": {"x": {"name": CANARY, "host": "127.0.0.2", "http": {"publish_address": "127.0.0.2:9200"}}},
}

WEB: dict[str, Handler] = {
    "gzip bomb": web([OK, JSON, _GZIP], _gzip_bomb()),
    "nested gzip": web([OK, JSON, _GZIP], _gzip_bomb(3)),
    "gzip listed twice": web([OK, JSON, _GZIP + b", gzip"], _gzip_bomb(2)),
    "gzip that is none": web([OK, JSON, _GZIP], b'{"a":1}'),
    "deflate bomb": web([OK, JSON, b"Content-Encoding: deflate"], zlib.compress(bytes(64 << 20), 9)),
    "deep json": web([OK, JSON], b"[" * 100_000 + b"]" * 100_000),
    "deep objects": web([OK, JSON], b'{"a":' * 100_000 + b"1" + b"}" * 100_000),
    "huge key": web([OK, JSON], b'{"' + _C * 100_000 + b'":1}'),
    "many keys": tells({f"{CANARY}-{n}": n for n in range(50_000)}),
    "huge number": web([OK, JSON], b'{"count":' + b"9" * 100_000 + b"}"),
    "number without end": web([OK, JSON], b'{"count":1e999999999,"total":-1e-999999999}'),
    "invalid utf-8": web([OK, JSON], b'{"name":"\xff\xfe\xc0\x80"}'),
    "nul bytes": web([OK, JSON], b"\x00" * 5000),
    "lone surrogates": web([OK, JSON], b'{"name":"\\ud800","\\udfff":"\\u0000"}'),
    "header flood": answers(OK + b"\r\n" + b"X-A: " + _C + b"\r\n" + (b"X: y\r\n" * 50_000)),
    "headers without end": endless(b"X-A: " + _C + b"\r\n", OK + b"\r\n"),
    "header line without end": endless(_C * 1000, OK + b"\r\nX-A: "),
    "status line without end": endless(b"2" * 10_000, b"HTTP/1.1 "),
    "interim flood": endless(b"HTTP/1.1 100 Continue\r\n\r\n" * 100),
    "chunk too big": answers(_chunks(b"FFFFFFFFFFFFFFF", b"[]")),
    "chunk negative": answers(_chunks(b"-5", b"[]", b"0", b"", b"")),
    "chunk no number": answers(_chunks(b"zz", b"[]", b"0", b"", b"")),
    "chunk shorter than it says": answers(_chunks(b"50", b"[]", b"0", b"", b"")),
    "chunk longer than it says": answers(_chunks(b"1", b"[]" + _C, b"0", b"", b"")),
    "chunks without end": endless(b"1\r\n[\r\n" * 1000, _chunks(b"")[:-2]),
    "chunk extension without end": endless(_C * 100, _chunks(b"1;")),
    "body without end": endless(b"[" * 65_536, OK + b"\r\n" + JSON + b"\r\n\r\n"),
    "length negative": web([OK, JSON], b"{}", length=-7),
    "length enormous": web([OK, JSON], b"{}", length=10**17),
    "length beyond numbers": answers(OK + b"\r\nContent-Length: " + b"9" * 5000 + b"\r\n\r\n{}"),
    "two lengths": web([OK, JSON, b"Content-Length: 1"], b"{}"),
    "length and chunks": answers(
        OK + b"\r\nContent-Length: 4\r\nTransfer-Encoding: chunked\r\n\r\n2\r\n{}\r\n0\r\n\r\n"
    ),
    "closes after the status": answers(OK, close=True),
    "closes after the headers": web([OK, JSON], b"", length=10, close=True),
    "closes in the body": web([OK, JSON], b'{"a', length=10, close=True),
    "http 0.9": answers(b"<html>" + _C + b"</html>", close=True),
    "status of no class": web([b"HTTP/1.1 999 " + _C], b"{}"),
    "http 9": web([b"HTTP/9.9 200 OK"], b"{}"),
    "yes without a body": web([OK]),
    "yes with {}": tells({}),
    "yes with []": tells([]),
    "yes with null": tells(None),
    "yes with a number": tells(1),
    "yes with a string": tells(CANARY),
    "yes with true": tells(True),
    "yes with a list of names": tells([CANARY, "users"]),
    "yes with a page": web([OK, b"Content-Type: text/html"], b"<html><title>" + _C + b"</title></html>"),
    "yes with nodes elsewhere": tells(_NODES),
    "terminal escapes": tells({"name": f"\x1b]0;{CANARY}\x07\x1b[2J", f"\x1b[31m{CANARY}": 1}),
    "markup": tells({"name": f"<img src=x onerror=alert('{CANARY}')>", f"<b>{CANARY}": 1}),
    "formulas": tells({"name": f"=cmd|'/c {CANARY}'!A0", f"@{CANARY}": "+1"}),
    "dripping headers": drip(b"HTTP/1.1 200 OK\r\nX: y\r\n"),
    "refuses everything": web([b"HTTP/1.1 400 Bad Request"], b"no"),
    "asks for a login": web([b"HTTP/1.1 401 Unauthorized", b'WWW-Authenticate: Basic realm="' + _C + b'"'], b""),
    "breaks down": web([b"HTTP/1.1 500 Internal Server Error"], _C),
}


def redirects(port: int) -> dict[str, Handler]:
    """Web servers that send whoever asks to 127.0.0.2 and that port."""
    there = f"http://127.0.0.2:{port}/".encode()
    named = {"Location": there, "Refresh": b"0; url=" + there, "Link": b"<" + there + b">; rel=alternate"}
    made = {
        f"{status} to another host": web([b"HTTP/1.1 %d Moved" % status, b"Location: " + there])
        for status in (301, 302, 307, 308)
    }
    made |= {f"200 with {name}": web([OK, f"{name}: ".encode() + value], b"{}") for name, value in named.items()}
    return made


def discovery(port: int) -> dict[str, Handler]:
    """Servers that name 127.0.0.2 and that port as a member of theirs."""
    there = f"127.0.0.2:{port}"
    return {
        "redis": answers(f"-MOVED 3999 {there}\r\n".encode()),
        "nodes": tells({"nodes": {"x": {"http": {"publish_address": there}, "host": "127.0.0.2"}}}),
        "hosts": tells({"hosts": [there], "primary": there, "me": there}),
        "rtsp": answers(f"RTSP/1.0 302 Moved\r\nCSeq: 1\r\nLocation: rtsp://{there}/\r\n\r\n".encode()),
    }
