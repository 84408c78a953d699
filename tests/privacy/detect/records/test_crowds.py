"""Whole numbers and words for sums."""

from typing import Any

import pytest

from leftopen.privacy.detect.records.crowds import crowd, numbers, serial, totalled
from tests.privacy.told import claimed


def test_values_are_looked_at_as_a_whole() -> None:
    assert [numbers(kept) for kept in ([1, 2], [1, "2"], [])] == [True, False, False]
    assert [crowd(kept) for kept in ([3, 812], [3, 7], ["812"])] == [True, False, False]
    assert [totalled(kept) for kept in (["F", "Total", "M", "Total"], ["F", "Total"])] == [True, False]
    assert [serial(kept) for kept in ([4, 5, 6, 7], ["1" * 5000] * 4, [4, 6, 7, 8])] == [True, False, False]


Told = dict[str, tuple[Any, ...]]


def rows(told: Told) -> list[dict[str, Any]]:
    """Forty records of them, whose values come again and again."""
    return [{name: values[n % len(values)] for name, values in told.items()} for n in range(40)]


DISEASES = ("Malaria", "Diabetes", "Asthma", "Stroke", "Tuberculosis", "Measles", "Depression", "Epilepsy")
BURDEN: Told = {"disease": DISEASES, "year": (2019, 2020, 2021), "country": ("Kenya", "Peru")}


@pytest.mark.parametrize("name", ["deaths", "cases", "prevalence"])
def test_how_many_have_an_illness_is_the_health_of_nobody(name: str) -> None:
    assert not any(claimed(rows({**BURDEN, name: (812, 1204, 77, 3050, 460)})).values())


@pytest.mark.parametrize(
    ("name", "values"),
    [
        ("patient_id", ("P-1001", "P-1002", "P-1003", "P-1004", "P-1005")),
        ("email", ("ada@mail.example", "bo@mail.example", "cy@mail.example")),
        ("visit", ("first", "second", "third")),
    ],
)
def test_illnesses_beside_somebody_or_a_few_are_somebody_s(name: str, values: tuple[Any, ...]) -> None:
    assert claimed(rows({**BURDEN, "deaths": (0, 1, 0, 1), name: values}))["disease"] == {"special.health"}
