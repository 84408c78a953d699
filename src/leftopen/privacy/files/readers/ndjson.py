"""Newline-delimited JSON: one document a line (jsonlines.org). Lines that are not JSON are read as text."""

from collections.abc import Iterator
from typing import Any, BinaryIO

import msgspec

NAME = "NDJSON"
SUFFIXES = (".ndjson", ".jsonl", ".jsonlines", ".ldjson")
ORDER = 30

LONGEST = 64 * 1024 * 1024
"""Bytes of one line that are read; the rest of a longer one is the next record."""


def fits(head: bytes) -> bool:
    """True where the first line is a whole JSON object and another follows, or it is all there is."""
    first, _, rest = head.lstrip(b"\xef\xbb\xbf \r\n").partition(b"\n")
    if not first.startswith(b"{"):
        return False
    try:
        msgspec.json.decode(first)
    except (msgspec.DecodeError, UnicodeError, RecursionError):
        return False
    return not rest.strip() or rest.lstrip()[:1] in (b"{", b"[")


def records(file: BinaryIO) -> Iterator[Any]:
    """The document of each line that is not blank."""
    decode = msgspec.json.Decoder().decode
    while line := file.readline(LONGEST):
        if line.isspace():
            continue
        try:
            yield decode(line)
        except (msgspec.DecodeError, UnicodeError, RecursionError):
            yield {"text": line.decode("utf-8", "replace").strip()}


def lines(file: BinaryIO) -> Iterator[str]:
    """Each line as text, without its end; blank ones too, so that numbers agree with the file."""
    first = True
    while line := file.readline(LONGEST):
        text = line.decode("utf-8", "replace").rstrip("\r\n")
        yield text.removeprefix("\ufeff") if first else text
        first = False
