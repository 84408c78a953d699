"""How much of a service a report tells: what is cut is counted, and said.

A catalogue can hold hundreds of thousands of fields, and a hostile one does, each with several labels and a long
name. So room is counted in lines of a table: one for each label of a field, or several where its names take more than
`LINE` characters. `ROOM` lines make at most some 50 MB in any format. A service is given at most an eighth of what is
left, so that those that come later are told too, and never less than `LEAST`.

What is cut leaves the run complete and its exit code as it is: all was asked, read and judged before, fields that hold
something are told first, and how much is missing is said (`Status.CUT`).
"""

from collections.abc import Iterator

from msgspec.structs import replace

from leftopen.model import Collection, Field, Problem, Service, Stage, Status

ROOM = 50_000
LEAST = 100
LINE = 128
_SHARE = 8


class Room:
    """The lines that a report still has room for."""

    def __init__(self, left: int = ROOM) -> None:
        self._left = left

    def take(self, service: Service) -> tuple[Service, tuple[Problem, ...]]:
        """The service as the report tells it, and what was cut of it. Fields that hold something are kept first."""
        all_of_it = service.catalog.collections
        most = max(LEAST, self._left // _SHARE)
        lines = sum(map(_lines, all_of_it))
        if lines <= most:
            self._left = max(0, self._left - lines)
            return service, ()
        collections = tuple(_cut(all_of_it, most))
        self._left = max(0, self._left - sum(map(_lines, collections)))
        told = replace(service, catalog=replace(service.catalog, collections=collections))
        return told, (left_out(service.address, service.port, _fields(all_of_it) - _fields(collections), "fields"),)


def _fields(collections: tuple[Collection, ...]) -> int:
    return sum(len(collection.fields) for collection in collections)


def _lines(collection: Collection) -> int:
    return sum(_line(collection.name, field) for field in collection.fields)


def _line(name: str, field: Field) -> int:
    return max(1, len(field.labels)) * (1 + (len(name) + len(field.path)) // LINE)


def left_out(address: str, port: int, count: int, what: str) -> Problem:
    """That a report has no room for all of a catalogue."""
    says = f"{count} more {what} of its catalogue were seen and are left out of the report, which has no room for all"
    return Problem(address, port, Stage.DESCRIBE, says, Status.CUT)


def _cut(collections: tuple[Collection, ...], most: int) -> Iterator[Collection]:
    """The collections with `most` lines together: small ones whole, of large ones equal shares of what is left."""
    sizes = [_lines(collection) for collection in collections]
    kept: dict[int, Collection] = {}
    for done, number in enumerate(sorted(range(len(sizes)), key=sizes.__getitem__)):
        collection, share = collections[number], most // (len(sizes) - done)
        whole = sizes[number] <= share
        kept[number] = collection if whole else replace(collection, fields=_first(collection, share))
        most -= _lines(kept[number])
    yield from (kept[number] for number in range(len(sizes)))


def _first(collection: Collection, most: int) -> tuple[Field, ...]:
    """Fields of so many lines together, those that hold something first, in their order."""
    fields = collection.fields
    kept = set()
    for number in sorted(range(len(fields)), key=lambda number: not fields[number].labels):
        size = _line(collection.name, fields[number])
        if size <= most:
            kept.add(number)
            most -= size
    return tuple(field for number, field in enumerate(fields) if number in kept)
