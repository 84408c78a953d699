"""HTTP/1.1 requests that only read, and bounded answers. Source: RFC 9110 (semantics), RFC 9112 (messages).

A request is built from a *template* such as `/{index}/_search`; each part is percent-encoded, so that a name which the
other side chose can add no path, query or header. One that some server might take for more than a segment all the same
makes no request but a `Broken` (see `wire.path`), and the probe goes on with the next name.

The verb of a request is its method and template: `POST /{index}/_search`. Three things are added where they are true,
so that a probe has to declare them: the SOAP action (`POST /onvif/device_service GetServices`), ` reading` where the
body holds statements of Cypher that only read (` ?` where they may do more), and ` +login` where the request carries
credentials.

A template may hold a query (`/cgi-bin/magicBox.cgi?action=getDeviceType`): it is then part of the verb, and the request
has that query and no other. `allowed` reads all this again from the bytes, whoever made them.
`Host` and `User-Agent` are left out by the encoder; the driver adds them with `dress`.
"""

import re
from collections.abc import Callable, Collection, Mapping
from functools import lru_cache
from typing import NamedTuple
from urllib.parse import parse_qsl, quote, urlencode

import msgspec

from leftopen.wire import cypher
from leftopen.wire.chunks import LINE, Chunks, length_of, line_to_come
from leftopen.wire.path import named, segment, strays
from leftopen.wire.talk import LOGIN, Broken, Foreign, Message, Parse, Request, Response, Rest, Talk

GRAMMAR = "http"
DENIED = frozenset(
    {"CONNECT", "COPY", "DELETE", "LOCK", "MKCOL", "MOVE", "PATCH", "PROPPATCH", "PUT", "TRACE", "UNLOCK", "UPLOAD"}
)
"""Methods that are never sent, whatever a probe declares."""

_READING = frozenset({"GET", "HEAD", "POST"})
_STATEMENTS = b'{"statement'
"""How a body begins that holds statements of Cypher: its verb says whether these only read."""


DENIED_KEYS = frozenset({"auth", "password", "pwd", "token"})
"""Query keys that are never sent: `?auth=` opens CVE-2017-7921, the others would be a login outside a header."""

_SUSPECT = re.compile("%|" + "|".join(sorted(DENIED_KEYS)), re.IGNORECASE)
"""Stands in every query that has one of these keys, however it is written."""

_PICTURES = ("image/", "video/", "multipart/x-mixed-replace")
"""Types of which no byte is taken: there is no use for a picture here, and a camera's frames are never fetched."""

ICON = "GET /favicon.ico"
"""The one request whose answer may be a picture: the icon of a web site, of which a number is kept (`wire.icon`)."""

_HEADERS = 100
_HEAD = 65_536
_INTERIM = 8
_GIVEN = (203, 206, 207, 226)
"""What is given though something in between has changed it, or a part, or several parts (RFC 9110, 15.3; 4918; 3229):
read as any other answer, so that no status of a proxy hides it."""

_PART = re.compile(r"\{([a-z_]+)\}")
_STATUS = re.compile(rb"[12]\.[01] +([1-5]\d\d)(?: (.*))?")
_ACTION = re.compile(rb"<(?:[\w.-]+:)?Body\b[^<>]*>\s*<(?:[\w.-]+:)?(\w+)")
_WORD = r"[!#$%&'*+.^_`|~0-9A-Za-z-]+"
_NAME = re.compile(_WORD)
_TARGET = re.compile(r"/[!-~]*")
_FIRST = rb"([A-Z]+) (/[!-~]*+) HTTP/1\.1\r\n"
_SENT = re.compile(rb"%b((?:%b:[ -~]*+\r\n)*+)\r\n" % (_FIRST, _WORD.encode()))
_USUAL = re.compile(
    rb"%b(?:Host: [ -~]*+\r\nUser-Agent: [ -~]*+\r\n)?Accept: \*/\*\r\nAccept-Encoding: identity\r\n"
    rb"(?:Content-Type: ([ -~]*+)\r\n)?(?:Content-Length: ([0-9]+)\r\n)?\r\n" % _FIRST
)
"""Requests as `_request` and `dress` write most of them: each header once, and none that needs a second look."""

