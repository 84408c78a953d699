"""What is known of the makers of cameras, from `makers.toml`: shared by the probes that meet cameras.

A maker is told by strings that no other maker uses; a name alone is enough where a device says its own.
"""

import re
import tomllib
from collections.abc import Callable, Iterable, Mapping
from functools import cache
from importlib import resources

import msgspec

FIRST_PATHS = ("/live", "/", "/stream1", "/11", "/h264", "/live.sdp")
"""Paths that many servers and unbranded cameras use (documentation of MediaMTX, GStreamer and of integrators)."""


_Find = Callable[[str], re.Match[str] | None]


class Login(msgspec.Struct, frozen=True):
    """A login that the maker published. Its repr says nothing, so that a log line shows no password."""

    user: str
    password: str

    def __repr__(self) -> str:
        return "<Login>"


class Endpoint(msgspec.Struct, frozen=True):
    """A read endpoint that tells the model, and what stands in a device's answer."""

    path: str
    holds: str


class Vendor(msgspec.Struct, frozen=True):
    """A maker; see `makers.toml`."""

    name: str
    realm: tuple[str, ...]
    server: tuple[str, ...]
    sdp: tuple[str, ...]
    names: tuple[str, ...]
    page: tuple[str, ...]
    streams: tuple[str, ...]
    source: str
    pictures: tuple[str, ...] = ()
    device: Endpoint | None = None
    login: Login | None = None


@cache
def vendors() -> tuple[Vendor, ...]:
    """All makers; raises msgspec.ValidationError where the table is not as described."""
    table = tomllib.loads((resources.files(__package__) / "makers.toml").read_text("utf-8"))
    return msgspec.convert(table["vendor"], tuple[Vendor, ...])


def recognise(
    *, realms: Iterable[str] = (), server: str = "", sdp: str = "", named: Iterable[str] = ()
) -> Vendor | None:
    """The maker that these say. `named`: texts in which a device says its own name, such as a title."""
    realms, said = tuple(realms), " ".join(named).lower()
    for vendor, realm, names in _patterns():
        if (
            any(map(realm, realms))
            or (vendor.server and server.startswith(vendor.server))
            or any(mark in sdp for mark in vendor.sdp)
            or names(said)
        ):
            return vendor
    return None


@cache
def _patterns() -> tuple[tuple[Vendor, _Find, _Find], ...]:
    """Each maker with what finds it in the begin of a realm, and by a name of its own in a text in lower case."""
    return tuple(
        (vendor, re.compile(_any_of(vendor.realm)).match, re.compile(rf"\b{_any_of(vendor.names)}\b").search)
        for vendor in vendors()
    )


def _any_of(patterns: Iterable[str]) -> str:
    """A pattern that fits where one of these does, and nowhere where there are none."""
    return f"(?:{'|'.join(patterns) or '(?!)'})"


def hinted(page: str) -> Vendor | None:
    """The maker whose start page this may be, by what it links or where it writes its name: no proof."""
    named = page.lower()
    if not _named_at_all()(named):
        return next((vendor for vendor in vendors() if any(mark in page for mark in vendor.page)), None)
    for vendor, _, names in _patterns():
        if any(mark in page for mark in vendor.page) or names(named):
            return vendor
    return None


@cache
def _named_at_all() -> _Find:
    """What finds a name of any maker in a text in lower case, in a longer word too: most pages have none, and need no
    other look. Without an edge of a word before it, the pattern passes over what no name begins with."""
    return re.compile(_any_of(name for vendor in vendors() for name in vendor.names)).search


def stream_paths(vendor: Vendor | None, most: int) -> tuple[str, ...]:
    """Paths worth asking, those of the maker first, then common ones, then those of other makers."""
    own = vendor.streams if vendor else ()
    others = (path for other in vendors() for path in other.streams)
    return tuple(dict.fromkeys((*own, *FIRST_PATHS, *others)))[:most]


_SERIAL = re.compile(r"(?:Login to |AXIS_|\b)([0-9A-F]{12,40})\b")


def serial(realms: Iterable[str]) -> str | None:
    """The serial number or hardware address that some makers put into a realm (`Login to 4E06F9DPAZ…`, `AXIS_…`)."""
    found = next((match for realm in realms if (match := _SERIAL.search(realm[:200]))), None)
    return found[1] if found else None


def locks_out(status: int, text: str) -> bool:
    """Whether an answer may mean that logins are counted or barred: then none is tried."""
    return status in (403, 423, 429, 453) or bool(re.search(r"lock|attempt|too many|blocked|banned", text.lower()))


TURNED_DOWN = {"factory_login": "refused"}
"""The fact of a device on which the login that its maker published was tried, and refused."""

_STALE = re.compile(r"\bstale\s*=\s*\"?true", re.IGNORECASE)


def turned_down(status: int, text: str, challenge: str) -> bool:
    """Whether an answer to a login says that it is a wrong one: another status, a sign of lockout, or a nonce that is
    too old (`stale`, RFC 7616, 3.3), says nothing of it."""
    return status == 401 and not locks_out(status, text) and not _STALE.search(challenge)


def refused(facts: Mapping[str, str]) -> bool:
    """Whether these are facts of a device that refused the login of its maker."""
    return TURNED_DOWN.items() <= facts.items()
