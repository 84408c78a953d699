"""JSON and text of JSON in hexadecimal digits, `7b226e616d65…`, as dumps of binary columns write it (`\\x…`, `0x…`)."""

import re
from typing import Any

import msgspec

OPENS = ("7b", "7B", "5b", "5B", "0x", "0X", "\\x")
_DIGITS = re.compile(r"(?:0[xX]|\\x)?((?:7[bB]|5[bB])(?:[0-9a-fA-F]{2}){3,})")


def value(text: str) -> Any:
    """The map or list that a text holds.

    >>> value('{"name": "Anna"}'.encode().hex()), value("0x7b7d"), value("7b41")
    ({'name': 'Anna'}, None, None)
    """
    match = _DIGITS.fullmatch(text)
    try:
        found = None if match is None else msgspec.json.decode(bytes.fromhex(match[1]))
    except (msgspec.DecodeError, UnicodeError, RecursionError):
        return None
    return found if isinstance(found, dict | list) else None
