"""National numbers as data: a `[[number]]` row of `kinds/numbers/<country>.toml` is a whole detector.

    label     what it is called, `id.<country>.<kind>`
    title     for people
    what, issuer, source   its page
    stdnum    module of python-stdnum that checks it, e.g. "br.cpf"; or
    check     a function of `checksum` that does; neither: its form alone, which only a name can make a claim of
    printed   forms that show by themselves what they are: they alone are looked for in any value
    shapes    forms that it has in a field called so (the printed ones too)
    words     names of fields, as in `names/<lang>.toml`
    proof     a function of `issuers` that a column without a name is held to: what issuers keep besides the form,
              where a field called so needs the form alone, or less
    year      where the year of a date in it stands, from and to: people are born in different ones
    sole      forms in which nothing else is written: a column of them is of these numbers, whatever it is called
    usual     form that most of those of people have, where what is checked says little in a field without a name
    of        label of a number of the same form and check that another country issues: told in its place where the
              record is of this country
    chance    share of random numbers of a printed form that pass the check
    good, bad, fields, not_fields   what the tests hold it to
    title, law, identifying         see `labels`; law is that of `numbers.toml` with what the row adds

In forms `9` is a digit, `A` a letter, `X` either; other characters stand for themselves, `?` makes the
one before it optional.
"""

import re
from collections.abc import Callable, Sequence
from functools import cache, cached_property
from string import ascii_letters, digits
from typing import Any

import msgspec
from msgspec import Struct

from leftopen.privacy import mask as masks
from leftopen.privacy import numerals
from leftopen.privacy.detect import checksum, issuers
from leftopen.privacy.detect.weights import number

_CLASS = {"9": "[0-9]", "A": "[A-Za-z]", "X": "[0-9A-Za-z]"}
_TAKES = {"9": "9", "A": "A", "X": "9A"}
_SIMILAR = str.maketrans(digits[:9] + ascii_letters, "9" * 9 + "A" * len(ascii_letters))
"""Digits and letters of texts as forms have them."""
_MOST_FORMS = 256
LONGEST = 40
_LOST = 2
"""Zeros in front that a number may have lost of which its form alone is told."""
_ALIKE = str.maketrans("АВСЕНІКМОРТХУΑΒΕΖΗΙΚΜΝΟΡΤΥΧ", "ABCEHIKMOPTXYABEZHIKMNOPTYX")
"""Capitals of Cyrillic and Greek that series of documents use because Latin has the same."""
_BETWEEN = " .-/·()"


def similar(text: str) -> str:
    """A text with its digits and letters as forms have them.

    >>> similar("ZY-48213")
    'AA-99999'
    """
    return text.translate(_SIMILAR)


class NumberRow(Struct, frozen=True, forbid_unknown_fields=True, kw_only=True):
    """A `[[number]]` table."""

    label: str
    title: str
    shapes: tuple[str, ...] = ()
    good: tuple[str, ...]
    bad: tuple[str, ...]
    what: str = ""
    issuer: str = ""
    source: str = ""
    stdnum: str = ""
    check: str = ""
    printed: tuple[str, ...] = ()
    words: tuple[str, ...] = ()
    proof: str = ""
    year: tuple[int, int] | None = None
    sole: tuple[str, ...] = ()
    usual: str = ""
    of: str = ""
    chance: float = 0.0
    national: bool = True
    identifying: float = 1.0
    enisa: str = "simple"
    law: dict[str, str] = {}
    fields: tuple[str, ...] = ()
    not_fields: tuple[str, ...] = ()


