"""What a field holds: evidence of its values, of its name and against it, weighed into a confidence per label.

Values are examined fully for the first `FULL` records that have the field and one in `STRIDE` after that, so that the
time and memory for a field stay bounded; shares are estimates from then on and counts are scaled. A value is examined
by what its field's name and its own shape allow: one pass of all patterns over it (RE2 set: linear time on hostile
text), then `valid` of those that hit, then the detectors that the name calls for.
"""

import re
from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Sequence
from functools import cache, lru_cache
from typing import Any, NamedTuple

from leftopen.privacy.detect import concepts, lexicon, prose
from leftopen.privacy.detect.answers import closed_word
from leftopen.privacy.detect.kinds import by_concept, by_value, detectors
from leftopen.privacy.detect.patterns import HEAD, figures, glance, sound
from leftopen.privacy.flatten import Node

FULL = 500
STRIDE = 32
CELL = 16
"""Values of one field in one record that are examined."""
CHARACTERS = 16_384
"""Characters of one field in one record that are examined, so that long texts in a list cost no more than one."""
KEPT = 64
"""Values kept per field while reading, for the evidence against."""
_LONG = 262_144
_HUGE = 10**24
_LONG_NUMBER, _EXACT = 10**6, 2**53
"""Figures that may number somebody, and up to where a fraction holds whole numbers exactly."""
_SHORTENED = re.compile(r"\d(?:[.,]\d+)?E\+\d\d?")
"""A long number as spreadsheets write it, its last digits lost."""
_MEMO = 1024
_SHORT = 64
_LONG_MEMO = 32
"""Texts of a field and what they showed that are kept: short ones, and long ones, which repeat more seldom."""
_WHOLE = 0.8
_TRIED, _MOST = 24, 0.5
"""Values after which a kind that a name calls in general is asked no more unless that share was valid."""
_AGREES = 0.5
_NUMBERS = frozenset({int, float, bool})


def tame(value: Any) -> Any:
    """A value that every detector can take: text as valid Unicode of bounded length."""
    if isinstance(value, str) and (len(value) > _LONG or not value.isascii()):
        return value[:_LONG].encode("utf-8", "replace").decode("utf-8")
    return value


def fit(values: Sequence[Any]) -> list[Any]:
    """Of the values of one field in one record those to examine, none where they are all empty."""
    if len(values) == 1 and type(values[0]) is str and values[0].isascii():
        return [values[0][:_LONG]] if values[0] else []
    some = [tame(counted(value)) for value in values[:CELL] if measurable(value)]
    if len(some) > 1:
        some = _bounded(some)
    return [] if all(value == "" for value in some) else some


def counted(value: Any) -> Any:
    """A long number that is kept as a fraction without any (`13910002000.0`) as a whole one."""
    return (
        int(value) if isinstance(value, float) and value.is_integer() and _LONG_NUMBER <= abs(value) < _EXACT else value
    )


def whole_number(value: Any) -> Any:
    """A long number that a spreadsheet shortened (`4.9163E+12`) with zeros for what is lost."""
    short = type(value) is str and len(value) <= _SHORT and "E+" in value and _SHORTENED.fullmatch(value)
    return str(int(float(value.replace(",", ".")))) if short else value


def _bounded(values: list[Any]) -> list[Any]:
    """The values as far as they have `CHARACTERS` together, at least one."""
    left = CHARACTERS
    for count, value in enumerate(values):
        if isinstance(value, str):
            left -= min(len(value), HEAD)
            if left < 0:
                return values[: max(1, count)]
    return values


def measurable(value: Any) -> bool:
    """False for no value, and for whole numbers beyond all that anything is numbered with."""
    return value is not None and not (isinstance(value, int) and abs(value) > _HUGE)


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
        "enum",
        "examined",
        "fits",
        "general",
        "hints",
        "hits",
        "inside",
        "keep",
        "kept",
        "little",
        "looks",
        "masks",
        "memo",
        "names",
        "node",
        "present",
        "samples",
        "types",
        "weak",
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
        self.hints, self.weak, self.names, self.called, self.asked = _named(node.parts, around)
        self.general = self.asked

    def take(self, values: list[Any]) -> None:
        """The values of this field in one record."""
        self.present += 1
        if self.present <= FULL:
            self._examine(values, 1)
        elif self.present % STRIDE == 0:
            self._examine(values, STRIDE)

    def _examine(self, values: list[Any], weight: int) -> None:
        # What is kept is `fit`, so that a value that equals it is too.
        alone = len(values) == 1 and type(values[0]) is str
        shown = self.memo.get(values[0]) if alone else None
        if shown is not None:
            self.types["text"] += weight
        else:
            values = [value for value in values[:CELL] if value is not None]
            self.types[kind(values)] += weight
            values = fit(values)
            if not values:
                return
            if self.called:
                values = [whole_number(value) for value in values]
            shown = look(values, [Text(value) for value in values if textual(value)], self.called, self.general)
            if alone:
                self._remember(values[0], shown)
        self.examined += weight
        if len(self.kept) < self.keep:
            self.kept += values[: self.keep - len(self.kept)]
        for mask in shown.masks:
            self.masks[mask] += weight
        self._count(shown, weight, values)
        if self.general and self.examined >= _TRIED:
            self.general = tuple(bit for bit in self.general if self.whole[bit] >= _MOST * self.examined)

    def _remember(self, text: str, shown: "Shown") -> None:
        if len(text) <= HEAD and len(self.memo) < (_MEMO if len(text) <= _SHORT else _LONG_MEMO):
            self.memo[text] = shown

    def _count(self, shown: "Shown", weight: int, values: list[Any]) -> None:
        self.looks += 1
        if shown.inside:
            self.hits.update(bit for bit in range(shown.inside.bit_length()) if shown.inside >> bit & 1)
        self.little += weight * shown.little
        self.enum += weight * shown.enum
        self.agrees.update({bit: weight for bit in self.called if shown.agrees >> bit & 1} if shown.agrees else {})
        for counter, bits in ((self.whole, shown.whole), (self.inside, shown.inside), (self.fits, shown.fits)):
            while bits:
                bit = (bits & -bits).bit_length() - 1
                bits &= bits - 1
                counter[bit] += weight
                if bit not in self.samples:
                    self.samples[bit] = values

    def absorb(self, other: "Column") -> None:
        """Adds the counters of a column whose node was collapsed into this one's."""
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


