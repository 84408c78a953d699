"""Newline-delimited JSON: one document a line (jsonlines.org). Lines that are not JSON are read as text.

One line alone is a document, whose lists and rows are records as those of a file of JSON are.
"""

import json
from collections.abc import Iterable, Iterator
from itertools import chain
from typing import Any, BinaryIO

import msgspec

from leftopen.privacy.encodings import encoding_of
from leftopen.privacy.files import documents
from leftopen.privacy.files.readers import HEAD
from leftopen.privacy.files.texts import TextFile

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
    """The same, those of some lines at once."""
    reader = _Lines(file)
    for part in _cut(file):
        if found := reader.records(part) if isinstance(part, bytes) else part:
            yield found


def parts(file: BinaryIO) -> Iterator[bytes | list[Any]]:
    """The same before they are read: whole lines of UTF-8; of others the records, as one of them tells how all are."""
    reader = _Lines(file)
    for part in _cut(file):
        if not isinstance(part, bytes) or _utf8(part):
            yield part
        elif found := reader.records(part):
            yield found


def read(part: bytes) -> tuple[list[Any], str]:
    """The records of some lines of UTF-8, and whether that shows where one of them is no JSON."""
    note = _Note()
    return _Lines(note).records(part), note.encoding or ""


class _Note:
    """In place of a file: takes down how its text is encoded."""

    encoding: str | None = None


def _utf8(data: bytes) -> bool:
    try:
        return data.isascii() or bool(data.decode())
    except UnicodeError:
        return False


def _cut(file: BinaryIO) -> Iterator[bytes | list[Any]]:
    """Whole lines, about `_PART` bytes of them at once; of UTF-16, which is told by its first line, each record."""
    first = file.readline(LONGEST)
    if first.startswith((b"\xff\xfe", b"\xfe\xff")) or b"\x00" in first:
        for record in _decoded(TextFile(file, first).lines()):
            yield [record]
        return
    first, part = first.removeprefix(b"\xef\xbb\xbf"), file.read(_PART)
    yield first if part.strip() else _alone(first)
    while part:
        yield part if part.endswith(b"\n") else part + file.readline(LONGEST)
        part = file.read(_PART)


def _alone(line: bytes) -> bytes | list[Any]:
    """The records of a document that is the only one, as those of a file of JSON are: lists and rows that it holds are
    records, where a stream without a name shows the one line of such a file."""
    try:
        return list(documents.records_of(msgspec.json.decode(line.removeprefix(_RS))))
    except _BAD:
        return line


class _Lines:
    """Reads lines of a file. How it is encoded shows where one of them is neither JSON nor ASCII: as UTF-8, if all such
    lines are that; else by the first that is not, and lines are read so that are not UTF-8 either.
    """

    def __init__(self, file: BinaryIO | _Note) -> None:
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
            encoding = "utf-8"
            if not _utf8(line):
                if self._encoding is None:
                    self._encoding = encoding_of(line)
                    self._note(self._encoding)
                encoding = self._encoding
            elif self._encoding is None and not line.isascii():
                self._note(encoding)
            return _decoded([line.decode(encoding, "replace").strip()])

    def _note(self, encoding: str) -> None:
        if hasattr(self._file, "encoding"):
            self._file.encoding = encoding


def _decoded(lines: Iterable[str]) -> Iterator[Any]:
    for line in lines:
        if line and not line.isspace():
            document = _document(line)
            yield {"text": line} if document is None else document


def lines(file: BinaryIO) -> Iterator[str]:
    """Each line as text, without its end; blank ones too, so that numbers agree with the file."""
    return TextFile(file).lines()
