"""A text that stands in quotes as a whole, as exports that quote twice and clients of databases have it."""

from typing import Any

import msgspec

from leftopen.privacy.unwrap import json

_CLOSES = {'"': '"', "'": "'", "`": "`", "“": "”", "„": "“”", "«": "»", "‘": "’", "「": "」", "『": "』"}
OPENS = tuple(_CLOSES)


def value(text: str) -> Any:
    """What the quotes hold, a document where it is one; None for a text of which but a part stands in quotes.

    >>> value("'Anna'"), value('"Anna"'), value("'Anna' and 'Ben'"), value("'s"), value("''"), value("“Anna”")
    ('Anna', 'Anna', None, None, None, 'Anna')
    >>> value(r'"{\\"name\\": \\"Anna\\"}"'), value("'it''s'"), value('"a" or "b"')
    ({'name': 'Anna'}, "it's", None)
    """
    inner = text[1:-1]
    if not inner.strip() or text[-1] not in _CLOSES[text[0]]:
        return None
    if text[0] == '"':
        return _string(text)
    if text[0] == "'":
        inner = inner.replace("\\'", "''")
        if "'" in inner.replace("''", ""):
            return None
        return inner.replace("''", "'")
    return None if text[0] in inner or text[-1] in inner else inner


def _string(text: str) -> Any:
    """A text in straight quotes: a string of JSON, or one whose quotes are doubled."""
    try:
        inner = msgspec.json.decode(text)
    except (msgspec.DecodeError, UnicodeError):
        inner = text[1:-1]
        if '"' in inner.replace('""', ""):
            return None
        inner = inner.replace('""', '"')
    if inner[:1] in json.OPENS and (held := json.value(inner)) is not None:
        return held
    return inner or None
