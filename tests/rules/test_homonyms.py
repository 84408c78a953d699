"""A class has a name of its own: who meets one in a traceback or an import knows which room it is from."""

import ast
from collections import defaultdict
from pathlib import Path

SOURCE = Path(__file__).parents[2] / "src" / "leftopen"
GRAMMARS, LAB = SOURCE / "wire", SOURCE / "lab"
"""A grammar speaks the words of its protocol (a refusal of Redis, one of MySQL), and what the lab sends back is the
other end of what is read; neither leaves its room but by the name of its module."""


def classes(path: Path) -> list[str]:
    tree = ast.parse(path.read_text("utf-8"))
    return [node.name for node in tree.body if isinstance(node, ast.ClassDef) and not node.name.startswith("_")]


def test_no_two_rooms_call_different_things_alike() -> None:
    homes = defaultdict(list)
    for path in sorted(SOURCE.rglob("*.py")):
        if not {GRAMMARS, LAB}.intersection(path.parents):
            for name in classes(path):
                homes[name].append(str(path.relative_to(SOURCE)))
    assert len(homes) > 200
    assert {name: at for name, at in homes.items() if len(at) > 1} == {}


def test_the_operations_of_a_talk_are_called_as_nothing_else_is() -> None:
    operations = {*classes(GRAMMARS / "talk.py")}
    elsewhere = {
        name: str(path.relative_to(SOURCE))
        for path in sorted(SOURCE.rglob("*.py"))
        if GRAMMARS not in path.parents and LAB not in path.parents
        for name in classes(path)
    }
    assert {name: elsewhere[name] for name in operations & set(elsewhere)} == {}
