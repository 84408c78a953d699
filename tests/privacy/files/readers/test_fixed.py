"""Columns of fixed width."""

import io
from typing import Any

import pytest

from leftopen.privacy.files.readers import fixed, reader_for

PEOPLE = [("Berg", "Anna", "1984-03-07"), ("Lindqvist", "Tom", "1990-12-01"), ("Moe", "Evelyn", "1979-01-30")] * 2
BODY = "".join(f"{one:<14}{two:<12}{three:<12}\n" for one, two, three in PEOPLE)
HEAD = f"{'SURNAME':<14}{'FORENAME':<12}{'BIRTH DATE':<12}\n"


def read(text: str) -> list[Any]:
    return list(fixed.records(io.BytesIO(text.encode())))


@pytest.mark.parametrize("rule", ["", "-" * 38 + "\n"])
def test_a_line_of_names_names_the_columns(rule: str) -> None:
    text = HEAD + rule + BODY
    assert reader_for("people.txt", text.encode()).name == "fixed-width columns"
    assert read(text)[0] == {"SURNAME": "Berg", "FORENAME": "Anna", "BIRTH DATE": "1984-03-07"}
    assert len(read(text)) == len(PEOPLE)


def test_without_such_a_line_they_are_numbered() -> None:
    assert read(BODY)[1] == {"column1": "Lindqvist", "column2": "Tom", "column3": "1990-12-01"}


def test_figures_stand_at_the_right() -> None:
    text = "".join(
        f"{name:<10}{amount:>8}  {town:<8}\n" for name, amount, town in [("Anna", 7, "Bonn"), ("Tom", 1200, "Ulm")] * 3
    )
    assert read(text)[0] == {"column1": "Anna", "column2": "7", "column3": "Bonn"}


@pytest.mark.parametrize(
    "text",
    [
        "It was a dark and stormy night; the rain\nfell in torrents, except at times\nwhen it was checked\n" * 3,
        "one  two  three\n",
        "\x00  \x01",
        "a\tb  c\n" * 8,
    ],
)
def test_prose_few_lines_and_tabs_are_no_columns(text: str) -> None:
    assert not fixed.fits(text.encode())
    assert all("text" in record for record in read(text))


def test_a_telephone_number_stays_one_where_one_space_parts_it() -> None:
    text = "".join(f"{n:06}  Berg          Anna        (503) 555-01{n:02}\n" for n in range(10, 30))
    first = next(iter(fixed.records(io.BytesIO(text.encode()))))
    assert list(first.values()) == ["000010", "Berg", "Anna", "(503) 555-0110"]
