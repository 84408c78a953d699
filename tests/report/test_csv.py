import csv
import io

import msgspec
import pytest

from leftopen.model import Report
from leftopen.report.csv import COLUMNS, SERVICES, render
from leftopen.report.plain.words import claims
from tests.report.example import FACES, LOCKED, hostile, nothing, report


def rows(audit: Report) -> list[dict[str, str]]:
    return list(csv.DictReader(io.StringIO(render(audit).decode(), newline="")))


def test_one_row_per_label_and_one_for_a_service_without() -> None:
    found = rows(report())
    assert [r["label"] for r in found if r["service"] == FACES.id] == [
        "special.ethnicity",
        "biometric.face_embedding",
        "id.cn.resident",
        "contact.phone",
        "person.name",
    ]
    assert [r["access"] for r in found if r["service"] == LOCKED.id] == ["locked"]


def test_claims_and_hints_are_told_apart() -> None:
    claims = {(r["field"], r["label"]): r["claim"] for r in rows(report())}
    assert claims["民族", "special.ethnicity"] == "yes"
    assert claims["remark", "person.name"] == "no"


def test_unknown_is_empty_and_columns_are_the_promised_ones() -> None:
    table = rows(report())
    assert tuple(table[0]) == COLUMNS
    locked = next(r for r in table if r["service"] == LOCKED.id)
    assert (locked["version"], locked["score"], locked["records"], locked["data_from"]) == ("", "", "", "")


def test_what_is_said_of_a_service_stands_in_its_first_row() -> None:
    of_one = [row for row in rows(report()) if row["service"] == FACES.id]
    assert of_one[0]["proof"] == FACES.proof
    assert [row["proof"] + row["remedy"] for row in of_one[1:]] == [""] * (len(of_one) - 1)


def test_a_row_a_service() -> None:
    text = render(report(), "services").decode()
    found = list(csv.DictReader(io.StringIO(text, newline="")))
    assert tuple(found[0]) == SERVICES
    assert [row["service"] for row in found] == [service.id for service in report().services]
    faces = found[0]
    assert "special.ethnicity" in faces["labels"].split()
    assert faces["labels"].split() == claims(FACES), "hints are no claims"
    assert int(faces["records"]) == sum(each.records or 0 for each in FACES.catalog.collections)
    locked = next(row for row in found if row["service"] == LOCKED.id)
    assert (locked["labels"], locked["records"], locked["proof"]) == ("", "", LOCKED.proof)


def test_no_service_leaves_the_line_of_names() -> None:
    assert rows(nothing()) == []
    assert render(nothing()).startswith(b'"run","seen","service"')
    assert render(nothing()).endswith(b"\r\n")


@pytest.mark.parametrize(
    "formula",
    [
        "=1+1",
        "+1",
        "-1+2",
        "@SUM(1)",
        "\t=1",
        "\r=1",
        "\n=1",
        " =1",
        "＝1",
        "－1",
        "＋1",
        "＠a",
        "\x00=1",
        "\u200e=1",
        "=a|' /C'!A0",
    ],
)
def test_no_cell_of_text_starts_a_formula(formula: str) -> None:
    first, *others = rows(hostile(formula))
    for row in (first, *others):
        whole = ("proof", "remedy") if row is first else ()
        for column in ("service", "product", "collection", "field", "type", "example", "data_from", *whole):
            assert row[column].startswith("'"), column


def test_harmless_text_stays_as_it_is() -> None:
    (row,) = rows(msgspec.structs.replace(report(), services=(LOCKED,)))
    assert row["product"] == "PostgreSQL"
    assert row["proof"] == LOCKED.proof


def test_lines_and_quotes_cannot_break_out_of_a_cell() -> None:
    found = rows(hostile('a"\r\n"b","c'))
    assert len(found) == 2
    assert all(tuple(row) == COLUMNS for row in found)
    assert found[0]["product"] == 'a" "b","c'
