"""All patterns over a text at once: which detectors hit, and where.

One RE2 set tells in linear time which patterns occur (hostile text cannot make it slow); only those are then located
and checked by their detector's `valid`. A second one holds the cues without which a detector's `find` finds and its
`see` sees nothing, and `PAIRED`, so that most texts need no other look. They are two because the automaton of both
together is the product of theirs, which random text (base64, hashes) would spend its time building.

Many texts are looked at together, joined by line ends: one pass over all of them costs a tenth of one pass each. A
pattern must find the same in a text whether it stands alone or on a line of its own; what reaches over the end of one
is found again in each of its texts alone.
"""

from bisect import bisect_right
from collections.abc import Collection, Iterable, Iterator, Sequence
from functools import cache
from itertools import islice
from typing import Any, NamedTuple

import re2

from leftopen.privacy.detect.kinds import Detector, detectors

HEAD = 4096
"""Characters of one value that are examined."""
PAIRED = "[:：=]| (?:is|ist|es|est) "
"""What stands between a name and its value in running text."""
_MOST = 20
_FEW = 3
"""Texts from which on it pays to join them."""


class Glance(NamedTuple):
    """What all patterns tell of a text: valid (detector, start, end), bits of detectors with a cue, `PAIRED`."""

    spans: list[tuple[int, int, int]]
    cued: int
    paired: bool


class Single:
    """One pattern, with what its hits are asked."""

    __slots__ = ("groups", "pattern", "placed", "valid")

    def __init__(self, detector: Detector) -> None:
        self.pattern = re2.compile(detector.pattern)
        self.groups: int = self.pattern.groups
        self.valid, self.placed = detector.valid, detector.placed


class Patterns:
    """All patterns in one set, and each alone to find where it hit; the cues in another, `PAIRED` the last of them."""

    def __init__(self, found: Sequence[Detector]) -> None:
        self.owners = [bit for bit, detector in enumerate(found) if detector.pattern is not None]
        self.single = [Single(found[bit]) for bit in self.owners]
        self.cues = [bit for bit, detector in enumerate(found) if detector.cue is not None]
        self.set = _set(found[bit].pattern for bit in self.owners)
        self.cue_set = _set([*(found[bit].cue for bit in self.cues), PAIRED])


def _set(wanted: Iterable[str | None]) -> Any:
    made = re2.Set.SearchSet()
    for pattern in wanted:
        made.Add(pattern)
    made.Compile()
    return made


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
    encoded = text.encode()
    return Glance(_hits(text, encoded), *_cued(encoded))


def _cued(encoded: bytes) -> tuple[int, bool]:
    """The bits of the detectors whose cue is in a text, and whether `PAIRED` is."""
    table = patterns()
    cued = 0
    paired = False
    for index in table.cue_set.Match(encoded) or ():
        if index < len(table.cues):
            cued |= 1 << table.cues[index]
        else:
            paired = True
    return cued, paired


def figures(text: str) -> Glance:
    """The same of a whole number written out, in which no cue is."""
    return Glance(_hits(text, text.encode()), 0, paired=False)


def glances(texts: Sequence[str]) -> list[Glance]:
    """`glance` of each of several `sound` texts."""
    lines = [place for place, text in enumerate(texts) if "\n" not in text]
    if len(lines) < _FEW:
        return [glance(text) for text in texts]
    joined = _Joined([texts[place] for place in lines])
    told: list[Glance | None] = [None] * len(texts)
    for place, found in zip(lines, joined.glances(), strict=True):
        told[place] = found
    return [glance(text) if found is None else found for text, found in zip(texts, told, strict=True)]


def holding(texts: Sequence[str], known: Collection[int]) -> list[int]:
    """The places of the texts in which a pattern finds something valid, but for those of the `known` detectors."""
    table = patterns()
    whole = "\n".join(texts).encode("utf-8", "replace")
    wanted = [index for index in table.set.Match(whole) or () if table.owners[index] not in known]
    if not wanted:
        return []
    joined = _Joined([sound(text) for text in texts])
    for index in wanted:
        joined.locate(table.owners[index], table.single[index])
    return sorted({*joined.hits, *joined.again})


