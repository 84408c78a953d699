"""Which of many collections are looked into: families before places, and of each the largest first.

A store with 400 indices of logs, one a day, and one of customers has two families; a place goes to each before a second
one goes to either, so that no family crowds out another.
"""

import re
from collections.abc import Callable, Hashable, Iterable
from operator import itemgetter
from typing import TypeVar

T = TypeVar("T")

_MONTHS = "jan|feb|mar|apr|may|jun|jul|aug|sep|oct|nov|dec"
_FULL = "january|february|march|april|june|july|august|sept|september|october|november|december"
_PART = re.compile(r"[^\W_]+")
_COUNTED = re.compile(
    rf"[^\W\d_]?\d+[^\W\d_]?|\d+(?:st|nd|rd|th)|(?=[a-f]*\d)[0-9a-f]{{8,}}|{_MONTHS}|{_FULL}", re.IGNORECASE
)
"""A part of a name that counts: digits with at most a letter on either side (`v2`, `2024w`), hexadecimal, a month."""

_UUID = re.compile(r"[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}", re.IGNORECASE)
_DIGITS = re.compile(r"\d+")
_MIXED = 8
"""A part of so many characters with more than one number among its letters identifies."""

_WORD = 3
"""So many letters before the first number are a word."""

_DATE = 4
"""So many digits inside a part are a number, and what comes after them is its end."""

_RUN = re.compile(r"#(?:[\W_]*#)+")
_LONG = 200


def family(name: str) -> str:
    """The name without what tells its members apart: dates, numbers, identifiers.

    >>> [family(name) for name in ("logstash-2026.11.26", "orders_17", "orders", "events_2024_jan", "k3jf0s9dl2-meow")]
    ['logstash-#', 'orders_#', 'orders', 'events_#', '#-meow']
    """
    name = name[:_LONG]
    if not name or name.isalpha():
        return "#" if _COUNTED.fullmatch(name) else name
    if "-" in name:
        name = _UUID.sub("#", name)
    plain = _PART.sub(lambda part: "#" if _COUNTED.fullmatch(part[0]) else _inside(part[0]), name)
    return _RUN.sub("#", plain)


def _inside(part: str) -> str:
    """A part that has letters and perhaps digits, without the latter where they count."""
    numbers = list(_DIGITS.finditer(part))
    if not numbers:
        return part
    if len(numbers) > 1 and len(part) >= _MIXED:
        word = part[: numbers[0].start()]
        return f"{word}#" if len(word) >= _WORD else "#"
    last = numbers[-1]
    counts = last.end() == len(part) or len(last[0]) >= _DATE
    return f"{part[: last.start()]}#" if counts else part


def chosen(found: Iterable[T], most: int, *, size: Callable[[T], int], family_of: Callable[[T], Hashable]) -> list[T]:
    """At most `most` of these: the largest of each family, the largest families first, then the second of each.

    `size` of one that nobody knows is better said as 0 than guessed; one that holds nothing is -1, and comes last.
    """
    sized = [(size(one), one) for one in found]
    sized.sort(key=itemgetter(0), reverse=True)
    members: dict[Hashable, list[tuple[int, T]]] = {}
    for each in sized:
        members.setdefault(family_of(each[1]), []).append(each)
    ranked = sorted(members.values(), key=lambda group: sum(max(0, many) for many, _ in group), reverse=True)
    picked: list[tuple[bool, int, int, T]] = [
        (many < 0, turn, place, one)
        for place, group in enumerate(ranked)
        for turn, (many, one) in enumerate(group[:most])
    ]
    picked.sort(key=itemgetter(0, 1, 2))
    return [one for *_, one in picked[:most]]
