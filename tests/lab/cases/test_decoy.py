from leftopen.lab import decoy as server
from leftopen.lab.cases.decoy import ANY, NEVER_OPEN, plant
from leftopen.model import Access
from tests.lab.cases.truth import sound


def test_it_is_sound_and_never_believed() -> None:
    planted = sound(plant)
    assert all(item.serve is server.serve for item in planted)
    assert all(item.access == NEVER_OPEN and item.protocol == ANY and not item.fields for item in planted)
    assert not any(Access(word).exposed or Access(word) is Access.EMPTY for word in NEVER_OPEN)


def test_it_stands_on_the_port_of_each_store_and_in_no_estate() -> None:
    planted = sound(plant)
    assert {item.port for item in planted} >= {9200, 27017, 6379, 8554}
    assert {item.estate for item in planted} == {None}
