"""Kinds that are told by their field's name and hold a word, a code or a yes: an `[answer]` table is
the whole detector.

holds     "answer": yes or no, a figure, a date or a short text; "word": a short word or code;
          "closed": one of a closed set, or yes or no
closed    the concept whose `[values]` of the languages are that set; but for "closed" they show a field by themselves
longest   characters at most
codes     a pattern of codes that its authority gives, which look like numbers of something: `rs80357906`
dated     a "word" that a day or a yes may stand for: that of a baptism, or that there was one
what, issuer, source   its page
"""

from collections.abc import Sequence
from datetime import date
from typing import Any, Literal

import msgspec
from msgspec import Struct

from leftopen.privacy import mask as masks
from leftopen.privacy.detect import lexicon
from leftopen.privacy.detect.snomed import snomed
from leftopen.privacy.later import later

_WORD = range(2, 49)
"""Characters that a word has which shows a field by itself."""


_FIGURES = later("[0-9]+")
_DAY = later("(?:19|20)[0-9]{2}(?:0[1-9]|1[0-2])(?:0[1-9]|[12][0-9]|3[01])")
_ONE_CODE = later("[A-Za-z]{0,4}[-_]?[0-9]+[A-Za-z]{0,2}")
_YEARS = later("((?:19|20)[0-9]{2})[-/–](?:(?:19|20)?[0-9]{2})")
"""Two years in a row, as schools and budgets count them: when something is, and never what."""
_COUNTED = later("[A-Za-z]{0,4}[-_/]?(?:19|20)[0-9]{2}[-_/.][0-9]{5,9}|[0-9]{5,9}[-_/.](?:19|20)[0-9]{2}")
"""A number and the year in which it was counted."""
_VERSION = later("[vV][0-9]{1,4}(?:[.][0-9]{1,6}){1,3}|[0-9]{1,3}[.][0-9]{1,3}[.][0-9]|[0-9]{1,3}(?:[.][0-9]{1,3}){3}")
_DATE = later("(?:[0-9]{1,2}[-/. ]){2}(?:19|20)[0-9]{2}[.]?|(?:19|20)[0-9]{2}(?:[-/.][0-9]{1,2}){2}")
_LETTERS = tuple(map(set, ("sn", "jn", "on", "en", "eh", "tn", "dn", "in", "kn", "tf", "01")))
"""Of yes and no in languages with Latin letters (`sim`, `ja`, `oui`, `evet`, `tak`, `da`, `igen`, `kyllä`), of true and
false, and figures."""
_BEFORE = frozenset("0123456789([")
_CODED = later(r"^[(\[]?[0-9]{1,3}[)\]]?(?: ?[-–—=:.)] ?| )(?=[^\W\d_]{2})")
"""A code and what stands between it and its word."""
_AS_CODED = later(
    r"[(\[](?P<c>[^\W\d_])[)\]](?P<d>[^\W\d_]+)"
    r"|[(\[]?(?:[0-9]{1,2}|[^\W\d_])[)\]]? ?[-–—=:.)|/] ?(?P<a>[^\W\d_].*)"
    r"|(?P<b>[^\W\d_][^-/|(\[]*?) ?[-/|(\[] ?(?:[0-9]{1,2}|[^\W\d_])[)\]]?"
)
"""A word of a closed set with its code before it or behind, or with the letter in brackets that is its code:
`M - Male`, `1:男`, `Female (F)`, `(F)emale`."""
_MARKED = frozenset("-–—=:.)|/([")
_CODE = 4
"""Figures of a code that stands for a word: longer ones are numbers of something."""


def closed_word(text: str) -> str:
    """A text as closed sets have their words, "" for one that no word is; without the code that a form writes before.

    >>> closed_word(" Roma "), closed_word("2 - Catholic"), closed_word("(01) Islam"), closed_word("4.5 mg")
    ('roma', 'catholic', 'islam', '4.5 mg')
    """
    if len(text) not in _WORD:
        return ""
    word = text.strip().casefold()
    return _CODED.sub("", word, count=1) if word[:1] in _BEFORE else word


class AnswerTable(Struct, frozen=True, forbid_unknown_fields=True, kw_only=True):
    """An `[answer]` table."""

    holds: Literal["answer", "word", "closed"]
    what: str
    issuer: str
    source: str
    closed: str = ""
    concepts: tuple[str, ...] = ()
    longest: int = 120
    also: bool = False
    codes: str = ""
    dated: bool = False


