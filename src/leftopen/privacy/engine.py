"""What a field holds: evidence of its values, of its name and against it, weighed into a confidence per label.

Values are examined fully for the first `FULL` records that have the field and one in `STRIDE` after that, so that the
time and memory for a field stay bounded; shares are estimates from then on and counts are scaled. A value is examined
by what its field's name and its own shape allow: one pass of all patterns over it (RE2 set: linear time on hostile
text), then `valid` of those that hit, then the detectors that the name calls for.
"""

from collections import Counter
from collections.abc import Callable, Sequence
from functools import cache, lru_cache
from typing import Any, NamedTuple

from leftopen.privacy import concepts, running
from leftopen.privacy.detectors import detectors
from leftopen.privacy.flatten import Node
from leftopen.privacy.scan import sound, spans

FULL = 500
STRIDE = 32
CELL = 16
"""Values of one field in one record that are examined."""
KEPT = 64
"""Values kept per field while reading, for the evidence against."""
_LONG = 262_144
_HUGE = 10**24
_MEMO = 1024
_WHOLE = 0.8
_AGREES = 0.5


def tame(value: Any) -> Any:
    """A value that every detector can take: text as valid Unicode of bounded length."""
    if isinstance(value, str) and (len(value) > _LONG or not value.isascii()):
        return value[:_LONG].encode("utf-8", "replace").decode("utf-8")
    return value


class Column:
    """The counters of one field. Bits 0… are detectors in order: `whole` values, `inside` text, `fits` its name.

    `names` is how clearly the field's name speaks for each detector, `called` those that it calls.
    """

    __slots__ = (
        "called",
        "examined",
        "fits",
        "hints",
        "inside",
        "keep",
        "kept",
        "masks",
        "memo",
        "names",
        "node",
        "present",
        "samples",
        "types",
        "weak",
        "whole",
    )

    def __init__(self, node: Node, around: frozenset[str], keep: int = KEPT) -> None:
        self.node = node
        self.keep = keep
        self.present = 0
        self.examined = 0.0
        self.types: Counter[str] = Counter()
        self.whole: Counter[int] = Counter()
        self.inside: Counter[int] = Counter()
        self.fits: Counter[int] = Counter()
        self.masks: Counter[int] = Counter()
        self.kept: list[Any] = []
        self.samples: dict[int, list[Any]] = {}
        self.memo: dict[str, Shown] = {}
        self.hints, self.weak, self.names, self.called = _named(node.parts, around)

    def take(self, values: list[Any]) -> None:
        """The values of this field in one record."""
        self.present += 1
        if self.present <= FULL:
            self._examine(values, 1)
        elif self.present % STRIDE == 0:
            self._examine(values, STRIDE)

    def _examine(self, values: list[Any], weight: int) -> None:
        values = [value for value in values[:CELL] if value is not None]
        self.types[kind(values)] += weight
        values = [tame(value) for value in values if not (isinstance(value, int) and abs(value) > _HUGE)]
        if not values or all(value == "" for value in values):
            return
        self.examined += weight
        if len(self.kept) < self.keep:
            self.kept += values[: self.keep - len(self.kept)]
        key = values[0] if len(values) == 1 and type(values[0]) is str and len(values[0]) <= 64 else None
        shown = self.memo.get(key) if key is not None else None
        if shown is None:
            shown = self._look(values)
            if key is not None and len(self.memo) < _MEMO:
                self.memo[key] = shown
        for mask in shown.masks:
            self.masks[mask] += weight
        self._count(shown, weight, values)

    def _look(self, values: list[Any]) -> "Shown":
        """What the values of one record show, whatever came before."""
        masks = []
        whole = inside = fits = 0
        for value in values:
            if isinstance(value, (str, int)) and not isinstance(value, bool):
                one, other = _match(sound(str(value)))
                masks.append(one)
                whole |= one
                inside |= other
        for bit, see in _seeing():
            if see(values):
                whole |= 1 << bit
                masks.append(1 << bit)
        for bit in self.called:
            if whole >> bit & 1 or detectors()[bit].plausible(values):
                fits |= 1 << bit
        return Shown(masks, whole, inside, fits)

    def _count(self, shown: "Shown", weight: int, values: list[Any]) -> None:
        for counter, bits in ((self.whole, shown.whole), (self.inside, shown.inside), (self.fits, shown.fits)):
            while bits:
                bit = (bits & -bits).bit_length() - 1
                bits &= bits - 1
                counter[bit] += weight
                if bit not in self.samples:
                    self.samples[bit] = values

    def absorb(self, other: "Column") -> None:
        """Adds the counters of a column whose node was collapsed into this one's."""
        self.present += other.present
        self.examined += other.examined
        self.types.update(other.types)
        for name in ("whole", "inside", "fits", "masks"):
            getattr(self, name).update(getattr(other, name))
        self.kept = (self.kept + other.kept)[: self.keep]
        self.samples = {**other.samples, **self.samples}


@lru_cache(4096)
def _named(
    parts: tuple[str, ...], around: frozenset[str]
) -> tuple[dict[str, float], frozenset[str], tuple[float, ...], tuple[int, ...]]:
    """What a field's name tells: strength per concept, ambiguous ones, strength per detector, detectors it calls."""
    found = concepts.of_path(parts)
    hints = {hint.concept: hint.strength for hint in reversed(found)}
    clear = {hint.concept for hint in found if not hint.weak}
    person = "about.person" in around and "about.thing" not in around
    weak = frozenset() if person else frozenset(hint.concept for hint in found if hint.weak) - clear
    names = tuple(max((hints.get(each, 0.0) for each in detector.concepts), default=0.0) for detector in detectors())
    return hints, weak, names, tuple(bit for bit, name in enumerate(names) if name >= _AGREES)


class Shown(NamedTuple):
    """What one record shows of a field: bits per value, and bits that any value shows."""

    masks: list[int]
    whole: int
    inside: int
    fits: int


@cache
def _seeing() -> tuple[tuple[int, Callable[[Sequence[Any]], bool]], ...]:
    return tuple((bit, each.see) for bit, each in enumerate(detectors()) if each.see is not None)


def _match(text: str) -> tuple[int, int]:
    """The detectors whose pattern is the whole of a value, and those that are only inside it."""
    stripped = len(text.strip())
    whole = inside = 0
    for bit, start, end in spans(text):
        if end - start >= _WHOLE * stripped:
            whole |= 1 << bit
        elif not detectors()[bit].chance:
            inside |= 1 << bit
    if not whole and running.prose(text):
        for hit in running.hits(text):
            inside |= 1 << hit.bit
    return whole, inside & ~whole


def kind(values: Sequence[Any]) -> str:
    """The type of a field's values as reports show it: `text`, `integer`, `float[512]`, …"""
    if not values:
        return "null"
    value = values[0]
    if isinstance(value, bool):
        return "boolean"
    if isinstance(value, int):
        return "integer"
    if isinstance(value, float):
        return "float"
    if isinstance(value, str):
        return "text"
    if isinstance(value, (list, tuple)):
        return f"float[{len(value)}]" if value else "array"
    if isinstance(value, (bytes, bytearray)):
        return "bytes"
    return "date" if hasattr(value, "isoformat") else "other"


def forget() -> None:
    """Drops every field name that was read, here and in `concepts`."""
    _named.cache_clear()
    concepts.forget()
