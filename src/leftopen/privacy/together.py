"""Several records read at once, a field at a time: the same paths and values as `Tree.take` gives of each alone.

Maps at one place that have the same keys are taken apart together, so that most of what is done for a value is done by
the interpreter's own loops, in a tenth of the time that it takes value by value. `Spread` makes nodes that are missing
and changes nothing else of the tree; what it counted is told by `Spread.settle`, once it is known that no record holds
more than is looked at.
"""

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from itertools import repeat
from typing import Any, NamedTuple

from leftopen.privacy import unwrap
from leftopen.privacy.flatten import DEPTH, FANOUT, ITEMS, KEY, LEAVES, VECTOR, Node, Tree, leaf, value_like
from leftopen.privacy.plain import PLAIN, plain

_MOST = 8
"""Times `LEAVES` that all records together may hold."""
_TEXTS, _DICTS = {str}, {dict}
_NUMBERS = frozenset({int, float, bool})

Owners = Sequence[int]
"""For each value the number of its record, rising."""


class TooMany(ValueError):
    """Some record may hold more values than are looked at."""


class Cells(NamedTuple):
    """What all records hold in one place: values with their owners; `single`: no record is known to have two."""

    values: Sequence[Any]
    owners: Owners
    single: bool

    def each(self) -> Iterator[tuple[int, list[Any]]]:
        """The values of each record that has some."""
        last, held = -1, list[Any]()
        for owner, value in zip(self.owners, self.values, strict=True):
            if owner != last:
                if held:
                    yield last, held
                last, held = owner, []
            held.append(value)
        if held:
            yield last, held


