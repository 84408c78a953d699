import pytest
from hypothesis import given
from hypothesis import strategies as st

from leftopen.survey import documents


def test_a_table_gives_its_rows_without_the_last_one_that_is_cut() -> None:
    head = '﻿name,email\nWang Dan,dan@example.org\n"Lee, Ann",ann@example.org\nZo'.encode()
    assert documents.records(head, 5, cut=True) == [
        {"name": "Wang Dan", "email": "dan@example.org"},
        {"name": "Lee, Ann", "email": "ann@example.org"},
    ]
    assert len(documents.records(head, 1, cut=True)) == 1


def test_a_table_without_names_of_columns_numbers_them() -> None:
    assert documents.records(b"1;dan@example.org\n2;ann@example.org\n", 5, cut=False) == [
        {"column1": "1", "column2": "dan@example.org"},
        {"column1": "2", "column2": "ann@example.org"},
    ]


@pytest.mark.parametrize(
    ("head", "cut"),
    [
        (b'[{"a": 1}, {"a": 2}]', False),
        (b'{"a": 1}\n{"a": 2}\n', False),
        (b'{"a": 1}\n{"a": 2}\n{"a"', True),
        (b'[\n{"a": 1},\n{"a": 2},\n{"a"', True),
    ],
)
def test_objects_of_json_in_a_list_or_in_lines(head: bytes, cut: bool) -> None:
    assert documents.records(head, 5, cut=cut) == [{"a": 1}, {"a": 2}]


def test_an_object_alone_is_one_record() -> None:
    assert documents.records(b'{"a":\n 1}', 5, cut=False) == [{"a": 1}]


def test_text_of_another_form_gives_lines() -> None:
    assert documents.records(b"INSERT INTO t VALUES (1)\n\nCOMMIT\n", 5, cut=False) == [
        {"line": "INSERT INTO t VALUES (1)"},
        {"line": "COMMIT"},
    ]


def test_other_codings() -> None:
    assert documents.records("name\tcity\nZoë\tKöln\n".encode("utf-16"), 5, cut=False) == [
        {"name": "Zoë", "city": "Köln"}
    ]
    assert documents.records(b"name;mail\nZo\xeb;zoe@example.org\n", 5, cut=False)[0]["mail"] == "zoe@example.org"


def test_what_is_no_text_is_one_record() -> None:
    assert documents.records(b"\x89PNG\0\0", 5, cut=True) == [{"content": b"\x89PNG\0\0"}]
    assert documents.records(b"", 5, cut=False) == []


def test_names_of_files_with_data() -> None:
    assert documents.data("crm/People.CSV")
    assert not documents.data("logo.png")
    assert not documents.data("csv")


@given(st.binary(max_size=400), st.booleans())
def test_any_bytes_give_records(head: bytes, cut: bool) -> None:
    found = documents.records(head, 5, cut=cut)
    assert len(found) <= 5
    assert all(isinstance(name, str) for row in found for name in row)
