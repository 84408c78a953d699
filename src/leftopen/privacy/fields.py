"""The fields of one store: reads records, then tells each field's path, type and labels."""

from collections.abc import Mapping
from typing import Any

from leftopen.model import Field
from leftopen.privacy.detect import concepts
from leftopen.privacy.detect.decide import Judged, decide, labels_of
from leftopen.privacy.detect.evidence import KEPT, Column
from leftopen.privacy.detect.person_names import known
from leftopen.privacy.flatten import FANOUT, Node, Tree, value_like
from leftopen.privacy.mask import clean
from leftopen.privacy.redact import redacted

MOST = 1000
"""Fields that one store's result describes."""
_PART = 64
_PATH = 512
_TYPE = 40
_MANY = 16
_CROWD = 200
_RARE = 0.2


class Fields:
    """Collects records and classifies their fields. `about`: concepts of the store's name; `keep`: values a field."""

    def __init__(self, about: frozenset[str] = frozenset(), keep: int = KEPT) -> None:
        self.about, self.keep = about, keep
        self.tree = Tree(self._cell)
        self.records = 0

    def take(self, record: Any) -> None:
        """Reads one record."""
        self.records += 1
        self.tree.take(record)

    def _cell(self, node: Node, values: list[Any]) -> None:
        column = node.column
        if column is None:
            column = node.column = self._column(node)
        column.take(values)

    def _column(self, node: Node) -> Column:
        return Column(node, self.about | concepts.around(node.parts), self.keep)

    def judge(self) -> list[Judged]:
        """Every field with its verdicts; maps whose keys turned out to be values are collapsed first."""
        for node in list(self.tree.walk()):
            values = _values(node, self.records)
            if values:
                _collapse(node, values)
            if node.keys:
                self._name_keys(node)
        for node in self.tree.walk():
            if node.column is None and node is not self.tree.root and not (node.children or node.items):
                node.column = self._column(node)
        columns = [node.column for node in self.tree.walk() if node.column is not None]
        return decide(columns[:MOST], self.about)

    def _name_keys(self, node: Node) -> None:
        """Keys that are values are classified as if they were a field: `accounts.*`."""
        star = node.children.get("*")
        if star is None or star.column is not None:
            return
        star.column = self._column(star)
        for key in node.keys:
            star.column.take([key])


def _values(node: Node, records: int) -> list[str]:
    """The keys of a map that are values though none looks like it alone: names of people, or many and each rare."""
    keys = [key for key in node.children if key != "*"]
    wordless = [key for key in keys if not concepts.read(key)]
    people = [key for key in wordless if known(key)]
    if people and ("*" in node.children or (len(people) >= 2 and len(people) >= 0.5 * len(wordless))):
        return people
    if len(keys) < _MANY or not node.seen or len(wordless) < 0.5 * len(keys):
        return []
    children = [node.children[key] for key in keys]
    present = sum(child.column.present if child.column else child.seen for child in children)
    rare = present <= _RARE * len(keys) * node.seen or (len(keys) > _CROWD and records < len(keys))
    return keys if rare and _alike(children) else []


def _alike(nodes: list[Node]) -> bool:
    """True where all children have the same shape: the same fields, or the same type."""
    shapes = {
        (frozenset(node.children), node.column.types.most_common(1)[0][0] if node.column and node.column.types else "")
        for node in nodes
    }
    return len(shapes) <= max(1, len(nodes) // 10)


def _collapse(node: Node, keys: list[str]) -> None:
    """Puts the children of these keys into one child, `*`."""
    children = [node.children.pop(key) for key in keys]
    star = node.children.setdefault("*", Node((*node.parts, "*")))
    node.keys += [child.parts[-1] for child in children][: FANOUT - len(node.keys)]
    pairs = [(star, child) for child in children]
    while pairs:
        target, source = pairs.pop()
        target.seen += source.seen
        if source.column is not None:
            if target.column is None:
                target.column = Column(target, frozenset(), source.column.keep)
            target.column.absorb(source.column)
        if source.items is not None:
            if target.items is None:
                target.items = Node((*target.parts, "[]"))
            pairs.append((target.items, source.items))
        for key, child in source.children.items():
            if key not in target.children:
                target.children[key] = Node((*target.parts, key))
            pairs.append((target.children[key], child))


def describe(judged: list[Judged], declared: Mapping[str, str] | None = None) -> tuple[Field, ...]:
    """The fields as reports show them; those only `declared` by the server are told by their names alone."""
    types = {path.replace("[]", ""): clean(kind, _TYPE) for path, kind in (declared or {}).items()}
    fields: dict[str, Field] = {}
    for each in judged:
        column = each.column
        path = path_of(column.node)
        plain = column.node.path.replace("[]", "")
        kind = types.pop(plain, None) or (column.types.most_common(1)[0][0] if column.types else "null")
        fields.setdefault(path, Field(path, kind, labels_of(each)))
    for plain, kind in list(types.items())[: max(0, MOST - len(fields))]:
        node = _declared(plain)
        if path_of(node) not in fields:
            only = decide([Column(node, concepts.around(node.parts), 0)])
            fields[path_of(node)] = Field(path_of(node), kind, labels_of(only[0]))
    return tuple(fields.values())


def _declared(plain: str) -> Node:
    """The node of a path that only the server told, with `*` for keys that are values.

    A dot within a key cannot be told from one between keys, so that an address in it is masked before it is parted.
    """
    parts = redacted(plain, _PATH).split(".")
    return Node(tuple("*" if value_like(part) or (known(part) and not concepts.read(part)) else part for part in parts))


def path_of(node: Node) -> str:
    """The path as shown: what is personal in a key is masked."""
    return ".".join(redacted(part, _PART) for part in node.parts).replace(".[]", "[]") or "."
