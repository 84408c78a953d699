"""All patterns over a text at once: which detectors hit, and where.

One RE2 set tells in linear time which patterns occur (hostile text cannot make it slow); only those are then located
and checked by their detector's `valid`. Beside it are the cues without which a detector's `find` finds and its `see`
sees nothing, and `PAIRED`, so that most texts need no other look. The automaton of several patterns together is the
product of theirs, which a text that is new to it spends its time building: so a pattern that needs certain `marks` is
apart and asked where one is, and each cue is alone until so many texts were asked that the product of them pays.

Many texts are looked at together, with `_BETWEEN` them: one pass over all of them costs a tenth of one pass each. A
pattern must find the same in a text whether it stands alone or on a line of its own; what reaches over the end of one
is found again in each of its texts alone.
"""

import re
from bisect import bisect_right
from collections.abc import Collection, Iterable, Iterator, Sequence
from functools import cache, cached_property
from itertools import islice
from typing import Any, NamedTuple

import re2

from leftopen.privacy import numerals
from leftopen.privacy.detect.kinds import Detector, detectors
from leftopen.privacy.pieces import PIECE

HEAD = PIECE
"""Characters of one value that are examined."""
PAIRED = "[:：=]| (?:is|ist|es|est) "
"""What stands between a name and its value in running text."""
_MOST = 20
_FEW = 3
"""Texts from which on it pays to join them."""
SHORT = 64
"""Characters of a text in which a cue is looked for as quickly as it is asked for one."""
_BETWEEN = "\n\0\n"
"""Ends a line, and no space reaches over it."""
_ALONE, _PAYS = 2, 16_384
"""Cues of a text that are asked one by one, and after how many texts with more of them all are asked together."""


class Glance(NamedTuple):
    """What all patterns tell of a text: valid (detector, start, end), bits of detectors that may have a cue in it, and
    whether `PAIRED` may be.
    """

    spans: list[tuple[int, int, int]]
    cued: int
    paired: bool


class Single:
    """One pattern, compiled where it first hits, with what its hits are asked."""

    def __init__(self, detector: Detector) -> None:
        self._form = detector.pattern
        self.valid, self.placed = detector.valid, detector.placed

    @cached_property
    def pattern(self) -> Any:
        """To find where it hits."""
        return re2.compile(self._form)

    @cached_property
    def groups(self) -> int:
        """How many it has."""
        found: int = self.pattern.groups
        return found


class Patterns:
    """All patterns in one set, but for those with marks, and each alone to find where it hit; and the cues."""

    def __init__(self, found: Sequence[Detector]) -> None:
        self.owners = [bit for bit, detector in enumerate(found) if detector.pattern is not None]
        self.single = [Single(found[bit]) for bit in self.owners]
        self._together = [index for index, bit in enumerate(self.owners) if not found[bit].marks]
        self._marked = [
            (index, _set([found[bit].pattern])) for index, bit in enumerate(self.owners) if found[bit].marks
        ]
        self._marks = _set("|".join(map(re.escape, found[self.owners[index]].marks)) for index, _ in self._marked)
        self._set = _set(_looser(found[self.owners[index]].pattern or "") for index in self._together)
        self.cues = TextCues(found)

    def within(self, encoded: bytes) -> list[int]:
        """The places in `owners` of those that occur in a text, rising."""
        found = [self._together[index] for index in self._set.Match(encoded) or ()]
        may_be = (self._marked[at] for at in self._marks.Match(encoded) or ())
        marked = [index for index, alone in may_be if alone.Match(encoded)]
        return sorted(found + marked) if marked else found


