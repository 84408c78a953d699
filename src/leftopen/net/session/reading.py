"""What an answer over HTTP says of the door that was asked for: that it is open, shut, not there, or nothing at all.

"Another service" and "locked" speak of doors that answered. One that failed, that was sent on to itself under another
path, or that gave half an object has not: whoever asks again, or in another way, may be given all.
"""

import re
from collections.abc import Iterable
from functools import cache
from typing import NamedTuple
from urllib.parse import unquote, urlsplit

from leftopen.probes import probes
from leftopen.wire import json
from leftopen.wire.talk import Broken, Response

_DEFINITE = (501, 505, 511)
"""Of the 500s those that refuse for good: a method, a version of HTTP, a network that wants a login first."""

_LATER = (408, 425, 429)
_ON = (301, 302, 303, 307, 308)
_WORD = re.compile(r"[a-z]+\d?")
_PLAIN = frozenset({"api", "data", "database", "db", "kv", "search"})
"""Words of paths below which any store may stand, where something before it has put it there; see `_stores`."""


class Place(NamedTuple):
    """Where a request went: the port and the layer, and the path."""

    port: int
    tls: bool
    path: str


def settles(place: Place, response: Response) -> bool:
    """Whether this answer to a request says that what it asks for is given, refused or not there."""
    status = response.status
    if status in _LATER or (status >= 500 and status not in _DEFINITE):
        return False
    if status in _ON:
        return not _within(place, response.headers.get("location", ""))
    return not (200 <= status < 300 and _half(response))


def greets(response: Response) -> bool:
    """Whether the answer to `GET /` shows something of its own: a page, a text, an object that is one.

    What refuses the root, sends away from it or says nothing there may be a store all the same.
    """
    body = response.body.strip()
    return 200 <= response.status < 300 and body not in (b"", b"{}", b"[]", b"null") and not _half(response)


def websocket(response: Response) -> bool:
    """Whether it refuses a request for not asking to go on in WebSockets (RFC 6455, 4.2.2 and 4.4), as brokers and
    NATS do that are reached by browsers."""
    told = response.headers
    return response.status >= 400 and (
        "sec-websocket-version" in told or told.get("upgrade", "").lower() == "websocket"
    )


def to_tls(response: Response, port: int) -> bool:
    """Whether it sends on into TLS on this same port, or may mean that."""
    if response.status == 426:
        return True
    there = _there(response.headers.get("location", ""))
    return response.status in _ON and there is not None and there.tls is True and there.port == port


_REFUSALS = (401, 403, 407)
_REFUSING = re.compile(
    r"(?i)(?:.*(?:error|errmsg|exception|fault)s?(?:_?code)?|message|msg|details?|reasons?|status_?code|login|realm)"
)
"""Names of fields of a refusal."""
_REFUSED = re.compile(rb"(?i)unauth|forbidden|denied|permission|credential|\b40[137]\b|not.{1,12}authori[sz]ed")
_SHORT = 1024
"""Bytes of a refusal, at most, whose words are looked at."""


def given_all_the_same(response: Response) -> Response:
    """The answer, as one that gives what it holds: a server may say 401 or 403 and send the records all the same.

    Told by JSON that has objects or a list of something in it, and no field that a refusal has.
    """
    body = response.body.lstrip(b"\xef\xbb\xbf \t\r\n")
    if response.status not in _REFUSALS or body[:1] not in (b"{", b"["):
        return response
    try:
        told = json.decode(body, most=len(body))
    except Broken:
        return response
    inner = list(told.values()) if isinstance(told, dict) else told
    several = [each for each in (told, *inner) if isinstance(each, (dict, list))]
    names = {name for each in several if isinstance(each, dict) for name in each}
    held = inner if isinstance(told, list) else [each for each in inner if isinstance(each, (dict, list)) and each]
    says_no = any(map(_REFUSING.fullmatch, names)) or (len(body) <= _SHORT and _REFUSED.search(body))
    if not held or says_no:
        return response
    return Response(200, "OK", response.headers, response.body, response.cut)


