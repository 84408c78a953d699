import struct
from contextlib import suppress
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from leftopen.wire.packstream import DEPTH, Reader, packed
from leftopen.wire.talk import Broken


def read(data: bytes) -> Any:
    reader = Reader(data)
    value = reader.value()
    assert reader.over
    return value


def structure(kind: int, *fields: bytes) -> bytes:
    return bytes([0xB0 | len(fields), kind]) + b"".join(fields)


def number(value: int) -> bytes:
    return b"\xcb" + struct.pack(">q", value)


NESTED = st.dictionaries(st.text(max_size=300), st.one_of(st.text(max_size=20), st.integers(0, 32_767)), max_size=15)


@given(NESTED)
def test_what_is_written_is_read(value: dict[str, Any]) -> None:
    assert read(packed(value)) == value


@pytest.mark.parametrize(
    ("data", "value"),
    [
        (b"\xc0", None),
        (b"\xc2", False),
        (b"\xc3", True),
        (b"\x7f", 127),
        (b"\xf0", -16),
        (b"\xc8\x80", -128),
        (b"\xc9\x01\x00", 256),
        (b"\xca\xff\xff\xff\xff", -1),
        (number(1 << 40), 1 << 40),
        (b"\xc1\x3f\xf8" + bytes(6), 1.5),
        (b"\xcc\x02ab", b"ab"),
        (b"\x82ab", "ab"),
        (b"\xd0\x02ab", "ab"),
        (b"\xd1\x00\x02ab", "ab"),
        (b"\xd2\x00\x00\x00\x02ab", "ab"),
        (b"\x92\x01\x02", [1, 2]),
        (b"\xd4\x01\x01", [1]),
        (b"\xa1\x81a\x01", {"a": 1}),
        (b"\xd8\x01\x81a\x01", {"a": 1}),
    ],
)
def test_values_are_read(data: bytes, value: Any) -> None:
    assert read(data) == value


def test_structures_are_read_as_what_they_hold() -> None:
    properties = packed({"email": "wang.dan@mail.example"})
    assert read(structure(0x4E, b"\x01", b"\x91\x86Person", properties, b"\x81x")) == {"email": "wang.dan@mail.example"}
    assert read(structure(0x52, b"\x01", b"\x01", b"\x02", b"\x85KNOWS", properties)) == {
        "email": "wang.dan@mail.example"
    }
    assert read(structure(0x44, number(7305))) == "1990-01-01"
    assert read(structure(0x64, number(0), number(5_000_000))) == "1970-01-01T00:00:00.005000"
    assert read(structure(0x49, number(0), number(0), number(3600))) == "1970-01-01T00:00:00+00:00"
    assert read(structure(0x58, number(4326), b"\x01", b"\x02")) == {"x": 1, "y": 2}
    assert read(structure(0x45, b"\x01", b"\x02", b"\x03", b"\x04")) == [1, 2, 3, 4]
    assert read(structure(0x44, number(1 << 60))) == [1 << 60]
    assert read(structure(0x44, b"\x81x")) == ["x"]
    assert read(structure(0x4E, b"\x01")) == [1]


@pytest.mark.parametrize("data", [b"\xa1\x01\x01", b"\xa1\xa1\x81\\\x01\x01", b"\xa1\xc0\x01", b"\xa1\x91\x81a\x01"])
def test_a_key_is_a_text_alone(data: bytes) -> None:
    """Written out, one within another takes twice the room with each level: 60 bytes took gigabytes."""
    with pytest.raises(Broken):
        read(data)


@pytest.mark.parametrize("data", [b"", b"\x85ab", b"\xc4", b"\xef", b"\xd6\xff\xff\xff\xff", b"\xb1", b"\xc9\x01"])
def test_what_is_no_value_is_broken(data: bytes) -> None:
    with pytest.raises(Broken):
        read(data)


def test_depth_and_length_are_bounded() -> None:
    with pytest.raises(Broken):
        read(b"\x91" * (DEPTH + 2) + b"\x01")
    with pytest.raises(Broken):
        packed("x" * (1 << 16))
    with pytest.raises(Broken):
        Reader(b"\x01\x02").head()


@given(st.binary(max_size=200))
def test_any_bytes_end(data: bytes) -> None:
    with suppress(Broken):
        read_all = Reader(data)
        while not read_all.over:
            read_all.value()
