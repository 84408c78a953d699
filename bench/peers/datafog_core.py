"""datafog-core: eight detectors in Rust, spans in text."""

from collections.abc import Callable, Iterator
from importlib import import_module
from typing import Any

NEEDS = ("datafog-core==0.4.4",)


def make() -> Callable[[str], object]:
    scan: Callable[[str], object] = import_module("datafog_core").scan
    return scan


def spans(found: Any) -> Iterator[tuple[str, int, int]]:
    for each in found:
        yield each.entity_type, each.codepoint_range.start, each.codepoint_range.end
