"""HTTP/1.1 requests that only read, and bounded answers. Source: RFC 9110 (semantics), RFC 9112 (messages).

A request is built from a *template* such as `/{index}/_search`; each part is percent-encoded, so that a name which the
other side chose can add no path, query or header. Encoding alone does not keep it in its place: proxies decode a path
before they route it, some of them twice (RFC 3986, 7.3). A name that would then be more than one segment, or another
one, makes no request but a `Broken` (see `_strays`), and the probe goes on with the next name.

The verb of a request is its method and template: `POST /{index}/_search`. Two things are added where they are true, so
that a probe has to declare them: the SOAP action (`POST /onvif/device_service GetServices`), and ` +login` where the
request carries credentials.

A template may hold a query (`/cgi-bin/magicBox.cgi?action=getDeviceType`): it is then part of the verb, and the request
has that query and no other. `allowed` reads all this again from the bytes, whoever made them.
`Host` and `User-Agent` are left out by the encoder; the driver adds them with `dress`.
"""

import re
from collections.abc import Callable, Collection, Mapping
from functools import cache, lru_cache
from typing import NamedTuple
from urllib.parse import parse_qsl, quote, unquote, urlencode

import msgspec

from leftopen.wire.talk import LOGIN, Broken, Foreign, Message, Parse, Request, Response, Rest, Talk, exact

GRAMMAR = "http"
DENIED = frozenset(
    {"CONNECT", "COPY", "DELETE", "LOCK", "MKCOL", "MOVE", "PATCH", "PROPPATCH", "PUT", "TRACE", "UNLOCK", "UPLOAD"}
)
"""Methods that are never sent, whatever a probe declares."""

DENIED_SEGMENTS = frozenset(
    {"_aliases", "_bulk", "_cache", "_clone", "_close", "_create", "_delete_by_query", "_doc", "_flush", "_forcemerge"}
    | {"_freeze", "_open", "_optimize", "_refresh", "_reindex", "_rollover", "_shrink", "_shutdown", "_split"}
    | {"_unfreeze", "_update", "_update_by_query", "_upgrade"}
)
"""Path segments that change state in Elasticsearch and OpenSearch, some of them by GET: refused with every method."""

DENIED_KEYS = frozenset({"auth", "password", "pwd", "token"})
"""Query keys that are never sent: `?auth=` opens CVE-2017-7921, the others would be a login outside a header."""

_DECODED = 4
"""How often a path is decoded before it has to stay as it is."""

_FORBIDDEN = DENIED_SEGMENTS | {".", ".."}
_STRAY = re.compile(r"[\\?#;\x00-\x1f\x7f-\x9f\ufffd]")
"""What ends a path, a segment (`\\` on Windows, `;` in Java) or a line, and what is no UTF-8: some is read as `/`."""

_HEADERS = 100
_HEAD = 65_536
_LINE = 16_384
_INTERIM = 8
_CHUNK_LINE = 256
_PART = re.compile(r"\{([a-z_]+)\}")
_STATUS = re.compile(rb"[12]\.[01] +([1-5]\d\d)(?: (.*))?")
_ACTION = re.compile(rb"<(?:[\w.-]+:)?Body\b[^<>]*>\s*<(?:[\w.-]+:)?(\w+)")
_WORD = r"[!#$%&'*+.^_`|~0-9A-Za-z-]+"
_NAME = re.compile(_WORD)
_TARGET = re.compile(r"/[!-~]*")
_SENT = re.compile(rb"([A-Z]+) (/[!-~]*) HTTP/1\.1\r\n((?:%b:[ -~]*\r\n)*)\r\n" % _WORD.encode())
_SENT_FIELD = re.compile(rb"([^:\r\n]+):([^\r]*)\r\n")
_FIELD = re.compile(rf"^[ \t]*({_WORD}+)[ \t]*:(.*)$", re.MULTILINE)
_BLANK = re.compile(rb"\n\r*\n")
_SIZE = re.compile(rb"[ \t]*([0-9A-Fa-f]{1,15})[ \t\r]*(?:;.*)?", re.DOTALL)


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
    return _request("GET", template, b"", query, headers or {}, most, shared, parts)


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
    return _request(
        "POST", template, data, query, {"Content-Type": content_type, **(headers or {})}, most, shared, parts
    )


