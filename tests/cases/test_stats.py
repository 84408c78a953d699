import sqlite3

import pytest

from leftopen.cases import stats
from leftopen.cases.desk import Desk
from leftopen.cases.model import Cause
from leftopen.store.store import Store
from tests.cases.cases import LAST, Place, audit, door


def found(place: Place) -> stats.Stats:
    with Store(place.url) as store, store.session(reads=True) as session:
        return stats.stats(session)


def test_numbers_of_all_cases_together(place: Place, desk: Desk) -> None:
    many = [door(number) for number in range(1, 7)]
    place.save(audit(*many, door(7, None, "mysql"), door(8, 4.5, "songs of Thora")))
    for number in range(1, 6):
        place.ask(number, "shut", LAST)
    desk.close(1, Cause.TEST_SYSTEM, None, override=False)
    desk.close(6, Cause.DISPUTED, "Told.", override=True)
    told = found(place)
    assert told == stats.Stats(
        cases=8,
        states={"new": 2, "verified": 4, "closed": 2},
        causes={"test_system": 1, "disputed": 1},
        levels={"medium": 6, "very high": 1, "unknown": 1},
        exposures=8,
        shut=5,
        protocols={"redis": 6, "other": 2},
        days_to_shut=2.0,
    )


def test_few_are_not_told_apart(place: Place) -> None:
    place.save(audit(door(1), door(2)))
    place.ask(1, "shut")
    told = found(place)
    assert (told.protocols, told.days_to_shut) == ({"other": 2}, None)


@pytest.mark.parametrize("first", ["yesterday", "2999-01-01T00:00:00Z", "2026-11-23T09:00:00"])
def test_times_that_nobody_wrote_do_not_count(place: Place, first: str) -> None:
    many = [door(number) for number in range(1, 6)]
    place.save(audit(*many))
    for number in range(1, 6):
        place.ask(number, "shut")
    with sqlite3.connect(place.file) as raw:
        raw.execute("UPDATE exposures SET first_seen = ? WHERE id = 1", (first,))
    assert found(place).days_to_shut is None
