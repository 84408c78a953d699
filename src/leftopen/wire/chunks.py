"""How long a body is: the chunked transfer coding of HTTP/1.1, read within bounds, and `content-length`.

Source: RFC 9112, 6.2 and 7.1.
"""

import re
from collections.abc import Mapping

from leftopen.wire.talk import Broken

LINE = 16_384
"""Bytes of a line, at most; also of one in a head."""

_CHUNK_LINE = 256
_TRAILERS = 100
_SIZE = re.compile(rb"[ \t]*([0-9A-Fa-f]{1,15})[ \t\r]*(?:;[^\n]*)?\n")
_END = b"\r\n0\r\n\r\n"
"""What comes after the last bytes where there are no trailers."""


class Chunks:
    """A body in chunks as it comes in. `cut`: it is longer than was asked for; `_trailers`: how many lines have come
    after the last chunk, None before it; `_place`: where the next line begins."""

    __slots__ = ("_left", "_overhead", "_place", "_trailers", "cut", "pieces")

    def __init__(self, most: int, overhead: int) -> None:
        self._left, self._overhead, self._place = most, overhead, 0
        self._trailers: int | None = None
        self.pieces: list[bytes] = []
        self.cut = False

    def read(self, data: bytes, start: int) -> int:
        """See `talk.Reader`."""
        place = start + self._place
        while self._trailers is None:
            self._place = place - start
            found = _SIZE.match(data, place, place + _CHUNK_LINE)
            if found is None:
                return _no_size(data, place)
            begin, size = found.end(), int(found[1], 16)
            stop = begin + size
            if 0 < size <= self._left and data.startswith(_END, stop) and self._overhead >= begin - place + len(_END):
                self.pieces.append(data[begin:stop])
                return stop + len(_END)
            place = self._chunk(data, place, begin, size)
            if self.cut or place > len(data):
                return place
        while True:
            self._place = place - start
            end = data.find(b"\n", place, place + LINE)
            if end < 0:
                return line_to_come(data, place)
            if not data[place:end].strip(b"\r"):
                return end + 1
            self._trailers += 1
            if self._trailers >= _TRAILERS:
                raise Broken("more trailers than anyone needs")
            place = end + 1

    def _chunk(self, data: bytes, place: int, begin: int, size: int) -> int:
        """The place after the chunk whose first line is at `place` and whose bytes begin at `begin`."""
        overhead = self._overhead - (begin - place + 2)
        if overhead < 0:
            raise Broken("more lines of chunks than anyone needs")
        stop = begin + min(size, self._left)
        self.cut = size > self._left and stop <= len(data)
        after = stop if size > self._left or not size else _after_line(data, stop)
        if after > len(data):
            return after
        self.pieces.append(data[begin:stop])
        self._left, self._overhead = self._left - (stop - begin), overhead
        if not size:
            self._trailers = 0
        return after


def _no_size(data: bytes, place: int) -> int:
    """Where to read on, for what is at `place` and no line of a chunk."""
    if data.find(b"\n", place, place + _CHUNK_LINE) >= 0:
        raise Broken("a chunk without a size")
    return line_to_come(data, place, _CHUNK_LINE)


def line_to_come(data: bytes, place: int, most: int = LINE) -> int:
    """Where to read on, for a line that begins at `place` and has not ended yet."""
    if len(data) - place >= most:
        raise Broken("a line without an end")
    return len(data) + 1


def _after_line(data: bytes, place: int) -> int:
    """The place after the end of a line, which has to be at `place`."""
    ends = data[place : place + 2]
    if ends in (b"", b"\r"):
        return max(len(data), place) + 1
    if ends[:1] == b"\n":
        return place + 1
    if ends != b"\r\n":
        raise Broken("a chunk longer than it said")
    return place + 2


def length_of(headers: Mapping[str, str]) -> int:
    """The `content-length`, 0 where there is none; `Broken` where it is no length or says two."""
    length = headers.get("content-length", "0")
    if not length.isdecimal():
        lengths = set(length.replace(",", "\n").split())
        length = lengths.pop() if lengths else ""
        if lengths:
            raise Broken("two content lengths")
    if not (length.isascii() and length.isdigit() and len(length) <= 18):
        raise Broken("a content length that is no length")
    return int(length)
