"""Tables with a row for each field of somebody, of which another one has the names: `user_data (user, field, value)`
beside `user_fields (id, name)`.

The values of one such column are of all kinds; those of each name are judged as a field that is called so.
"""

from collections.abc import Iterator, Sequence

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

_Tables = dict[tuple[str, ...], list[Column]]


def told(columns: dict[tuple[str, ...], Column]) -> Iterator[tuple[Column, Column]]:
    """Columns of such values, each with a twin of what it holds of one name."""
    tables: _Tables = {}
    for path, column in columns.items():
        if path and column.kept:
            tables.setdefault(path[:-1], []).append(column)
    values = [
        (table, column)
        for table, every in tables.items()
        for column in every[:_WIDEST]
        if any(map(is_value, (column.node.parts[-1], *units(column.node.parts[-1])[-1:])))
    ]
    lists = list(_lists(tables)) if values and len(tables) > 1 else []
    for table, column in values:
        for key in tables[table][:_WIDEST]:
            names = next((each for other, ids, each in lists if other != table and _refers(key, ids)), {})
            if names and key is not column and len(key.kept) == len(column.kept) and key.present == column.present:
                yield from _parted(column, key.kept, names)
                break


def _lists(tables: _Tables) -> Iterator[tuple[tuple[str, ...], Column, dict[str, str]]]:
    """Tables that have names of fields: their keys, and the name that each stands for."""
    for table, every in tables.items():
        whole = [each for each in every[:_WIDEST] if lookups.whole(each)]
        named = [(_names(each), each) for each in whole]
        names, texts = max(named, key=lambda each: len({*each[0]}), default=((), None))
        if len({*names, ""}) - 1 < max(_LEAST, _KNOWN * len(names)):
            continue
        ids = next((each for each in whole if each is not texts and _keys(each, len(names))), None)
        if ids is not None:
            yield table, ids, dict(zip(map(lookups.code, ids.kept), names, strict=True))


def _names(column: Column) -> Sequence[str]:
    """The names of fields that texts are, "" for others."""
    return [name_of(text) if isinstance(text, str) else "" for text in column.kept]


def _keys(column: Column, rows: int) -> bool:
    """True for a column that has another key in each of so many rows."""
    return len(column.kept) == rows == len(set(map(lookups.code, column.kept)))


def _refers(key: Column, ids: Column) -> bool:
    """True where a column is called as the keys of a table are (`usd_usf_id` of `usf_id`, `field` or `fieldid` of the
    `id` of `user_info_field`), and has no other values."""
    own, its = units(key.node.parts[-1]), units(ids.node.parts[-1])
    table = units(ids.node.parts[-2])[-1:] if len(ids.node.parts) > 1 else []
    called = own[-len(its) :] == its if len(its) > 1 else "".join(own) in _spellings(table, its)
    return called and set(map(lookups.code, key.kept)) <= set(map(lookups.code, ids.kept))


def _spellings(table: Sequence[str], its: Sequence[str]) -> set[str]:
    """What the key of a table may be called elsewhere."""
    rows = {"".join(table), "".join(table).removesuffix("s")}
    return rows | {row + "".join(its) for row in rows}


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