_SENT_FIELD = re.compile(rb"(?<![^\n])([^:\r\n]++):([^\r]*+)\r\n")
_BLANK = re.compile(rb"\n\r*\n")
_KEYS = {
    name: name.lower()
    for common in (
        *("Cache-Control", "Connection", "Content-Length", "Content-Type", "Date", "Expires", "Location"),
        *("Pragma", "Server", "Transfer-Encoding", "Vary", "WWW-Authenticate", "X-elastic-product"),
    )
    for name in (common, common.lower())
}
"""Names of headers that need no look at each of their characters."""


def get(
    template: str,
    *,
    most: int,
    query: Mapping[str, str | int] | None = None,
    headers: Mapping[str, str] | None = None,
    shared: bool = True,
    **parts: str,
) -> Request:
    """A GET of at most `most` body bytes. Query values are words of ours; what the peer chose goes into `parts`."""
    asked = _asked(query)
    if parts or headers:
        return _request(_plan("GET", template, asked), b"", headers or {}, most, shared, parts)
    return _usual(template, asked, most, shared)


def head(template: str, *, shared: bool = True, **parts: str) -> Request:
    """A HEAD: whether something is there, how large it is and of when, without its bytes."""
    return _request(_plan("HEAD", template, ()), b"", {}, 0, shared, parts)


@lru_cache(maxsize=256)
def _usual(template: str, query: "_Query", most: int, shared: bool) -> Request:
    """A request that is the same for every service; it holds no word but ours."""
    return _request(_plan("GET", template, query), b"", {}, most, shared, {})


def post(
    template: str,
    body: bytes | Mapping[str, object],
    *,
    most: int,
    content_type: str = "application/json",
    query: Mapping[str, str | int] | None = None,
    headers: Mapping[str, str] | None = None,
    shared: bool = True,
    **parts: str,
) -> Request:
    """A POST that reads; a body that is not bytes is sent as JSON."""
    data = body if isinstance(body, bytes) else msgspec.json.encode(body)
    plan = _plan("POST", template, _asked(query), content_type)
    return _request(plan, data, headers or {}, most, shared, parts)


def dress(data: bytes, host: str, agent: str) -> bytes:
    """The request with its `Host` and `User-Agent`: all that depends on whom the driver asks and for whom."""
    first, end, rest = data.partition(b"\r\n")
    return b"".join((first, end, _dressing(host, agent), rest))


@lru_cache(maxsize=1024)
def _dressing(host: str, agent: str) -> bytes:
    return _fields({"Host": host, "User-Agent": agent})


_Query = tuple[tuple[str, str], ...]


def _asked(query: Mapping[str, str | int] | None) -> _Query:
    return tuple((key, str(value)) for key, value in query.items()) if query else ()


class _Plan(NamedTuple):
    """What all requests of one kind have in common. `path`: text and names of parts in turns; `query`: with its `?`;
    `kind`: the content type; `after`: the bytes between the path and what else there is in the head."""

    method: str
    template: str
    path: list[str]
    query: str
    kind: str
    after: bytes


@lru_cache(maxsize=256)
def _plan(method: str, template: str, query: _Query, kind: str = "") -> _Plan:
    """Of our own words alone, none of the peer's, so that they may be kept."""
    tail = f"?{urlencode(query, quote_via=quote, safe=',')}" if query else ""
    if not _TARGET.fullmatch(_PART.sub("x", template) + tail):
        raise ValueError("a path that cannot be sent")
    head = f"{tail} HTTP/1.1\r\nAccept: */*\r\nAccept-Encoding: identity\r\n".encode("ascii")
    path = _PART.split(template)
    return _Plan(method, template, path, tail, kind, head + (_fields({"Content-Type": kind}) if kind else b""))


def _request(
    plan: _Plan, body: bytes, headers: Mapping[str, str], most: int, shared: bool, parts: Mapping[str, str]
) -> Request:
    method, template, path, query, kind, after = plan
    if len(path) > 1:
        path = [segment(parts[piece], own=piece.startswith("_")) if i % 2 else piece for i, piece in enumerate(path)]
    length = b"Content-Length: %d\r\n" % len(body) if method == "POST" else b""
    first = f"{method} {''.join(path)}".encode("ascii")
    data = b"".join((first, after, _fields(headers) if headers else b"", length, b"\r\n", body))
    names = {name.lower() for name in headers} if headers else ()
    verb = f"{method} {template}{_suffix('xml' in kind, body, names)}"
    shown = f"{verb}{query} ({len(body)} bytes)" if body else f"{verb}{query}"
    return Request(Message(GRAMMAR, verb, data, shown), most, shared)


