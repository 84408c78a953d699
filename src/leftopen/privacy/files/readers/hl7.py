"""Files of HL7 version 2 messages, one after the other, as interface engines keep them; also within MLLP frames."""

from collections.abc import Iterator
from typing import Any, BinaryIO

from leftopen.privacy.encodings import binary
from leftopen.privacy.files.texts import TextFile
from leftopen.privacy.unwrap import hl7

NAME = "HL7"
SUFFIXES = (".hl7",)
ORDER = 44

_LONGEST = 1 << 20
_HEADER = 16
"""Bytes in which a header states its separators."""


def fits(head: bytes) -> bool:
    """True where it begins with the header of a message, of a file or of a batch of them."""
    unframed = head.translate(None, b"\x0b\x1c")
    start = unframed.lstrip(b"\xef\xbb\xbf \t\r\n")[:_HEADER].decode("latin-1")
    return hl7.HEADER.match(start) is not None and not binary(unframed)


def records(file: BinaryIO) -> Iterator[Any]:
    """The named fields of each message by segment; what is no message comes as text."""
    held: list[str] = []
    size = 0
    for line in TextFile(file).lines():
        for part in line.replace("\x1c", "").replace("\x0b", "").split("\r"):
            if held and (hl7.HEADER.match(part) or size > _LONGEST):
                yield _message(held)
                held, size = [], 0
            if part.strip():
                held.append(part)
                size += len(part)
    if held:
        yield _message(held)


def _message(lines: list[str]) -> Any:
    return hl7.value("\r".join(lines)) or {"text": "\n".join(lines)}
