"""The checks on the cases can fail."""

from functools import partial
from typing import Any

import pytest

from leftopen.lab import redis
from leftopen.lab.cases import Case
from leftopen.lab.people import Town
from leftopen.lab.planted import Planted, one
from tests.lab.cases.truth import leaves, sound, stored, strangers


def case(**other: Any) -> Case:
    def plant(town: Town) -> list[Planted]:
        rows = other.get("rows") or [{"email": person.email} for person in town.people(3)]
        given = {"port": 6379, "address": "127.81.0.3", "fields": {"s:*": {"email": one("contact.email")}}, **other}
        given["serve"] = partial(redis.serve, content={"0": {"s": rows}})
        given.pop("rows", None)
        return [Planted(name="x", protocol="redis", access="open", **given)]

    return plant


def test_a_sound_case_is_sound() -> None:
    (item,) = sound(case())
    assert list(stored(item)) == ["s:*"]


@pytest.mark.parametrize(
    "wrong",
    [
        {"address": "127.0.0.1"},
        {"address": "127.81.0.128"},
        {"port": 80},
        {"fields": {"s:*": {"phone": one("contact.phone")}}},
        {"fields": {"t:*": {"email": one("contact.email")}}},
        {"fields": {"s:*": {"email": one("contact.pigeon")}}},
        {"rows": [{"email": "the.same@example.org"}]},
    ],
)
def test_a_case_that_breaks_a_rule_is_refused(wrong: dict[str, Any]) -> None:
    with pytest.raises(AssertionError):
        sound(case(**wrong))


def test_chance_that_is_not_the_towns_is_refused() -> None:
    towns = iter(range(9))

    def plant(_: Town) -> list[Planted]:
        return case()(Town(next(towns)))

    with pytest.raises(AssertionError, match="the same town"):
        sound(plant)


@pytest.mark.parametrize(
    "value",
    [
        "ana@corp.test",
        "11010519491231002X",
        "4111111111111111",
        "13800138000",
        "+86 138 0013 8000",
        "+1 202-555-0199 ext",
        "192.168.1.7",
    ],
)
def test_what_could_be_somebodys_is_seen(value: str) -> None:
    assert bool(strangers({"a": [value]})) == ("ext" not in value)


def test_leaves() -> None:
    assert list(leaves({"a": {"b": 1, "c": [2]}, "d": None})) == [("a.b", 1), ("a.c", [2]), ("d", None)]
