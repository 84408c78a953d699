"""Plain text: every line is a record with one field, `text`; one that is too long to be examined whole is several."""

from collections.abc import Iterator
from typing import Any, BinaryIO

from leftopen.privacy.encodings import binary
from leftopen.privacy.files.texts import TextFile
from leftopen.privacy.pieces import ALL, cut

NAME = "text"
SUFFIXES = (".txt", ".log", ".text", ".md")
ORDER = 90


def fits(head: bytes) -> bool:
    """Anything that is not binary can be text: the last guess."""
    return not binary(head)


def takes(_head: bytes) -> bool:
    """These endings promise nothing: a table, lines of JSON or a dump may be called so, and is asked for first."""
    return False


def records(file: BinaryIO) -> Iterator[Any]:
    """Each line that is not blank."""
    for line in lines(file):
        if len(line) > ALL:
            yield from ({"text": part} for part in cut(line, ALL) if part.strip())
        elif line.strip():
            yield {"text": line}


def lines(file: BinaryIO) -> Iterator[str]:
    """Each line without its end; blank ones too, so that numbers agree with the file."""
    return TextFile(file).lines()
