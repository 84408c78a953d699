"""Where each value of a JSON line stands in its text: path, value, and character offsets, in one pass."""

import re
from collections.abc import Iterator
from typing import Any, NamedTuple

import msgspec

from leftopen.privacy.flatten import DEPTH, LEAVES, leaf

_TOKEN = re.compile(r'\s*(?:("(?:[^"\\]|\\.)*")|([{}\[\],:])|([^\s{}\[\],:"]+))', re.DOTALL)
_NUMBERS = re.compile(r"\[[-+\d.eE,\s]+\]")
_ESCAPE = re.compile(r"\\(?:u[dD][89abAB][0-9a-fA-F]{2}\\u[dD][c-fC-F][0-9a-fA-F]{2}|u[0-9a-fA-F]{4}|.)")
_BAD = (msgspec.DecodeError, UnicodeError, RecursionError, ValueError)


class Placed(NamedTuple):
    """A leaf: its path, its value, the offsets of its text (inside the quotes) and whether that has escapes."""

    parts: tuple[str, ...]
    value: Any
    start: int
    end: int
    escaped: bool


def placed(line: str) -> Iterator[Placed]:
    """The leaves of a JSON document in the order of its text; ends early where the text is not JSON."""
    stack: list[tuple[str, tuple[str, ...]]] = []
    key: str | None = None
    place = 0
    for _ in range(4 * LEAVES):
        match = _TOKEN.match(line, place)
        if match is None or len(stack) > DEPTH:
            return
        place = match.end()
        quoted, mark, _ = match.groups()
        path = _path(stack, key)
        if mark is not None and mark in "{[":
            numbers = _vector(line, match.start(2)) if mark == "[" else None
            if numbers is not None:
                value, place = numbers
                yield Placed(path, value, match.start(2), place, escaped=False)
            else:
                stack.append((mark, path))
                key = None
        elif mark is not None:
            if mark in "}]":
                if not stack:
                    return
                stack.pop()
            if mark != ":":
                key = None
        else:
            start, end = match.span(1 if quoted is not None else 3)
            try:
                value = msgspec.json.decode(line[start:end])
            except _BAD:
                return
            if quoted is not None and key is None and stack and stack[-1][0] == "{":
                key = value
            elif quoted is not None:
                yield Placed(path, value, start + 1, end - 1, "\\" in quoted)
            else:
                yield Placed(path, value, start, end, escaped=False)


def _path(stack: list[tuple[str, tuple[str, ...]]], key: str | None) -> tuple[str, ...]:
    if not stack:
        return ()
    kind, above = stack[-1]
    return (*above, "[]") if kind == "[" else (*above, key if key is not None else "")


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


def inside(line: str, found: Placed, start: int, end: int) -> tuple[int, int]:
    """Offsets in a leaf's value as offsets in the line, where escapes make the text longer than the value."""
    if not found.escaped:
        return found.start + start, found.start + end
    places: list[int] = []
    at = found.start
    while at < found.end:
        places.append(at)
        match = _ESCAPE.match(line, at) if line[at] == "\\" else None
        at = match.end() if match else at + 1
    places.append(found.end)
    return places[min(start, len(places) - 1)], places[min(end, len(places) - 1)]
