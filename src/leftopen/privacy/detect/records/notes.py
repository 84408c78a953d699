"""What notes tell of somebody whom their record tells of: health, faith, people, love, parties, unions, offences.

A word in a text alone is news, a product or a street; in notes to a record of somebody it is said of them. So a field
of notes holds such a kind where many of its texts have a word for it, and not the same one.
"""

from collections import Counter
from functools import cache
from typing import NamedTuple

from leftopen.model import CLAIM
from leftopen.privacy.detect import clinical, lexicon, stems
from leftopen.privacy.detect.decision import Decision
from leftopen.privacy.detect.evidence import Column
from leftopen.privacy.detect.kinds import bit_of
from leftopen.privacy.detect.phrases import Phrases, Running, running, unspaced
from leftopen.privacy.detect.records.found import found
from leftopen.privacy.detect.records.worded import STEMMED, tells_nothing
from leftopen.privacy.detect.standing import SOMEBODY
from leftopen.privacy.detect.values import distinct_texts
from leftopen.privacy.detect.weights import number, way

_HEALTH = "special.health"
_CRIMINAL = "criminal.record"
_HEAD = 2048
"""Characters of a note that are looked at."""
_SENTENCE, _SAYING = 8, 6
"""Characters of the shortest one that tells of an illness without spaces, and of the shortest that tells of others,
for which there are fewer words."""
_LEAST, _LONG = 5, 8
"""Letters of a word that counts in running text: shorter ones are words of another language, too (`rk`, `geen`); and of
one for a party, unless it is of several words (`labour`, `pirate`)."""


_STEMS = {_HEALTH: STEMMED, _CRIMINAL: (_CRIMINAL,)}
"""Whose stems tell a kind in words that no list has."""


class _Kind(NamedTuple):
    """A kind that notes tell, and how many of its words, in what share of notes, are no chance; `least`: letters of
    such a word; `agreeing`: words that agree with a name of it count, too.

    Parties are called by words of everything (`labour`, `green`), faiths by those of people, streets and goods
    (`Christian`, `Orthodox Street`, `Buddha`), peoples by those of languages and dishes, offences are told of those who
    suffered them; illness and love are seldom named but where they are meant.
    """

    label: str
    words: str
    share: str
    least: int = _LEAST
    agreeing: bool = False

    def sets(self) -> tuple[str, ...]:
        """The closed sets that have its words."""
        return (self.label, f"{self.label}?") if self.agreeing else (self.label,)


_KINDS = (
    _Kind(_HEALTH, "agreeing_words", "told_in_notes"),
    _Kind("special.sex_life", "agreeing_words", "told_in_notes"),
    _Kind("special.religion", "two_words", "told_by_words"),
    _Kind("special.ethnicity", "agreeing_words", "told_by_words"),
    _Kind("special.politics", "agreeing_words", "mostly_agreeing", _LONG, agreeing=True),
    _Kind("special.union", "two_words", "enough"),
    _Kind(_CRIMINAL, "two_words", "enough"),
)


def health(column: Column) -> Decision | None:
    """Health in what patients and those who treat them write, where many texts have a word for an illness: of whom it
    is the record tells, so that the text need not (see `clinical`)."""
    texts = _notes(column)
    told = sum(map(_ill, texts))
    if told < number("two_words") or told < number("enough") * len(texts):
        return None
    return _decision(column, _HEALTH, told / len(texts))


def told(column: Column) -> list[Decision]:
    """What the notes to a record of somebody tell of them, where the name of the field tells nothing."""
    texts = _notes(column, _SAYING)
    if not texts or len(texts) < CLAIM * len(column.kept):
        return []
    counted = Counter(texts)
    kinds = [kind for kind in _KINDS if tells_nothing(column, {*SOMEBODY, kind.label}, counted)]
    if not kinds:
        return []
    said = [_telling(text) for text in texts]
    shares = ((kind.label, _share(kind, said, texts)) for kind in kinds)
    return [_decision(column, label, share) for label, share in shares if share]


def _telling(text: str) -> Running | None:
    """A note as it is read; None where it has a word of no kind, as most have none."""
    said = running(text)
    return said if _any().some(said) else None


def _share(kind: _Kind, said: list[Running | None], texts: list[str]) -> float:
    """The share of notes that have a word of a kind; 0 where few have one, or all the same."""
    given = lexicon.people("given")  # inflected, `christen` has `Christian` in it, too
    words: set[str] = set()
    count = 0
    for each, text in zip(said, texts, strict=True):
        here = {each.text[start:end] for start, end in _phrases(kind).found(each)} - given if each else set()
        if not here and kind.label in _STEMS and stems.tells_any(_STEMS[kind.label], text):
            here = {text}
        words |= here
        count += bool(here)
    share = count / len(texts)
    return share if len(words) >= number(kind.words) and share >= number(kind.share) else 0.0


@cache
def _phrases(kind: _Kind) -> Phrases:
    """Its words in running text."""
    return clinical.words(_HEALTH) if kind.label == _HEALTH else Phrases(sorted(_words(kind)))


@cache
def _any() -> Phrases:
    """The words of all kinds."""
    others = (_words(kind) for kind in _KINDS if kind.label != _HEALTH)
    return Phrases(sorted(lexicon.closed(_HEALTH).union(*others)))


def _words(kind: _Kind) -> frozenset[str]:
    """Words that are long enough for running text, and no answers."""
    words = frozenset().union(*map(lexicon.closed, kind.sets())) - lexicon.of_anything()
    return frozenset(word for word in words if len(word) >= kind.least or unspaced(word) or " " in word)


def _notes(column: Column, least: int = _SENTENCE) -> list[str]:
    """Texts of more than two words, and shorter ones where half of them are such or have two, and their name tells
    nothing: `asma` beside `es diabético, no puede viajar`."""
    texts = distinct_texts(column.kept, _HEAD)
    notes = [text for text in texts if text.count(" ") > 1 or _sentence(text, least)]
    short = sum(" " in text for text in texts) >= CLAIM * len(texts)
    return list(texts) if notes and short and not column.hints else notes


def _ill(text: str) -> bool:
    """True for a note with a word for an illness, what is done about it, or a pregnancy."""
    stemmed = clinical.named(text) or stems.tells_any(STEMMED, text)
    return stemmed or (_sentence(text) and any(stems.within(label, text) for label in STEMMED))


def _sentence(text: str, least: int = _SENTENCE) -> bool:
    """True for a sentence of a script without spaces."""
    return len(text) >= least and unspaced(text)


def _decision(column: Column, label: str, share: float) -> Decision:
    return found(column, bit_of(label), way("agreed", max(share, CLAIM)), share=share)
