"""Pairs of a form or of an address, URL-encoded (URL Standard, application/x-www-form-urlencoded), and cookies.

An address is a value of its own besides; its pairs are fields by their own names.
"""

import re
from collections.abc import Sequence
from typing import Any
from urllib.parse import unquote_plus

HOLDS = ("=",)
BESIDE = True
_PAIRS = 200
_NAME = r"[A-Za-z_][\w.%\[\]-]{0,63}"
_FORM = re.compile(rf"{_NAME}=[^&\s]*+(?:&{_NAME}=[^&\s]*+)++")
_ADDRESS = re.compile(
    rf"(?:[A-Z]{{3,8}} )?(?:[a-z][a-z0-9+.-]{{1,15}}://|/)[^\s?#]*+\?({_NAME}=[^\s#]*+)(?:#\S*+)?(?: HTTP/\d(?:\.\d)?)?"
)
"""An address, also as the first line of a request has it (RFC 9112, 3)."""
_COOKIES = re.compile(rf"{_NAME}=[^;\s]*+(?:; {_NAME}=[^;\s]*+)++;?")
_LONE = re.compile(rf"{_NAME}=%(?:7B|5B)[^&;\s]*+", re.IGNORECASE)
"""One pair alone, of a document."""


def value(text: str) -> Any:
    """Names and values; those of a name that is said twice as a list.

    >>> value("name=Anna+Berg&mail=anna%40example.org"), value("/who?id=5"), value("a=5"), value("x == y && z=1")
    ({'name': 'Anna Berg', 'mail': 'anna@example.org'}, {'id': '5'}, None, None)
    >>> value("GET /who?tel=%2B4930901820 HTTP/1.1")
    {'tel': '+4930901820'}
    """
    if (match := _ADDRESS.fullmatch(text)) is not None:
        pairs = match[1].split("&")
    elif _FORM.fullmatch(text):
        pairs = text.split("&")
    elif _COOKIES.fullmatch(text):
        pairs = text.rstrip(";").split("; ")
    elif _LONE.fullmatch(text):
        pairs = [text]
    else:
        return None
    return decoded(pairs)


def decoded(pairs: Sequence[str]) -> dict[str, Any]:
    """Encoded pairs by name, the first of them; what has no mark between name and value is left out."""
    found: dict[str, list[str]] = {}
    for pair in pairs[:_PAIRS]:
        name, mark, said = pair.partition("=")
        if mark:
            found.setdefault(unquote_plus(name), []).append(unquote_plus(said))
    return {name: said[0] if len(said) == 1 else said for name, said in found.items()}
