"""Numbers of documents in two fields, and pairs that are none."""

from typing import Any

import pytest

from tests.privacy.told import claimed

PEOPLE = ["Соколов Алексей Иванович", "Кузнецова Ольга Петровна", "Морозов Дмитрий Сергеевич", "Волкова Анна Львовна"]


def rows(series: str, rest: str, first: Any, width: int = 6) -> list[dict[str, Any]]:
    """Records of people with two fields, of which the first has this value or is counted."""
    return [
        {
            "fio": PEOPLE[at % 4],
            series: first if isinstance(first, str) else f"{4500 + 7 * at}",
            rest: f"{10**width // 9 + 7919 * at:0{width}d}",
        }
        for at in range(20)
    ]


@pytest.mark.parametrize(
    ("series", "rest", "first", "label"),
    [
        ("паспорт_серия", "паспорт_номер", None, "id.ru.passport"),
        ("pasport_seriya", "pasport_nomer", None, "id.ru.passport"),
        ("паспорт_серія", "паспорт_номер", "АВ", "id.ua.passport"),
        ("passport_series", "passport_number", None, "id.xx.passport"),
        ("serie_ci", "numar_ci", "RX", "id.xx.national"),
    ],
)
def test_a_series_and_what_stands_behind_it_are_one_number(series: str, rest: str, first: Any, label: str) -> None:
    """Each half alone is too short for any document, and both are called one."""
    found = claimed(rows(series, rest, first))
    assert found[series] == found[rest] == {label}


@pytest.mark.parametrize(
    ("series", "rest", "first"),
    [
        ("оружие_серия", "оружие_номер", "АВ"),
        ("serie_factura", "numar_factura", "RX"),
        ("passport_country", "order_number", "RU"),
        ("passport_status", "room", "ok"),
    ],
)
def test_halves_of_something_else_stay(series: str, rest: str, first: Any) -> None:
    """Weapons and invoices have a series, and a country stands beside a passport."""
    found = claimed(rows(series, rest, first))
    assert not found[series]
    assert not found[rest]


def test_a_passport_of_one_country_is_told_as_that() -> None:
    """Not as one of any country besides."""
    assert claimed([{"паспорт": f"4548 {575353 + at}"} for at in range(20)])["паспорт"] == {"id.ru.passport"}
    assert claimed([{"passport": f"C0{1000000 + at}"} for at in range(20)])["passport"] == {"id.xx.passport"}
