"""Numbers of one country under words for those of another."""

from itertools import cycle
from typing import Any

import pytest

from tests.privacy.told import claimed

NAMES = ("Amina Diallo", "Jorge Quispe", "Mwila Banda", "Teresa Macuácua", "Ana Ruiz", "Jean Kalala")


def beside(name: str, values: list[Any]) -> set[str]:
    """What is claimed of a field in a table of people."""
    people = enumerate(zip(values, cycle(NAMES), strict=False))
    rows = [{"nome": who, "email": f"u{n}@mail.example", name: value} for n, (value, who) in people]
    return claimed(rows)[name]


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("nif", "0{:03}45{:03}8"),
        ("num_bi", "00{:03}4567LA0{:02}"),
        ("nuit", "10{:03}4567"),
        ("nrc", "345{:03}/61/1"),
        ("cin", "20{:03}101{:03}7"),
        ("tckn", "4{:03}1234"),
        ("инн", "01{:03}4567"),
    ],
)
def test_a_word_of_one_country_beside_somebody_is_for_any(name: str, value: str) -> None:
    assert any(label.startswith("id.") for label in beside(name, [value.format(37 * n % 997, n) for n in range(30)]))


@pytest.mark.parametrize(
    ("name", "values"),
    [
        ("pk", [1_000_234 + 7 * n for n in range(30)]),
        ("nic", [f"enp{n}s0f1" for n in range(30)]),
        ("rc", [f"2024.{n}.3-rc1" for n in range(30)]),
        ("rg", [f"rg-prod-{n:02}" for n in range(30)]),
        ("tz", ["Europe/Paris", "UTC+01:00"] * 15),
        ("cns", [104_523 + n for n in range(30)]),
        ("fin", [f"2024-01-{n + 1:02}" for n in range(30)]),
        ("part_no", [f"AB-{10_000 + 37 * n}" for n in range(30)]),
        ("cip", [f"203098{100_000_000 + 7 * n}" for n in range(30)]),
        ("run_no", [104_523 + n for n in range(30)]),
    ],
)
def test_what_else_short_words_are_called(name: str, values: list[Any]) -> None:
    assert not beside(name, values)


def test_a_word_for_a_number_of_any_country_or_none() -> None:
    rows = [{"run": n, "nuit": f"10{n:03}4567"} for n in range(30)]
    assert claimed(rows) == {"run": set(), "nuit": set()}


def test_digits_of_a_national_number_are_no_telephone_number() -> None:
    told = beside("national_id", [f"1{n % 8 + 2}125550{100 + n}" for n in range(40)])
    assert told == {"id.xx.national"}
    assert "contact.phone" in beside("national_id_phone", [f"+1 212 555 0{100 + n}" for n in range(40)])
