from leftopen.lab.cases.register_of_women import FIELDS, plant
from leftopen.lab.people import Town
from leftopen.privacy.detect.labels import labels
from tests.lab.cases.truth import sound, stored


def test_it_is_sound() -> None:
    (item,) = sound(plant)
    assert (item.protocol, item.access, item.level) == ("mongodb", "open", "very high")


def test_all_in_it_are_women_with_a_flag() -> None:
    (item,) = plant(Town())
    (women,) = stored(item).values()
    assert len(women) > 100
    assert {int(row["idNumber"][16]) % 2 for row in women} == {0}, "the last digit but one is even for women"
    assert {row["BreedReady"] for row in women} == {0, 1}
    assert women[0].keys() - FIELDS.keys() == {"batch"}
    assert any(labels()[label].special for wanted in FIELDS.values() for label in wanted)
