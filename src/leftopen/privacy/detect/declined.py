"""Given names and surnames as sentences in Russian and Ukrainian decline them: `с Иваном Петровым`, `Олені Шевчук`.

Lists have names as forms do, in the nominative. The two words of a name stand in one case, and so their endings go in
pairs; that is asked of two words with capitals side by side, none of which has to be in a list as it stands. What
streets and prizes are called after stands in the genitive (`улица Юрия Гагарина`): that one counts behind a word that
takes it and is said of people.
"""

from collections.abc import Iterator
from itertools import chain

from leftopen.privacy.detect import lexicon
from leftopen.privacy.detect.name_lists import listed

_PLAIN = str.maketrans("йїё", "иіе")
"""Letters as `person_names.plain` leaves them, in which names are asked for."""
_GIVEN: tuple[tuple[str, str, tuple[str, ...]], ...] = (
    ("instrumental", "ом", ("",)),
    ("instrumental", "ем", ("й", "ь")),
    ("instrumental", "ём", ("й", "ь")),
    ("instrumental", "єм", ("й",)),
    ("instrumental", "ой", ("а",)),
    ("instrumental", "ою", ("а",)),
    ("instrumental", "ей", ("я", "а")),
    ("instrumental", "ею", ("я", "а")),
    ("instrumental", "єю", ("я",)),
    ("dative", "у", ("",)),
    ("dative", "ю", ("й", "ь")),
    ("dative", "ові", ("",)),
    ("dative", "еві", ("й", "ь")),
    ("dative", "е", ("а", "я")),
    ("dative", "і", ("а", "я")),
    ("dative", "ї", ("я",)),
    ("dative", "и", ("я",)),
    ("genitive", "а", ("",)),
    ("genitive", "я", ("й", "ь")),
    ("genitive", "ы", ("а",)),
    ("genitive", "и", ("а", "я")),
)
_FAMILY: tuple[tuple[str, str, tuple[str, ...]], ...] = (
    ("instrumental", "ым", ("", "ый")),
    ("instrumental", "им", ("", "ий")),
    ("instrumental", "ом", ("", "о")),
    ("instrumental", "ою", ("а",)),
    ("instrumental", "ой", ("", "а", "ая")),
    ("dative", "у", ("", "о")),
    ("dative", "ому", ("ий", "ый", "ой")),
    ("dative", "ой", ("", "а", "ая")),
    ("dative", "ій", ("а",)),
    ("dative", "ові", ("", "о")),
    ("genitive", "а", ("",)),
    ("genitive", "ого", ("ий", "ый", "ой")),
    ("genitive", "ой", ("", "а", "ая")),
)
"""Case, ending, and endings of the nominative in its place; surnames in -ко and of women in a consonant stay."""
_STAY = ("ко", "ук", "юк", "ак", "як", "ич", "ян", "ло", "их", "ых")
_BEHIND = frozenset(("от", "у", "для", "без", "від"))
"""Words that take the genitive, and are said of people more than of streets."""
_LEAST = 3
_AHEAD = 24
"""Characters before a name in which the word before it stands."""


def declined(one: str, other: str, before: str) -> bool:
    """True for a given name and a surname, in either order, as a sentence declines them; `before`: the text before."""
    if not "\u0400" <= one[0] < "\u0530":
        return False
    ahead = before[-_AHEAD:].split()[-1:]
    word = ahead[0].casefold() if ahead else ""
    pairs = chain(nominatives(one, other, word), nominatives(other, one, word))
    given, common, family = listed("given"), lexicon.people("given"), listed("family")
    return any((first in given or first in common) and last in family for first, last in pairs)


def nominatives(given: str, family: str, before: str = "") -> Iterator[tuple[str, str]]:
    """What a given name and a surname may be in the nominative, where both are in one case; `before`: the word before.

    >>> ("иван", "петров") in nominatives("иваном", "петровым"), [*nominatives("юрия", "гагарина")]
    (True, [])
    >>> ("юрии", "гагарин") in nominatives("юрия", "гагарина", "от")
    True
    """
    if not given or not "\u0400" <= given[0] < "\u0530":
        return
    cases = {case for case, ending, _ in _GIVEN if given.endswith(ending.translate(_PLAIN))}
    for case in sorted(cases - (set() if before in _BEHIND else {"genitive"})):
        firsts = {*_bases(given, _GIVEN, case)}
        lasts = {*_bases(family, _FAMILY, case)} | ({family} if family.endswith(_STAY) else set())
        yield from ((first, last) for first in firsts for last in lasts)


def _bases(word: str, endings: tuple[tuple[str, str, tuple[str, ...]], ...], case: str) -> Iterator[str]:
    for of, ending, nominative in endings:
        stem = word.removesuffix(ending.translate(_PLAIN))
        if of == case and stem != word and len(stem) >= _LEAST:
            yield from (stem + end.translate(_PLAIN) for end in nominative)
