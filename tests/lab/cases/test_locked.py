from functools import partial

from leftopen.lab.cases.locked import plant
from leftopen.lab.people import Town
from tests.lab.cases.truth import sound, stored


def test_they_are_sound_and_hide_data() -> None:
    planted = sound(plant)
    assert {item.protocol for item in planted} == {"elasticsearch", "mongodb", "redis"}
    for item in planted:
        assert item.access == "locked"
        assert isinstance(item.serve, partial)
        assert item.serve.keywords["locked"] is True
        assert all(stored(item).values()), "there is something to hide"
        assert not item.fields, "and nothing of it may be seen"


def test_only_their_address_joins_them() -> None:
    planted = plant(Town())
    assert len({item.estate for item in planted}) == len({item.address for item in planted}) == 1
    assert not any(item.by_evidence for item in planted)
