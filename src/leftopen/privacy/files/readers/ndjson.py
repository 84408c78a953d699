"""Newline-delimited JSON: one document a line (jsonlines.org). Lines that are not JSON are read as text."""

import json
from collections.abc import Iterable, Iterator
from itertools import chain
from typing import Any, BinaryIO

import msgspec

from leftopen.privacy.files.readers import HEAD
from leftopen.privacy.files.texts import TextFile, encoding_of

NAME = "NDJSON"
SUFFIXES = (".ndjson", ".jsonl", ".jsonlines", ".ldjson")
ORDER = 30

LONGEST = 64 * 1024 * 1024
"""Bytes of one line that are read; the rest of a longer one is the next record."""

_PART = 262_144
"""Bytes of lines that are decoded at once."""
_RS = b"\x1e"
"""What begins each document of a sequence (RFC 7464)."""
_BAD = (msgspec.DecodeError, UnicodeError, RecursionError)


def fits(head: bytes) -> bool:
    """True where the first line is a whole JSON object and another follows, or it is all there is."""
    first, _, rest = _plain(head).lstrip("\ufeff \r\n\x1e").replace("\n\x1e", "\n").partition("\n")
    return first.startswith("{") and _document(first) is not None and (not rest.strip() or rest.lstrip()[:1] in "{[")


def takes(head: bytes) -> bool:
    """Also where the first line is longer than what was looked at, or not JSON and the next one is."""
    lines = _plain(head).lstrip("\ufeff \r\n").split("\n")
    long = len(lines) == 1 and len(head) >= HEAD and lines[0].startswith(("{", "["))
    return long or any(_document(line) is not None for line in lines[:3])


def _plain(head: bytes) -> str:
    return head.decode(encoding_of(head), "replace")


def document(text: str) -> Any:
    """JSON as many write it, with `NaN` (read as null) and halves of surrogates; ValueError where it is none."""
    found = json.loads(text, parse_constant=lambda _: None)
    if "\\ud" in text or "\\uD" in text:  # halves of surrogates, which no encoding can write
        return json.loads(json.dumps(found, ensure_ascii=False).encode("utf-8", "replace"))
    return found


def _document(line: str) -> Any:
    """A line as JSON, None where it is not."""
    try:
        return document(line)
    except (ValueError, RecursionError):
        return None


def records(file: BinaryIO) -> Iterator[Any]:
    """The document of each line that is not blank."""
    return chain.from_iterable(batches(file))


def batches(file: BinaryIO) -> Iterator[list[Any]]:
    """The same, those of some lines at once; a long line by itself."""
    first = file.readline(LONGEST)
    if first.startswith((b"\xff\xfe", b"\xfe\xff")) or b"\x00" in first:
        for record in _decoded(TextFile(file, first).lines()):
            yield [record]
        return
    reader = _Lines(file)
    for part in chain((first.removeprefix(b"\xef\xbb\xbf"),), _parts(file)):
        found = reader.records(part)
        if found:
            yield found


def _parts(file: BinaryIO) -> Iterator[bytes]:
    """Whole lines, about `_PART` bytes of them at once."""
    while part := file.read(_PART):
        start = part.rfind(b"\n") + 1
        if start:
            yield part[:start]
        held = part[start:] + file.readline(LONGEST) if start < len(part) else b""
        if held:
            yield held


class _Lines:
    """Reads lines of a file, whose encoding shows where one of them is not UTF-8."""

    def __init__(self, file: BinaryIO) -> None:
        self._file = file
        self._decoder = msgspec.json.Decoder()
        self._encoding: str | None = None

    def records(self, part: bytes) -> list[Any]:
        """The documents of some lines: at once where each is one, else line by line."""
        try:
            found = self._decoder.decode_lines(part)
        except _BAD:
            found = []
        lines = part.count(b"\n") + (not part.endswith(b"\n"))
        if len(found) == lines:
            return found
        return list(chain.from_iterable(map(self._line, part.split(b"\n"))))

    def _line(self, line: bytes) -> Iterable[Any]:
        try:
            return (self._decoder.decode(line.removeprefix(_RS)),)
        except _BAD:
            if not line or line.isspace():
                return ()
            if self._encoding is None and not line.isascii():
                self._encoding = encoding_of(line)
                if hasattr(self._file, "encoding"):
                    self._file.encoding = self._encoding
            return _decoded([line.decode(self._encoding or "utf-8", "replace").strip()])


def _decoded(lines: Iterable[str]) -> Iterator[Any]:
    for line in lines:
        if line and not line.isspace():
            document = _document(line)
            yield {"text": line} if document is None else document


def lines(file: BinaryIO) -> Iterator[str]:
    """Each line as text, without its end; blank ones too, so that numbers agree with the file."""
    return TextFile(file).lines()
