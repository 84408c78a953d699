"""Small rooms: a module over 500 lines asks for a reason, and this is where it is asked."""

from pathlib import Path

ROOT = Path(__file__).parents[2]
MOST = 500
REASONS: dict[str, str] = {}
"""Path to reason, for a module that has to be larger."""


def lines(path: Path) -> int:
    return len(path.read_text("utf-8").splitlines())


def test_no_module_is_larger_without_a_reason() -> None:
    large = {
        str(path.relative_to(ROOT))
        for top in ("src", "tests", "bench", "docs")
        for path in (ROOT / top).rglob("*.py")
        if lines(path) > MOST
    }
    assert large == set(REASONS)
