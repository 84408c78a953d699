"""Plain text: every line is a record with one field, `text`."""

from collections.abc import Iterator
from typing import Any, BinaryIO

from leftopen.privacy.files.readers import HEAD, decoding

NAME = "text"
SUFFIXES = (".txt", ".log", ".text", ".md")
ORDER = 90

_LONGEST = 1024 * 1024


def fits(head: bytes) -> bool:
    """Anything can be text: the last guess."""
    return b"\x00" not in head or head.startswith((b"\xff\xfe", b"\xfe\xff"))


def records(file: BinaryIO) -> Iterator[Any]:
    """Each line that is not blank."""
    for line in lines(file):
        if line.strip():
            yield {"text": line}


def lines(file: BinaryIO) -> Iterator[str]:
    """Each line without its end; blank ones too, so that numbers agree with the file."""
    head = file.readline(HEAD)
    encoding = decoding(head)
    if encoding == "utf-16":
        yield from (head + file.read()).decode(encoding, "replace").splitlines()
        return
    encoding = "utf-8" if head.isascii() else encoding
    yield head.decode(encoding, "replace").rstrip("\r\n").removeprefix("\ufeff") if head else ""
    while line := file.readline(_LONGEST):
        yield line.decode(encoding, "replace").rstrip("\r\n")
