"""A file of another tool as text: unpacked, decoded and read piece by piece, so that its size costs no memory."""

import codecs
import io
import zlib
from collections.abc import Iterator
from typing import BinaryIO

from leftopen.ingest.common.rows import Skipped

PIECE = 1 << 16
LINE = 16 << 20
"""The longest line, in characters."""
MOST = 4 << 30
"""The most bytes of a file that are read, once unpacked."""
_GZIP = b"\x1f\x8b"
_MARKS = {codecs.BOM_UTF8: "utf-8-sig", codecs.BOM_UTF16_LE: "utf-16", codecs.BOM_UTF16_BE: "utf-16"}


class ListText:
    """The text of an open file; `head` is how it begins, `name` what it is called.

    What cannot be decoded becomes a replacement character: one odd byte in a banner loses no other row. `ended`: why
    it was not read to its end, if so, in words.
    """

    def __init__(self, file: BinaryIO, name: str = "") -> None:
        self.name = name
        self.ended: str | None = None
        first = file.read(PIECE)
        pieces = self._unpacked(first, file) if first.startswith(_GZIP) else _plain(first, file)
        self._pieces = self._decoded(self._bounded(pieces))
        self.head = next(self._pieces, "")

    @classmethod
    def of(cls, text: str, name: str = "") -> "ListText":
        """The same of a text that is there already."""
        return cls(io.BytesIO(text.encode("utf-8", "replace")), name)

    def pieces(self) -> Iterator[str]:
        """The text, once."""
        yield self.head
        yield from self._pieces

    def lines(self) -> Iterator[tuple[int, str | Skipped]]:
        """Lines with their numbers from 1, without their ends; a Skipped in place of one that is too long."""
        number, held, size = 1, list[str](), 0
        for piece in self.pieces():
            whole = piece.split("\n")
            for part in whole[:-1]:
                yield number, _line(number, held, part, size)
                number, held, size = number + 1, [], 0
            size += len(whole[-1])
            if size <= LINE and whole[-1]:
                held.append(whole[-1])
        if held or size:
            yield number, _line(number, held, "", size)

    def _bounded(self, pieces: Iterator[bytes]) -> Iterator[bytes]:
        left = MOST
        for piece in pieces:
            yield piece[:left]
            left -= len(piece)
            if left <= 0:
                self.ended = f"is larger than {MOST >> 30} GiB: the rest was not read. Split it"
                return

    def _unpacked(self, first: bytes, file: BinaryIO) -> Iterator[bytes]:
        """All members of a gzip file one after the other, each piece bounded whatever it unpacks to."""
        packer, data = zlib.decompressobj(zlib.MAX_WBITS | 16), first
        while data:
            try:
                if out := packer.decompress(data, PIECE):
                    yield out
            except zlib.error:
                self.ended = "is damaged: what was packed before that was read"
                return
            if packer.eof:
                data = packer.unused_data or file.read(PIECE)
                if not data.startswith(_GZIP[:1]):  # padding after the last member
                    return
                packer = zlib.decompressobj(zlib.MAX_WBITS | 16)
            else:
                data = packer.unconsumed_tail or file.read(PIECE)
        self.ended = "is cut off: its packed data do not end"

    def _decoded(self, pieces: Iterator[bytes]) -> Iterator[str]:
        first = next(pieces, b"")
        found = next((name for mark, name in _MARKS.items() if first.startswith(mark)), "utf-8")
        decoder = codecs.getincrementaldecoder(found)("replace")
        text = decoder.decode(first)
        while (more := next(pieces, None)) is not None:
            if text:
                yield text
            text = decoder.decode(more)
        yield text + decoder.decode(b"", final=True)


def _plain(first: bytes, file: BinaryIO) -> Iterator[bytes]:
    piece = first
    while piece:
        yield piece
        piece = file.read(PIECE)


def _line(number: int, held: list[str], part: str, size: int) -> str | Skipped:
    if size + len(part) > LINE:
        return Skipped(number, "is longer than 16 Mi characters")
    return "".join((*held, part)).removesuffix("\r")
