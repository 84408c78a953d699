"""Parameters come in the same order in every process: the fast tests are shared out among several."""

import ast
from pathlib import Path

import pytest

TESTS = Path(__file__).parents[1]
UNORDERED = (ast.Set, ast.SetComp)


def unordered(values: ast.expr) -> bool:
    """Whether these values are a set, as far as can be seen where they stand."""
    if isinstance(values, ast.BinOp):
        return unordered(values.left) or unordered(values.right)
    called = values.func.id if isinstance(values, ast.Call) and isinstance(values.func, ast.Name) else ""
    return isinstance(values, UNORDERED) or called in ("set", "frozenset")


def parameters(tree: ast.AST) -> list[ast.expr]:
    return [
        node.args[1]
        for node in ast.walk(tree)
        if isinstance(node, ast.Call)
        and isinstance(node.func, ast.Attribute)
        and node.func.attr == "parametrize"
        and len(node.args) > 1
    ]


@pytest.mark.parametrize("path", sorted(TESTS.rglob("test_*.py")), ids=lambda path: str(path.relative_to(TESTS)))
def test_no_parameters_are_a_set(path: Path) -> None:
    found = [values.lineno for values in parameters(ast.parse(path.read_text("utf-8"))) if unordered(values)]
    assert not found, f"{path}: order these, as the processes of a run have to agree on it: lines {found}"


@pytest.mark.parametrize(
    ("written", "is_set"), [("set(x)", True), ("set(x) - {y}", True), ("{x, y}", True), ("[x]", False)]
)
def test_a_set_is_seen(written: str, is_set: bool) -> None:
    assert unordered(ast.parse(written, mode="eval").body) is is_set
