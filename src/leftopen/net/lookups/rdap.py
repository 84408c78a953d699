"""What a registry says of a network or a domain, as RDAP has it (RFC 9083; contacts are jCard, RFC 7095).

Read with care for what registries do: the entity for abuse may stand within another one, there may be several, an
address may stand under `contact-uri` (RFC 8605) instead of `email`, and a name may be words in place of one. Names and
addresses of people are left out: of `kind` individual nothing is taken but the mailbox that is published for abuse.
"""

import ipaddress
import re
from collections.abc import Iterator, Mapping
from typing import Any

from leftopen.harmless import clean
from leftopen.judge import organisations
from leftopen.judge.looked import Network, Registration
from leftopen.privacy.redact import redacted

_DEEP, _MANY, _NAME = 6, 200, 120
_MAIL = re.compile(r"[^\s@<>\"'(),;:\\]{1,64}@(?:[\w-]{1,63}\.){1,8}[\w-]{2,63}")
_NUMBER = re.compile(r"\d(?:[ ./()-]{0,2}\d){6}")
_DIGITS = re.compile(r"\d+")
_HOLDERS = ("registrant", "administrative", "")


def network(told: Any) -> Network | None:
    """An `ip network` object; None where it is none."""
    if not isinstance(told, dict) or told.get("objectClassName", "ip network") != "ip network":
        return None
    handle = _shown(told.get("handle")) or _shown(told.get("startAddress"))
    if handle is None:
        return None
    return Network(
        handle=handle,
        name=_shown(told.get("name")),
        organisation=_organisation(told),
        kind=_shown(told.get("type")),
        size=_size(told),
        abuse=_abuse(told),
        country=_country(told.get("country")),
    )


def registration(told: Any, domain: str) -> Registration | None:
    """A `domain` object; None where it is none, or of another domain."""
    if not isinstance(told, dict) or told.get("objectClassName", "domain") != "domain":
        return None
    name = _text(told.get("ldhName"))
    if name is not None and name.rstrip(".").lower() != domain:
        return None
    return Registration(domain, _organisation(told, registrant_alone=True), _abuse(told))


def _entities(told: Any, deep: int = 0) -> Iterator[tuple[frozenset[str], Mapping[str, Any]]]:
    """All entities with their roles, those within others too."""
    several = told.get("entities") if isinstance(told, dict) else None
    for each in several[:_MANY] if isinstance(several, list) and deep < _DEEP else ():
        if isinstance(each, dict):
            roles = each.get("roles")
            yield frozenset(map(str, roles if isinstance(roles, list) else ())), each
            yield from _entities(each, deep + 1)


def _card(entity: Mapping[str, Any]) -> list[list[Any]]:
    """The properties of its jCard: name, parameters, type, value."""
    card = entity.get("vcardArray")
    if not (isinstance(card, list) and len(card) == 2 and isinstance(card[1], list)):
        return []
    return [each for each in card[1][:_MANY] if isinstance(each, list) and len(each) >= 4 and isinstance(each[0], str)]


def _values(card: list[list[Any]], name: str) -> Iterator[str]:
    for each in card:
        if each[0].lower() == name:
            for value in each[3:]:
                first = value[0] if isinstance(value, list) and value else value
                if isinstance(first, str) and first.strip():
                    yield first.strip()


def _organisation(told: Mapping[str, Any], *, registrant_alone: bool = False) -> str | None:
    """The name of the organisation that holds it; None where it is hidden, or a person's."""
    top = told.get("entities")
    ranked: list[tuple[int, Mapping[str, Any]]] = []
    for each in top[:_MANY] if isinstance(top, list) else ():
        roles = each.get("roles") if isinstance(each, dict) else None
        for rank, role in enumerate(_HOLDERS[:1] if registrant_alone else _HOLDERS):
            if isinstance(roles, list) and (role in roles or not role):
                ranked.append((rank, each))
                break
    for _, entity in sorted(ranked, key=lambda pair: pair[0]):
        if (name := _named(_card(entity))) is not None:
            return name
    return None


def _named(card: list[list[Any]]) -> str | None:
    kinds = {kind.lower() for kind in _values(card, "kind")}
    candidates = list(_values(card, "org"))
    if "individual" not in kinds:
        candidates += list(_values(card, "fn"))
    for found in candidates:
        name = clean(found, _NAME)
        if not organisations.hidden(name) and "@" not in name:
            said = "org" in kinds or found in _values(card, "org")
            shown = redacted(name, _NAME)
            if shown == name or (said and organisations.formed(name) and not _NUMBER.search(name)):
                return name
    return None


def _abuse(told: Mapping[str, Any]) -> tuple[str, ...]:
    """All mailboxes for abuse, wherever they stand."""
    found: dict[str, None] = {}
    for roles, entity in _entities(told):
        if "abuse" in roles:
            card = _card(entity)
            for value in (*_values(card, "email"), *_values(card, "contact-uri")):
                address = value.removeprefix("mailto:").partition("?")[0]
                if _MAIL.fullmatch(address) and not organisations.hidden(address.partition("@")[0]):
                    found[address.lower()] = None
    return tuple(found)[:8]


def _size(told: Mapping[str, Any]) -> int | None:
    try:
        first, last = (ipaddress.ip_address(str(told.get(key))) for key in ("startAddress", "endAddress"))
    except ValueError:
        return None
    return int(last) - int(first) + 1 if first.version == last.version and int(last) >= int(first) else None


def _shown(value: Any) -> str | None:
    """A handle or a name of a network, with a person's masked; numbers in it are those of registries."""
    text = _text(value) or ""
    bare = _DIGITS.sub("", text)
    return (text if redacted(bare, _NAME) == bare else redacted(text, _NAME)) or None


def _country(value: Any) -> str | None:
    """Two letters, in capitals; None for anything else."""
    said = value.strip().upper() if isinstance(value, str) else ""
    return said if len(said) == 2 and said.isascii() and said.isalpha() else None


def _text(value: Any) -> str | None:
    return clean(value, _NAME) or None if isinstance(value, str) else None
