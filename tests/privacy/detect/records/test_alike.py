"""Values that are decided alike."""

from typing import Any

import pytest

from leftopen.privacy.detect import standing
from leftopen.privacy.detect.evidence import Column
from leftopen.privacy.detect.look import Text, look
from leftopen.privacy.detect.records.alike import Alike
from leftopen.privacy.flatten import Node


def of(name: str, values: list[Any]) -> tuple[Any, ...]:
    """What is said besides what values show."""
    node = Node((name,))
    column = Column(node, standing.around(node.parts))
    texts = [Text(value) for value in values if isinstance(value, (str, int))]
    return Alike(column).of(values, look(values, texts, column.called, column.general))


def test_most_values_say_nothing_more() -> None:
    assert of("level", ["INFO"]) == of("mail", ["ada@example.org"]) == of("price", [12.5]) == ()


@pytest.mark.parametrize(
    ("name", "one", "other"),
    [
        ("address", ["C. Mayor 5, Madrid"], ["of the page"]),
        ("address", ["Mayor 5"], ["Mayor"]),
        ("species", ["dog"], ["grass"]),
        ("name_x", ["Ada Lovelace"], ["xq-77 zz"]),
        ("code", ["4111111111111111"], ["4111-1111-1111-1111"]),
        ("ids", ["4711", "4712", "4713", "4714", "4715"], ["9", "4", "4713", "70", "4715"]),
        ("sizes", ["S", "M", "L", "S", "M"], ["uh", "ah", "oh", "hm", "eh"]),
        ("ssn", ["138-51-4854"] * 5, ["138514854"] * 5),
        ("x", ["Ada Lovelace", *(f"Grace Hopper {c}" for c in "abcdefg")], list("abcdefgh")),
    ],
)
def test_what_else_decisions_depend_on(name: str, one: list[Any], other: list[Any]) -> None:
    assert of(name, one) != of(name, other)
    assert of(name, one) == of(name, list(one))


@pytest.mark.parametrize(
    ("name", "one", "other"),
    [
        ("name", "Dr. Franz Wernecke", "Prof. Ingelore Riehl"),
        ("note", "她的名字叫王芳。" + "这个城市今天天气很好。" * 8, "她的名字叫王芳。" + "这个城市今天天气很好。" * 9),
    ],
)
def test_how_rare_is_what_a_text_holds_counts_up_to_a_claim_or_a_hint(name: str, one: str, other: str) -> None:
    """A longer text holds something by chance more often; most are told alike all the same."""
    assert of(name, [one]) == of(name, [other]) != ()


def test_how_common_it_is_counts_where_a_name_is_against_it() -> None:
    long, longer = ("她的名字叫王芳。" + "这个城市今天天气很好。" * times for times in (8, 9))
    assert of("order_hash", [long]) != of("order_hash", [longer])
