"""All patterns over a text at once: which detectors hit, and where.

One RE2 set tells in linear time which patterns occur (hostile text cannot make it slow); only those are then located
and checked by their detector's `valid`. The set also holds the cues without which a detector's `find` finds and its
`see` sees nothing, and `PAIRED`, so that most texts need no other look.
"""

from collections.abc import Iterator, Sequence
from functools import cache
from itertools import islice
from typing import Any, NamedTuple

import re2

from leftopen.privacy.detectors import Detector, detectors

HEAD = 4096
"""Characters of one value that are examined."""
PAIRED = "[:：=]| (?:is|ist|es|est) "
"""What stands between a name and its value in running text."""
_HITS = 20


class Glance(NamedTuple):
    """What all patterns tell of a text: valid (detector, start, end), bits of detectors with a cue, `PAIRED`."""

    spans: list[tuple[int, int, int]]
    cued: int
    paired: bool


class Patterns:
    """All patterns in one set, and each alone to find where it hit; then the cues, then `PAIRED`."""

    def __init__(self, found: Sequence[Detector]) -> None:
        self.owners = [bit for bit, detector in enumerate(found) if detector.pattern is not None]
        self.single = [re2.compile(found[bit].pattern) for bit in self.owners]
        self.cues = [bit for bit, detector in enumerate(found) if detector.cue is not None]
        self.set = re2.Set.SearchSet()
        for bit in self.owners:
            self.set.Add(found[bit].pattern)
        for bit in self.cues:
            self.set.Add(found[bit].cue)
        self.paired = self.set.Add(PAIRED)
        self.set.Compile()


@cache
def patterns() -> Patterns:
    """The compiled patterns of all detectors."""
    return Patterns(detectors())


def sound(value: str) -> str:
    """The head of a text as valid Unicode (RE2 refuses lone surrogates)."""
    head = value[:HEAD]
    if head.isascii():
        return head
    return head.encode("utf-8", "replace").decode("utf-8")


def glance(text: str) -> Glance:
    """What there is in `text`, which is `sound`."""
    table = patterns()
    hits: list[tuple[int, int, int]] = []
    cued = 0
    paired = False
    for index in table.set.Match(text) or ():
        if index < len(table.owners):
            hits += _located(text, table.owners[index], table.single[index])
        elif index < table.paired:
            cued |= 1 << table.cues[index - len(table.owners)]
        else:
            paired = True
    return Glance(hits, cued, paired)


def spans(text: str) -> list[tuple[int, int, int]]:
    """Every (detector, start, end) whose pattern matches in `text` and whose `valid` agrees."""
    return glance(text).spans


def _located(text: str, bit: int, pattern: Any) -> Iterator[tuple[int, int, int]]:
    valid = detectors()[bit].valid
    for match in islice(pattern.finditer(text), _HITS):
        start, end = match.span()
        if not _torn(text, start, end) and valid(match.group()):
            yield bit, start, end


def _torn(text: str, start: int, end: int) -> bool:
    """True for digits cut out of something longer: an identifier with dashes, a fraction, a date."""
    before, after = text[max(0, start - 2) : start], text[end : end + 2]
    if text[start].isdigit() and len(before) == 2 and before[1] in "-._/" and before[0].isalnum():
        return True
    return text[end - 1].isdigit() and len(after) == 2 and after[0] in "-._" and after[1].isalnum()