def dress(data: bytes, host: str, agent: str) -> bytes:
    """The request with its `Host` and `User-Agent`: all that depends on whom the driver asks and for whom."""
    first, end, rest = data.partition(b"\r\n")
    return b"".join((first, end, _dressing(host, agent), rest))


@lru_cache(maxsize=1024)
def _dressing(host: str, agent: str) -> bytes:
    return _fields({"Host": host, "User-Agent": agent})


def _request(
    method: str,
    template: str,
    body: bytes,
    query: Mapping[str, str | int] | None,
    headers: Mapping[str, str],
    most: int,
    shared: bool,
    parts: Mapping[str, str],
) -> Request:
    target = _PART.sub(lambda found: _quoted(parts[found[1]]), template) if "{" in template else template
    tail = urlencode(query, quote_via=quote, safe=",") if query else ""
    if tail:
        target = f"{target}?{tail}"
    if not _TARGET.fullmatch(target):
        raise ValueError("a path that cannot be sent")
    length = b"Content-Length: %d\r\n" % len(body) if method == "POST" else b""
    first = f"{method} {target} HTTP/1.1\r\nAccept: */*\r\nAccept-Encoding: identity\r\n".encode("ascii")
    data = b"".join((first, _fields(headers), length, b"\r\n", body))
    names = {name.lower(): value for name, value in headers.items()}
    verb = f"{method} {template}{_suffix(names.get('content-type', ''), body, names.keys())}"
    shown = f"{verb}?{tail}" if tail else verb
    return Request(Message(GRAMMAR, verb, data, f"{shown} ({len(body)} bytes)" if body else shown), most, shared)


def _suffix(kind: str, body: bytes, names: Collection[str]) -> str:
    """What the verb of a request has after the template; names of headers in lower case."""
    suffix = ""
    if "xml" in kind:
        action = _ACTION.search(body)
        suffix = f" {action[1].decode('ascii')}" if action else " ?"
    return suffix + LOGIN if "authorization" in names or "cookie" in names else suffix


def _quoted(part: str) -> str:
    """A name that the peer chose, as one segment; `allowed` takes what this lets through."""
    coded = quote(part, safe="", errors="replace")
    if not part or _strays(f"/{coded}"):
        raise Broken("a name that cannot stand in a path")
    return coded


def _strays(path: str) -> bool:
    """Whether a server that decodes this path, once or again, before it looks at it could take it for another.

    Elasticsearch splits a path and then decodes its parts, so that `a%2F_bulk` is a name to it. nginx decodes the path
    and resolves `..` (documentation of `location`), and with a path in `proxy_pass` it hands on `a/_bulk`. Where a
    decoded path is pasted into a URL, `a%3F/_search` ends at the `?`.
    """
    plain, coded = path, ""
    for _ in range(_DECODED):
        if plain == coded or "%" not in plain:
            break
        plain, coded = unquote(plain), plain
    else:
        return True
    if plain.count("/") != path.count("/") or _STRAY.search(plain):
        return True
    return not _FORBIDDEN.isdisjoint(plain.split("/"))


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
    query: str | None
    suffix: str


class _Verb(NamedTuple):
    """A verb in its parts; `query` is None where its template has none."""

    method: str
    suffix: str
    path: Callable[[str], re.Match[str] | None]
    query: Callable[[str], re.Match[str] | None] | None


def verb_of(data: bytes) -> str:
    """The method, for the check against `DENIED`; what else a request may be is the matter of `allowed`."""
    return data.split(b" ", 1)[0].decode("ascii", "replace")


def allowed(data: bytes, says: Collection[str]) -> bool:
    """Whether these bytes are one whole request that a probe with these verbs may send, and that changes nothing."""
    read = _reread(data)
    if read is None or read.method in DENIED or read.method not in ("GET", "HEAD", "POST"):
        return False
    if _strays(read.path):
        return False
    if read.query and not DENIED_KEYS.isdisjoint(key.lower() for key, _ in parse_qsl(read.query, True)):
        return False
    return any(_matches(read, _verb(verb)) for verb in says)


