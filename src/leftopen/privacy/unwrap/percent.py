"""JSON that is URL-encoded (RFC 3986), `%7B%22name%22…`, as cookies and states of pages carry it."""

from typing import Any
from urllib.parse import unquote_plus

import msgspec

OPENS = ("%7", "%5")


def value(text: str) -> Any:
    """The map or list that a text holds.

    >>> value("%7B%22name%22%3A%22Anna%22%7D"), value("%5B%5D x"), value("%71")
    ({'name': 'Anna'}, None, None)
    """
    if any(character.isspace() for character in text):
        return None
    try:
        found = msgspec.json.decode(unquote_plus(text))
    except (msgspec.DecodeError, UnicodeError, RecursionError):
        return None
    return found if isinstance(found, dict | list) else None
