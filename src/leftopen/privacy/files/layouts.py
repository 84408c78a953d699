"""What is known of the values, fields and layouts of lines, which the next line is read by."""

from collections.abc import Sequence
from typing import Any

from leftopen.privacy.detect import standing
from leftopen.privacy.detect.evidence import Column
from leftopen.privacy.detect.kinds import detectors
from leftopen.privacy.detect.look import Shown, Text
from leftopen.privacy.detect.records.alike import Alike
from leftopen.privacy.detect.values import CELL, fit, whole_number
from leftopen.privacy.fields import path_of
from leftopen.privacy.files.hits import Claims, Told
from leftopen.privacy.flatten import TYPES, Node

WEIGHED = 64
"""Characters of an ASCII text up to which it is weighed as it stands."""


class Value:
    """What is known of one value of a field; each part is found when it is first needed.

    `size` is its characters, decoded; `key` is what it shows, as `Lines` counts that; `silent`: it shows and holds
    nothing by itself; `covered` are the bits of claims that are known to be about all of it; `told` are the hits in it
    where `claims` are made of its field.
    """

    __slots__ = ("claims", "covered", "key", "silent", "size", "text", "told", "value")

    def __init__(self, value: Any, size: int) -> None:
        self.value = value
        self.size = size
        self.text: Text | None = None
        self.key = self.covered = 0
        self.silent = False
        self.claims: Claims | None = None
        self.told: Told | None = None


Cell = Sequence[Value]
"""The values of one field in one line."""


class LineField:
    """A path as fields are told apart, and its short values: texts by themselves, others by how they are written."""

    __slots__ = (
        "_alike",
        "alike_by_fits",
        "apart",
        "by_fits",
        "called",
        "claims",
        "fraction",
        "general",
        "loose",
        "name",
        "node",
        "path",
        "plain",
        "several",
        "silent",
        "states",
        "tells",
        "texts",
    )

    def __init__(self, parts: tuple[str, ...]) -> None:
        self.node = Node(tuple(part for part in parts if part not in TYPES) or parts)
        self.path = path_of(Node(parts))
        self.name = next((part for part in reversed(self.node.parts) if part != "[]"), "")
        column = self.column()
        self.called, self.general = column.called, column.general
        self._alike = Alike(column)
        self.texts: dict[str, Value] = {}
        self.plain: dict[str | int, Value] = {}
        self.silent = self.fraction = 0
        self.apart = not any(detectors()[bit].together for bit in column.called)
        self.loose = sum(1 << bit for bit in column.called if detectors()[bit].loose)
        self.alike_by_fits = not column.general and self._alike.plain
        self.by_fits: dict[tuple[bool, int], int] = {}
        self.states: dict[tuple[Shown, bool], tuple[int, int]] = {}
        self.several: dict[tuple[int, ...], int] = {}
        self.claims: dict[Claims, Claims] = {}
        self.tells: dict[tuple[Claims, int, int], Told] = {}

    def column(self) -> Column:
        """One that is empty."""
        return Column(self.node, standing.around(self.node.parts))

    def fitting(self, values: Sequence[Any]) -> list[Any]:
        """Of the values of a line those that are weighed, as they are."""
        held = fit([value for value in values[:CELL] if value is not None])
        return [whole_number(value) for value in held] if self.called else held

    def needs_nothing(self, shown: Shown) -> bool:
        """True where what a single value shows is all that a decision depends on."""
        return not self._alike.asks(shown)

    def shows(self, values: Sequence[Any], fitting: list[Any], shown: Shown) -> tuple[Any, ...]:
        """All that a decision depends on; not the values."""
        first = values[0]
        plain = len(values) == 1 and type(first) is str and len(first) <= WEIGHED and first.isascii()
        return self, shown, self._alike.of(values if plain else fitting, shown)


class Layout:
    """Lines whose values stand at the same paths: their fields in order, and which values are whose.

    `single`: no field has two.
    """

    __slots__ = ("cells", "fields", "order", "single")

    def __init__(self, fields: Sequence[LineField]) -> None:
        found: dict[LineField, list[int]] = {}
        for place, field in enumerate(fields):
            found.setdefault(field, []).append(place)
        self.fields, self.cells = list(found), list(found.values())
        self.single = len(self.fields) == len(fields)
        self.order = [(at, place) for at, places in enumerate(self.cells) for place in places]
