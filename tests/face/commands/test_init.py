import re
import tomllib
from pathlib import Path

import pytest

from leftopen.face.cli import main
from leftopen.probes import named_ports
from leftopen.scope import file
from leftopen.scope.file import ScopeError
from tests import disk


def test_the_file_it_writes_is_a_scope(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    path = tmp_path / "office.toml"
    assert main(["init", str(path)]) == 0
    out, err = capsys.readouterr()
    assert out == ""
    assert f"leftopen audit {path}" in err
    with pytest.raises(ScopeError, match="still a placeholder"):
        file.load(path, named_ports())
    path.write_text(re.sub('"<.*?>"', '"Head of IT"', path.read_text("utf-8")), "utf-8")
    assert file.load(path, named_ports()).authorisation
    assert "#" in path.read_text("utf-8")


def test_a_dash_prints_it(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["init", "-"]) == 0
    assert "authorisation" in tomllib.loads(capsys.readouterr().out)


def test_without_a_name_it_is_scope_toml(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    assert main(["init"]) == 0
    assert [path.name for path in tmp_path.iterdir()] == ["scope.toml"]


@pytest.mark.parametrize(
    ("name", "says"),
    [
        ("there.toml", "is there already and was left alone"),
        ("none/there.toml", "cannot be written (No such file or directory)"),
    ],
)
def test_nothing_is_overwritten(tmp_path: Path, capsys: pytest.CaptureFixture[str], name: str, says: str) -> None:
    (tmp_path / "there.toml").write_text("mine")
    assert main(["init", str(tmp_path / name)]) == 2
    assert says in capsys.readouterr().err
    assert (tmp_path / "there.toml").read_text() == "mine"


def test_a_full_disk_leaves_no_half_file_in_the_way(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    path = tmp_path / "office.toml"
    with monkeypatch.context() as patch:
        disk.fills(patch, path, 100)
        assert main(["init", str(path)]) == 4
    assert "No space left on device). Make room" in capsys.readouterr().err
    assert main(["init", str(path)]) == 0
