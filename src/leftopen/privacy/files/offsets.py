"""Where each value of a JSON line stands in its text: path, value, and character offsets, in one pass."""

import re
from collections.abc import Iterator
from typing import Any, NamedTuple

import msgspec

from leftopen.privacy.flatten import DEPTH, LEAVES, leaf

_STRING = r'"([^"\\\x00-\x1f]*+(?:\\.[^"\\\x00-\x1f]*+)*+)"'
_TOKEN = re.compile(rf'\s*+(?:,\s*+)?+(?:{_STRING}\s*+:\s*+)?+(?:{_STRING}|([^\s{{}}\[\],:"]+)|([{{\[])|([}}\]]))')
_TEXT, _PLAIN, _OPEN = 2, 3, 4
_NUMBERS = re.compile(r"\[[-+\d.eE,\s]+\]")
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
    for _ in range(2 * LEAVES):
        paths.end = place
        match = _TOKEN.match(line, place)
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
                yield Placed(step, msgspec.json.decode(f'"{text}"') if "\\" in text else text, start, end)
            elif kind == _PLAIN:
                start, end = match.span(_PLAIN)
                yield Placed(step, msgspec.json.decode(plain), start, end)
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
