import json
from pathlib import Path

import pytest

from leftopen import signing
from leftopen.face.cli import main


@pytest.fixture(autouse=True)
def settings(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setenv("XDG_CONFIG_HOME", str(tmp_path / "settings"))
    return tmp_path / "settings" / "leftopen"


def test_it_is_shown_without_its_secret(settings: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["key", "show"]) == 0
    shown = capsys.readouterr().out
    assert signing.fingerprint(signing.public()) in shown
    assert str(settings / signing.FILE) in shown
    assert main(["key", "show", "--format", "json"]) == 0
    assert json.loads(capsys.readouterr().out)["public"] == signing.public()


def test_it_is_exported_to_a_file_or_standard_output(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["key", "export"]) == 0
    assert main(["key", "export", "--out", str(tmp_path / "key.pem")]) == 0
    assert capsys.readouterr().out == (tmp_path / "key.pem").read_text()
    assert signing.imported((tmp_path / "key.pem").read_bytes()) == signing.public()


def test_a_key_that_cannot_be_made_is_told(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    (tmp_path / "taken").write_text("")
    monkeypatch.setenv("XDG_CONFIG_HOME", str(tmp_path / "taken"))
    assert main(["key", "show"]) == 2
    assert "XDG_CONFIG_HOME" in capsys.readouterr().err


@pytest.mark.parametrize("words", [["show", "--out", "k.pem"], ["export", "--format", "json"]])
def test_an_option_of_the_other_one_is_not_passed_over(
    words: list[str], tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.chdir(tmp_path)
    assert main(["key", *words]) == 2
    out, err = capsys.readouterr()
    assert (out, err.count("\n")) == ("", 1)
    assert words[1] in err
    assert not (tmp_path / "k.pem").exists()
