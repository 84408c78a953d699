"""Bodies of forms in parts (RFC 7578), as logs of requests keep them: each part under its own name."""

import re
from typing import Any

OPENS = ("--",)
BESIDE = True
_PART = re.compile(
    r'^Content-Disposition:\s?form-data;\s?name="([^"\r\n]{1,200})"[^\r\n]*+\r?\n(?:[A-Za-z-]+:[^\r\n]*+\r?\n)*+\r?\n',
    re.IGNORECASE | re.MULTILINE,
)
_MOST = 200


def value(text: str) -> Any:
    r"""Names and values of the parts.

    >>> value('--b\r\nContent-Disposition: form-data; name="mail"\r\n\r\na@b.example\r\n--b--'), value("-- a rule")
    ({'mail': 'a@b.example'}, None)
    """
    bound = text.split("\n", 1)[0].rstrip("\r")
    found: dict[str, str] = {}
    for part in text.split(bound, _MOST)[1:]:
        match = _PART.search(part.lstrip("\r\n")[:_HEAD])
        if match is not None:
            found[match[1]] = part.lstrip("\r\n")[match.end() :].rstrip("\r\n")
    return found or None


_HEAD = 2000
"""Characters of what a part says of itself."""
