"""Every word that names of fields have, in any language, with the concepts that it stands for.

`[words]` of `names/<lang>.toml`, those of the kinds and of the rows of national numbers, and how words of other scripts
are spelt in Latin letters.
"""

from collections.abc import Mapping, Sequence
from functools import cache
from typing import Literal

from leftopen.privacy.data import tomls
from leftopen.privacy.detect import forms, latin, lexicon, numbers, spelling, transcribed
from leftopen.privacy.detect.index import Index, Packed, packed
from leftopen.privacy.detect.units import folded, numberless, units
from leftopen.privacy.kept import kept

DETECTORS = "leftopen.privacy.detect.kinds"
Flag = Literal["", "=", "?", "=?"]
_PAIRS = {"ä": "ae", "ö": "oe", "ü": "ue", "å": "aa", "ø": "oe", "Ä": "Ae", "Ö": "Oe", "Ü": "Ue", "Å": "Aa", "Ø": "Oe"}
"""Letters that names of fields spell with two where they have no others: `geschaeft`."""
_SPELT = str.maketrans(_PAIRS)
AFTER = frozenset(("other.part", "about.person", "about.patient", "about.child"))
"""What may stand behind the head of a name and takes nothing from it."""
OF_SOMEBODY = frozenset((*AFTER, "about.guardian")) - {"other.part"}
"""Whose something is; what else a record may be about is told by its other names, too."""
MEASURE = "other.measure"
"""`平均年龄`, `jumlah_pasien`: how many there are, or which part, of whom the rest of a name tells."""
KIND, WHETHER = "other.kind", "other.whether"
"""`allergy type`, `임신구분`: of which kind something is. `過敏有無`: whether there is any, or how it is with it."""
HEADLESS = frozenset(("other.part", KIND, WHETHER, "about.crowd"))
"""What a name may end with that is still to be read, and how many are told by their plural."""
TINY = 3
"""Letters of a word that counts only alone in languages other than English."""
_KIN = {"about.person": "person", "about.guardian": "person"}
"""What words may have in common with those of a kind, besides how their concepts begin."""
_ARTICLED = "ar"
"""The language whose words may have an article written with them."""
_PLAIN = "en"
"""The language whose short words are read in longer names too."""


@cache
def index() -> Index:
    """Every word, its units joined, with the concepts it stands for, each behind its flag, a space between them.

    In capitals are those of other scripts as Latin letters spell them (`latin.skeleton`). All are taken apart where a
    word is met, which are few of them: `_look`.
    """
    return Index(kept("concepts", Packed, lambda: packed((words := _taken_apart()[0]), transcribed.begins(words))))


def listed() -> set[str]:
    """The words as they are written, their units joined."""
    return {key for key in index() if not key.isupper()}


def word_units() -> frozenset[str]:
    """The units of all words of the languages."""
    return _taken_apart()[1]


@cache
def _taken_apart() -> tuple[dict[str, str], frozenset[str]]:
    """Each word is taken apart once for both."""
    found: dict[str, list[str]] = {}
    apart: set[str] = set()
    tables: list[tuple[str, Mapping[str, Sequence[str]]]] = [
        (name, language.words) for name, language in lexicon.languages().items()
    ]
    tables += [(file, forms.words(table)) for file, table in tomls(DETECTORS)]
    rows = [row for file, table in tomls(DETECTORS) for row in numbers.rows(table, file)]
    tables += [("", {row.label: row.words}) for row in rows]
    tables.append(("", numbers.with_country(rows)))
    derived: dict[str, dict[str, set[str]]] = {}
    reads = spelling.reads()
    for name, table in tables:
        known = lexicon.languages().get(name)
        for concept, words in table.items():
            for word in words:
                its = units(word)
                if known:
                    apart.update(its)
                pair = (
                    _flag(word, 0 if name == _PLAIN or concept == MEASURE else TINY - concept.startswith("id."))
                    + concept
                )
                spelt = word if word.isascii() else word.translate(_SPELT)
                for each in (its,) if spelt == word else (its, units(spelt)):
                    told = found.setdefault(_key(each), [])
                    if pair not in told:
                        told.append(pair)
                if name == _ARTICLED and (key := "".join(map(latin.bare, numberless(its)))) not in found:
                    found[key] = [pair]
                spelt_by = known.latin if known else spelling.of_number(concept, word)
                if spelt_by is not None and not word.startswith("="):
                    _spell(numberless(its), spelt_by, pair, found)
                if not word.startswith("=") and (concept in OF_SOMEBODY or not concept.startswith("about.")):
                    read = reads.get((known.country or name[:2]) if known else concept[3:5], transcribed.Spoken())
                    for key in transcribed.keys(word, numberless(its), read, behind=concept in HEADLESS):
                        derived.setdefault(key, {}).setdefault(word, set()).add(pair)
    found.update((key, _shared(key, list(words.values()))) for key, words in derived.items())
    return {key: " ".join(_doubted(value)) for key, value in found.items() if key}, frozenset(apart)


def _key(its: list[str]) -> str:
    """A word as it is looked up: without numbers, unless what is left is one word or so short that it says something
    else: `12 words`, `per 100000`."""
    plain = numberless(its)
    return "".join(plain if len(plain) > 1 and len("".join(plain)) > TINY else its)


def _doubted(told: list[str]) -> list[str]:
    """What one language finds ambiguous is ambiguous in all: nothing says of which the name is."""
    doubts = {each[1:] for each in told if each[0] == "?"}
    return [each for each in told if each not in doubts]


def _spell(its: list[str], letters: Mapping[str, str], pair: str, found: dict[str, list[str]]) -> None:
    """Puts a word, its units, into what was found under what all its spellings in Latin letters have in common."""
    for key in latin.keys(its, letters):
        told = found.setdefault(key, [])
        each = "=" + pair.lstrip("=?") if latin.whole(key) else pair
        if each not in told:
            told.append(each)


def _shared(key: str, words: list[set[str]]) -> list[str]:
    """What words tell that are spelt alike in Latin letters: a doubt where two of them have nothing in common."""
    pairs = sorted(set().union(*words))
    plain = [{pair.lstrip("?") for pair in each} for each in words]
    kin = [{_KIN.get(concept, concept.partition(".")[0]) for concept in each} for each in plain]
    if transcribed.doubted(key) or any(not (one & other) for one in kin for other in kin):
        return sorted({f"?{pair.lstrip('?')}" for pair in pairs})
    return pairs


def _flag(word: str, tiny: int) -> Flag:
    """As it is written; a word of up to `tiny` plain letters counts only alone: it stands in too many others."""
    return mark(word) or ("=" if len(word) <= tiny and folded(word).isascii() else "")


@cache
def concepts() -> frozenset[str]:
    """Every concept that has a word."""
    return index().concepts


def mark(word: str) -> Flag:
    """How a word is marked: `=` counts only as a whole name, `?` is ambiguous, `=?` both.

    >>> mark("=xm"), mark("?name"), mark("=?id"), mark("surname")
    ('=', '?', '=?', '')
    """
    if word.startswith("=?"):
        return "=?"
    return "=" if word[0] == "=" else "?" if word[0] == "?" else ""
