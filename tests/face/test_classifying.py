"""The words that `classify` knows by itself mean what the parser of options says that they mean."""

import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

from leftopen.face import classifying, cli

CALLS = (
    ["a.json"],
    ["-"],
    ["a", "b c", "", "ü.csv", "classify"],
    ["--format", "json", "a"],
    ["a", "--format", "table", "-"],
    ["a", "--per-record", "--format", "json"],
    ["--per-record", "a", "b"],
)
OTHERS: tuple[list[str], ...] = (
    [],
    ["--help"],
    ["a", "--fail-on", "any"],
    ["--format=json", "a"],
    ["a", "--format"],
    ["a", "--format", "xml"],
    ["a", "--format", "json", "--format", "table"],
    ["a", "--per-record", "--per-record"],
    ["--", "-a"],
    ["-a"],
    ["--format", "json"],
    ["--per-record"],
)


@pytest.fixture
def calls(monkeypatch: pytest.MonkeyPatch) -> list[Any]:
    """What `run` was asked."""
    found: list[Any] = []

    def run(files: Any, format: str, *, per_record: bool, fail_on: Any = ()) -> int:
        found.append((list(files), format, per_record, list(fail_on)))
        return 7

    monkeypatch.setattr(classifying, "run", run)
    return found


@pytest.mark.parametrize("words", CALLS)
def test_plain_words_mean_what_the_parser_says(words: list[str], calls: list[Any]) -> None:
    assert classifying.at_once(words) == 7
    assert cli._parsed(["classify", *words]) == 7
    assert calls[0] == calls[1]
    assert cli.main(["classify", *words]) == 7


@pytest.mark.parametrize("words", OTHERS)
def test_all_others_are_the_parsers(words: list[str], calls: list[Any]) -> None:
    assert classifying.at_once(words) is None
    assert calls == []


def test_a_page_of_records_loads_neither_parser_nor_painter(tmp_path: Path) -> None:
    file = tmp_path / "people.ndjson"
    file.write_text('{"mail": "zhao@example.org"}\n' * 3)
    script = (
        "import sys\nfrom leftopen.face import cli\ncli.main(sys.argv[1:])\n"
        "print({'cyclopts', 'rich.console'} & sys.modules.keys())"
    )
    done = subprocess.run([sys.executable, "-c", script, "classify", str(file)], capture_output=True, text=True)
    assert "contact.email" in done.stdout
    assert done.stdout.splitlines()[-1] == "set()"