_OTHERS = re.compile(
    rb"SSH-\d|RFB \d|AMQP|RTSP/1|HTTP/1|\* OK |\+OK |220[ -][^\n]*(?i:smtp|mail)|INFO \{|\x03\x00\x00.\x02\xf0",
    re.DOTALL,
)


def known_otherwise(first: bytes) -> bool:
    """Whether a connection begins as services do that are known for something else: shells, screens, mail, queues,
    remote desktops."""
    return _OTHERS.match(first) is not None


def sent_on(place: Place, response: Response) -> str | None:
    """Whereto it sends on, with the path that was asked for left out, where that is another service or a login."""
    if response.status not in _ON or not settles(place, response):
        return None
    return response.headers.get("location", "").partition("?")[0].replace(place.path.partition("?")[0], "")


def all_to_one(before: list[str], answers: Iterable[tuple[Place, Response | None]]) -> list[str]:
    """Whereto requests were sent on, those of before and these, as long as all were to the same place."""
    for place, answer in answers:
        there = sent_on(place, answer) if answer else None
        before = [] if there is None else [*before, there] if there in before or not before else [there]
    return before


def _half(response: Response) -> bool:
    """Whether the body begins as JSON and is none."""
    body = response.body.lstrip(b"\xef\xbb\xbf \t\r\n")
    if response.cut or body[:1] not in (b"{", b"["):
        return False
    try:
        json.decode(body, most=len(body))
    except Broken:
        return b"\n" not in body.strip()  # rows of JSON, one a line, are whole
    return False


def _within(place: Place, location: str) -> bool:
    """Whether what was asked for is said to be in this same service: under a path that holds the one that was asked
    for, or, of the first page, below one that names a store."""
    there = _there(location)
    if there is None or there.tls not in (None, place.tls) or there.port not in (None, place.port):
        return False
    own, path = place.path.partition("?")[0].strip("/"), there.path.strip("/")
    return own in path if own else not _stores().isdisjoint(_WORD.findall(path.lower()))


@cache
def _stores() -> frozenset[str]:
    """Words of paths that name what is looked for: the protocols, and below what else their products stand."""
    named = (
        (*probe.spec.protocols, *probe.words.get("below", ()))
        for probe in probes()
        if probe.spec.over == "http" and probe.spec.kind != "camera"
    )
    return _PLAIN | {word for names in named for name in names for word in _WORD.findall(name) if word[1:]}


_LINK = re.compile(rb"(?i)\b(?:href|src)\s{0,9}=\s{0,9}[\"']?([^\"'\s<>]{1,300})")
_LINKS = 500
"""Links of a page that are looked at."""


def leads_below(place: Place, response: Response) -> bool:
    """Whether a page has a link to a folder of this same service that is called as a store is (`/es/`)."""
    for found, _ in zip(_LINK.finditer(response.body), range(_LINKS), strict=False):
        there = _there(found[1].decode("latin-1"))
        if there is not None and there.tls in (None, place.tls) and there.port in (None, place.port):
            folder, below, _ = there.path.lower().removeprefix("./").lstrip("/").partition("/")
            if (below or there.path.endswith("/")) and folder in _folders():
                return True
    return False


@cache
def _folders() -> frozenset[str]:
    """What folders are called below which a store stands: as its protocol is, or as its words say."""
    stores = [probe for probe in probes() if probe.spec.over == "http" and probe.spec.kind != "camera"]
    return frozenset(name for probe in stores for name in (*probe.spec.protocols, *probe.words.get("below", ())))


class _There(NamedTuple):
    """An address: None where it is that of before."""

    port: int | None
    tls: bool | None
    path: str


def _there(location: str) -> _There | None:
    """Where an answer sends on to; None where that is no address."""
    try:
        parts = urlsplit(location)
        port = parts.port or ({"http": 80, "https": 443}.get(parts.scheme.lower()) if parts.netloc else None)
    except ValueError:
        return None
    return _There(port, parts.scheme.lower() == "https" if parts.scheme else None, unquote(parts.path))
