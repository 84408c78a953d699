"""The icon of a web site, asked for once and never kept: a number of 32 bits stays, by which the field knows icons.

The number is `http.favicon.hash` of Shodan, which Censys, FOFA and others took over: MurmurHash3 (x86, 32 bits, seed 0,
signed) of the icon in base64 with a line feed after each 76 characters and at the end (RFC 2045, 6.8, but for the
carriage returns). Sources: blog.shodan.io, "Deep Dive: http.favicon"; Austin Appleby, smhasher, MurmurHash3.cpp.
"""

import base64

from leftopen.wire import http
from leftopen.wire.talk import Response, Talk, fetch

VERB = http.ICON
VERBS = frozenset({VERB})
MOST = 131_072
"""Bytes of an icon: that of RabbitMQ's console has 102,856, most have fewer than 16,000. A larger one has no number."""

_BEGINS = (b"\0\0\1\0", b"\x89PNG\r\n\x1a\n", b"GIF8", b"\xff\xd8\xff", b"BM", b"<svg", b"<?xml")
_C1, _C2, _MASK = 0xCC9E2D51, 0x1B873593, 0xFFFFFFFF


def ask() -> Talk[int | None]:
    """The number of the icon; None where there is none, or none that is whole."""
    return number((yield from fetch(http.get("/favicon.ico", most=MOST))))


def number(response: Response) -> int | None:
    """The number of the icon that this answer is. A page that a server gives for whatever is asked is no icon."""
    whole = response.status == 200 and not response.cut
    is_icon = response.body.startswith(_BEGINS) or response.body[:4] + response.body[8:12] == b"RIFFWEBP"
    return murmur(base64.encodebytes(response.body)) if whole and is_icon else None


def murmur(data: bytes) -> int:
    """MurmurHash3, x86, 32 bits, seed 0, as a signed number.

    >>> murmur(b"foo"), murmur(b""), murmur(b"hello, world")
    (-156908512, 0, 345750399)
    """
    state, whole = 0, len(data) & ~3
    for place in range(0, whole, 4):
        state ^= _mixed(int.from_bytes(data[place : place + 4], "little"))
        state = ((state << 13 | state >> 19) * 5 + 0xE6546B64) & _MASK
    state ^= _mixed(int.from_bytes(data[whole:], "little")) ^ len(data)
    state = (state ^ state >> 16) * 0x85EBCA6B & _MASK
    state = (state ^ state >> 13) * 0xC2B2AE35 & _MASK
    state ^= state >> 16
    return state - (1 << 32) if state >> 31 else state


def _mixed(block: int) -> int:
    block = block * _C1 & _MASK
    return (block << 15 | block >> 17) * _C2 & _MASK
