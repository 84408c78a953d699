"""Kinds that are of nobody (`none.ean`, `none.counter`) and compete with those of people for the values of a field.

They are data, `rivals.toml`. Each says log odds for the values of a field: its prior, the ratio of its values to those
of people's numbers, and what the field's name adds. A kind of people is then as sure as its part of one softmax over
itself, those rivals and nothing at all.
"""

import re
from collections.abc import Collection, Iterable, MutableMapping, Sequence
from functools import cache
from math import exp, log
from typing import Any, Literal

import msgspec
from msgspec import Struct

from leftopen.privacy.data import beside
from leftopen.privacy.detect import checksum, lexicon
from leftopen.privacy.detect.backgrounds import least, ratio
from leftopen.privacy.detect.units import units
from leftopen.privacy.detect.weights import number

Against = Literal["chance", "named", "loose"]
_LONGEST = 160
_DENSE = 50
"""Numbers of a counter that may lie between two that follow each other: what was deleted, and other counters' turns."""


class Rival(Struct, frozen=True, forbid_unknown_fields=True, kw_only=True):
    """A `[rival]` table."""

    title: str
    by_chance: float
    against: tuple[Against, ...]
    words: tuple[str, ...] = ()
    concept: str = ""
    pattern: str = ""
    stdnum: str = ""
    range: tuple[tuple[int, int], ...] = ()
    series: Literal["", "counter", "enum"] = ""
    called: bool = False
    closed: frozenset[str] = frozenset()
    needs: frozenset[str] = frozenset()
    issued_as: frozenset[str] = frozenset()
    good: tuple[str, ...]
    bad: tuple[str, ...]

    @property
    def formed(self) -> bool:
        """True for one that competes with kinds that have a form."""
        return bool(self.pattern) and self.against != ("loose",)

    def takes(self, text: str) -> bool:
        """True for a value that is one."""
        if len(text) > _LONGEST or _compiled(self.pattern).fullmatch(text) is None:
            return False
        if self.range and not any(least <= int(text) < most for least, most in self.range):
            return False
        return not self.stdnum or checksum.stdnum(self.stdnum)(text)

    def share(self, texts: Sequence[str], some: Collection[str] | None = None) -> float:
        """The share of values of a field that are one, by themselves or in a row; 0 where too few are to say anything
        for it, in whatever field. `some`: the different ones that may be one of any form (see `_formed`), if known."""
        if self.series:
            return float(_SERIES[self.series](texts))
        if self.closed:
            words = {text.casefold() for text in texts}
            return float(words <= self.closed and not words.isdisjoint(self.needs))
        distinct = set(texts)
        whole, checked = _compiled(self.pattern).fullmatch, self.range or self.stdnum
        some = distinct if some is None or not self.formed else some
        others, most = len(distinct) - len(some), len(distinct) * (1 - least(self.by_chance))
        if others > most:
            return 0.0
        for text in some:
            if len(text) > _LONGEST or whole(text) is None or (checked and not self.takes(text)):
                others += 1
                if others > most:
                    return 0.0
        return (len(distinct) - others) / len(distinct)


@cache
def _compiled(pattern: str) -> re.Pattern[str]:
    return re.compile(pattern)


@cache
def rivals() -> dict[str, Rival]:
    """All of them by name; ValueError where the file is not sound."""
    try:
        return msgspec.convert(beside(__name__)["rival"], dict[str, Rival])
    except msgspec.ValidationError as fault:
        raise ValueError(f"rivals.toml: {fault}") from None


@cache
def issued() -> frozenset[str]:
    """Labels of kinds that are issued in the form of a rival."""
    return frozenset().union(*(rival.issued_as for rival in rivals().values()))


@cache
def _any() -> re.Pattern[str]:
    """What the values of any rival with a form have."""
    forms = [rival.pattern for rival in rivals().values() if rival.formed]
    return re.compile("|".join(f"(?i:{form[4:]})" if form.startswith("(?i)") else f"(?:{form})" for form in forms))


def _formed(texts: Iterable[str]) -> list[str]:
    """The different values that may be of a rival with a form: mostly none, which is told at once."""
    whole = _any().fullmatch
    return [text for text in set(texts) if len(text) <= _LONGEST and whole(text) is not None]


def plain(kept: Sequence[Any]) -> list[str]:
    """The values of a field as texts, without those that are none."""
    return [str(value).strip()[: _LONGEST + 1] for value in kept if isinstance(value, (str, int, float))]


def told(
    kept: Sequence[Any],
    name: str,
    against: Against,
    hints: Collection[str],
    shares: MutableMapping[str, float] | None = None,
) -> dict[str, float]:
    """The rivals that compete in this place and the log odds that values, the name and its concepts give each.

    `shares` are those of the same values that were found for other places; what is found here is added.
    """
    texts = plain(kept)
    shares = {} if shares is None else shares
    if not texts or len(texts) < number("few"):
        return {}
    words = f" {' '.join(units(name))} "
    some = _formed(texts) if against != "loose" else None
    found = {}
    for label, rival in rivals().items():
        meant = against != "loose" or not rival.concept or rival.concept in hints
        if against not in rival.against or not meant:
            continue
        called = any(f" {word} " in words for word in rival.words)
        if rival.called and not called:
            continue
        if label not in shares:
            shares[label] = rival.share(texts, some)
        if share := shares[label]:
            many = 1 if rival.series == "enum" else len(set(texts))
            odds = number("rival_prior") + ratio(share, many, rival.by_chance) + called * number("rival_word")
            if odds > 0:
                found[label] = odds
    return found


def weight(odds: dict[str, float]) -> float:
    """What rivals take from the log odds of a kind: the log of their part of the softmax and that of nothing.

    >>> weight({}), round(weight({"none.ean": 0.0}), 2)
    (0.0, 0.69)
    """
    return log(1 + sum(exp(each) for each in odds.values()))


def counter(texts: Sequence[str]) -> bool:
    """True where values rise in small steps, as they stand.

    >>> counter([str(n) for n in range(7000, 7100, 3)]), counter(["5", "900", "7", "40", "12"])
    (True, False)
    """
    numbers = [int(text) for text in texts if text.isascii() and text.isdigit() and len(text) < 20]
    if len(numbers) < number("few") or len(numbers) < number("nearly") * len(texts):
        return False
    ordered = sorted(set(numbers))
    dense = ordered[-1] - ordered[0] <= _DENSE * len(ordered)
    return len(ordered) >= number("few") and numbers == sorted(numbers) and dense


def _enum(texts: Sequence[str]) -> bool:
    """True where nearly all values are words of closed sets of anything."""
    words = lexicon.of_anything()
    return sum(text.casefold() in words for text in texts) >= number("nearly") * len(texts)


_SERIES = {"counter": counter, "enum": _enum}
