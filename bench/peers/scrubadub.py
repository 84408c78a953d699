"""scrubadub: patterns and parsers in Python, spans in text; its default detectors."""

from collections.abc import Callable, Iterator
from importlib import import_module
from typing import Any

NEEDS = ("scrubadub==2.0.1", "setuptools<81")


def make() -> Callable[[str], object]:
    scrubber = import_module("scrubadub").Scrubber()
    return lambda line: list(scrubber.iter_filth(line))


def spans(found: Any) -> Iterator[tuple[str, int, int]]:
    for each in found:
        yield each.type, each.beg, each.end
