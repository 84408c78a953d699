"""Nested records to fields: dotted paths with `[]`, one node per path, iterative and bounded.

A map whose keys are themselves values (e-mails, numbers, identifiers, or simply too many of them) collapses to `*`;
its keys are offered to `Node.keys` so that they can be classified too. A long list of numbers is one value: a vector.
A text that holds a document is read as that (see `unwrap`).
"""

import re
from collections.abc import Callable, Iterator, Mapping
from typing import Any

from leftopen.harmless import clean
from leftopen.privacy import unwrap
from leftopen.privacy.plain import PLAIN, plain
from leftopen.privacy.unwrap import FIRST, holds, opened

DEPTH = 64
FANOUT = 256
NODES = 4096
LEAVES = 20_000
"""Values of one record that are looked at; the rest of a hostile record is not."""
ITEMS = 256
VECTOR = 8
"""A list of at least so many numbers is a vector."""
KEY = 64
"""Characters of a key that are kept."""
APART = 64
"""Keys of a map that look like values and are kept apart until all records are read, as some are fields:
`customfield_10011` (see `Fields.judge`)."""

_NUMBERS = ("$numberDecimal", "$numberDouble", "$numberInt", "$numberLong")
TYPES = frozenset((*_NUMBERS, "$binary", "$date", "$oid", "$symbol", "$timestamp", "$uuid"))
"""What MongoDB's Extended JSON (version 2) writes in place of a value to say its type: no fields."""
_VALUE_KEY = re.compile(
    r"""[^@\s]+@[^@\s]+\.[^@\s]+ | [^%\s]+%40[^%\s]+\.[^%\s]+ |
       \+?[\d\s().:/_-]+ | [0-9a-fA-F]{16,} | .*\d{7,}.* | [0-9a-fA-F]{8}-[0-9a-fA-F]{4}-.*
      | (?=(?:\D*\d){5})(?=.*[a-zA-Z])[\w-]{16,} | (?:[0-9a-fA-F]{2}[:-]){5}[0-9a-fA-F]{2}""",
    re.VERBOSE | re.DOTALL,
)


class Node:
    """One path. `column` is whatever collects its values; `touched` the values of the record being read.

    `seen` counts the maps that stood there, `rows` the records in which one did, `nulls` the times it held nothing,
    `apart` the keys that look like values and have a node of their own; `once` are keys that one record had, by its
    number, where there are too many for each to have a node (see `child`).
    `shown` is the path as reports show it, once somebody has judged that.
    """

    __slots__ = (
        *("apart", "children", "column", "items", "keys", "latest", "nulls", "once", "parts", "rows", "seen", "shown"),
        "touched",
    )

    def __init__(self, parts: tuple[str, ...]) -> None:
        self.parts = parts
        self.children: dict[str, Node] = {}
        self.items: Node | None = None
        self.touched: list[Any] = []
        self.keys: list[str] = []
        self.column: Any = None
        self.apart = 0
        self.seen = 0
        self.rows = 0
        self.nulls = 0
        self.latest = 0
        self.once: dict[str, int] = {}
        self.shown: str | None = None

    @property
    def path(self) -> str:
        """`person.phones[].number`."""
        return ".".join(self.parts).replace(".[]", "[]") or "."


def value_like(key: str) -> bool:
    """True where a key is a value: an address, a number, an identifier, or far too long for a name.

    >>> value_like("zhao@example.org"), value_like("20441"), value_like("zip_code"), value_like("address2")
    (True, True, False, False)
    """
    return len(key) > KEY or not key or _VALUE_KEY.fullmatch(key) is not None


def _somebody(key: str) -> bool:
    """True for a key that is an address or a number of somebody, or that is no name of a field for another reason."""
    return not 0 < len(key) <= KEY or "@" in key or "%40" in key or key[0] == "+"


def leaf(value: Any) -> bool:
    """True for a vector: a long list of numbers and nothing else (its ends are looked at first)."""
    if len(value) < VECTOR or isinstance(value[0], bool) or not isinstance(value[0], (int, float)):
        return False
    return all(type(item) is float or type(item) is int for item in value)


