"""IP address.

What: the address of a machine on a network, often one person's. Issuer: IANA and the regional registries. Source:
RFC 791, RFC 4291; the Court of Justice of the EU, C-582/14 (Breyer), on when it is personal data.

>>> plausible(["203.0.113.7:4711"]), plausible(["198.51.100.4, 10.0.0.1"]), plausible(["[2001:db8::7]:443"])
(True, True, True)
>>> plausible([3405803783]), plausible(["unknown"]), plausible([80]), plausible(["10:30"])
(True, False, False, False)
>>> valid("203.0.113.7"), valid("2001:db8::7"), valid("203.0.113.256"), valid("0.0.0.0"), valid("::1"), valid("1.2.3")
(True, True, False, False, False, False)
"""

from collections.abc import Sequence
from ipaddress import ip_address
from typing import Any

from leftopen.privacy.later import later

LABEL = "network.ip"
CLAIM = "checked"
CONCEPTS = ("network.ip",)
PATTERN = r"\b(?:\d{1,3}\.){3}\d{1,3}\b|[0-9A-Fa-f]{1,4}(?::[0-9A-Fa-f]{0,4}){2,7}(?:\d{1,3}(?:\.\d{1,3}){3})?"
CHANCE = 0.01

_HEADING = later(r"(?:^|\n)#{2,4} \[?v?$")
_RELEASED = later(r"\] [-–—] \d{4}-\d\d-\d\d|,? \((?:unreleased|\d{4}-\d\d-\d\d)\)")
_UPGRADED = later(
    r"(?i:(?:up|down)grad(?:ed?|es|ing)|bump(?:ed|s|ing)?) (?:\S{1,60} ){0,3}(?:from )?(?:[\d.]{7,15} (?:to|->|=>|→) )?"
)
"""What stands before a release of four parts: `upgraded foo from 1.4.0.2 to 1.5.0.1`."""
_VERSION = later(r"(?:\brv:|[~<>]=|(?i:\boid)[ :=]) ?$")
"""What stands before a version, in the name of a browser or in what a program needs, and before a name of ISO 8824."""
_FOUR = later(r"(?:\d{1,3}\.){3}\d{1,3}")
_WITH = later(r"\[([0-9A-Fa-f:.]{2,45})\](?::\d{1,5})?|(?:::ffff:)?([0-9A-Fa-f:.]{2,45}?)(?::\d{1,5}|/\d{1,3})?")
_FIRST_OCTET, _END = 1 << 24, 1 << 32
"""Numbers that are an address of version 4, from 1.0.0.0 on."""
_FIGURES, _LONGEST = 10, 400
_OCTETS = frozenset(map(str, range(256)))


def valid(text: str) -> bool:
    """True for an address that may be somebody's: not loopback, unspecified, or a mask."""
    parts = text.split(".")
    if len(parts) == 4 and ":" not in text:  # as `ip_address` reads it, in a fifth of the time
        plain = all(part in _OCTETS for part in parts)
        return plain and parts[0] not in ("0", "127", "255")
    try:
        address = ip_address(text)
    except ValueError:
        return False
    return not (address.is_loopback or address.is_unspecified or text.startswith(("255.", "0.")))


def placed(text: str, start: int, end: int) -> bool:
    r"""False for a release: `## [1.124.1.0] - 2026-09-25`, `2.4.0.1 (2024-03-01)`, `upgraded from 1.4.0.2`.

    >>> import re
    >>> said = ("X11; Linux i686; rv:1.9.1.20", "needs foo >= 1.2.3.4", "OID 1.3.6.1", "from 1.2.3.4", "addr==1.2.3.4")
    >>> [placed(text, re.search(r"1\.[0-9.]+$", text).start(), len(text)) for text in said]
    [False, False, False, True, True]
    """
    if _RELEASED.match(text, end) is not None:
        return text[start - 1 : start] != "[" and bool(text[max(0, start - 8) : start].strip("v\n "))
    before = text[max(0, start - 120) : start]
    upgraded = max(before.rfind("grad"), before.rfind("bump"), before.rfind("Bump"))
    if upgraded >= 0 and _UPGRADED.fullmatch(before, before.rfind(" ", 0, upgraded) + 1) is not None:
        return False
    near = text[max(0, start - 8) : start]
    return _HEADING.search(near) is None and _VERSION.search(near) is None


def plausible(values: Sequence[Any]) -> bool:
    """Given a field for it: with a port, a prefix or a name, several in a row, and as one number, too."""
    return any(_could(v) for v in values if isinstance(v, (str, int)) and not isinstance(v, bool))


def _could(value: str | int) -> bool:
    if isinstance(value, int):
        return _FIRST_OCTET <= value < _END
    text = value.strip()
    if len(text) <= _FIGURES and text.isascii() and text.isdecimal():
        return _FIRST_OCTET <= int(text) < _END
    return valid(text) or (len(text) <= _LONGEST and _forms(text))


def _forms(text: str) -> bool:
    """A list, of which each may be as proxies write it: `203.0.113.7:4711`, `[2001:db8::7]:443`, `unknown`."""
    parts = [part.strip().strip('"') for part in text.split(",")]
    bare = (match[1] or match[2] for part in parts if (match := _WITH.fullmatch(part)))
    return any(map(valid, bare))


def mask(values: Sequence[Any]) -> str:
    """Which version it is.

    >>> mask(["203.0.113.7:4711"]), mask(["2001:db8::7"]), mask([3405803783])
    ('███.███.███.███', 'IPv6 address', '███.███.███.███')
    """
    text = str(values[0])
    return "IPv6 address" if ":" in text and _FOUR.search(text) is None else "███.███.███.███"
