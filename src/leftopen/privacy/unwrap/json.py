"""JSON documents in a text (RFC 8259), as logs, queues and columns for "anything else" have them; also as Python
and Ruby show a map (`{'name': 'Anna', 'seen': None}`, `{"name"=>"Anna"}`), which is a literal: nothing is run.
"""

import ast
import re
from typing import Any

import msgspec

OPENS = ("{", "[")
BYTES = (b'{"', b"[{", b'["', b"{\n", b"{ ", b"[\n")
_PYTHON = re.compile(r"""\[?\{\s*(?:'[^'\n]{1,80}'|"[^"\n]{1,80}"|\d{1,19})\s*:""")
_ARROW = re.compile(r':(\w{1,80})\s?=>|("(?:[^"\\]|\\.)*+")|=>|\bnil\b')
_LITERAL = 16_384
"""Characters of a literal that are read: that takes fifty times as long as JSON."""


def value(text: str) -> Any:
    """The map or list that a text is.

    >>> value('{"name": "Anna"}'), value('[draft'), value('["a"]'), value("{'name': 'Anna', 'old': False}")
    ({'name': 'Anna'}, None, ['a'], {'name': 'Anna', 'old': False})
    """
    if text[-1] not in "}]":
        return None
    try:
        return msgspec.json.decode(text)
    except (msgspec.DecodeError, UnicodeError, RecursionError):
        return _literal(text)


def of_bytes(data: bytes) -> Any:
    """The map or list that bytes are, as columns of binary data in SQLite and others hold them.

    >>> of_bytes(b'{"name": "Anna"}'), of_bytes(b'["')
    ({'name': 'Anna'}, None)
    """
    try:
        return msgspec.json.decode(data)
    except (msgspec.DecodeError, UnicodeError, RecursionError):
        return None


def _literal(text: str) -> Any:
    if "=>" in text[:200]:
        return _hash(text)
    if len(text) > _LITERAL or _PYTHON.match(text) is None:
        return None
    try:
        found = ast.literal_eval(text)
    except (ValueError, SyntaxError, TypeError, MemoryError, RecursionError):
        return None
    return found if isinstance(found, dict | list) else None


def _hash(text: str) -> Any:
    """A map as Ruby shows it: `{"name"=>"Anna", :seen=>nil}`."""
    try:
        return msgspec.json.decode(_ARROW.sub(_key, text))
    except (msgspec.DecodeError, UnicodeError, RecursionError):
        return None


def _key(match: re.Match[str]) -> str:
    if match[1] is not None:
        return f'"{match[1]}":'
    return "null" if match.group() == "nil" else match.group() if match[2] else ":"
