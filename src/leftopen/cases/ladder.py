"""What is due in a case, and when: the contact ladder (owner, hoster, national CSIRT, authority) and its waiting times.

The times are data with their sources, in `ladder.toml`. A deadline is a moment, with hour and zone, never a bare day.
Whose working days and which zone those are is the team's to say, in `[deadlines]` of its `config.toml`; without it the
hour is UTC's and no holiday counts.
"""

import datetime as dt
import tomllib
from collections.abc import Container, Iterable
from functools import cache
from importlib import resources
from typing import NamedTuple
from zoneinfo import ZoneInfo

from msgspec import Struct, convert
from msgspec.structs import replace

from leftopen.cases import house
from leftopen.cases.model import CaseState, moment
from leftopen.model import utc

ROLES = ("owner", "hoster", "csirt", "authority")
"""The rungs, the first one first."""
_WEEK = 5


class Wait(Struct, frozen=True, forbid_unknown_fields=True):
    """So many days until this step; `role` where it is a rung."""

    days: int
    step: str
    source: str
    working: bool = False
    role: str = ""


class Policy(Struct, frozen=True, forbid_unknown_fields=True):
    """`ladder.toml`. `country`, ISO 3166-1: whose national holidays are no working days; "" for none."""

    checked: str
    hour: int
    zone: str
    country: str
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


def rules() -> Policy:
    """The policy with what this team says of its days. Raises CaseError for settings that cannot be used."""
    said = house.deadlines()
    known = {name: value for name in ("hour", "zone", "country") if (value := getattr(said, name)) is not None}
    return replace(policy(), **known)


def due(state: CaseState, since: str, told: Iterable[str] = (), own: Policy | None = None) -> Due | None:
    """What is due in a case that is in this state `since` a time; None where nothing is.

    `told`: the roles that were sent a notice. A case that was notified waits at the first rung that was not told yet;
    the rung of the owner, told or not, is to ask once more by another way before the hoster is told.
    """
    own = own or rules()
    begun = moment(since)
    if begun is None:
        return None
    if state is not CaseState.NOTIFIED:
        wait = own.state.get(state)
        return Due(_end(begun, wait, own), wait.step) if wait else None
    above = [place for place, rung in enumerate(own.rung) if rung.role in set(told) - {"owner"}]
    left = own.rung[max(above, default=-1) + 1 :]
    return Due(_end(begun, left[0], own), left[0].step) if left else None


def rungs(since: str, own: Policy | None = None) -> tuple[tuple[str, str], ...]:
    """From when on each role is told, counted from the first notice at a time: role and moment, the first one first."""
    own = own or rules()
    begun = moment(since)
    return tuple((rung.role, _end(begun, rung, own)) for rung in own.rung) if begun else ()


def retained(closed: str, own: Policy | None = None) -> str | None:
    """Until when a case that was closed at a time is kept."""
    own = own or rules()
    begun = moment(closed)
    return None if begun is None else _end(begun, Wait(own.retain, "", ""), own)


def _end(begun: dt.datetime, wait: Wait, own: Policy) -> str:
    """The hour of the policy on the last day, in its zone, as UTC."""
    zone = ZoneInfo(own.zone)
    day = begun.astimezone(zone).date()
    free = _holidays(own.country) if wait.working and own.country else ()
    left = wait.days
    while left > 0:
        day += dt.timedelta(days=1)
        left -= not wait.working or (day.weekday() < _WEEK and day not in free)
    return utc(dt.datetime.combine(day, dt.time(own.hour), zone).astimezone(dt.UTC))


@cache
def _holidays(country: str) -> Container[dt.date]:
    import holidays  # late: it takes a while to load

    return holidays.country_holidays(country)
