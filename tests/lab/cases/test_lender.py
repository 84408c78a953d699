from leftopen.lab.cases.lender import FIELDS, plant
from leftopen.lab.people import Town
from tests.lab.cases.truth import leaves, sound, stored


def test_it_is_sound() -> None:
    (item,) = sound(plant)
    assert (item.protocol, item.access, item.level) == ("opensearch", "open", "high")
    assert {role for role, _ in item.parties} == {"operator", "origin"}
    assert ("operator", item.holder.name) in item.parties, "in a network of its own"


def test_all_collections_are_called_after_another_than_who_runs_it() -> None:
    (item,) = plant(Town())
    for name, payments in stored(item).items():
        assert name.startswith("quickmeld_")
        assert {path for path, _ in leaves(payments[0])} - FIELDS.keys() == {"tx_id", "created_at", "currency"}
