"""All patterns over a text at once: which detectors hit, and where.

One RE2 set tells in linear time which patterns occur (hostile text cannot make it slow); only those are then located
and checked by their detector's `valid`.
"""

from collections.abc import Sequence
from functools import cache

import re2

from leftopen.privacy.detectors import Detector, detectors

HEAD = 4096
"""Characters of one value that are examined."""
_HITS = 20


class Patterns:
    """All patterns in one set, and each alone to find where it hit."""

    def __init__(self, found: Sequence[Detector]) -> None:
        self.owners = [bit for bit, detector in enumerate(found) if detector.pattern is not None]
        self.single = [re2.compile(found[bit].pattern) for bit in self.owners]
        self.set = re2.Set.SearchSet()
        for bit in self.owners:
            self.set.Add(found[bit].pattern)
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


def spans(text: str) -> list[tuple[int, int, int]]:
    """Every (detector, start, end) whose pattern matches in `text` and whose `valid` agrees."""
    found, table = detectors(), patterns()
    hits: list[tuple[int, int, int]] = []
    for index in table.set.Match(text) or ():
        bit, pattern = table.owners[index], table.single[index]
        for count, match in enumerate(pattern.finditer(text)):
            if count >= _HITS:
                break
            start, end = match.span()
            if not _torn(text, start, end) and found[bit].valid(match.group()):
                hits.append((bit, start, end))
    return hits


def _torn(text: str, start: int, end: int) -> bool:
    """True for digits cut out of something longer: an identifier with dashes, a fraction, a date."""
    before, after = text[max(0, start - 2) : start], text[end : end + 2]
    if text[start].isdigit() and len(before) == 2 and before[1] in "-._/" and before[0].isalnum():
        return True
    return text[end - 1].isdigit() and len(after) == 2 and after[0] in "-._" and after[1].isalnum()