def _matches(read: _Read, verb: _Verb) -> bool:
    if read.method != verb.method or read.suffix != verb.suffix:
        return False
    if verb.query and not verb.query(read.query or ""):
        return False
    return verb.path(read.path) is not None


@cache
def _verb(verb: str) -> _Verb:
    method, _, shape = verb.partition(" ")
    template, *suffix = shape.split(" ")
    path, asked, query = template.partition("?")
    return _Verb(method, "".join(f" {word}" for word in suffix), _shape(path), _shape(query) if asked else None)


def _shape(template: str) -> Callable[[str], re.Match[str] | None]:
    """The pattern that a template allows: each part is one segment."""
    pieces = _PART.split(template)
    return re.compile("".join("[^/?&#]+" if i % 2 else re.escape(piece) for i, piece in enumerate(pieces))).fullmatch


def _reread(data: bytes) -> _Read | None:
    """None unless the bytes are one request, with nothing after it and no way to read it as another."""
    found = _SENT.match(data)
    if not found:
        return None
    sent = _SENT_FIELD.findall(found[3])
    headers = {name.lower(): value.strip() for name, value in sent}
    if len(headers) != len(sent) or b"transfer-encoding" in headers:
        return None
    body = data[found.end() :]
    if headers.get(b"content-length", b"0") != b"%d" % len(body):
        return None
    path, asked, query = found[2].decode("ascii").partition("?")
    names = [name.decode("ascii") for name in headers]
    suffix = _suffix(headers.get(b"content-type", b"").decode("ascii"), body, names)
    return _Read(found[1].decode("ascii"), path, query if asked else None, suffix)


# --- answers ----------------------------------------------------------------------------------------------------------


def read_response(most: int, *, method: str = "GET") -> Talk[Response]:
    """The answer to a request of this method, with at most `most` bytes of body as sent (not yet decompressed).

    Where the connection cannot be used again, `connection` in the headers is `close` whatever the peer said; see
    `reusable`. Raises `Foreign` where the first bytes are not HTTP, `Broken` where the peer breaks HTTP.
    """
    for _ in range(_INTERIM):
        status, reason, headers = yield from read_head(b"HTTP/")
        if status >= 200:
            break
    else:
        raise Broken("more interim answers than anyone needs")
    if method == "HEAD" or status in (204, 304):
        return Response(status, reason, headers, b"")
    body, cut, ended = yield from _body(headers, most)
    return Response(status, reason, headers | {"connection": "close"} if cut or ended else headers, body, cut)


def reusable(response: Response) -> bool:
    """Whether another request may be sent on the connection of this answer."""
    return not response.cut and "close" not in response.headers.get("connection", "").lower()


def read_head(begins: bytes) -> Talk[tuple[int, str, dict[str, str]]]:
    """Status, reason and headers of an answer in HTTP or a protocol of its form; `begins`: `HTTP/` or `RTSP/`."""
    head = _Head(begins)
    yield Parse(head, _LINE + _HEAD)
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
        if not self._first:
            after = start + len(self._begins)
            if len(data) < after:
                return after
            if not data.startswith(self._begins, start):
                raise Foreign("the answer does not begin as this protocol does")
            end = data.find(b"\n", after, after + _LINE)
            if end < 0:
                return _line_to_come(data, after)
            self._status(data[after:end].rstrip(b"\r"))
            self._first = self._seen = end - start
        blank = _BLANK.search(data, start + self._seen)
        if blank is None:
            self._seen = data.rfind(b"\n", start + self._seen) - start
            if self._seen - self._first > _HEAD:
                raise Broken("more headers than anyone needs")
            return _line_to_come(data, start + self._seen + 1)
        self._fields(data[start + self._first + 1 : blank.end()])
        if data.startswith(b"1.0", start + len(self._begins)) and "keep-alive" not in self._said("connection"):
            self.headers["connection"] = "close"
        return blank.end()

    def _status(self, line: bytes) -> None:
        found = _STATUS.fullmatch(line)
        if not found:
            raise Foreign("the first line is not that of an answer")
        self.status, self.reason = int(found[1]), (found[2] or b"").decode("latin-1")

    def _fields(self, lines: bytes) -> None:
        """Reads the lines after the first; folded or damaged ones, which small devices send, are passed over."""
        if len(lines) > _HEAD or lines.count(b"\n") > _HEADERS + 1:
            raise Broken("more headers than anyone needs")
        if len(lines) > _LINE and max(map(len, lines.split(b"\n"))) >= _LINE:
            raise Broken("a line without an end")
        headers = self.headers
        for name, value in _FIELD.findall(lines.decode("latin-1")):
            key, value = name.lower(), value.strip()
            headers[key] = f"{headers[key]}\n{value}" if key in headers else value

    def _said(self, name: str) -> str:
        return self.headers.get(name, "").lower()


