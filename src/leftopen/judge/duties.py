"""The legal clocks that an exposure may have started for the responsible party; the facts are in `regimes/`."""

import datetime as dt
import tomllib
from collections.abc import Collection
from functools import cache
from importlib import resources
from typing import get_args

import msgspec
from msgspec import Struct

from leftopen.model import Duty, Level, People, Severity


class Rule(Struct, frozen=True, forbid_unknown_fields=True):
    """One file of `regimes/`; `checked` is the day on which it was held against its source.

    `hours`, `days` or `business_days` (of `country`, whose holidays count) are its clock for `due`, where it has one.
    """

    regime: str
    when: tuple[str, ...]
    who: str
    clock: str
    starts: str
    source: str
    checked: dt.date
    also: tuple[str, ...] = ("",)
    least_level: Level = "low"
    least_people: int = 0
    hours: int | None = None
    days: int | None = None
    business_days: int | None = None
    country: str | None = None


def duties(labels: Collection[str], severity: Severity | None = None, people: People | None = None) -> tuple[Duty, ...]:
    """The duties that data of these kinds bring up; none where no personal data is claimed.

    One that holds from a level or a number of people on comes up only where `severity` and `people` reach it.
    """
    return tuple(
        Duty(rule.regime, rule.who, rule.clock, rule.starts, rule.source)
        for rule in rules()
        if _meets(labels, rule.when) and _meets(labels, rule.also) and _reaches(rule, severity, people)
    )


def due(regime: str, start: dt.datetime) -> dt.datetime | None:
    """When the clock of a regime that began at `start` (with its zone) ends; None where it has no length.

    Business days are those of its country, without its national holidays; the day on which it begins does not count,
    and it ends with the last second of the last day, in the zone of `start`.
    """
    rule = next((each for each in rules() if each.regime == regime), None)
    if rule is None:
        return None
    if rule.hours is not None:
        return start + dt.timedelta(hours=rule.hours)
    if rule.days is not None:
        return _end(start + dt.timedelta(days=rule.days))
    if rule.business_days is not None and rule.country is not None:
        return _end(_business(start, rule.business_days, rule.country))
    return None


def _business(start: dt.datetime, count: int, country: str) -> dt.datetime:
    import holidays  # late: it takes a while to load, and few commands need it

    free = holidays.country_holidays(country)
    day = start
    while count:
        day += dt.timedelta(days=1)
        if day.weekday() < 5 and day.date() not in free:
            count -= 1
    return day


def _end(day: dt.datetime) -> dt.datetime:
    return day.replace(hour=23, minute=59, second=59, microsecond=0)


def _reaches(rule: Rule, severity: Severity | None, people: People | None) -> bool:
    order = get_args(Level)
    level = severity.level if severity is not None else order[0]
    number = people.high if people is not None else 0
    return order.index(level) >= order.index(rule.least_level) and number >= rule.least_people


def _meets(labels: Collection[str], prefixes: Collection[str]) -> bool:
    return any(label.startswith(prefix) for label in labels for prefix in prefixes)


@cache
def rules() -> tuple[Rule, ...]:
    """Every rule, by file name. A file with a key missing or unknown stops the program with its name."""
    found = []
    folder = resources.files(f"{__package__}.regimes")
    for file in sorted(folder.iterdir(), key=lambda item: item.name):
        if file.name.endswith(".toml"):
            try:
                found.append(msgspec.convert(tomllib.loads(file.read_text("utf-8")), Rule))
            except (msgspec.ValidationError, tomllib.TOMLDecodeError) as error:
                raise ValueError(f"leftopen.judge.regimes: {file.name}: {error}") from None
    return tuple(found)
