"""How much of a service a report tells: what is cut is counted, and said.

A catalogue can hold hundreds of thousands of fields, and a hostile one does. `ROOM` fields a report hold about 25 MB of
JSON where all are as long as they may be. A service is given at most an eighth of what is left, so that those that come
later are told too, and never less than `LEAST`.
"""

from collections.abc import Iterator

from msgspec.structs import replace

from leftopen.model import Collection, Field, Problem, Service, Stage, Status

ROOM = 50_000
LEAST = 100
_SHARE = 8


class Room:
    """The fields that a report still has room for."""

    def __init__(self, left: int = ROOM) -> None:
        self._left = left

    def take(self, service: Service) -> tuple[Service, tuple[Problem, ...]]:
        """The service as the report tells it, and what was cut of it. Fields that hold something are kept first."""
        held = sum(len(collection.fields) for collection in service.catalog.collections)
        most = max(LEAST, self._left // _SHARE)
        if held <= most:
            self._left = max(0, self._left - held)
            return service, ()
        collections = tuple(_cut(service.catalog.collections, most))
        kept = sum(len(collection.fields) for collection in collections)
        self._left = max(0, self._left - kept)
        told = replace(service, catalog=replace(service.catalog, collections=collections))
        return told, (left_out(service.address, service.port, held - kept, "fields"),)


def left_out(address: str, port: int, count: int, what: str) -> Problem:
    """That a report has no room for all of a catalogue."""
    says = f"{count} more {what} of its catalogue were seen and are left out of the report, which has no room for all"
    return Problem(address, port, Stage.DESCRIBE, says, Status.CUT)


def _cut(collections: tuple[Collection, ...], most: int) -> Iterator[Collection]:
    """The collections with `most` fields together: small ones whole, of large ones equal shares of what is left."""
    sizes = [len(collection.fields) for collection in collections]
    shares = dict.fromkeys(range(len(sizes)), 0)
    for done, number in enumerate(sorted(shares, key=sizes.__getitem__)):
        shares[number] = min(sizes[number], most // (len(sizes) - done))
        most -= shares[number]
    for number, collection in enumerate(collections):
        yield replace(collection, fields=_first(collection.fields, shares[number]))


def _first(fields: tuple[Field, ...], most: int) -> tuple[Field, ...]:
    if len(fields) <= most:
        return fields
    kept = set(sorted(range(len(fields)), key=lambda number: not fields[number].labels)[:most])
    return tuple(field for number, field in enumerate(fields) if number in kept)
