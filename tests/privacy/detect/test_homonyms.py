"""Short and ambiguous names that mean something else elsewhere: what their values say decides."""

from collections.abc import Mapping, Sequence
from typing import Any

import pytest

from tests.privacy.told import claimed

WHO = {
    "full_name": ["Anna Berg", "Omar Haddad", "Maria Garcia", "John Smith", "Olga Ivanova", "Peter Weber", "Ada King"],
    "phone": [f"+49 1511 23456{n}" for n in range(10, 17)],
}
GOODS: dict[str, Sequence[Any]] = {"sku": [f"SKU-{n}" for n in range(6)], "price": [3.5, 4.0, 9.9, 1.2, 7.0, 8.5]}
BORN = [f"{n:02d}/0{n % 9 + 1}/{1950 + 3 * n}" for n in range(1, 17)]
PEOPLE = ["Anna Nowak", "Piotr Kowalski", "Ewa Zielinska", "Maria Garcia", "John Smith", "Olga Ivanova", "Peter Weber"]
FULL = [*PEOPLE, "Katarzyna Wojcik", "Thomas Miller", "Laura Rossi"]
REPORTED = {"condition": ["diabetes", "asthma", "epilepsy"]}


def _told(name: str, values: Sequence[Any], besides: Mapping[str, Sequence[Any]]) -> set[str]:
    columns = {name: values, **besides}
    return claimed([{column: each[n % len(each)] for column, each in columns.items()} for n in range(40)])[name]


@pytest.mark.parametrize(
    ("name", "values"),
    [("xb7", ["男", "女"]), ("pronouns", ["she/her", "he/him"]), ("sei", ["男性", "女性"]), ("qv", ["muž", "žena"])],
)
def test_words_for_a_gender_are_somebodys_whatever_they_are_called(name: str, values: list[str]) -> None:
    assert _told(name, values, WHO) == {"person.gender"}
    assert not _told(name, values, GOODS) & {"person.gender"}


@pytest.mark.parametrize(
    ("name", "values"),
    [("category", ["Men", "Women"]), ("zone", ["01", "02"]), ("qv", ["F", "M"]), ("qv", ["男", "男"])],
)
def test_what_is_made_for_a_gender_and_codes_are_none(name: str, values: list[str]) -> None:
    assert "person.gender" not in _told(name, values, {**WHO, **GOODS})
    assert "person.gender" not in _told(name, values, WHO)


def test_faiths_under_a_word_for_a_sentence() -> None:
    assert _told("conviction", ["musulman", "catholique", "juif"], WHO) == {"special.religion"}
    assert _told("conviction", ["theft", "assault", "fraud"], WHO) == {"criminal.record"}
    assert _told("condition", ["diabetes", "asthma", "epilepsy"], WHO) == {"special.health"}


def test_peoples_are_languages_too() -> None:
    assert "special.ethnicity" not in _told("course", ["German", "Arabic", "Turkish"], WHO)


def test_words_of_a_set_beat_a_short_name_of_people() -> None:
    assert _told("so", ["lesbian", "gay", "bisexual", "straight"], WHO) == {"special.sex_life"}
    assert "person.name" in _told("name", ["Christian", "Gay", "Jordan", "Anna"], WHO)


def test_names_of_people_under_a_word_for_a_number() -> None:
    assert _told("kto", FULL, {"lp": range(40)}) == {"person.name"}
    assert _told("kto", ["Oak table", "Steel lamp", "Desk 120", "Blue chair", "Rug"], {"lp": range(40)}) == set()
    assert "person.name" not in _told("file_name", FULL, {"lp": range(40)})


def test_births_under_a_word_for_a_people() -> None:
    assert _told("nac", BORN, WHO) == {"person.birth_date"}
    assert _told("nac", ["русский", "татарин", "чуваш"], WHO) == {"special.ethnicity"}
    assert "person.birth_date" not in _told("nac", [f"0{n % 9 + 1}/03/2024" for n in range(12)], WHO)


@pytest.mark.parametrize(
    ("name", "values"),
    [
        ("procedure", [f"2024/{118203 + 7 * n}" for n in range(9)]),
        ("procedure", [f"{118203 + 7 * n}/2023" for n in range(9)]),
        ("gt", ["v1.2", "v2.0", "v2.1.4"]),
        ("sud", ["10.2.1", "10.2.3", "10.2.7"]),
    ],
)
def test_numbers_of_a_year_and_versions_answer_nothing(name: str, values: list[str]) -> None:
    assert not _told(name, values, {**WHO, **REPORTED})


def test_an_address_of_a_machine_is_no_procedure() -> None:
    assert _told("procedure", ["192.0.2.1", "192.0.2.44"], WHO) == {"network.ip"}


def test_what_has_an_answer_keeps_it() -> None:
    assert "special.health" in _told("diagnosis_code", ["2106-3", "8310-5", "29463-7"], WHO)
    assert "special.health" in _told("diagnosis", ["2024-03-01", "2023-11-12"], WHO)
    assert "special.religion" in _told("religion", ["03.05.1984", "12.11.1991"], WHO)


@pytest.mark.parametrize(
    ("notes", "plain"),
    [
        (
            ["腰痛の訴えあり、湿布を貼付", "発熱38.5度、抗生剤を開始", "夜間せん妄あり"],
            ["お話を楽しまれた", "家族と面会しました"],
        ),
        (
            ["血糖偏高，已加胰岛素", "头痛两天，服药后好转", "发烧并呕吐，已观察"],
            ["家属来访，心情很好", "今天参加了活动"],
        ),
        (["두통으로 진통제를 복용함", "혈당이 높아 인슐린 투약함"], ["가족이 방문하여 즐거워함", "점심을 모두 드셨음"]),
        (
            ["es diabético, no puede viajar", "tiene asma", "embarazada"],
            ["sin novedad", "viaja con su hija", "llega tarde"],
        ),
        (["Bipolar, off meds since June", "Pregnant, due in May"], ["Asked about laundry times", "Lost job in May"]),
    ],
)
def test_notes_on_health_beside_what_company_alone_tells(notes: list[str], plain: list[str]) -> None:
    beside = {**WHO, "qsv": ["heroin", "alcohol", "methadone", "cocaine"]}
    assert _told("zznote", notes, beside) == {"special.health"}
    assert not _told("zznote", plain, beside)
    assert not _told("zznote", notes, GOODS)
