"""What several processes do with the parts of one input, and how parts and answers are written for the way between."""

import marshal
import struct
from collections.abc import Callable, Iterable, Iterator, Sequence
from typing import Any, NamedTuple

import msgspec

from leftopen.privacy.fields import Fields
from leftopen.privacy.files.classify import LineByLine, take
from leftopen.privacy.shares import Shares

_NUMBER = struct.Struct("<Q")


class LineParts:
    """Lines as parts: `written` by one process, answered by `part` in another, and read there by `told`.

    What stands in a line is told by itself, so that it does not matter which process reads it; all that a `LineByLine`
    keeps is what was found out already.
    """

    def __init__(self, work: LineByLine) -> None:
        self.work = work

    def written(self, batches: Iterable[Sequence[str]], number: int) -> Iterator[bytes]:
        """Parts of lines, the first of them with this number."""
        for lines in batches:
            yield _NUMBER.pack(number) + "\n".join(lines).encode("utf-8", "surrogatepass")
            number += len(lines)

    def part(self, data: bytes) -> bytes:
        """The hits of the lines of a part, as JSON, and the labels of all hits that were met first."""
        (number,) = _NUMBER.unpack_from(data)
        lines = data[_NUMBER.size :].decode("utf-8", "surrogatepass").split("\n")
        before = set(self.work.labels)
        told = b"\n".join(self.work.written(lines, number))
        return _encode((sorted(self.work.labels - before), told))

    def end(self) -> bytes:
        """All is said."""
        return b""

    def told(self, answer: bytes, labels: set[str]) -> bytes:
        """What of an answer is printed; `labels` takes those that are new."""
        new, told = _answer(answer)
        labels.update(new)
        return told


class Taken(NamedTuple):
    """Of a part: how many records it has, and the encoding of its text where that is to be told."""

    records: int
    encoding: str


class RecordParts:
    """Records as parts: `written` by one process, taken by `part` in others, where `end` tells what was counted.

    `read`: of a reader, for parts that are bytes.
    """

    def __init__(self, found: Fields, read: Callable[[bytes], tuple[list[Any], str]]) -> None:
        self.found, self._read = found, read
        self._shares = Shares(found)

    def written(self, parts: Iterable[bytes | list[Any]]) -> Iterator[bytes]:
        """Parts, with their first byte saying what they are."""
        for part in parts:
            yield _RAW + part if isinstance(part, bytes) else _RECORDS + marshal.dumps(part)

    def part(self, data: bytes) -> bytes:
        """Takes the records of a part."""
        if data.startswith(_RAW):
            records, encoding = self._read(data[len(_RAW) :])
        else:
            records, encoding = marshal.loads(data[len(_RECORDS) :]), ""  # noqa: S302 - by `written`, from a pipe of ours
        if records:
            take(self.found, records)
        return _encode(Taken(len(records), encoding))

    def end(self) -> bytes:
        """What was counted here."""
        return self._shares.told()

    def told(self, answer: bytes) -> Taken:
        """What a process says of a part."""
        return _taken(answer)

    def add(self, end: bytes) -> None:
        """Adds what a process counted."""
        self._shares.add(end)


_RAW, _RECORDS = b"r", b"p"
_taken = msgspec.msgpack.Decoder(Taken).decode
_encode = msgspec.msgpack.Encoder().encode
_answer = msgspec.msgpack.Decoder(tuple[list[str], bytes]).decode
