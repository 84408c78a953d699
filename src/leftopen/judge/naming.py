"""Which names an operator chose, and which are defaults that say nothing of anybody.

What a product calls itself by default, and which of its facts an operator can choose, stand with its probe: `names`,
`defaults` and `organisations` in `probes/<name>.toml`. What is nobody's in particular is in `naming.toml`.
"""

import ipaddress
import re
import tomllib
from collections.abc import Mapping
from functools import cache
from importlib import resources

from leftopen.probes import probes

_WORD = re.compile(r"[^\W\d_]{3,}", re.UNICODE)
_ESCAPED = re.compile(r"\\(.)")
_ORGANISATION = re.compile(r"(?:^|,)\s*O=((?:\\.|[^,\\])++)")
_UNOWNED = (".local", ".localdomain", ".internal", ".lan", ".home", ".localhost", ".invalid")


@cache
def facts() -> frozenset[str]:
    """Facts of a service that an operator or installer can choose, so that the same words point at the same hand."""
    return frozenset(name for probe in probes() for name in probe.words.get("names", ()))


@cache
def _told() -> Mapping[str, frozenset[str]]:
    """`defaults` and `organisations`, of nobody in particular and of all probes, each in one spelling."""
    own = tomllib.loads((resources.files(__package__) / "naming.toml").read_text("utf-8"))
    tables = [own, *(probe.words for probe in probes())]
    return {
        "defaults": frozenset(word.casefold() for table in tables for word in table.get("defaults", ())),
        "organisations": frozenset(_bare(name) for table in tables for name in table.get("organisations", ())),
    }


def _bare(name: str) -> str:
    return "".join(char for char in name.casefold() if char.isalnum())


def distinctive(name: str, vendor: str = "") -> bool:
    """True when the name holds a word that is no default, no maker's name and not masked.

    >>> distinctive("docker-cluster"), distinctive("harbour-watch"), distinctive("Acme Web Service", "Acme")
    (False, True, False)
    """
    words = {word.casefold() for word in _WORD.findall(name)}
    made = {word.casefold() for word in _WORD.findall(vendor)}
    return "█" not in name and bool(words - _told()["defaults"] - made)


def chosen(name: str, vendor: str = "") -> str:
    """One spelling for a name written in several ways, without the maker's own name in it.

    >>> chosen("Harbour Watch"), chosen("Acme harbour_watch", "Acme")
    ('harbour-watch', 'harbour-watch')
    """
    parts = re.split(r"[\s_.\-]+", name.casefold().strip())
    makers = set(_WORD.findall(vendor.casefold()))
    return "-".join(part for part in parts if part and part not in makers)


def organisation(subject: str, vendor: str = "") -> str | None:
    """Whom a certificate says that it belongs to; None where nobody said so, or it is its tool's or maker's default.

    >>> organisation("CN=db,O=Harbour Watch\\\\, Ltd"), organisation("CN=localhost,O=Internet Widgits Pty Ltd")
    ('Harbour Watch, Ltd', None)
    """
    found = _ORGANISATION.search(subject)
    name = _ESCAPED.sub(r"\1", found[1]).strip() if found else ""
    return name if distinctive(name, vendor) and _bare(name) not in _told()["organisations"] else None


def domain(name: str) -> str | None:
    """The host name of a certificate as a clue; None for addresses, single words and names that nobody chose."""
    bare = name.removeprefix("*.").rstrip(".").casefold()
    try:
        ipaddress.ip_address(bare)
    except ValueError:
        pass
    else:
        return None
    nobodys = "." not in bare or bare.endswith(_UNOWNED) or "█" in bare or bare in _told()["defaults"]
    return None if nobodys else bare
