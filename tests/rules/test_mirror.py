"""Every source file has its test file, and every test file of the mirror its source file."""

from pathlib import Path

ROOT = Path(__file__).parents[2]
SOURCE, TESTS = ROOT / "src" / "leftopen", ROOT / "tests"
ELSEWHERE = {"bench", "rules", "live", "hostile", "talks", "conduct"}
"""Folders of tests that follow no source file."""
OF_PACKAGES = ("test_init.py", "test_registry.py", "test_contract.py")
"""Tests of what stands in `__init__.py`: of its functions, of the registry that it is, or of all its members."""


def wanted(source: Path) -> Path:
    relative = source.relative_to(SOURCE)
    return TESTS / relative.parent / f"test_{relative.name}"


def has_code(source: Path) -> bool:
    text = source.read_text("utf-8")
    return "def " in text or "class " in text


def test_each_source_file_has_its_test_file() -> None:
    sources = [p for p in SOURCE.rglob("*.py") if "migrations" not in p.parts and has_code(p)]
    named = [p for p in sources if p.name not in {"__init__.py", "__main__.py"}]
    missing = sorted(str(wanted(p).relative_to(ROOT)) for p in named if not wanted(p).exists())
    assert not missing


def test_each_package_with_code_of_its_own_has_a_test_file() -> None:
    packages = [p.parent for p in SOURCE.rglob("__init__.py") if has_code(p)]
    assert len(packages) > 5
    missing = [
        str(package.relative_to(SOURCE))
        for package in packages
        if not any((TESTS / package.relative_to(SOURCE) / name).exists() for name in OF_PACKAGES)
    ]
    assert missing == []


def test_each_test_file_has_its_source_file() -> None:
    lost = []
    for test in TESTS.rglob("test_*.py"):
        relative = test.relative_to(TESTS)
        source = SOURCE / relative.parent / relative.name.removeprefix("test_")
        helper = TESTS / relative.parent / relative.name.removeprefix("test_")
        package = source.with_suffix("")
        if relative.parts[0] in ELSEWHERE or source.exists() or helper.exists() or package.is_dir():
            continue
        if relative.name in OF_PACKAGES and source.parent.is_dir():
            continue
        lost.append(str(relative))
    assert not lost
