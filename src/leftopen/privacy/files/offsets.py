"""Where each value of a JSON line stands in its text: path, value, and character offsets, in one pass.

`leaves` reads ordinary lines by the library and without offsets, in a fraction of the time: what a value is as it is
written follows from it there. All others, and what is JSON only at its beginning, are for `placed`.
"""

import re
from collections.abc import Iterator
from math import isinf
from typing import Any, NamedTuple

import msgspec

from leftopen.privacy.flatten import DEPTH, LEAVES, VECTOR, leaf

_STRING = r'"([^"\\\x00-\x1f]*+(?:\\.[^"\\\x00-\x1f]*+)*+)"'
_TOKEN = re.compile(rf'\s*+(?:,\s*+)?+(?:{_STRING}\s*+:\s*+)?+(?:{_STRING}|([^\s{{}}\[\],:"]+)|([{{\[])|([}}\]]))')
_TEXT, _PLAIN, _OPEN = 2, 3, 4
_NUMBERS = re.compile(r"\[[-+\d.eE,\s]+\]")
_decode = msgspec.json.Decoder().decode
_ORDINARY = 32_768
"""Characters of a line that `leaves` reads: no more values than are looked at anyway."""
_BAD = (msgspec.DecodeError, UnicodeError, RecursionError, ValueError)


class Step:
    """A path met so far: `inner` are the steps from it by the text of their key; `field` whatever collects for it."""

    __slots__ = ("field", "inner", "parts")

    def __init__(self, parts: tuple[str, ...]) -> None:
        self.parts = parts
        self.inner: dict[str, Step] = {}
        self.field: Any = None


class Paths:
    """The paths met in lines so far; `count` of them, for whoever bounds it. `end`: how far the last line was JSON."""

    def __init__(self) -> None:
        self.root = Step(())
        self.count = 1
        self.end = 0

    def to(self, step: Step, raw: str) -> Step:
        """The step by a key, as it is written in JSON; raises where that is no text."""
        self.count += 1
        found = step.inner[raw] = Step((*step.parts, msgspec.json.decode(f'"{raw}"')))
        return found


class Placed(NamedTuple):
    """A leaf: its path, its value, the offsets of its text (inside the quotes)."""

    step: Step
    value: Any
    start: int
    end: int

    @property
    def parts(self) -> tuple[str, ...]:
        """Its path, `[]` for a list."""
        return self.step.parts


def placed(line: str, paths: Paths | None = None) -> Iterator[Placed]:
    """The leaves of a JSON document in the order of its text; ends early where the text is not JSON."""
    paths = paths or Paths()
    here, keyed = paths.root, False
    stack: list[tuple[Step, bool]] = []
    place = 0
    token, leaf_of = _TOKEN.match, tuple.__new__  # which spares a call of each `Placed`
    for _ in range(2 * LEAVES):
        paths.end = place
        match = token(line, place)
        if match is None or len(stack) > DEPTH:
            return
        kind, place = match.lastindex, match.end()
        key, text, plain, mark, _ = match.groups()
        if kind is not None and kind > _OPEN:
            if not stack or key is not None:
                return
            here, keyed = stack.pop()
            continue
        if (key is not None) is not keyed:
            return
        try:
            step = here
            if stack:
                raw = key if key is not None else "[]"
                step = here.inner.get(raw) or paths.to(here, raw)
            if kind == _TEXT:
                start, end = match.span(_TEXT)
                text = msgspec.json.decode(f'"{text}"') if "\\" in text else text
                yield leaf_of(Placed, (step, text, start, end))
            elif kind == _PLAIN:
                start, end = match.span(_PLAIN)
                yield leaf_of(Placed, (step, _decode(plain), start, end))
            elif mark == "[" and (numbers := _vector(line, match.start(_OPEN))) is not None:
                start = match.start(_OPEN)
                value, place = numbers
                yield Placed(step, value, start, place)
            else:
                stack.append((here, keyed))
                here, keyed = step, mark == "{"
        except _BAD:
            return


def _vector(line: str, start: int) -> tuple[list[Any], int] | None:
    """A long list of numbers that starts here, and where it ends."""
    match = _NUMBERS.match(line, start)
    if match is None:
        return None
    try:
        value = msgspec.json.decode(match.group())
    except _BAD:
        return None
    return (value, match.end()) if isinstance(value, list) and leaf(value) else None


class Written(str):
    """A number with a fraction or an exponent, as it is written."""

    __slots__ = ()


class _Unusual(ValueError):
    """A line that must be read character by character."""


_read = msgspec.json.Decoder(float_hook=Written).decode


def leaves(line: str, paths: Paths) -> tuple[list[Step], list[Any]] | None:
    """The paths and values that `placed` gives of a line that is all JSON, of common size and shape; None of any other.

    Numbers are whole ones or `Written`.
    """
    if len(line) > _ORDINARY:
        return None
    walk = _Walk(line, paths)
    try:
        document = _read(line)
        if type(document) is dict:
            walk.map(document, paths.root, 0)
        elif type(document) is list:
            walk.list(document, paths.root, 0)
        else:
            return None
    except (*_BAD, OverflowError):
        return None
    if walk.keys + list(map(type, walk.values)).count(str) != _texts(line):
        return None  # a key that is told twice
    paths.end = len(line)
    return walk.steps, walk.values


def _texts(line: str) -> int:
    """How many texts there are in a line that is JSON."""
    marks = line.count('"')
    if "\\" in line:
        marks -= line.replace("\\\\", "").count('\\"')
    return marks // 2


class _Walk:
    """Through one document; raises `_Unusual`."""

    __slots__ = ("_escaped", "_line", "_paths", "keys", "steps", "values")

    def __init__(self, line: str, paths: Paths) -> None:
        self._line, self._paths = line, paths
        self._escaped = "\\" in line
        self.keys = 0
        self.steps: list[Step] = []
        self.values: list[Any] = []

    def map(self, document: dict[str, Any], here: Step, depth: int) -> None:
        """Takes the leaves of a map that stands at a path."""
        if depth >= DEPTH:
            raise _Unusual
        self.keys += len(document)
        inner, steps, values = here.inner, self.steps, self.values
        for key, item in document.items():
            if self._escaped and ("\\" in key or '"' in key or not key.isprintable()):
                raise _Unusual
            step = inner.get(key) or self._paths.to(here, key)
            kind = type(item)
            if kind is str:
                steps.append(step)
                values.append(item)
            elif kind is dict:
                self.map(item, step, depth + 1)
            elif kind is list:
                self.list(item, step, depth + 1)
            else:
                self._plain(item, step)

    def list(self, items: list[Any], here: Step, depth: int) -> None:
        """Takes the leaves of a list that stands at a path."""
        if depth >= DEPTH or (
            len(items) >= VECTOR and all(type(item) is int or type(item) is Written for item in items)
        ):
            raise _Unusual
        if items:
            step = here.inner.get("[]") or self._paths.to(here, "[]")
            for item in items:
                kind = type(item)
                if kind is str:
                    self.steps.append(step)
                    self.values.append(item)
                elif kind is dict:
                    self.map(item, step, depth + 1)
                elif kind is list:
                    self.list(item, step, depth + 1)
                else:
                    self._plain(item, step)

    def _plain(self, item: Any, step: Step) -> None:
        if (not item and type(item) is int and "-0" in self._line) or (type(item) is Written and isinf(float(item))):
            raise _Unusual
        self.steps.append(step)
        self.values.append(item)
