"""Which keys of a map are values: numbers and names of people, identifiers of things, and not names of fields.

Those that look like a value are kept apart until all records are read. Programs number the fields that their users add
(`customfield_10011`, `custom_200000001`): most records have those, and no maps in them.
"""

import re

from leftopen.privacy.detect import concepts
from leftopen.privacy.detect.evidence import Column
from leftopen.privacy.detect.person_names import known
from leftopen.privacy.detect.weights import number
from leftopen.privacy.flatten import FANOUT, Node, value_like
from leftopen.privacy.mask import BLOCK
from leftopen.privacy.redact import redacted

PART = 64
"""Characters of a key that reports show."""
_OF_ALL = 0.7
"""The share of a map's records that have a key which then is one of its fields, whatever it is called."""
_MANY = 16
_CROWD = 200
_FIGURE, _FIGURES = re.compile(r"\d"), 4
_LONG_NUMBER = re.compile(r"\d{5,}")
_RARE = 0.2


def settle(node: Node) -> None:
    """Collapses the keys of a map that look like values and are; a number alone may be somebody's all the same."""
    keys = [key for key in node.children if key != "*" and value_like(key)]
    passing = [key for key in keys if _passing(node, node.children[key])]
    if passing:
        collapse(node, passing)
    bare = [key for key in keys if key not in passing and not any(map(str.isalpha, key))]
    if bare:
        node.children.setdefault("*", Node((*node.parts, "*")))
        node.keys += bare[: FANOUT - len(node.keys)]


def named(node: Node) -> list[tuple[str, Node]]:
    """The keys of a map that do not look like values, with what stands below them."""
    if not node.apart:
        return [(key, child) for key, child in node.children.items() if key != "*"]
    return [(key, child) for key, child in node.children.items() if key != "*" and not value_like(key)]


def most_have(node: Node, child: Node) -> bool:
    """True for a key that most records with a map have, as they have its fields."""
    return _present(child) >= _OF_ALL * node.rows


def _present(node: Node) -> int:
    """The records that say this key, at least."""
    own = node.column.present if node.column is not None else 0
    return max(own, node.rows, _present(node.items) if node.items is not None else 0) + node.nulls


def numbered_name(part: str) -> str:
    """The name of a field that a program numbers as it is shown: the end of a long number tells fields apart."""
    shown = redacted(part, PART)
    return shown if shown == part else redacted(_LONG_NUMBER.sub(_ended, part), PART)


def _ended(number: re.Match[str]) -> str:
    return BLOCK * (len(number[0]) - 2) + number[0][-2:]


def _passing(node: Node, child: Node) -> bool:
    """True for what stands under a key that looks like a value and is one: most records have fields that a program
    numbers (`customfield_10011`), and no maps in them."""
    return bool(child.children or child.items) or _present(child) < 2 or not most_have(node, child)


def values(node: Node, records: int) -> list[str]:
    """The keys of a map that are values though none looks like it alone: names of people, or many and each rare."""
    keys = [key for key, _ in named(node)]
    wordless = [
        key for key in keys if not (hints := concepts.read(key)) or (known(key) and hints[0].strength < number("clear"))
    ]
    people = [key for key in wordless if known(key)]
    if people and ("*" in node.children or (len(people) >= 2 and len(people) >= 0.5 * len(wordless))):
        return wordless if alike([node.children[key] for key in wordless]) else people
    if len(keys) < _MANY or not node.seen or len(wordless) < 0.5 * len(keys):
        return []
    children = [node.children[key] for key in keys]
    said = sum(child.column.present if child.column else child.seen for child in children)
    rare = said <= _RARE * len(keys) * node.seen
    numbered = len(wordless) == len(keys) and _numbered(keys)
    rare = rare or (numbered and all(_passing(node, child) for child in children))
    if not rare and len(keys) > _CROWD and records < len(keys):  # or columns, of which some are called what they hold
        return wordless if alike([node.children[key] for key in wordless]) else []
    return keys if rare and alike(children) else []


def _numbered(keys: list[str]) -> bool:
    """True for keys of one form with figures in it, as numbers of people and things have: `P04711`."""
    forms = {_FIGURE.sub("9", key) for key in keys}
    return len(forms) == 1 and sum(character == "9" for character in forms.pop()) >= _FIGURES


def alike(nodes: list[Node]) -> bool:
    """True where all children have the same shape: the same fields, or the same type."""
    shapes = {
        (frozenset(node.children), node.column.types.most_common(1)[0][0] if node.column and node.column.types else "")
        for node in nodes
    }
    return len(shapes) <= max(1, len(nodes) // 10)


def collapse(node: Node, keys: list[str]) -> None:
    """Puts the children of these keys into one child, `*`."""
    children = [node.children.pop(key) for key in keys]
    star = node.children.setdefault("*", Node((*node.parts, "*")))
    node.keys += [child.parts[-1] for child in children][: FANOUT - len(node.keys)]
    pairs = [(star, child) for child in children]
    while pairs:
        target, source = pairs.pop()
        target.seen += source.seen
        target.rows += source.rows
        target.nulls += source.nulls
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
