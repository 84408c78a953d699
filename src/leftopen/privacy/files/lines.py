"""The hits of JSON lines, one line after the other: each is decided on its own, from its fields and their company.

Lines of one source resemble each other, so what depends on a path, on a short value or on what the values of a line
show is kept and looked up the next time. All of that is bounded and ends with the `Lines`.
"""

from collections.abc import Iterable, Iterator, Sequence
from typing import Any

from leftopen.privacy.detect import concepts, prose
from leftopen.privacy.detect.decide import decide
from leftopen.privacy.detect.evidence import Column
from leftopen.privacy.detect.kinds import detectors
from leftopen.privacy.detect.look import Shown, Text, bits_of, look, texts_of
from leftopen.privacy.detect.patterns import HEAD, glances, sound
from leftopen.privacy.detect.values import CELL, fit, measurable, textual
from leftopen.privacy.detect.weigh import against
from leftopen.privacy.detect.weights import number
from leftopen.privacy.fields import path_of
from leftopen.privacy.files.offsets import Leaf, Paths, Step, leaves, placed
from leftopen.privacy.flatten import NODES, Node, value_like

_PROVED = 24
"""Characters from which on a pattern has to take all of a value that it covers."""
_SHORT = 256
"""Characters of a value that may be kept."""
_VALUES = 2048
_ALL_VALUES = 16_384
_LONG, _TEXTS = 64, 2048
"""Values of a field, of all fields, and texts of any from that length on, that are kept with what they showed."""
_DECISIONS = 4096
_EMPTY = Shown((), 0, 0, 0, examined=False)
_FRACTION = Shown((), 0, 0, 0)
"""What a number with a fraction shows where no name calls it anything."""

Hit = dict[str, Any]
Claims = tuple[tuple[int, float], ...]
"""Detector and confidence of what is claimed of a field."""


def hit(label: str, start: int, end: int, field: str | None, confidence: float) -> Hit:
    """A hit as it is printed."""
    return {"label": label, "start": start, "end": end, "field": field, "confidence": round(confidence, 2)}


def of_text(line: str, begin: int = 0) -> list[Hit]:
    """The hits of running text, from its character `begin` on."""
    return [
        each
        for start in range(begin, len(line), HEAD)
        for each in _texts_hits(prose.hits(line[start : start + HEAD]), start)
    ]


def of_texts(lines: Sequence[str]) -> list[list[Hit]]:
    """The hits of each of several lines of text."""
    heads = [sound(line) for line in lines]
    told = [prose.seen(head, each) for head, each in zip(heads, glances(heads), strict=True)]
    return [_texts_hits(found, 0) + of_text(line, HEAD) for line, found in zip(lines, told, strict=True)]


def _texts_hits(found: Iterable[prose.Hit], start: int) -> list[Hit]:
    return [
        hit(detectors()[each.bit].label, start + each.start, start + each.end, None, each.confidence) for each in found
    ]


class _Value:
    """What is known of one value of a field; each part is found when it is first needed.

    `size` is its characters, decoded; `key` is what it shows, as `Lines` counts that; `hits` are those in it where so
    much of its field is claimed.
    """

    __slots__ = ("covered", "hits", "key", "size", "text", "value")

    def __init__(self, value: Any, size: int) -> None:
        self.value = value
        self.size = size
        self.text: Text | None = None
        self.key = 0
        self.covered: dict[int, bool] = {}
        self.hits: dict[Claims, list[Hit]] = {}

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
    if detector.pattern is not None and isinstance(value, str) and detector.claim == "checked" and len(value) > _PROVED:
        return detector.valid(sound(value).strip()) or (" " not in value.strip() and detector.plausible([value]))
    return detector.plausible([value]) or (detector.see is not None and detector.see([value]))


class _Field:
    """A path as fields are told apart, and its short values: texts by themselves, others by how they are written."""

    __slots__ = ("called", "node", "path", "plain", "texts")

    def __init__(self, parts: tuple[str, ...]) -> None:
        self.node = Node(parts)
        self.path = path_of(self.node)
        self.called = self.column().called
        self.texts: dict[str | int, _Value] = {}
        self.plain: dict[str | int, _Value] = {}

    def column(self) -> Column:
        """One that is empty."""
        return Column(self.node, concepts.around(self.node.parts))


_Cell = list[_Value]
"""The values of one field in one line."""


def _placed(line: str, paths: Paths) -> Iterator[Leaf]:
    """What `leaves` gives, of lines that it does not read."""
    for step, value, start, end in placed(line, paths):
        itself = type(value) is str or (type(value) is int and value)
        yield step, value, value if itself else line[start:end]


