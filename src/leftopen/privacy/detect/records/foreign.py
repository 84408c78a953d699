"""Short words of a language that the record does not speak: `hut` is a hat in German, and a hut beside `altitude`.

Of names of two to four letters many are a word of some language (see `short_word` in `weights.toml`). What such a word
tells is no claim where no other name of the record is of that language, no text in it has a letter of its own, and two
names are of others, unless values agree by a form of their own. Beside somebody that takes words of two letters and
ambiguous ones alone: programs mix languages (`edad` beside `full_name`), and longer words are seldom chance; and what
is special over other words, where three names are of one other language. English has none of these words, as programs
of all countries have names in it.
"""

from collections.abc import Iterable, Iterator, Sequence
from functools import cache
from itertools import islice
from typing import Any

import msgspec
from msgspec import Struct

from leftopen.privacy.detect import lexicon
from leftopen.privacy.detect.answers import answered
from leftopen.privacy.detect.concepts import read
from leftopen.privacy.detect.evidence import Column
from leftopen.privacy.detect.kinds import Detector, detectors
from leftopen.privacy.detect.person_names import part
from leftopen.privacy.detect.records.coded import chapters
from leftopen.privacy.detect.records.somebody import PLACE, SPECIAL, Judgements, is_place, shown
from leftopen.privacy.detect.units import numberless, own_words, units
from leftopen.privacy.detect.values import nearly_all
from leftopen.privacy.detect.weights import number
from leftopen.privacy.detect.wordbook import index
from leftopen.privacy.kept import kept
from leftopen.privacy.later import later

_PLAIN = "en"
_TEXTS, _CHARACTERS = 8, 80
"""Texts of a field, and characters of each, that are looked at for letters of a language."""
_NUMBER = later(r"(?!-?\d+[.,]\d+$|\d{1,4}([-/.])\d{1,2}\1\d{1,4}(?:\D|$))(?=(?:\D*\d){5}|.{6}).*\d.*")
"""Five figures or six characters and more, as numbers of people have, but no fraction (an index) and no day."""
_DERIVED = {"id.abroad": "id.", "minor.child": "about.child"}
"""Concepts that a name has because it has another one."""
_FORMED = {"person.birth_date": 8, "contact.phone": 7, "person.gender": 1}
"""Labels of what has a form, with the characters of the shortest: a day with its year, a telephone number."""
_NAMES = frozenset(("person.name", "minor.child"))


class Speech(Struct, frozen=True):
    """What tells a language: its longer words and theirs, packed, and the letters that English has not."""

    words: msgspec.Raw
    letters: str


class Speeches(Struct, frozen=True):
    """Languages by their name, and which of them have a short word that English has not."""

    short: dict[str, str]
    told: dict[str, Speech]


def of_others(judged: Judgements, about: frozenset[str]) -> dict[int, frozenset[int]]:
    """The columns (by place) that are called by a short word of a language which the record does not speak, and in each
    the bits of what only that word tells and no value does; beside somebody (`shown`) those that are `_doubted` alone.

    `about`: concepts of their store's name.
    """
    found: dict[int, frozenset[int]] = {}
    for at, (column, _) in enumerate(judged):
        short = _short(column) if column.called else {}
        if not short or not _foreign(judged, at, frozenset().union(*short.values())):
            continue
        bits = frozenset(bit for bit in column.called if _rests(column, bit, short) and not _agree(column, bit))
        if bits:
            found[at] = bits
    if found and shown([each for at, each in enumerate(judged) if at not in found], about):
        told = _told(judged, found)
        rest = (
            (at, frozenset(b for b in bits if _doubted(judged[at][0], b) or (told and _worded(judged[at][0], b))))
            for at, bits in found.items()
        )
        return {at: bits for at, bits in rest if bits}
    return found


def _doubted(column: Column, bit: int) -> bool:
    """True for a word that says little beside somebody, too: all of two letters, an ambiguous one, and one for a number
    over what is none."""
    told = detectors()[bit].concepts & column.hints.keys()
    if told <= column.weak or detectors()[bit].label.startswith("id."):
        return True
    return all(len(unit) <= number("shortest_word") for unit in numberless(units(column.node.parts[-1])))


def _told(judged: Judgements, but: Iterable[int]) -> bool:
    """True where three names of a record, but for these, are of one language that is not English."""
    plain, said = _words(_PLAIN), []
    for at, (column, _) in enumerate(judged):
        its = numberless(own_words(column.node.parts)) if at not in but else []
        said.append({key for key in (*its, "".join(its)) if _long(key)} - plain)
    languages = (language for language in _speeches().told if language != _PLAIN)
    return any(sum(not _words(each).isdisjoint(keys) for keys in said) > number("two_words") for each in languages)


def _worded(column: Column, bit: int) -> bool:
    """True for a word for something special over texts that are none of its kind, nor answers: `luka` is a wound in
    Indonesian and a port in Croatian."""
    if not detectors()[bit].label.startswith(SPECIAL):
        return False
    return all(isinstance(value, str) and any(map(str.isalpha, value)) for value in column.kept) and not answered(
        column.kept
    )


