"""The fields of one input of which several processes read a share each: all of them added up.

    shares = Shares(fields)         before the processes are forked
    data = shares.told()            in each of them, at its end
    shares.add(data)                in the first one, for each

What one tells is what it counted since the fork, so that what was counted before stands once. Paths that only one met
are made as if they had been met here; all that bounds a `Tree` bounds their sum.
"""

import marshal
from collections.abc import Iterator

from leftopen.privacy.detect.evidence import Column
from leftopen.privacy.detect.since import NOTHING, Before, Since, add, before, since
from leftopen.privacy.fields import Fields
from leftopen.privacy.flatten import FANOUT, Node

_Way = tuple[str | None, ...]
"""The keys from the root to a node, None for what is in a list."""


class Shares:
    """What was counted when it was made, and whatever is counted from then on."""

    def __init__(self, fields: Fields) -> None:
        self._fields = fields
        self._records = fields.records
        self._nodes = {node: (node.seen, node.rows, node.nulls, len(node.keys)) for _, node in _walk(fields.tree.root)}
        columns = [node.column for node in self._nodes if node.column is not None]
        columns += [node.column for told in fields.pairs.told.values() for node in told]
        self._columns: dict[Column, Before] = {column: before(column) for column in columns}

    def told(self) -> bytes:
        """What was counted since; values are in it, so that it goes to nobody but the first process."""
        fields = self._fields
        places = []
        for way, node in _walk(fields.tree.root):
            seen, rows, nulls, keys = self._nodes.get(node, (0, 0, 0, 0))
            added = (node.seen - seen, node.rows - rows, node.nulls - nulls, node.keys[keys:])
            found = self._since(node)
            if found is not None or any(added) or node not in self._nodes:
                often = node.rows > 1 or (node.column is not None and node.column.present > 1)
                places.append((way, added, found, often))
        pairs = [
            (parts, node.parts[-1], found)
            for parts, told in fields.pairs.told.items()
            for node in told
            if (found := self._since(node)) is not None
        ]
        return marshal.dumps((fields.records - self._records, places, pairs))

    def _since(self, node: Node) -> Since | None:
        column = node.column
        return None if column is None else since(column, self._columns.get(column, NOTHING))

    def add(self, data: bytes) -> None:
        """Adds what another process told. It comes from one of ours: nothing else is to be given here."""
        records, places, pairs = marshal.loads(data)  # noqa: S302 - by `told` in a process that was forked from this one
        fields = self._fields
        fields.records += records
        fields.tree.records += records
        for way, (seen, rows, nulls, keys), found, often in places:
            node = self._node(way, 1 + often)
            node.seen += seen
            node.rows += rows
            node.nulls += nulls
            node.keys += keys[: FANOUT - len(node.keys)]
            if found is not None:
                add(fields.column(node), found)
        for parts, name, found in pairs:
            told = fields.pairs.node(Node(parts), name)
            if told is not None:
                add(fields.column(told), found)

    def _node(self, way: _Way, times: int) -> Node:
        tree = self._fields.tree
        node = tree.root
        for key in way:
            node = tree.item(node) if key is None else tree.child(node, key, times)
        return node


def _walk(root: Node) -> Iterator[tuple[_Way, Node]]:
    """Every node with the way to it, parents first."""
    stack: list[tuple[_Way, Node]] = [((), root)]
    while stack:
        way, node = stack.pop()
        yield way, node
        if node.items is not None:
            stack.append(((*way, None), node.items))
        stack += [((*way, key), child) for key, child in reversed(node.children.items())]
