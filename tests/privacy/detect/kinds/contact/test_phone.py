"""Telephone numbers are told by their prefix, their separators, or their field."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from leftopen.model import CLAIM
from leftopen.privacy.detect.kinds.contact import phone as detector
from tests.privacy.told import in_text, told


@pytest.mark.parametrize(
    ("text", "is_one"),
    [
        ("+49 30 901820", True),
        ("+8613800138000", True),
        ("0086 138 0013 8000", True),
        ("13800138000", True),  # mobile range of China
        ("139-1234-5678", True),
        ("(212) 555-0142", True),  # kept for stories
        ("901820", False),  # alone it is any number
        ("12800138000", False),  # no such range
        ("1700000000123", False),  # milliseconds
        ("2024-01-02", False),
        ("01.02.2024", False),
        ("+1", False),
        ("9" * 40, False),
    ],
)
def test_valid(text: str, is_one: bool) -> None:
    assert detector.valid(text) is is_one


@pytest.mark.parametrize(
    "name", ["phone", "手机号", "telefono", "téléphone", "Telefonnummer", "celular", "телефон", "الهاتف", "lxdh", "sjh"]
)
def test_national_numbers_need_the_field(name: str) -> None:
    numbers = [f"030 90{n:04}" for n in range(20)]
    assert told(name, numbers)["contact.phone"] >= 0.75


def test_mobile_numbers_without_a_name() -> None:
    assert told("x9", [13900000000 + n * 104729 for n in range(30)])["contact.phone"] >= 0.5


@pytest.mark.parametrize(
    "values",
    [
        [1_700_000_000_000 + n * 977 for n in range(50)],
        [13_800_000_000 + n for n in range(50)],
        [f"{n:08x}-0139-4138-0013-{n * 7919:012}" for n in range(50)],
        [f"2024-01-{1 + n % 28:02} 10:{n % 60:02}:00" for n in range(50)],
        [f"978-3-16-{148410 + n}-0" for n in range(50)],
    ],
    ids=["epoch", "counter", "uuid", "datetime", "isbn"],
)
def test_other_numbers_are_not_claimed(values: list[object]) -> None:
    assert told("x9", values).get("contact.phone", 0) < 0.5


def test_uris() -> None:
    uris = ["tel:+49-30-901820", "tel:+49-30-901821;ext=12", "sms:+33612345678?body=x", "callto://+442079460958"]
    assert all(map(detector.valid, uris))
    assert detector.plausible(["tel:030901820"])
    assert detector.normal("tel:+49-30-901821;ext=12") == detector.normal("+4930901821")
    assert not detector.valid("tel:911")
    assert told("href", [f"tel:+4930901{n:03}" for n in range(20)])["contact.phone"] >= CLAIM


def test_running_text() -> None:
    assert in_text("请致电 139 1234 5678 或 +49 30 901820。") == [
        ("contact.phone", "139 1234 5678"),
        ("contact.phone", "+49 30 901820"),
    ]


def test_normal_meets_across_prefixes() -> None:
    assert detector.normal("+86 138-0013-8000") == detector.normal("13800138000") == "800138000"


FORMS = (
    "999-999-9999",
    "(999) 999-9999x999",
    "0999 9999999",
    "99 9999 9999",
    "011 44 99 9999 9999",
    "49 99 999999",
    "55 99 99999-9999",
    "999 999 999",
    "0180020 99999999",
    "999-ABC-9999",
)


@settings(deadline=None)
@given(st.sampled_from(FORMS), st.lists(st.sampled_from("0123456789"), min_size=20, max_size=20))
def test_what_is_not_asked_of_the_library_is_no_number_for_it(form: str, digits: list[str]) -> None:
    """A form per region spares it most of what it would try in vain; it must take all that the library takes."""
    rest = iter(digits)
    text = "".join(next(rest) if c == "9" else c for c in form)
    plain = not detector._DATE.fullmatch(text)
    asked = any(detector._parses(text, region) for region in detector._REGIONS[:8])
    assert detector.valid(text) is (plain and asked) or detector._CHINESE_MOBILE.fullmatch(text) is not None
