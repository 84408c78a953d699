"""Tables of company have what their file says, and are the same for a seed."""

from random import Random

import pytest
from faker import Faker

from bench.tables import ROWS, Maker
from bench.tables_company import DATA, company_tables, made
from leftopen.privacy.detect.labels import labels

MADE = company_tables(3)


def test_every_path_that_is_asked_is_in_every_record() -> None:
    assert len(MADE) == 2 * sum(map(len, DATA.values()))
    for table in MADE:
        assert len(table.records) == ROWS
        for path in table.wanted:
            for record in table.records:
                value = record
                for part in path.split("."):
                    value = value[part]
                assert value is not None


def test_labels_are_those_of_the_product() -> None:
    told = {label for table in MADE for wanted in table.wanted.values() for label in wanted.split("|")}
    assert told - {""} <= set(labels())
    assert any("?" in field for records in DATA.values() for fields in records.values() for field in fields.values())
    assert "?" not in told


def test_the_same_for_a_seed() -> None:
    assert company_tables(3) == MADE
    assert company_tables(4) != MADE


def test_each_sort_of_company_has_what_looks_so_and_is_of_nobody() -> None:
    people = {table.source for table in MADE if any(table.wanted.values())}
    assert len({table.source for table in MADE} - people) >= 6


def test_no_maker_of_that_name() -> None:
    with pytest.raises(KeyError):
        made("shoe", Maker(Faker(), Random(1), "x"))
