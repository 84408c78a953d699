"""datafog: patterns in Python, spans in text."""

from collections.abc import Callable
from importlib import import_module

NEEDS = ("datafog==4.9.0",)


def make() -> Callable[[str], object]:
    scan: Callable[[str], object] = import_module("datafog").scan
    return scan
