import json
from pathlib import Path

import pytest

from leftopen import journal
from leftopen import report as reports
from leftopen.face.cli import main
from leftopen.report import json as report_json
from leftopen.store import custody
from leftopen.store.store import Store
from tests.report import example

REPORT = example.report()


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    (tmp_path / "report.json").write_bytes(report_json.render(REPORT))
    return tmp_path


@pytest.mark.parametrize("name", list(reports.formats()))
def test_every_format_goes_to_stdout_or_a_file(
    name: str, folder: Path, capsysbinary: pytest.CaptureFixture[bytes]
) -> None:
    wanted = reports.formats()[name].render(REPORT)
    assert main(["export", name, "--from", str(folder)]) == 0
    shown, said = capsysbinary.readouterr()
    assert main(["export", name, "--from", str(folder / "report.json"), "--out", str(folder / "out")]) == 0
    if name == "art33":  # an archive holds the hour at which it was made
        assert shown.startswith(b"PK")
        assert (folder / "out").read_bytes().startswith(b"PK")
    else:
        assert shown == wanted
        assert (folder / "out").read_bytes() == wanted
    assert bool(said) == (name == "xarf"), "nobody said who can be asked"


def test_help_says_whom_each_format_is_for(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["export", "--help"]) == 0
    shown = " ".join(capsys.readouterr().out.split())
    for name, form in reports.formats().items():
        assert f"{name}: {form.doc}".replace("`", "") in shown
        assert " for " in form.doc


def test_who_can_be_asked_stands_in_reports_of_abuse(
    folder: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    assert main(["export", "xarf", "--from", str(folder), "--contact", "cert@example.org"]) == 0
    assert json.loads(capsys.readouterr().out)[0]["reporter"]["contact"] == "cert@example.org"
    monkeypatch.setenv("LEFTOPEN_FROM", "The team <team@example.org>")
    assert main(["export", "xarf", "--from", str(folder)]) == 0
    assert json.loads(capsys.readouterr().out)[0]["sender"]["domain"] == "example.org"
    assert main(["export", "xarf", "--from", str(folder), "--contact", "nobody"]) == 2
    assert main(["export", "csv", "--from", str(folder), "--contact", "cert@example.org"]) == 2
    assert "xarf alone" in capsys.readouterr().err


def test_a_format_whose_extra_is_not_there_is_told(
    folder: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(reports, "find_spec", lambda name: None)
    assert main(["export", "pdf", "--from", str(folder)]) == 2
    assert "needs the extra documents" in capsys.readouterr().err


def test_a_table_has_a_row_for_each_field_or_each_service(folder: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["export", "csv", "--from", str(folder), "--rows", "services"]) == 0
    assert len(capsys.readouterr().out.splitlines()) == 1 + len(REPORT.services)
    assert main(["export", "json", "--from", str(folder), "--rows", "services"]) == 2
    assert "--rows" in capsys.readouterr().err


def test_the_newest_report_of_a_database(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    url = f"sqlite:///{tmp_path}/leftopen.db"
    assert main(["export", "json", "--db", url]) == 2
    assert "there is no such database" in capsys.readouterr().err
    assert not (tmp_path / "leftopen.db").exists()
    Store(url).close()
    assert main(["export", "json", "--db", url]) == 2
    assert "holds no report yet" in capsys.readouterr().err
    with Store(url) as store:
        store.save(REPORT, 'name = "x"')
    assert main(["export", "json", "--db", url]) == 0
    assert json.loads(capsys.readouterr().out)["run"]["id"] == REPORT.run.id


@pytest.mark.parametrize("arguments", [[], ["--from", "x", "--db", "sqlite:///x.db"]])
def test_one_place_has_to_be_named(arguments: list[str], capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["export", "json", *arguments]) == 2
    assert "either --from DIR or --db URL" in capsys.readouterr().err


def test_an_unknown_format_lists_the_known_ones(folder: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["export", "nope", "--from", str(folder)]) == 2
    assert all(name in capsys.readouterr().err for name in ("json",))


@pytest.mark.parametrize(
    "data", [None, b"", b"{}", b"\xff", b'{"schema": "other/1"}', b"[" * 100_000, b'{"schema": "leftopen.report/1"}']
)
def test_what_is_no_report_is_told(data: bytes | None, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    if data is not None:
        (tmp_path / "report.json").write_bytes(data)
    assert main(["export", "csv", "--from", str(tmp_path)]) == 2
    out, err = capsys.readouterr()
    assert out == ""
    assert err.startswith(f"leftopen: {tmp_path}/report.json: ")
    assert err.endswith("Name an output folder of audit.\n")


@pytest.mark.parametrize("url", ["postgresql://u:secret-word@h/d", "sqlite:///", "sqlite:////dev/null/x.db"])
def test_a_database_that_cannot_be_used_is_told(url: str, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["export", "json", "--db", url]) == 2
    err = capsys.readouterr().err
    assert err.count("\n") == 1
    assert "secret-word" not in err


def test_a_place_that_cannot_be_written_is_told(folder: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["export", "json", "--from", str(folder), "--out", str(folder / "none" / "x")]) == 2
    assert "cannot be written" in capsys.readouterr().err


def test_a_page_in_another_language(folder: Path, capsysbinary: pytest.CaptureFixture[bytes]) -> None:
    assert main(["export", "html", "--from", str(folder), "--language", "zh"]) == 0
    assert b'<html lang="zh-Hans">' in capsysbinary.readouterr().out
    assert main(["export", "md", "--from", str(folder), "--language", "zh"]) == 2
    assert b"--language: is for html alone" in capsysbinary.readouterr().err


@pytest.mark.parametrize("name", [journal.NAME, "report.json", ".report.md.next"])
def test_what_a_folder_stands_on_is_not_replaced(folder: Path, name: str, capsys: pytest.CaptureFixture[str]) -> None:
    custody.end(folder, {"report.json": (folder / "report.json").read_bytes()})
    before = {path.name: path.read_bytes() for path in folder.iterdir()}
    assert main(["export", "csv", "--from", str(folder), "--out", str(folder / name)]) == 2
    assert "which stays as it is" in capsys.readouterr().err
    assert {path.name: path.read_bytes() for path in folder.iterdir()} == before
    assert main(["export", "csv", "--from", str(folder), "--out", str(folder / "x.csv")]) == 0
    assert "x.csv" in " ".join(custody.verify(folder).proved)


@pytest.mark.parametrize("change", [{"port": 70_000}, {"address": "../x"}])
def test_a_report_that_no_audit_wrote_is_refused(
    folder: Path, change: dict[str, object], capsys: pytest.CaptureFixture[str]
) -> None:
    path, url = folder / "report.json", f"sqlite:///{folder}/x.db"
    tree = json.loads(path.read_bytes())
    tree["services"][0] |= change
    path.write_text(json.dumps(tree))
    with Store(url) as store:
        store.save(report_json.load(path.read_bytes()), "text")
    run = tree["run"]["id"]
    for words in (
        ["export", "csv", "--from", str(folder)],
        ["diff", str(folder), str(folder)],
        ["attribute", str(folder), "--offline"],
        ["export", "csv", "--db", url],
        ["diff", run, run, "--db", url],
        ["attribute", "--db", url, "--offline"],
    ):
        assert main(words) == 2, words
        said, told = capsys.readouterr()
        assert said == ""
        assert told.count("\n") == 1
        assert "holds what no audit of leftopen writes (services[0]: an address or port that is none)" in told