class AnswerKind:
    """The unit that the registry loads: the same names as a detector module has."""

    CLAIM = "named"
    LOOSE = True
    """Nearly any value fits: the name must leave no doubt."""

    def __init__(self, told: AnswerTable, label: str, place: str) -> None:
        self.told = told
        self.__name__ = place
        self.__doc__ = f"{label}\n\nWhat: {told.what}. Issuer: {told.issuer}. Source: {told.source}."
        self.LABEL = label
        self.CONCEPTS = told.concepts or (label,)
        self.ALSO = told.also
        self.LOOSE = told.holds != "closed"
        shows = bool(told.closed) and told.holds != "closed"
        self.see = self._see if shows else None
        self.closed = self._closed if shows else None
        self._codes = later(told.codes or "(?!)")

    def _closed(self) -> frozenset[str]:
        return lexicon.closed(self.told.closed)

    def valid(self, text: str) -> bool:
        """Short, and of the closed set where there is one."""
        if self.told.holds == "closed":
            word = text.strip().rstrip(".").casefold()
            if word.isdecimal():
                word = word.lstrip("0") or "0"
            return len(text) <= self.told.longest and (word in self._closed() or self._as_coded(word))
        if not 1 <= len(text.strip()) <= self.told.longest or "://" in text or "@" in text:
            return False
        text = text.strip()
        if self.told.holds == "word" and not self.told.dated and _DATE.fullmatch(text):
            return False
        return self._codes.fullmatch(text) is not None or not numbered(text)

    def _as_coded(self, word: str) -> bool:
        """True for a word of the closed set with its code."""
        found = None if _MARKED.isdisjoint(word) else _AS_CODED.fullmatch(word)
        return found is not None and (found["a"] or found["b"] or found["c"] + found["d"]) in self._closed()

    def plausible(self, values: Sequence[Any]) -> bool:
        """Such a text; or yes or no, a figure or a date where those are answers."""
        return any(self._could(value) for value in values)

    def _could(self, value: Any) -> bool:
        if isinstance(value, bool):
            return self.told.holds != "word" or self.told.dated
        if isinstance(value, str):
            return self.valid(value)
        if self.told.holds == "closed":
            return isinstance(value, int) and self.valid(str(value))
        if isinstance(value, int):
            return self.told.holds != "word" or abs(value) < 10**_CODE
        return self.told.holds == "answer" and isinstance(value, (float, date))

    def _see(self, values: Sequence[Any]) -> bool:
        """A word of the closed set, which shows by itself what it is."""
        known = self._closed()
        return any(isinstance(v, str) and closed_word(v) in known for v in values)

    def mask(self, values: Sequence[Any]) -> str:
        """Nothing shows, except that it is a flag."""
        return "yes/no flag" if values and isinstance(values[0], bool) else masks.hidden(values)


def numbered(text: str) -> bool:
    """True for a number of something, or a code that is one but for letters before or behind: `83053`, `ZY-48213`.

    Codes of two numbers stay (`2106-3`), and so do dates and concepts of SNOMED CT; what is counted within a year is a
    number of something (`2024/118203`), and a version or an address of a machine is of one.
    """
    if snomed(text):
        return False
    runs = _FIGURES.findall(text)
    if _COUNTED.fullmatch(text) or _VERSION.fullmatch(text):
        return True
    if _DAY.fullmatch(text):
        return False
    if _YEARS.fullmatch(text):
        return True
    return len(runs) == 1 and len(runs[0]) > _CODE and _ONE_CODE.fullmatch(text) is not None


def answered(kept: Sequence[Any]) -> bool:
    """True where all values are yes or no, or a sign of a laboratory; both, where they are first letters of those or
    figures that are text.

    >>> answered(["sim", "não"]), answered([True, False]), answered(["yes", "blue"]), answered([3, 4])
    (True, True, False, False)
    >>> answered(["S", "N", "N"]), answered(["S", "M", "L"]), answered(["S", "S"]), answered(["1", "0"])
    (True, False, False, True)
    """
    if not kept:
        return False
    if isinstance(kept[0], str) and len(kept[0]) == 1:
        seen = {value.casefold() if isinstance(value, str) else "" for value in kept}
        if len(seen) > 1 and seen in _LETTERS:
            return True
    answers, signs = lexicon.closed("about.answer"), lexicon.closed("about.sign")
    return all(
        isinstance(value, bool)
        or (type(value) is int and value in (0, 1))
        or (isinstance(value, str) and ((word := value.strip().casefold()) in answers or word in signs))
        for value in kept
    )


def answer(table: dict[str, Any], label: str, file: str) -> AnswerKind:
    """The unit of a file; ValueError with its name for one that is not sound."""
    try:
        return AnswerKind(msgspec.convert(table, AnswerTable), label, file.removesuffix(".toml").replace("/", "."))
    except msgspec.ValidationError as fault:
        raise ValueError(f"{file}: answer: {fault}") from None
