"""Settings of several lines within a text, `password = "…"` or `name: …`: files of configuration that a store keeps,
and notes that are forms. The text is a value of its own besides.
"""

import re
from typing import Any

HOLDS = ("\n",)
BESIDE = True
_LEAST, _MOST = 3, 500
_ITEM = re.compile(r"""\s*+(?:-\s++)?+(?:export\s++)?+["']?([^\W\d][\w.-]{0,63})["']?\s*+(?:=|:(?=\s|$))(.*)""")
_ASIDE = re.compile(r"(?:[#;!].*|-{3}.*|\[{1,2}[^\[\]]{1,200}\]{1,2}|[{}]|)")


def value(text: str) -> Any:
    """Names and values; those of a name that is said again as a list. None where not all lines are settings.

    >>> value('[smtp]\\nhost = "mx"\\npassword = "s3cret"\\n\\nuser: anna\\n'), value("Dear all,\\nsee: below\\nbye")
    ({'host': 'mx', 'password': 's3cret', 'user': 'anna'}, None)
    """
    if text.count("\n") < _LEAST - 1:
        return None
    told = text.split("\n", _MOST)[:_MOST]
    first = next((line for line in told if not _ASIDE.fullmatch(line.strip())), "")
    if _ITEM.fullmatch(first) is None:
        return None
    lines = [line for line in told if not _ASIDE.fullmatch(line.strip())]
    if len(lines) < _LEAST:
        return None
    found: dict[str, Any] = {}
    for line in lines:
        match = _ITEM.fullmatch(line)
        if match is None:
            return None
        said = unquoted(match[2].strip().rstrip(",;"))
        if match[1] not in found:
            found[match[1]] = said
        elif isinstance(found[match[1]], list):
            found[match[1]].append(said)
        else:
            found[match[1]] = [found[match[1]], said]
    return found


def unquoted(value: str) -> str:
    """A value without the quotes around it."""
    return value[1:-1] if len(value) > 1 and value[0] == value[-1] and value[0] in "\"'" else value
