from dataclasses import FrozenInstanceError

import pytest

from leftopen.lab import decoy
from leftopen.lab.planted import Planted, one


def test_by_default_nothing_is_claimed_of_it() -> None:
    item = Planted("x", "127.81.0.1", 6379, decoy.serve, "redis", "locked")
    assert (dict(item.fields), item.estate, item.level, item.by_evidence) == ({}, None, None, False)
    with pytest.raises(FrozenInstanceError):
        item.port = 1  # type: ignore[misc]  # it must fail


def test_one_field_may_have_several_labels() -> None:
    assert one("a.b", "c.d", "a.b") == {"a.b", "c.d"}
    assert one() == frozenset()
