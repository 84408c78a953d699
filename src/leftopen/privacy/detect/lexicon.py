"""What the languages say, read from `names/<lang>.toml`, one file a language; a new file is all that a new one needs.

    country    the country whose language it is, where that is one (ISO 3166-1, small letters)
    [words]    concept -> names of fields; `=word` counts only as the whole name, `?word` is ambiguous
    [latin]    letters of its script with their spelling in Latin letters (see `latin`); without letters: its words that
               are listed in Latin letters are spelt in several ways
    [readings] words that names are made of, with how they are read: of kanji with their kana (see `kana`), of Thai with
               their letters, a space between two ways (see `thai`)
    [syllables]
               syllables of Mandarin without tones, each with the characters of names of fields that are read so
               (Unicode 15.0, Unihan, `kMandarin`; see `pinyin`)
    [short]    clipped words of such names (`gndr`) with the word they stand for
    [values]   concept -> what stands in such fields where they hold one of a closed set (gender, faith, illness);
               `concept?` -> words that agree with a name of it and show nothing by themselves (`white`, `theft`);
               `none.enum` -> words of closed sets of anything else (`new`, `control`, `failed`), `none.flag` -> answers
               and grades, which may be of anything
               `about.item`: words for things that have a name, an age or an address as people do (`battery`);
               `none.joint`: what joins those to it (`de`), and units of time; `none.since`: `since`
    [people]   given, surnames: common ones; titles; not_names: words of the long lists that are none
               by themselves (`san`, `ben`); for Chinese also compound surnames and what no given name holds
    [streets]  words, and endings of compounds, that name a street
    [cues]     what stands around a name in running text: name_title, name_said, name_before, name_after, name_tells,
               name_ends; before and behind a telephone number: phone_before, phone_after; somewhere beside one:
               phone_stems, how words for calling begin (up to three letters: whole words), for numbers of those who
               speak the language: phone_regions (without it, of its `country`); password: what calls one;
               linked: verbs and particles between what something is called and what it is (`is`, `lautet`, `は`);
               health: words of treatment, which tell that an illness in it is somebody's; substance: what is taken for
               one; before and behind the day on which somebody was born: born, born_after; before the plate of a
               vehicle: plate

A file with a table or a key that is not known stops the program with its name.
"""

import re
from functools import cache

import msgspec
from msgspec import Struct, structs

from leftopen.privacy.data import tomls
from leftopen.privacy.detect import stems
from leftopen.privacy.detect.units import folded
from leftopen.privacy.kept import kept

NAMES = "leftopen.privacy.detect.names"
_SHORT = 120
_STEM, _HEAD, _LEAD, _ENDING = 4, 5, 6, 2
"""Letters of the shortest word that is looked for in others; from how many on it counts as the last part of a compound,
and as the first one; and how many letters of an ending a shorter one may have."""
_FIRST = re.compile(r"\w+|\W")
_UNSPACED = "\u0e00"
"""The first letter of those scripts that write words without spaces, and Korean, which joins such words to others."""


class NameWords(Struct, frozen=True, forbid_unknown_fields=True):
    """Words of names of people, separated by spaces."""

    given: str = ""
    surnames: str = ""
    compound: str = ""
    not_given: str = ""
    not_names: str = ""
    titles: str = ""


class Streets(Struct, frozen=True, forbid_unknown_fields=True):
    """Words of streets, and endings of their compounds. `common`: those of the words that running text has as well, so
    that a name with a capital has to stand beside them there. `alone`: others that tell a street only where a text is
    nothing but a house and its street."""

    words: tuple[str, ...] = ()
    endings: tuple[str, ...] = ()
    common: tuple[str, ...] = ()
    alone: tuple[str, ...] = ()


class Cues(Struct, frozen=True, forbid_unknown_fields=True):
    """What stands before, after and around the name of a person in running text, and around somebody's illness."""

    name_title: tuple[str, ...] = ()
    name_said: tuple[str, ...] = ()
    phone_before: tuple[str, ...] = ()
    phone_after: tuple[str, ...] = ()
    phone_stems: tuple[str, ...] = ()
    phone_regions: tuple[str, ...] = ()
    password: tuple[str, ...] = ()
    linked: tuple[str, ...] = ()
    name_before: tuple[str, ...] = ()
    name_after: tuple[str, ...] = ()
    name_tells: tuple[str, ...] = ()
    name_ends: tuple[str, ...] = ()
    health: tuple[str, ...] = ()
    substance: tuple[str, ...] = ()
    plate: tuple[str, ...] = ()
    born: tuple[str, ...] = ()
    born_after: tuple[str, ...] = ()


class Language(Struct, frozen=True, forbid_unknown_fields=True):
    """One file."""

    country: str = ""
    words: dict[str, tuple[str, ...]] = {}
    latin: dict[str, str] | None = None
    readings: dict[str, str] = {}
    syllables: dict[str, str] = {}
    short: dict[str, str] = {}
    values: dict[str, tuple[str, ...]] = {}
    people: NameWords = NameWords()
    streets: Streets = Streets()
    cues: Cues = Cues()


