"""What a field's name says: concepts such as `person.name` found in `userFullName`, `sfzh` or `身份证号码`.

The words are data: `[words]` of `names/<lang>.toml`, and those of the rows of national numbers, map a concept to its
words. A word that starts with `=` counts only when it is the whole name (`=xm`), one with `?` is ambiguous (`?name`
also names products) and needs the company of other personal fields, one with `=?` is both. Concepts that start with
`other.` speak against personal data (`order number`, `file name`), but for three that a name may end with:
`other.part` (`number`, `code`), `other.kind` (`type`) and `other.whether`. Those that start with `about.` say whom a
record is about.
"""

from collections.abc import Callable, Iterator
from functools import cache
from typing import NamedTuple

from leftopen.privacy.detect import latin, lexicon, nations, transcribed
from leftopen.privacy.detect.clipped import borrowed, clipped
from leftopen.privacy.detect.index import LEAD
from leftopen.privacy.detect.units import in_es, lettered, numberless, units, untyped
from leftopen.privacy.detect.weights import number
from leftopen.privacy.detect.wordbook import (
    AFTER,
    HEADLESS,
    KIND,
    MEASURE,
    OF_SOMEBODY,
    TINY,
    WHETHER,
    Flag,
    index,
    mark,
)
from leftopen.privacy.memo import Memo

LONGEST = 12
_LONGEST_WORD = 48
"""Units (words, or single characters of scripts without spaces) in the longest phrase looked for."""
_PLURAL = "s"
_ENDING = 2
"""Letters of an ending that `_look` takes off."""
_PIECE, _LONGEST_PIECE = 4, 24
_FIRST, _TAIL, _SHORTEST, _PAIR = 2, 6, 2, 2
_TRAITS = frozenset(("person.birth_date", "person.gender"))
_PERSONS = ("about.person", "about.patient", "about.child", "about.guardian")
_ASIDE = ("other.", "about.", "time.")
"""How concepts begin that tell no kind of data."""
_SPECIAL = ("special.", "criminal.")
_NAMELESS = frozenset((*HEADLESS, "person.name", "other.qualifier"))
"""What words beside a short one say that add nothing to it."""
_TAKING = frozenset((MEASURE, "other.setting"))
"""What takes all from the rest of a name wherever it stands: a measure, or that it is to be shown: `show_religion`."""
_LIVING = ("about.animal", "about.plant")
"""What a record is about that names tell before a word for any part of it: `पशु_प्रकार` (kind of animal)."""
_SENSITIVE = ("special.", "criminal.", "person.gender")
"""Kinds whose fields hold words or a yes, so that what says of which kind, or whether, holds them as well."""
_PARTS = frozenset(("other.part", KIND, WHETHER))
"""What takes nothing from what is sensitive, whatever else the same word is in another language: `дін_коды`."""
_TRACED, _STORED = "biometric.", "other.template"
"""What is kept of a body is called so: `ลายนิ้วมือ_template`."""
_ARTICLES, _SPOKEN = ("ال", "لل"), 4
"""Arabic articles, and letters of a word from which on nothing ends so by chance."""
_NUMBER = frozenset(("no", "nr", "num", "nbr"))
"""Short for `number`, as which words for numbers of people are written out: `civil no`."""
_ANY_COUNTRY, _ABROAD = "id.national", "id.abroad"
"""A number of people of no country that the name tells, and what a word for the one of a country is in another."""
_GLUE = frozenset({"no", "nr", "id", "nm", "cd", "num", "s", "dt", "kod", "kode", "code"})


class Hint(NamedTuple):
    """A concept that a name tells, 0..1 how clearly; `weak`: an ambiguous word."""

    concept: str
    strength: float
    weak: bool


def phrase(name: str) -> bool:
    """True where the whole of a name is one that fields have in some language: `dia_chi`, `NOME_MAE`, `NIK`.

    A single word counts where it is written as columns are and not as people: in capitals or more than one unit.
    """
    parts = lettered(name)
    if len(parts) == 1:
        return name.isupper() and parts[0] in index()
    return "".join(parts) in index() or _spelt(parts) or any(hint.strength == 1.0 for hint in read(name))


def _spelt(parts: list[str]) -> bool:
    """True where all of a name in Latin letters is a word of another script."""
    if not "".join(parts).isascii():
        return False
    spelt = _transcribed.told(parts)
    return "".join(map(_skeleton, parts)) in index() or (len(spelt) == 1 < len(parts) and spelt != parts)


def _look(key: str) -> list[tuple[str, Flag]]:
    found = index().get(key, "")
    if found in ("", "=about.crowd") and key.isascii() and len(key) > 3 and key.endswith(_PLURAL):
        single = index().get(key[:-1], "") or (index().get(key[:-2], "") if in_es(key) else "")
        found = f"{found} {single}".strip()
    return [(each.lstrip("=?"), mark(each)) for each in found.split(" ")] if found else []


