"""Records of Kafka as they lie in its logs: batches of version 2, and the message sets of versions 0 and 1 before them.

Source: Apache Kafka documentation ("Message format", "Old message format"). `records` reads what came whole of bytes
that may end anywhere, each byte once. Batches that are compressed with gzip or zstd are unpacked within bounds; of
others the head tells how many records are in them, and what they are compressed with.
"""

import struct
import sys
import zlib
from collections.abc import Iterator
from dataclasses import dataclass, field

from leftopen.wire.talk import Broken

if sys.version_info >= (3, 14):
    from compression import zstd
else:
    from backports import zstd

CODECS = {1: "gzip", 2: "snappy", 3: "lz4", 4: "zstd"}
_HEAD = struct.Struct(">qiibIhiqqqhii")
"""Of a batch: its first offset, length, epoch, version, checksum, attributes, last offset, the times of its first
record and of its latest, the producer (three), and how many records there are."""

_PREFIX, _VERSION_AT = 12, 16
_CONTROL = 0x20
_APPENDED = 0x08
"""The type of the times: LogAppendTime, else CreateTime."""

_TIMES = 100
"""So many records at most are believed for each byte of what is compressed and not unpacked here."""

_FIELDS = 64
"""Headers of a record that are read."""


@dataclass(frozen=True, slots=True)
class Record:
    """One record; `at`: when it was made, in epoch seconds, None where nobody noted it."""

    offset: int
    at: float | None
    key: bytes | None = field(repr=False)
    value: bytes | None = field(repr=False)
    headers: tuple[tuple[bytes, bytes | None], ...] = field(default=(), repr=False)


@dataclass(slots=True)
class Records:
    """What came whole. `unread`: how many records are in batches that are not unpacked here; `codecs`: what with;
    `appended`: all times are those at which the broker took the records, and none that their maker set."""

    records: list[Record] = field(default_factory=list, repr=False)
    unread: int = 0
    codecs: set[str] = field(default_factory=set)
    appended: bool = True


def records(data: bytes, most: int) -> Records:
    """The records in these bytes, unpacked to at most `most` bytes in all. Raises `Broken` where they are none."""
    found = Records()
    left = most
    for start, end in _spans(data):
        if end - start < _VERSION_AT + 1:
            break
        if data[start + _VERSION_AT] == 2:
            left -= _batch(data[start:end], left, found)
        elif data[start + _VERSION_AT] in (0, 1):
            left -= _message(data[start:end], left, found, inside=False)
        else:
            raise Broken("a batch of no known version")
        if left <= 0:
            break
    return found


def _spans(data: bytes) -> Iterator[tuple[int, int]]:
    """Where each entry begins and ends; the last one may be cut."""
    place = 0
    while place + _PREFIX <= len(data):
        length = int.from_bytes(data[place + 8 : place + 12], "big", signed=True)
        if length < 0:
            raise Broken("a batch of a length that is none")
        end = min(place + _PREFIX + length, len(data))
        yield place, end
        place = place + _PREFIX + length


def unpacked(codec: int, data: bytes, most: int) -> bytes | None:
    """At most `most` bytes of what is compressed; None where it is not known how, or is not so."""
    try:
        if codec == 1:
            return zlib.decompressobj(wbits=31).decompress(data, max(1, most))
        if codec == 4:
            return zstd.ZstdDecompressor().decompress(data, max_length=max(1, most))
    except (zlib.error, zstd.ZstdError, EOFError, MemoryError):
        return None
    return None


# --- version 2 --------------------------------------------------------------------------------------------------------


def _batch(data: bytes, most: int, found: Records) -> int:
    """The records of one batch; how many bytes they took."""
    if len(data) < _HEAD.size:
        return 0
    base, _, _, _, _, attributes, _, first, latest, *_, count = _HEAD.unpack_from(data)
    if count < 0:
        raise Broken("a batch of a negative number of records")
    if attributes & _CONTROL:
        return 0
    found.appended &= bool(attributes & _APPENDED)
    codec = attributes & 7
    body: bytes | None = data[_HEAD.size :]
    if codec:
        body = unpacked(codec, data[_HEAD.size :], most)
        if body is None:
            found.unread += min(count, _TIMES * (len(data) - _HEAD.size))
            found.codecs.add(CODECS.get(codec, "a method that is not known"))
            return 0
    assert body is not None
    cursor = _Cursor(body)
    for _ in range(count):
        start = cursor.place
        try:
            length = cursor.varint()
            if length < 0 or cursor.place + length > len(body):
                break  # cut
            found.records.append(_record(_Cursor(body, cursor.place, cursor.place + length), base, first, latest))
            cursor.place += length
        except _Short:
            cursor.place = start
            break
    return len(body)


def _record(cursor: "_Cursor", base: int, first: int, latest: int) -> Record:
    cursor.take(1)
    delta, offset = cursor.varint(), cursor.varint()
    key, value = cursor.sized(), cursor.sized()
    headers = [(cursor.sized() or b"", cursor.sized()) for _ in range(min(_FIELDS, max(0, cursor.varint())))]
    at = first + delta if first >= 0 else latest
    return Record(base + offset, at / 1000 if 0 <= at < 1 << 48 else None, key, value, tuple(headers))


class _Short(Exception):
    """It ends before it should."""


@dataclass(slots=True)
class _Cursor:
    data: bytes
    place: int = 0
    end: int = -1

    def __post_init__(self) -> None:
        if self.end < 0:
            self.end = len(self.data)

    def take(self, size: int) -> bytes:
        if size < 0 or self.place + size > self.end:
            raise _Short
        self.place += size
        return self.data[self.place - size : self.place]

    def varint(self) -> int:
        """A number in the variable form, its sign in the lowest bit; at most ten bytes."""
        value = shift = 0
        while shift < 70:
            byte = self.take(1)[0]
            value |= (byte & 0x7F) << shift
            if byte < 0x80:
                return value >> 1 ^ -(value & 1)
            shift += 7
        raise Broken("a number longer than any")

    def sized(self) -> bytes | None:
        """Bytes after their number; None where that is negative."""
        size = self.varint()
        return None if size < 0 else self.take(size)


# --- versions 0 and 1 -------------------------------------------------------------------------------------------------


def _message(data: bytes, most: int, found: Records, *, inside: bool) -> int:
    """One message, or those that are compressed in it; how many bytes they took."""
    offset = int.from_bytes(data[:8], "big", signed=True)
    version, attributes = data[_VERSION_AT], data[_VERSION_AT + 1 : _VERSION_AT + 2]
    cursor = _Cursor(data, _VERSION_AT + 2)
    try:
        at = int.from_bytes(cursor.take(8), "big", signed=True) if version else -1
        key, value = _bytes(cursor), _bytes(cursor)
    except _Short:
        return 0
    found.appended &= bool(attributes[0] & _APPENDED)
    codec = attributes[0] & 7
    if not codec:
        found.records.append(Record(offset, at / 1000 if 0 <= at < 1 << 48 else None, key, value))
        return len(data)
    body = None if inside or value is None else unpacked(codec, value, most)
    if body is None:
        found.unread += 1
        found.codecs.add(CODECS.get(codec, "a method that is not known"))
        return len(data)
    for start, end in _spans(body):
        if end - start > _VERSION_AT + 1 and body[start + _VERSION_AT] in (0, 1):
            _message(body[start:end], most, found, inside=True)
    return len(data) + len(body)


def _bytes(cursor: _Cursor) -> bytes | None:
    size = int.from_bytes(cursor.take(4), "big", signed=True)
    return None if size < 0 else cursor.take(size)
