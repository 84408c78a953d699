"""Cards: records written downwards, `Full Name: Anna Berg` a line, parted by rules, blank lines or a heading.

So do clients of databases on request (`\\G` of MySQL, `\\x` of psql), accounting of RADIUS, ExifTool, and programs that
steal from browsers. Names may have several words. Lines that are none come as text.
"""

import re
from collections.abc import Iterator
from itertools import pairwise
from typing import Any, BinaryIO

from leftopen.privacy.detect import concepts
from leftopen.privacy.encodings import binary, encoding_of
from leftopen.privacy.files.texts import TextFile
from leftopen.privacy.later import later
from leftopen.privacy.unwrap.settings import unquoted

NAME = "cards"
SUFFIXES = ()
ORDER = 53

_LEAST = 4
"""Lines from which on a form means something."""
_NEARLY = 0.9
_LINES = 300
_ITEM = later(
    r"""(?P<indent>\s*+)(?P<name>[^\W\d][\w./()#'-]{0,39}(?:[ ]{1,2}[\w./()#'-]{1,39}){0,5}+)
      \s*+[:|=](?=\s|$)\s*+(?P<value>.*)""",
    re.VERBOSE,
)
_RULE = later(r"\s*(?:([=*_~#-])\1{2,}|-\[ RECORD \d+ \][-+]*|\*{3,} \d+\. row \*{3,})\s*")
_MOST = 500
"""Lines of one card; more than that begin another."""


def fits(head: bytes) -> bool:
    """True where nearly all lines are those of cards, of which there are some, and most of their names are known."""
    if binary(head):
        return False
    text = head.decode(encoding_of(head), "replace").removeprefix("\ufeff")
    lines = [line.rstrip("\r") for line in text.split("\n")[:_LINES]]
    said = [line for line in lines if line.strip() and not _RULE.fullmatch(line)]
    found = [match for line in said if (match := _ITEM.fullmatch(line))]
    below = list(pairwise(said))
    headings = sum(not _ITEM.fullmatch(line) and _indented(after) for line, after in below)
    names = {match["name"] for match in found}
    if len(found) < _LEAST or len(names) < 2 or len(found) < _NEARLY * (len(said) - headings):
        return False
    parted = headings or len(said) < len(lines) - 1
    known = sum(bool(concepts.read(name)) for name in names)
    return bool(parted) and len(found) >= 1.5 * len(names) and 2 * known >= len(names)


def _indented(line: str) -> bool:
    match = _ITEM.fullmatch(line)
    return match is not None and bool(match["indent"])


def records(file: BinaryIO) -> Iterator[Any]:
    """`{name: value, …}` a card."""
    held: dict[str, str] = {}
    for line in TextFile(file).lines():
        line = line.removeprefix("\ufeff")
        match = None if _RULE.fullmatch(line) else _ITEM.fullmatch(line)
        if match is None or match["name"] in held or len(held) >= _MOST:
            if held:
                yield held
            held = {}
        if match is not None:
            held[match["name"]] = unquoted(match["value"].strip())
        elif line.strip() and not _RULE.fullmatch(line):
            yield {"text": line}
    if held:
        yield held