class NumberKind:
    """A row as the unit that the registry loads: the same names as a detector module has."""

    def __init__(self, row: NumberRow, place: str) -> None:
        self.row = row
        self.__name__ = place
        self.__doc__ = f"{row.title}\n\nWhat: {row.what or row.title}. Issuer: {row.issuer}. Source: {row.source}."
        self.LABEL = row.label
        self.CONCEPTS = (row.label,)
        self.CLAIM = "checked" if self.strict or row.printed else "named"
        self.CHANCE = row.chance
        self.OF = row.of
        self.usual = re.compile(_form(row.usual)).fullmatch if row.usual else None
        self.sole = re.compile("|".join(map(_form, row.sole))).fullmatch if row.sole else None
        self.held = bool(row.proof or row.sole)
        self.year = self._year if row.year else None
        self.GENERIC = ("id.national",) if self.strict and row.national and not row.of else ()
        self.FITS = number("fits_checked" if self.strict else "fits_form")
        ends = (_form(shape) + (r"\b" if shape[-1:].isalnum() else "") for shape in row.printed)
        self.PATTERN = rf"\b(?:{'|'.join(ends)})" if row.printed else None

    @property
    def strict(self) -> bool:
        """True where something besides the form is checked."""
        return bool(self.row.stdnum or self.row.check)

    @cached_property
    def _sizes(self) -> frozenset[int]:
        """How many letters and digits it may have."""
        return frozenset(size for shape in (*self.row.printed, *self.row.shapes) for size in _sizes(shape))

    def lengths(self) -> frozenset[int]:
        """How many characters it may have, with what parts it."""
        return self._lengths

    @cached_property
    def _lengths(self) -> frozenset[int]:
        return frozenset(size for shape in (*self.row.printed, *self.row.shapes) for size in _lengths(shape))

    @cached_property
    def _forms(self) -> re.Pattern[str]:
        return re.compile("|".join(_form(shape) for shape in (*self.row.printed, *self.row.shapes)))

    @cached_property
    def _known(self) -> dict[str, bool]:
        """Forms of texts that were seen, digits and letters alike, and whether it has them."""
        return {}

    def formed(self, form: str) -> bool:
        """True where a text that is `similar` to this may have a form that it has."""
        return self._lettered or self._formed(form)

    def _formed(self, text: str) -> bool:
        """True for a text of a form that it has: texts of one form come together, and few forms at all."""
        if self._lettered:
            return self._forms.fullmatch(text) is not None
        form = text.translate(_SIMILAR)
        known = self._known.get(form)
        if known is None:
            known = any(_has(shape, form) for shape in (*self.row.printed, *self.row.shapes))
            if len(self._known) < _MOST_FORMS:
                self._known[form] = known
        return known

    @cached_property
    def _lettered(self) -> bool:
        """True where a form has letters that stand for themselves."""
        return any(c.isalnum() and c not in _CLASS for shape in (*self.row.printed, *self.row.shapes) for c in shape)

    @cached_property
    def _hidden(self) -> re.Pattern[str]:
        """Printed forms with some of it starred out."""
        return re.compile("|".join(_form(shape, "*xX•") for shape in (*self.row.printed, *self.row.shapes)))

    @cached_property
    def _check(self) -> Callable[[str], bool]:
        if self.row.check:
            own: Callable[[str], bool] = getattr(checksum, self.row.check)
            return own
        return checksum.stdnum(self.row.stdnum) if self.row.stdnum else bool

    def valid(self, text: str) -> bool:
        """Of a form that it has, its check right, and not one digit only: such are issued to nobody."""
        if len(text) not in self._lengths or not text.isascii() or not self._formed(text):
            return False
        found = self.normal(text)
        try:
            return len(set(found)) > 1 and (
                self._check(found) or ((upper := text.upper()) != found and self._check(upper))
            )
        except (ValueError, IndexError, KeyError, TypeError):
            return False

    def proved(self, text: str) -> bool:
        """Valid, and what its issuer keeps to besides."""
        found = self.normal(text)
        try:
            return self.valid(text) and bool(not self.row.proof or getattr(issuers, self.row.proof)(found))
        except (ValueError, IndexError):
            return False

    def _year(self, text: str) -> str:
        """The year of a date in it as it is written."""
        return self.normal(text)[slice(*self.row.year or (0,))]

    def plausible(self, values: Sequence[Any]) -> bool:
        """Given a field for it: a form that it has, with hidden digits and a wrong check too.

        A number that lost its zeros, as one without text does and one that a spreadsheet wrote, needs the check where
        there is one.
        """
        return any(self._could(v) for v in values if isinstance(v, (str, int)) and not isinstance(v, bool))

    def _could(self, value: str | int) -> bool:
        if isinstance(value, int):
            sizes = (size for size in self._sizes if self._full(value, size))
            return value > 0 and any(self.valid(f"{value:0{size}d}") for size in sizes)
        text = numerals.in_ascii(value[: LONGEST + 1].strip()).translate(_ALIKE)
        if text.isdecimal() and text[0] != "0" and len(text) < min(self._sizes) and self._could(int(text)):
            return True
        return self._forms.fullmatch(text) is not None or self._hidden.fullmatch(text) is not None

    def _full(self, value: int, size: int) -> bool:
        """False where more is lacking than lost zeros and no check says that it is one: 90 days are no DNI."""
        return self.strict or value >= 10 ** (size - 1 - _LOST)

    def normal(self, text: str) -> str:
        """Upper case without separators; "" where it has another length."""
        found = "".join(c for c in text.strip().upper() if c not in _BETWEEN)
        return found if found.isascii() and found.isalnum() and len(found) in self._sizes else ""

    def mask(self, values: Sequence[Any]) -> str:
        """The first and the last characters."""
        return masks.masked(next((str(v).strip() for v in values if self.plausible([v])), "") or "█")