def _line_to_come(data: bytes, place: int) -> int:
    """Where to read on, for a line that begins at `place` and has not ended yet."""
    if len(data) - place >= _LINE:
        raise Broken("a line without an end")
    return len(data) + 1


def _body(headers: Mapping[str, str], most: int) -> Talk[tuple[bytes, bool, bool]]:
    """The body, whether it is cut, and whether the connection ends with it."""
    if "chunked" in headers.get("transfer-encoding", "").lower():
        chunks = _Chunks(most)
        yield Parse(chunks, 2 * (most + _HEAD))
        return b"".join(chunks.pieces), chunks.cut, "content-length" in headers
    if "content-length" not in headers:
        reply = yield Rest(most + 1)
        assert isinstance(reply, bytes)
        return reply[:most], len(reply) > most, True
    size = length_of(headers)
    body = (yield from exact(min(size, most))) if size else b""
    return body, size > most, False


def length_of(headers: Mapping[str, str]) -> int:
    """The `content-length`, 0 where there is none; `Broken` where it is no length or says two."""
    lengths = set(headers.get("content-length", "0").replace(",", "\n").split())
    length = lengths.pop() if lengths else ""
    if lengths or not (length.isascii() and length.isdigit() and len(length) <= 18):
        raise Broken("a content length that is no length")
    return int(length)


class _Chunks:
    """A body in chunks as it comes in. `cut`: it is longer than was asked for; `_trailers`: how many lines have come
    after the last chunk, None before it; `_place`: where the next line begins."""

    __slots__ = ("_left", "_overhead", "_place", "_trailers", "cut", "pieces")

    def __init__(self, most: int) -> None:
        self._left, self._overhead, self._place = most, most + _HEAD, 0
        self._trailers: int | None = None
        self.pieces: list[bytes] = []
        self.cut = False

    def read(self, data: bytes, start: int) -> int:
        """See `talk.Reader`."""
        place = start + self._place
        while True:
            self._place = place - start
            most = _CHUNK_LINE if self._trailers is None else _LINE
            end = data.find(b"\n", place, place + most)
            if end < 0:
                if len(data) - place >= most:
                    raise Broken("a line without an end")
                return len(data) + 1
            if self._trailers is None:
                place = self._chunk(data, place, end)
                if self.cut or place > len(data):
                    return place
            elif data[place:end].strip(b"\r"):
                self._trailers += 1
                if self._trailers >= _HEADERS:
                    raise Broken("more trailers than anyone needs")
                place = end + 1
            else:
                return end + 1

    def _chunk(self, data: bytes, place: int, end: int) -> int:
        """The place after the chunk whose first line is between `place` and `end`."""
        found = _SIZE.fullmatch(data, place, end)
        overhead = self._overhead - (end - place + 3)
        if not found or overhead < 0:
            raise Broken("a chunk without a size")
        size, begin = int(found[1], 16), end + 1
        stop = begin + min(size, self._left)
        self.cut = size > self._left and stop <= len(data)
        after = stop if size > self._left or not size else _after_line(data, stop)
        if after > len(data):
            return after
        self.pieces.append(data[begin:stop])
        self._left, self._overhead = self._left - (stop - begin), overhead
        if not size:
            self._trailers = 0
        return after


def _after_line(data: bytes, place: int) -> int:
    """The place after the end of a line, which has to be at `place`."""
    ends = data[place : place + 2]
    if ends in (b"", b"\r"):
        return max(len(data), place) + 1
    if ends[:1] == b"\n":
        return place + 1
    if ends != b"\r\n":
        raise Broken("a chunk longer than it said")
    return place + 2
