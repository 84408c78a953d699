"""HTTP/1.1 requests that only read, and bounded answers. Source: RFC 9110 (semantics), RFC 9112 (messages).

A request is built from a *template* such as `/{index}/_search`; each part is percent-encoded, so that a name which the
other side chose can add no path, query or header. The verb of a request is its method and template: `POST
/{index}/_search`. Two things are added where they are true, so that a probe has to declare them: the SOAP action
(`POST /onvif/device_service GetServices`), and ` +login` where the request carries credentials.

A template may hold a query (`/cgi-bin/magicBox.cgi?action=getDeviceType`): it is then part of the verb, and the request
has that query and no other. `allowed` reads all this again from the bytes, whoever made them.
`Host` and `User-Agent` are left out by the encoder; the driver adds them with `dress`.
"""

import re
from collections.abc import Callable, Collection, Mapping
from dataclasses import dataclass
from functools import cache
from urllib.parse import parse_qsl, quote, unquote, urlencode

import msgspec

from leftopen.wire.talk import LOGIN, Broken, Foreign, Message, Request, Response, Rest, Talk, exact, line

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

_HEADERS = 100
_HEAD = 65_536
_LINE = 16_384
_INTERIM = 8
_CHUNK_LINE = 256
_PART = re.compile(r"\{([a-z_]+)\}")
_STATUS = re.compile(rb"[12]\.[01] +([1-5]\d\d)(?: (.*))?")
_ACTION = re.compile(rb"<(?:[\w.-]+:)?Body\b[^<>]*>\s*<(?:[\w.-]+:)?(\w+)")
_CONTROL = re.compile(rb"[\x00-\x1f]").search
_TOKEN = re.compile(r"[!#$%&'*+.^_`|~0-9A-Za-z-]+")


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
    first, rest = data.split(b"\r\n", 1)
    fields = _fields({"Host": host, "User-Agent": agent})
    return first + b"\r\n" + fields + rest


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
    path = _PART.sub(lambda found: _quoted(parts[found[1]]), template)
    tail = urlencode(query or {}, quote_via=quote, safe=",")
    target = f"{path}?{tail}" if tail else path
    fields = {"Accept": "*/*", "Accept-Encoding": "identity", **headers}
    if method == "POST":
        fields["Content-Length"] = str(len(body))
    data = f"{method} {target} HTTP/1.1\r\n".encode("ascii") + _fields(fields) + b"\r\n" + body
    read = _reread(data)
    if read is None:
        raise ValueError("this request could not be read back")
    verb = f"{method} {template}{read.suffix}"
    shown = f"{verb}?{tail}" if tail else verb
    return Request(Message(GRAMMAR, verb, data, f"{shown} ({len(body)} bytes)" if body else shown), most, shared)


def _quoted(part: str) -> str:
    if part in ("", ".", ".."):
        raise Broken("a name that cannot stand in a path")
    return quote(part, safe="", errors="replace")


def _fields(headers: Mapping[str, str]) -> bytes:
    for name, value in headers.items():
        if not _TOKEN.fullmatch(name) or not value.isascii() or not value.isprintable():
            raise ValueError("a header that cannot be sent")
    return b"".join(f"{name}: {value}\r\n".encode("ascii") for name, value in headers.items())


# --- what bytes say ---------------------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class _Read:
    """A request as read back from its bytes; `suffix` is what the verb has after the template."""

    method: str
    path: str
    query: str | None
    suffix: str


def verb_of(data: bytes) -> str:
    """The method, for the check against `DENIED`; what else a request may be is the matter of `allowed`."""
    return data.split(b" ", 1)[0].decode("ascii", "replace")


def allowed(data: bytes, says: Collection[str]) -> bool:
    """Whether these bytes are one whole request that a probe with these verbs may send, and that changes nothing."""
    read = _reread(data)
    if read is None or read.method in DENIED or read.method not in ("GET", "HEAD", "POST"):
        return False
    segments = [unquote(segment) for segment in read.path.split("/")]
    if any(segment in DENIED_SEGMENTS or segment in (".", "..") for segment in segments):
        return False
    keys = {key.lower() for key, _ in parse_qsl(read.query or "", keep_blank_values=True)}
    return not keys & DENIED_KEYS and any(_matches(read, verb) for verb in says)


def _matches(read: _Read, verb: str) -> bool:
    method, _, shape = verb.partition(" ")
    template, *suffix = shape.split(" ")
    path, asked, query = template.partition("?")
    if read.method != method or read.suffix != "".join(f" {word}" for word in suffix):
        return False
    if asked and not _shape(query)(read.query or ""):
        return False
    return _shape(path)(read.path) is not None


