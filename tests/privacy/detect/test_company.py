"""Company is data: the first row that holds, the strongest first."""

import json
from typing import Any

import pytest

from leftopen.privacy.detect.company import circle, companies
from tests.privacy.told import claimed

POINT = {"location.latitude", "location.longitude", "time.moment"}


@pytest.mark.parametrize(
    ("label", "concepts", "least", "most"),
    [
        ("location.trace", {*POINT, "id.cn.resident"}, 0.5, 1),
        ("location.trace", {*POINT, "biometric.face_embedding"}, 0.5, 1),
        ("location.trace", POINT, 0.1, 0.49),
        ("location.trace", {"location.latitude", "time.moment", "person.name"}, 0, 0),
        ("location.coordinates", POINT, 0.9, 1),
        ("location.coordinates", {"location.latitude"}, 0, 0),
        ("finance.transaction", {"finance.amount", "finance.currency", "finance.counterparty", "time.moment"}, 0.7, 1),
        ("finance.transaction", {"finance.counterparty", "time.moment"}, 0.5, 0.7),
        ("finance.transaction", {"finance.amount", "finance.currency", "time.moment"}, 0.1, 0.3),
        ("biometric.face_embedding", {"biometric.face"}, 0.8, 1),
        ("biometric.face_embedding", {"about.capture"}, 0.5, 0.8),
        ("biometric.face_embedding", {"person.name"}, 0, 0),
        ("special.health", {"about.patient"}, 0.5, 0.75),
    ],
)
def test_what_a_record_adds(label: str, concepts: set[str], least: float, most: float) -> None:
    assert least <= companies()[label](concepts) <= most


def test_more_company_is_never_weaker() -> None:
    for told in companies().values():
        everything = {each.removesuffix("*") for row in told.rows for some in (*row.needs, row.of) for each in some}
        assert told(everything) == told.rows[0].strength
        assert all(told(everything - {each}) <= told(everything) for each in everything)


@pytest.mark.parametrize(
    ("rows", "says"),
    [
        ([{"strength": 0.5, "why": "a"}, {"strength": 0.6, "why": "b"}], "strongest first"),
        ([{"strength": 0.0, "why": "a"}], "above 0"),
        ([{"strength": 0.5}], "why"),
        ([{"strength": 0.5, "why": "a", "need": []}], "unknown field"),
    ],
)
def test_rows_that_are_not_sound_stop_the_program(rows: list[dict[str, object]], says: str) -> None:
    with pytest.raises(ValueError, match=rf"x\.toml: company: .*{says}"):
        circle(rows, "x.toml")


PEOPLE = ["Ada Lovelace", "Maria Garcia", "James Brown", "Olivia Martin", "Peter Schmidt", "Anna Rossi"] * 3
PEOPLE += ["Lucas Dubois", "Emma Johnson", "Noah Williams", "Ivan Petrov"]


@pytest.mark.parametrize(
    ("record", "field"),
    [
        ({"boekdatum": "2024-03-01", "tegenpartij": "NAME", "bedrag": -12.5, "valuta": "EUR"}, "bedrag"),
        ({"取引日時": "2024-03-01T10:00:00", "振込先": "NAME", "金額": 12000, "通貨": "JPY"}, "金額"),
        ({"data_ksiegowania": "2024-03-01", "kontrahent": "NAME", "kwota": 99.9, "waluta": "PLN"}, "kwota"),
    ],
)
def test_a_ledger_is_one_in_any_language(record: dict[str, Any], field: str) -> None:
    records = [json.loads(json.dumps(record).replace("NAME", name)) for name in PEOPLE]
    assert "finance.transaction" in claimed(records)[field]


def test_points_below_a_name_for_movements_are_movements_of_somebody() -> None:
    points = [[41.3 + n / 50, 2.1 + n / 40, 1650000000 + n] for n in range(4)]
    told = claimed([{"nutzer": name, "bewegungsprofil": points} for name in PEOPLE])
    assert "location.trace" in told["bewegungsprofil[][]"]
    told = claimed([{"line": n, "bewegungsprofil": points} for n in range(20)])
    assert "location.trace" not in told["bewegungsprofil[][]"]
