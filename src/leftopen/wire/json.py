"""JSON of bounded size and depth. Source: RFC 8259; Elasticsearch itself lets a mapping be 20 levels deep."""

from typing import Any

import msgspec

from leftopen.wire.talk import Broken

DEPTH = 64


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
