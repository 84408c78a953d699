"""Kinds that are told by their written form: a `[pattern]` table is the whole detector.

find      RE2 patterns that show by themselves what they are
named     forms that count too in a field called so
stdnum    module of python-stdnum that checks what was found; or
check     a function of `checksum` that does
words     names of fields, as in `names/<lang>.toml`, where no language tells them
figures   true: what has no figure at all is none (`PASSEPORT` in a field for kinds of papers)
never     whole values that have the form and are nobody's
others    RE2 patterns of what has the form and is something else, as dates are
vectors   true: lists of 64 numbers and more count in a field called so, too
shows     what the masked example says of it
chance    share of random look-alikes of the form
what, issuer, source   its page
"""

from collections.abc import Sequence
from functools import cached_property
from typing import Any

import msgspec
import re2
from msgspec import Struct

from leftopen.privacy import mask as masks
from leftopen.privacy.detect import checksum

_LONGEST = 5000
_VECTOR = 64
"""Numbers of a vector that tells people apart, at least."""


class PatternTable(Struct, frozen=True, forbid_unknown_fields=True, kw_only=True):
    """A `[pattern]` table."""

    find: tuple[str, ...] = ()
    named: tuple[str, ...] = ()
    figures: bool = False
    never: tuple[str, ...] = ()
    others: tuple[str, ...] = ()
    check: str = ""
    stdnum: str = ""
    words: tuple[str, ...] = ()
    shows: str = ""
    chance: float = 0.0
    concepts: tuple[str, ...] = ()
    also: bool = False
    yields: tuple[str, ...] = ()
    vectors: bool = False
    what: str
    issuer: str
    source: str


class Form:
    """The unit that the registry loads: the same names as a detector module has."""

    def __init__(self, told: PatternTable, label: str, place: str) -> None:
        self.told = told
        self.__name__ = place
        self.__doc__ = f"{label}\n\nWhat: {told.what}. Issuer: {told.issuer}. Source: {told.source}."
        self.LABEL = label
        self.CONCEPTS = told.concepts or (label,)
        self.CHANCE = told.chance
        self.ALSO = told.also
        self.YIELDS = told.yields
        self.CLAIM = "checked" if told.find else "named"
        self.PATTERN = "|".join(told.find) or None

    @cached_property
    def _found(self) -> Any:
        return re2.compile("|".join(self.told.find or self.told.named))

    @cached_property
    def _named(self) -> Any:
        return re2.compile("|".join((*self.told.find, *self.told.named)))

    @cached_property
    def _others(self) -> Any:
        return re2.compile("|".join(self.told.others)) if self.told.others else None

    def _sound(self, text: str) -> str:
        return text[:_LONGEST].encode("utf-8", "replace").decode("utf-8")

    def valid(self, text: str) -> bool:
        """The whole of it has a form that shows by itself, and its check is right."""
        if not self._may_be(text):
            return False
        return self._found.fullmatch(self._sound(text)) is not None and self._checked(text)

    def _checked(self, text: str) -> bool:
        if self.told.stdnum:
            return bool(checksum.stdnum(self.told.stdnum)(text))
        bare = "".join(c for c in text if c.isalnum()).upper()
        return not self.told.check or bool(getattr(checksum, self.told.check)(bare))

    def plausible(self, values: Sequence[Any]) -> bool:
        """Given a field for it: one of the other forms too."""
        if self.told.vectors and any(map(_vector, values)):
            return True
        return any(
            self._could(str(v).strip()) for v in values if isinstance(v, (str, int, float)) and type(v) is not bool
        )

    def _could(self, text: str) -> bool:
        return bool(text) and self._may_be(text) and self._named.fullmatch(self._sound(text)) is not None

    def _may_be(self, text: str) -> bool:
        if len(text) > _LONGEST or text.casefold() in self.told.never:
            return False
        if self._others is not None and self._others.fullmatch(self._sound(text)) is not None:
            return False
        return not self.told.figures or any(map(str.isdigit, text))

    def mask(self, values: Sequence[Any]) -> str:
        """What the table says, or the ends."""
        return self.told.shows or masks.masked(str(values[0]).strip()[:60])


def _vector(value: Any) -> bool:
    return isinstance(value, (list, tuple)) and len(value) >= _VECTOR and not isinstance(value[0], (str, bool))


def form(table: dict[str, Any], label: str, file: str) -> Form:
    """The unit of a file; ValueError with its name for one that is not sound."""
    try:
        told = msgspec.convert(table, PatternTable)
        return Form(told, label, file.removesuffix(".toml").replace("/", "."))
    except msgspec.ValidationError as fault:
        raise ValueError(f"{file}: pattern: {fault}") from None


def words(tables: dict[str, Any]) -> dict[str, tuple[str, ...]]:
    """Names of fields that a file of a kind tells itself, by the concept that they speak for."""
    told = tables.get("pattern", {})
    return {tables["label"]["name"]: tuple(told["words"])} if told.get("words") else {}
