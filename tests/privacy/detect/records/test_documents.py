"""Numbers of documents by the sort that stands beside them."""

import pytest

from tests.privacy.told import claimed

NUMBERS = ["C01X4410", "X7731905K", "77120934", "AB 220915", "ZX-5510-23", "90417733T"]
PEOPLE = ["Rosa Blum", "Ida Frei", "Tom Berger", "Jan Vogel"]


def found(sort: str, number: str, sorts: list[str], numbers: list[str] = NUMBERS) -> dict[str, set[str]]:
    return claimed(
        [
            {"guest": PEOPLE[at % 4], sort: sorts[at % len(sorts)], number: numbers[at % len(numbers)]}
            for at in range(24)
        ]
    )


@pytest.mark.parametrize(
    ("sort", "number", "sorts", "label"),
    [
        ("doc_type", "doc_number", ["passport", "national_id", "driving_licence"], "id.xx.national"),
        ("documentType", "documentNumber", ["PASSPORT"], "id.xx.passport"),
        ("tipo_documento", "num_documento", ["DNI", "PASAPORTE", "NIE"], "id.xx.national"),
        ("document_kind", "document_no", ["Führerschein"], "id.xx.licence"),
        ("doc_type", "doc_number", ["Reisepass", "andere"], "id.xx.passport"),
    ],
)
def test_documents_of_somebody(sort: str, number: str, sorts: list[str], label: str) -> None:
    """No form is common to them, and nothing else calls the number."""
    assert found(sort, number, sorts)[number] == {label}


@pytest.mark.parametrize(
    ("sorts", "numbers"),
    [
        (["invoice", "credit_note"], ["INV204417", "INV204418", "CN1004413"]),
        (["contract", "offer", "receipt"], ["77120934", "90417733", "55102317"]),
    ],
)
def test_documents_of_trade(sorts: list[str], numbers: list[str]) -> None:
    """Beside customers they were somebody's."""
    assert found("doc_type", "doc_number", sorts, numbers)["doc_number"] == set()


def test_what_is_no_number_is_none() -> None:
    assert found("doc_type", "document", ["passport", "national_id"], ["scan.jpg", "upload.png"])["document"] == set()


def test_a_record_within() -> None:
    rows = [{"holder": {"document": {"type": "passport", "number": NUMBERS[at % 6]}}, "n": at} for at in range(24)]
    assert claimed(rows)["holder.document.number"] == {"id.xx.passport"}