_skeleton = Memo(latin.skeleton)
_transcribed = transcribed.Reader(lambda: index())  # noqa: PLW0108  # as it is when it is asked: tests have others


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
    for start in range(len(unit)):
        if (before := best[start]) is None:
            continue
        longest = index().part(unit[start : start + LEAD]).longest
        for end in range(start + 1, min(len(unit), start + _LONGEST_PIECE) + 1):
            piece = unit[start:end]
            if (least <= len(piece) <= longest and _joins(piece)) or (latin and start and piece in _GLUE):
                here = best[end]
                if here is None or len(before) + 1 < len(here):
                    best[end] = [*before, piece]
    whole = best[-1]
    if whole:
        return whole
    for start in range(_FIRST if latin else 1, len(unit) - (_TAIL if latin else 2) + 1):
        if _joins(unit[start:], "=?") and not _breaks(unit[:start], unit[start:]):
            at = start + borrowed(unit[start:], index())
            return [unit[:at], unit[at:]]
    return [unit[:-TINY], unit[-TINY:]] if latin and _somebodys(unit) else [unit]


def _somebodys(unit: str) -> bool:
    """True for a word for somebody with a short word for a trait behind it, as forms of clinics have them.

    >>> _somebodys("clientdob"), _somebodys("mothersex"), _somebodys("essex"), _somebodys("patientsin")
    (True, True, False, False)
    """
    whose, trait = (index().get(word, "").split() for word in (unit[:-TINY], unit[-TINY:]))
    return not _TRAITS.isdisjoint(trait) and any(each.startswith(_PERSONS) for each in whose)


def _breaks(start: str, end: str) -> bool:
    """True for the end of a word of Arabic script that only looks so, as spaces part words there: before a short word
    stands an article, before one of four letters that or a particle of one letter.

    >>> _breaks("رس", "ائل"), _breaks("ف", "ايل"), _breaks("لل", "اسم"), _breaks("ب", "العنوان")
    (True, True, False, False)
    """
    if not "\u0600" <= end[0] <= "\u08ff" or len(end) > _SPOKEN:
        return False
    return not start.endswith(_ARTICLES) and (len(end) < _SPOKEN or len(start) > 1)


def _joins(word: str, never: str = "=") -> bool:
    """True for a word that may be part of a compound: not for those that count only alone.

    Behind what is not known an ambiguous one says nothing either: `destination` is of no nation.
    """
    told = index().get(word)
    return told is not None and (told[0] not in never or any(each[0] not in never for each in told.split(" ")))


@Memo
def read(name: str) -> tuple[Hint, ...]:
    """The concepts in one name, longest phrases first; a phrase hides the shorter ones inside it.

    Where a name says nothing as it stands, its compounds are cut and its clipped words read in full. A number of people
    is called as others are where it is called as one without the word for a number or for whose it is (`num_cin`,
    `pan_emp`); a word for that of one country may be for that of another one, too, which values and company must tell
    (`nrc`, `cedula`).
    """
    found = _read(name)
    parts = numberless(units(name))
    if 1 < len(parts) <= LONGEST and not any(hint.concept.startswith("id.xx.") for hint in found):
        rests = [rest for at, rest in ((0, parts[1:]), (-1, parts[:-1])) if _aside(parts[at])]
        rests += [[*rest[:-1], "number"] for rest in rests if len(rest) > 1 and rest[-1] in _NUMBER]
        told = (hint for rest in rests for hint in _phrases(rest) if hint.strength == 1.0 and not hint.weak)
        more = tuple(hint for hint in told if hint.concept.startswith("id."))
        found = _besides(found, more) if more else found
        if parts[-1] in _NUMBER and not any(hint.concept.startswith("id.") and not hint.weak for hint in found):
            full = tuple(hint for hint in _phrases([*parts[:-1], "number"]) if hint.concept.startswith("id."))
            clear = {hint.concept for hint in full if not hint.weak}
            found = _besides(tuple(hint for hint in found if hint.concept not in clear), full)
    if len(parts) == _PAIR and not any(_tells_more(h) for h in found):
        found = _besides(found, tuple(_short_of(parts)))
    own = max((hint.strength for hint in found if _national(hint)), default=0.0)
    general = any(hint.concept == _ANY_COUNTRY and not hint.weak for hint in found)
    if own >= number("clear") and len("".join(parts)) > _SHORTEST and not general:
        return (*found, Hint(_ABROAD, own, weak=True))
    return found


def _tells_more(hint: Hint) -> bool:
    """True for what more than a part of a name tells, but that it is a name."""
    return tells(hint.concept) and hint.concept != "person.name" and hint.strength > number("name_followed")


