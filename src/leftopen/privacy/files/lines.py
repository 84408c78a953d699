"""The hits of JSON lines, many at a time: each is decided on its own, from its fields and their company.

Lines of one source resemble each other, so what depends on a path, on a short value or on what the values of a line
show is kept and looked up the next time. All of that is bounded and ends with the `Lines`. New values of a field are
looked at together.
"""

from collections.abc import Sequence
from typing import Any

from leftopen.privacy.detect.evidence import Column
from leftopen.privacy.detect.kinds import detectors
from leftopen.privacy.detect.look import Shown, Text, look, silent
from leftopen.privacy.detect.patterns import HEAD, NOTHING, glances, sound
from leftopen.privacy.detect.prose import prose
from leftopen.privacy.detect.records.around import Judged
from leftopen.privacy.detect.records.decide import by_country, in_company, of_countries, votes_of
from leftopen.privacy.detect.records.issued import asked_of, of_line
from leftopen.privacy.detect.values import measurable, textual
from leftopen.privacy.detect.weigh import weigh
from leftopen.privacy.detect.weights import number
from leftopen.privacy.files import hits as hits_of
from leftopen.privacy.files.hits import PROVED, Claims, Hit, Told, certain, covered, covers, formed, of_text, told
from leftopen.privacy.files.layouts import WEIGHED, Cell, Layout, LineField, Value
from leftopen.privacy.files.offsets import Paths, Step, Written, leaves, placed
from leftopen.privacy.files.stated import Asked
from leftopen.privacy.flatten import NODES, value_like

_SHORT = 256
"""Characters of a value that may be kept."""
_PLAIN, _FIGURES = 512, 6
_ALL_VALUES = 49_152
_LONG, _TEXTS = 64, 4096
"""Numbers of a field and their characters, values of all, and texts of any from that length on, that are kept with what
they showed.
"""
_DECISIONS, _JUDGED, _LAYOUTS, _TELLS, _SEVERAL, _STATES = 8192, 1024, 1024, 4096, 4096, 1024
_EMPTY = Shown((), 0, 0, 0, examined=False)
_FRACTION = Shown((), 0, 0, 0)
"""What a number with a fraction shows where no name calls it anything."""
_SILENT = Shown((0,), 0, 0, 0)
_WORDS = {True: "true", False: "false", None: "null"}


_Line = tuple[Layout, list[Value], int]
"""How a line is laid out, its values, and how far it is JSON."""


