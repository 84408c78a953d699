"""Times as stored, and how exactly they may be told.

A time that a server made (an index was created, a document numbered, an item last set) says nothing of a person and is
told to the day. Times of events (an order, a capture, a message) are told to the month, from stores of at least
`PEOPLE` people; what is to come (an expiry, the end of a contract) tells nothing. A day of somebody's life (a birth, a
test, an admission) is never told, nor is that of any field of which it is not known that it is none: names of such
fields are endless.
"""

from collections.abc import Sequence
from contextlib import suppress
from datetime import UTC, date, datetime, timedelta
from functools import cache
from typing import Any

from leftopen.model import utc
from leftopen.privacy.data import toml
from leftopen.privacy.detect.name_lists import WORDS
from leftopen.privacy.detect.units import units
from leftopen.privacy.lists import fold

PEOPLE = 20
"""People from whom on the first and last month of events tells of a store. A k-anonymity threshold: 11 to 20 is what
statistical offices and health registers take for small cells (ISO/IEC 20889:2018 leaves the number to the risk)."""
_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
_EARLIEST, _LATEST = datetime(1990, 1, 1, tzinfo=UTC), datetime(2100, 1, 1, tzinfo=UTC)
_SECONDS = 4.2e9
_AHEAD = timedelta(days=1)
"""What a clock or a zone may be ahead."""


@cache
def _told(key: str) -> frozenset[str]:
    return frozenset(fold(word) for word in toml(WORDS, "moments.toml")[key].split())


def event(path: Sequence[str]) -> bool:
    """True for the path of a field that tells when something was recorded, and of nobody's life.

    >>> event(("created_at",)), event(("meta", "lastUpdated")), event(("抓拍时间",)), event(("order", "date"))
    (True, True, True, True)
    >>> [event((name,)) for name in ("dob", "admitted", "hiv_test_date", "出生", "doğum_tarihi", "patient_date")]
    [False, False, False, False, False, False]
    """
    names = [part for part in path if part not in ("[]", "*")]
    if not names or not _made_of(names[-1], _told("moments")):
        return False
    return all(_made_of(name, _told("moments") | _told("around")) for name in names[:-1])


def _made_of(name: str, words: frozenset[str]) -> bool:
    if fold(name) in words:
        return True
    parts = units(name)
    joined = "".join(parts)
    return bool(parts) and (joined in words or all(part in words or part.isdigit() for part in parts))


def moment(value: Any) -> datetime | None:
    """A time as stored (epoch seconds to nanoseconds, ISO text, datetime) as UTC, where it is believable."""
    found: datetime | None = None
    with suppress(ValueError, OverflowError, TypeError):
        if isinstance(value, str):
            stripped = value.strip()[:40]
            if stripped.isascii() and stripped.isdigit() and len(stripped) in (10, 13):
                value = int(stripped)
            else:
                found = datetime.fromisoformat(stripped.replace("/", "-"))
        if isinstance(value, datetime):
            found = value
        elif isinstance(value, date):
            found = datetime(value.year, value.month, value.day, tzinfo=UTC)
        elif isinstance(value, (int, float)) and not isinstance(value, bool):
            found = _EPOCH + timedelta(seconds=_seconds(float(value)))
        if found is not None:
            found = found.astimezone(UTC) if found.tzinfo else found.replace(tzinfo=UTC)
            if _EARLIEST <= found <= _LATEST:
                return found
    return None


def _seconds(value: float) -> float:
    """Milli-, micro- and nanoseconds brought to seconds by their size (seconds reach 4.2e9 in the year 2103)."""
    for _ in range(3):
        if value > _SECONDS:
            value /= 1000
    return value


def to_day(value: Any) -> str | None:
    """A time as stored to the day, as midnight in UTC."""
    found = moment(value)
    return utc(found.replace(hour=0, minute=0, second=0, microsecond=0)) if found else None


def been(value: Any) -> datetime | None:
    """A time as `moment` reads it, unless it is to come: the end of a contract says nothing of when a store was used.

    >>> been("2026-03-04T05:06:07"), been("2099-12-31")
    (datetime.datetime(2026, 3, 4, 5, 6, 7, tzinfo=datetime.timezone.utc), None)
    """
    found = moment(value)
    return found if found is not None and found <= datetime.now(UTC) + _AHEAD else None


def to_month(value: Any) -> str | None:
    """A time that has been, as stored to the month: the first of it at midnight in UTC."""
    found = been(value)
    return utc(found.replace(day=1, hour=0, minute=0, second=0, microsecond=0)) if found else None