@cache
def _shape(template: str) -> Callable[[str], re.Match[str] | None]:
    """The pattern that a template allows: each part is one segment."""
    pieces = _PART.split(template)
    return re.compile("".join("[^/?&#]+" if i % 2 else re.escape(piece) for i, piece in enumerate(pieces))).fullmatch


def _reread(data: bytes) -> _Read | None:
    """None unless the bytes are one request, with nothing after it and no way to read it as another."""
    head, found, body = data.partition(b"\r\n\r\n")
    first, *lines = head.split(b"\r\n")
    words = first.split(b" ")
    if not found or len(words) != 3 or words[2] != b"HTTP/1.1" or not head.isascii():
        return None
    if any(map(_CONTROL, (first, *lines))) or not words[1].startswith(b"/"):
        return None
    names = [text.partition(b":")[0].lower() for text in lines]
    if len(set(names)) != len(names) or b"transfer-encoding" in names:
        return None
    headers = {name: text.partition(b":")[2].strip() for name, text in zip(names, lines, strict=True)}
    if headers.get(b"content-length", b"0") != str(len(body)).encode():
        return None
    path, asked, query = words[1].decode("ascii").partition("?")
    suffix = ""
    if b"xml" in headers.get(b"content-type", b""):
        action = _ACTION.search(body)
        suffix += f" {action[1].decode('ascii')}" if action else " ?"
    if {b"authorization", b"cookie"} & headers.keys():
        suffix += LOGIN
    return _Read(words[0].decode("ascii"), path, query if asked else None, suffix)


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
    if (yield from exact(len(begins))) != begins:
        raise Foreign("the answer does not begin as this protocol does")
    first = (yield from line(_LINE, b"\n")).rstrip(b"\r")
    found = _STATUS.fullmatch(first)
    if not found:
        raise Foreign("the first line is not that of an answer")
    headers: dict[str, str] = {}
    left = _HEAD
    for _ in range(_HEADERS + 1):
        text = (yield from line(max(1, min(left, _LINE)), b"\n")).rstrip(b"\r")
        left -= len(text) + 2
        if not text:
            break
        name, colon, value = text.decode("latin-1").partition(":")
        if not colon or not _TOKEN.fullmatch(name.strip()):
            continue  # a folded or damaged line: small devices send them, nobody needs them
        key = name.strip().lower()
        headers[key] = f"{headers[key]}\n{value.strip()}" if key in headers else value.strip()
    else:
        raise Broken("more headers than anyone needs")
    if first.startswith(b"1.0") and "keep-alive" not in headers.get("connection", "").lower():
        headers["connection"] = "close"
    return int(found[1]), (found[2] or b"").decode("latin-1"), headers


def _body(headers: Mapping[str, str], most: int) -> Talk[tuple[bytes, bool, bool]]:
    """The body, whether it is cut, and whether the connection ends with it."""
    if "chunked" in headers.get("transfer-encoding", "").lower():
        body, cut = yield from _chunks(most)
        return body, cut, "content-length" in headers
    if "content-length" not in headers:
        reply = yield Rest(most + 1)
        assert isinstance(reply, bytes)
        return reply[:most], len(reply) > most, True
    size = length_of(headers)
    body = yield from _some(min(size, most))
    return body, size > most, False


def length_of(headers: Mapping[str, str]) -> int:
    """The `content-length`, 0 where there is none; `Broken` where it is no length or says two."""
    lengths = set(headers.get("content-length", "0").replace(",", "\n").split())
    length = lengths.pop() if lengths else ""
    if lengths or not (length.isascii() and length.isdigit() and len(length) <= 18):
        raise Broken("a content length that is no length")
    return int(length)


def _chunks(most: int) -> Talk[tuple[bytes, bool]]:
    pieces: list[bytes] = []
    left, overhead = most, most + _HEAD
    while True:
        text = yield from line(_CHUNK_LINE, b"\n")
        overhead -= len(text) + 3
        digits = text.split(b";")[0].strip()
        if not re.fullmatch(rb"[0-9A-Fa-f]{1,15}", digits) or overhead < 0:
            raise Broken("a chunk without a size")
        size = int(digits, 16)
        pieces.append((yield from _some(min(size, left))))
        if size > left:
            return b"".join(pieces), True
        left -= size
        if size and (yield from line(2, b"\n")).rstrip(b"\r"):
            raise Broken("a chunk longer than it said")
        if not size:
            break
    for _ in range(_HEADERS):
        if not (yield from line(_LINE, b"\n")).rstrip(b"\r"):
            return b"".join(pieces), False
    raise Broken("more trailers than anyone needs")


def _some(n: int) -> Talk[bytes]:
    return (yield from exact(n)) if n else b""
