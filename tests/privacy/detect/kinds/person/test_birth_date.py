"""Dates of birth need their field."""

import pytest

from leftopen.model import CLAIM
from leftopen.privacy.detect.kinds.person import birth_date as detector
from leftopen.privacy.files import classify
from tests.privacy.told import in_text, told


@pytest.mark.parametrize(
    ("text", "is_one"),
    [
        ("1984-03-07", True),
        ("1984/3/7", True),
        ("07.03.1984", True),
        ("7 Mar 1984", True),
        ("19840307", True),
        ("1984年3月7日", True),
        ("1984-03", True),
        ("1984-03-07T00:00:00Z", True),
        ("2984-03-07", False),
        ("1984-13-07", False),
        ("12/7/1400 هـ", True),
        ("1400/7/12 AH", True),
        ("hello", False),
    ],
)
def test_valid(text: str, is_one: bool) -> None:
    assert detector.valid(text) is is_one


DAYS = [f"19{50 + n}-03-07" for n in range(20)]


@pytest.mark.parametrize(
    "name",
    [
        "dob",
        "birthDate",
        "出生日期",
        "fecha_nacimiento",
        "date_de_naissance",
        "Geburtsdatum",
        "data de nascimento",
        "дата рождения",
        "تاريخ الميلاد",
        "csrq",
    ],
)
def test_fields_in_many_languages(name: str) -> None:
    assert told(name, DAYS)["person.birth_date"] >= 0.8


def test_any_other_date_is_none() -> None:
    assert "person.birth_date" not in told("created_at", DAYS)
    assert "person.birth_date" not in told("x9", DAYS)


def test_numbers_and_text() -> None:
    assert told("birthday", [n * 86_400_000 for n in range(-300, 300, 30)])["person.birth_date"] >= 0.8
    assert in_text("DOB: 1984-03-07") == [("person.birth_date", "1984-03-07")]


def test_mask_shows_the_century() -> None:
    assert detector.mask(["1984-03-07"]) == "19██-██-██"


@pytest.mark.parametrize(
    ("text", "day"),
    [
        ("she was born on March 12, 1975 in Leeds", "March 12, 1975"),
        ("patient, DOB 12/03/1975, seen today", "12/03/1975"),
        ("Er ist am Ort bekannt, geb. 12.03.1975 in Kiel", "12.03.1975"),
        ("née le 12 mars 1975 à Lyon", "12 mars 1975"),
        ("nacida el 4 de mayo de 1981 en Murcia", "4 de mayo de 1981"),
        ("Anna Rossi, nata il 12/03/1975 a Torino", "12/03/1975"),
        ("родился 12 марта 1975 года в Перми", "12 марта 1975"),
        ("1975年3月12日生まれの女性です", "1975年3月12日"),
        ("生于1975年3月12日，汉族，住址同上", "1975年3月12日"),
        ("doğum tarihi 12.03.1975 olan hasta", "12.03.1975"),
    ],
)
def test_in_a_sentence(text: str, day: str) -> None:
    assert ("person.birth_date", day) in in_text(text)


@pytest.mark.parametrize(
    "text",
    [
        "the shop opened on March 12, 1975 in Leeds",
        "das Gerät wurde am 12.03.2015 gekauft",
        "2024年1月2日生产的一批",
        "reborn 3.1.2 of the game engine",
    ],
)
def test_other_days_in_a_sentence(text: str) -> None:
    assert "person.birth_date" not in dict(in_text(text))


@pytest.mark.parametrize(
    ("name", "values"),
    [
        ("nascimento", ["12 de março de 1987", "1 de agosto de 1962", "30 de maio de 2001"]),
        ("生日", ["3月14日", "11月2日", "7月30日"]),
        ("ldap_dob", ["19620314000000Z", "19871102000000Z", "20010730000000Z"]),
    ],
)
def test_days_as_languages_and_directories_write_them(name: str, values: list[str]) -> None:
    assert told(name, values * 6)["person.birth_date"] >= 0.5


def test_a_place_may_stand_before_the_day_under_a_name_for_both() -> None:
    rows = [{"nama": f"Siti {n}", "ttl": ("Medan, 12-05-1990", "Solo, 03-11-1987")[n % 2]} for n in range(20)]
    (_, field) = classify.fields(rows, "penduduk")["fields"]
    assert [label["label"] for label in field["labels"] if label["confidence"] >= CLAIM] == ["person.birth_date"]


@pytest.mark.parametrize("seconds", [60, 300, 3600, 86_400, 604_800])
def test_how_long_something_lives_is_no_birth(seconds: int) -> None:
    assert not detector.plausible([seconds])


@pytest.mark.parametrize("number", [19900512, 199005, 1990, 12051990, 1051990, 120385, 31285, 5110, -4000, 31536000])
def test_numbers_that_are_days_are(number: int) -> None:
    assert detector.plausible([number])
