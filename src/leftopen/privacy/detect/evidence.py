"""What a field holds: evidence of its values, of its name and against it, weighed into a confidence per label.

The values of some records wait until they are counted together (`Column.count`): equal ones are examined once, and all
patterns are looked for in the distinct ones at once (see `patterns`). A value is examined by what its field's name and
its own shape allow: the patterns, then `valid` of those that hit, then the detectors that the name calls for.

All are examined in the first `FULL` records that have the field and one in `STRIDE` after that. A field is settled once
`SETTLED` different values of one word or figure showed nearly all the same; of such values one in `SETTLED_STRIDE` is
examined from then on and counts for the others, but texts are, in which something may stand. So the time and memory for
a field stay bounded; shares are estimates from then on.
"""

from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from functools import cache, lru_cache
from typing import Any, NamedTuple

from leftopen.privacy.detect import backgrounds, concepts, lexicon, prose
from leftopen.privacy.detect.answers import closed_word
from leftopen.privacy.detect.kinds import by_concept, by_value, detectors
from leftopen.privacy.detect.patterns import HEAD, Glance, figures, glance, glances, sound
from leftopen.privacy.detect.values import CELL, fit, kind, textual, whole_number
from leftopen.privacy.flatten import Node
from leftopen.privacy.memo import Memo

FULL = 500
STRIDE = 32
SETTLED, SETTLED_STRIDE = 64, 128
"""Different values after which a field may be settled, and of how many values one is examined then."""
KEPT = 64
"""Values kept per field while reading, for the evidence against."""
_MEMO = 1024
_SHORT = 64
_LONG_MEMO = 32
"""Texts of a field and what they showed that are kept: short ones, and long ones, which repeat more seldom."""
_WHOLE = 0.8
_TRIED, _MOST = 24, 0.5
"""Values after which a kind that a name calls in general is asked no more unless that share was valid."""
_NEARLY = 0.95
"""Share of a field's values from which on it is taken to hold such alone, and what is left to be a stray."""
_TOGETHER, _WAITING = 64, 65_536
"""Records, and about how many characters, of a field that are looked at together."""
_AGREES = 0.5
_FIGURES = 2
"""Digits of a text that says no more than a number does."""
_NUMBERS = frozenset({int, float, bool})


