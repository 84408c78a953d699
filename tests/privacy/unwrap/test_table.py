"""Tables in Base64."""

import base64

import pytest

from leftopen.privacy.unwrap import text
from leftopen.privacy.unwrap.table import OPENS, value

ROWS = [{"nom": "Perrin", "tél": "06 12 34 56 78"}, {"nom": "Morvan", "tél": "06 98 76 54 32"}]
TABLE = "nom;tél\nPerrin;06 12 34 56 78\nMorvan;06 98 76 54 32\n"


def packed(table: str) -> str:
    return base64.b64encode(table.encode()).decode()


@pytest.mark.parametrize("mark", [";", ",", "\t", "|"])
@pytest.mark.parametrize("end", ["\n", "\r\n"])
def test_rows_by_the_names_in_the_first_line(mark: str, end: str) -> None:
    table = packed(TABLE.replace(";", mark).replace("\n", end))
    assert table[:2] in OPENS
    assert value(table) == ROWS


def test_addresses_that_hold_their_file() -> None:
    held = text("data:text/csv;charset=utf-8;base64," + packed(TABLE))
    assert held is not None
    assert held.value == ROWS
    assert value("data:application/json;base64," + packed('[{"name": "Anna Berg", "age": 40}]')) == [
        {"name": "Anna Berg", "age": 40}
    ]


def test_a_table_without_names() -> None:
    found = value(packed("anna@example.org,Anna Berg,Leeds\neva@example.org,Eva Ott,Derby\n"))
    assert found[1] == {"column1": "eva@example.org", "column2": "Eva Ott", "column3": "Derby"}


@pytest.mark.parametrize(
    "text",
    [
        "Information about the order that was sent to you last week",
        packed("one line with a comma, and no other one anywhere in this text"),
        packed("a letter, in which\nlines are of\nany, or, none, of, the marks\nthat tables have\n"),
        base64.b64encode(bytes(range(60, 160))).decode(),
        "data:image/png;base64," + base64.b64encode(b"\x89PNG\r\n\x1a\n\0\0\0\rIHDR" + bytes(60)).decode(),
        "data:,Hello%2C%20World%21%20and%20so%20on%20and%20so%20on",
    ],
)
def test_what_is_no_table_is_nothing(text: str) -> None:
    assert value(text) is None
