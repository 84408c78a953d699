"""Names as sentences in Russian and Ukrainian decline them."""

import pytest

from leftopen.privacy.detect.running_names import find
from tests.privacy.told import told


@pytest.mark.parametrize(
    ("text", "name"),
    [
        ("Договорились с Сергеем Павловым на среду", "Сергеем Павловым"),
        ("Документы переданы Наталье Соколовой вчера", "Наталье Соколовой"),
        ("Звонок от Андрея Морозова утром", "Андрея Морозова"),
        ("беседа с Екатериной Волковой", "Екатериной Волковой"),
        ("вручить Козлову Виктору лично", "Козлову Виктору"),
        ("зустріч з Андрієм Коваленком о третій", "Андрієм Коваленком"),
        ("передати Тетяні Петренко", "Тетяні Петренко"),
    ],
)
def test_a_name_in_a_sentence(text: str, name: str) -> None:
    assert [text[start:end] for start, end in find(text)] == [name]


@pytest.mark.parametrize(
    "text",
    [
        "улица Сергея Лазо, 12",
        "площадь Ивана Франко",
        "вместе с Новым Годом",
        "съездили в Нижний Новгород",
        "по Восточной Сибири и Дальнему Востоку",
        "согласовано с Министерством Финансов",
        "прошли над Красной Площадью",
        "поздравление с Днём Победы",
        "по Большой Садовой до Малой Бронной",
    ],
)
def test_streets_feasts_and_places_are_none(text: str) -> None:
    assert [*find(text)] == []


def test_notes_are_told_by_them() -> None:
    given = ["Сергеем", "Андреем", "Виктором", "Игорем", "Павлом", "Олегом", "Антоном", "Максимом"]
    family = ["Павловым", "Морозовым", "Волковым", "Соколовым", "Лебедевым", "Новиковым", "Козловым", "Орловым"]
    notes = [f"Обсудили с {one} {other} сроки поставки" for one, other in zip(given, family, strict=True)]
    assert "person.name" in told("заметка", notes)
    assert "person.name" not in told("заметка", [f"Обсудили сроки поставки {at} партии" for at in range(8)])
