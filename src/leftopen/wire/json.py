"""JSON of bounded size and depth. Source: RFC 8259; Elasticsearch itself lets a mapping be 20 levels deep."""

import re
from itertools import chain
from typing import Any

import msgspec

from leftopen.wire.talk import Broken

DEPTH = 64
_TOKEN = re.compile(rb'"(?:[^"\\]|\\.)*"|[{}\[\]]', re.DOTALL)


def decode(data: bytes, *, most: int = 1 << 20, depth: int = DEPTH) -> Any:
    """The value, in plain Python types. Raises `Broken` where it is no JSON, longer than `most` or nested too deep."""
    if len(data) > most:
        raise Broken("more JSON than was asked for")
    try:
        value = msgspec.json.decode(data)
    except (msgspec.MsgspecError, UnicodeDecodeError, RecursionError):
        raise Broken("not JSON") from None
    if data.count(b"{") + data.count(b"[") > depth and _deeper(value, depth):
        raise Broken("JSON that is nested too deep")
    return value


def _deeper(value: Any, depth: int) -> bool:
    """Whether more than `depth` objects or arrays are nested in each other."""
    level = [value] if isinstance(value, dict | list) else []
    for _ in range(depth):
        inside = chain.from_iterable(node.values() if isinstance(node, dict) else node for node in level)
        level = [child for child in inside if isinstance(child, dict | list)]
        if not level:
            return False
    return True


def mapping(data: bytes, *, most: int = 1 << 20) -> dict[str, Any]:
    """A JSON object; anything else is `Broken`."""
    value = decode(data, most=most)
    if not isinstance(value, dict):
        raise Broken("JSON that is no object")
    return value


def whole(data: bytes, key: str) -> list[Any]:
    """The whole elements of the first array called `key`, in a JSON text that may end anywhere.

    >>> whole(b'{"n": 2, "rows": [{"a": "}"}, {"a": 2}, {"a"', "rows")
    [{'a': '}'}, {'a': 2}]
    """
    begins = re.search(rb'"%b"\s*:\s*\[' % re.escape(key.encode()), data)
    found: list[Any] = []
    level, start = 0, begins.end() if begins else len(data)
    for token in _TOKEN.finditer(data, start):
        if token[0] in (b"{", b"["):
            start = token.start() if level == 0 else start
            level += 1
        elif token[0] in (b"}", b"]"):
            level -= 1
            if level < 0:
                break
            if level == 0:
                try:
                    found.append(decode(data[start : token.end()], most=len(data)))
                except Broken:
                    break
    return found
