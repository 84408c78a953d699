"""By which letters and readings words of a language, or for numbers of a country, are spelt in Latin letters."""

from collections.abc import Mapping

from leftopen.privacy.detect import lexicon, pinyin, transcribed

_MANDARIN = ("zh", "cn", "hk", "tw")
"""The language without a country whose words are read in syllables of Mandarin, and countries of its numbers."""
_SCRIPTS = (("ar", "\u0600", "\u06ff"), ("ru", "\u0400", "\u04ff"))
"""Languages whose letters are those of a script for countries without a language of their own, and where it begins and
ends."""


def reads() -> dict[str, transcribed.Spoken]:
    """How words without letters are read, by the countries and the languages without one that have such."""
    every = lexicon.languages().values()
    found = {each.country: transcribed.Spoken(each.readings) for each in every if each.readings}
    for syllables in (each.syllables for each in every if each.syllables):
        mandarin = transcribed.Spoken({}, pinyin.readings(tuple(syllables.items())))
        found.update(dict.fromkeys(_MANDARIN, mandarin))
    return found


def of_number(concept: str, word: str) -> Mapping[str, str] | None:
    """The letters of a language, for the word for a number of a country: of its own, or of one that has its script."""
    first = next((letter.casefold() for letter in word if letter.isalpha()), "")
    own = (each for each in lexicon.languages().values() if each.country and concept.startswith(f"id.{each.country}."))
    script = next((name for name, begin, end in _SCRIPTS if begin <= first <= end), "")
    every = [*own, *(each for name, each in lexicon.languages().items() if name == script)]
    return next((each.latin for each in every if each.latin and first in each.latin), None)
