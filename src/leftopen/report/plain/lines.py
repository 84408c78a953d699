"""JSON for other programs: harmless strings, and no lone surrogates, which UTF-8 cannot hold."""

from collections.abc import Iterable
from typing import Any

import msgspec

from leftopen.harmless import clean

LONGEST = 4000


def document(value: Any) -> bytes:
    """One JSON document, two spaces of indentation, a final newline."""
    return msgspec.json.format(msgspec.json.encode(harmless(value)), indent=2) + b"\n"


def lines(values: Iterable[Any]) -> bytes:
    """One JSON object a line."""
    return b"".join(msgspec.json.encode(harmless(value)) + b"\n" for value in values)


def harmless(value: Any) -> Any:
    """The same with every string cleaned and bounded; keys that hold nothing (None) are left out."""
    match value:
        case str():
            return clean(value, LONGEST)
        case dict():
            return {key: harmless(item) for key, item in value.items() if item is not None}
        case list() | tuple():
            return [harmless(item) for item in value]
        case _:
            return value
