"""Collections as mongodump writes them."""

import io
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from leftopen.privacy.files.readers import Unreadable, bson, reader_for
from leftopen.wire.bson import encode

PEOPLE: list[dict[str, Any]] = [{"name": "Ana", "n": [1, None, True]}, {"name": "Bob", "in": {"mail": "a@b.example"}}]
DATA = b"".join(encode(person) for person in PEOPLE)


def test_documents() -> None:
    assert list(bson.records(io.BytesIO(DATA))) == PEOPLE


@pytest.mark.parametrize("cut", [1, 20, len(encode(PEOPLE[1])) - 2])
def test_what_came_before_a_cut_is_given(cut: int) -> None:
    found = []
    reading = bson.records(io.BytesIO(DATA[:-cut]))
    found.append(next(reading))
    with pytest.raises(Unreadable, match="cut short"):
        next(reading)
    assert found == PEOPLE[:1]


def test_a_broken_document_does_not_stop_the_rest() -> None:
    broken = bytearray(DATA)
    broken[4] = 0x77
    first, second = bson.records(io.BytesIO(bytes(broken)))
    assert "unreadable" in first
    assert second == PEOPLE[1]


def test_it_is_known() -> None:
    assert reader_for("-", DATA).name == "BSON"
    assert reader_for("people.bson", encode({"photo": b"x" * 100_000})[:65_536]).name == "BSON"
    assert not bson.fits(b"")
    assert not bson.fits(b"hello world")
    assert not bson.fits(b"\x20\x00\x00\x00\x02ab")


@given(st.binary(max_size=100))
def test_any_bytes_are_looked_at(data: bytes) -> None:
    assert bson.fits(data) in (True, False)