class Lines:
    """Reads lines of JSON."""

    def __init__(self) -> None:
        self._forget()

    def _forget(self) -> None:
        self._paths = Paths()
        self._fields: dict[tuple[str, ...], _Field] = {}
        self._keys: dict[tuple[_Field, Any], int] = {}
        self._decided: dict[tuple[int, ...], tuple[Claims, ...]] = {}
        self._texts: dict[str | int, Text] = {}
        self._fresh: list[_Value] = []
        self._kept = 0

    def hits(self, lines: Sequence[str]) -> list[list[Hit] | None]:
        """The hits of each of some lines in order, None where it is not JSON; what follows JSON in it is read as text.

        The values of all of them are looked at together.
        """
        if self._paths.count > NODES or len(self._keys) > _ALL_VALUES:
            self._forget()
        read = [self._read(line) for line in lines]
        self._see()
        return [self._found(line, *each) if each[0] else None for line, each in zip(lines, read, strict=True)]

    def _read(self, line: str) -> "tuple[dict[_Field, _Cell], int]":
        """The values of each field of a line, and how far it is JSON."""
        cells: dict[_Field, _Cell] = {}
        for step, raw, written in leaves(line, self._paths) or _placed(line, self._paths):
            field = step.field or self._field(step)
            known = field.texts if type(raw) is str else field.plain
            value = known.get(written) or self._value(known, raw, written)
            cell = cells.get(field)
            if cell is None:
                cells[field] = [value]
            else:
                cell.append(value)
        return cells, self._paths.end

    def _see(self) -> None:
        """Looks at the new values as texts, as far as they are or may be written so."""
        fresh, self._fresh = self._fresh, []
        told = texts_of(v.value for v in fresh if textual(v.value) and v.value not in self._texts and _may_be(v.value))
        for value in fresh:
            raw = value.value
            if textual(raw) and (text := self._texts.get(raw) or told.get(raw)) is not None:
                value.text = text
                if type(raw) is str and _LONG <= len(raw) <= HEAD:
                    if len(self._texts) >= _TEXTS:
                        self._texts.clear()
                    self._texts[raw] = text

    def _found(self, line: str, cells: "dict[_Field, _Cell]", end: int) -> list[Hit]:
        found: list[Hit] = []
        for (field, cell), claims in zip(cells.items(), self._decide(cells), strict=True):
            for value in cell:
                if claims or type(value.value) is str:
                    hits = value.hits.get(claims)
                    if hits is None:
                        hits = value.hits[claims] = _hits(field, value, claims)
                    found += hits
        return found + of_text(line, end) if end < len(line) else found

    def _field(self, step: Step) -> _Field:
        parts = tuple("*" if part != "[]" and value_like(part) else part for part in step.parts)
        field = self._fields.get(parts)
        if field is None:
            field = self._fields[parts] = _Field(parts)
        step.field = field
        return field

    def _value(self, known: dict[str | int, _Value], raw: Any, written: str | int) -> _Value:
        value = _Value(raw, len(written if isinstance(written, str) else str(written)))
        self._fresh.append(value)
        if value.size <= _SHORT and len(known) < _VALUES and self._kept < _ALL_VALUES:
            self._kept += 1
            known[written] = value
        return value

    def _decide(self, cells: dict[_Field, _Cell]) -> tuple[Claims, ...]:
        """The claims of each field, by what the values show."""
        key = tuple([cell[0].key if len(cell) == 1 else 0 for cell in cells.values()])
        if 0 in key:
            key = tuple([each or self._key(*cell) for each, cell in zip(key, cells.items(), strict=True)])
        decided = self._decided.get(key)
        if decided is None:
            columns = []
            for field, cell in cells.items():
                column = field.column()
                column.take([value.value for value in cell])
                columns.append(column)
            decided = tuple(
                tuple((v.bit, v.confidence) for v in judged.verdicts if v.claimed) for judged in decide(columns)
            )
            if len(self._decided) >= _DECISIONS:
                self._decided.clear()
            self._decided[key] = decided
        return decided

    def _key(self, field: _Field, cell: _Cell) -> int:
        """All of a field and its values in a line that a decision depends on, as a number; not the values."""
        shown: Any
        if len(cell) == 1:
            (value,) = cell
            shown = self._alone(field, value)
            value.key = self._keys.setdefault((field, shown), len(self._keys) + 1)
            return value.key
        shown = self._look(field, cell)
        if len(cell) >= number("few"):
            shown = shown, against(fit([value.value for value in cell]))
        return self._keys.setdefault((field, shown), len(self._keys) + 1)

    def _alone(self, field: _Field, value: _Value) -> Shown:
        """What a field's only value in a line shows."""
        raw = value.value
        if type(raw) is float and not (field.called or raw.is_integer()):
            return _FRACTION
        fitting = fit([raw])
        if not fitting:
            return _EMPTY
        shown = look(fitting, [value.read()] if textual(fitting[0]) else [], field.called)
        if shown.fits and fitting[0] is raw and not (isinstance(raw, str) and len(raw) > _PROVED):
            value.covered.update(dict.fromkeys(bits_of(shown.fits & ~shown.whole), True))
        return shown

    def _look(self, field: _Field, values: list[_Value]) -> Shown:
        fitting = fit([value.value for value in values])
        if not fitting:
            return _EMPTY
        texts = [value.read() for value in values[:CELL] if textual(value.value) and measurable(value.value)]
        return look(fitting, texts, field.called)


def _may_be(value: str | int) -> bool:
    """True for a value that is looked at as text."""
    return measurable(value) and value != ""


def _hits(field: _Field, value: _Value, claims: Claims) -> list[Hit]:
    """Whole values that the field's claims cover; else what stands inside a text. In order of places in the value."""
    found = [
        hit(detectors()[bit].label, 0, value.size, field.path, confidence)
        for bit, confidence in claims
        if value.covers(bit)
    ]
    if not found and type(value.value) is str:
        found = [
            hit(detectors()[each.bit].label, each.start, each.end, field.path, each.confidence)
            for each in value.read().hits()
        ]
    return sorted(found, key=lambda hit: (hit["start"], hit["end"], hit["label"])) if len(found) > 1 else found