def _suffix(is_xml: bool, body: bytes, names: Collection[str]) -> str:
    """What the verb of a request has after the template; names of headers in lower case."""
    suffix = ""
    if is_xml:
        action = _ACTION.search(body)
        suffix = f" {action[1].decode('ascii')}" if action else " ?"
    elif body.startswith(_STATEMENTS):
        suffix = " reading" if cypher.reads(body) else " ?"
    return suffix + LOGIN if "authorization" in names or "cookie" in names else suffix


def _fields(headers: Mapping[str, str]) -> bytes:
    for name, value in headers.items():
        if not _NAME.fullmatch(name) or not value.isascii() or not value.isprintable():
            raise ValueError("a header that cannot be sent")
    return b"".join(f"{name}: {value}\r\n".encode("ascii") for name, value in headers.items())


# --- what bytes say ---------------------------------------------------------------------------------------------------


class _Read(NamedTuple):
    """A request as read back from its bytes; `suffix` is what the verb has after the template."""

    method: str
    path: str
    query: str
    suffix: str


_Match = Callable[[str], bool]


def verb_of(data: bytes) -> str:
    """The method, for the check against `DENIED`; what else a request may be is the matter of `allowed`."""
    return data.split(b" ", 1)[0].decode("ascii", "replace")


def allowed(data: bytes, verbs: Collection[str]) -> bool:
    """Whether these bytes are one whole request that a probe with these verbs may send, and that changes nothing."""
    read = _reread(data)
    if read is None or read.method not in _READING or strays(read.path):
        return False
    if _SUSPECT.search(read.query) and not DENIED_KEYS.isdisjoint(
        key.lower() for key, _ in parse_qsl(read.query, keep_blank_values=True)
    ):
        return False
    shapes = _shapes(frozenset(verbs)).get((read.method, read.suffix))
    if shapes is None:
        return False
    if read.path in shapes.plain:
        return True
    return any(path(read.path) and (query is None or query(read.query)) for path, query in shapes.others)


class _Shapes(NamedTuple):
    """What templates of one method and suffix allow: paths without a part, whatever is asked of them, and patterns of
    path and query; of the query None where the template has none."""

    plain: set[str]
    others: list[tuple[_Match, _Match | None]]


@lru_cache(maxsize=64)
def _shapes(verbs: frozenset[str]) -> Mapping[tuple[str, str], _Shapes]:
    """By method and suffix."""
    found: dict[tuple[str, str], _Shapes] = {}
    for verb in verbs:
        method, _, shape = verb.partition(" ")
        template, *suffix = shape.split(" ")
        path, asked, query = template.partition("?")
        shapes = found.setdefault((method, "".join(f" {word}" for word in suffix)), _Shapes(set(), []))
        if asked or _PART.search(path):
            shapes.others.append((_shape(path), _shape(query) if asked else None))
        else:
            shapes.plain.add(path)
    return found


