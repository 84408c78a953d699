"""Every example in a docstring is true, and is looked at here alone."""

import doctest
import importlib
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
HERE = Path(__file__).name
FILES = [
    *((ROOT / "src", path) for path in (ROOT / "src").rglob("*.py")),
    *((ROOT, path) for path in (ROOT / "tests").rglob("*.py") if not path.name.startswith("test_")),
]
MODULES = sorted(
    ".".join(path.relative_to(top).with_suffix("").parts).removesuffix(".__init__")
    for top, path in FILES
    if ">>> " in path.read_text("utf-8")
)


@pytest.mark.parametrize("name", MODULES)
def test_examples(name: str) -> None:
    found = doctest.testmod(importlib.import_module(name))
    assert found.attempted
    assert not found.failed


def test_no_other_test_runs_them_again() -> None:
    tests = [path for path in (ROOT / "tests").rglob("test_*.py") if path.name != HERE]
    assert [path.name for path in tests if "doctest.testmod" in path.read_text("utf-8")] == []
