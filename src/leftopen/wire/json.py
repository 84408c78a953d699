"""JSON of bounded size and depth. Source: RFC 8259; Elasticsearch itself lets a mapping be 20 levels deep."""

import re
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
    level = [value]
    for _ in range(depth + 1):
        level = [child for node in level for child in _children(node)]
        if not level:
            return value
    raise Broken("JSON that is nested too deep")


def mapping(data: bytes, *, most: int = 1 << 20) -> dict[str, Any]:
    """A JSON object; anything else is `Broken`."""
    value = decode(data, most=most)
    if not isinstance(value, dict):
        raise Broken("JSON that is no object")
    return value


def _children(node: Any) -> list[Any]:
    """What nests further inside a value; a leaf has none."""
    if isinstance(node, dict):
        return [child for child in node.values() if isinstance(child, dict | list)]
    if isinstance(node, list):
        return [child for child in node if isinstance(child, dict | list)]
    return []


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
