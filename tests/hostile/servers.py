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
    "4 GiB, big-endian": b"\xff\xff\xff\xff",
    "2 GiB, big-endian": b"\x7f\xff\xff\xff",
    "16 MiB, big-endian": b"\x01\x00\x00\x00",
    "2 GiB, little-endian": b"\xff\xff\xff\x7f",
    "none": b"\x00\x00\x00\x00",
    "1, little-endian": b"\x01\x00\x00\x00",
    "-2, little-endian": b"\xfe\xff\xff\xff",
    "2 GiB of MongoDB": struct.pack("<iiii", 0x7FFFFFFF, 1, 1, 2013),
    "too few bytes of MongoDB": struct.pack("<iiiiI", 17, 1, 1, 2013, 0),
    "2 GiB of PostgreSQL": b"R\x7f\xff\xff\xff",
    "fewer than none of PostgreSQL": b"R\xff\xff\xff\xf0",
    "16 MiB of MySQL": b"\xff\xff\xff\x00\x0a5.7.0\x00",
    "a gigabyte in one string of Redis": b"$999999999\r\n",
    "fewer than none of Redis": b"$-5\r\n",
    "5000 digits of Redis": b"$" + b"9" * 5000 + b"\r\n",
    "2147483647 members of Redis": b"*2147483647\r\n",
    "2 GiB of Memcached": b"VALUE x 0 2147483647\r\n",
    "2 GiB of ZooKeeper": b"\x7f\xff\xff\xff\x00\x00\x00\x00",
    "2 GiB of Cassandra": b"\x84\x00\x00\x00\x06\x7f\xff\xff\xff",
}

_LINES = {
    "nothing but ends of lines": b"\r\n" * 20_000,
    "100,000 arrays of Redis within each other": b"*1\r\n" * 100_000,
    "100,000 lists of JSON within each other": b"[" * 100_000,
    "nothing but zeros": b"\x00" * 4096,
    "bytes that are no UTF-8": b"\xff\xfe\xfd\xfc" * 1000 + b"\r\n",
    "escapes of the terminal": b"\x1b]0;" + _C + b"\x07\x1b[2J\x1b[31m" + b"\r\n",
    "markup": b"<script>alert('" + _C + b"')</script>\r\n",
    "a formula": b'=HYPERLINK("http://' + _C + b'")\r\n',
    "a line of a megabyte": b"+" + _C * 50_000 + b"\r\n",
    "yes to Redis": b"+OK\r\n",
    "yes in JSON": b'{"ok":true}\n',
    "that it moved": b"-MOVED 3999 127.0.0.2:6379\r\n",
    "yes to RTSP": b"RTSP/1.0 200 OK\r\nCSeq: 1\r\n\r\n",
    "an alert of TLS": b"\x15\x03\x01\x00\x02\x02\x28",
}


def _noise() -> bytes:
    return random.Random(7).randbytes(65_536)


