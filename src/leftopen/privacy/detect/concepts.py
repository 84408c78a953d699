"""What a field's name says: concepts such as `person.name` found in `userFullName`, `sfzh` or `身份证号码`.

The words are data: `[words]` of `names/<lang>.toml`, and those of the rows of national numbers, map a concept to its
words. A word that starts with `=` counts only when it is the whole name (`=xm`), one with `?` is ambiguous (`?name`
also names products) and needs the company of other personal fields. Concepts that start with `other.` speak against
personal data (`order number`, `file name`), those that start with `about.` say whom a record is about.
"""

import re
import unicodedata
from collections.abc import Callable, Iterable, Mapping, Sequence
from functools import cache
from typing import Literal, NamedTuple

from leftopen.privacy.data import tomls
from leftopen.privacy.detect import lexicon, numbers
from leftopen.privacy.kept import kept
from leftopen.privacy.memo import Memo

DETECTORS = "leftopen.privacy.detect.kinds"
LONGEST = 12
_LONGEST_WORD = 48
"""Units (words, or single characters of scripts without spaces) in the longest phrase looked for."""

Flag = Literal["", "=", "?"]
_CAMEL = re.compile(r"(?<=[a-z0-9])(?=[A-Z])|(?<=[A-Z])(?=[A-Z][a-z])")
_UNIT = re.compile(
    r"[\u3040-\u30ff\u3400-\u9fff\uf900-\ufaff]"
    r"|[\u0900-\u0dff\u0e00-\u0eff\u1000-\u109f\u1780-\u17ff]+|[^\W\d_]+|\d+"
)
_INNER = re.compile(r"(?<=[^\W\d_])[\u0027\u02bc\u2019\u200c\u200d\u064b-\u0652](?=[^\W\d_])")
"""Apostrophes and joiners within a word, and vowel marks of Arabic: they part nothing."""
_MARKED = re.compile(r"[\u0900-\u0dff\u0e00-\u0eff\u1000-\u109f\u1780-\u17ff]")
"""Scripts whose vowels are marks: they stay."""
_ALPHABETS = "\u0900"
"""What comes before it is written in letters, a space between words."""
_IDEOGRAPHS = re.compile("[\u3400-\u9fff]+").fullmatch
"""Text that has no marks to fold."""
_LETTERS = {
    ord(one): other
    for one, other in zip(
        "łøđıæœþðґکیىة", ("l", "o", "d", "i", "ae", "oe", "th", "d", "г", "ك", "ي", "ي", "ه"), strict=True
    )
}
_PAIRS = {"ä": "ae", "ö": "oe", "ü": "ue", "å": "aa", "ø": "oe", "Ä": "Ae", "Ö": "Oe", "Ü": "Ue", "Å": "Aa", "Ø": "Oe"}
"""Letters that names of fields spell with two where they have no others: `geschaeft`."""
_SPELT = str.maketrans(_PAIRS)
_PLURAL = "s"
_LEAD, _ENDING = 5, 2
"""Letters that tell whether any word begins so, and of an ending that `_look` takes off."""
_PIECE = 4
_TAIL = 6
_TINY = 3
_ASIDE = ("other.", "about.", "time.")
"""How concepts begin that tell no kind of data."""
_AFTER = frozenset(("other.part", "about.person", "about.patient"))
"""What may stand behind the head of a name and takes nothing from it."""
_PLAIN = "en"
"""The language whose short words are read in longer names too."""
_GLUE = frozenset({"no", "nr", "id", "nm", "cd", "num", "s", "dt", "kod", "kode", "code"})


class Hint(NamedTuple):
    """A concept that a name tells, 0..1 how clearly; `weak`: an ambiguous word."""

    concept: str
    strength: float
    weak: bool


def _fold(text: str) -> str:
    if text.isascii():
        return text.lower()
    if _IDEOGRAPHS(text):
        return text
    text = text.casefold().translate(_LETTERS)
    if _MARKED.search(text):
        return text
    flat = unicodedata.normalize("NFKD", text)
    return unicodedata.normalize("NFC", "".join(c for c in flat if not unicodedata.combining(c))).translate(_LETTERS)


