from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from leftopen.survey.families import families, readable, record


@pytest.mark.parametrize(
    ("value", "read"),
    [
        (b'{"name": "Ana"}', {"name": "Ana"}),
        (b" [1, 2]", [1, 2]),
        (b"{not json", "{not json"),
        (b'{"name": "\xff"}', {"name": "\ufffd"}),
        (b"[" * 100_000, "[" * 100_000),
        (b"12", "12"),
        ("王丹".encode(), "王丹"),
        (b"\x89PNG\xff", b"\x89PNG\xff"),
    ],
)
def test_values(value: bytes, read: Any) -> None:
    assert readable(value) == read


def test_a_record_has_its_key() -> None:
    assert record(b"user:1", {"name": "Ana"}) == {"_key": "1", "name": "Ana"}
    assert record(b"user:1", "Ana") == {"_key": "1", "value": "Ana"}


def test_a_name_in_a_key_is_not_the_name_of_a_family() -> None:
    keys = [b"user:%b" % name for name in (b"ana", b"bela", b"carla")]
    assert list(families(keys, 10)) == ["user:*"]
    assert list(families([b"ana@example.org", b"79161234567"], 10)) == ["*"]


def test_names_as_first_parts_are_too_many_to_be_kinds() -> None:
    keys = [b"name%b:profile" % chr(97 + i).encode() for i in range(20)] + [
        b"queue",
        b"queue:1",
        b"queue:2",
        b"queue:3",
    ]
    assert list(families(keys, 10)) == ["*", "queue:*"]
    assert "queue" in families([b"queue", b"stock"], 10)


@given(st.lists(st.binary(max_size=30), unique=True, max_size=60), st.integers(1, 10))
def test_every_key_is_in_one_family(keys: list[bytes], most: int) -> None:
    found = families(keys, most)
    assert sorted(key for group in found.values() for key in group) == sorted(keys)
    assert [len(group) for group in found.values()] == sorted((len(g) for g in found.values()), reverse=True)


def test_what_a_key_is_about_stands_alone() -> None:
    keys = [b"otp:+84901234567", b"a:b/anna", b"user:", b"17:user", b"a" * 40 + b":7", b"img:\xff"]
    assert [record(key, 1)["_key"] for key in keys] == [
        *("+84901234567", "anna", "user:", "17:user", "a" * 40 + ":7", b"img:\xff")
    ]


@pytest.mark.parametrize(
    ("key", "left"),
    [
        (b"/people/0", "0"),
        (b"/app/people/wang.dan@mail.example", "wang.dan@mail.example"),
        (b"//app//4711", "4711"),
        (b"/4711", "4711"),
        (b"/people", "people"),
        (b"/people/", "/people/"),
        (b"/", "/"),
        (b"/\xff", b"/\xff"),
    ],
)
def test_of_a_key_that_is_a_path_the_last_part_stands_alone(key: bytes, left: str | bytes) -> None:
    assert record(key, "x") == {"_key": left, "value": "x"}


@pytest.mark.parametrize(
    ("name", "family"),
    [
        (b"user", "user"),
        (b"user:", "user:"),
        (b"/user-list_b.c", "/user-list_b.c"),
        (b"a" * 32, "a" * 32),
        (b"a" * 33, "*"),
        (b"1user", "*"),
        (b"user1", "*"),
        (b"us\0er", "*"),
        (b"\0", "*"),
        (b"user\n", "*"),
        (b"", ""),
        (b"one::two#17|x", "one::two#*|x"),
    ],
)
def test_a_part_stays_where_it_is_a_word(name: bytes, family: str) -> None:
    assert list(families([b"%b:%d" % (name, number) for number in range(3)], 10)) == [f"{family}:*"]
