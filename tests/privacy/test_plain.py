"""Values of programs as those that JSON has."""

import dataclasses
import datetime as dt
import sqlite3
from collections import OrderedDict, UserString, namedtuple
from types import MappingProxyType
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

import leftopen
from leftopen.privacy.flatten import Node, Tree
from leftopen.privacy.plain import plain
from leftopen.privacy.together import Spread

Guest = namedtuple("Guest", "name mail")  # noqa: PYI024 - the plain one is what drivers give


@dataclasses.dataclass
class Visitor:
    name: str
    mail: str


class Text(str):
    __slots__ = ()


@pytest.mark.parametrize(
    ("value", "held"),
    [
        (Guest("Ida", "i@b.example"), {"name": "Ida", "mail": "i@b.example"}),
        (Visitor("Ida", "i@b.example"), {"name": "Ida", "mail": "i@b.example"}),
        (Text("Ida"), "Ida"),
        ("Käthe".encode() + b"\0\0", "Käthe"),
        (memoryview(b"Ida"), "Ida"),
        (b"\x1f\x8b broken", b"\x1f\x8b broken"),
        ("Käthe".encode("latin-1"), "Käthe".encode("latin-1")),
        (b"a\x07b", b"a\x07b"),
    ],
)
def test_plain(value: Any, held: Any) -> None:
    assert plain(value) == held
    assert type(plain(value)) is type(held)


def test_what_has_no_form_stays() -> None:
    for value in (dt.date(2020, 1, 2), MappingProxyType({"a": 1}), OrderedDict(a=1), UserString, object):
        assert plain(value) is value


def people(count: int = 12) -> list[tuple[str, str]]:
    return [(f"Rosa Blum{'aeiou'[n % 5]}", f"rosa{n}@post.example") for n in range(count)]


def claims(records: Any) -> dict[str, str]:
    return {f["path"]: f["labels"][0]["label"] for f in leftopen.classify(records)["fields"] if f["labels"]}


def test_rows_of_programs_are_records() -> None:
    expected = {"name": "person.name", "mail": "contact.email"}
    made = sqlite3.connect(":memory:")
    made.row_factory = sqlite3.Row
    made.execute("CREATE TABLE t (name TEXT, mail BLOB)")
    made.executemany("INSERT INTO t VALUES (?, ?)", [(name, mail.encode()) for name, mail in people()])
    assert claims(made.execute("SELECT * FROM t")) == expected
    assert claims([Guest(*each) for each in people()]) == expected
    assert claims([Visitor(*each) for each in people()]) == expected
    assert claims([{"name": name.encode(), "mail": bytearray(mail.encode())} for name, mail in people()]) == expected
    assert claims([{"mails": {mail}} for _, mail in people()]) == {"mails[]": "contact.email"}


def test_one_record_by_itself() -> None:
    assert claims({"mail": "rosa@post.example"}) == claims([{"mail": "rosa@post.example"}]) == {"mail": "contact.email"}
    assert claims("rosa@post.example") == claims(b"rosa@post.example") == {".": "contact.email"}


@given(
    st.lists(st.one_of(st.binary(max_size=12), st.text(max_size=5), st.integers(), st.sets(st.integers(), max_size=3)))
)
def test_alone_and_together_are_the_same(values: list[Any]) -> None:
    def told(node: Node, found: list[Any]) -> None:
        alone.setdefault(node.path, []).extend(map(repr, found))

    alone: dict[str, list[str]] = {}
    tree, other = Tree(told), Tree(lambda _node, _found: None)
    records = [{"a": value} for value in values]
    for record in records:
        tree.take(record)
    spread = Spread(other, records)
    assert {n.path: sorted(map(repr, c.values)) for n, c in spread.found.items() if c.values} == {
        path: sorted(found) for path, found in alone.items()
    }