@lru_cache(4096)
def _named(
    parts: tuple[str, ...], around: frozenset[str]
) -> tuple[dict[str, float], frozenset[str], tuple[float, ...], tuple[int, ...], tuple[int, ...]]:
    """What a field's name tells: strength per concept, ambiguous ones, strength per detector, detectors it calls.

    The last are those that it calls in general: of them, values count that are valid.
    """
    found = concepts.of_path(parts)
    hints = {hint.concept: hint.strength for hint in reversed(found)}
    clear = {hint.concept for hint in found if not hint.weak}
    person = "about.person" in around and "about.thing" not in around
    weak = frozenset() if person else frozenset(hint.concept for hint in found if hint.weak) - clear
    strengths: dict[int, float] = {}
    for concept, strength in hints.items():
        for bit in by_concept().get(concept, ()):
            strengths[bit] = max(strengths.get(bit, 0.0), strength)
    names = tuple(strengths.get(bit, 0.0) for bit in range(len(detectors())))
    called = tuple(sorted(bit for bit, name in strengths.items() if name >= _AGREES))
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


def textual(value: Any) -> bool:
    """True for what patterns are looked for in: text and whole numbers."""
    return isinstance(value, (str, int)) and not isinstance(value, bool)


class Text:
    """One value as text: bits of the detectors whose pattern is `whole` of it, and of those only `inside` it."""

    __slots__ = ("_hits", "glance", "inside", "text", "whole")

    def __init__(self, value: str | int) -> None:
        self._hits: list[prose.Hit] | None = None
        self.whole = self.inside = 0
        if type(value) is str:
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


def look(values: Sequence[Any], texts: Sequence[Text], called: Iterable[int], general: Iterable[int] = ()) -> Shown:
    """What the values of one record show by themselves: `texts` are those of them that are textual."""
    masks = []
    whole = inside = fits = 0
    for text in texts:
        masks.append(text.whole)
        whole |= text.whole
        inside |= text.inside
    for bits in _seen(values, texts):
        masks += bits
        whole |= sum(bits)
    for bit in general:
        if any(detectors()[bit].valid(text.text.strip()) for text in texts):
            masks.append(1 << bit)
            whole |= 1 << bit
    loose = False
    for bit in called:
        if whole >> bit & 1 or detectors()[bit].plausible(values):
            fits |= 1 << bit
            loose |= detectors()[bit].loose
    shown = Shown(tuple(masks), whole, inside, fits)
    return _weighed(shown, values, called) if loose else shown


def _weighed(shown: Shown, values: Sequence[Any], called: Iterable[int]) -> Shown:
    """The same with how much the values say of the kinds that nearly any value fits."""
    words = [value.strip().casefold() if len(value) <= HEAD else "" for value in values if isinstance(value, str)]
    loose = (bit for bit in called if detectors()[bit].loose)
    agrees = sum(1 << bit for bit in loose if any(lexicon.agrees(detectors()[bit].label, word) for word in words))
    enum = bool(words) and all(word in lexicon.closed("none.enum") for word in words)
    answers = all(word in lexicon.closed("none.flag") or word in lexicon.closed("none.enum") for word in words)
    plain = all(isinstance(value, (bool, int, float, str)) for value in values)
    return shown._replace(agrees=agrees, little=plain and answers, enum=enum)


class _Sees(NamedTuple):
    """All that a value alone shows by other means than a pattern.

    `words` of closed sets with the masks of their detectors; each `see` once with such masks, what `cues` a text must
    have one of (0: it needs none) and its least length.
    """

    words: dict[str, tuple[int, ...]]
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
    return _Sees(words, tuple(others))


def _seen(values: Sequence[Any], texts: Sequence["Text"]) -> Iterator[tuple[int, ...]]:
    """The masks of what the values show by themselves besides their patterns; numbers show nothing."""
    plain, length, cued = True, 0, 0
    for value in values:
        if type(value) is str:
            length = max(length, len(value))
        elif type(value) not in _NUMBERS:
            plain = False
    if plain and not length:
        return
    for text in texts:
        cued |= text.glance.cued
    words, others = _sees()
    for masks, cue, least, see in others:
        if (not plain or ((not cue or cued & cue) and length >= least)) and see(values):
            yield masks
    shown = {mask: None for value in values if type(value) is str for mask in words.get(closed_word(value), ())}
    if shown:
        yield tuple(shown)


def kind(values: Sequence[Any]) -> str:
    """The type of a field's values as reports show it: `text`, `integer`, `float[512]`, …"""
    if not values:
        return "null"
    value = values[0]
    if isinstance(value, bool):
        return "boolean"
    if isinstance(value, int):
        return "integer"
    if isinstance(value, float):
        return "float"
    if isinstance(value, str):
        return "text"
    if isinstance(value, (list, tuple)):
        return f"float[{len(value)}]" if value else "array"
    if isinstance(value, (bytes, bytearray)):
        return "bytes"
    return "date" if hasattr(value, "isoformat") else "other"


def forget() -> None:
    """Drops every field name that was read, here and in `concepts`."""
    _named.cache_clear()
    concepts.forget()