def _short_of(parts: list[str]) -> Iterator[Hint]:
    """What a word tells that is too short for longer names, before or behind a word for somebody: `cust_mdp`.

    It is as ambiguous as a short word is: the company must be personal. Beside a word for a code or a kind it
    says what it says alone of what is special, as there is nothing else that it could be of: `kd_agm`.
    """
    short = lexicon.short()
    for whose, word in (parts, parts[::-1]):
        if len(word) > TINY:
            continue
        beside = {concept for concept, _ in _look(short.get(whose, whose))}
        told = [hint for hint in _phrases([word]) if hint.strength == 1.0 and not hint.weak]
        if not beside.isdisjoint(OF_SOMEBODY):
            yield from (hint._replace(weak=True) for hint in told if not hint.concept.startswith(_ASIDE))
        elif len(word) == TINY and beside and beside <= _NAMELESS:
            yield from (hint for hint in told if hint.concept.startswith(_SPECIAL))


def _aside(unit: str) -> bool:
    """True for a country, or a word for a number, a code or a value of what the rest of a name tells, or for whose."""
    return unit in nations.words() or any(concept in AFTER for concept, _ in _look(lexicon.short().get(unit, unit)))


def _national(hint: Hint) -> bool:
    """True for a word of which there is no doubt that it is for a number of one country."""
    return hint.concept.startswith("id.") and not hint.concept.startswith("id.xx.") and not hint.weak


def _read(name: str) -> tuple[Hint, ...]:
    if "/" in name and (ids := [h for part in name.split("/")[:4] for h in read(part) if h.concept.startswith("id.")]):
        return _besides(read(name.replace("/", " ")), tuple(ids))  # either of them: `PESEL/NIP`
    every = units(name)
    parts = numberless(every)
    numbered = "".join(every)
    if (bare := untyped(name)) != name and "".join(parts) not in index():
        return read(bare)
    if parts != every and numbered in index():
        found = _phrases([numbered])
    else:
        found = _phrases(_transcribed.told(parts, 2) if name.isascii() and "".join(parts) not in index() else parts)
    if any(hint.strength >= number("clear") and hint.concept not in HEADLESS for hint in found):
        return found
    full = _in_full(_transcribed.told(parts) if name.isascii() else parts)
    if full != parts:
        found = _besides(found, _phrases(full))
    if any(hint.strength >= number("clear") and tells(hint.concept) for hint in found):
        return found
    plain = [_skeleton(part) if name.isascii() else latin.bare(part) for part in parts]
    found = _besides(found, _phrases(plain)) if plain != parts else found
    if not any(tells(hint.concept) and _whole(hint) for hint in found) and (concept := clipped(parts, index())):
        return (Hint(concept, number("name_followed"), weak=False),)
    return found


def _whole(hint: Hint) -> bool:
    """True for what more than a part of a name tells."""
    return hint.strength > number("name_followed") or hint.weak


def _in_full(parts: list[str]) -> list[str]:
    """The words of a name with compounds cut and clipped words written out."""
    short = lexicon.short()
    whole = (short.get(part, part) for part in parts)
    return [piece for part in whole for piece in (_cut(part) if len(part) >= _PIECE else (part,))]


def ends_known(name: str) -> bool:
    """False where the last words of a name are none that are known, so that nothing is its head (see `_rank`)."""
    every = units(name)
    parts = numberless(every)[-LONGEST:]
    if not parts or "".join(every) in index() or _ends_phrase(parts):
        return bool(parts)
    last = _transcribed.told(parts[-1:]) if name.isascii() else parts[-1:]
    full = _in_full([*parts[:-1], *last])
    spelt = list(map(_skeleton if name.isascii() else latin.bare, parts))
    return full[-1] != parts[-1] or any(each != parts and _ends_phrase(each) for each in (full, spelt))


def _ends_phrase(parts: list[str]) -> bool:
    key, words = "", index()
    for part in reversed(parts):
        key = part + key
        if key in words or (key[-1] == _PLURAL and _look(key)):
            return True
    return False


def _besides(found: tuple[Hint, ...], more: tuple[Hint, ...]) -> tuple[Hint, ...]:
    """What was found with what another way to read the name tells besides."""
    best = {hint.concept: hint for hint in found}
    for hint in more:
        strength = min(hint.strength, number("name_head"))
        if hint.concept not in best or best[hint.concept].strength < strength:
            best[hint.concept] = Hint(hint.concept, strength, hint.weak)
    return tuple(sorted(best.values(), key=lambda hint: -hint.strength))