BYTES: dict[str, Handler] = {
    "it never says anything": silent,
    "it closes at once": closes,
    "it closes when it is asked": answers(b"", close=True),
    "it resets at once": resets(None),
    **{f"it resets after {n} bytes": resets(n) for n in (0, 1, 4, 16, 60)},
    "it says what it is told": echo,
    "it sends zeros without end": endless(_BIG),
    "it sends a line without end": endless(b"+" + _C * 4096),
    "it sends lines without end": endless((b"+" + _C + b"\r\n") * 2048),
    "it sends noise without end": endless(_noise()),
    "it sends ones without end": endless(b"\xff" * 65_536),
    "it greets 5000 times": first(*[b"220-" + _C + b"\r\n"] * 5000),
    "it sends a line byte by byte": drip(b"+" + _C),
    "it sends zeros one by one": drip(b"\x00"),
    "it sends ends of lines one by one": drip(b"\n"),
    "it greets like FTP": first(b"220 " + _C + b"\r\n"),
    "it greets like SSH": first(b"SSH-2.0-" + _C + b"\r\n"),
    "it greets with noise": first(_noise()),
    "it greets late": first(b"", b"220 late\r\n", wait=0.25),
    **{f"it promises {name}": answers(data + _C) for name, data in _LENGTHS.items()},
    **{f"it says {name}": answers(data) for name, data in _LINES.items()},
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
    "a body is a bomb of gzip": web([OK, JSON, _GZIP], _gzip_bomb()),
    "a body is packed three times": web([OK, JSON, _GZIP], _gzip_bomb(3)),
    "a body is packed twice and says so": web([OK, JSON, _GZIP + b", gzip"], _gzip_bomb(2)),
    "a body is called gzip and is none": web([OK, JSON, _GZIP], b'{"a":1}'),
    "a body is a bomb of deflate": web([OK, JSON, b"Content-Encoding: deflate"], zlib.compress(bytes(64 << 20), 9)),
    "100,000 lists stand within each other": web([OK, JSON], b"[" * 100_000 + b"]" * 100_000),
    "100,000 objects stand within each other": web([OK, JSON], b'{"a":' * 100_000 + b"1" + b"}" * 100_000),
    "a key is megabytes long": web([OK, JSON], b'{"' + _C * 100_000 + b'":1}'),
    "an object has 50,000 keys": tells({f"{CANARY}-{n}": n for n in range(50_000)}),
    "a number has 100,000 digits": web([OK, JSON], b'{"count":' + b"9" * 100_000 + b"}"),
    "numbers are beyond any float": web([OK, JSON], b'{"count":1e999999999,"total":-1e-999999999}'),
    "a text is no UTF-8": web([OK, JSON], b'{"name":"\xff\xfe\xc0\x80"}'),
    "a body is nothing but zeros": web([OK, JSON], b"\x00" * 5000),
    "texts hold half characters": web([OK, JSON], b'{"name":"\\ud800","\\udfff":"\\u0000"}'),
    "there are 50,000 headers": answers(OK + b"\r\n" + b"X-A: " + _C + b"\r\n" + (b"X: y\r\n" * 50_000)),
    "headers never end": endless(b"X-A: " + _C + b"\r\n", OK + b"\r\n"),
    "a header never ends": endless(_C * 1000, OK + b"\r\nX-A: "),
    "the status line never ends": endless(b"2" * 10_000, b"HTTP/1.1 "),
    "interim answers never end": endless(b"HTTP/1.1 100 Continue\r\n\r\n" * 100),
    "a chunk says it is enormous": answers(_chunks(b"FFFFFFFFFFFFFFF", b"[]")),
    "a chunk says it is less than empty": answers(_chunks(b"-5", b"[]", b"0", b"", b"")),
    "a chunk has no length": answers(_chunks(b"zz", b"[]", b"0", b"", b"")),
    "a chunk is shorter than it says": answers(_chunks(b"50", b"[]", b"0", b"", b"")),
    "a chunk is longer than it says": answers(_chunks(b"1", b"[]" + _C, b"0", b"", b"")),
    "chunks never end": endless(b"1\r\n[\r\n" * 1000, _chunks(b"")[:-2]),
    "the extension of a chunk never ends": endless(_C * 100, _chunks(b"1;")),
    "a body never ends": endless(b"[" * 65_536, OK + b"\r\n" + JSON + b"\r\n\r\n"),
    "a body says it is less than empty": web([OK, JSON], b"{}", length=-7),
    "a body says it is enormous": web([OK, JSON], b"{}", length=10**17),
    "a length has 5000 digits": answers(OK + b"\r\nContent-Length: " + b"9" * 5000 + b"\r\n\r\n{}"),
    "there are two lengths": web([OK, JSON, b"Content-Length: 1"], b"{}"),
    "there are a length and chunks": answers(
        OK + b"\r\nContent-Length: 4\r\nTransfer-Encoding: chunked\r\n\r\n2\r\n{}\r\n0\r\n\r\n"
    ),
    "it closes after the status": answers(OK, close=True),
    "it closes after the headers": web([OK, JSON], b"", length=10, close=True),
    "it closes in the body": web([OK, JSON], b'{"a', length=10, close=True),
    "it speaks HTTP 0.9": answers(b"<html>" + _C + b"</html>", close=True),
    "the status is 999": web([b"HTTP/1.1 999 " + _C], b"{}"),
    "it speaks HTTP 9.9": web([b"HTTP/9.9 200 OK"], b"{}"),
    "it says yes without a body": web([OK]),
    "it says yes with an empty object": tells({}),
    "it says yes with an empty list": tells([]),
    "it says yes with null": tells(None),
    "it says yes with a number": tells(1),
    "it says yes with a text": tells(CANARY),
    "it says yes with true": tells(True),
    "it says yes with a list of names": tells([CANARY, "users"]),
    "it says yes with a page": web([OK, b"Content-Type: text/html"], b"<html><title>" + _C + b"</title></html>"),
    "it says yes with nodes elsewhere": tells(_NODES),
    "names are escapes of the terminal": tells({"name": f"\x1b]0;{CANARY}\x07\x1b[2J", f"\x1b[31m{CANARY}": 1}),
    "names are markup": tells({"name": f"<img src=x onerror=alert('{CANARY}')>", f"<b>{CANARY}": 1}),
    "names are formulas": tells({"name": f"=cmd|'/c {CANARY}'!A0", f"@{CANARY}": "+1"}),
    "headers come byte by byte": drip(b"HTTP/1.1 200 OK\r\nX: y\r\n"),
    "it refuses everything": web([b"HTTP/1.1 400 Bad Request"], b"no"),
    "it asks for a login": web([b"HTTP/1.1 401 Unauthorized", b'WWW-Authenticate: Basic realm="' + _C + b'"'], b""),
    "it breaks down": web([b"HTTP/1.1 500 Internal Server Error"], _C),
}


def redirects(port: int) -> dict[str, Handler]:
    """Web servers that send whoever asks to 127.0.0.2 and that port."""
    there = f"http://127.0.0.2:{port}/".encode()
    named = {"Location": there, "Refresh": b"0; url=" + there, "Link": b"<" + there + b">; rel=alternate"}
    made = {
        f"a {status} leads to another host": web([b"HTTP/1.1 %d Moved" % status, b"Location: " + there])
        for status in (301, 302, 307, 308)
    }
    made |= {
        f"{name} leads to another host": web([OK, f"{name}: ".encode() + value], b"{}") for name, value in named.items()
    }
    return made


def discovery(port: int) -> dict[str, Handler]:
    """Servers that name 127.0.0.2 and that port as a member of theirs."""
    there = f"127.0.0.2:{port}"
    return {
        "Redis says that a key moved there": answers(f"-MOVED 3999 {there}\r\n".encode()),
        "a cluster has a node there": tells(
            {"nodes": {"x": {"http": {"publish_address": there}, "host": "127.0.0.2"}}}
        ),
        "MongoDB names a member there": tells({"hosts": [there], "primary": there, "me": there}),
        "RTSP leads there": answers(f"RTSP/1.0 302 Moved\r\nCSeq: 1\r\nLocation: rtsp://{there}/\r\n\r\n".encode()),
    }
