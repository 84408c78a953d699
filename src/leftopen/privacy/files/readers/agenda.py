"""Calendars as iCalendar (RFC 5545): one record an entry (see `unwrap.agenda`)."""

from collections.abc import Iterator
from typing import Any, BinaryIO

from leftopen.privacy.encodings import binary
from leftopen.privacy.files.texts import TextFile
from leftopen.privacy.unwrap.agenda import entries

NAME = "iCalendar"
SUFFIXES = (".ics", ".ical", ".ifb")
ORDER = 45

_BEGIN = b"BEGIN:VCALENDAR"


def fits(head: bytes) -> bool:
    """True where it begins with a calendar."""
    return head.lstrip(b"\xef\xbb\xbf \t\r\n")[: len(_BEGIN)].upper() == _BEGIN and not binary(head)


def records(file: BinaryIO) -> Iterator[Any]:
    """The properties of each entry."""
    return entries(TextFile(file).lines())
