"""Values of a program as those that JSON has: rows of databases, tuples with names, data classes, sets, and bytes that
are text.

Drivers of databases give rows that are no mappings, and old Parquet files, caches and blobs hold text as bytes. What a
class is turned into is told once for each class; what it has no form for stays as it is.
"""

import dataclasses
from collections.abc import Callable, Mapping
from collections.abc import Set as AbstractSet
from functools import lru_cache
from typing import Any

from leftopen.privacy import unwrap

PLAIN = frozenset({str, int, float, bool, type(None), list, tuple, dict})
"""Types that need no look."""
_BETWEEN = str.maketrans("", "", "\t\r\n\f")


def plain(value: Any) -> Any:
    """The value, as one of `PLAIN` where there is a form for it.

    >>> plain(b"Anna"), plain(bytearray(b"a\\tb")), plain({3}), plain(b"\\xff\\xd8"), plain(b"\\x01\\x02")
    ('Anna', 'a\\tb', [3], b'\\xff\\xd8', b'\\x01\\x02')
    """
    kind: Any = type(value)
    turned = _turns(kind)
    return value if turned is None else turned(value)


@lru_cache(1024)
def _turns(kind: type) -> Callable[[Any], Any] | None:
    if issubclass(kind, str):
        return str
    if issubclass(kind, (bytes, bytearray, memoryview)):
        return _of_bytes
    if issubclass(kind, Mapping):
        return None
    if issubclass(kind, tuple) and hasattr(kind, "_fields"):
        return lambda row: dict(zip(kind._fields, row, strict=False))
    if dataclasses.is_dataclass(kind):
        names = [field.name for field in dataclasses.fields(kind)]
        return lambda row: {name: getattr(row, name, None) for name in names}
    if callable(getattr(kind, "keys", None)) and hasattr(kind, "__getitem__"):
        return lambda row: {key: row[key] for key in row.keys()}  # noqa: SIM118 - rows of sqlite3 give values otherwise
    return list if issubclass(kind, (list, tuple, AbstractSet)) else None


def _of_bytes(value: bytes | bytearray | memoryview) -> Any:
    """What a known form in them holds, else their text, else themselves."""
    data = bytes(value)
    if (held := unwrap.data(data)) is not None:
        return held
    if len(data) > unwrap.MOST:
        return data
    try:
        text = data.rstrip(b"\0").decode()
    except UnicodeDecodeError:
        return data
    return text if printable(text) else data


def printable(text: str) -> bool:
    """True for what can be read: no controls but those that part words and lines."""
    return text.translate(_BETWEEN).isprintable()
