"""Whom a notice is for: one mail for each address, whatever roles it has."""

import re
from collections.abc import Sequence

from msgspec import Struct

from leftopen.cases.model import CaseContact, CaseError
from leftopen.cases.notices.languages import ROLES
from leftopen.harmless import clean

WORDS = {"operator": "owner"}
"""Other names of roles, as reports have them."""
_MAIL = re.compile(r"[A-Za-z0-9!#$%&'*+/=?^_`{|}~.-]{1,64}@([A-Za-z0-9-]{1,63}(?:\.[A-Za-z0-9-]{1,63})*)\Z")
_RANK = ("owner", "hoster", "csirt", "authority", "vendor")


class Recipient(Struct, frozen=True):
    """Somebody who is told; `role` decides the words, `name` is the organisation.

    `mail`: it can be sent by mail; `nobody`: there is no address yet, and a person is to fill it in; `source`: where
    the address is from that is no contact of the case yet.
    """

    address: str
    role: str
    name: str | None
    mail: bool
    known: bool = True
    nobody: bool = False
    source: str = "named by a person"


def mail(address: str) -> str | None:
    """A mail address as it goes into a header: ASCII, its domain by IDNA; None for what is none.

    >>> mail("mailto:Privacy@Exämple.org"), mail("https://example.org/contact"), mail("a@b.c\\r\\nBcc: x@y.z")
    ('Privacy@xn--exmple-cua.org', None, None)
    """
    said = address.strip()
    said = said[7:] if said[:7].lower() == "mailto:" else said
    local, _, domain = said.rpartition("@")
    try:
        found = f"{local}@{domain.encode('idna').decode('ascii')}" if local else ""
    except UnicodeError:
        return None
    if not _MAIL.match(found) or local.startswith(".") or local.endswith(".") or ".." in local:
        return None
    return found


def recipients(
    case: int, contacts: Sequence[CaseContact], to: str | None, role: str | None = None, *, first: bool = False
) -> tuple[Recipient, ...]:
    """Those meant by `to`, a role or an address (None: all contacts; with `first`, those of the first rung only).

    `role`: what an address is that is no contact yet; the owner's where nothing is said. Raises CaseError.
    """
    known = _grouped(contacts)
    if to is None:
        if not known:
            raise CaseError(f"Nobody to tell is known in case {case}. Say whom: --to ADDRESS")
        return tuple(each for each in known if not first or each.role == known[0].role)
    word = WORDS.get(to.strip().lower(), to.strip().lower())
    if word in ROLES:
        found = tuple(each for each in known if each.role == word)
        if not found:
            says = f"No contact of case {case} is {word}; known are: {_said(known)}."
            raise CaseError(f"{says} Name one: --to ADDRESS --role {word}")
        return found
    address = mail(to)
    if address is None:
        raise CaseError(f"{clean(to, 100)!r} is neither a role ({', '.join(ROLES)}) nor a mail address.")
    same = next((each for each in known if each.address.casefold() == address.casefold()), None)
    if same is not None:
        return (Recipient(same.address, role or same.role, same.name, mail=True),)
    return (Recipient(address, role or "owner", None, mail=True, known=False),)


def unaddressed(role: str | None) -> Recipient:
    """For a draft where nobody to tell is known: to be addressed by a person. It goes by the name of its role."""
    return Recipient(role or "owner", role or "owner", None, mail=False, nobody=True)


def _grouped(contacts: Sequence[CaseContact]) -> list[Recipient]:
    """One for each address, the lowest rung first."""
    found: dict[str, Recipient] = {}
    for each in sorted(contacts, key=lambda contact: _RANK.index(contact.role) if contact.role in _RANK else 9):
        address = mail(each.address)
        role = each.role if each.role in ROLES else "owner"
        shown = address or clean(each.address, 300)
        found.setdefault(shown.casefold(), Recipient(shown, role, each.name and clean(each.name, 120), bool(address)))
    return list(found.values())


def _said(known: Sequence[Recipient]) -> str:
    return ", ".join(f"{each.address} ({each.role})" for each in known[:6]) or "none"
