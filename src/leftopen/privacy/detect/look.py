"""What the values of one record show of a field by themselves: the patterns in them, then what detectors see of them.

A value is looked at by what its field's name and its own shape allow: what patterns found, closed words and sees, then
the detectors that the name calls.
"""

import re
from collections.abc import Callable, Iterable, Iterator, Sequence
from functools import cache, lru_cache
from typing import Any, NamedTuple

from leftopen.privacy.detect import lexicon, prose
from leftopen.privacy.detect.answers import closed_word
from leftopen.privacy.detect.kinds import detectors
from leftopen.privacy.detect.numbers import LONGEST, similar
from leftopen.privacy.detect.patterns import HEAD, NOTHING, Glance, figures, glance, glances, sound
from leftopen.privacy.detect.person_names import with_number
from leftopen.privacy.detect.values import textual
from leftopen.privacy.detect.weights import number

_FIGURES, _PADDED = 2, 5
"""Digits of a text that says no more than a number does, without zeros in front and with them."""
_NOTED = frozenset(("finance.card", "finance.iban"))
"""Labels of numbers that are noted beside a word or two, and that a check tells from most others there."""
_NUMBERS = frozenset({int, float, bool})
_WORDS = 2
"""Spaces of the shortest text that is read as prose."""


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


def bits_of(mask: int) -> Iterator[int]:
    """The bits that are set, the lowest first."""
    while mask:
        yield (mask & -mask).bit_length() - 1
        mask &= mask - 1


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
                self.inside |= 1 << hit.bit if prose.amid(self.text, hit) else 0
        elif not self.whole and self.glance.spans and type(value) is str and prose.note(self.text):
            noted = {bit for bit, start, end in self.glance.spans if _noted(self.text, bit, start, end)}
            for hit in self.hits() if noted else ():
                self.inside |= 1 << hit.bit if hit.bit in noted else 0

    def _match(self, stripped: int) -> None:
        for bit, start, end in self.glance.spans:
            if end - start >= number("most_of_a_value") * stripped:
                self.whole |= 1 << bit
            elif not detectors()[bit].chance:
                self.inside |= 1 << bit
        self.inside &= ~self.whole

    def hits(self) -> list[prose.Hit]:
        """The claims in it when it is read as running text."""
        if self._hits is None:
            self._hits = prose.seen(self.text, self.glance)
        return self._hits


def _noted(text: str, bit: int, start: int, end: int) -> bool:
    """True for a number that is noted beside a word or two, and a telephone number beside the name of somebody."""
    label = detectors()[bit].label
    return label in _NOTED or (label == "contact.phone" and with_number(text, start, end))


def texts_of(values: Iterable[Any]) -> dict[str | int, Text]:
    """Those of several values that are textual, each once; the patterns are looked for in all of them together."""
    distinct = dict.fromkeys(value for value in values if textual(value))
    heads = [sound(value) if isinstance(value, str) else value for value in distinct]
    seen = glances([str(head) for head in heads])
    return {value: Text(head, told) for value, head, told in zip(distinct, heads, seen, strict=True)}


_ODD = re.compile(r"[^A-Za-z0-9_.@/-]")
"""What a text has that names a number within it, or is more than a word or a number."""


def silent(text: str, told: Glance) -> bool:
    """True where it is plain that a text shows nothing by itself, nor holds anything; `told`: what patterns tell."""
    return (
        told is NOTHING
        and len(text) < _sees().least
        and _ODD.search(text) is None
        and text.casefold() not in _sees().words
    )


def look(values: Sequence[Any], texts: Sequence[Text], called: Iterable[int], general: tuple[int, ...] = ()) -> Shown:
    """What the values of one record show by themselves: `texts` are those of them that are textual."""
    seen = _seen(values, texts)
    whole = inside = fits = 0
    if len(texts) == 1 and not (seen or called or general):
        return patterns_alone(texts[0].whole, texts[0].inside)
    masks = []
    for text in texts:
        masks.append(text.whole)
        whole |= text.whole
        inside |= text.inside
    for bits in seen:
        masks += bits
        whole |= sum(bits)
    for at, text in enumerate(texts if general else ()):
        stripped = text.text.strip()
        for bit in _of_form(general, _form(stripped)):
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


def looks(
    texts: Sequence[str], called: tuple[int, ...], general: tuple[int, ...], hear: Callable[[Text], None]
) -> list[Shown]:
    """The same of each of several texts that are all of a record's values; `hear` gets those that may hold some."""
    heads = list(map(sound, texts))
    quiet = not (called or general)
    found = []
    for text, head, told in zip(texts, heads, glances(heads), strict=True):
        if quiet and not told.spans and _wordless(text) and _mute(text, told.cued):
            found.append(patterns_alone(0, 0))
        else:
            seen = Text(head, told)
            hear(seen)
            found.append(look([text], [seen], called, general))
    return found


def _wordless(text: str) -> bool:
    """True for a text of few words, which is not read as prose."""
    return text.isascii() and text.count(" ") < _WORDS


def _mute(text: str, cued: int) -> bool:
    """True for a text that shows nothing but what patterns find: no sign (`cued`) and no word of anything."""
    sees = _sees()
    return len(text) < sees.least and not cued & sees.cues and closed_word(text) not in sees.words


@lru_cache(256)
def patterns_alone(whole: int, inside: int) -> Shown:
    """What one value shows that only patterns tell anything of, as most do."""
    return Shown((whole,), whole, inside, 0)


def _form(text: str) -> str:
    """The form of a text; longer than any where it is none of a number, so that no word is kept."""
    return similar(text) if len(text) <= LONGEST and text.isascii() else "9" * (LONGEST + 1)


@lru_cache(1024)
def _of_form(general: tuple[int, ...], form: str) -> tuple[int, ...]:
    """Those of the detectors that may take a text of this form, digits and letters alike."""
    return tuple(
        bit
        for bit in general
        if ((own := detectors()[bit].lengths) is None or len(form) in own())
        and ((has := detectors()[bit].formed) is None or has(form))
    )


def _weighed(shown: Shown, values: Sequence[Any], called: Iterable[int]) -> Shown:
    """The same with how much the values say of the kinds that nearly any value fits."""
    words = [value.strip().casefold() if len(value) <= HEAD else "" for value in values if isinstance(value, str)]
    loose = (bit for bit in called if detectors()[bit].loose)
    agrees = sum(1 << bit for bit in loose if any(lexicon.agrees(detectors()[bit].label, word) for word in words))
    enum = bool(words) and all(word in lexicon.closed("none.enum") for word in words)
    answers = all(_figure(word) or word in lexicon.of_anything() for word in words)
    plain = all(isinstance(value, (bool, int, float, str)) for value in values)
    return shown._replace(agrees=agrees, little=plain and answers, enum=enum)


def _figure(word: str) -> bool:
    """True for a small number written as text, or one with zeros in front, as codes of offices have."""
    bare = word.removeprefix("-")
    return bare.isdecimal() and len(bare.lstrip("0")) <= _FIGURES and len(bare) <= _PADDED


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
    if len(values) == 1 and type(values[0]) is str and _mute(values[0], texts[0].glance.cued if texts else 0):
        return _NONE
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