def units(name: str) -> list[str]:
    """The words of a name, folded: camelCase, snake_case and digits are cut, ideographs stand alone.

    >>> units("homePhone2"), units("身份证ID"), units("Número_de_teléfono")
    (['home', 'phone', '2'], ['身', '份', '证', 'id'], ['numero', 'de', 'telefono'])
    """
    if name.isascii():
        if name.islower() and name.replace(" ", "").isalpha():
            return name[:200].split()[:40]
        return _UNIT.findall(_CAMEL.sub(" ", _INNER.sub("", name[:200])).lower())[:40]
    if _plain(name):
        return [_fold(unit) for unit in name[:200].split()[:40]]
    flat = _INNER.sub("", unicodedata.normalize("NFKC", name[:200]))
    return [_fold(unit) for unit in _UNIT.findall(_CAMEL.sub(" ", flat))][:40]


def _plain(name: str) -> bool:
    """True for small letters and spaces alone, of an alphabet without marks."""
    letters = name.replace(" ", "")
    small = letters.isalpha() and max(letters) < _ALPHABETS and name == name.lower()
    return small and unicodedata.is_normalized("NFKC", name)


def _lettered(name: str) -> list[str]:
    """The words of a name without its numbers (`phone2`, `icd10`), unless it has nothing else."""
    return _numberless(units(name))


def _numberless(found: list[str]) -> list[str]:
    return _initials([unit for unit in found if not unit.isdecimal()] or found)


def _initials(parts: list[str]) -> list[str]:
    """Single letters in a row as one word: `d_o_b`."""
    if len(parts) < 2:
        return parts
    joined: list[str] = []
    for place, part in enumerate(parts):
        single = len(part) == 1 and part.isascii()
        if single and place and len(parts[place - 1]) == 1 and parts[place - 1].isascii():
            joined[-1] += part
        else:
            joined.append(part)
    return joined


@cache
def index() -> dict[str, str]:
    """Every word, its units joined, with the concepts it stands for, each behind its flag, a space between them.

    They are taken apart where a word is met, which are few of them: `_look`.
    """
    return kept("concepts", dict[str, str], lambda: _taken_apart()[0])


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
    tables += [(file, {row.label: row.words}) for file, table in tomls(DETECTORS) for row in numbers.rows(table, file)]
    for name, table in tables:
        known = name in lexicon.languages()
        for concept, words in table.items():
            for word in words:
                its = units(word)
                if known:
                    apart.update(its)
                pair = _flag(word, 0 if name == _PLAIN else _TINY - concept.startswith("id.")) + concept
                spelt = word if word.isascii() else word.translate(_SPELT)
                for each in (its,) if spelt == word else (its, units(spelt)):
                    told = found.setdefault(each[0] if len(each) == 1 else "".join(_numberless(each)), [])
                    if pair not in told:
                        told.append(pair)
    return {key: " ".join(value) for key, value in found.items() if key}, frozenset(apart)


def _flag(word: str, tiny: int) -> Flag:
    """As it is written; a word of up to `tiny` plain letters counts only alone: it stands in too many others."""
    return _mark(word) or ("=" if len(word) <= tiny and _fold(word).isascii() else "")


def phrase(name: str) -> bool:
    """True where the whole of a name is one that fields have in some language: `dia_chi`, `NOME_MAE`, `NIK`.

    A single word counts where it is written as columns are and not as people: in capitals or more than one unit.
    """
    parts = _lettered(name)
    whole = "".join(parts) in index() or (len(parts) > 1 and any(hint.strength == 1.0 for hint in read(name)))
    return whole and (len(parts) > 1 or name.isupper())


@cache
def concepts() -> frozenset[str]:
    """Every concept that has a word."""
    return frozenset(concept.lstrip("=?") for told in set(index().values()) for concept in told.split(" "))


def _look(key: str) -> list[tuple[str, Flag]]:
    found = index().get(key, "")
    if not found and key.isascii() and len(key) > 3 and key.endswith(_PLURAL):
        found = index().get(key[:-1], "") or (index().get(key[:-2], "") if key.endswith("es") else "")
    return [(each.lstrip("=?"), _mark(each)) for each in found.split(" ")] if found else []


