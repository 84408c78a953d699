"""The hits of JSON lines, one line after the other: each is decided on its own, from its fields and their company.

Lines of one source resemble each other, so what depends on a path, on a short value or on what the values of a line
show is kept and looked up the next time. All of that is bounded and ends with the `Lines`.
"""

from typing import Any, NamedTuple

from leftopen.model import CLAIM
from leftopen.privacy.detect import concepts, prose
from leftopen.privacy.detect.decide import decide
from leftopen.privacy.detect.evidence import Column, Shown, Text, look
from leftopen.privacy.detect.kinds import detectors
from leftopen.privacy.detect.patterns import HEAD, sound
from leftopen.privacy.detect.values import CELL, fit, measurable, textual
from leftopen.privacy.detect.weigh import against
from leftopen.privacy.detect.weights import number
from leftopen.privacy.fields import path_of
from leftopen.privacy.files.offsets import Paths, Placed, placed
from leftopen.privacy.flatten import NODES, Node, value_like

_SHORT = 64
_VALUES = 512
_ALL_VALUES = 32_768
_DECISIONS = 4096
_EMPTY = Shown((), 0, 0, 0, examined=False)

Hit = dict[str, Any]
Claims = tuple[tuple[int, float], ...]
"""Detector and confidence of what is claimed of a field."""


def hit(label: str, start: int, end: int, field: str | None, confidence: float) -> Hit:
    """A hit as it is printed."""
    return {"label": label, "start": start, "end": end, "field": field, "confidence": round(confidence, 2)}


def of_text(line: str, begin: int = 0) -> list[Hit]:
    """The hits of running text, from its character `begin` on."""
    return [
        hit(detectors()[each.bit].label, start + each.start, start + each.end, None, each.confidence)
        for start in range(begin, len(line), HEAD)
        for each in prose.hits(line[start : start + HEAD])
    ]


class _Value:
    """What is known of one value of a field; each part is found when it is first needed."""

    __slots__ = ("covered", "shown", "text", "value")

    def __init__(self, value: Any) -> None:
        self.value = value
        self.text: Text | None = None
        self.shown: Shown | None = None
        self.covered: dict[int, bool] = {}

    def read(self) -> Text:
        """It as text."""
        if self.text is None:
            self.text = Text(self.value)
        return self.text

    def covers(self, bit: int) -> bool:
        """True where a claim of its field is about this whole value."""
        known = self.covered.get(bit)
        if known is None:
            known = self.covered[bit] = _covers(bit, self.value)
        return known


def _covers(bit: int, value: Any) -> bool:
    detector = detectors()[bit]
    if value is None or value == "":
        return False
    if detector.pattern is not None and isinstance(value, str) and detector.claim == "checked" and len(value) > 24:
        return detector.valid(sound(value).strip()) or (" " not in value.strip() and detector.plausible([value]))
    return detector.plausible([value]) or (detector.see is not None and detector.see([value]))


class _Field:
    """A path as fields are told apart, and its short values: texts by themselves, others by how they are written."""

    __slots__ = ("called", "node", "path", "plain", "texts")

    def __init__(self, parts: tuple[str, ...]) -> None:
        self.node = Node(parts)
        self.path = path_of(self.node)
        self.called = self.column().called
        self.texts: dict[str, _Value] = {}
        self.plain: dict[str, _Value] = {}

    def column(self) -> Column:
        """One that is empty."""
        return Column(self.node, concepts.around(self.node.parts))


class _Cell(NamedTuple):
    """The values of one field in one line."""

    places: list[Placed]
    values: list[_Value]


class Lines:
    """Reads lines of JSON."""

    def __init__(self) -> None:
        self._forget()

    def _forget(self) -> None:
        self._paths = Paths()
        self._fields: dict[tuple[str, ...], _Field] = {}
        self._decided: dict[Any, tuple[Claims, ...]] = {}
        self._kept = 0

    def hits(self, line: str) -> list[Hit] | None:
        """The hits of a line in order, None where it is not JSON; what follows JSON in it is read as text."""
        if self._paths.count > NODES:
            self._forget()
        cells: dict[_Field, _Cell] = {}
        for each in placed(line, self._paths):
            field = each.step.field or self._field(each)
            cell = cells.get(field)
            if cell is None:
                cell = cells[field] = _Cell([], [])
            cell.places.append(each)
            cell.values.append(self._value(field, each, line))
        if not cells:
            return None
        end = self._paths.end
        found: list[Hit] = []
        for (field, cell), claims in zip(cells.items(), self._decide(cells), strict=True):
            for place, value in zip(cell.places, cell.values, strict=True):
                if claims or type(value.value) is str:
                    found += _hits(field, place, value, claims)
        return found + of_text(line, end)

    def _field(self, each: Placed) -> _Field:
        parts = tuple("*" if part != "[]" and value_like(part) else part for part in each.parts)
        field = self._fields.get(parts)
        if field is None:
            field = self._fields[parts] = _Field(parts)
        each.step.field = field
        return field

    def _value(self, field: _Field, each: Placed, line: str) -> _Value:
        if each.end - each.start > _SHORT:
            return _Value(each.value)
        if type(each.value) is str:
            known, key = field.texts, each.value
        else:
            known, key = field.plain, line[each.start : each.end]
        value = known.get(key)
        if value is None:
            value = _Value(each.value)
            if len(known) < _VALUES and self._kept < _ALL_VALUES:
                self._kept += 1
                known[key] = value
        return value

    def _decide(self, cells: dict[_Field, _Cell]) -> tuple[Claims, ...]:
        """The claims of each field, by what the values show."""
        key = tuple((field, _shown(field, cell.values)) for field, cell in cells.items())
        decided = self._decided.get(key)
        if decided is None:
            columns = []
            for field, cell in cells.items():
                column = field.column()
                column.take([value.value for value in cell.values])
                columns.append(column)
            decided = tuple(
                tuple((v.bit, v.confidence) for v in judged.verdicts if v.confidence >= CLAIM)
                for judged in decide(columns)
            )
            if len(self._decided) >= _DECISIONS:
                self._decided.clear()
            self._decided[key] = decided
        return decided


def _shown(field: _Field, values: list[_Value]) -> Any:
    """All of a field's values that a decision depends on, but not the values."""
    if len(values) == 1:
        (value,) = values
        if value.shown is None:
            value.shown = _look(field, values)
        return value.shown
    shown = _look(field, values)
    return (shown, against(fit([value.value for value in values]))) if len(values) >= number("few") else shown


def _look(field: _Field, values: list[_Value]) -> Shown:
    fitting = fit([value.value for value in values])
    if not fitting:
        return _EMPTY
    if len(values) == 1:
        return look(fitting, [values[0].read()] if textual(fitting[0]) else [], field.called)
    texts = [value.read() for value in values[:CELL] if textual(value.value) and measurable(value.value)]
    return look(fitting, texts, field.called)


def _hits(field: _Field, place: Placed, value: _Value, claims: Claims) -> list[Hit]:
    """Whole values that the field's claims cover; else what stands inside a text. In order of places in the value."""
    size = len(value.value) if type(value.value) is str else place.end - place.start
    found = [
        hit(detectors()[bit].label, 0, size, field.path, confidence) for bit, confidence in claims if value.covers(bit)
    ]
    if not found and type(value.value) is str:
        found = [
            hit(detectors()[each.bit].label, each.start, each.end, field.path, each.confidence)
            for each in value.read().hits()
        ]
    return sorted(found, key=lambda hit: (hit["start"], hit["end"], hit["label"]))