def _short(column: Column) -> dict[str, frozenset[str]]:
    """The concepts that a short word in the name of a field tells, with the languages that have it; none that a longer
    word or a name above tells."""
    parts = column.node.parts
    its = numberless(own_words(parts))
    if not any(len(unit) <= number("short_word") for unit in its):
        return {}
    found: dict[str, frozenset[str]] = {}
    longer = {hint.concept for name in parts[:-1] for hint in read(name)}
    for key in _runs(its):
        told = index().get(key, "").split()
        languages = frozenset(_speeches().short.get(key, "").split() if told and not _long(key) else ())
        for each in told:
            concept = each.lstrip("=?")
            if languages:
                found[concept] = found.get(concept, frozenset()) | languages
            else:
                longer.add(concept)
    return {concept: languages for concept, languages in found.items() if concept not in longer}


def _runs(its: Sequence[str]) -> Iterator[str]:
    """Words of a name that stand together, as one."""
    for start in range(len(its)):
        key = ""
        for unit in its[start:]:
            key += unit
            yield key


def _rests(column: Column, bit: int, short: dict[str, frozenset[str]]) -> bool:
    """True where a name calls a kind by short words alone."""
    told = detectors()[bit].concepts & column.hints.keys()
    return bool(told) and all(concept in short or _derived(concept, short) for concept in told)


def _derived(concept: str, short: Iterable[str]) -> bool:
    """True for what is told with another concept, where a short word tells that: see `concepts.read` and `standing`."""
    source = _DERIVED.get(concept)
    return source is not None and any(each.startswith(source) for each in short)


def _foreign(judged: Judgements, at: int, languages: frozenset[str]) -> bool:
    """True where names of a record are of other languages, and neither another name nor a text is of one of these."""
    others, plain = 0, _words(_PLAIN)
    for place, (column, _) in enumerate(judged):
        if _written(column.kept, languages):
            return False
        if place == at or not column.node.parts:
            continue
        its = numberless(units(column.node.parts[-1]))
        said = {key for key in (*its, "".join(its)) if _long(key)}
        if any(not (said - plain).isdisjoint(_words(language)) for language in languages):
            return False
        if any(not languages.isdisjoint(_speeches().short.get(key, "").split()) for key in _runs(its)):
            return False
        others += bool(said) and (bool(column.hints) or not said.isdisjoint(plain))
    return others >= number("two_words")


def _written(kept: Sequence[Any], languages: frozenset[str]) -> bool:
    """True where a text has a letter of one of these languages that English has not."""
    texts = (value[:_CHARACTERS] for value in islice(kept, _TEXTS) if isinstance(value, str) and not value.isascii())
    letters = {letter.casefold() for text in texts for letter in text}
    return any(not letters.isdisjoint(_speeches().told[language].letters) for language in languages)


def _agree(column: Column, bit: int) -> bool:
    """True where values are of a kind by a form of their own, or by words of it."""
    detector = detectors()[bit]
    own = max(column.whole[bit], column.agrees[bit])
    if own >= number("enough") * column.examined:
        return True
    return _by_form(column, detector)


def _by_form(column: Column, detector: Detector) -> bool:
    texts = [str(value).strip()[:_CHARACTERS] for value in column.kept if isinstance(value, (str, int, float))]
    if detector.label in _NAMES:
        return any(map(part, texts))
    if detector.label == PLACE:
        return not is_place(column.kept)
    if detector.label == "special.health":
        return chapters(texts)
    if detector.label in _FORMED:
        least = _FORMED[detector.label]
        return nearly_all(lambda text: len(text) >= least and detector.valid(text), texts, number("enough"))
    if detector.label.startswith("id."):
        return nearly_all(lambda text: _NUMBER.fullmatch(text) is not None, texts, number("enough"))
    return False


def _long(unit: str) -> bool:
    return len(unit) > number("short_word") or not unit.isascii()


@cache
def _words(language: str) -> frozenset[str]:
    """The longer words of a language."""
    return frozenset(msgspec.msgpack.decode(_speeches().told[language].words, type=list[str]))


@cache
def _speeches() -> Speeches:
    return kept("speeches", Speeches, _made)


def _made() -> Speeches:
    short: dict[str, set[str]] = {}
    told = {}
    for name, language in lexicon.languages().items():
        words: set[str] = set()
        letters: set[str] = set()
        for word in (word for listed in language.words.values() for word in listed):
            letters.update(letter for letter in word.casefold() if letter.isalpha() and not letter.isascii())
            its = numberless(units(word))
            words.update(key for key in (*its, "".join(its)) if _long(key))
            if not _long(key := "".join(its)):
                short.setdefault(key, set()).add(name)
        told[name] = Speech(msgspec.Raw(msgspec.msgpack.encode(sorted(words))), "".join(sorted(letters)))
    return Speeches(
        {key: " ".join(sorted(has)) for key, has in short.items() if _PLAIN not in has},
        told,
    )
