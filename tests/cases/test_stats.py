import datetime as dt
import sqlite3

import pytest

from leftopen.cases import stats
from leftopen.cases.desk import Desk
from leftopen.cases.model import Cause
from leftopen.model import utc
from leftopen.store.store import Store
from tests.cases.cases import LAST, Place, audit, door

NOTHING = stats.Stats(0, {}, {}, {}, 0, 0, {}, None)


def found(place: Place) -> stats.Stats:
    with Store(place.url) as store, store.session(reads=True) as session:
        return stats.stats(session)


def test_numbers_of_all_cases_together(place: Place, desk: Desk) -> None:
    many = [door(number) for number in range(1, 13)]
    place.save(audit(*many, door(13, None, "mysql"), door(14, 4.5, "songs of Thora")))
    for number in range(1, 6):
        place.ask(number, "shut", LAST)
    for number in range(1, 6):
        desk.close(number, Cause.TEST_SYSTEM, None, override=False)
    assert found(place) == stats.Stats(
        cases=14,
        states={"new": 9, "closed": 5},
        causes={"test_system": 5},
        levels={"other": 14},  # two of another level could be told by subtraction
        exposures=14,
        shut=5,
        protocols={"other": 14},
        days_to_shut=2,
    )


def test_a_cell_that_is_large_enough_stands_beside_the_small_ones_together(place: Place) -> None:
    several = {"mysql": 3, "memcached": 2, "songs of Thora": 1, "redis": 7}
    names = [name for name, many in several.items() for _ in range(many)]
    place.save(audit(*(door(number, 2.5, name) for number, name in enumerate(names, 1))))
    told = found(place)
    assert told.protocols == {"redis": 7, "other": 6}
    assert told.levels == {"medium": 13}


def test_what_is_left_over_takes_in_the_smallest_cell_until_it_is_large_enough(place: Place) -> None:
    names = ["mysql"] * 8 + ["memcached"] * 6 + ["mongodb"] * 2
    place.save(audit(*(door(number, 2.5, name) for number, name in enumerate(names, 1))))
    assert found(place).protocols == {"mysql": 8, "other": 8}


def test_many_exposures_of_one_party_are_one_party(place: Place) -> None:
    place.save(audit(*(door(number) for number in range(1, 7))))
    place.one(*(door(number, 2.5, "milvus") for number in range(20, 29)), party="Quillfeather Clinic", run="two")
    told = found(place)
    assert (told.cases, told.exposures, told.protocols) == (7, 15, {"other": 15})


def test_few_are_not_told_at_all(place: Place, desk: Desk) -> None:
    assert found(place) == NOTHING
    place.save(audit(*(door(number) for number in range(1, 5))))
    place.ask(1, "shut")
    desk.close(1, Cause.TEST_SYSTEM, None, override=False)
    assert found(place) == stats.Stats(None, {}, {}, {}, None, None, {}, None)


@pytest.mark.parametrize(("shut", "told"), [(0, 0), (1, None), (4, None), (5, 5), (7, None), (10, 10)])
def test_how_many_are_shut_does_not_tell_of_the_few_that_are_not(place: Place, shut: int, told: int | None) -> None:
    place.save(audit(*(door(number) for number in range(1, 11))))
    for number in range(1, shut + 1):
        place.ask(number, "shut")
    assert found(place).shut == told


@pytest.mark.parametrize("first", ["yesterday", "2999-01-01T00:00:00Z", "2026-11-23T09:00:00"])
def test_times_that_nobody_wrote_do_not_count(place: Place, first: str) -> None:
    many = [door(number) for number in range(1, 6)]
    place.save(audit(*many))
    for number in range(1, 6):
        place.ask(number, "shut")
    with sqlite3.connect(place.file) as raw:
        raw.execute("UPDATE exposures SET first_seen = ? WHERE id = 1", (first,))
    assert found(place).days_to_shut is None


def test_days_are_whole_and_of_several_parties(place: Place) -> None:
    place.save(audit(*(door(number) for number in range(1, 6))))
    begun = dt.datetime(2026, 11, 23, 9, tzinfo=dt.UTC)
    for number in range(1, 6):
        place.ask(number, "shut", utc(begun + dt.timedelta(days=number, hours=3)))
    assert found(place).days_to_shut == 3


def test_days_of_one_party_alone_are_not_told(place: Place) -> None:
    place.one(*(door(number) for number in range(1, 7)), party="Quillfeather Clinic")
    for number in range(1, 7):
        place.ask(number, "shut")
    assert found(place).days_to_shut is None