class Spread:
    """The values of several records by node, in the order in which these are met."""

    def __init__(self, tree: Tree, records: Sequence[Any]) -> None:
        self._tree = tree
        self._parts: dict[Node, list[Cells]] = {}
        self._maps: dict[Node, list[Cells]] = {}
        self._nulls: Counter[Node] = Counter()
        self._keys: list[tuple[Node, str, int]] = []
        self._left = _MOST * LEAVES
        self._waiting = [(tree.root, Cells(records, range(len(records)), single=True))]
        while self._waiting:
            self._place(*self._waiting.pop())
        self.found = {node: _joined(parts) for node, parts in self._parts.items()}
        if self._left < (_MOST - 1) * LEAVES:
            counted: Counter[int] = Counter()
            for cells in self.found.values():
                counted.update(cells.owners)
            if max(counted.values(), default=0) > LEAVES:
                raise TooMany

    def settle(self) -> None:
        """Counts the maps and the nulls that were met, and keeps the keys that are values."""
        for node, parts in self._maps.items():
            node.seen += sum(len(cells.values) for cells in parts)
            once = len(parts) == 1 and parts[0].single
            node.rows += len(parts[0].owners if once else set[int]().union(*(cells.owners for cells in parts)))
        for node, nulls in self._nulls.items():
            node.nulls += nulls
        for node, key, times in self._keys:
            node.keys += [key] * min(times, FANOUT - len(node.keys))

    def _count(self, values: int) -> None:
        self._left -= values
        if self._left < 0:
            raise TooMany

    def _place(self, node: Node, cells: Cells) -> None:
        """All that stands in one place."""
        kinds = set(map(type, cells.values))
        if kinds <= _NUMBERS:
            self._leaves(node, cells)
        elif kinds == _TEXTS:
            self._texts(node, cells, range(len(cells.values)))
        elif kinds == _DICTS:
            self._dicts(node, cells)
        else:
            self._mixed(node, cells)

    def _leaves(self, node: Node, cells: Cells) -> None:
        if cells.values:
            self._count(len(cells.values))
            self._parts.setdefault(node, []).append(cells)

    def _texts(self, node: Node, cells: Cells, places: Sequence[int]) -> None:
        """Plain values, those in `places` texts; and what such a text holds that holds a document."""
        values, owners, single = cells
        looked: list[int] = []
        if places and len(node.parts) < DEPTH:
            whole = len(places) == len(values)
            looked = unwrap.candidates(values if whole else [values[at] for at in places])
        told = {text: unwrap.text(text) for text in {values[places[at]] for at in looked}}
        inside = {places[at]: held for at in looked if (held := told[values[places[at]]]) is not None}
        if inside:
            for at, held in inside.items():
                self._place(node, Cells((held.value,), (owners[at],), single=True))
            kept = [at for at in range(len(values)) if at not in inside or inside[at].beside]
            cells = Cells([values[at] for at in kept], [owners[at] for at in kept], single)
        self._leaves(node, cells)

    def _mixed(self, node: Node, cells: Cells) -> None:
        """Values of several types: plain ones as they stand, maps and lists by themselves."""
        leaves: list[tuple[Any, int]] = []
        maps: list[tuple[Any, int]] = []
        lists: list[tuple[Any, int]] = []
        texts: list[int] = []
        nulls = 0
        for value, owner in zip(cells.values, cells.owners, strict=True):
            kind = type(value)
            if kind not in PLAIN:
                value = plain(value)
                kind = type(value)
            if value is None:
                nulls += 1
            elif kind is dict or (kind not in PLAIN and isinstance(value, Mapping)):
                maps.append((value, owner))
            elif (kind is list or kind is tuple) and value and not leaf(value):
                lists.append((value, owner))
            else:
                if kind is str:
                    texts.append(len(leaves))
                leaves.append((value, owner))
        if node is not self._tree.root:
            self._nulls[node] += nulls
        if leaves:
            self._texts(node, _cells(leaves, cells.single), texts)
        if maps:
            self._dicts(node, _cells(maps, cells.single))
        if lists:
            self._lists(node, _cells(lists, cells.single))

    def _lists(self, node: Node, cells: Cells) -> None:
        if len(node.parts) >= DEPTH:
            return
        items: list[Any] = []
        whose: list[int] = []
        single = cells.single
        for value, owner in zip(cells.values, cells.owners, strict=True):
            some = [item for item in value[:ITEMS] if item is not None]
            items += some
            whose += repeat(owner, len(some))
            single = single and len(some) <= 1
        self._count(len(items) // VECTOR)
        inner = self._tree.item(node)
        if items:
            self._waiting.append((inner, Cells(items, whose, single)))

    def _dicts(self, node: Node, cells: Cells) -> None:
        """Maps of the same keys together."""
        self._maps.setdefault(node, []).append(cells)
        if len(node.parts) >= DEPTH:
            return
        values, owners, single = cells
        shapes: dict[tuple[Any, ...], list[int]] = {}
        for at, keys in enumerate(map(tuple, values)):
            if keys in shapes:
                shapes[keys].append(at)
            else:
                shapes[keys] = [at]
        under: dict[Node, list[Cells]] = {}
        for keys, places in shapes.items():
            if len(places) == len(values):
                some = cells
            else:
                some = Cells([values[at] for at in places], [owners[at] for at in places], single)
            if keys and unwrap.coded(keys[0]):
                for value, owner in zip(some.values, some.owners, strict=True):
                    named = unwrap.mapping(value)
                    self._shape(node, tuple(named), Cells((named,), (owner,), single), under)
            else:
                self._shape(node, keys, some, under)
        self._waiting += [(child, _joined(parts)) for child, parts in under.items()]

    def _shape(self, node: Node, keys: tuple[Any, ...], maps: Cells, under: dict[Node, list[Cells]]) -> None:
        """Maps that all have these keys."""
        self._count(len(keys) * len(maps.values) // VECTOR)
        columns = zip(*[value.values() for value in maps.values], strict=True)
        for key, column in zip(keys, columns, strict=True):
            child = node.children.get(key) if type(key) is str else None
            if child is None:
                name = key if isinstance(key, str) else str(key)[:KEY]
                child = self._tree.child(node, name, len(column))
                if child.parts[-1] == "*" and value_like(name):
                    self._keys.append((node, name[:KEY], len(column) - 1))
            under.setdefault(child, []).append(Cells(column, maps.owners, maps.single))


def _cells(pairs: list[tuple[Any, int]], single: bool) -> Cells:
    values, owners = zip(*pairs, strict=True)
    return Cells(values, owners, single)


def _joined(parts: list[Cells]) -> Cells:
    """Those of several parts in the order of the records."""
    if len(parts) == 1:
        return parts[0]
    owners = [owner for cells in parts for owner in cells.owners]
    values = [value for cells in parts for value in cells.values]
    order = sorted(range(len(owners)), key=owners.__getitem__)
    return Cells([values[at] for at in order], [owners[at] for at in order], single=len(set(owners)) == len(owners))
