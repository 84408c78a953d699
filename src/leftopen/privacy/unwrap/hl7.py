"""HL7 version 2 messages (HL7 2.5.1, chapters 2 and 3): segments of fields between bars, `PID|1||4711||BERG^ANNA`.

The table beside names the fields that tell of people, by segment and number, and which part of a composite is meant.
Separators are those that the message's first segment states.
"""

import re
from functools import cache
from typing import Any

from leftopen.privacy.data import beside

OPENS = ("MS",)
_SORTS = "sorts"
_FIELDS, _SEGMENTS, _REPEATS = 64, 2000, 16
_AUTHORITY, _TYPE, _MAIL, _COUNTRY, _EXTENSION = 3, 4, 3, 4, 7
"""Places in a composite: CX.4 and CX.5; XTN.4, XTN.5 to XTN.7 (HL7 2.5.1, chapter 2.A.14 and 2.A.89)."""
_LINES = re.compile(r"[\r\n\x0b\x1c]+")
HEADER = re.compile(r"(?:MSH|FHS|BHS)([^\w\s])([^\w\s])([^\w\s])[^\w\s]{0,3}(?:\1|$)")
"""The first segment of a message, a file or a batch, which states what parts fields, components and repetitions."""


@cache
def _segments() -> dict[str, dict[int, tuple[str, str]]]:
    """Segment → number of a field → its name, and which part counts: `whole`, `first`, `name`, `typed`, `reach`."""
    return {
        segment: {int(number): (name, part) for number, (name, part) in fields.items()}
        for segment, fields in beside(__name__).items()
        if segment != _SORTS
    }


@cache
def _sorts() -> dict[str, str]:
    """Sorts of identifiers in words."""
    found: dict[str, str] = beside(__name__)[_SORTS]
    return found


def value(text: str) -> Any:
    r"""The named fields of a message by segment; a list where a segment stands several times.

    >>> value("MSH|^~\\&|LAB\rPID|1||4711||BERG^ANNA||19820304|F")
    {'PID': {'patient_identifier': '4711', 'patient_name': 'BERG ANNA', 'birth_date': '19820304', 'sex': 'F'}}
    >>> value("MSH|short"), value("MSRP")
    (None, None)
    """
    header = HEADER.match(text)
    if header is None or not text.startswith("MSH"):
        return None
    bar, component, repeat = header.groups()
    found: dict[str, list[dict[str, Any]]] = {}
    for line in _LINES.split(text)[:_SEGMENTS]:
        fields = line.split(bar, _FIELDS)
        names = _segments().get(fields[0])
        if names is None:
            continue
        told = {
            names[number][0]: _field(said, component, repeat, names[number][1])
            for number, said in enumerate(fields)
            if number in names and said.strip('" ')
        }
        if told:
            found.setdefault(fields[0], []).append(told)
    if not found:
        return None
    return {segment: told[0] if len(told) == 1 else told for segment, told in found.items()}


def _field(said: str, component: str, repeat: str, part: str) -> Any:
    parts = [[one.strip() for one in each.split(component)] for each in said.split(repeat)[:_REPEATS]]
    if part == "typed" and len(parts) > 1 and all(map(_sort, parts)):
        return {_sort(each): each[0] for each in parts}
    told = [_part(each, part) for each in parts]
    return told[0] if len(told) == 1 else told


def _sort(parts: list[str]) -> str:
    """What sort of identifier it says to be, in words where the table has them for who assigned it (`NHS`) or its type
    (`SS`); "" where it does not."""
    authority, sort = parts[_AUTHORITY : _TYPE + 1] if len(parts) > _TYPE else ("", "")
    return _sorts().get(authority, _sorts().get(sort, sort))


def _part(parts: list[str], part: str) -> str:
    """A composite as people write it: a name in one, an address in one, the first part of an identifier; a telephone
    number from its parts where it is not told whole, or the address in its place (XTN)."""
    if part == "reach" and not parts[0]:
        country, area, local = (*parts[_COUNTRY:_EXTENSION], "", "", "")[:3]
        plus = "+" if country else ""
        mail = parts[_MAIL] if len(parts) > _MAIL else ""
        return " ".join(one for one in (f"{plus}{country}", area, local) if one) or mail or parts[-1]
    if part in ("first", "typed", "reach"):
        return parts[0]
    kept = parts[:3] if part == "name" else parts
    return (", " if part == "whole" else " ").join(one for one in kept if one)
