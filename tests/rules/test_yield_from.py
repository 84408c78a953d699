"""A helper that is a generator does nothing unless called with `yield from`: no type checker notices, so this does."""

import ast
from pathlib import Path

SOURCE = Path(__file__).parents[2] / "src" / "leftopen"
PLACES = ("wire", "survey", "probes")
KINDS = ("Talk[", "Generator[", "talk.Talk[")


def generators(tree: ast.Module) -> set[str]:
    """Names of functions that return a Talk."""
    functions = (node for node in ast.walk(tree) if isinstance(node, ast.FunctionDef))
    return {node.name for node in functions if ast.unparse(node.returns or node.args).startswith(KINDS)}


def called(tree: ast.Module, known: dict[str, set[str]]) -> set[str]:
    """How this module may spell the helpers that it can reach: its own, imported ones, those of imported modules."""
    names = generators(tree)
    for node in ast.walk(tree):
        if isinstance(node, ast.ImportFrom) and node.module:
            for alias in node.names:
                spelled = alias.asname or alias.name
                if alias.name in known.get(node.module, set()):
                    names.add(spelled)
                names |= {f"{spelled}.{helper}" for helper in known.get(f"{node.module}.{alias.name}", set())}
    return names


def forgotten(tree: ast.Module, names: set[str]) -> list[int]:
    """Lines that call such a helper without `yield from`, and do not return the generator either."""
    handed = (node.value for node in ast.walk(tree) if isinstance(node, ast.YieldFrom | ast.Return))
    allowed = {id(value) for value in handed if isinstance(value, ast.Call)}
    calls = (node for node in ast.walk(tree) if isinstance(node, ast.Call) and id(node) not in allowed)
    return [node.lineno for node in calls if ast.unparse(node.func) in names]


def test_no_helper_is_called_without_yield_from() -> None:
    trees = {path: ast.parse(path.read_text("utf-8")) for place in PLACES for path in (SOURCE / place).rglob("*.py")}
    known = {f"leftopen.{path.parent.name}.{path.stem}": generators(tree) for path, tree in trees.items()}
    assert {"send", "exact", "line"} <= known["leftopen.wire.talk"]
    found = {path: forgotten(tree, called(tree, known)) for path, tree in trees.items()}
    assert not {str(path.relative_to(SOURCE)): lines for path, lines in found.items() if lines}


def test_the_rule_sees_an_omission() -> None:
    known = {"leftopen.wire.talk": {"send", "exact", "line"}, "leftopen.wire.resp": {"reply"}}
    tree = ast.parse(
        "from leftopen.wire import digest, resp\n"
        "from leftopen.wire.talk import exact as read, line, send\n"
        "def probe():\n"
        "    send(x)\n"
        "    y = read(3)\n"
        "    z = yield from read(4)\n"
        "    resp.reply()\n"
        "    digest.reply()\n"
        "    return line(5)\n"
    )
    assert forgotten(tree, called(tree, known)) == [4, 5, 7]