def _mark(word: str) -> Flag:
    return "=" if word[0] == "=" else "?" if word[0] == "?" else ""


@cache
def _short() -> dict[str, str]:
    """Clipped words of names of fields with what they stand for."""
    told = [language.short for language in lexicon.wordless().values()]
    return {_fold(clipped): _fold(word) for each in told for clipped, word in each.items()}


@Memo
def _cut(unit: str) -> list[str]:
    """A compound, or a word of a script without spaces, as the longest known words that make up all of it.

    >>> _cut("subscriberphone"), _cut("hotel"), _cut("patientengeburtsdatum")
    (['subscriber', 'phone'], ['hotel'], ['patienten', 'geburtsdatum'])
    """
    latin = unit.isascii() or unit[0] < "\u0600"
    least = _PIECE if latin else 2
    if len(unit) < 2 * least or len(unit) > _LONGEST_WORD or unit in index():
        return [unit]
    best: list[list[str] | None] = [[]] + [None] * len(unit)
    for end in range(1, len(unit) + 1):
        for start in range(max(0, end - 24), end):
            before, piece = best[start], unit[start:end]
            known = (len(piece) >= least and _joins(piece)) or (latin and start and piece in _GLUE)
            if before is not None and known:
                made = [*before, piece]
                here = best[end]
                if here is None or len(made) < len(here):
                    best[end] = made
    whole = best[-1]
    if whole:
        return whole
    for start in range(1, len(unit) - (_TAIL if latin else 2) + 1):
        if _joins(unit[start:], "=?"):
            return [unit[:start], unit[start:]]
    return [unit]


def _joins(word: str, never: str = "=") -> bool:
    """True for a word that may be part of a compound: not for those that count only alone.

    Behind what is not known an ambiguous one says nothing either: `destination` is of no nation.
    """
    told = index().get(word)
    return told is not None and (told[0] not in never or any(each[0] not in never for each in told.split(" ")))


@Memo
def read(name: str) -> tuple[Hint, ...]:
    """The concepts in one name, longest phrases first; a phrase hides the shorter ones inside it.

    Where a name says nothing as it stands, its compounds are cut and its clipped words read in full.
    """
    parts = _lettered(name)
    found = _phrases(parts)
    if any(hint.strength >= 0.9 and hint.concept != "other.part" for hint in found):
        return found
    full = [piece for part in parts for piece in _cut(_short().get(part, part))]
    if full == parts:
        return found
    more = [hint for hint in _phrases(full) if hint.concept not in {each.concept for each in found}]
    told = [Hint(hint.concept, min(hint.strength, 0.9), hint.weak) for hint in more]
    return tuple(sorted((*found, *told), key=lambda hint: -hint.strength))


def _phrases(parts: list[str]) -> tuple[Hint, ...]:
    taken = [False] * len(parts)
    found: list[tuple[int, int, str, Flag]] = []
    reach = [_reach(parts, start) for start in range(len(parts))]
    words = index()
    for length in range(max(reach, default=0), 0, -1):
        for start in range(len(parts) - length + 1):
            end = start + length
            if length > reach[start] or any(taken[start:end]):
                continue
            key = "".join(parts[start:end])
            if key not in words and key[-1] != _PLURAL:
                continue
            whole = length == len(parts)
            pairs = [pair for pair in _look(key) if whole or pair[1] != "="]
            if pairs:
                taken[start:end] = [True] * length
                found += [(start, end, concept, flag) for concept, flag in pairs]
    return _rank(found, len(parts))


def _reach(parts: list[str], start: int) -> int:
    """How many units from one on may be a phrase: few words begin as one that is known does."""
    most = min(len(parts) - start, LONGEST)
    lead = "".join(parts[start : start + _LEAD])[:_LEAD]
    if lead in _leads():
        return most
    size = 0
    for count in range(most):
        size += len(parts[start + count])
        if size >= _LEAD + _ENDING:
            return count
    return most


@cache
def _leads() -> frozenset[str]:
    """How all words begin that are as long as that."""
    return frozenset(key[:_LEAD] for key in index() if len(key) >= _LEAD)


