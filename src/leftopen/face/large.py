"""What `classify` does with long input: the beginning in this process, the rest in several (see `workers`).

Most input ends before other processes are worth it, and then none is started. What they begin with is what was learnt
from the beginning. How much is read before is derived in decision 35.
"""

from collections.abc import Callable, Iterable, Iterator
from itertools import chain
from typing import Any, Protocol, TypeVar

from leftopen.privacy.fields import Fields
from leftopen.privacy.files.classify import LineByLine, begun, ended, take, together
from leftopen.privacy.files.readers import FileReader
from leftopen.privacy.files.source import Input

T = TypeVar("T")

ALONE, ALONE_LINES = 1 << 26, 1 << 20
"""Bytes of an input, and characters of lines that are told one by one, before other processes are started."""
SHARES = 4
"""Processes that share the fields of an input, on any machine: samples are taken in each share, so that the answer
would depend on how many there are.
"""


class Watch(Protocol):
    """Who follows what is read."""

    def until(self, parts: Iterator[T]) -> Iterator[T]:
        """What is read, to the first fault."""

    def add(self, records: int) -> None:
        """So many records more were taken."""


def fields_of(reader: FileReader, file: Input, watch: Watch) -> dict[str, Any]:
    """The fields of a file as `files.classify.fields` gives them, as far as it can be read."""
    found = begun(file.stem)
    parts = watch.until(reader.parts(file) if reader.parts else reader.batches(file))
    for part in parts:
        _take(found, part, reader.read, file, watch)
        if reader.parts and file.passed() >= ALONE:
            break
    rest = next(parts, None)
    if rest is not None:
        _share(found, chain((rest,), parts), reader.read, file, watch)
    return ended(found, file.stem, file.sayings)


_Read = Callable[[bytes], tuple[list[Any], str]]


def _take(found: Fields, part: bytes | list[Any], read: _Read, file: Input, watch: Watch) -> None:
    records, encoding = read(part) if isinstance(part, bytes) else (part, "")
    if records:
        take(found, records)
    _note(file, len(records), encoding, watch)


def _note(file: Input, records: int, encoding: str, watch: Watch) -> None:
    watch.add(records)
    if encoding and file.encoding is None:
        file.encoding = encoding


def _share(found: Fields, parts: Iterable[bytes | list[Any]], read: _Read, file: Input, watch: Watch) -> None:
    """Has several processes take the rest of an input."""
    from leftopen.face.workers import Workers
    from leftopen.privacy.files.parts import RecordParts

    work = RecordParts(found, read)
    with Workers(work.part, work.end, SHARES, in_turns=True) as workers:
        if workers.started == SHARES:
            for answer in workers.each(work.written(parts)):
                _note(file, *work.told(answer), watch)
            for end in workers.ends():
                work.add(end)
            return
    for part in parts:  # no room for as many
        _take(found, part, read, file, watch)


def written(lines: Iterable[str], labels: set[str]) -> Iterator[bytes]:
    """The hits of each line as JSON, as `files.classify.written` gives them; several lines may come in one."""
    work, number, size = LineByLine(), 0, 0
    batches = together(lines)
    for some in batches:
        yield from work.written(some, number)
        labels |= work.labels
        number += len(some)
        size += sum(map(len, some))
        if size >= ALONE_LINES:
            break
    rest = next(batches, None)
    if rest is not None:
        yield from _written(chain((rest,), batches), work, number, labels)


def _written(batches: Iterable[list[str]], work: LineByLine, number: int, labels: set[str]) -> Iterator[bytes]:
    """The same of what comes after that, by several processes."""
    from leftopen.face.workers import Workers, processors
    from leftopen.privacy.files.parts import LineParts

    if (count := processors()) > 1:
        parts = LineParts(work)
        with Workers(parts.part, parts.end, count) as workers:
            if workers.started:
                for answer in workers.each(parts.written(batches, number)):
                    yield parts.told(answer, labels)
                return
    yield from work.all_written(batches, number, labels)
