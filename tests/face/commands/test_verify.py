from pathlib import Path

import pytest

from leftopen.audit.plan import JOURNAL
from leftopen.face.cli import main
from leftopen.journal import Journal, verify


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    with Journal(tmp_path / JOURNAL) as journal:
        for number in range(5):
            journal.note("exchange", bytes=number)
    return tmp_path


@pytest.mark.parametrize("place", [".", JOURNAL])
def test_an_untouched_journal_is_intact(folder: Path, place: str, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["verify", str(folder / place)]) == 0
    assert capsys.readouterr() == (f"{folder / JOURNAL}: intact\n", "")


@pytest.mark.parametrize(
    ("old", "new", "line"),
    [('"bytes":3', '"bytes":9', 4), ('"seq":2', '"seq":7', 3)],
)
def test_a_changed_line_is_named(
    folder: Path, old: str, new: str, line: int, capsys: pytest.CaptureFixture[str]
) -> None:
    path = folder / JOURNAL
    path.write_text(path.read_text("utf-8").replace(old, new), "utf-8")
    assert main(["verify", str(folder)]) == 1
    assert capsys.readouterr().out.startswith(f"{path}:{line}: line {line}: changed")


def test_a_missing_line_is_named(folder: Path, capsys: pytest.CaptureFixture[str]) -> None:
    path = folder / JOURNAL
    lines = path.read_text("utf-8").splitlines(keepends=True)
    path.write_text("".join(lines[:2] + lines[3:]), "utf-8")
    assert main(["verify", str(folder)]) == 1
    assert f"{path}:3: line 3: line 3 is missing" in capsys.readouterr().out


def test_a_missing_end_is_told_though_the_chain_holds(folder: Path, capsys: pytest.CaptureFixture[str]) -> None:
    path = folder / JOURNAL
    path.write_text("".join(path.read_text("utf-8").splitlines(keepends=True)[:3]), "utf-8")
    assert main(["verify", str(folder)]) == 0
    assert "it was never closed" in capsys.readouterr().out


@pytest.mark.parametrize("place", ["", "none", "empty"])
def test_where_there_is_no_journal_there_is_nothing_to_check(
    tmp_path: Path, place: str, capsys: pytest.CaptureFixture[str]
) -> None:
    (tmp_path / "empty").mkdir()
    assert main(["verify", str(tmp_path / place)]) == 2
    assert "there is no journal" in capsys.readouterr().err


def _report(folder: Path, head: str) -> None:
    (folder / "report.json").write_text(f'{{"run": {{"id": "x", "journal": "{head}"}}}}')


def test_a_cut_end_shows_by_the_report_beside_it(folder: Path, capsys: pytest.CaptureFixture[str]) -> None:
    path = folder / JOURNAL
    _report(folder, verify(path).head)
    assert main(["verify", str(folder)]) == 0
    with Journal(path) as journal:
        journal.note("open", resumed=False)
    assert main(["verify", str(folder)]) == 0, "a later run may go on"
    path.write_text("".join(path.read_text("utf-8").splitlines(keepends=True)[:3]), "utf-8")
    assert main(["verify", str(folder)]) == 1
    assert "the end that was kept is missing" in capsys.readouterr().out


def test_another_journal_shows_by_the_report_beside_it(folder: Path) -> None:
    _report(folder, "0" * 63 + "1")
    assert main(["verify", str(folder)]) == 1
