"""HL7 version 2 messages (HL7 2.5.1, chapters 2 and 3): segments of fields between bars, `PID|1||4711||BERG^ANNA`.

The table beside names the fields that tell of people, by segment and number, and which part of a composite is meant.
Separators are those that the message's first segment states.
"""

import re
from functools import cache
from typing import Any

from leftopen.privacy.data import beside

OPENS = ("MS",)
_FIELDS, _SEGMENTS, _REPEATS = 64, 2000, 16
_LINES = re.compile(r"[\r\n\x0b\x1c]+")


@cache
def _segments() -> dict[str, dict[int, tuple[str, str]]]:
    """Segment → number of a field → its name, and `whole`, `first` or `name` for the part that counts."""
    return {
        segment: {int(number): (name, part) for number, (name, part) in fields.items()}
        for segment, fields in beside(__name__).items()
    }


def value(text: str) -> Any:
    r"""The named fields of a message by segment; a list where a segment stands several times.

    >>> value("MSH|^~\\&|LAB\rPID|1||4711||BERG^ANNA||19820304|F")
    {'PID': {'patient_identifier': '4711', 'patient_name': 'BERG ANNA', 'birth_date': '19820304', 'sex': 'F'}}
    >>> value("MSH|short"), value("MSRP")
    (None, None)
    """
    if not text.startswith("MSH|") or len(text) < len("MSH|^~\\&"):
        return None
    component, repeat = text[4], text[5]
    found: dict[str, list[dict[str, Any]]] = {}
    for line in _LINES.split(text)[:_SEGMENTS]:
        fields = line.split("|", _FIELDS)
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
    told = [_part(one, component, part) for one in said.split(repeat)[:_REPEATS]]
    return told[0] if len(told) == 1 else told


def _part(said: str, component: str, part: str) -> str:
    """A composite as people write it: a name in one, an address in one, the first part of an identifier."""
    parts = [one.strip() for one in said.split(component)]
    if part == "first":
        return parts[0]
    kept = parts[:3] if part == "name" else parts
    return (", " if part == "whole" else " ").join(one for one in kept if one)
