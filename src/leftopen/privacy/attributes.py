"""Tables with a row for each field of somebody, of which another one has the names: `user_data (user, field, value)`
beside `user_fields (id, name)`.

The values of one such column are of all kinds; those of each name are judged as a field that is called so.
"""

from collections.abc import Iterable, Iterator, Sequence
from typing import NamedTuple

from leftopen.privacy import lookups
from leftopen.privacy.detect import standing
from leftopen.privacy.detect.evidence import Column
from leftopen.privacy.detect.units import units
from leftopen.privacy.flatten import Node
from leftopen.privacy.pairs import is_value, name_of

_LEAST = 3
"""Names of fields that a table has at least."""
_KNOWN = 0.3
"""The share of its texts that are such names."""
_WIDEST = 64
"""Columns of a table that is asked."""

_ALIKE = 8
"""Tables of which keys are called the same that are asked."""


class _Keys(NamedTuple):
    """The keys of a table, with all of its columns."""

    ids: Column
    every: Sequence[Column]


def told(columns: dict[tuple[str, ...], Column]) -> Iterator[tuple[Column, Column]]:
    """Columns of such values, each with a twin of what it holds of one name."""
    tables: dict[tuple[str, ...], list[Column]] = {}
    for path, column in columns.items():
        if path and column.kept:
            table = tables.setdefault(path[:-1], [])
            if len(table) < _WIDEST:
                table.append(column)
    if len(tables) < 2:
        return
    by_name: dict[str, list[_Keys]] | None = None
    for every in tables.values():
        for column in every:
            name = column.node.parts[-1]
            if any(map(is_value, (name, *units(name)[-1:]))):
                by_name = _by_name(tables.values()) if by_name is None else by_name
                beside = (each for each in every if each is not column and _row_by_row(each, column))
                found = next((each for key in beside for each in _keyed(key, by_name)), None)
                if found is not None:
                    yield from _parted(column, *found)


def _by_name(tables: Iterable[Sequence[Column]]) -> dict[str, list[_Keys]]:
    """Keys of tables by what columns with the same values are called elsewhere: `usf_id` as here, whatever stands
    before it; the `id` of `user_fields` as `field`, `fields`, `field_id`."""
    found: dict[str, list[_Keys]] = {}
    for every in tables:
        for ids in every:
            for name in _called(ids.node.parts) if lookups.whole(ids) else ():
                same = found.setdefault(name, [])
                if len(same) < _ALIKE:
                    same.append(_Keys(ids, every))
    return found


def _called(parts: Sequence[str]) -> set[str]:
    own = units(parts[-1])
    if len(own) > 1:
        return {"_".join(own)}
    table = "".join(units(parts[-2])[-1:]) if len(parts) > 1 else ""
    rows = {table, table.removesuffix("s")} - {""}
    return rows | {f"{row}_{each}" for row in rows for each in own} | {f"{row}{each}" for row in rows for each in own}


def _row_by_row(one: Column, other: Column) -> bool:
    """True for columns of which the same rows are kept."""
    return len(one.kept) == len(other.kept) and one.present == other.present


def _keyed(key: Column, by_name: dict[str, list[_Keys]]) -> Iterator[tuple[Sequence[object], dict[str, str]]]:
    """What is kept of a column with the keys of another table and no others, and the name that each stands for."""
    own = units(key.node.parts[-1])
    codes = set(map(lookups.code, key.kept))
    for start in range(len(own)):
        for ids, every in by_name.get("_".join(own[start:]), ()):
            known = set(map(lookups.code, ids.kept))
            if ids is not key and len(known) == len(ids.kept) and codes <= known and (names := _listed(ids, every)):
                yield key.kept, names


def _listed(ids: Column, every: Sequence[Column]) -> dict[str, str]:
    """What the keys of a table stand for, where it has names of fields in enough rows."""
    whole = [each for each in every if each is not ids and lookups.whole(each)]
    named = [names for each in whole if len(names := _names(each)) == len(ids.kept)]
    best = max(named, key=lambda names: len({*names}), default=[])
    if len({*best, ""}) - 1 < max(_LEAST, _KNOWN * len(best)):
        return {}
    return dict(zip(map(lookups.code, ids.kept), best, strict=True))


def _names(column: Column) -> Sequence[str]:
    """The names of fields that texts are, "" for others."""
    return [name_of(text) if isinstance(text, str) else "" for text in column.kept]


def _parted(column: Column, keys: Sequence[object], names: dict[str, str]) -> Iterator[tuple[Column, Column]]:
    by_name: dict[str, list[object]] = {}
    for key, value in zip(keys, column.kept, strict=True):
        if name := names.get(lookups.code(key), ""):
            by_name.setdefault(name, []).append(value)
    for name, some in by_name.items():
        parts = (*column.node.parts[:-1], name)
        twin = Column(Node(parts), standing.around(parts))
        twin.take_all(some)
        twin.count()
        yield column, twin