def _rank(found: list[tuple[int, int, str, Flag]], length: int) -> tuple[Hint, ...]:
    """A phrase at the end is the head of the name (`home phone`), also before whose it is (`telepon_pasien`).

    Followed by other words it says less, and nearly nothing where the head tells something else (`id_card_birthday`).
    """
    others = [end for _, end, concept, _ in found if concept.startswith("other.") and concept != "other.part"]
    after = {place for start, end, concept, _ in found if concept in _AFTER for place in range(start, end)}
    heads = {end: all(place in after for place in range(end, length)) for _, end, _, _ in found}
    plain = (each for each in found if heads[each[1]] and not each[3] and _tells(each[2]))
    last = max((start for start, _, concept, _ in plain if concept != "person.name"), default=0)
    best: dict[str, Hint] = {}
    for start, end, concept, flag in found:
        strength = 1.0 if end - start == length else 0.9 if heads[end] else 0.4 if end <= last else 0.6
        if not concept.startswith(("other.", "about.")) and any(other > end for other in others):
            strength = 0.2
        hint = Hint(concept, strength, flag == "?")
        if concept not in best or best[concept].strength < strength:
            best[concept] = hint
    return tuple(sorted(best.values(), key=lambda hint: -hint.strength))


def _tells(concept: str) -> bool:
    return not concept.startswith(_ASIDE)


def _personal(hints: Iterable[Hint]) -> list[Hint]:
    return [hint for hint in hints if _tells(hint.concept)]


@Memo
def of_path(path: tuple[str, ...]) -> tuple[Hint, ...]:
    """The concepts of a field: its own name, or with its parent's where its own says little (`phones[].number`)."""
    names = [part for part in path if part not in ("[]", "*")]
    if not names:
        return ()
    own = read(names[-1])
    says = _personal(own)
    if len(names) > 1 and any(hint.concept == "about.name" for hint in own) and (held := _held(names[-2:-1], own)):
        return tuple(held)
    if len(names) == 1 or any(not hint.weak for hint in says):
        return own
    spanning = [h for h in _personal(read(f"{names[-2]} {names[-1]}")) if h.strength >= 0.9 and not h.weak]
    if spanning:
        return (*spanning, *own)
    parent = [h for h in _personal(read(names[-2])) if h.strength >= 0.5 and not h.weak]
    if says:
        agreed = {hint.concept for hint in parent}
        return tuple(Hint(h.concept, h.strength, h.weak and h.concept not in agreed) for h in own)
    vague = any(h.concept == "other.part" for h in own) or not any(unit.isalpha() for unit in units(names[-1]))
    weak = [h for h in _personal(read(names[-2])) if h.strength == 1.0 and h.weak]
    told = [Hint(h.concept, h.strength * 0.9, h.weak) for h in (*parent, *(() if parent else weak)) if vague]
    return (*own, *(told or _held(names[:-1], own)))


def _held(above: list[str], own: tuple[Hint, ...]) -> list[Hint]:
    """A part of something special is special, whatever it is called: `allergies[].substance`."""
    if any(hint.concept.startswith(("other.", "time.")) for hint in own):
        return []
    special = [hint for name in above for hint in read(name) if hint.concept.startswith("special.")]
    return [Hint(hint.concept, 0.7, weak=False) for hint in special[:1] if hint.strength >= 0.9]


@Memo
def around(path: tuple[str, ...]) -> frozenset[str]:
    """The concepts of the names above a field: whom or what the record is about."""
    return frozenset(hint.concept for part in path[:-1] for hint in read(part) if hint.strength >= 0.5)


def keep(own: Callable[[str], bool]) -> None:
    """Keeps what the names tell that are made of the product's `own` words."""
    read.keep(own)
    for cached in (of_path, around):
        cached.keep(lambda path: owned(path, own))


def owned(path: Iterable[str], own: Callable[[str], bool]) -> bool:
    """Whether each part of a path is made of the product's own words."""
    return all(part in ("[]", "*") or own(part) for part in path)


def forget() -> None:
    """Drops every name that was read and not kept: keys of maps may be people."""
    for cached in (read, of_path, around, _cut):
        cached.forget()