class Lines:
    """Reads lines of JSON. `labels` are those of all hits so far."""

    def __init__(self) -> None:
        self.labels: set[str] = set()
        self._fresh: dict[LineField, list[Value]] = {}
        self._forget()

    def _forget(self) -> None:
        self._paths = Paths()
        self._fields: dict[tuple[str, ...], LineField] = {}
        self._layouts: dict[tuple[Step, ...], Layout] = {}
        self._keys: dict[tuple[Any, ...], int] = {}
        self._judged: dict[int, Judged] = {}
        self._decided: dict[Any, tuple[Claims, ...]] = {}
        self._asked: dict[tuple[int, ...], Asked] = {}
        self._texts: dict[str, Text] = {}
        self._kept = 0

    def hits(self, lines: Sequence[str]) -> list[list[Hit] | None]:
        """The hits of each of some lines in order, None where it is not JSON; what follows JSON in it is read as text.

        The values of all of them are looked at together.
        """
        return [None if each is None else [hit for one in each for hit in one.hits] for each in self.told(lines)]

    def told(self, lines: Sequence[str]) -> list[list[Told] | None]:
        """The same in parts."""
        self._bound()
        read = [self._read(line) for line in lines]
        self._see()
        return [None if each is None else self._found(line, *each) for line, each in zip(lines, read, strict=True)]

    def _bound(self) -> None:
        if self._paths.count > NODES or len(self._keys) > _ALL_VALUES:
            self._forget()
        elif self._kept > _ALL_VALUES:
            self._kept = 0
            for field in self._fields.values():
                field.texts.clear()
                field.plain.clear()

    def _read(self, line: str) -> _Line | None:
        """The values of a line, None where there are none."""
        found = leaves(line, self._paths)
        if found is None:
            return self._read_slowly(line)
        steps, raws = found
        values = []
        for step, raw in zip(steps, raws, strict=True):
            field: LineField = step.field or self._field(step)
            kind = type(raw)
            if kind is str:
                value = field.texts.get(raw)
                if value is None:
                    value = self._keep(field, field.texts, raw, Value(raw, len(raw)))
            else:
                written = raw if kind is int or kind is Written else _WORDS[raw]
                value = field.plain.get(written)
                if value is None:
                    size = len(str(written))
                    value = self._keep(field, field.plain, written, Value(_number(raw), size))
            values.append(value)
        return (self._layout(steps), values, len(line)) if values else None

    def _read_slowly(self, line: str) -> _Line | None:
        steps, values = [], []
        for step, raw, start, end in placed(line, self._paths):
            field: LineField = step.field or self._field(step)
            value = Value(raw, len(raw) if type(raw) is str else end - start)
            self._fresh.setdefault(field, []).append(value)
            steps.append(step)
            values.append(value)
        return (self._layout(steps), values, self._paths.end) if values else None

    def _field(self, step: Step) -> LineField:
        parts = tuple("*" if part != "[]" and value_like(part) else part for part in step.parts)
        field = self._fields.get(parts)
        if field is None:
            field = self._fields[parts] = LineField(parts)
            field.silent = self._key(field, [""], [], _SILENT)
            field.fraction = self._key(field, [0.5], [0.5], _FRACTION)
        step.field = field
        return field

    def _keep(self, field: LineField, known: dict[Any, Value], written: str | int, value: Value) -> Value:
        fresh = self._fresh.get(field)
        if fresh is None:
            self._fresh[field] = [value]
        else:
            fresh.append(value)
        if value.size <= _SHORT and (known is field.texts or (value.size <= _FIGURES and len(known) < _PLAIN)):
            self._kept += 1
            known[written] = value
        return value

    def _layout(self, steps: list[Step]) -> Layout:
        known = tuple(steps)
        layout = self._layouts.get(known)
        if layout is None:
            if len(self._layouts) >= _LAYOUTS:
                self._layouts.clear()
            layout = self._layouts[known] = Layout([step.field for step in steps])
        return layout

    def _see(self) -> None:
        """Looks at the new values of each field together."""
        fresh, self._fresh = self._fresh, {}
        if len(self._texts) >= _TEXTS:
            self._texts.clear()
        for field, values in fresh.items():
            texts = [value for value in values if type(value.value) is str and value.value]
            numbers = [value for value in values if type(value.value) is int and measurable(value.value)]
            self._glance(texts)
            for value, seen in zip(numbers, glances([str(value.value) for value in numbers]), strict=True):
                if seen.spans:
                    value.text = Text(value.value, seen)
                else:
                    value.silent = True
            if field.called or field.general:
                for value in values:
                    value.key = self._alone(field, value)
            else:
                for value in values:
                    value.key = field.silent if value.silent else self._alone(field, value)

    def _glance(self, values: list[Value]) -> None:
        """Reads texts."""
        fresh = []
        for value in values:
            value.text = self._texts.get(value.value)
            if value.text is None:
                fresh.append(value)
        heads = [sound(value.value) for value in fresh]
        for value, head, seen in zip(fresh, heads, glances(heads), strict=True):
            if silent(head, seen):
                value.silent = True
            else:
                value.text = Text(head, seen)
                if _LONG <= len(head) < HEAD:
                    self._texts[value.value] = value.text

    def _alone(self, field: LineField, value: Value) -> int:
        """What a field's only value in a line shows."""
        raw, kind = value.value, type(value.value)
        if kind is float and not raw.is_integer():
            return self._bare(field, value, _FRACTION) if field.called else field.fraction
        if value.silent and field.alike_by_fits and kind is int:
            return self._bare(field, value, _SILENT)
        fitting = [raw] if kind is str and _plain(raw) else field.fitting([raw])
        if not fitting:
            return self._key(field, [raw], fitting, _EMPTY)
        (first,) = fitting
        itself = type(first) is kind and first == raw
        if itself and value.silent and field.alike_by_fits and not field.loose:
            return self._bare(field, value, _SILENT)
        text = None
        if textual(first):
            text = (value.text or Text(first, NOTHING)) if itself else Text(first)
        shown = look(fitting, [text] if text else [], field.called, field.general)
        if not itself:
            return self._key(field, [raw], fitting, shown)
        spans = text is not None and bool(text.glance.spans)
        if not spans and (known := field.states.get((shown, value.size > PROVED))) is not None:
            key, value.covered = known
            return key
        value.covered = covered(shown, text, raw)
        key = self._key(field, [raw], fitting, shown)
        if not spans and field.needs_nothing(shown) and len(field.states) < _STATES:
            field.states[shown, value.size > PROVED] = key, value.covered
        return key

    def _bare(self, field: LineField, value: Value, shown: Shown) -> int:
        """The same of a value that shows nothing but what it fits."""
        raw, fits = value.value, 0
        for bit in field.called:
            if detectors()[bit].plausible((raw,)):
                fits |= 1 << bit
        value.covered = certain(fits, type(raw) is str and len(raw) > PROVED)
        known = (shown is _FRACTION, fits)
        key = field.by_fits.get(known)
        if key is None:
            shown = shown._replace(fits=fits, little=bool(fits & field.loose))
            key = field.by_fits[known] = self._key(field, [raw], [raw], shown)
        return key

    def _key(self, field: LineField, values: list[Any], fitting: list[Any], shown: Shown) -> int:
        """All of a field and its values in a line that a decision depends on, as a number."""
        return self._keys.setdefault(field.shows(values, fitting, shown), len(self._keys) + 1)

    def _several(self, field: LineField, cell: Cell) -> int:
        """What several values of a field in a line show together."""
        few = len(cell) < number("few")
        known = tuple([value.key for value in cell])
        values = [value.value for value in cell]
        apart = few and field.apart and all(map(_plain, values)) and len(set(values)) == len(values)
        if apart and (key := field.several.get(known)) is not None:
            return key
        fitting = field.fitting(values)
        if not fitting:
            return self._key(field, values, fitting, _EMPTY)
        read = {value.value: value.text for value in cell if value.text is not None}
        texts = [read.get(value) or Text(value) for value in fitting if textual(value)]
        if not field.called and all(type(value) is float for value in fitting):
            shown = _FRACTION
        else:
            shown = look(fitting, texts, field.called, field.general)
        key = self._key(field, values, fitting, shown)
        if apart and len(field.several) < _SEVERAL:
            field.several[known] = key
        return key

    def _found(self, line: str, layout: Layout, values: list[Value], end: int) -> list[Told]:
        found = []
        if layout.single:
            key = tuple([value.key for value in values])
            claims = self._decided.get(key) or self._decide(key, layout, values)
            for at, value in enumerate(values):
                made = claims[at]
                if value.claims is not made:
                    self._tell(layout.fields[at], value, made)
                if value.told is not None:
                    found.append(value.told)
        else:
            cells = [[values[place] for place in places] for places in layout.cells]
            key = tuple(
                [
                    cell[0].key if len(cell) == 1 else self._several(field, cell)
                    for field, cell in zip(layout.fields, cells, strict=True)
                ]
            )
            claims = self._decided.get(key) or self._decide(key, layout, values)
            for at, place in layout.order:
                value, made = values[place], claims[at]
                if value.claims is not made:
                    self._tell(layout.fields[at], value, made)
                if value.told is not None:
                    found.append(value.told)
        if end < len(line) and (rest := of_text(line, end)):
            found.append(self._told(rest))
        return found

    def _tell(self, field: LineField, value: Value, claims: Claims) -> None:
        """The hits in a value of which so much is claimed: all of it where that is about it, else what is inside."""
        value.claims = claims
        covered = 0
        for bit, _ in claims:
            if value.covered >> bit & 1 or covers(bit, value.value, called=bit in field.called):
                covered |= 1 << bit
        if covered and not self._parted(field, value, covered):
            known = (claims, covered, value.size)
            value.told = field.tells.get(known)
            if value.told is None:
                if len(field.tells) >= _TELLS:
                    field.tells.clear()
                value.told = field.tells[known] = self._told(hits_of.whole(*known, field.path))
            return
        value.told = None
        if type(value.value) is str and (value.text is not None or len(value.value) > HEAD):
            found = hits_of.inside(value.value, value.text.hits() if value.text is not None else (), field.path)
            value.told = self._told(found) if found else None

    @staticmethod
    def _parted(field: LineField, value: Value, covered: int) -> bool:
        """True for running text in which what covers it, by no name of the field, stands beside other words."""
        if value.text is None or any(covered >> bit & 1 for bit in field.called):
            return False
        if type(value.value) is not str or not prose(value.value):
            return False
        found = value.text.hits()
        if value.text.glance.spans and len(found) > 1:
            return True
        return any(covered >> hit.bit & 1 and hit.end - hit.start < value.size and formed(hit.bit) for hit in found)

    def _told(self, hits: list[Hit]) -> Told:
        self.labels.update(hit["label"] for hit in hits)
        return told(hits)

    def _decide(self, key: tuple[int, ...], layout: Layout, values: list[Value]) -> tuple[Claims, ...]:
        """The claims of each field, by what the values show."""
        cells = [[values[place].value for place in places] for places in layout.cells]
        known: Any = key
        asked = self._asked.get(key)
        if asked is None:
            if len(self._judged) >= _JUDGED:
                self._judged.clear()
            weighed = [
                self._judged.get(each) or self._judge(each, field, cell)
                for each, field, cell in zip(key, layout.fields, cells, strict=True)
            ]
            judged = in_company(weighed)
            shared, issued = by_country(judged), asked_of(judged)
            if shared or issued:
                asked = self._asked[key] = Asked(votes_of(judged) if shared else (), issued, shared, judged)
        if asked is not None:
            fitting = {at: layout.fields[at].fitting(cells[at]) for at in asked.weighed}
            known = (key, said := asked.said([field.name for field in layout.fields], cells, fitting))
            if known in self._decided:
                return self._decided[known]
            if asked.shared:
                columns = [_column(field, cell) for field, cell in zip(layout.fields, cells, strict=True)]
                judged = of_countries(in_company([Judged(column, weigh(column)) for column in columns]))
            else:
                judged = asked.judged
            if said.country:
                judged = of_line(judged, {at: fitting[at] for at in asked.issued}, said.country)
        claims = tuple(
            [
                field.claims.setdefault(made, made)
                for field, each in zip(layout.fields, judged, strict=True)
                for made in [tuple((v.bit, v.confidence) for v in each.verdicts if v.claimed)]
            ]
        )
        if len(self._decided) >= _DECISIONS:
            self._decided.clear()
            self._asked.clear()
        self._decided[known] = claims
        return claims

    def _judge(self, key: int, field: LineField, cell: list[Any]) -> Judged:
        column = _column(field, cell)
        judged = self._judged[key] = Judged(column, weigh(column))
        return judged


def _column(field: LineField, cell: list[Any]) -> Column:
    column = field.column()
    column.take(cell)
    return column


def _number(raw: Any) -> Any:
    return float(raw) if type(raw) is Written else raw


def _plain(value: Any) -> bool:
    """True for a short text or a number that is weighed as it stands."""
    kind = type(value)
    if kind is str:
        return len(value) < WEIGHED and value.isascii() and value != "" and "E+" not in value
    return (kind is float and not value.is_integer()) or (kind is int and measurable(value))
