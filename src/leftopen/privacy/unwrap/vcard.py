"""Cards of an address book as vCard (RFC 6350, RFC 2426): properties by what they mean."""

import quopri
from collections.abc import Callable, Iterator
from typing import Any

from leftopen.privacy.later import later

OPENS = ("BE", "be")
_BEGIN = "BEGIN:VCARD"
_LINE = later(r"(?:[\w-]+\.)?(?P<name>[A-Za-z][\w-]{0,39})(?P<more>(?:;[^:\"]*(?:\"[^\"]*\"[^:\"]*)*)?):(?P<value>.*)")
_MEANT = {
    "FN": "full_name",
    "NICKNAME": "nickname",
    "PHOTO": "photo",
    "BDAY": "birth_date",
    "GENDER": "gender",
    "ADR": "address",
    "TEL": "telephone",
    "EMAIL": "email",
    "IMPP": "messenger",
    "GEO": "coordinates",
    "TITLE": "job_title",
    "ORG": "organisation",
    "NOTE": "note",
    "UID": "uid",
    "URL": "url",
}
_MANY = ("ADR", "EMAIL", "IMPP", "TEL")
_PROPERTIES = 500
"""Lines of one card that are looked at."""
Put = Callable[[dict[str, Any], str, str, str], None]


def value(text: str) -> Any:
    """The cards that a text holds.

    >>> value("BEGIN:VCARD\\nFN:Zo\u00eb Berg\\nEND:VCARD"), value("BEGIN")
    ([{'full_name': 'Zo\u00eb Berg'}], None)
    """
    return (list(cards(iter(text.splitlines()))) or None) if text[: len(_BEGIN)].upper() == _BEGIN else None


def cards(lines: Iterator[str]) -> Iterator[dict[str, Any]]:
    """The properties of each card; one that is not closed is given too."""
    return components(lines, _put, _PROPERTIES)


def components(lines: Iterator[str], put: Put, most: int) -> Iterator[dict[str, Any]]:
    """What `put` makes of name, parameters and value of the properties between a BEGIN and an END, `most` of them."""
    held: dict[str, Any] = {}
    left = most
    for name, more, value in properties(lines):
        if name in ("BEGIN", "END"):
            if held:
                yield held
            held, left = {}, most
        elif value and name != "VERSION" and left > 0:
            left -= 1
            put(held, name, more, value)
    if held:
        yield held


def properties(lines: Iterator[str]) -> Iterator[tuple[str, str, str]]:
    """Name, parameters and value of each property, its name in capitals; a line that is none is left out."""
    for line in _unfolded(lines):
        match = _LINE.fullmatch(line.removeprefix("\ufeff"))
        if match is not None:
            yield match["name"].upper(), match["more"], match["value"].strip()


def _unfolded(lines: Iterator[str]) -> Iterator[str]:
    """Lines with those that go on in the next, which begins with a space, or which a mark of quoted-printable calls."""
    held = ""
    for line in lines:
        if line[:1] in (" ", "\t"):
            held += line[1:]
        elif held.endswith("=") and "QUOTED-PRINTABLE" in held[:200].upper():
            held = held[:-1] + line
        else:
            if held:
                yield held
            held = line
    if held:
        yield held


def _decoded(value: str, more: str) -> str:
    if "QUOTED-PRINTABLE" in more:
        return quopri.decodestring(value.encode("utf-8", "replace")).decode("utf-8", "replace")
    return value.removeprefix("tel:").removeprefix("mailto:").replace("\\,", ",").replace("\\n", " ")


def _put(card: dict[str, Any], name: str, more: str, value: str) -> None:
    value = _decoded(value, more.upper())
    meant = _MEANT.get(name, name.lower())
    if name in ("N", "ADR", "ORG"):
        parts = [part.strip() for part in value.split(";") if part.strip()]
        if name == "N":
            family = value.split(";")
            for part, called in zip(family, ("family_name", "given_name", "middle_name"), strict=False):
                if part.strip():
                    card[called] = part.strip()
            return
        value = ", ".join(parts)
    if name in _MANY:
        card.setdefault(meant, []).append(value)
    else:
        card[meant] = value
