"""What PHP writes with `serialize`, and its sessions (PHP manual, "serialize"; php-src `ext/standard/var.c`).

    a:2:{s:4:"name";s:4:"Anna";s:3:"age";i:34;}     O:4:"User":1:{…}     name|s:4:"Anna";age|i:34;

Lengths are of bytes in the encoding of the server; they are taken as UTF-8, and a text that does not fit is left alone.
Nothing is made or called: classes are names.
"""

import re
from typing import Any

from leftopen.privacy.unwrap import DEPTH

OPENS = ("a:", "O:")
HOLDS = ("|",)
_HEAD = re.compile(
    rb"""(?:N;|b:([01]);|i:([-+]?\d{1,20});|d:([-+.\dEeINFA]{1,40});|[rR]:\d{1,9};|s:(\d{1,9}):"|E:\d{1,4}:"([^"]{1,512})";
      |a:(\d{1,9}):\{|O:\d{1,4}:"[^"]{1,256}":(\d{1,9}):\{)""",
    re.VERBOSE,
)
_BOOL, _INT, _FLOAT, _TEXT, _CASE, _ARRAY, _OBJECT = range(1, 8)
_NAME = re.compile(rb"[\w.-]{1,64}\|")


class _OddError(ValueError):
    """It is not of this form."""


def value(text: str) -> Any:
    """The map or list that a text holds.

    >>> value('a:1:{s:4:"name";s:5:"Zo\\u00eb";}'), value('a:1:{s:4:"name";s:9:"Anna";}'), value("a: b")
    (None, None, None)
    >>> value('a:1:{s:4:"name";s:4:"Zo\\u00eb";}'), value('name|s:4:"Anna";age|i:34;'), value("one|two")
    ({'name': 'Zoë'}, {'name': 'Anna', 'age': 34}, None)
    """
    data = text.encode("utf-8", "surrogatepass")
    try:
        if data[1:2] == b":":
            found, end = _value(data, 0, 0)
            return found if end == len(data.rstrip()) and isinstance(found, dict | list) else None
        return _session(data)
    except _OddError:
        return None


def _session(data: bytes) -> dict[str, Any]:
    found: dict[str, Any] = {}
    at = 0
    while at < len(data):
        name = _NAME.match(data, at)
        if name is None:
            raise _OddError
        found[name[0][:-1].decode("utf-8", "replace")], at = _value(data, name.end(), 0)
    return found


def _value(data: bytes, at: int, depth: int) -> tuple[Any, int]:
    """The value that begins at a place, and where it ends."""
    head = _HEAD.match(data, at)
    if head is None or depth > DEPTH:
        raise _OddError
    kind, end = head.lastindex, head.end()
    if kind is None:
        return None, end
    said = head[kind]
    if kind == _BOOL:
        return said == b"1", end
    if kind == _INT:
        return int(said), end
    if kind in (_FLOAT, _CASE):
        return _float(said) if kind == _FLOAT else said.decode("utf-8", "replace"), end
    if kind == _TEXT:
        stop = end + int(said)
        if data[stop : stop + 2] != b'";':
            raise _OddError
        return data[end:stop].decode("utf-8", "replace"), stop + 2
    return _pairs(data, end, int(said), depth, listed=kind == _ARRAY)


def _float(said: bytes) -> float | None:
    try:
        return float(said)
    except ValueError:
        return None


def _pairs(data: bytes, at: int, count: int, depth: int, *, listed: bool) -> tuple[Any, int]:
    """The members of an array or of an object, to the brace that ends them."""
    if count > len(data):
        raise _OddError
    found: dict[Any, Any] = {}
    for _ in range(count):
        key, at = _value(data, at, depth + 1)
        if not isinstance(key, str | int):
            raise _OddError
        item, at = _value(data, at, depth + 1)
        found[key.rpartition("\0")[2] if isinstance(key, str) else key] = item
    if data[at : at + 1] != b"}":
        raise _OddError
    if listed and list(found) == list(range(len(found))):
        return list(found.values()), at + 1
    return {str(key): item for key, item in found.items()}, at + 1
