"""Texts against one regular expression, made from its own parts.

For each part that may repeat: what has to come before it, the part again and again, and an end at which the whole
cannot match. That is where an engine that backtracks tries all ways to share the text out among the parts.
"""

import importlib
import pkgutil
import random
import re
from collections.abc import Callable, Iterator
from typing import Any

import leftopen
from leftopen.privacy.later import Later

_MANY = 9
"""A part that may come more often than this is repeated without end."""
_ENDS = ("\x00", "!", "")
_FALLBACK = "a"

parser: Any = getattr(re, "_parser")  # noqa: B009 a private module, which no type checker knows
constants: Any = getattr(re, "_constants")  # noqa: B009 the same


class Sampler:
    """Short texts that parts of a parsed expression match."""

    def __init__(self, seed: int) -> None:
        self.random = random.Random(seed)
        self.groups: dict[int, str] = {}

    def all(self, items: Any) -> str:
        return "".join(self.one(operation, value) for operation, value in items)

    def one(self, operation: Any, value: Any) -> str:
        name = str(operation)
        if name == "LITERAL":
            return chr(value)
        if name == "NOT_LITERAL":
            return next(char for char in "ab" if ord(char) != value)
        if name == "ANY":
            return self.random.choice("a1 ")
        if name == "IN":
            return self.member(value)
        if name == "BRANCH":
            return self.all(self.random.choice(value[1]))
        if name in ("MAX_REPEAT", "MIN_REPEAT", "POSSESSIVE_REPEAT"):
            more = bool(value[1]) and self.random.random() < 0.3
            return self.all(value[2]) * max(int(value[0]), int(more))
        if name == "SUBPATTERN":
            self.groups[value[0] or 0] = self.all(value[3])
            return self.groups[int(value[0] or 0)]
        if name == "ATOMIC_GROUP":
            return self.all(value)
        return self.groups.get(int(value), "") if name == "GROUPREF" else ""

    def member(self, items: Any) -> str:
        """A character of a set."""
        whole = items
        negated = str(items[0][0]) == "NEGATE"
        if negated:
            probe = "a1 _-.:Aé王\"'"
            return self.random.choice([char for char in probe if not _within(ord(char), items[1:])] or [_FALLBACK])
        operation, value = self.random.choice(whole)
        name = str(operation)
        if name == "RANGE":
            return chr(self.random.choice((value[0], (value[0] + value[1]) // 2)))
        if name == "CATEGORY":
            return {"CATEGORY_DIGIT": "1", "CATEGORY_SPACE": " ", "CATEGORY_NOT_SPACE": "a"}.get(
                str(value), self.random.choice("a1_") if str(value) == "CATEGORY_WORD" else "-"
            )
        return chr(value)


def _within(code: int, items: Any) -> bool:
    char = chr(code)
    for operation, value in items:
        name = str(operation)
        if (name == "LITERAL" and value == code) or (name == "RANGE" and value[0] <= code <= value[1]):
            return True
        if name == "CATEGORY":
            kind = str(value)
            is_of = {"DIGIT": char.isdecimal(), "SPACE": char.isspace(), "WORD": char.isalnum() or char == "_"}
            if is_of[kind.rpartition("_")[2]] is not ("_NOT_" in kind):
                return True
    return False


def attacks(pattern: re.Pattern[Any], seeds: int = 4) -> Iterator[tuple[str, str, str]]:
    """(lead, unit, end) of texts, each once."""
    text = pattern.pattern.decode("latin-1") if isinstance(pattern.pattern, bytes) else pattern.pattern
    tree = parser.parse(text, pattern.flags & ~re.UNICODE if isinstance(pattern.pattern, bytes) else pattern.flags)
    seen = set()
    for seed in range(seeds):
        sampler = Sampler(seed)
        whole = sampler.all(tree) or _FALLBACK
        for lead, unit in [*_repeats(tree, "", Sampler(seed)), ("", whole), ("", whole[: 1 + len(whole) // 2])]:
            for end in _ENDS[: 1 + (seed == 0) * 2]:
                if unit and (lead, unit, end) not in seen:
                    seen.add((lead, unit, end))
                    yield lead, unit, end


def _repeats(items: Any, lead: str, sampler: Sampler) -> Iterator[tuple[str, str]]:
    """What comes before each part that repeats, and the part."""
    for operation, value in items:
        name = str(operation)
        if name in ("MAX_REPEAT", "MIN_REPEAT", "POSSESSIVE_REPEAT"):
            if value[1] is constants.MAXREPEAT or value[1] > _MANY:
                yield lead, sampler.all(value[2])
            yield from _repeats(value[2], lead, sampler)
        elif name == "SUBPATTERN":
            yield from _repeats(value[3], lead, sampler)
        elif name in ("ASSERT", "ASSERT_NOT"):
            yield from _repeats(value[1], lead, sampler)
        elif name == "ATOMIC_GROUP":
            yield from _repeats(value, lead, sampler)
        elif name == "BRANCH":
            for branch in value[1]:
                yield from _repeats(branch, lead, sampler)
        lead += sampler.one(operation, value)


def modules(*packages: str) -> Iterator[Any]:
    """Every module of these packages of the product."""
    for name in packages:
        package = importlib.import_module(f"{leftopen.__name__}.{name}")
        yield package
        for each in pkgutil.walk_packages(getattr(package, "__path__", ()), f"{package.__name__}."):
            yield importlib.import_module(each.name)


def compiled(module: Any) -> Iterator[tuple[str, re.Pattern[Any]]]:
    """The regular expressions that a module keeps, also in its tables, by name."""
    for name, value in vars(module).items():
        yield from _inside(name, value, 3)


def _inside(name: str, value: Any, depth: int) -> Iterator[tuple[str, re.Pattern[Any]]]:
    if isinstance(value, Later):
        yield name, value.compiled()
    elif isinstance(value, re.Pattern):
        yield name, value
    elif depth and isinstance(value, dict):
        for each in value.values():
            yield from _inside(name, each, depth - 1)
    elif depth and isinstance(value, tuple | list | set | frozenset) and len(value) < 1000:
        for each in value:
            yield from _inside(name, each, depth - 1)


def uses(name: str, pattern: re.Pattern[Any], source: str) -> dict[str, Callable[[Any], object]]:
    """How a module uses an expression that it calls so: with `search`, `fullmatch`, …"""
    ways: dict[str, Callable[[Any], object]] = {
        "match": pattern.match,
        "fullmatch": pattern.fullmatch,
        "search": pattern.search,
        "findall": pattern.findall,
        "finditer": lambda text: [*pattern.finditer(text)],
        "sub": lambda text: pattern.sub(text[:0], text),
        "split": pattern.split,
    }
    used = set(re.findall(rf"\b{name}\.(\w+)", source)) & ways.keys()
    return {way: ways[way] for way in used or {"search"}}
