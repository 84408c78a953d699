from leftopen.lab.cases.empty import plant
from tests.lab.cases.truth import sound, stored


def test_they_are_sound_open_and_hold_nothing() -> None:
    planted = sound(plant)
    assert {item.protocol for item in planted} == {"elasticsearch", "mongodb"}
    assert all(item.access == "empty" and item.level is None and item.estate is None for item in planted)
    assert not any(stored(item) for item in planted)