def _phrases(parts: list[str]) -> tuple[Hint, ...]:
    taken = [False] * len(parts)
    found: list[tuple[int, int, str, Flag]] = []
    reach = [_reach(parts, start) for start in range(len(parts))]
    words = index()
    for length in range(max(reach, default=0), 0, -1):
        for start in range(len(parts) - length, -1, -1):  # the head of a name stands last: `client_ip_address`
            end = start + length
            if length > reach[start] or any(taken[start:end]):
                continue
            key = "".join(parts[start:end])
            if key not in words and key[-1] != _PLURAL:
                continue
            whole = length == len(parts)
            pairs = [pair for pair in _look(key) if whole or not _alone(key, pair[1])]
            if pairs:
                taken[start:end] = [True] * length
                found += [(start, end, concept, flag) for concept, flag in pairs]
    joints = _joints()
    return _rank(found, len(parts), {at for at, part in enumerate(parts) if part in joints})


@cache
def _joints() -> frozenset[str]:
    """Words between what something is and whose: `idade_do_cliente`."""
    return frozenset("".join(units(word)) for word in lexicon.closed("none.joint"))


def _alone(key: str, flag: Flag) -> bool:
    """True for what counts only as the whole name: ambiguous words of two letters, too (`by`: `referred_by`)."""
    return flag.startswith("=") or (flag == "?" and len(key) <= _SHORTEST and key.isascii())


def _reach(parts: list[str], start: int) -> int:
    """How many units from one on may be a phrase: few words begin as one that is known does."""
    most = min(len(parts) - start, LONGEST)
    lead = "".join(parts[start : start + LEAD])[:LEAD]
    part = index().part(lead)
    longest = max(part.longest, index().part(lead[:1]).longest)
    if lead not in part.leads:
        longest = min(longest, LEAD - 1)
    if not longest:
        return 0
    size = 0
    for count in range(most):
        size += len(parts[start + count])
        if size > longest + _ENDING:
            return count
    return most


def _rank(found: list[tuple[int, int, str, Flag]], length: int, joints: set[int]) -> tuple[Hint, ...]:
    """A phrase at the end is the head of the name (`home phone`), also before whose it is (`telepon_pasien`), with a
    word that joins them (`joints`: where such stand).

    Followed by other words it says less, and nearly nothing where the head tells something else (`id_card_birthday`).
    A measure of it says as little wherever it stands. Of which kind something sensitive is says it in part
    (`임신구분`), whether there is any in full (`過敏有無`).
    What is a thing as well is ambiguous (`delivery date`).
    """
    others = [end for _, end, concept, _ in found if concept.startswith("other.") and concept not in HEADLESS]
    kinds = [end for _, end, concept, _ in found if concept in (KIND, WHETHER)]
    parts = {end for _, end, concept, _ in found if concept in _PARTS}
    after = {place for start, end, concept, _ in found if concept in AFTER for place in range(start, end)}
    after |= {place for place in joints if place + 1 in after}
    whether = {place for start, end, concept, _ in found if concept == WHETHER for place in range(start, end)}
    aside = {place for start, end, concept, _ in found if concept.startswith("other.") for place in range(start, end)}
    stored = {place for start, end, concept, _ in found if concept == _STORED for place in range(start, end)}
    heads = {end: all(place in after for place in range(end, length)) for _, end, _, _ in found}
    plain = (each for each in found if heads[each[1]] and not each[3] and tells(each[2]))
    last = max((start for start, _, concept, _ in plain if concept != "person.name"), default=0)
    measured = any(concept in _TAKING for _, _, concept, _ in found)
    things = {(start, end) for start, end, concept, _ in found if concept in ("other.thing", "about.name")}
    best: dict[str, Hint] = {}
    for start, end, concept, flag in found:
        sensitive = concept.startswith(_SENSITIVE)
        traced = concept.startswith(_TRACED)
        passed = after | whether if sensitive else aside if concept in _LIVING else after | stored if traced else after
        head = heads[end] or all(place in passed for place in range(end, length))
        place = "whole" if end - start == length else "head" if head else "before_other" if end <= last else "followed"
        strength = number(f"name_{place}")
        less = () if head and traced else set(others) - parts if sensitive else (*others, *kinds)
        if not concept.startswith(("other.", "about.")) and (measured or any(other > end for other in less)):
            strength = number("name_denied")
        hint = Hint(concept, strength, flag.endswith("?") or ((start, end) in things and tells(concept)))
        if concept not in best or best[concept].strength < strength:
            best[concept] = hint
    return tuple(sorted(best.values(), key=lambda hint: -hint.strength))


def tells(concept: str) -> bool:
    """True for a concept of a kind of data, false for one that speaks against or says whom a record is about."""
    return not concept.startswith(_ASIDE)


def keep(own: Callable[[str], bool]) -> None:
    """Keeps what the names tell that are made of the product's `own` words."""
    read.keep(own)
