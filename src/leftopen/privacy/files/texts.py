"""Bytes of a file as text, in constant memory, whatever its encoding.

Plain ASCII is taken as it is until another byte comes, so that what stands far down in a file is judged by what stands
there.
"""

import codecs
from collections.abc import Iterator
from typing import Any, BinaryIO

from leftopen.privacy.encodings import CHUNK, encoding_of

LONGEST = 64 * 1024 * 1024
"""Characters of one line; the rest of a longer one is the next line."""
_FEW = 64
"""Bytes beyond ASCII below which more of the file is looked at first."""


class TextFile:
    """The characters of a file, once, after those of `start`. `encoding`: as Python calls it, so far."""

    def __init__(self, file: BinaryIO, start: bytes = b"") -> None:
        self._file, self._start = file, start
        self._decoder: codecs.IncrementalDecoder | None = None
        self._first = True
        self._returns = False
        self.encoding = "ascii"

    def read(self, size: int = CHUNK) -> str:
        """Some more characters; "" at the end."""
        while True:
            data = self._start or self._file.read(size)
            self._start = b""
            if self._decoder is None and not self._settled(data):
                data = self._settle(data)
            text = data.decode("ascii") if self._decoder is None else self._decoder.decode(data, final=not data)
            if text and self._first:
                self._first = False
                self._returns = "\r" in text and "\n" not in text
            if text or not data:
                return text.replace("\r", "\n") if self._returns else text

    def _settled(self, data: bytes) -> bool:
        if not data.isascii():
            return False
        return not self._first or (b"\x00" not in data and encoding_of(data) == "ascii")

    def _settle(self, data: bytes) -> bytes:
        """Takes the encoding from bytes that are not ASCII, and from more of them where these are few."""
        few = not data.isascii()
        while few and len(data.translate(None, _ASCII)) < _FEW and len(data) < 8 * CHUNK:
            more = self._file.read(CHUNK)
            few = bool(more)
            data += more
        found = encoding_of(data)
        if found != "ascii":
            self.encoding = found
            self._decoder = codecs.getincrementaldecoder(found)("replace")
            if hasattr(self._file, "encoding"):
                note: Any = self._file
                note.encoding = found
        return data

    def lines(self) -> Iterator[str]:
        """Each line without its end, blank ones too."""
        held: list[str] = []
        size = 0
        while text := self.read():
            *whole, rest = text.split("\n")
            for line in whole:
                if held:
                    line = "".join((*held, line))
                    held, size = [], 0
                yield line.removesuffix("\r")
            if rest:
                held.append(rest)
                size += len(rest)
                if size > LONGEST:
                    yield "".join(held)
                    held, size = [], 0
        if held:
            yield "".join(held).removesuffix("\r")


_ASCII = bytes(range(128))
