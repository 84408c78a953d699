"""JSON documents in a text (RFC 8259), as logs, queues and columns for "anything else" have them."""

from typing import Any

import msgspec

OPENS = ("{", "[")


def value(text: str) -> Any:
    """The map or list that a text is.

    >>> value('{"name": "Anna"}'), value('[draft'), value('["a"]')
    ({'name': 'Anna'}, None, ['a'])
    """
    if text[-1] not in "}]":
        return None
    try:
        return msgspec.json.decode(text)
    except (msgspec.DecodeError, UnicodeError, RecursionError):
        return None
