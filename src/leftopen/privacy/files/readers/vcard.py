"""Address books as vCard (RFC 6350, RFC 2426): one record a card (see `unwrap.vcard`)."""

from collections.abc import Iterator
from typing import Any, BinaryIO

from leftopen.privacy.encodings import binary
from leftopen.privacy.files.texts import TextFile
from leftopen.privacy.unwrap.vcard import cards

NAME = "vCard"
SUFFIXES = (".vcf", ".vcard")
ORDER = 45

_BEGIN = b"BEGIN:VCARD"


def fits(head: bytes) -> bool:
    """True where it begins with a card."""
    return head.lstrip(b"\xef\xbb\xbf \t\r\n")[: len(_BEGIN)].upper() == _BEGIN and not binary(head)


def records(file: BinaryIO) -> Iterator[Any]:
    """The properties of each card."""
    return cards(TextFile(file).lines())