class Column:
    """The counters of one field. Bits 0… are detectors in order: `whole` values, `inside` text, `fits` its name.

    `asked` are those that it calls in general, `general` those of them that are still asked.
    `names` is how clearly the field's name speaks for each detector, `called` those that it calls. `agrees`, `little`
    and `enum` count what `Shown` tells of kinds that nearly any value fits; `hits` are `inside` as often as was looked,
    `looks` times, without the weight of those left out.
    """

    __slots__ = (
        "agrees",
        "asked",
        "called",
        "distinct",
        "enum",
        "examined",
        "fits",
        "general",
        "hints",
        "hits",
        "inside",
        "keep",
        "kept",
        "last",
        "little",
        "looks",
        "masks",
        "memo",
        "most",
        "names",
        "node",
        "passed",
        "present",
        "samples",
        "settled",
        "size",
        "types",
        "waiting",
        "weak",
        "weight",
        "whole",
    )

    def __init__(self, node: Node, around: frozenset[str], keep: int = KEPT) -> None:
        self.node = node
        self.keep = keep
        self.present = 0
        self.examined = 0.0
        self.types: Counter[str] = Counter()
        self.whole: Counter[int] = Counter()
        self.inside: Counter[int] = Counter()
        self.fits: Counter[int] = Counter()
        self.masks: Counter[int] = Counter()
        self.agrees: Counter[int] = Counter()
        self.hits: Counter[int] = Counter()
        self.little = self.enum = self.looks = 0
        self.kept: list[Any] = []
        self.samples: dict[int, list[Any]] = {}
        self.memo: dict[str, Shown] = {}
        self.waiting: list[list[Any]] = []
        self.last: list[Any] = []
        self.size = self.distinct = self.passed = 0
        self.weight = 1
        self.settled = False
        self.hints, self.weak, self.names, self.called, self.asked = _named((node.parts, around))
        self.general = self.asked
        self.most = _TRIED if self.general else _TOGETHER

    def take(self, values: list[Any]) -> None:
        """The values of this field in one record; they are counted with those of others, or by `count`."""
        self.present += 1
        if self.settled and not _texty(values):
            self._pass(values)
        elif self.present <= FULL:
            self._wait(values, 1)
        elif self.present % STRIDE == 0:
            self._wait(values, STRIDE)

    def _wait(self, values: list[Any], weight: int) -> None:
        if weight != self.weight:
            self._count_waiting()
            self.weight = weight
        self.waiting.append(values)
        if len(values) == 1:
            value = values[0]
            self.size += len(value) if type(value) is str else 1
        else:
            self.size += HEAD
        if len(self.waiting) >= self.most or self.size >= _WAITING:
            self._count_waiting()

    def _pass(self, values: list[Any]) -> None:
        """One value of a settled field, which stands for those before it that were passed over, too."""
        if len(self.kept) < self.keep and self.present <= FULL:
            self.kept += self._fitting(values)[: self.keep - len(self.kept)]
        self.last = values
        self.passed += 1
        if self.passed == SETTLED_STRIDE:
            self._count_passed()

    def _count_passed(self) -> None:
        self._count_waiting()
        self.waiting, self.weight, self.passed = [self.last], self.passed, 0
        self._count_waiting(keep=False)

    def count(self) -> None:
        """Counts what was taken and waits."""
        self._count_waiting()
        if self.passed:
            self._count_passed()

    def _count_waiting(self, *, keep: bool = True) -> None:
        """Counts equal values once, and looks for all patterns in the distinct ones together."""
        waiting = self.waiting
        if not waiting:
            return
        self.waiting, self.size = [], 0
        fresh = [values[0] for values in waiting if len(values) == 1 and type(values[0]) is str]
        told = self._look({text: None for text in fresh if text and text not in self.memo})
        shown: dict[Shown, list[Any]] = {}
        for values in waiting:
            each = self._shown(values, told)
            if each is not None:
                seen, examined = each
                if keep and len(self.kept) < self.keep:
                    self.kept += examined[: self.keep - len(self.kept)]
                if seen in shown:
                    shown[seen][0] += 1
                else:
                    shown[seen] = [1, examined]
        for seen, (times, examined) in shown.items():
            self._count(seen, times, examined)
        if self.general and self.examined >= _TRIED:
            self.general = tuple(bit for bit in self.general if self.whole[bit] >= _MOST * self.examined)
        self._settle(told)

    def _look(self, texts: Iterable[str]) -> dict[str, "Shown"]:
        """What texts show that each are all of a record's values, as far as they are remembered or needed now."""
        fitting = {text: self._fitting([text]) for text in texts}
        heads = [sound(values[0]) for values in fitting.values()]
        told = {}
        for (text, values), head, seen in zip(fitting.items(), heads, glances(heads), strict=True):
            told[text] = look(values, [Text(head, seen)], self.called, self.general)
            self._remember(text, told[text])
        return told

    def _fitting(self, values: list[Any]) -> list[Any]:
        values = fit(values)
        return [whole_number(value) for value in values] if self.called else values

    def _shown(self, values: list[Any], told: dict[str, "Shown"]) -> "tuple[Shown, list[Any]] | None":
        """What one record shows, and of which values; None where they are empty."""
        if len(values) == 1 and type(values[0]) is str:
            self.types["text"] += self.weight
            text = values[0]
            shown = told.get(text) or self.memo.get(text)
            if shown is None:
                return None
            return shown, values if text.isascii() and len(text) <= _SHORT else self._fitting(values)
        values = [value for value in values[:CELL] if value is not None]
        self.types[kind(values)] += self.weight
        values = self._fitting(values)
        if not values:
            return None
        texts = [Text(value) for value in values if textual(value)]
        return look(values, texts, self.called, self.general), values

    def _settle(self, fresh: Mapping[str, "Shown"]) -> None:
        """Settles the field once enough different values showed the same, or hardly any showed anything else."""
        if self.settled or self.weight > 1:
            return
        self.distinct += sum(not _texty([text]) for text in fresh)
        most, least = _NEARLY * self.examined, (1 - _NEARLY) * self.examined
        shown = (*self.whole.values(), *self.fits.values(), *self.inside.values())
        self.settled = self.distinct >= SETTLED and all(count >= most or count <= least for count in shown)

    def _remember(self, text: str, shown: "Shown") -> None:
        if len(text) <= HEAD and len(self.memo) < (_MEMO if len(text) <= _SHORT else _LONG_MEMO):
            self.memo[text] = shown

    def _count(self, shown: "Shown", times: int, values: list[Any]) -> None:
        """Adds what so many records show, the first of them `values`."""
        weight = times * self.weight
        self.looks += times
        self.examined += weight
        self.little += weight * shown.little
        self.enum += weight * shown.enum
        for mask in shown.masks:
            self.masks[mask] += weight
        if shown.inside:
            self.hits.update(dict.fromkeys(_bits(shown.inside), times))
        if shown.agrees:
            self.agrees.update(dict.fromkeys((bit for bit in self.called if shown.agrees >> bit & 1), weight))
        for counter, bits in ((self.whole, shown.whole), (self.inside, shown.inside), (self.fits, shown.fits)):
            for bit in _bits(bits):
                counter[bit] += weight
                if bit not in self.samples:
                    self.samples[bit] = values

    def absorb(self, other: "Column") -> None:
        """Adds the counters of a column whose node was collapsed into this one's."""
        self.count()
        other.count()
        self.present += other.present
        self.examined += other.examined
        self.types.update(other.types)
        self.looks += other.looks
        self.little += other.little
        self.enum += other.enum
        for name in ("whole", "inside", "fits", "masks", "agrees", "hits"):
            getattr(self, name).update(getattr(other, name))
        self.kept = (self.kept + other.kept)[: self.keep]
        self.samples = {**other.samples, **self.samples}


