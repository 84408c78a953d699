"""Entries of a calendar as iCalendar (RFC 5545), with who called and who comes by name and address."""

import re
from collections.abc import Iterator
from typing import Any

from leftopen.privacy.later import later
from leftopen.privacy.unwrap.vcard import components

OPENS = ("BE", "be")
_BEGIN = "BEGIN:VCALENDAR"
_PEOPLE = {"ORGANIZER": "organizer", "ATTENDEE": "attendees", "CONTACT": "contact"}
_LONG = ("DESCRIPTION", "COMMENT", "LOCATION", "SUMMARY")
_NAMED = later(r";CN=(?:\"([^\"]*)\"|([^;:]*))", re.IGNORECASE)
_PROPERTIES = 2000
"""Lines of one entry that are looked at."""


def value(text: str) -> Any:
    """The entries that a text holds.

    >>> value("BEGIN:VCALENDAR\\nATTENDEE;CN=Zo\u00eb Berg:mailto:z@b.example\\nEND:VCALENDAR"), value("BEGIN")
    ([{'attendees': [{'name': 'Zo\u00eb Berg', 'email': 'z@b.example'}]}], None)
    """
    return (list(entries(iter(text.splitlines()))) or None) if text[: len(_BEGIN)].upper() == _BEGIN else None


def entries(lines: Iterator[str]) -> Iterator[dict[str, Any]]:
    """The properties of each entry; one that is not closed is given too."""
    return components(lines, _put, _PROPERTIES)


def _put(entry: dict[str, Any], name: str, more: str, value: str) -> None:
    if name == "UID":
        value = value.partition("@")[0]  # what follows is a machine, and it looks like an address of e-mail
    if name not in _PEOPLE:
        entry[name.lower()] = value.replace("\\,", ",").replace("\\n", "\n") if name in _LONG else value
        return
    named = _NAMED.search(more)
    address = value[len("mailto:") :] if value[:7].lower() == "mailto:" else value
    person = {"name": (named[1] or named[2]) if named else "", "address" if "@" not in address else "email": address}
    person = {key: said for key, said in person.items() if said}
    if name == "ATTENDEE":
        entry.setdefault(_PEOPLE[name], []).append(person)
    else:
        entry[_PEOPLE[name]] = person
