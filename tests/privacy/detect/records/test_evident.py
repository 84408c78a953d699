"""What a field that is called by a word for somebody holds, where that shows nobody."""

from typing import Any

import pytest

from leftopen.privacy.detect.evidence import Column
from leftopen.privacy.detect.records import evident
from leftopen.privacy.flatten import Node
from tests.privacy.told import claimed

PLACES = {"comuna": ("Curicó", "Lebu", "Ñuñoa"), "provincia": ("MI", "TO", "NA")}
PLAIN = {"x1": (1, 2, 5), "x2": (0.5, 1.5), "x3": ("u", "v"), "x4": (7, 9)}


def told(**fields: tuple[Any, ...]) -> set[str]:
    """What is claimed of a place beside these fields."""
    every = {**PLACES, **PLAIN, **fields}
    return claimed([{name: values[n % len(values)] for name, values in every.items()} for n in range(40)])["comuna"]


@pytest.mark.parametrize(
    ("name", "values"),
    [
        ("client", ("Lancel", "Danone", "Essity", "Kiabi")),
        ("tenant_group", ("blue", "green", "canary")),
        ("guest_kernel", ("Linux 6.1", "Linux 5.15")),
        ("insured_usd", tuple(range(1200, 90_000, 2_311))),
        ("members", tuple(range(300, 9_000, 217))),
        ("occupant_load", (1.5, 2.25, 3.125)),
        ("driver_refill", tuple(f"2023-04-{day:02}" for day in range(1, 29))),
        ("visitor_parking", ("yes", "no")),
    ],
)
def test_what_a_thing_has_under_a_word_for_somebody_shows_nobody(name: str, values: tuple[Any, ...]) -> None:
    assert told(**{name: values}) == set()


@pytest.mark.parametrize(
    ("name", "values"),
    [
        ("client", ("c-103", "c-877", "c-220", "c-341")),
        ("client", ("Ada Lovell", "Jon Kurz", "Eva Ray", "Max Lind")),
        ("client_no", tuple(range(1000, 1040))),
        ("driver", tuple(range(10, 50))),
        ("tenant_name", ("Ada Lovell", "Jon Kurz", "Eva Ray", "Max Lind")),
        ("patient_class", ("inpatient", "outpatient", "day")),
    ],
)
def test_keys_names_and_patients_show_somebody(name: str, values: tuple[Any, ...]) -> None:
    assert told(**{name: values}) == {"contact.address"}


def test_a_day_since_when_somebody_is_one_is_theirs_and_the_last_change_is_not() -> None:
    names = ("member_since", "kunde_seit", "last_user_change", "open_since")
    fields = [Column(Node((name,)), frozenset(), 8) for name in names]
    assert [evident.since(column) for column in fields] == [True, True, False, False]
