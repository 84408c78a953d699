"""Which names an operator chose, and which are defaults that say nothing of anybody."""

import ipaddress
import re
import tomllib
from importlib import resources

FACTS = ("cluster_name", "replica_set", "platform", "title", "realm", "system_name")
"""Facts of a service that an operator or installer can choose, so that the same words point at the same hand."""

DEFAULTS = frozenset(tomllib.loads((resources.files(__package__) / "naming.toml").read_text("utf-8"))["defaults"])
_WORD = re.compile(r"[^\W\d_]{3,}", re.UNICODE)


def distinctive(name: str, vendor: str = "") -> bool:
    """True when the name holds a word that is no default, no maker's name and not masked.

    >>> distinctive("docker-cluster"), distinctive("harbour-watch"), distinctive("Acme Web Service", "Acme")
    (False, True, False)
    """
    words = {word.casefold() for word in _WORD.findall(name)}
    return "█" not in name and bool(words - DEFAULTS - {word.casefold() for word in _WORD.findall(vendor)})


def chosen(name: str, vendor: str = "") -> str:
    """One spelling for a name written in several ways, without the maker's own name in it.

    >>> chosen("Harbour Watch"), chosen("Acme harbour_watch", "Acme")
    ('harbour-watch', 'harbour-watch')
    """
    parts = re.split(r"[\s_.\-]+", name.casefold().strip())
    makers = set(_WORD.findall(vendor.casefold()))
    return "-".join(part for part in parts if part and part not in makers)


def domain(name: str) -> str | None:
    """The host name of a certificate as a clue; None for addresses, single words and names that nobody owns."""
    bare = name.removeprefix("*.").rstrip(".").casefold()
    try:
        ipaddress.ip_address(bare)
    except ValueError:
        pass
    else:
        return None
    unowned = (".local", ".localdomain", ".internal", ".lan", ".home", ".localhost", ".invalid")
    return None if "." not in bare or bare.endswith(unowned) or "█" in bare else bare