class Strengths(dict[int, float]):
    """How clearly a name speaks for the detectors that it speaks for; of all others 0."""

    def __missing__(self, bit: int) -> float:
        return 0.0


@Memo
def _named(
    field: tuple[tuple[str, ...], frozenset[str]],
) -> tuple[dict[str, float], frozenset[str], Strengths, tuple[int, ...], tuple[int, ...]]:
    """What the name of a field tells, by its parts and the concepts around it: strength per concept, ambiguous ones,
    strength per detector, detectors it calls.

    The last are those that it calls in general: of them, values count that are valid.
    """
    parts, around = field
    found = concepts.of_path(parts)
    hints = {hint.concept: hint.strength for hint in reversed(found)}
    clear = {hint.concept for hint in found if not hint.weak}
    person = "about.person" in around and "about.thing" not in around
    weak = frozenset() if person else frozenset(hint.concept for hint in found if hint.weak) - clear
    names = Strengths()
    for concept, strength in hints.items():
        for bit in by_concept().get(concept, ()):
            names[bit] = max(names[bit], strength)
    called = tuple(sorted(bit for bit, name in names.items() if name >= _AGREES))
    general = {bit for concept, strength in hints.items() if strength >= _AGREES for bit in by_value().get(concept, ())}
    return hints, weak, names, called, tuple(sorted(general.difference(called)))


class Shown(NamedTuple):
    """What one record shows of a field: bits per value, and bits that any value shows; `examined`: has a value.

    Of kinds that nearly any value fits, `agrees` are those of which it has a word; `little`: all values are flags,
    numbers, answers or words of closed sets of anything, `enum`: the last.
    """

    masks: tuple[int, ...]
    whole: int
    inside: int
    fits: int
    examined: bool = True
    agrees: int = 0
    little: bool = False
    enum: bool = False


def _bits(mask: int) -> Iterator[int]:
    """The bits that are set, the lowest first."""
    while mask:
        yield (mask & -mask).bit_length() - 1
        mask &= mask - 1


def _texty(values: Sequence[Any]) -> bool:
    """True for what may hold something inside it: texts of several words, and several values."""
    if len(values) != 1:
        return True
    (value,) = values
    if type(value) is not str:
        return isinstance(value, (list, tuple, bytes))
    size = len(value)
    return size > _SHORT or (size >= prose.LEAST and (value.count(" ") > 1 or not value.isascii()))


class Text:
    """One value as text: bits of the detectors whose pattern is `whole` of it, and of those only `inside` it."""

    __slots__ = ("_hits", "glance", "inside", "text", "whole")

    def __init__(self, value: str | int, told: Glance | None = None) -> None:
        """`told`: what was seen of a `sound` text already."""
        self._hits: list[prose.Hit] | None = None
        self.whole = self.inside = 0
        if told is not None:
            self.text, self.glance = str(value), told
        elif type(value) is str:
            self.text = sound(value)
            self.glance = glance(self.text)
        else:
            self.text = str(value)
            self.glance = figures(self.text)
        if self.glance.spans:
            self._match(len(self.text.strip()))
        if not self.whole and type(value) is str and prose.prose(self.text):
            for hit in self.hits():
                self.inside |= 1 << hit.bit

    def _match(self, stripped: int) -> None:
        for bit, start, end in self.glance.spans:
            if end - start >= _WHOLE * stripped:
                self.whole |= 1 << bit
            elif not detectors()[bit].chance:
                self.inside |= 1 << bit
        self.inside &= ~self.whole

    def hits(self) -> list[prose.Hit]:
        """The claims in it when it is read as running text."""
        if self._hits is None:
            self._hits = prose.seen(self.text, self.glance)
        return self._hits


