"""What a field's name says: concepts such as `person.name` found in `userFullName`, `sfzh` or `身份证号码`.

The words are data: `[words]` of `names/<lang>.toml`, and those of the rows of national numbers, map a concept to its
words. A word that starts with `=` counts only when it is the whole name (`=xm`), one with `?` is ambiguous (`?name`
also names products) and needs the company of other personal fields. Concepts that start with `other.` speak against
personal data (`order number`, `file name`), those that start with `about.` say whom a record is about.
"""

import re
import unicodedata
from collections.abc import Iterable, Mapping, Sequence
from functools import cache, lru_cache
from typing import Literal, NamedTuple

from leftopen.privacy.data import tomls
from leftopen.privacy.detect import lexicon, numbers

DETECTORS = "leftopen.privacy.detect.kinds"
LONGEST = 12
"""Units (words, or single characters of scripts without spaces) in the longest phrase looked for."""

Flag = Literal["", "=", "?"]
_CAMEL = re.compile(r"(?<=[a-z0-9])(?=[A-Z])|(?<=[A-Z])(?=[A-Z][a-z])")
_UNIT = re.compile(r"[\u3040-\u30ff\u3400-\u9fff\uf900-\ufaff]|[^\W\d_]+|\d+")
_DIGITS = re.compile(r"\d+")


class Hint(NamedTuple):
    """A concept that a name tells, 0..1 how clearly; `weak`: an ambiguous word."""

    concept: str
    strength: float
    weak: bool


def _fold(text: str) -> str:
    flat = unicodedata.normalize("NFKD", text.casefold())
    return "".join(c for c in flat if not unicodedata.combining(c))


def units(name: str) -> list[str]:
    """The words of a name, folded: camelCase, snake_case and digits are cut, ideographs stand alone.

    >>> units("homePhone2"), units("身份证ID"), units("Número_de_teléfono")
    (['home', 'phone', '2'], ['身', '份', '证', 'id'], ['numero', 'de', 'telefono'])
    """
    flat = unicodedata.normalize("NFKC", name[:200])
    return [_fold(unit) for unit in _UNIT.findall(_CAMEL.sub(" ", flat))][:40]


def _lettered(name: str) -> list[str]:
    """The words of a name without its numbers (`phone2`, `icd10`), unless it has nothing else."""
    found = units(name)
    return [unit for unit in found if not _DIGITS.fullmatch(unit)] or found


@cache
def index() -> dict[str, tuple[tuple[str, Flag], ...]]:
    """Every word, its units joined, with the concepts it stands for."""
    found: dict[str, list[tuple[str, Flag]]] = {}
    tables: list[Mapping[str, Sequence[str]]] = [language.words for language in lexicon.languages().values()]
    tables += [{row.label: row.words} for file, table in tomls(DETECTORS) for row in numbers.rows(table, file)]
    for table in tables:
        for concept, words in table.items():
            for word in words:
                flag: Flag = "=" if word[0] == "=" else "?" if word[0] == "?" else ""
                found.setdefault("".join(_lettered(word.lstrip("=?"))), []).append((concept, flag))
    return {key: tuple(value) for key, value in found.items() if key}


@cache
def concepts() -> frozenset[str]:
    """Every concept that has a word."""
    return frozenset(concept for pairs in index().values() for concept, _ in pairs)


def _look(key: str) -> tuple[tuple[str, Flag], ...]:
    found = index().get(key, ())
    if not found and key.isascii() and len(key) > 3 and key.endswith("s"):
        found = index().get(key[:-1], ()) or (index().get(key[:-2], ()) if key.endswith("es") else ())
    return found


@lru_cache(4096)
def read(name: str) -> tuple[Hint, ...]:
    """The concepts in one name, longest phrases first; a phrase hides the shorter ones inside it."""
    parts = _lettered(name)
    taken = [False] * len(parts)
    found: list[tuple[int, int, str, Flag]] = []
    for length in range(min(len(parts), LONGEST), 0, -1):
        for start in range(len(parts) - length + 1):
            end = start + length
            if any(taken[start:end]):
                continue
            whole = length == len(parts)
            pairs = [pair for pair in _look("".join(parts[start:end])) if whole or pair[1] != "="]
            if pairs:
                taken[start:end] = [True] * length
                found += [(start, end, concept, flag) for concept, flag in pairs]
    return _rank(found, len(parts))


def _rank(found: list[tuple[int, int, str, Flag]], length: int) -> tuple[Hint, ...]:
    """A phrase at the end is the head of the name (`home phone`); followed by other words it says less."""
    others = [end for _, end, concept, _ in found if concept.startswith("other.")]
    best: dict[str, Hint] = {}
    for start, end, concept, flag in found:
        strength = 1.0 if end - start == length else 0.9 if end == length else 0.6
        if not concept.startswith(("other.", "about.")) and any(other > end for other in others):
            strength = 0.2
        hint = Hint(concept, strength, flag == "?")
        if concept not in best or best[concept].strength < strength:
            best[concept] = hint
    return tuple(sorted(best.values(), key=lambda hint: -hint.strength))


def _personal(hints: Iterable[Hint]) -> list[Hint]:
    return [hint for hint in hints if not hint.concept.startswith(("other.", "about.", "time."))]


@lru_cache(4096)
def of_path(path: tuple[str, ...]) -> tuple[Hint, ...]:
    """The concepts of a field: its own name, or with its parent's where its own says little (`phones[].number`)."""
    names = [part for part in path if part not in ("[]", "*")]
    if not names:
        return ()
    own = read(names[-1])
    says = _personal(own)
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
    told = [Hint(h.concept, h.strength * 0.9, weak=False) for h in parent if vague]
    return (*own, *(told or _held(names[:-1], own)))


def _held(above: list[str], own: tuple[Hint, ...]) -> list[Hint]:
    """A part of something special is special, whatever it is called: `allergies[].substance`."""
    if any(hint.concept.startswith(("other.", "time.")) for hint in own):
        return []
    special = [hint for name in above for hint in read(name) if hint.concept.startswith("special.")]
    return [Hint(hint.concept, 0.7, weak=False) for hint in special[:1] if hint.strength >= 0.9]


@lru_cache(4096)
def around(path: tuple[str, ...]) -> frozenset[str]:
    """The concepts of the names above a field: whom or what the record is about."""
    return frozenset(hint.concept for part in path[:-1] for hint in read(part) if hint.strength >= 0.5)


def forget() -> None:
    """Drops every name that was read: keys of maps may be people."""
    for cached in (read, of_path, around):
        cached.cache_clear()