class Tree:
    """The paths of all records read so far. `cell(node, values)` is called once per field and record."""

    def __init__(self, cell: Callable[[Node, list[Any]], None]) -> None:
        self.root = Node(())
        self.cell = cell
        self.nodes = 1
        self.records = 0
        self.waiting = 0

    def take(self, record: Any) -> None:
        """Reads one record of any shape; never raises on what a record can hold."""
        touched: list[Node] = []
        stack: list[tuple[Node, Any]] = [(self.root, record)]
        left = LEAVES
        self.records = number = self.records + 1
        while stack and left > 0:
            node, value = stack.pop()
            kind = type(value)
            if kind not in PLAIN:
                value = plain(value)
                kind = type(value)
            if kind is str and len(node.parts) < DEPTH and (held := unwrap.text(value)) is not None:
                if held.beside:
                    left -= 1
                    _keep(node, value, touched)
                value = held.value
                kind = type(value)
            if kind is dict or (kind not in PLAIN and isinstance(value, Mapping)):
                node.seen += 1
                if node.latest != number:
                    node.latest = number
                    node.rows += 1
                if len(node.parts) < DEPTH:
                    value = unwrap.mapping(value)
                    left -= 1 + self._map(node, value, stack, touched, left - len(stack))
            elif (kind is list or kind is tuple) and value and not leaf(value):
                if len(node.parts) < DEPTH:
                    inner = self.item(node)
                    stack += [(inner, item) for item in reversed(value[:ITEMS])]
            elif value is not None:
                left -= 1
                _keep(node, value, touched)
        for node in touched:
            values, node.touched = node.touched, []
            self.cell(node, values)

    def _map(
        self, node: Node, value: Mapping[Any, Any], stack: list[tuple[Node, Any]], touched: list[Node], left: int
    ) -> int:
        """Puts the plain values of a map in their places and the nested ones on the stack; gives how many it read."""
        children = node.children
        for count, (key, item) in enumerate(value.items()):
            if count >= left:
                return count
            child = children.get(key) if type(key) is str else None
            if child is None:
                child = self.child(node, key if isinstance(key, str) else str(key)[:KEY])
            kind = type(item)
            if kind in _SCALARS and not (kind is str and ((item[:1] in FIRST and opened(item)) or holds(item))):
                if not child.touched:
                    touched.append(child)
                child.touched.append(item)
            elif item is not None:
                stack.append((child, item))
            else:
                child.nulls += 1
        return len(value)

    def item(self, node: Node) -> Node:
        """The node of what is in the lists of another one."""
        if node.items is None:
            node.items = self._node((*node.parts, "[]"))
        return node.items

    def child(self, node: Node, key: str, times: int = 1) -> Node:
        """The node below another one by a key of a map, which is kept there where it is a value; `times`: how many
        records of those that are read have it.

        Beyond `FANOUT` a key has a node only once it comes again: columns of a wide table do, and of what is counted
        by keys most do not."""
        found = node.children.get(key)
        if found is not None:
            return found
        if key in TYPES:
            return node
        dynamic = value_like(key)
        apart = dynamic and node.apart < APART and not _somebody(key)
        many = len(node.children) >= FANOUT and (dynamic or not self._again(node, key, times))
        if (dynamic and not apart) or many or self.nodes >= NODES:
            if dynamic and len(node.keys) < FANOUT:
                node.keys.append(key[:KEY])
            key = "*"
            found = node.children.get(key)
            if found is not None:
                return found
        elif apart:
            node.apart += 1
        if self.nodes >= 2 * NODES:
            return node
        child = self._node((*node.parts, clean(key, KEY) or "*"))
        node.children[key] = child
        return child

    def _again(self, node: Node, key: str, times: int) -> bool:
        """Whether another record had this key before."""
        met = node.once.get(key)
        if met is None and times == 1 and self.waiting < NODES:
            self.waiting += 1
            node.once[key] = self.records
        return times > 1 or met not in (None, self.records)

    def _node(self, parts: tuple[str, ...]) -> Node:
        self.nodes += 1
        return Node(parts)

    def walk(self) -> Iterator[Node]:
        """Every node, parents first."""
        stack = [self.root]
        while stack:
            node = stack.pop()
            yield node
            if node.items is not None:
                stack.append(node.items)
            stack += reversed(node.children.values())


def _keep(node: Node, value: Any, touched: list[Node]) -> None:
    if not node.touched:
        touched.append(node)
    node.touched.append(value)


_SCALARS = frozenset({str, int, float, bool})
