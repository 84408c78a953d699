"""What the keys of a table of few rows stand for."""

from typing import Any

from leftopen.privacy import lookups
from leftopen.privacy.detect.evidence import Column
from leftopen.privacy.flatten import Node


def column(name: str, values: list[Any]) -> Column:
    found = Column(Node(("faiths", name)), frozenset())
    found.take_all(values)
    found.count()
    return found


def test_keys_stand_for_the_texts_of_their_rows() -> None:
    ids, texts = column("id", [1, 2, 3]), column("txt", ["Sikh", "Jain", "Hindu"])
    columns = {each.node.parts: each for each in (ids, texts)}
    assert lookups.meanings(("faiths",), "id", columns) == {"1": "Sikh", "2": "Jain", "3": "Hindu"}
    assert lookups.meanings(("others",), "id", columns) == {}


def test_keys_that_come_again_stand_for_nothing() -> None:
    columns = {each.node.parts: each for each in (column("id", [1, 1]), column("txt", ["Sikh", "Jain"]))}
    assert lookups.meanings(("faiths",), "id", columns) == {}


def test_a_column_is_whole_where_all_of_it_is_kept() -> None:
    assert lookups.whole(column("id", [1, 2]))
    assert not lookups.whole(column("id", list(range(5000))))
    assert not lookups.whole(column("id", []))