def look(values: Sequence[Any], texts: Sequence[Text], called: Iterable[int], general: tuple[int, ...] = ()) -> Shown:
    """What the values of one record show by themselves: `texts` are those of them that are textual."""
    seen = _seen(values, texts)
    if len(texts) == 1 and not (seen or called or general):
        return _patterns_alone(texts[0].whole, texts[0].inside)
    masks = []
    whole = inside = fits = 0
    for text in texts:
        masks.append(text.whole)
        whole |= text.whole
        inside |= text.inside
    for bits in seen:
        masks += bits
        whole |= sum(bits)
    for at, text in enumerate(texts if general else ()):
        stripped = text.text.strip()
        for bit in _of_length(general, len(stripped)):
            if detectors()[bit].valid(stripped):
                masks[at] |= 1 << bit
        whole |= masks[at]
    loose = False
    for bit in called:
        if whole >> bit & 1 or detectors()[bit].plausible(values):
            fits |= 1 << bit
            loose |= detectors()[bit].loose
    shown = Shown(tuple(masks), whole, inside, fits)
    return _weighed(shown, values, called) if loose else shown


@lru_cache(256)
def _patterns_alone(whole: int, inside: int) -> Shown:
    """What one value shows that only patterns tell anything of, as most do."""
    return Shown((whole,), whole, inside, 0)


@lru_cache(1024)
def _of_length(general: tuple[int, ...], length: int) -> tuple[int, ...]:
    """Those of the detectors that may take a text of so many characters."""
    return tuple(bit for bit in general if (own := detectors()[bit].lengths) is None or length in own())


def _weighed(shown: Shown, values: Sequence[Any], called: Iterable[int]) -> Shown:
    """The same with how much the values say of the kinds that nearly any value fits."""
    words = [value.strip().casefold() if len(value) <= HEAD else "" for value in values if isinstance(value, str)]
    loose = (bit for bit in called if detectors()[bit].loose)
    agrees = sum(1 << bit for bit in loose if any(lexicon.agrees(detectors()[bit].label, word) for word in words))
    enum = bool(words) and all(word in lexicon.closed("none.enum") for word in words)
    answers = all(_figure(word) or word in lexicon.closed("none.flag") | lexicon.closed("none.enum") for word in words)
    plain = all(isinstance(value, (bool, int, float, str)) for value in values)
    return shown._replace(agrees=agrees, little=plain and answers, enum=enum)


def _figure(word: str) -> bool:
    """True for a small number written as text."""
    bare = word.removeprefix("-")
    return len(bare) <= _FIGURES and bare.isdecimal()


class _Sees(NamedTuple):
    """All that a value alone shows by other means than a pattern.

    `words` of closed sets with the masks of their detectors; each `see` once with such masks, what `cues` a text must
    have one of (0: it needs none) and its least length. `cues` are all of these, `least` is the length from which on
    some need none.
    """

    words: dict[str, tuple[int, ...]]
    cues: int
    least: int
    others: tuple[tuple[tuple[int, ...], int, int, Callable[[Sequence[Any]], bool]], ...]


@cache
def _sees() -> _Sees:
    words: dict[str, tuple[int, ...]] = {}
    found: dict[Callable[[Sequence[Any]], bool], list[int]] = {}
    for bit, each in enumerate(detectors()):
        if each.closed is not None:
            for word in each.closed():
                words[word] = (*words.get(word, ()), 1 << bit)
        elif each.see is not None:
            found.setdefault(each.see, []).append(bit)
    others = []
    for see, bits in found.items():
        first = detectors()[bits[0]]
        others.append((tuple(1 << bit for bit in bits), 1 << bits[0] if first.cue else 0, first.least, see))
    least = min((least for _, cue, least, _ in others if not cue), default=HEAD)
    return _Sees(words, sum({cue for _, cue, _, _ in others}), least, tuple(others))


def _seen(values: Sequence[Any], texts: Sequence["Text"]) -> list[tuple[int, ...]]:
    """The masks of what the values show by themselves besides their patterns; numbers show nothing."""
    plain, length, cued = True, 0, 0
    for value in values:
        if type(value) is str:
            length = max(length, len(value))
        elif type(value) not in _NUMBERS:
            plain = False
    if plain and not length:
        return _NONE
    for text in texts:
        cued |= text.glance.cued
    sees = _sees()
    if plain and length < sees.least and not cued & sees.cues:
        found = _NONE
    else:
        found = [
            masks
            for masks, cue, least, see in sees.others
            if (not plain or ((not cue or cued & cue) and length >= least)) and see(values)
        ]
    if len(values) == 1:
        shown = sees.words.get(closed_word(values[0])) if length else None
        return [*found, shown] if shown else found
    said = {mask: None for value in values if type(value) is str for mask in sees.words.get(closed_word(value), ())}
    return [*found, tuple(said)] if said else found


_NONE: list[tuple[int, ...]] = []


def keep(own: Callable[[str], bool]) -> None:
    """Keeps what field names tell that are made of the product's `own` words."""
    _named.keep(lambda field: concepts.owned(field[0], own))
    concepts.keep(own)


def forget() -> None:
    """Drops every value, and every field name that was read and not kept, here and in `concepts`."""
    backgrounds.forget()
    _named.forget()
    concepts.forget()
