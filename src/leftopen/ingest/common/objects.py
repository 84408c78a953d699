"""JSON objects one after the other: lines, an array whole or cut off, commas too many, indented or not.

Tools write all of these under the name of JSON. An object ends where its braces do; one that another begins on a line
of its own before that is broken, and costs no other.
"""

import re
from collections.abc import Iterator
from typing import Any

import msgspec

from leftopen.ingest.common.rows import Skipped
from leftopen.ingest.common.text import ListText

MOST = 32 << 20
"""The largest object, in characters."""
_OUTSIDE = re.compile(r'["{}\n]')
_INSIDE = re.compile(r'["\\\n]')
_BETWEEN = " \t\r\n,[]\ufeff\x1e"
"""What may stand between objects, the record separator of RFC 7464 too."""
_KEY = re.compile(r'"([\w.-]{1,40})"\s{0,9}:')
FINISHED = re.compile(r'\{\s*"?finished"?\s*:\s*"?\w+"?\s*\}')
"""How older versions of masscan end an array."""


def keys(head: str) -> frozenset[str]:
    """Names of keys, at any depth, in how a text begins; none where it does not begin as JSON does."""
    return frozenset(_KEY.findall(head)) if head.lstrip("\ufeff \t\r\n[,").startswith("{") else frozenset()


def objects(text: ListText) -> Iterator[tuple[int, dict[str, Any] | Skipped]]:
    """Each object with the line on which it begins; a Skipped in place of one that cannot be read."""
    scan = _Scan()
    for piece in text.pieces():
        yield from scan.feed(piece)
    yield from scan.end()


def inner(found: dict[str, Any], *path: str) -> Any:
    """What stands at this path of keys, None where there is no such thing."""
    value: Any = found
    for key in path:
        value = value.get(key) if isinstance(value, dict) else None
    return value


class _Scan:
    """Where in the text the scan is: how deep in braces, whether in a string, and what the object is so far."""

    def __init__(self) -> None:
        self.line = self.begun = 1
        self.depth = self.size = 0
        self.string = self.escaped = self.fresh = self.junk = False
        self.parts: list[str] = []

    def feed(self, piece: str) -> Iterator[tuple[int, dict[str, Any] | Skipped]]:
        at, start = 0, 0
        if self.escaped:
            at, self.escaped = 1, False
        elif self.fresh and self.depth and piece.startswith("{"):
            yield self._broken()
        self.fresh = False
        while match := (_INSIDE if self.string else _OUTSIDE).search(piece, at):
            mark, before, at = match[0], at, match.end()
            if not self.depth and (mark == '"' or piece[before : match.start()].strip(_BETWEEN)):
                self.junk = True
            if mark == "\n":
                if not self.depth and self.junk:
                    yield self._no_object()
                self.line += 1
                self.string = False
                if self.depth and piece.startswith("{", at):
                    yield self._broken()
                self.fresh = at == len(piece)
            elif mark == '"':
                self.string = not self.string and self.depth > 0
            elif mark == "\\":
                self.escaped = at == len(piece)
                at += 1
            elif mark == "{":
                if not self.depth:
                    self.begun, start = self.line, match.start()
                self.depth += 1
            elif self.depth:
                self.depth -= 1
                if not self.depth:
                    self._hold(piece[start:at])
                    if (found := self._read()) is not None:
                        yield self.begun, found
        if self.depth:
            self._hold(piece[start:])
        elif piece[at:].strip(_BETWEEN):
            self.junk = True

    def end(self) -> Iterator[tuple[int, dict[str, Any] | Skipped]]:
        if self.depth:
            yield self.begun, Skipped(self.begun, "is cut off in the middle; what stands before it was read")
        elif self.junk:
            yield self._no_object()

    def _no_object(self) -> tuple[int, Skipped]:
        self.junk = False
        return self.line, Skipped(self.line, "is no JSON object")

    def _broken(self) -> tuple[int, Skipped]:
        self.depth, self.string, self.size = 0, False, 0
        self.parts.clear()
        return self.begun, Skipped(self.begun, "is no whole JSON object")

    def _hold(self, part: str) -> None:
        self.size += len(part)
        if self.size <= MOST:
            self.parts.append(part)
        else:
            self.parts.clear()

    def _read(self) -> dict[str, Any] | Skipped | None:
        """The object that ends here; None of a mark that is no row."""
        text, size = "".join(self.parts), self.size
        self.parts.clear()
        self.size = 0
        if size > MOST:
            return Skipped(self.begun, "is larger than 32 Mi characters")
        if FINISHED.fullmatch(text):
            return None
        try:
            found: dict[str, Any] = msgspec.json.decode(text.encode("utf-8", "replace"), type=dict[str, Any])
        except (msgspec.DecodeError, RecursionError):
            return Skipped(self.begun, "is no JSON object")
        return found
