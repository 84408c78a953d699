"""UN/EDIFACT interchanges (ISO 9735): lists of passengers (PAXLST), orders, claims of insurers, messages of ports.

A record begins with each party (`NAD`) and takes what is said of it until the next one or the end of the message: its
name and address, dates by their qualifier, communications, documents. Segments that belong to no party are a record of
their own. Marks are those that `UNA` gives, else the usual ones. Qualifiers: UN/EDIFACT directory D.12B, code lists
1153, 2005, 3035 and 3155.
"""

import re
from collections.abc import Iterator
from typing import Any, BinaryIO

from leftopen.privacy.encodings import binary
from leftopen.privacy.files.texts import TextFile

NAME = "EDIFACT"
SUFFIXES = (".edi", ".edifact")
ORDER = 42

_START = re.compile(rb"[\xef\xbb\xbf\s]*(?:UNA[^\w\s].{4}[^\w\s]\s*)?UNB[^\w\s]UN[A-Z]{2}", re.DOTALL)
_USUAL = ":+.? '"
_SEGMENT = 65_536
"""Characters of one segment; a longer one is left out."""
_ENTRIES = 200
"""Segments of one record that are kept."""
_ROLES = {"FL": "passenger", "FM": "crew_member", "PAT": "patient", "BY": "buyer", "SU": "supplier", "DP": "delivery"}
_OTHER = "trading_partner"  # a `party` is a political one, too
_DATES = {"329": "birth_date", "36": "expiry_date", "137": "document_date", "189": "departure", "232": "arrival"}
_LINES = {"TE": "telephone", "AL": "mobile_phone", "EM": "email", "FX": "fax"}
_PLACES = ("street", "city", "region", "postcode", "country")
_NAME = 3
"""The element of `NAD` that has the name of the party, before those of its address."""


def fits(head: bytes) -> bool:
    """True where the header of an interchange begins it."""
    return _START.match(head) is not None and not binary(head)


def records(file: BinaryIO) -> Iterator[Any]:
    """`{passenger: {family_name, given_name, birth_date, …}}` for each party, `{segment: [text]}` for the rest."""
    held: dict[str, Any] = {}
    inner = held
    for tag, elements in _segments(TextFile(file)):
        if tag in ("NAD", "UNH", "UNT", "UNZ"):
            if held:
                yield held
            held = inner = {}
            if tag == "NAD":
                inner = _party(elements)
                held = {_ROLES.get(_text(elements, 0), _OTHER): inner}
        elif tag not in ("UNA", "UNB") and len(inner) < _ENTRIES:
            _put(inner, tag, elements)
    if held:
        yield held


def _segments(source: TextFile) -> Iterator[tuple[str, list[list[str]]]]:
    """Tag and elements of each segment, an element as its components."""
    text = source.read().lstrip("\ufeff \t\r\n")
    marks = text[3:9] if text.startswith("UNA") else _USUAL
    text = text[9:] if text.startswith("UNA") else text
    release, end = marks[3], marks[5]
    inner = rf"(?:[^{re.escape(release + end)}]|{re.escape(release)}.)" if release.strip() else f"[^{re.escape(end)}]"
    segment = re.compile(rf"\s*({inner}*+){re.escape(end)}", re.DOTALL)
    while text:
        at = 0
        while (match := segment.match(text, at)) is not None:
            tag, *elements = _cut(match[1], marks[1], release)
            yield tag[:3].upper(), [_components(each, marks[0], release) for each in elements]
            at = match.end()
        more = source.read()
        text = text[at:] + more if len(text) - at <= _SEGMENT else more
        if not more:
            return


def _cut(text: str, mark: str, release: str) -> list[str]:
    """A text at a mark that is not released."""
    if release not in text:
        return text.split(mark)
    parts, held = [], ""
    for piece in text.split(mark):
        held += piece
        released = len(piece) - len(piece.rstrip(release))
        if released % 2:
            held += mark
        else:
            parts.append(held)
            held = ""
    return [*parts, held] if held else parts


def _components(element: str, mark: str, release: str) -> list[str]:
    plain = _cut(element, mark, release)
    return [re.sub(rf"{re.escape(release)}(.)", r"\1", part, flags=re.DOTALL).strip() for part in plain]


def _text(elements: list[list[str]], place: int, component: int = 0) -> str:
    element = elements[place] if place < len(elements) else []
    return element[component] if component < len(element) else ""


def _party(elements: list[list[str]]) -> dict[str, Any]:
    """Who a party is; two parts of a name are those of a person."""
    name = [part for part in (elements[_NAME] if len(elements) > _NAME else []) if part]
    found = {"name": " ".join(name)} if len(name) < 2 else {"family_name": name[0], "given_name": " ".join(name[1:])}
    found |= {called: " ".join(element) for called, element in zip(_PLACES, elements[_NAME + 1 :], strict=False)}
    if number := _text(elements, 1):
        found["partner_number"] = number
    return {called: said.strip() for called, said in found.items() if said.strip()}


def _put(found: dict[str, Any], tag: str, elements: list[list[str]]) -> None:
    first, second = _text(elements, 0), _text(elements, 1)
    if tag == "DTM" and first in _DATES:
        found[_DATES[first]] = _text(elements, 0, 1)
    elif tag == "ATT" and first == "2":
        found["gender"] = _text(elements, 2)
    elif tag == "NAT":
        found["nationality"] = second
    elif tag == "DOC" and second:
        found["passport_number" if first == "P" else "document_number"] = second
    elif tag == "COM":
        for place in range(len(elements)):
            found[_LINES.get(_text(elements, place, 1), "communication")] = _text(elements, place)
    elif said := " ".join(part for element in elements for part in element if part):
        found.setdefault(tag.lower(), []).append(said)
