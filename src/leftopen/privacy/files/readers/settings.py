"""Settings and simple lists of them: `NAME=value` (`.env`, `.properties`, INI) and `name: value` (flat YAML).

Lines of one block are one record; a blank line, a section, a dash or a name that comes again begins the next. Other
lines come as text.
"""

from collections.abc import Iterator
from typing import Any, BinaryIO

from leftopen.privacy.encodings import binary, encoding_of
from leftopen.privacy.files.texts import TextFile
from leftopen.privacy.later import later
from leftopen.privacy.unwrap.settings import unquoted

NAME = "settings"
SUFFIXES = (".env", ".properties", ".ini", ".conf", ".cfg", ".yaml", ".yml", ".toml")
ORDER = 60

_LEAST = 3
"""Lines from which on a form means something."""
_NEARLY = 0.9
_ITEM = later(
    r"""\s*+(?P<dash>-\s++)?+(?:export\s++|set\s++)?["']?(?P<name>[^\W\d][\w.-]{0,63})["']?\s*+(?:=|:(?=\s|$))\s*+(?P<value>.*)"""
)
_ASIDE = later(r"\s*(?:[#;!].*|---.*|\.\.\.|)")
_SECTION = later(r"\s*\[{1,2}[^\[\]]{1,200}\]{1,2}\s*")
_MOST = 500
"""Settings in one block; more than that begin another."""


def fits(head: bytes) -> bool:
    """True where nearly all of the first lines are settings, and their names are no words of running text."""
    if binary(head):
        return False
    lines = _sample(head)
    found = [match for line in lines if (match := _ITEM.fullmatch(line)) is not None]
    names = [match["name"] for match in found]
    return len(found) >= _LEAST and len(set(names)) > 1 and len(found) >= _NEARLY * len(lines)


def takes(head: bytes) -> bool:
    """Text with a setting in every other line."""
    if binary(head):
        return False
    lines = _sample(head)
    return bool(lines) and 2 * sum(_ITEM.fullmatch(line) is not None for line in lines) >= len(lines)


def _sample(head: bytes) -> list[str]:
    """The first lines that may be settings."""
    text = head.decode(encoding_of(head), "replace").removeprefix("\ufeff")
    lines = [line.rstrip("\r") for line in text.split("\n")[:200]]
    return [line for line in lines if not _ASIDE.fullmatch(line) and not _SECTION.fullmatch(line)]


def records(file: BinaryIO) -> Iterator[Any]:
    """`{name: value, …}` a block."""
    held: dict[str, str] = {}
    for line in TextFile(file).lines():
        line = line.removeprefix("\ufeff")
        match = _ITEM.fullmatch(line)
        if match is not None and not _ASIDE.fullmatch(line):
            name = match["name"]
            if held and (match["dash"] or name in held or len(held) >= _MOST):
                yield held
                held = {}
            if value := unquoted(match["value"].strip()):
                held[name] = value
            continue
        if held and (_SECTION.fullmatch(line) or not line.strip()):
            yield held
            held = {}
        if not _ASIDE.fullmatch(line) and not _SECTION.fullmatch(line):
            yield {"text": line}
    if held:
        yield held