@cache
def _form(shape: str, hidden: str = "") -> str:
    """A form as a regular expression that `re` and RE2 understand."""
    form = ""
    for c in shape:
        form += "?" if c == "?" else _CLASS[c].replace("]", hidden + "]") if c in _CLASS else re.escape(c)
    return form


def _has(shape: str, form: str) -> bool:
    """True where a text of so many digits `9` and letters `A` has a form.

    >>> _has("A?99-X", "99-A"), _has("A?99-X", "A99-9"), _has("A?99-X", "A9-A")
    (True, True, False)
    """
    ends = {0}
    for c, after in zip(shape, shape[1:] + " ", strict=True):
        if c != "?":
            taken = {end + 1 for end in ends if form[end : end + 1] and form[end] in _TAKES.get(c, c)}
            ends = ends | taken if after == "?" else taken
    return len(form) in ends


@cache
def _sizes(shape: str) -> frozenset[int]:
    """The numbers of letters and digits that a form allows."""
    return _counts(shape, str.isalnum)


@cache
def _lengths(shape: str) -> frozenset[int]:
    """The numbers of characters that a form allows, up to `LONGEST`."""
    return _counts(shape, lambda c: c != "?") - frozenset(range(LONGEST + 1, len(shape) + 1))


def _counts(shape: str, counted: Callable[[str], bool]) -> frozenset[int]:
    least = most = 0
    for c, after in zip(shape, shape[1:] + " ", strict=True):
        if counted(c):
            most += 1
            least += after != "?"
    return frozenset(range(least, most + 1))


def rows(table: dict[str, Any], file: str) -> list[NumberRow]:
    """The rows of a file; ValueError with its name for one that is not sound."""
    found = []
    for place, each in enumerate(table.get("number", []), 1):
        try:
            row = msgspec.convert(each, NumberRow)
        except msgspec.ValidationError as fault:
            raise ValueError(f"{file}: number {place}: {fault}") from None
        if not (row.good and (row.shapes or row.printed) and row.issuer):
            raise ValueError(f"{file}: number {row.label}: needs shapes, good examples and an issuer")
        found.append(row)
    return found


def country_of(label: str) -> str:
    """The country (ISO 3166-1, small letters) that issues the numbers of a label, `xx` where none is told.

    >>> country_of("id.pe.dni"), country_of("id.xx.national")
    ('pe', 'xx')
    """
    return label.split(".")[1]


def with_country(found: Sequence[NumberRow]) -> dict[str, tuple[str, ...]]:
    """Names of fields of each label: the words that numbers of several countries share, with the country's code behind
    or before, as what holds several countries has them: `dni_pe`, `uy_cedula`. Only whole names are such, since these
    codes are words of many languages, too.
    """
    named = {row.label: dict.fromkeys(word.lstrip("=?") for word in row.words) for row in found}
    countries: dict[str, set[str]] = {}
    for label, words in named.items():
        for word in words:
            countries.setdefault(word, set()).add(country_of(label))
    return {
        label: tuple(
            name
            for word in words
            if len(countries[word]) > 1
            for name in (f"={word} {country_of(label)}", f"={country_of(label)} {word}")
        )
        for label, words in named.items()
    }
