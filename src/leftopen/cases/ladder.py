"""What is due in a case, and when: the contact ladder (owner, hoster, national CSIRT, authority) and its waiting times.

The times are data with their sources, in `ladder.toml`. A deadline is a moment, with hour and zone, never a bare day.
"""

import datetime as dt
import tomllib
from collections.abc import Iterable
from functools import cache
from importlib import resources
from typing import NamedTuple
from zoneinfo import ZoneInfo

from msgspec import Struct, convert

from leftopen.cases.model import CaseState, moment
from leftopen.model import utc

ROLES = ("owner", "hoster", "csirt", "authority")
"""The rungs, the first one first."""


class Wait(Struct, frozen=True, forbid_unknown_fields=True):
    """So many days until this step; `role` where it is a rung."""

    days: int
    step: str
    source: str
    working: bool = False
    role: str = ""


class Policy(Struct, frozen=True, forbid_unknown_fields=True):
    """`ladder.toml`."""

    checked: str
    hour: int
    zone: str
    retain: int
    retain_source: str
    state: dict[CaseState, Wait]
    rung: tuple[Wait, ...]


class Due(NamedTuple):
    """What is to be done, and until when (ISO 8601 UTC)."""

    at: str
    step: str


@cache
def policy() -> Policy:
    """The policy that comes with the program."""
    text = resources.files("leftopen.cases").joinpath("ladder.toml").read_text("utf-8")
    return convert(tomllib.loads(text), Policy)


def due(state: CaseState, since: str, told: Iterable[str] = (), rules: Policy | None = None) -> Due | None:
    """What is due in a case that is in this state `since` a time; None where nothing is.

    `told`: the roles that were sent a notice. A case that was notified waits at the first rung that was not told yet;
    the rung of the owner, told or not, is to ask once more by another way before the hoster is told.
    """
    rules = rules or policy()
    begun = moment(since)
    if begun is None:
        return None
    if state is not CaseState.NOTIFIED:
        wait = rules.state.get(state)
        return Due(_end(begun, wait, rules), wait.step) if wait else None
    above = [place for place, rung in enumerate(rules.rung) if rung.role in set(told) - {"owner"}]
    left = rules.rung[max(above, default=-1) + 1 :]
    return Due(_end(begun, left[0], rules), left[0].step) if left else None


def rungs(since: str, rules: Policy | None = None) -> tuple[tuple[str, str], ...]:
    """From when on each role is told, counted from the first notice at a time: role and moment, the first one first."""
    rules = rules or policy()
    begun = moment(since)
    return tuple((rung.role, _end(begun, rung, rules)) for rung in rules.rung) if begun else ()


def retained(closed: str, rules: Policy | None = None) -> str | None:
    """Until when a case that was closed at a time is kept."""
    rules = rules or policy()
    begun = moment(closed)
    return None if begun is None else _end(begun, Wait(rules.retain, "", ""), rules)


def _end(begun: dt.datetime, wait: Wait, rules: Policy) -> str:
    """The hour of the policy on the last day, in its zone, as UTC."""
    zone = ZoneInfo(rules.zone)
    day = begun.astimezone(zone).date()
    left = wait.days
    while left > 0:
        day += dt.timedelta(days=1)
        left -= not wait.working or day.weekday() < 5
    return utc(dt.datetime.combine(day, dt.time(rules.hour), zone).astimezone(dt.UTC))
