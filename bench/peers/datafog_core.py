"""datafog-core: eight detectors in Rust, spans in text."""

from collections.abc import Callable
from importlib import import_module

NEEDS = ("datafog-core==0.4.4",)


def make() -> Callable[[str], object]:
    scan: Callable[[str], object] = import_module("datafog_core").scan
    return scan
