"""Personal values in running text: what patterns find, what stands after a name (`DOB: 1984-03-07`), what reads like
a person or an address. No model: precision by checksums, by the words around, and by common names.
"""

import re
from collections.abc import Callable, Iterable
from functools import cache
from itertools import islice
from typing import NamedTuple

from leftopen.model import CLAIM
from leftopen.privacy.detect import concepts, lexicon
from leftopen.privacy.detect.kinds import Detector, by_concept, detectors
from leftopen.privacy.detect.patterns import Glance, glance, sound
from leftopen.privacy.detect.phrases import unspaced
from leftopen.privacy.detect.weights import number
from leftopen.privacy.later import later

LEAST = 12
"""Characters of a text that is read as prose."""
_DENSE = 8
"""The same in a script without spaces, where three signs are a name and two a word: `唐雪莉反映门禁失灵`. Names of
wares and places that are as long tell nothing when they are read so."""
_MOSTLY = 2
"""How often a value must fit into such a short text: `朝阳区建国路八十号` says nothing about a place, it is one."""
_LINE = 4
"""Spaces from which on two words are enough: lines of logs are mostly figures and names of one word."""
_BEFORE = 40
_NOTE = 80
"""Characters of a text that may be a note beside a number."""
_PAIR = later(
    r"(?P<key>(?:[^\W\d_][\w'’-]{0,20}[ _]){0,3}[^\W\d_][\w'’-]{0,20})[\"']?"
    r"\s{0,2}(?:[:：]| (?:is|ist|es|est)(?: the| der| den| el| le)? )\s{0,2}"
    r"[\"']?(?P<value>[^\s,;，；。、\"'|&<>(){}\[\]=][^,;，；。、\"'|&<>(){}\[\]\n=]{0,80})"
)
_EQUALS = later(r"(?P<key>[^\W\d_][\w.-]{1,40})=[\"']?(?P<value>[^\s\"'&;,]{1,200})")
_NUMBER = later(
    r"(?<![^\W\u0e00-\u0eff\u3040-\u9fff\uac00-\ud7af])(?<![.@/-])[A-Za-z]{0,6}\d(?:[ ./-]?[\dA-Za-z]){4,26}"
    r"(?![^\W\u0e00-\u0eff\u3040-\u9fff\uac00-\ud7af]|@)"
)
"""Scripts that write words without spaces have letters right beside a number."""
_FIGURES = later(r"\d[ -]?\d[ -]?\d")
"""What every number has that is looked for."""
_NUMBERED = ("id.", "contact.phone", "finance.account", "finance.card", "finance.iban", "vehicle.plate")
_MOST_NUMBERS = 40
_WORDS = later(r"[\u3400-\u9fff]|[^\W\d_]{2,}")
_SENTENCE = later(r"(?<!\b[^\W\d_])[.!?](?:\s|$)")
"""What ends one; a letter with a dot is an initial (`T.C. kimlik`)."""
_SHORTENED = later(r"(?<![^\W_])([^\W\d_]{1,4})\.[ \t]*$")
"""A word cut short, whose dot ends no sentence: `tel.`, `mob.`, `Nr.`"""
_SHORT_NAME = later(r"(?<![^\W_])[A-Z]{3,6}$")
"""Initials, which are a name whatever stands before them: `my NIF`."""
_LETTER = later(r"[^\W\d_]")
_AGAINST = frozenset({"other.order", "other.hash"})
"""Concepts of words before a number that make it another one than it looks."""


class Hit(NamedTuple):
    """A value in a text: characters `start` to `end`, the detector's bit, and how sure."""

    bit: int
    start: int
    end: int
    confidence: float


def prose(text: str) -> bool:
    """True for text of several words, which is read as prose, and for a line of a log."""
    spaces = text.count(" ", 0, 400)
    if (short := len(text) < LEAST) and (len(text) < _DENSE or not unspaced(text)):
        return False
    if spaces < 2 and not short and text.isascii():
        return False
    return sum(1 for _ in islice(_WORDS.finditer(text, 0, 400), 3)) >= (3 if spaces < _LINE else 2)


def amid(text: str, hit: Hit) -> bool:
    """True for what stands amid a text; a few signs that are mostly one value are that value, not a text about it."""
    return len(text) >= LEAST or _MOSTLY * (hit.end - hit.start) <= len(text)


def note(text: str) -> bool:
    """True for a number beside a word or two, which is no prose: `card 4111…`, `paid with 4111…`."""
    return len(text) <= _NOTE and " " in text.strip() and _WORDS.search(text) is not None


def hits(text: str) -> list[Hit]:
    """Every claim in a text, in order, none inside another."""
    text = sound(text)
    return seen(text, glance(text))


def seen(text: str, told: Glance) -> list[Hit]:
    """The same of `sound` text that was glanced at."""
    found = [hit for bit, start, end in told.spans if (hit := _weigh(text, bit, start, end)) is not None]
    if told.paired:
        found += _pairs(text)
    if _FIGURES.search(text):
        found += _called(text)
    for bit, uncued, sure, find in _finding():
        if uncued or told.cued >> bit & 1:
            found += [Hit(bit, start, end, sure) for start, end in find(text)]
    return _apart(found, text) if found else found


@cache
def _finding() -> tuple[tuple[int, bool, float, Callable[[str], Iterable[tuple[int, int]]]], ...]:
    """Each `find` with its detector, whether it needs no cue, and how sure what it finds is."""
    sure = {
        claim: number("hit_pair" if claim == "checked" else "hit_found") for claim in ("checked", "named", "context")
    }
    return tuple(
        (bit, each.cue is None, sure[each.claim], each.find)
        for bit, each in enumerate(detectors())
        if each.find is not None
    )