class TextCue:
    """What every text has in which a detector sees or finds anything; it has at most `most` characters.

    `beyond` is a pattern of such that no text in ASCII has: its automaton is larger, and most texts need it not.
    """

    __slots__ = ("_alone", "_beyond", "folded", "mask", "most", "pattern")

    def __init__(self, mask: int, pattern: str, most: int = HEAD, *, folded: bool = False, beyond: str = "") -> None:
        self.mask, self.pattern, self.most, self.folded = mask, pattern, most, folded
        self._alone = _set([pattern])
        self._beyond = _set([beyond]) if beyond else None

    def of(self, text: str, encoded: bytes) -> bool:
        """True where a text, which is `encoded` too, has it."""
        if len(text) > self.most:
            return False
        if self.folded:
            encoded = text.casefold().encode()
        if self._alone.Match(encoded) is not None:
            return True
        return self._beyond is not None and not text.isascii() and self._beyond.Match(encoded) is not None

    def of_any(self, texts: Sequence[str], whole: bytes) -> bool:
        """True where one of several texts may have it, which are joined in `whole`."""
        if self.folded or self.most < HEAD:
            texts = [text for text in texts if len(text) <= self.most]
            whole = self._joined(texts)
        if self._alone.Match(whole) is not None:
            return True
        if self._beyond is None:
            return False
        others = [text for text in texts if not text.isascii()]
        return bool(others) and self._beyond.Match(self._joined(others)) is not None

    def _joined(self, texts: Sequence[str]) -> bytes:
        some = "\n".join(texts)
        return (some.casefold() if self.folded else some).encode()


class TextCues:
    """The cues of all detectors, and `PAIRED`, of mask 0."""

    def __init__(self, found: Sequence[Detector]) -> None:
        self.all = [
            TextCue(1 << bit, each.cue, each.most or HEAD, folded=each.folded, beyond=each.beyond)
            for bit, each in enumerate(found)
            if each.cue
        ]
        self.all.append(TextCue(0, PAIRED))
        self._plain = [cue for cue in self.all if not cue.folded and cue.most == HEAD]
        self._product: Any = None
        self._many = 0

    def of_any(self, texts: Sequence[str]) -> list[TextCue]:
        """Those that one of several texts may have."""
        if not texts:
            return []
        whole = _BETWEEN.join(texts).encode()
        return [cue for cue in self.all if cue.of_any(texts, whole)]

    def of(self, text: str, encoded: bytes, asked: Sequence[TextCue]) -> tuple[int, bool]:
        """The masks of those `asked` that a text has, and whether `PAIRED` is one."""
        together = self._together(encoded) if len(asked) > _ALONE else None
        cued = 0
        paired = False
        for cue in asked:
            if cue.of(text, encoded) if together is None or cue not in self._plain else cue in together:
                cued |= cue.mask
                paired |= not cue.mask
        return cued, paired

    def _together(self, encoded: bytes) -> list[TextCue] | None:
        """Those that a text has, once so many texts were asked for several that they are looked for at once."""
        self._many += 1
        if self._many <= _PAYS:
            return None
        if self._product is None:
            self._product = _set(cue.pattern for cue in self._plain)
        return [self._plain[index] for index in self._product.Match(encoded) or ()]


_TIMES = re.compile(r"(?<!\\x)\{(\d+)(?:,(\d*))?\}")
_COUNTED = 8
"""Times that are counted where it is only asked whether a pattern hits at all."""


def _looser(pattern: str) -> str:
    r"""A smaller pattern, which hits wherever `pattern` does: it counts less far how often something stands there.

    An automaton has a state for each time that is counted, for each byte of a sign, in each place where it may have
    begun.

    >>> print(_looser(r"[a-z]{0,60}:\x{2010}[0-9]{64}\.\d{2,3}"))
    [a-z]{0,}:\x{2010}[0-9]{8,}\.\d{2,3}
    """

    def looser(match: re.Match[str]) -> str:
        least, most = int(match[1]), match[2]
        if most is None:
            most = match[1]
        return match[0] if most and int(most) <= _COUNTED else f"{{{min(least, _COUNTED)},}}"

    return _TIMES.sub(looser, pattern)


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
    """The head of a text as valid Unicode (RE2 refuses lone surrogates), its figures as ASCII has them.

    >>> sound("رقمي ٠٥٠"), sound("ＴＥＬ：０９０－１２"), sound("ＴＥＬ")
    ('رقمي 050', 'TEL:090-12', 'ＴＥＬ')
    """
    head = value[:HEAD]
    if head.isascii():
        return head
    if numerals.OTHER.search(head) is not None:
        head = numerals.in_ascii(head.translate(_WIDE))
    return valid(head)