@cache
def languages() -> dict[str, Language]:
    """Every language by the name of its file; ValueError with that name for one that is not sound."""
    found = {}
    for file, table in tomls(NAMES):
        try:
            found[file.removesuffix(".toml")] = msgspec.convert(table, Language)
        except msgspec.ValidationError as fault:
            raise ValueError(f"names/{file}: {fault}") from None
    return found


@cache
def wordless() -> dict[str, Language]:
    """The same without what stands in `wordbook.index`, most of them all: words, and how they are spelt and read."""
    return kept("languages", dict[str, Language], _without_words)


def _without_words() -> dict[str, Language]:
    every = languages().items()
    return {
        name: structs.replace(language, words={}, latin=None, readings={}, syllables={}) for name, language in every
    }


@cache
def short() -> dict[str, str]:
    """Clipped words of names of fields with what they stand for."""
    told = [language.short for language in wordless().values()]
    return {folded(clipped): folded(word) for each in told for clipped, word in each.items()}


@cache
def closed(concept: str) -> frozenset[str]:
    """What a field of a closed set holds in any language, case folded."""
    words = (language.values.get(concept, ()) for language in wordless().values())
    return frozenset(word.casefold() for each in words for word in each)


@cache
def of_anything() -> frozenset[str]:
    """Answers, and words for the state of anything: they tell of nobody."""
    return closed("none.flag") | closed("none.enum")


@cache
def _agreeing(concept: str) -> tuple[frozenset[str], dict[str, tuple[str, ...]]]:
    """The words and stems that agree with a name of `concept`, and those of several words by the first of them."""
    told = closed(concept) | closed(f"{concept}?")
    phrases: dict[str, tuple[str, ...]] = {}
    for phrase in sorted(word for word in told if " " in word):
        first = _FIRST.findall(phrase)[0]
        phrases[first] = (*phrases.get(first, ()), phrase)
    return frozenset(word for word in told if " " not in word), phrases


def agrees(concept: str, text: str) -> bool:
    """True where a short text has a word of those that stand in fields for `concept`; of four letters, a stem does.

    >>> agrees("special.ethnicity", "White"), agrees("special.health", "Dialysis, 2nd"), agrees("special.health", "a")
    (True, True, False)
    >>> agrees("special.health", "(Down syndrome)"), agrees("special.health", "syndrome")
    (True, True)
    """
    folded = text[:_SHORT].strip().casefold()
    words, phrases = _agreeing(concept)
    if folded in words or any(each in folded for first in _FIRST.findall(folded) for each in phrases.get(first, ())):
        return True
    found = (word for word in folded.replace("-", " ").replace(",", " ").split() if len(word) >= _STEM)
    return any(_part_of(word, words) for word in found) or stems.tells(concept, folded)


def _part_of(word: str, words: frozenset[str]) -> bool:
    """True for one of them, one with an ending, or a compound of which it is a good part.

    A short one is in too many others: `roma` in `romantic`.
    """
    for size in range(len(word), _STEM - 1, -1):
        ending = len(word) - size <= _ENDING
        if (size >= _LEAD or ending) and word[:size] in words:
            return True
        if (size >= _HEAD or ending) and word[-size:] in words:
            return True
    return False


@cache
def people(part: str) -> frozenset[str]:
    """The words of one part of `[people]` in all languages."""
    return frozenset(word for language in wordless().values() for word in getattr(language.people, part).split())


@cache
def streets(part: str) -> tuple[str, ...]:
    """The words of one part of `[streets]` in all languages, longest first."""
    words = {word for language in wordless().values() for word in getattr(language.streets, part)}
    return tuple(sorted(words, key=lambda word: (-len(word), word)))


@cache
def phone_stems() -> dict[str, tuple[str, ...]]:
    """How words for calling begin, with the regions (ISO 3166-1, capitals) of those who speak so, in a stable order."""
    found: dict[str, dict[str, None]] = {}
    for language in wordless().values():
        regions = language.cues.phone_regions or (language.country,)
        for stem in language.cues.phone_stems:
            found.setdefault(stem, {}).update(dict.fromkeys(region.upper() for region in regions))
    return {stem: tuple(regions) for stem, regions in found.items()}


@cache
def linked() -> str:
    """The words between what something is called and what it is, as a form: no letter follows one that is spaced.

    >>> re.search(linked(), "は") is not None, re.search(linked(), "lautet") is not None
    (True, True)
    """
    spaced = "|".join(word for word in cues("linked") if word < _UNSPACED)
    joined = "|".join(word for word in cues("linked") if word >= _UNSPACED)
    return rf"(?:(?:{spaced})(?![^\W\d_])|(?:{joined}))"


@cache
def cues(part: str) -> tuple[str, ...]:
    """The words of one part of `[cues]` in all languages, in the order of their files."""
    return tuple(dict.fromkeys(word for language in wordless().values() for word in getattr(language.cues, part)))
