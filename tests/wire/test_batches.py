import gzip
import struct
import sys

import pytest
from hypothesis import given
from hypothesis import strategies as st

from leftopen.wire import batches
from leftopen.wire.talk import Broken

if sys.version_info >= (3, 14):
    from compression import zstd
else:
    from backports import zstd

AT = 1_700_000_000_000


def varint(value: int) -> bytes:
    value = value << 1 ^ value >> 63
    out = bytearray()
    while value > 0x7F:
        out.append(value & 0x7F | 0x80)
        value >>= 7
    return bytes([*out, value])


def sized(value: bytes | None) -> bytes:
    return varint(-1) if value is None else varint(len(value)) + value


def record(offset: int, key: bytes | None, value: bytes | None, headers: bytes = b"\0") -> bytes:
    body = b"\0" + varint(offset) + varint(offset) + sized(key) + sized(value) + headers
    return varint(len(body)) + body


def batch(
    *rows: bytes, attributes: int = 0, body: bytes | None = None, count: int | None = None, first: int = 0
) -> bytes:
    body = b"".join(rows) if body is None else body
    count = len(rows) if count is None else count
    rest = struct.pack(">ibIhiqqqhii", 0, 2, 0, attributes, count - 1, AT, AT + 9, -1, -1, -1, count) + body
    return struct.pack(">qi", first, len(rest)) + rest


def old(offset: int, key: bytes | None, value: bytes | None, version: int = 1, attributes: int = 0) -> bytes:
    def part(data: bytes | None) -> bytes:
        return struct.pack(">i", -1) if data is None else struct.pack(">i", len(data)) + data

    at = struct.pack(">q", AT) if version else b""
    body = struct.pack(">Ibb", 0, version, attributes) + at + part(key) + part(value)
    return struct.pack(">qi", offset, len(body)) + body


ROWS = [record(i, b"k%d" % i, b"v%d" % i) for i in range(3)]


def test_records_of_a_batch_have_offset_time_key_value_and_headers() -> None:
    rows = [record(0, None, b"a", varint(1) + sized(b"h") + sized(None)), record(1, b"k", None)]
    found = batches.records(batch(*rows, first=70), 1000)
    assert [(each.offset, each.at, each.key, each.value, each.headers) for each in found.records] == [
        (70, AT / 1000, None, b"a", ((b"h", None),)),
        (71, AT / 1000 + 0.001, b"k", None, ()),
    ]
    assert "b'a'" not in repr(found.records[0])


def test_a_time_that_is_none_is_that_of_the_batch() -> None:
    data = bytearray(batch(*ROWS))
    data[27:35] = struct.pack(">q", -1)
    assert {each.at for each in batches.records(bytes(data), 1000).records} == {(AT + 9) / 1000}


@pytest.mark.parametrize(
    ("codec", "body"), [(1, gzip.compress(b"".join(ROWS))), (4, zstd.compress(b"".join(ROWS)))], ids=["gzip", "zstd"]
)
def test_what_can_be_unpacked_is(codec: int, body: bytes) -> None:
    found = batches.records(batch(body=body, count=3, attributes=codec), 1000)
    assert ([each.value for each in found.records], found.unread) == ([b"v0", b"v1", b"v2"], 0)


@pytest.mark.parametrize("name", ["snappy", "lz4", "a method that is not known", "gzip", "zstd"])
def test_what_cannot_be_unpacked_is_counted(name: str) -> None:
    codec = {"snappy": 2, "lz4": 3, "gzip": 1, "zstd": 4}.get(name, 7)
    found = batches.records(batch(body=b"\xff\xff\xffnonsense", count=12, attributes=codec), 1000)
    assert (found.records, found.unread, found.codecs) == ([], 12, {name})


def test_a_batch_that_is_not_unpacked_has_no_more_records_than_it_has_room_for() -> None:
    assert batches.records(batch(body=b"\xff\xfe", count=2**31 - 1, attributes=2), 1000).unread == 200
    assert batches.records(batch(body=b"", count=7, attributes=2), 1000).unread == 0


def test_a_bomb_is_unpacked_to_no_more_than_was_asked_for() -> None:
    bomb = gzip.compress(record(0, b"k", b"v") + record(1, None, b"0" * 5_000_000))
    found = batches.records(batch(body=bomb, count=2, attributes=1) * 3, 100)
    assert [each.key for each in found.records] == [b"k"]
    assert len(batches.unpacked(1, bomb, 100) or b"") == 100


def test_of_bytes_that_end_anywhere_the_whole_records_are_read() -> None:
    whole = batch(*ROWS) + batch(*ROWS, first=3)
    counts = [len(batches.records(whole[:end], 1000).records) for end in range(len(whole) + 1)]
    assert counts == sorted(counts)
    assert (counts[0], counts[-1]) == (0, 6)
    assert set(counts) == set(range(7))


def test_marks_of_transactions_are_no_records() -> None:
    assert batches.records(batch(*ROWS, attributes=0x20), 1000).records == []


@pytest.mark.parametrize("version", [0, 1])
def test_message_sets_are_read_too(version: int) -> None:
    inner = old(0, b"k", b"v", version) + old(1, None, None, version)
    data = old(5, None, b"plain", version) + old(7, None, gzip.compress(inner), version, attributes=1)
    found = batches.records(data, 1000)
    assert [(each.key, each.value) for each in found.records] == [(None, b"plain"), (b"k", b"v"), (None, None)]
    assert found.records[0].at == (AT / 1000 if version else None)


def test_a_message_in_a_message_in_a_message_is_counted_and_no_more() -> None:
    deep = old(0, None, gzip.compress(old(0, None, gzip.compress(old(0, None, b"x")), attributes=1)), attributes=1)
    found = batches.records(deep, 1000)
    assert (found.records, found.unread) == ([], 1)
    assert batches.records(old(0, None, None, attributes=1), 1000).unread == 1
    assert batches.records(old(0, None, b"x", attributes=2), 1000).codecs == {"snappy"}


@pytest.mark.parametrize(
    "data",
    [
        struct.pack(">qi", 0, -1) + bytes(40),
        batch(*ROWS)[:16] + b"\7" + batch(*ROWS)[17:],
        batch(*ROWS, count=-4),
        batch(body=b"\x02" * 0 + varint(30) + b"\0" + b"\xff" * 29, count=1),
    ],
)
def test_what_is_no_batch_is_broken(data: bytes) -> None:
    with pytest.raises(Broken):
        batches.records(data, 1000)


def test_a_record_shorter_than_it_says_ends_the_batch() -> None:
    rows = batch(ROWS[0], varint(4) + b"\0\0\0\x7f", ROWS[1])
    assert len(batches.records(rows, 1000).records) == 1
    assert batches.records(batch(body=varint(-4) + b"x", count=1), 1000).records == []


@given(st.binary(max_size=300), st.integers(0, 400))
def test_any_bytes_end_in_records_or_a_fault(data: bytes, place: int) -> None:
    whole = batch(*ROWS, attributes=place % 5) + old(9, b"k", b"v")
    for each in (data, whole[:place] + data + whole[place:]):
        try:
            batches.records(each, 1000)
        except Broken:
            continue
