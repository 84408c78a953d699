"""Nothing in the tests is there for nothing: what a module of them defines is used by one of them."""

import ast
import re
from collections import Counter
from collections.abc import Iterator
from pathlib import Path

ROOT = Path(__file__).parents[2]
BY_NAME = {"pytestmark", "__all__", "pytest_plugins"}
"""Names that pytest or Python looks for."""

_NAME = re.compile(r"\w+")


def defined(tree: ast.Module) -> Iterator[str]:
    """What a module defines and pytest does not call by itself."""
    for node in tree.body:
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef | ast.ClassDef):
            called = any("autouse" in ast.unparse(each) or "hook" in ast.unparse(each) for each in node.decorator_list)
            if not called and not node.name.lower().startswith(("test", "pytest_")):
                yield node.name
        elif isinstance(node, ast.Assign):
            yield from (target.id for target in node.targets if isinstance(target, ast.Name))
        elif isinstance(node, ast.AnnAssign) and isinstance(node.target, ast.Name):
            yield node.target.id


def unused(texts: dict[str, str], elsewhere: str = "") -> list[str]:
    """Names that no text has but where they are defined."""
    said = Counter(word for text in (*texts.values(), elsewhere) for word in _NAME.findall(text))
    return [
        f"{path}: {name}"
        for path, text in texts.items()
        for name in defined(ast.parse(text))
        if said[name] == 1 and name not in BY_NAME
    ]


def test_what_the_tests_define_is_used() -> None:
    texts = {str(path.relative_to(ROOT)): path.read_text("utf-8") for path in (ROOT / "tests").rglob("*.py")}
    others = (path.read_text("utf-8") for top in ("bench", "docs") for path in (ROOT / top).rglob("*.py"))
    assert unused(texts, "\n".join(others)) == []


def test_the_rule_sees_what_nothing_uses() -> None:
    module = "A = 1\ndef f() -> int:\n    return 2\ndef test_a() -> None:\n    assert f()\n"
    assert unused({"m.py": module}) == ["m.py: A"]
    assert unused({"m.py": module, "n.py": "from m import A\n"}) == []
