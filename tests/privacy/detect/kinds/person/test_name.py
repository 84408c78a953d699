"""Names need their field or its company, except where their words are known."""

import pytest

from leftopen.privacy.detect.kinds.person import name as detector
from tests.privacy.told import claimed, in_text, told


@pytest.mark.parametrize(
    ("text", "is_one"),
    [
        ("王小明", True),
        ("阿依古丽·买买提", True),
        ("Ada Lovelace", True),
        ("O'Brien, Mary-Jane", True),
        ("Иван Петров", True),
        ("order 12", False),
        ("true", False),
        ("N/A", False),
        ("a@b.example", False),
        ("", False),
    ],
)
def test_valid(text: str, is_one: bool) -> None:
    assert detector.valid(text) is is_one


NAMES = ["Ada Lovelace", "Maria Gomez", "Jürgen Weber", "Wang Wei", "Ivan Petrov"] * 5


@pytest.mark.parametrize(
    "name",
    [
        "full_name",
        "姓名",
        "nombre_completo",
        "prénom",
        "Nachname",
        "sobrenome",
        "ФИО",
        "الاسم الكامل",
        "xm",
        "userFullName",
    ],
)
def test_fields_in_many_languages(name: str) -> None:
    assert told(name, NAMES)["person.name"] >= 0.8


def test_chinese_names_without_a_field_name_are_a_hint() -> None:
    assert 0.2 < told("x9", ["王小明", "李娜", "欧阳若兰"] * 10)["person.name"] < 0.5


def test_an_ambiguous_name_needs_company() -> None:
    goods = [{"name": "Red Chair", "price": n} for n in range(20)]
    people = [{"name": "Ada Lovelace", "email": f"u{n}@example.org"} for n in range(20)]
    assert claimed(goods)["name"] == set()
    assert claimed(people)["name"] == {"person.name"}


@pytest.mark.parametrize("name", ["file_name", "host_name", "product.name", "公司名称", "设备名称", "class_name"])
def test_names_of_things(name: str) -> None:
    record: object = "Red Chair"
    for part in reversed(name.split(".")):
        record = {part: record}
    assert claimed([record] * 20) == {name: set()}


def test_running_text() -> None:
    assert in_text("我叫王小明，你好") == [("person.name", "王小明")]
    assert in_text("My name is Maria Gomez.") == [("person.name", "Maria Gomez")]


def test_mask_shows_no_letter() -> None:
    assert detector.mask(["Ada Lovelace"]) == "███ ████████"


@pytest.mark.parametrize(
    ("name", "values"),
    [
        ("last_name", "王李张刘陈杨赵黄周吴"),
        ("姓", "王李张刘陈杨赵黄周吴"),
        ("성씨", "김이박최정강조윤장임"),
        ("given_name", "伟芳娜敏静丽强磊军艳"),
    ],
)
def test_names_of_one_character(name: str, values: str) -> None:
    assert claimed([{name: values[n % 10]} for n in range(40)]) == {name: {"person.name"}}


@pytest.mark.parametrize(
    ("name", "values"), [("last_name", "甲乙丙"), ("grade", "甲乙丙"), ("name", "ABC"), ("类别", "大中小")]
)
def test_other_characters_alone_are_none(name: str, values: str) -> None:
    assert claimed([{name: values[n % 3]} for n in range(40)]) == {name: set()}
