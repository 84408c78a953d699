from dataclasses import FrozenInstanceError

import pytest

from leftopen.lab import decoy
from leftopen.lab.planted import NORTHPORT, Holder, Planted, one


def test_by_default_nothing_is_claimed_of_it() -> None:
    item = Planted("x", "127.81.0.1", 6379, decoy.serve, "redis", "locked")
    assert (dict(item.fields), item.estate, item.level, item.by_evidence) == ({}, None, None, False)
    assert item.holder is NORTHPORT
    assert item.parties == {("hoster", NORTHPORT.name)}
    with pytest.raises(FrozenInstanceError):
        item.port = 1  # type: ignore[misc]  # it must fail


def test_one_field_may_have_several_labels() -> None:
    assert one("a.b", "c.d", "a.b") == {"a.b", "c.d"}
    assert one() == frozenset()


def test_a_machine_is_called_as_its_holder_calls_it() -> None:
    assert NORTHPORT.called("127.81.0.1") == "static-127-81-0-1.northport-hosting.example"
    own = Holder("Lendwell Finance BV", "lendwell.example", "LENDWELL", host="search.lendwell.example")
    assert own.called("127.81.0.1") == "search.lendwell.example"
    assert own.abuse == "abuse@lendwell.example"
