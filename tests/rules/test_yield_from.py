"""A helper that is a generator does nothing unless called with `yield from`: no type checker notices, so this does."""

import ast
from pathlib import Path

SOURCE = Path(__file__).parents[2] / "src" / "leftopen"
PLACES = ("wire", "probes")
KINDS = ("Talk[", "Generator[", "talk.Talk[")


def generators(tree: ast.Module) -> set[str]:
    """Names of functions that return a Talk."""
    functions = (node for node in ast.walk(tree) if isinstance(node, ast.FunctionDef))
    return {node.name for node in functions if ast.unparse(node.returns or node.args).startswith(KINDS)}


def forgotten(tree: ast.Module, names: set[str]) -> list[int]:
    """Lines that call such a helper without `yield from`, return or assignment of the generator to run later."""
    allowed = set()
    for node in ast.walk(tree):
        if isinstance(node, ast.YieldFrom | ast.Return) and isinstance(node.value, ast.Call):
            allowed.add(id(node.value))
    lines = []
    for node in ast.walk(tree):
        if isinstance(node, ast.Call) and id(node) not in allowed:
            name = node.func.attr if isinstance(node.func, ast.Attribute) else getattr(node.func, "id", None)
            owner = (
                node.func.value.id
                if isinstance(node.func, ast.Attribute) and isinstance(node.func.value, ast.Name)
                else ""
            )
            if name in names and (isinstance(node.func, ast.Name) or owner in MODULES):
                lines.append(node.lineno)
    return lines


MODULES = {path.stem for place in PLACES for path in (SOURCE / place).glob("*.py")}


def test_no_helper_is_called_without_yield_from() -> None:
    trees = {path: ast.parse(path.read_text("utf-8")) for place in PLACES for path in (SOURCE / place).rglob("*.py")}
    public = {name for tree in trees.values() for name in generators(tree) if not name.startswith("_")}
    assert {"send", "exact", "line"} <= public
    found = {path: forgotten(tree, public | generators(tree)) for path, tree in trees.items()}
    assert not {str(path.relative_to(SOURCE)): lines for path, lines in found.items() if lines}


def test_the_rule_sees_an_omission() -> None:
    tree = ast.parse("def probe():\n    send(x)\n    y = exact(3)\n    z = yield from exact(4)\n    return line(5)\n")
    assert forgotten(tree, {"send", "exact", "line"}) == [2, 3]