class _Joined:
    """Texts of one line each, one after the other, and in which of them what is found stands."""

    def __init__(self, texts: Sequence[str]) -> None:
        self.texts = texts
        self.encoded = [text.encode() for text in texts]
        self.starts: list[int] = []
        at = 0
        for each in self.encoded:
            self.starts.append(at)
            at += len(each) + 1
        self.whole = b"\n".join(self.encoded)
        self.hits: dict[int, list[tuple[int, int, int]]] = {}
        self.again: set[int] = set()

    def glances(self) -> Iterator[Glance | None]:
        """What each shows, None where it is to be looked at alone."""
        table = patterns()
        for index in table.set.Match(self.whole) or ():
            self.locate(table.owners[index], table.single[index])
        cues = table.cue_set if table.cue_set.Match(self.whole) else None
        for place, encoded in enumerate(self.encoded):
            if place in self.again:
                yield None
            elif cues is None:
                yield Glance(self.hits.get(place, []), 0, paired=False)
            else:
                yield Glance(self.hits.get(place, []), *_cued(encoded))

    def locate(self, bit: int, single: Single) -> None:
        """Where one pattern finds something valid, and which texts are to be looked at again, alone."""
        last = count = -1
        for match in single.pattern.finditer(self.whole):
            first, end = match.span()
            place = bisect_right(self.starts, first) - 1
            start, encoded = self.starts[place], self.encoded[place]
            if end > start + len(encoded):
                self.again.update(range(place, bisect_right(self.starts, end)))
            count = count + 1 if place == last else 0
            last = place
            if count >= _MOST or place in self.again:
                continue
            begin, stop = _part(match, single.groups) if single.groups else (first, end)
            text = self.texts[place]
            places = [first - start, end - start, begin - start, stop - start]
            if len(encoded) != len(text):
                places = [len(encoded[:at].decode()) for at in places]
            first, end, begin, stop = places
            if _stands(text, single, first, end, begin, stop):
                self.hits.setdefault(place, []).append((bit, begin, stop))


def _stands(text: str, single: Single, first: int, last: int, start: int, end: int) -> bool:
    """True for a candidate (`start`, `end`) of a match (`first`, `last`) that is what it looks like."""
    placed = single.placed
    return not _torn(text, start, end) and single.valid(text[first:last]) and (not placed or placed(text, start, end))


def _hits(text: str, encoded: bytes) -> list[tuple[int, int, int]]:
    table = patterns()
    hits: list[tuple[int, int, int]] = []
    for index in table.set.Match(encoded) or ():
        hits += _located(text, encoded, table.owners[index], table.single[index])
    return hits


def spans(text: str) -> list[tuple[int, int, int]]:
    """Every (detector, start, end) whose pattern matches in `text` and whose `valid` agrees."""
    return glance(text).spans


def _located(text: str, encoded: bytes, bit: int, single: Single) -> Iterator[tuple[int, int, int]]:
    # Offsets of bytes are those of characters in ASCII, and RE2 need not translate them.
    plain = len(encoded) == len(text)
    for match in islice(single.pattern.finditer(encoded if plain else text), _MOST):
        first, last = start, end = match.span()
        if single.groups:
            start, end = _part(match, single.groups)
        if _stands(text, single, first, last, start, end):
            yield bit, start, end


def _part(match: Any, groups: int) -> tuple[int, int]:
    """Where the candidate is: the group that matched, or all of it."""
    group = next((group for group in range(1, groups + 1) if match.start(group) >= 0), 0)
    start, end = match.span(group)
    return start, end


def _torn(text: str, start: int, end: int) -> bool:
    """True for digits cut out of something longer: an identifier with dashes, a fraction, a date."""
    if not start and end == len(text):
        return False
    before, after = text[max(0, start - 2) : start], text[end : end + 2]
    if text[start].isdigit() and len(before) == 2 and before[1] in "-._/" and before[0].isalnum():
        return True
    return text[end - 1].isdigit() and len(after) == 2 and after[0] in "-._" and after[1].isalnum()