def _weigh(text: str, bit: int, start: int, end: int) -> Hit | None:
    """A pattern's hit, surer where the words before it name its kind, dropped where they name another."""
    detector = detectors()[bit]
    around = _said(text[max(0, start - _BEFORE) : start])
    if detector.concepts & around.keys():
        return Hit(bit, start, end, number("hit_called"))
    if detector.claim == "context" or (detector.claim != "checked" and detector.chance):
        return None
    if detector.chance and not _AGAINST.isdisjoint(around):
        last = text[max(0, start - _BEFORE) : start]
        if not _AGAINST.isdisjoint(_said(_aside(last), weak=False)):
            return None
    return Hit(bit, start, end, number("hit_checked" if detector.chance else "hit_proved"))


def _aside(before: str) -> str:
    """The last words without what was said before another number or part of the sentence.

    >>> _aside("order 2620218, my card "), _aside("orders 4539, 41, ")
    (' my card ', 'orders 4539, 41, ')
    """
    said = max((n for n, c in enumerate(before) if _LETTER.match(c)), default=0)
    cut = max((n + 1 for n, c in enumerate(before[:said]) if c in ",;" or c.isdecimal()), default=0)
    return before[cut:]


def _last(before: str) -> str:
    """The last words before a value, in the same sentence."""
    return _SENTENCE.split(_SHORTENED.sub(r"\1 ", before))[-1]


@cache
def _linked() -> re.Pattern[str]:
    """What stands between a name and what it is, at the end of a text."""
    return re.compile(rf"(?:\s|(?<=[\u0e00-\ud7af])){lexicon.linked()}$")


def _said(before: str, *, weak: bool = True) -> dict[str, float]:
    """The concepts of the last words before a value, in the same sentence; also of ambiguous ones, or none of these:
    a card is charged, and `Charge` is German for a batch."""
    words = _last(before)
    return {hint.concept: hint.strength for hint in concepts.read(words[-_BEFORE:]) if weak or not hint.weak}


def _telling(words: str) -> list[concepts.Hint]:
    """What words call that stand before a value, by the last of them: nothing where these are no name of a field."""
    if not concepts.ends_known(words):
        return []
    if short := _SHORT_NAME.search(words):
        words = short.group()
    return [hint for hint in concepts.read(words) if hint.strength >= number("clear_in_text") and not hint.weak]


def _pairs(text: str) -> list[Hit]:
    """`name: value` anywhere in a text, as if it were a field."""
    found: list[Hit] = []
    for match in (*_PAIR.finditer(text), *_EQUALS.finditer(text)):
        for hint in _telling(match["key"][-_BEFORE:]):
            for bit in by_concept().get(hint.concept, ()):
                detector = detectors()[bit]
                if detector.claim == "context" or (detector.label == "person.name" and match["value"].islower()):
                    continue
                if (end := _fitting(detector, match["value"])) > 0:
                    found.append(Hit(bit, match.start("value"), match.start("value") + end, number("hit_pair")))
    return found


def _called(text: str) -> list[Hit]:
    """Numbers right after a word that calls them: `Aadhaar number 2345 …`."""
    found: list[Hit] = []
    for match in islice(_NUMBER.finditer(text), _MOST_NUMBERS):
        before = text[max(0, match.start() - _BEFORE) : match.start()]
        for hint in _telling(_linked().sub("", _last(before).strip(" :：#=-"))):
            called = (b for b in by_concept().get(hint.concept, ()) if detectors()[b].label.startswith(_NUMBERED))
            ends = ((bit, _longest(detectors()[bit], match.group())) for bit in called)
            found += [Hit(bit, match.start(), match.start() + end, number("hit_pair")) for bit, end in ends if end]
    return found


def _longest(detector: Detector, run: str) -> int:
    """How many characters at the start of a run of groups the detector takes, the longest first; 0 for none."""
    ends = [place for place, c in enumerate(run) if c in " .-/"]
    for end in (len(run), *reversed(ends[-6:])):
        if detector.plausible([run[:end]]):
            return end
    return 0


def _fitting(detector: Detector, value: str) -> int:
    """How many characters of a value fit the detector: all of it, or its first words."""
    value = value.rstrip(" .")
    if detector.word and " " in value:
        return 0  # what it is of several words `find` tells
    if detector.plausible([value]) and len(value.split()) <= 4:
        return len(value)
    first = value.split()[0] if value.split() else ""
    return len(first) if first and first != value and detector.plausible([first]) else 0


def _apart(found: list[Hit], text: str) -> list[Hit]:
    """The surest hits that do not overlap, the longer of equally sure ones; what runs into a surer one ends there."""
    taken = bytearray(max(hit.end for hit in found))
    kept: list[Hit] = []
    for hit in sorted(found, key=lambda hit: (-hit.confidence, hit.start - hit.end, hit.start)):
        if hit.confidence < CLAIM:
            continue
        cut = taken.find(1, hit.start, hit.end)
        left = hit if cut < 0 else _shorter(hit, text, cut)
        if left.end > left.start:
            taken[left.start : left.end] = b"\1" * (left.end - left.start)
            kept.append(left)
    return sorted(kept, key=lambda hit: hit.start)


def _shorter(hit: Hit, text: str, cut: int) -> Hit:
    """What a `find` finds of a hit before a surer one; empty where that is nothing, and for what a pattern found."""
    find = detectors()[hit.bit].find
    rest = text[hit.start : cut]
    end = next((end for start, end in find(rest) if start == 0), 0) if find is not None else 0
    return hit._replace(end=hit.start + len(rest[:end].rstrip(" ,.;:")))
