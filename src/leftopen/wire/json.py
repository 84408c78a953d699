"""JSON of bounded size and depth, read leniently. Sources: RFC 8259; Elasticsearch lets a mapping be 20 levels deep.

Stores hold what programs wrote, and not all of that is JSON by the book: half an emoji (`"\\ud83d"`), `NaN`, `1e999`, a
number of 5,000 digits, a raw line feed in a text, a leading zero. Such a value is mended and not a reason to lose the
rest: halves and bytes that are no UTF-8 become U+FFFD, numbers that are none become null, or text where their digits
are all there. Everything here takes time linear in the bytes.
"""

import math
import re
from itertools import chain
from typing import Any, NamedTuple

import msgspec

from leftopen.wire.talk import Broken

DEPTH = 64
_TEXT = rb'"(?:[^"\\]++|\\.)*+(?:"|\\?\Z)'
"""A text, or what there is of one that does not end, so that nothing inside it is looked at a second time."""

_TOKEN = re.compile(_TEXT + rb"|[{}\[\]]", re.DOTALL)
_PIECE = re.compile(_TEXT + rb"|[{}\[\],:]", re.DOTALL)
_VALUE = re.compile(_TEXT + rb"|[-+]?(?:NaN|Infinity|nan|inf)\b|-?\d[0-9.eE+-]*+", re.DOTALL)
_NUMBER = re.compile(rb"-?(?:0|[1-9]\d*+)(?:\.\d++)?(?:[eE][+-]?\d++)?")
_ESCAPE = re.compile(
    rb'\\(?:(u[dD][89abAB][0-9a-fA-F]{2}\\u[dD][c-fC-F][0-9a-fA-F]{2}|u(?![dD][89a-fA-F])[0-9a-fA-F]{4}|["\\/bfnrt])'
    rb"|(u[0-9a-fA-F]{4})|)",
    re.DOTALL,
)
"""A good escape (a pair counts as one), half a pair, or a backslash before anything else."""

_CONTROL = re.compile(rb"[\x00-\x1f]")
_DIGITS = 300
"""More digits than this are no number that anyone calculates with: the decoder refuses some thousands of them."""

_BEGINS = frozenset(b'{["-0123456789tfnNI')
_BOM = b"\xef\xbb\xbf"


class Elements(NamedTuple):
    """Elements of an array: those that were read, how many of them were mended, and how many could not be; whether the
    array came to its end."""

    found: list[Any]
    mended: int
    dropped: int
    ended: bool


def decode(data: bytes, *, most: int = 1 << 20, depth: int = DEPTH, lenient: bool = True) -> Any:
    """The value, in plain Python types. Raises `Broken` where it is no JSON, longer than `most` or nested too deep.
    `lenient` False: `Broken` also where something would have to be mended.

    >>> decode(b'{"n": NaN, "t": "so happy \\\\ud83d"}')
    {'n': None, 't': 'so happy \ufffd'}
    """
    if len(data) > most:
        raise Broken("more JSON than was asked for")
    return _read(data, depth, lenient=lenient)[0]


def mapping(data: bytes, *, most: int = 1 << 20, lenient: bool = True) -> dict[str, Any]:
    """A JSON object; anything else is `Broken`."""
    value = decode(data, most=most, lenient=lenient)
    if not isinstance(value, dict):
        raise Broken("JSON that is no object")
    return value


def whole(data: bytes, key: str) -> list[Any]:
    """The whole elements of the first array called `key`, in a JSON text that may end anywhere.

    >>> whole(b'{"n": 2, "rows": [{"a": "}"}, {"a": 2}, {"a"', "rows")
    [{'a': '}'}, {'a': 2}]
    """
    return elements(data, key).found


def elements(data: bytes, key: str, *, depth: int = DEPTH) -> Elements:
    """The whole objects and arrays in the first array called `key`, each read by itself; see `whole`."""
    begins = re.search(rb'"%b"\s*+:\s*+\[' % re.escape(key.encode()), data)
    found: list[Any] = []
    level = mended = dropped = 0
    ended = False
    start = begins.end() if begins else len(data)
    for token in _TOKEN.finditer(data, start):
        if token[0] in (b"{", b"["):
            start = token.start() if level == 0 else start
            level += 1
        elif token[0] in (b"}", b"]"):
            level -= 1
            if level < 0:
                ended = True
                break
            if level == 0:
                try:
                    value, odd = _read(data[start : token.end()], depth)
                except Broken:
                    dropped += 1
                else:
                    found.append(value)
                    mended += odd
    return Elements(found, mended, dropped, ended)


