from datetime import date, datetime
from itertools import pairwise

from leftopen.lab.cases.clinic import FIELDS, FIRST, LAST, plant
from leftopen.lab.people import Town
from tests.lab.cases.truth import sound, stored


def test_it_is_sound() -> None:
    (item,) = sound(plant)
    assert (item.protocol, item.access, item.level) == ("postgresql", "open", "very high")


def test_appointments_say_who_is_ill_and_rooms_say_nothing_of_anybody() -> None:
    (item,) = plant(Town())
    held = stored(item)
    appointments = held["clinic.appointments"]
    assert appointments[0].keys() - FIELDS.keys() == {"id", "booked_at"}
    assert held.keys() - item.fields.keys() == {"clinic.rooms"}
    assert all(type(row["birth_date"]) is date for row in appointments)
    assert all(FIRST <= row["booked_at"] < LAST for row in appointments)
    assert len({row["icd10"] for row in appointments}) == len({row["diagnosis"] for row in appointments}) > 3


def test_times_have_a_zone_and_are_in_no_order() -> None:
    (item,) = plant(Town())
    booked: list[datetime] = [row["booked_at"] for row in stored(item)["clinic.appointments"]]
    assert all(moment.tzinfo for moment in booked)
    assert any(before > after for before, after in pairwise(booked))
