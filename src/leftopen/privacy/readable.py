"""Records of a store with its bytes as the texts that they are, where those are in another encoding than UTF-8.

Caches and queues keep bytes, and a PostgreSQL in `SQL_ASCII` what it was given: programs of the nineties and many of
today write Windows-1251, GBK or Shift_JIS there. One store has one encoding, which all of its bytes together tell.
"""

from collections.abc import Iterable, Iterator, Mapping
from typing import Any

from leftopen.privacy import unwrap
from leftopen.privacy.encodings import binary, encoding_of
from leftopen.privacy.flatten import DEPTH, LEAVES
from leftopen.privacy.plain import printable

_SAMPLE = 65_536
"""Bytes that the encoding is told by."""
_LEAST = 3
"""Bytes beyond ASCII that tell an encoding, at least: one that stands alone is a mistake in UTF-8."""


def encoding_in(records: Iterable[Any]) -> str:
    """The encoding of bytes in records that are text and no sound UTF-8, by Python's name; "" where none are.

    >>> encoding_in([{"name": "Алёна Миронова".encode("cp1251")}, {"name": "Пётр Зимин".encode("cp1251")}])
    'cp1251'
    >>> encoding_in([{"key": b"\\xff\\xd8\\xff\\xe0\\x00\\x10JFIF", "name": b"Ada"}, {"name": "Jürgen".encode()}])
    ''
    """
    sample, size = list[bytes](), 0
    for value in filter(_legacy, _bytes(records)):
        sample.append(value[: _SAMPLE - size])
        size += len(sample[-1])
        if size == _SAMPLE:
            break
    text = b"\n".join(sample)
    beyond = len(text) - len(text.translate(None, _BEYOND))
    return encoding_of(text) if beyond >= _LEAST else "utf-8" if beyond else ""


def in_text(value: Any, encoding: str, depth: int = 0) -> Any:
    """A record with its bytes that are text in this encoding as that.

    >>> in_text({"name": b"\\xc0\\xed\\xed\\xe0", "no": 7, "raw": b"\\x00\\x01\\xff"}, "cp1251")
    {'name': 'Анна', 'no': 7, 'raw': b'\\x00\\x01\\xff'}
    """
    if isinstance(value, bytes):
        return _text(value, encoding) if _legacy(value) else value
    if depth >= DEPTH:
        return value
    if isinstance(value, Mapping):
        return {key: in_text(each, encoding, depth + 1) for key, each in value.items()}
    if isinstance(value, list | tuple):
        return [in_text(each, encoding, depth + 1) for each in value]
    return value


def _bytes(records: Iterable[Any]) -> Iterator[bytes]:
    """All bytes in records, as many of each as are looked at."""
    for record in records:
        stack, left = [(record, 0)], LEAVES
        while stack and left > 0:
            value, depth = stack.pop()
            left -= 1
            if isinstance(value, bytes):
                yield value
            elif isinstance(value, Mapping) and depth < DEPTH:
                stack += [(each, depth + 1) for each in value.values()]
            elif isinstance(value, list | tuple) and depth < DEPTH:
                stack += [(each, depth + 1) for each in value]


def _legacy(value: bytes) -> bool:
    """True for bytes that may be text, and in UTF-8 are none."""
    if value.isascii() or len(value) > unwrap.MOST:
        return False
    try:
        value.decode()
    except UnicodeDecodeError:
        return not binary(value) and unwrap.data(value) is None
    return False


def _text(value: bytes, encoding: str) -> Any:
    """What bytes say in an encoding; themselves where that is nothing to read."""
    text = value.decode(encoding, "replace")
    return text if printable(text) else value


_BEYOND = bytes(range(128, 256))
