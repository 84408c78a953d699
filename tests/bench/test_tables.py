"""Invented tables are the same for a seed, and say of each of their paths what it holds."""

import pytest

from bench.tables import Table, tables
from leftopen.privacy.detect.labels import labels


@pytest.fixture(scope="module")
def made() -> list[Table]:
    return tables(3)


def test_every_path_is_in_the_records_and_has_a_label(made: list[Table]) -> None:
    for table in made:
        assert {_first(path) for path in table.wanted} <= set(table.records[0])
        assert {label for label in table.wanted.values() if label} <= set(labels())


def _first(path: str) -> str:
    return path.partition(".")[0].removesuffix("[]")


def test_they_are_the_same_for_a_seed_and_others_for_another(made: list[Table]) -> None:
    assert made[0] == tables(3)[0]
    assert made[0] != tables(4)[0]


def test_shapes_and_sources(made: list[Table]) -> None:
    assert {table.shape for table in made} == {"flat", "nested"}
    assert len({table.source for table in made}) >= 15
    assert any("" in table.wanted.values() for table in made)
