"""ANSI ASC X12 interchanges of health insurers: claims (837), enrolments (834), remittances (835), eligibility (271).

A record is a level of the hierarchy (`HL`), a member (`INS`) or a transaction, with each party (`NM1`) under its role:
its name, address, birth date, sex, numbers and communications; diagnoses and dates stand beside them. Marks are where
the header, whose fields have fixed lengths, has them. Names of elements: X12 data elements 98, 66, 128, 365, 374 and
1270, as the implementation guides of HIPAA (005010X222A1, 005010X220A1) use them.
"""

import re
from collections.abc import Iterator
from typing import Any, BinaryIO

from leftopen.privacy.encodings import binary
from leftopen.privacy.files.texts import TextFile

NAME = "X12"
SUFFIXES = (".x12", ".837", ".834", ".835", ".270", ".271")
ORDER = 41

_START = re.compile(
    rb"[\xef\xbb\xbf\s]*ISA([^\w\s])..\1.{10}\1..\1.{10}\1..\1.{15}\1..\1.{15}\1\d{6}\1\d{4}\1", re.DOTALL
)
_HEADER, _COMPONENT, _END = 106, 104, 105
"""Characters of the header, and where it has the marks of components and of segments."""
_SEGMENT = 65_536
_ENTRIES = 200
"""Segments of one record that are kept."""
_BEGINS = frozenset(("ST", "HL", "INS", "SE", "GE", "IEA"))
_ASIDE = frozenset(("ISA", "GS", "SE", "GE", "IEA", "ST", "HL"))
_ROLES = {
    "IL": "subscriber",
    "QC": "patient",
    "74": "corrected_insured",
    "03": "dependent",
    "S1": "parent",
    "77": "service_location",
    "82": "rendering_provider",
    "85": "billing_provider",
    "1P": "provider",
    "DN": "referrer",
    "PR": "payer",
    "QD": "responsible_person",
    "36": "employer",
    "DK": "ordering_physician",
    "71": "physician",
}
_NUMBERS = {"34": "ssn", "MI": "member_id", "XX": "npi", "24": "organization_number", "II": "health_identifier"}
_REFERENCES = {
    "SY": "ssn",
    "0F": "policy_number",
    "1W": "member_id",
    "EA": "medical_record_number",
    "EI": "organization_number",
}
_LINES = {"TE": "telephone", "HP": "home_phone", "WP": "work_phone", "CP": "mobile_phone", "EM": "email", "FX": "fax"}
_PERSON, _OTHER = "1", "trading_partner"


def fits(head: bytes) -> bool:
    """True where the header of an interchange begins it."""
    return _START.match(head) is not None and not binary(head)


def records(file: BinaryIO) -> Iterator[Any]:
    """`{subscriber: {family_name, …, birth_date}, diagnosis: [code], …}` for each level, member or transaction."""
    held: dict[str, Any] = {}
    party: dict[str, Any] = {}
    count = 0
    for tag, elements, component in _segments(TextFile(file)):
        role = _ROLES.get(_at(elements, 1), _OTHER) if tag == "NM1" else ""
        if tag in _BEGINS or role in held:
            if held:
                yield held
            held, party, count = {}, {}, 0
        count += 1
        if tag in _ASIDE or count > _ENTRIES:
            continue
        if role:
            party = held[role] = _party(elements)
        else:
            _put(held, party, tag, elements, component)
    if held:
        yield held


def _segments(source: TextFile) -> Iterator[tuple[str, list[str], str]]:
    """Tag and elements of each segment, and the mark of components."""
    text = source.read().lstrip("\ufeff \t\r\n")
    if len(text) < _HEADER:
        return
    mark, component, end = text[3], text[_COMPONENT], text[_END]
    while text:
        *whole, text = text.split(end)
        for segment in whole:
            if len(segment) <= _SEGMENT:
                tag, *elements = (part.strip() for part in segment.split(mark))
                yield tag[:3].upper(), [tag, *elements], component
        more = source.read()
        if not more:
            return
        text = text + more if len(text) <= _SEGMENT else more


def _at(elements: list[str], place: int) -> str:
    return elements[place] if place < len(elements) else ""


def _party(elements: list[str]) -> dict[str, Any]:
    """Who a party is: a person by the parts of the name, another by the whole."""
    last, first = _at(elements, 3), " ".join(filter(None, elements[4:6]))
    name = {"family_name": last, "given_name": first} if _at(elements, 2) == _PERSON else {"organization": last}
    number = {_NUMBERS.get(_at(elements, 8), "partner_number"): _at(elements, 9)}
    return {called: said for called, said in (name | number).items() if said}


def _put(held: dict[str, Any], party: dict[str, Any], tag: str, elements: list[str], component: str) -> None:
    whom = party or held
    found: dict[str, str] = {}
    match tag:
        case "N3":
            found["street"] = " ".join(filter(None, elements[1:3]))
        case "N4":
            found = dict(zip(("city", "state", "postcode", "country"), elements[1:5], strict=False))
        case "DMG":
            found = {"birth_date": _at(elements, 2), "sex": _at(elements, 3), "race": _at(elements, 5)}
        case "PER":
            pairs = zip(elements[3::2], elements[4::2], strict=False)
            found = {_LINES.get(kind, "communication"): said for kind, said in pairs}
            found["contact_name"] = _at(elements, 2)
        case "REF":
            found[_REFERENCES.get(_at(elements, 1), "reference")] = _at(elements, 2)
        case "HI":
            codes = [part.split(component)[1] for part in elements[1:] if component in part]
            held.setdefault("diagnosis", []).extend(codes)
        case "DTP" | "DTM":
            held.setdefault(tag.lower(), []).append(elements[-1])
        case _:
            held.setdefault(tag.lower() or "text", []).append(" ".join(filter(None, elements[1:])))
    whom |= {called: said for called, said in found.items() if said}
