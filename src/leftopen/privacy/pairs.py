"""Fields told by a pair: `{name: X, value: Y}` says of `Y` what a field called `X` would.

Extensions of FHIR (`url`, `valueString`), attributes of an identity provider (`Name`, `Value`), forms, tags, custom
fields and what a shop keeps of a user (`meta_key`, `meta_value`) are such pairs, and in other languages they are called
so, too (`campo`, `valor`). Each `Y` is judged as a field `X` under its real path, in the company of its record.
"""

import re
from collections.abc import Callable, Iterator, Mapping, Sequence
from functools import cache
from typing import Any

from leftopen.privacy.detect import concepts, lexicon
from leftopen.privacy.detect.units import units
from leftopen.privacy.flatten import DEPTH, ITEMS, Node

NAMES = frozenset({"name", "code", "url", "key", "field", "attribute", "label", "question", "property", "k", "title"})
VALUES = ("value", "answer", "val", "v")
_OF = (
    "(?:field|attribute|attr|param|parameter|property|prop|question|variable|item|column|meta|metadata|option|setting"
    "|preference|pref|claim|custom|extra|detail|entry|tag)[_-]?"
)
_HALF = re.compile(rf"{_OF}(?:name|key|label|code|text)", re.IGNORECASE)
_OTHER_HALF = re.compile(rf"{_OF}(?:value|val|answer)", re.IGNORECASE)
MOST = 64
"""Fields that the pairs of one path are judged as."""
_SHORT = 80
_STEPS = 2000
"""Maps and lists of a record that are asked for pairs."""


def name_of(text: Any) -> str:
    """The field that a first half names: a phrase that is known, or the last part of an address; "" for another."""
    if not isinstance(text, str) or not 0 < len(text) <= _SHORT:
        return ""
    last = text.rstrip("/").replace("#", "/").rpartition("/")[2] if "/" in text else text
    return last if any(hint.strength >= 0.9 for hint in concepts.read(last)) else ""


def is_name(key: str) -> bool:
    """True for what the first half of a pair is called."""
    return key.casefold() in NAMES or _HALF.fullmatch(key) is not None or "".join(units(key)) in _called("pair.name")


def is_value(key: str) -> bool:
    """True for what the second half of a pair is called."""
    typed = key.startswith("value") and key[5:6].isupper()
    if key.casefold() in VALUES or typed or _OTHER_HALF.fullmatch(key) is not None:
        return True
    return "".join(units(key)) in _called("pair.value")


@cache
def _called(half: str) -> frozenset[str]:
    """What a half is called in the languages, as names have it."""
    return frozenset("".join(units(word)) for word in lexicon.closed(half))


class Pairs:
    """Collects the halves of a record; `cell(node, values)` takes what a pair tells at its end."""

    def __init__(self, cell: Callable[[Node, list[Any]], None]) -> None:
        self._cell = cell
        self._names: dict[tuple[str, ...], Sequence[Any]] = {}
        self._values: list[tuple[Node, list[Any]]] = []
        self._nodes: dict[tuple[tuple[str, ...], str], Node] = {}
        self.told: dict[tuple[str, ...], list[Node]] = {}

    def concerns(self, node: Node) -> bool:
        """True for a field that is half of a pair by what it is called; asked of each field once."""
        key = node.parts[-1] if node.parts else ""
        return is_name(key) or is_value(key)

    def offer(self, node: Node, values: list[Any]) -> None:
        """The values of such a field in the record that is read."""
        if is_name(node.parts[-1]):
            self._names.setdefault(node.parts[:-1], values)
        else:
            self._values.append((node, values))

    def end(self, record: Any) -> None:
        """The record is read: pairs are those halves of which there are as many in the same place, else it is asked."""
        if not (self._names or self._values):
            return
        if self._names and self._values:
            apart = {}
            for node, values in self._values:
                names = self._names.get(node.parts[:-1], ())
                if len(names) == len(values):
                    self._tell(node, names, values)
                elif names:
                    apart[node.parts] = node
            for parts, name, value in _walk(record) if apart else ():
                if parts in apart:
                    self._tell(apart[parts], (name,), [value])
        self._names, self._values = {}, []

    def _tell(self, node: Node, names: Sequence[Any], values: list[Any]) -> None:
        for first, value in zip(names, values, strict=True):
            name = name_of(first)
            if name and (child := self.node(node, name)) is not None:
                self._cell(child, [value])

    def node(self, node: Node, name: str) -> Node | None:
        """The field of this name that pairs tell there, whose second half is `node`; None beyond `MOST` of them."""
        found = self._nodes.get((node.parts, name))
        if found is None:
            told = self.told.setdefault(node.parts, [])
            if len(told) >= MOST:
                return None
            found = self._nodes[node.parts, name] = Node((*node.parts[:-1], name))
            told.append(found)
        return found


def _walk(record: Any) -> Iterator[tuple[tuple[str, ...], Any, Any]]:
    """The pairs of a record with the path of the second half: two plain values of one map."""
    stack: list[tuple[tuple[str, ...], Any]] = [((), record)]
    for _ in range(_STEPS):
        if not stack:
            return
        parts, value = stack.pop()
        if isinstance(value, Mapping):
            name = next((item for key, item in value.items() if isinstance(key, str) and is_name(key)), None)
            for key, item in value.items():
                path = (*parts, str(key))
                if isinstance(item, (Mapping, list)):
                    stack.append((path, item))
                elif isinstance(name, str) and item is not None and is_value(path[-1]):
                    yield path, name, item
        elif isinstance(value, list) and len(parts) < DEPTH:
            stack += [((*parts, "[]"), item) for item in value[:ITEMS]]