class Partial(NamedTuple):
    """An element that was cut: what of it came whole, and where the cut is, as names of fields."""

    value: Any
    path: tuple[str, ...]


def begun(data: bytes, key: str, *, depth: int = DEPTH) -> Partial | None:
    """The first object in the first array called `key`, of a text that ends inside it; None where it ends elsewhere.

    >>> begun(b'{"rows": [{"id": 1, "doc": {"name": "Ana", "photo": "iVBORw0KGgo', "rows")
    Partial(value={'id': 1, 'doc': {'name': 'Ana'}}, path=('doc', 'photo'))
    """
    begins = re.search(rb'"%b"\s*+:\s*+\[\s*+(?=\{)' % re.escape(key.encode()), data)
    if not begins:
        return None
    start = begins.end()
    closing, names = bytearray(), list[bytes | None]()
    text: bytes | None = None
    cut, closed = start, b""
    for piece in _PIECE.finditer(data, start):
        mark = piece[0]
        if mark in (b"{", b"["):
            closing += b"}" if mark == b"{" else b"]"
            names.append(None)
            cut, closed = piece.end(), bytes(reversed(closing))
        elif mark in (b"}", b"]"):
            closing.pop()
            names.pop()
            if not closing:
                return None
        elif mark == b",":
            names[-1] = None
            cut, closed = piece.start(), bytes(reversed(closing))
        elif mark == b":":
            names[-1] = text
        text = mark
        if len(closing) > depth:
            return None
    try:
        value, _ = _read(data[start:cut] + closed, depth)
        path = [decode(name) for name in names if name is not None]
    except Broken:
        return None
    return Partial(value, tuple(name for name in path if isinstance(name, str)))


def _read(data: bytes, depth: int, *, lenient: bool = True) -> tuple[Any, bool]:
    """The value, and whether it was mended."""
    mended = False
    try:
        value = msgspec.json.decode(data)
    except (msgspec.MsgspecError, UnicodeDecodeError, RecursionError):
        if not lenient:
            raise Broken("not JSON by the book") from None
        mended = True
        value = _lenient(data)
    if data.count(b"{") + data.count(b"[") > depth and _deeper(value, depth):
        raise Broken("JSON that is nested too deep")
    return value, mended


def _deeper(value: Any, depth: int) -> bool:
    """Whether more than `depth` objects or arrays are nested in each other."""
    level = [value] if isinstance(value, dict | list) else []
    for _ in range(depth):
        inside = chain.from_iterable(node.values() if isinstance(node, dict) else node for node in level)
        level = [child for child in inside if isinstance(child, dict | list)]
        if not level:
            return False
    return True


# --- what is not by the book ------------------------------------------------------------------------------------------


def _lenient(data: bytes) -> Any:
    data = data.removeprefix(_BOM).strip()
    if data[:1] == b"" or data[0] not in _BEGINS:
        raise Broken("not JSON")
    try:
        data.decode()
    except UnicodeDecodeError:
        data = data.decode("utf-8", "replace").encode()
    try:
        return msgspec.json.decode(_VALUE.sub(_mended, data))
    except (msgspec.MsgspecError, UnicodeDecodeError, RecursionError):
        raise Broken("not JSON") from None


def _mended(value: re.Match[bytes]) -> bytes:
    found = value[0]
    if found[:1] == b'"':
        return _CONTROL.sub(_control, _ESCAPE.sub(_escape, found) if b"\\" in found else found)
    if found[-1:].isalpha() and found[-1:] not in b"eE":
        return b"null"  # NaN, Infinity
    if found.isdigit() and len(found) <= _DIGITS and not found.startswith(b"0"):
        return found
    if not _NUMBER.fullmatch(found) or (len(found) > _DIGITS and found[1:].isdigit()):
        return b'"%b"' % found
    return found if math.isfinite(float(found)) else b"null"


def _escape(escape: re.Match[bytes]) -> bytes:
    good, half = escape.groups()
    return escape[0] if good else rb"\ufffd" if half else rb"\\"


def _control(character: re.Match[bytes]) -> bytes:
    return b"\\u%04x" % ord(character[0])
