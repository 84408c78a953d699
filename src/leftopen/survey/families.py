"""What stores of keys and values have in common: families of keys, and values that may be JSON.

Pure: bytes in, names and JSON-like leaves out.
"""

import re
from collections import Counter
from collections.abc import Callable, Iterable
from contextlib import suppress
from typing import Any

from leftopen.wire import json
from leftopen.wire.talk import Broken

_SEPARATOR = re.compile(r"([:/|#]+)")
_OTHER = re.compile(r"(?<![^:/|#\0])(?![A-Za-z][A-Za-z_.-]{0,31}(?:[:/|#\0]|\Z))[^:/|#\0]++")
"""A part of a name that is no word; names are held apart by NUL here."""

_BEGIN = re.compile(r"[:/|#]*+(?:[A-Za-z][A-Za-z_.-]{0,31}[:/|#]+)*")
_SHARED = 3
"""A shape that fewer keys have than this tells of one key, and may spell what it is about."""


def decoded(value: bytes) -> str | bytes:
    """UTF-8 as text, anything else as it is."""
    try:
        return value.decode("utf-8")
    except UnicodeDecodeError:
        return value


def readable(value: bytes) -> Any:
    """JSON objects and arrays as such, UTF-8 as text, anything else as it is."""
    if value.lstrip()[:1] in (b"{", b"["):
        with suppress(Broken):
            return json.decode(value)
    return decoded(value)


def record(key: bytes, value: Any) -> dict[str, Any]:
    """A record from a key and its value: the fields of an object, else one field `value`.

    `_key` is the key without the words that it begins with, nor a sign before these (etcd writes keys as paths). What
    is left may be a number or an address of somebody, and is read as such where it stands alone.

    >>> record(b"otp:+8490123", "7"), record(b"otp", "7")
    ({'_key': '+8490123', 'value': '7'}, {'_key': 'otp', 'value': '7'})
    >>> record(b"/app/people/wang.dan@mail.example", "7")
    {'_key': 'wang.dan@mail.example', 'value': '7'}
    """
    fields = value if isinstance(value, dict) else {"value": value}
    name = decoded(key)
    if isinstance(name, str):
        begin = _BEGIN.match(name)
        name = (name[begin.end() :] if begin else "") or name
    return {"_key": name, **fields}


def families(keys: Iterable[bytes], most: int) -> dict[str, list[bytes]]:
    """Keys by the shape of their names, `user:*`, `session:*:cart`; the largest family first.

    A part of a key stays where it is a word that at least three keys share in that shape, or the first of few (`most`)
    first words; every other part is `*`: it may be a value.

    >>> list(families([b"user:1", b"user:2", b"cart:7:item", b"cart:8:item", b"cart:9:item", b"\\xff"], 10))
    ['cart:*:item', 'user:*', '*']
    """
    shapes = _rarer(_shapes(list(keys)), _SHARED, _first)
    if len(set(shapes.values())) > most:
        shapes = _rarer(shapes, _SHARED, lambda _: "*")
    found: dict[str, list[bytes]] = {}
    for key, shape in shapes.items():
        found.setdefault(shape, []).append(key)
    return dict(sorted(found.items(), key=lambda item: (-len(item[1]), item[0])))


def _shapes(keys: list[bytes]) -> dict[bytes, str]:
    """All of them in one go; a NUL in a name is as good as any other sign that makes it no word."""
    names = "\0".join([key.decode("utf-8", "replace").replace("\0", "\1") for key in keys])
    return dict(zip(keys, _OTHER.sub("*", names).split("\0"), strict=False))


def _first(shape: str) -> str:
    parts = _SEPARATOR.split(shape)
    return shape if len(parts) < 3 else f"{parts[0]}{parts[1]}*"


def _rarer(shapes: dict[bytes, str], least: int, shorter: Callable[[str], str]) -> dict[bytes, str]:
    shared = Counter(shapes.values())
    return {key: shape if shared[shape] >= least else shorter(shape) for key, shape in shapes.items()}
