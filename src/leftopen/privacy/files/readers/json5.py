"""JSON as people and consoles write it: JSON5 (json5.org) and what the shell of MongoDB prints.

Comments, names without quotes, single quotes, commas at the end, `ObjectId("…")` and `ISODate("…")` become JSON as they
are read, a part at a time, and what reads JSON does the rest. Nothing is run.
"""

import json
import re
from collections.abc import Iterator
from typing import Any, BinaryIO

from leftopen.privacy.encodings import encoding_of
from leftopen.privacy.files.readers import json as plain
from leftopen.privacy.files.texts import TextFile
from leftopen.privacy.later import later

NAME = "JSON5"
SUFFIXES = (".json5", ".jsonc")
ORDER = 42

_LONGEST = 2 * 1024 * 1024
"""Characters of one string or word; a longer one ends there."""
_COMMENT = r"//[^\n]*+(?:\n|$)|/\*(?:[^*]|\*(?!/))*+\*/"
_MARK = later(
    rf"\s++|{_COMMENT}|\"(?:[^\"\\]|\\.)*+\"|'(?:[^'\\]|\\.)*+'|[{{}}\[\]:,()]|[^\s{{}}\[\]:,()\"'/]++|[\"'/]",
    re.DOTALL,
)
_BEFORE = b" \t\r\n\xef\xbb\xbf\xff\xfe\x00"
"""Space, marks of byte order, and zero bytes of UTF-16."""
_GAP = rf"(?:\s|{_COMMENT})"
_OPENS = later(
    rf"{_GAP}*+(?:\[{_GAP}*+)?\{{{_GAP}*+(?P<key>[A-Za-z_$][\w$]*|'[^'\n]{{1,80}}'|\"[^\"\n]{{1,80}}\")\s*:(?P<rest>.)",
    re.DOTALL,
)
_NUMBER = later(r"-?(?:0|[1-9]\d*)(?:\.\d+)?(?:[eE][-+]?\d+)?")
_WORDS = {"true", "false", "null"}
_NOTHING = {"undefined", "NaN", "Infinity", "-Infinity", "+Infinity"}
_ESCAPE = later(r"\\(?:x([0-9A-Fa-f]{2})|\r?\n|(.))|\"", re.DOTALL)
_KEPT = frozenset('"\\/bfnrtu')


def fits(head: bytes) -> bool:
    """True where an object opens with a name, which or before which something is not as in JSON."""
    if head.lstrip(_BEFORE)[:1] not in (b"{", b"[", b"/"):
        return False
    text = head.decode(encoding_of(head), "replace").lstrip("\ufeff")
    if plain.shell(text):
        return True
    found = _OPENS.match(text)
    if found is None or found["rest"] == ":":
        return False
    return not found["key"].startswith('"') or "/" in text[: found.start("key")]


def takes(head: bytes) -> bool:
    """JSON too."""
    return head.lstrip(_BEFORE)[:1] in (b"{", b"[", b"/") and (fits(head) or plain.fits(head))


def records(file: BinaryIO) -> Iterator[Any]:
    """The records of each document in it."""
    source: Any = _Plain(TextFile(file))
    return plain.of(source)


class _Plain:
    """The same characters as JSON; read like a `TextFile`."""

    def __init__(self, source: TextFile) -> None:
        self._source = source
        self._held = self._last = ""
        self._calls = 0
        self._skips = False

    def read(self) -> str:
        """Some more characters; "" at the end."""
        while True:
            more = self._source.read()
            text = self._held + more
            made = "".join(self._taken(text, ended=not more))
            if made or not more:
                return made

    def _taken(self, text: str, *, ended: bool) -> Iterator[str]:
        """The JSON of all marks that are whole: the last one may go on."""
        self._held, at = "", 0
        for match in _MARK.finditer(text):
            if (not ended and match.end() == len(text)) or (match.group() in "\"'/" and not ended):
                break
            at = match.end()
            if not match.group().isspace() and not match.group().startswith(("//", "/*")):
                yield from self._next(match.group())
        if not ended and len(text) - at <= _LONGEST:
            self._held = text[at:]
        if ended:
            yield from self._next("")

    def _next(self, mark: str) -> Iterator[str]:
        """What the one before becomes, now that it is known what follows."""
        last, self._last = self._last, mark
        if last == "(":
            self._calls += 1
        elif last == ")":
            self._calls, self._skips = max(0, self._calls - 1), False
        elif self._calls and last == ",":
            self._skips = True
        elif last and not self._skips and mark != "(" and not (last == "," and mark in ("}", "]")) and last != "new":
            yield f"{_json(last, mark)} "


def _json(mark: str, following: str) -> str:
    """One mark as JSON has it."""
    if mark in "{}[]:," or mark[0] == '"':
        return mark
    if mark[0] == "'":
        return f'"{_ESCAPE.sub(_escaped, mark[1:-1])}"'
    if following == ":":
        return json.dumps(mark)
    if mark in _WORDS or _NUMBER.fullmatch(mark):
        return mark
    return "null" if mark in _NOTHING else _figure(mark)


def _figure(mark: str) -> str:
    """A number that JSON writes otherwise (`+1`, `.5`, `0xFF`), else the word as a text."""
    try:
        return str(int(mark, 16)) if mark.lower().startswith(("0x", "+0x", "-0x")) else str(float(mark))
    except ValueError:
        return json.dumps(mark)


def _escaped(match: re.Match[str]) -> str:
    """An escape of JSON5 as JSON knows it."""
    if match.group() == '"':
        return '\\"'
    if match[1]:
        return f"\\u00{match[1]}"
    if match[2] is None:
        return ""
    return match.group() if match[2] in _KEPT else match[2]