_WIDE = {point: point - 0xFEE0 for point in range(0xFF01, 0xFF5F)}
"""Signs of full width, which stand beside such figures, as ASCII has them: one for one."""


def valid(text: str) -> str:
    """A text as valid Unicode: a question mark for each lone surrogate."""
    try:
        text.encode()
    except UnicodeEncodeError:
        return text.encode("utf-8", "replace").decode("utf-8")
    return text


NOTHING = Glance([], 0, paired=False)
"""What patterns tell of a text in which there is nothing of theirs."""


def glance(text: str) -> Glance:
    """What there is in `text`, which is `sound`."""
    encoded = text.encode()
    cues = patterns().cues
    return Glance(_hits(text, encoded), *cues.of(text, encoded, cues.all))


def figures(text: str) -> Glance:
    """The same of a whole number written out, in which no cue is."""
    return Glance(_hits(text, text.encode()), 0, paired=False)


def glances(texts: Sequence[str]) -> list[Glance]:
    """`glance` of each of several `sound` texts."""
    if len(texts) < _FEW:
        return [glance(text) for text in texts]
    joined = _Joined(texts)
    return [glance(text) if told is None else told for text, told in zip(texts, joined.glances(), strict=True)]


def holding(texts: Sequence[str], known: Collection[int]) -> list[int]:
    """The places of the texts in which a pattern finds something valid, but for those of the `known` detectors."""
    table = patterns()
    whole = _BETWEEN.join(texts).encode("utf-8", "replace")
    wanted = [index for index in table.within(whole) if table.owners[index] not in known]
    if not wanted:
        return []
    joined = _Joined([sound(text) for text in texts])
    for index in wanted:
        joined.locate(table.owners[index], table.single[index])
    return sorted({*joined.hits, *joined.again})


class _Joined:
    """Texts, one after the other, and in which of them what is found stands."""

    def __init__(self, texts: Sequence[str]) -> None:
        self.texts = texts
        self.encoded = [text.encode() for text in texts]
        self.starts: list[int] = []
        at = 0
        for each in self.encoded:
            self.starts.append(at)
            at += len(each) + len(_BETWEEN)
        self.whole = _BETWEEN.encode().join(self.encoded)
        self.hits: dict[int, list[tuple[int, int, int]]] = {}
        self.again: set[int] = set()

    def glances(self) -> Iterator[Glance | None]:
        """What each shows, None where it is to be looked at alone.

        Cues that any has are asked of each, but for folded ones, which any short text has where one does: these take as
        long as to look for nothing.
        """
        table, cues = patterns(), patterns().cues
        for index in table.within(self.whole):
            self.locate(table.owners[index], table.single[index])
        short = [text for text in self.texts if len(text) <= SHORT]
        some = cues.of_any(short)
        shared = sum({cue.mask for cue in some if cue.folded})
        some = [cue for cue in some if not cue.folded]
        asked = cues.of_any([text for text in self.texts if len(text) > SHORT] if len(short) < len(self.texts) else [])
        for place, (text, encoded) in enumerate(zip(self.texts, self.encoded, strict=True)):
            found = self.hits.get(place)
            if place in self.again:
                yield None
                continue
            cued, paired = cues.of(text, encoded, some if len(text) <= SHORT else asked)
            if len(text) <= SHORT:
                cued |= shared
            yield Glance(found or [], cued, paired) if found or cued or paired else NOTHING

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
    for index in table.within(encoded):
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
