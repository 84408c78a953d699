"""Ages for which something is."""

from typing import Any

from tests.privacy.told import claimed

TARIFF: dict[str, tuple[Any, ...]] = {
    "plan": ("P1", "P2", "P3"),
    "alter_von": (18, 30, 50),
    "alter_bis": (29, 49, 70),
    "geschlecht": ("m", "w"),
    "raucher": ("ja", "nein"),
    "beitrag": (31.5, 44.2, 71.9),
    "stand": ("2023", "2024"),
}


def told(**more: tuple[Any, ...]) -> dict[str, set[str]]:
    """What is claimed of a tariff with these fields."""
    every = {**TARIFF, **more}
    return claimed([{name: values[n % len(values)] for name, values in every.items()} for n in range(36)])


def test_what_is_for_ages_is_nobody_s() -> None:
    assert not any(told().values())


def test_who_is_named_beside_ages_has_what_is_told() -> None:
    names = ("Ada Lovell", "Jon Kurz", "Eva Ray", "Max Lind", "Ina Vogt", "Kai Horn")
    found = told(versicherter=names)
    assert (found["geschlecht"], found["raucher"]) == ({"person.gender"}, {"special.health"})


def test_who_takes_part_has_an_age_of_their_own() -> None:
    found = told(alter=(21, 47, 63))
    assert found["alter"] == {"person.age"}
    assert found["geschlecht"] == {"person.gender"}
    assert found["raucher"] == {"special.health"}
