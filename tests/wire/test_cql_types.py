import struct
from collections.abc import Iterable
from datetime import UTC, datetime
from typing import Any
from uuid import UUID

import pytest
from hypothesis import given
from hypothesis import strategies as st

from leftopen.wire.cql import Answer
from leftopen.wire.cql_types import CUSTOM, LIST, MAP, SET, TUPLE, UDT, Type, read_type, value, value_or_none
from leftopen.wire.talk import Broken

TEXT, INT = Type(0x0D), Type(0x09)
VECTOR = "org.apache.cassandra.db.marshal.VectorType(org.apache.cassandra.db.marshal.FloatType , 2)"


def parts(*found: bytes | None) -> bytes:
    return b"".join(struct.pack(">i", -1) if each is None else struct.pack(">i", len(each)) + each for each in found)


def many(count: int, *found: bytes | None) -> bytes:
    return struct.pack(">i", count) + parts(*found)


ID = UUID("50554d6e-29bb-11e5-b345-feff819cdc9f")


@pytest.mark.parametrize(
    ("kind", "data", "found"),
    [
        (TEXT, "王丹".encode(), "王丹"),
        (Type(0x02), struct.pack(">q", -5), -5),
        (Type(0x04), b"\1", True),
        (Type(0x06), struct.pack(">i", 2) + b"\x04\xe2", "12.50"),
        (Type(0x06), struct.pack(">i", 9000) + b"\x01", struct.pack(">i", 9000) + b"\x01"),
        (Type(0x07), struct.pack(">d", 0.5), 0.5),
        (Type(0x08), struct.pack(">f", 0.5), 0.5),
        (INT, struct.pack(">i", 7), 7),
        (INT, b"", None),
        (INT, b"\1", b"\1"),
        (Type(0x0B), struct.pack(">q", 1_709_280_000_000), datetime(2024, 3, 1, 8, tzinfo=UTC)),
        (Type(0x0B), struct.pack(">q", 1 << 62), struct.pack(">q", 1 << 62)),
        (Type(0x0C), ID.bytes, str(ID)),
        (Type(0x0F), b"short", b"short"),
        (Type(0x0E), b"\xff\x00", -256),
        (Type(0x0E), b"\1" * 70, b"\1" * 70),
        (Type(0x10), bytes([192, 0, 2, 7]), "192.0.2.7"),
        (Type(0x11), struct.pack(">I", (1 << 31) + 19_783), "2024-03-01"),
        (Type(0x11), struct.pack(">I", 5), struct.pack(">I", 5)),
        (Type(0x12), struct.pack(">q", 30_600_000_000_000), "08:30:00"),
        (Type(0x13), b"\xff\xfe", -2),
        (Type(0x14), b"\xfe", -2),
        (Type(0x03), b"\xff\xd8", b"\xff\xd8"),
        (Type(0x15), b"\0\2\4", b"\0\2\4"),
        (TEXT, b"\xff", b"\xff"),
        (Type(LIST, of=(INT,)), many(2, b"\0\0\0\1", None), [1, None]),
        (Type(SET, of=(TEXT,)), many(1, b"a"), ["a"]),
        (Type(SET, of=(TEXT,)), many(3, b"a"), many(3, b"a")),
        (Type(SET, of=(TEXT,)), many(1, b"abc")[:-1], many(1, b"abc")[:-1]),
        (Type(MAP, of=(INT, TEXT)), many(1, b"\0\0\0\1", b"x"), {"1": "x"}),
        (Type(UDT, "home", (TEXT, INT), ("street", "zip")), parts(b"Elm"), {"street": "Elm"}),
        (Type(TUPLE, of=(INT, TEXT)), parts(b"\0\0\0\3", None), [3, None]),
        (Type(CUSTOM, VECTOR), struct.pack(">2f", 0.25, -1.5), [0.25, -1.5]),
        (Type(CUSTOM, "com.example.Odd"), b"x", b"x"),
    ],
)
def test_values_read_by_their_type(kind: Type, data: bytes, found: Any) -> None:
    assert value(kind, data) == found


def test_there_may_be_no_value() -> None:
    assert value_or_none(TEXT, None) is None


def test_maps_within_the_keys_of_maps_take_no_more_room_than_they_say() -> None:
    """A text of a key in the text of a key takes twice the room with each level."""
    kind, data = TEXT, b"\\" * 1000
    for _ in range(8):
        kind, data = Type(MAP, of=(kind, INT)), many(1, data, b"\0\0\0\1")
    found, depth = value(kind, data), 0
    while isinstance(found, list):
        (pair,) = found
        assert pair["value"] == 1
        found, depth = pair["key"], depth + 1
    assert depth == 7
    assert found == {"\\" * 1000: 1}


def told(code: int, *more: bytes) -> bytes:
    return struct.pack(">H", code) + b"".join(more)


def short(text: str) -> bytes:
    return struct.pack(">H", len(text)) + text.encode()


@pytest.mark.parametrize(
    ("data", "name"),
    [
        (told(0x0D), "text"),
        (told(LIST, told(0x09)), "list<int>"),
        (told(MAP, told(0x0D), told(SET, told(0x0C))), "map<text, set<uuid>>"),
        (told(UDT, short("crm"), short("home"), b"\0\1", short("zip"), told(0x09)), "home"),
        (told(TUPLE, b"\0\2", told(0x09), told(0x0D)), "tuple<int, text>"),
        (told(CUSTOM, short("com.example.Odd")), "Odd"),
        (told(CUSTOM, short(VECTOR)), "VectorType"),
        (told(0x99), "custom"),
    ],
)
def test_types_have_the_names_of_the_language(data: bytes, name: str) -> None:
    assert str(read_type(Answer(data))) == name


@pytest.mark.parametrize("data", [told(LIST) * 20, told(TUPLE, b"\xff\xff"), b"\0"])
def test_types_that_are_too_deep_or_cut_are_broken(data: bytes) -> None:
    with pytest.raises(Broken):
        read_type(Answer(data))


def nested(kinds: Iterable[int]) -> Type:
    found = TEXT
    for code in kinds:
        found = Type(code, "n", (found, found), ("a", "b"))
    return found


@given(
    st.lists(st.sampled_from([LIST, SET, MAP, UDT, TUPLE]), max_size=4), st.integers(0, 0x16), st.binary(max_size=80)
)
def test_any_bytes_are_some_value(kinds: list[int], code: int, data: bytes) -> None:
    value(nested(kinds), data)
    value(Type(code), data)
