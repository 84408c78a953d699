import contextlib
import re
from collections import OrderedDict
from datetime import UTC, datetime
from enum import IntEnum
from typing import Any
from uuid import UUID

import bson as official
import pytest
from bson import Binary, Code, DatetimeMS, Decimal128, Int64, MaxKey, MinKey, Regex, Timestamp
from bson.binary import BinaryVectorDtype
from hypothesis import given
from hypothesis import strategies as st

from leftopen.wire import bson
from leftopen.wire.bson import ObjectId, begun, decode, document_at, elements, encode
from leftopen.wire.talk import Broken

leaves = (
    st.none()
    | st.booleans()
    | st.integers(-(2**63), 2**63 - 1)
    | st.floats(allow_nan=False)
    | st.text(alphabet=st.characters(exclude_categories=["Cs"]))
    | st.binary(max_size=50)
    | st.datetimes(timezones=st.just(UTC)).map(lambda t: t.replace(microsecond=t.microsecond // 1000 * 1000))
)
names = st.text(alphabet=st.characters(exclude_categories=["Cs"], exclude_characters="\0"), max_size=8)
documents = st.dictionaries(
    names,
    st.recursive(leaves, lambda inner: st.lists(inner, max_size=4) | st.dictionaries(names, inner, max_size=4)),
    max_size=5,
)


@given(documents)
def test_what_is_encoded_comes_back_and_is_what_the_official_encoder_writes(document: dict[str, Any]) -> None:
    data = encode(document)
    assert decode(data) == document
    options = official.CodecOptions(tz_aware=True, tzinfo=UTC)  # type: ignore[var-annotated]  # generic in its stubs
    assert official.decode(data, options) == document


ID = official.ObjectId("65f1a2b3c4d5e6f708192a3b")
UUID4 = UUID("12345678-1234-4234-8234-123456789abc")


@pytest.mark.parametrize(
    ("value", "read"),
    [
        (ID, "65f1a2b3c4d5e6f708192a3b"),
        (Decimal128("12.50"), "12.50"),
        (Decimal128("-1E+6111"), "-1E+6111"),
        (Decimal128("NaN"), "NaN"),
        (Decimal128("-Infinity"), "-Infinity"),
        (Decimal128("9" * 34), "9" * 34),
        (Int64(5), 5),
        (Timestamp(1_700_000_000, 3), datetime.fromtimestamp(1_700_000_000, UTC)),
        (DatetimeMS(2**62), 2**62),
        (re.compile("^a", re.IGNORECASE), "/^a/iu"),
        (Regex("^a", "x"), "/^a/x"),
        (Code("f()"), "f()"),
        (Code("f()", {"a": 1}), "f()"),
        (MinKey(), None),
        (MaxKey(), None),
        (Binary(b"\x01\x02", 2), b"\x01\x02"),
        (Binary(b"\x01\x02", 128), b"\x01\x02"),
        (Binary.from_uuid(UUID4), str(UUID4)),
        (Binary.from_vector([0.5, -1.0], BinaryVectorDtype.FLOAT32), [0.5, -1.0]),
        (Binary.from_vector([1, -2], BinaryVectorDtype.INT8), [1, -2]),
    ],
)
def test_kinds_that_only_come_in(value: object, read: object) -> None:
    assert decode(official.encode({"v": value, "after": 1})) == {"v": read, "after": 1}


def test_kinds_that_are_no_longer_written() -> None:
    pointer = b"\x0cp\0\x02\0\0\0x\0" + ID.binary
    old = b"\x06u\0" + b"\x0es\0\x02\0\0\0y\0" + pointer
    assert decode((len(old) + 5).to_bytes(4, "little") + old + b"\0") == {"u": None, "s": "y", "p": str(ID)}


def test_an_object_id_knows_when_it_was_made() -> None:
    value = decode(official.encode({"_id": ID}))["_id"]
    assert isinstance(value, ObjectId)
    assert value.time == ID.generation_time.timestamp()
    assert decode(encode({"_id": value})) == {"_id": value}


def nested(depth: int) -> dict[str, Any]:
    return {"a": nested(depth - 1)} if depth else {}


def test_depth_is_bounded() -> None:
    assert decode(encode(nested(bson.DEPTH))) == nested(bson.DEPTH)
    deeper = {"b": 1, **nested(bson.DEPTH + 40), "c": "x"}
    assert decode(encode(deeper)) == {"b": 1, **nested(bson.DEPTH + 1), "c": "x"}, "what is deeper is left empty"
    assert bson.DEPTH >= 100 + 3, "as deep as MongoDB stores them, in a reply"


def test_what_is_too_deep_to_be_read_has_a_size_all_the_same() -> None:
    data = bytearray(encode(nested(bson.DEPTH + 3)))
    place = len(b"size" + b"\x03a\0") * (bson.DEPTH + 1)
    for size in (4, len(data)):
        data[place : place + 4] = size.to_bytes(4, "little")
        with pytest.raises(Broken):
            decode(bytes(data))


@pytest.mark.parametrize(
    "data",
    [
        b"",
        b"\x05\0\0\0",
        b"\x05\0\0\0\x01",
        b"\x05\0\0\0\0\0",
        b"\xff\xff\xff\x7f\0",
        b"\xff\xff\xff\xff\0",
        b"\x0c\0\0\0\x02a\0\xff\xff\xff\x7f\0",
        b"\x0c\0\0\0\x02a\0\0\0\0\0\0",
        b"\x0d\0\0\0\x05a\0\xff\xff\xff\xff\0\0",
        b"\x08\0\0\0\x20a\0\0",
        b"\x08\0\0\0\x10a\0\0",
        b"\x08\0\0\0\x0aabc",
        b"\x08\0\0\0\x0aab\0",
        b"\x08\0\0\0\x08ab\0",
        b"\x0a\0\0\0\x10a\0\1\0\0",
        b"\x0d\0\0\0\x03a\0\x06\0\0\0\0\0",
        b"\x0c\0\0\0\x0fa\0\x01\0\0\0\0",
    ],
)
def test_what_is_no_document_is_broken(data: bytes) -> None:
    with pytest.raises(Broken):
        decode(data)


@given(documents, st.data())
def test_any_damage_ends_in_a_document_or_broken(document: dict[str, Any], data: st.DataObject) -> None:
    damaged = bytearray(encode(document))
    for _ in range(data.draw(st.integers(1, 4))):
        damaged[data.draw(st.integers(0, len(damaged) - 1))] = data.draw(st.integers(0, 255))
    try:
        decode(bytes(damaged))
    except Broken:
        return


EVERY_KIND = {
    "rare": [ID, Decimal128("12.50"), Timestamp(5, 3), Regex("^a", "x"), Code("f()", {"a": 1}), MinKey(), Int64(5)],
    "bytes": [b"ab", Binary(b"ab", 2), Binary.from_uuid(UUID4), Binary.from_vector([0.5], BinaryVectorDtype.FLOAT32)],
    "usual": {"é": "王丹", "n": 7, "f": 0.5, "yes": True, "no": None, "at": datetime(2024, 1, 2, tzinfo=UTC), "": []},
}


def outcome(data: bytes, place: int, limit: int) -> str:
    """The document and its length, or "Broken"; as text, in which a number is no truth value and NaN is itself."""
    try:
        document, end = document_at(data, place, limit)
    except Broken:
        return "Broken"
    assert decode(encode(document)).keys() == document.keys()
    return repr((document, end - place))


@given(st.binary(max_size=3), st.binary(max_size=20), st.data())
def test_damage_is_seen_alike_wherever_the_document_stands(before: bytes, after: bytes, data: st.DataObject) -> None:
    damaged = bytearray(official.encode(EVERY_KIND))
    for _ in range(data.draw(st.integers(0, 3))):
        place = data.draw(st.integers(0, len(damaged) - 1))
        damaged[place : place + data.draw(st.integers(0, 2))] = data.draw(st.binary(max_size=2))
    if data.draw(st.booleans()):
        damaged[:4] = len(damaged).to_bytes(4, "little")
    alone = outcome(bytes(damaged), 0, len(damaged))
    assert outcome(before + damaged + after, len(before), len(before) + len(damaged)) == alone


@given(st.binary(max_size=200))
def test_any_bytes_end_in_a_document_or_broken(data: bytes) -> None:
    try:
        decode(data)
    except Broken:
        return


def test_an_unknown_value_is_not_encoded() -> None:
    with pytest.raises(TypeError):
        encode({"a": object()})


def test_a_name_that_comes_twice_counts_once_in_a_document_and_not_at_all_in_an_array() -> None:
    twice = b"\x10a\0\1\0\0\0\x0ab\0\x10a\0\2\0\0\0"
    assert decode(b"\x16\0\0\0" + twice + b"\0") == {"a": 2, "b": None}
    unreadable = twice.replace(b"a", b"\xff")
    assert decode(b"\x1e\0\0\0\x04v\0\x16\0\0\0" + unreadable + b"\0\0") == {"v": [1, None, 2]}


def test_text_that_is_not_utf_8_is_read_with_marks() -> None:
    assert decode(b"\x0e\0\0\0\x02a\0\2\0\0\0\xff\0\0") == {"a": "\ufffd"}


class Colour(IntEnum):
    RED = 1


class Word(str):
    __slots__ = ()


def test_derived_types_are_written_as_what_they_derive_from() -> None:
    derived = {"a": Colour.RED, "b": Word("x"), "c": OrderedDict(d=1), "e": (1, True)}
    assert encode(derived) == encode({"a": 1, "b": "x", "c": {"d": 1}, "e": [1, True]})


def test_a_nul_in_a_name_is_left_out_and_half_a_character_is_replaced() -> None:
    assert elements({"a\0b": 1}) == elements({"ab": 1})
    assert elements({"\ud800": "\ud800"}) == elements({"?": "?"})


BATCH = [{"a": 1.5, "t": "Ana", "l": [1, 2]}, {"b": True, "photo": b"x" * 99}]
WHOLE = encode({"n": 1, "cursor": {"batch": BATCH}, "ok": 1.0})


def test_what_came_whole_of_a_document_that_was_cut() -> None:
    found = [begun(WHOLE, 0, end) for end in range(5, len(WHOLE))]
    whole = decode(WHOLE)
    assert found[0] == ({}, ())
    assert ({"n": 1, "cursor": {"batch": [{"a": 1.5}]}}, ("cursor", "batch", "0", "t")) in found
    first = {"a": 1.5, "t": "Ana", "l": [1, 2]}
    assert ({"n": 1, "cursor": {"batch": [first, {"b": True}]}}, ("cursor", "batch", "1", "photo")) in found
    assert found[-1] == ({"n": 1, "cursor": whole["cursor"], "ok": 1.0}, ())
    sizes = [len(str(value)) for value, _ in found]
    assert sizes == sorted(sizes)


@given(st.binary(max_size=80))
def test_begun_takes_any_bytes(data: bytes) -> None:
    with contextlib.suppress(Broken):
        value, path = begun(data, 0, len(data))
        assert isinstance(value, dict)
        assert all(isinstance(name, str) for name in path)


def test_a_name_that_is_no_utf8_spoils_no_document() -> None:
    assert decode(b"\x08\0\0\0\x0a\xff\0\0") == {"\ufffd": None}