def _shape(template: str) -> _Match:
    """What a template allows: each part is one segment, and a word of the product only where the part is called so."""
    pieces = _PART.split(template)
    own = [not i % 2 or piece.startswith("_") for i, piece in enumerate(pieces)]
    segments = ["([^/?&#]+)" if mine else "(?!_)([^/?&#]+)" for mine in own]
    fits = re.compile("".join(segments[i] if i % 2 else re.escape(piece) for i, piece in enumerate(pieces))).fullmatch
    theirs = [(i + 1) // 2 for i, mine in enumerate(own) if not mine]

    def match(text: str) -> bool:
        found = fits(text)
        return found is not None and ("%" not in text or all(named(found[i]) for i in theirs))

    return match


def _reread(data: bytes) -> _Read | None:
    """None unless the bytes are one request, with nothing after it and no way to read it as another."""
    names: Collection[str] = ()
    if found := _USUAL.match(data):
        method, target, kind, length = found.groups()
    elif found := _SENT.match(data):
        method, target, lines = found.groups()
        sent = _SENT_FIELD.findall(lines)
        headers = {name.decode("ascii").lower(): value for name, value in sent}
        if len(headers) != len(sent) or "transfer-encoding" in headers:
            return None
        names, kind, length = headers.keys(), headers.get("content-type"), headers.get("content-length")
    else:
        return None
    end = found.end()
    if (b"0" if length is None else length.strip()) != b"%d" % (len(data) - end):
        return None
    path, _, query = target.decode("ascii").partition("?")
    suffix = _suffix(True, data[end:], names) if kind and b"xml" in kind else _suffix(False, data[end:], names)
    return _Read(method.decode("ascii"), path, query, suffix)


# --- answers ----------------------------------------------------------------------------------------------------------


def read_response(most: int, *, verb: str = "GET /") -> Talk[Response]:
    """The answer to a request of this verb, with at most `most` bytes of body as sent (not yet decompressed).

    Of a picture, a film or a stream of pictures no byte is taken: it is `cut` at once, but for a picture where the icon
    of the site was asked for. Where the connection cannot be used again, `connection` in the headers is `close`
    whatever the peer said; see `reusable`. Raises `Foreign` where the first bytes are not HTTP, `Broken` where the peer
    breaks HTTP.
    """
    answer = _Answer(most, verb)
    yield Parse(answer, _INTERIM * (LINE + _HEAD) + 2 * (most + _HEAD))
    body, cut, head = answer.body, answer.cut, answer.head
    if body is None:
        reply = yield Rest(most + 1)
        assert isinstance(reply, bytes)
        body, cut = reply[:most], len(reply) > most
    if cut or answer.last:
        head.headers["connection"] = "close"
    status = 200 if head.status in _GIVEN else head.status
    return Response(status, head.reason, head.headers, body, cut)


_HTTP2_FRAME = 16_384
"""Bytes of a frame, at most, where none was agreed on (RFC 9113, 4.2)."""


def is_http2(first: bytes) -> bool:
    """Whether these bytes begin with the settings of HTTP/2, with which any server of it begins (RFC 9113, 6.5), or
    with the frame by which some go away at once from whoever speaks another version (6.8)."""
    size = int.from_bytes(first[:3], "big")
    settings = first[3:9] == b"\x04\0\0\0\0\0" and size % 6 == 0
    away = first[3:9] == b"\x07\0\0\0\0\0" and 8 <= size <= _HTTP2_FRAME
    return len(first) >= 9 and (settings or away)


def spelled(response: Response, most: int = 4096) -> bytes:
    """The first bytes of an answer, as `Spec.recognises` is given them: its first line, its headers in lower case, one
    a line, and after an empty line the body as decoded."""
    head = "".join(f"{name}: {row}\r\n" for name, value in response.headers.items() for row in value.split("\n"))
    text = f"HTTP/1.1 {response.status} {response.reason}\r\n{head}\r\n"
    return (text.encode("latin-1", "replace") + response.body)[:most]


def unspelled(first: bytes) -> Response | None:
    """The answer that `spelled` wrote so, its body maybe cut; None where these bytes are no answer of HTTP."""
    head, _, body = first.partition(b"\r\n\r\n")
    line, _, fields = head.partition(b"\r\n")
    found = _STATUS.fullmatch(line[5:]) if line.startswith(b"HTTP/") else None
    if found is None:
        return None
    try:
        headers = _fields_of(fields)
    except Broken:
        return None
    return Response(int(found[1]), (found[2] or b"").decode("latin-1"), headers, body, cut=True)


def reusable(response: Response) -> bool:
    """Whether another request may be sent on the connection of this answer."""
    return not response.cut and "close" not in response.headers.get("connection", "").lower()


def read_head(begins: bytes) -> Talk[tuple[int, str, dict[str, str]]]:
    """Status, reason and headers of an answer in HTTP or a protocol of its form; `begins`: `HTTP/` or `RTSP/`."""
    head = _Head(begins)
    yield Parse(head, LINE + _HEAD)
    return head.status, head.reason, head.headers


class _Head:
    """The head of an answer as it comes in. `_first` and `_seen` are the places, from its begin, of the line feeds
    after the first line and after the last line that has come."""

    __slots__ = ("_begins", "_first", "_seen", "headers", "reason", "status")

    def __init__(self, begins: bytes) -> None:
        self._begins, self._first, self._seen = begins, 0, 0
        self.status, self.reason = 0, ""
        self.headers: dict[str, str] = {}

    def read(self, data: bytes, start: int) -> int:
        """See `talk.Reader`."""
        after = start + len(self._begins)
        if not self._first:
            if len(data) < after:
                return after
            if not data.startswith(self._begins, start):
                raise Foreign("the answer does not begin as this protocol does")
            end = data.find(b"\n", after, after + LINE)
            if end < 0:
                return line_to_come(data, after)
            found = _STATUS.fullmatch(data[after:end].rstrip(b"\r"))
            if not found:
                raise Foreign("the first line is not that of an answer")
            self.status, self.reason = int(found[1]), (found[2] or b"").decode("latin-1")
            self._first = self._seen = end - start
        blank = _BLANK.search(data, start + self._seen)
        if blank is None:
            self._seen = data.rfind(b"\n", start + self._seen) - start
            if self._seen - self._first > _HEAD:
                raise Broken("more headers than anyone needs")
            return line_to_come(data, start + self._seen + 1)
        end = blank.end()
        self.headers = headers = _fields_of(data[start + self._first + 1 : end])
        if data.startswith(b"1.0", after) and "keep-alive" not in headers.get("connection", "").lower():
            headers["connection"] = "close"
        return end


def _fields_of(lines: bytes) -> dict[str, str]:
    """What the lines after the first say; folded or damaged ones, which small devices send, are passed over."""
    rows = lines.decode("latin-1").split("\n")
    if len(lines) > _HEAD or len(rows) > _HEADERS + 2:
        raise Broken("more headers than anyone needs")
    if len(lines) > LINE and max(map(len, rows)) >= LINE:
        raise Broken("a line without an end")
    headers: dict[str, str] = {}
    for row in rows:
        name, colon, value = row.partition(":")
        if not colon:
            continue
        key = _KEYS.get(name)
        if key is None:
            name = name.strip(" \t")
            if not _NAME.fullmatch(name):
                continue
            key = name.lower()
        headers[key] = f"{headers[key]}\n{value.strip()}" if key in headers else value.strip()
    return headers


class _Answer:
    """An answer as it comes in, with the interim ones before it. `body`: None where it goes on until the peer closes;
    `last`: the connection ends with it; `_place`: where, from the begin, the head or the body begins that is read."""

    __slots__ = ("_chunks", "_framed", "_interim", "_most", "_place", "_size", "_verb", "body", "cut", "head", "last")

    def __init__(self, most: int, verb: str) -> None:
        self._most, self._verb, self.head = most, verb, _Head(b"HTTP/")
        self._place = self._interim = self._size = 0
        self._framed = False
        self._chunks: Chunks | None = None
        self.body: bytes | None = b""
        self.cut = self.last = False

    def read(self, data: bytes, start: int) -> int:
        """See `talk.Reader`."""
        while not self._framed:
            begin = start + self._place
            end = self.head.read(data, begin)
            if end > len(data):
                return _more(data, begin, end, LINE + _HEAD)
            self._place = end - start
            self._frame()
        begin = start + self._place
        if self._chunks:
            end = self._chunks.read(data, begin)
            if end > len(data):
                return _more(data, begin, end, 2 * (self._most + _HEAD))
            self.body, self.cut = b"".join(self._chunks.pieces), self._chunks.cut
            return end
        end = begin + self._size
        if self._size and end <= len(data):
            self.body = data[begin:end]
        return end

    def _frame(self) -> None:
        """What follows the head: RFC 9112, 6.3."""
        status, headers = self.head.status, self.head.headers
        if status < 200:
            self._interim += 1
            if self._interim == _INTERIM:
                raise Broken("more interim answers than anyone needs")
            self.head = _Head(b"HTTP/")
            return
        self._framed = True
        if self._verb.partition(" ")[0] == "HEAD" or status in (204, 304):
            return
        if headers.get("content-type", "").lower().startswith(_PICTURES[1:] if self._verb == ICON else _PICTURES):
            self.cut = True
            return
        if "chunked" in headers.get("transfer-encoding", "").lower():
            self._chunks, self.last = Chunks(self._most, self._most + _HEAD), "content-length" in headers
        elif "content-length" in headers:
            size = length_of(headers)
            self._size, self.cut = min(size, self._most), size > self._most
        else:
            self.body, self.last = None, True


def _more(data: bytes, begin: int, end: int, most: int) -> int:
    """The same `end`, for what begins at `begin` and has not ended yet."""
    if len(data) - begin >= most:
        raise Broken("an answer longer than was asked for")
    return end
