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

from leftopen.judge.organisations import hidden
from leftopen.probes import probes

_WORD = re.compile(r"[^\W\d_]{3,}", re.UNICODE)
_ATTRIBUTE = re.compile(r"(?:^|[,+;])\s*([A-Za-z][\w-]*|\d+(?:\.\d+)+)\s*=\s*((?:\\.|[^,+;\\])*+)", re.DOTALL)
_ESCAPED = re.compile(r"(?:\\[0-9A-Fa-f]{2})+|\\(.)", re.DOTALL)
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
    if name.strip().casefold() in _told()["defaults"]:
        return False
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


def without(name: str, vendor: str) -> str:
    """A name as it is spelled, without its maker's.

    >>> without("Hikvision Harbour Gate", "Hikvision"), without("harbour-watch", "")
    ('Harbour Gate', 'harbour-watch')
    """
    makers = set(_WORD.findall(vendor.casefold()))
    if not makers & {word.casefold() for word in _WORD.findall(name)}:
        return name.strip()
    return " ".join(part for part in name.split() if not makers & {word.casefold() for word in _WORD.findall(part)})


def organisation(subject: str, vendor: str = "") -> str | None:
    """Whom a certificate says that it belongs to; None where nobody said so, or it is its tool's or maker's default, or
    words that hide a name.

    >>> organisation("CN=db,O=Harbour Watch\\\\, Ltd"), organisation("CN=localhost,O=Internet Widgits Pty Ltd")
    ('Harbour Watch, Ltd', None)
    """
    for kind, name in attributes(subject):
        said = kind == "o" and distinctive(name, vendor) and not hidden(name)
        if said and _bare(name) not in _told()["organisations"]:
            return name
    return None


def common_name(subject: str) -> str | None:
    """The first common name of a subject."""
    return next((value for kind, value in attributes(subject) if kind == "cn"), None)


def attributes(subject: str) -> list[tuple[str, str]]:
    r"""The attributes of a distinguished name (RFC 4514, section 2): type in lower case, value without its escapes.

    >>> attributes(r"CN=db+O=Wen \2C Co\., Ltd,O=B\C3\A4r")
    [('cn', 'db'), ('o', 'Wen , Co.'), ('o', 'Bär')]
    """
    return [(match[1].lower(), _ESCAPED.sub(_plain, match[2]).strip()) for match in _ATTRIBUTE.finditer(subject)]


def _plain(escape: re.Match[str]) -> str:
    if escape[1] is not None:
        return escape[1]
    return bytes.fromhex(escape[0].replace("\\", "")).decode("utf-8", "replace")


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
