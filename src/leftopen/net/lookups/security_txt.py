"""security.txt (RFC 9116), by a parser of our own.

Lines end with CRLF or LF; a cleartext signature (RFC 9580) around it is taken off and not checked. Fields are called
without regard to case. `Contact` is needed and may stand several times, in the order of preference; `Expires` is
needed, once. One that has expired, or whose `Canonical` names other places only, is not to be relied on.
"""

import datetime as dt
import re
from collections.abc import Sequence

from msgspec import Struct

from leftopen.harmless import clean

MOST = 65_536
_LINES, _CONTACTS, _LONG = 1000, 8, 300
_FIELD = re.compile(r"([A-Za-z][A-Za-z-]*)[ \t]*:[ \t]*(.*?)[ \t]*", re.DOTALL)
_CONTACT = re.compile(r"(?:mailto:[^\s@]{1,64}@[^\s@]{3,253}|https://[!-~]{4,250}|tel:[+0-9().-]{3,32})", re.IGNORECASE)
_MAIL = re.compile(r"[^\s@:/]{1,64}@[^\s@:/]{3,253}")


class SecurityTxt(Struct, frozen=True):
    """`says`: why it is not to be relied on, None where it may be."""

    contacts: tuple[str, ...] = ()
    expires: str | None = None
    canonical: tuple[str, ...] = ()
    says: str | None = None


def parse(data: bytes, place: str, now: dt.datetime) -> SecurityTxt:
    """What a file fetched from `place` (a URI) says; never raises."""
    fields: dict[str, list[str]] = {}
    for line in _unsigned(data[:MOST].decode("utf-8", "replace").removeprefix("\ufeff")):
        if not line.lstrip().startswith("#") and (match := _FIELD.fullmatch(line)):
            fields.setdefault(match[1].lower(), []).append(match[2][:_LONG])
    contacts = tuple(dict.fromkeys(found for value in fields.get("contact", ()) if (found := _contact(value))))
    canonical = tuple(clean(value, _LONG) for value in fields.get("canonical", ())[:_CONTACTS])
    expires = fields.get("expires", [])
    ends = _moment(expires[0]) if len(expires) == 1 else None
    says = _why_not(contacts, len(expires), ends, canonical, place, now)
    told = ends.astimezone(dt.UTC).strftime("%Y-%m-%dT%H:%M:%SZ") if ends else None
    return SecurityTxt(contacts[:_CONTACTS], told, canonical, says)


def _unsigned(text: str) -> list[str]:
    """The lines, without the frame of a cleartext signature and the dashes that it puts before lines."""
    lines = text.replace("\r\n", "\n").split("\n")[:_LINES]
    if "-----BEGIN PGP SIGNED MESSAGE-----" not in (line.strip() for line in lines[:20]):
        return lines
    begin = next(at for at, line in enumerate(lines) if line.strip() == "-----BEGIN PGP SIGNED MESSAGE-----")
    body = lines[begin + 1 :]
    blank = next((at for at, line in enumerate(body) if not line.strip()), len(body))
    signature = next((at for at, line in enumerate(body) if line.startswith("-----BEGIN PGP SIGNATURE")), len(body))
    return [line.removeprefix("- ") for line in body[blank + 1 : signature]]


def _contact(value: str) -> str | None:
    """A contact as a URI; an address without `mailto:` is what many mean by it."""
    if _MAIL.fullmatch(value):
        value = f"mailto:{value}"
    if not _CONTACT.fullmatch(value):
        return None
    return clean(value.partition("?")[0] if value.lower().startswith("mailto:") else value, _LONG)


def _moment(value: str) -> dt.datetime | None:
    """A date and time of RFC 3339, with its zone."""
    try:
        found = dt.datetime.fromisoformat(value.strip().upper())
    except ValueError:
        return None
    return found if found.tzinfo is not None else None


def _why_not(
    contacts: Sequence[str],
    expiries: int,
    ends: dt.datetime | None,
    canonical: Sequence[str],
    place: str,
    now: dt.datetime,
) -> str | None:
    if not contacts:
        return "it names no contact"
    if expiries != 1 or ends is None:
        return "it does not say when it expires"
    if ends <= now:
        return "it has expired"
    if canonical and place.lower() not in (each.lower() for each in canonical):
        return "it says that it belongs to another place"
    return None
