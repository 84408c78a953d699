import errno
import os
import stat
import subprocess
import sys
from pathlib import Path

import pytest

from leftopen.face import console
from leftopen.face.console import EARLY, UNUSABLE, Stop
from leftopen.face.tables import table
from tests.labs import leftopen


def test_data_goes_to_stdout_as_utf8_and_words_to_stderr(capsysbinary: pytest.CaptureFixture[bytes]) -> None:
    console.out("姓名 █\ud800\n")
    console.out(b"\xff\n")
    console.say("[bold]as it is[/bold]")
    out, err = capsysbinary.readouterr()
    assert out == "姓名 █?\n".encode() + b"\xff\n"
    assert err == b"[bold]as it is[/bold]\n"


def test_an_error_is_one_line_that_drives_no_terminal(capsys: pytest.CaptureFixture[str]) -> None:
    console.fail("x\x1b[31m\ny\u202ez: no such file")
    out, err = capsys.readouterr()
    assert out == ""
    assert err.count("\n") == 1
    assert err.isprintable() or err.rstrip("\n").isprintable()
    assert err.startswith("leftopen: x")


@pytest.mark.parametrize("variable", ["1", "yes"])
def test_no_color_and_pipes_are_honoured(monkeypatch: pytest.MonkeyPatch, variable: str) -> None:
    monkeypatch.delenv("NO_COLOR", raising=False)
    assert not console.coloured()
    monkeypatch.setattr(sys.stdout, "isatty", lambda: True)
    assert console.coloured()
    monkeypatch.setenv("NO_COLOR", variable)
    assert not console.coloured()


def test_a_closed_output_has_no_colours_and_is_no_bug(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sys, "stdout", None)
    assert not console.coloured()
    console.out("goes nowhere")
    assert table(("a",), [("b",)]).splitlines() == ["a", "─", "b"]


@pytest.mark.parametrize(
    ("url", "shown"),
    [
        ("postgresql://me:s@cret@db/x", "postgresql://…@db/x"),
        ("postgresql+psycopg://me@db", "postgresql+psycopg://…@db"),
        ("sqlite:///a@b.db", "sqlite:///a@b.db"),
    ],
)
def test_a_database_is_shown_without_its_login(url: str, shown: str) -> None:
    assert console.without_login(url) == shown


def test_a_file_is_written_whole_for_its_owner(tmp_path: Path) -> None:
    path = tmp_path / "report.json"
    console.write(path, b"one")
    console.write(path, b"two")
    assert path.read_bytes() == b"two"
    assert stat.S_IMODE(path.stat().st_mode) == 0o600
    assert list(tmp_path.iterdir()) == [path]


def test_a_link_is_followed_and_a_device_stays_one(tmp_path: Path) -> None:
    link, real, pipe = tmp_path / "link", tmp_path / "real", tmp_path / "pipe"
    link.symlink_to(real)
    console.write(link, b"one")
    assert link.is_symlink()
    assert real.read_bytes() == b"one"
    os.mkfifo(pipe)
    reader = os.open(pipe, os.O_RDONLY | os.O_NONBLOCK)
    console.write(pipe, b"two")
    assert os.read(reader, 10) == b"two"
    os.close(reader)
    assert stat.S_ISFIFO(pipe.stat().st_mode)


@pytest.mark.parametrize("place", ["none/report.json", "file/report.json", "folder"])
def test_a_place_that_cannot_be_written_is_told(tmp_path: Path, place: str) -> None:
    (tmp_path / "folder").mkdir()
    (tmp_path / "file").write_text("here")
    with pytest.raises(
        Stop, match=r"cannot be written \(.*\)\. Check its permissions, or choose another --out"
    ) as stop:
        console.write(tmp_path / place, b"data")
    assert stop.value.code == UNUSABLE
    assert sorted(path.name for path in tmp_path.rglob("*")) == ["file", "folder"]


def test_a_full_disk_leaves_what_was_there(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    path = tmp_path / "report.json"
    console.write(path, b"before")

    def full(*_: object) -> None:
        raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC))

    monkeypatch.setattr("leftopen.face.console.os.fdopen", full)
    with pytest.raises(Stop, match=r"No space left on device\)\. Make room") as stop:
        console.write(path, b"after")
    assert stop.value.code == EARLY
    assert [each.read_bytes() for each in tmp_path.iterdir()] == [b"before"]


# --- streams that are not what they should be: only a process of its own has such -------------------------------------


def test_a_reader_that_went_away_changes_no_exit_code() -> None:
    read, write = os.pipe()
    os.close(read)
    with os.fdopen(write, "wb") as gone:
        listing = leftopen("labels", "--format", "json", stdout=gone, stderr=-1)
        helping = leftopen("--help", stdout=gone, stderr=-1)
        failing = leftopen("nope", stderr=gone, stdout=-1)
    assert (listing.returncode, listing.stderr) == (0, "")
    assert (helping.returncode, helping.stderr) == (0, "")
    assert (failing.returncode, failing.stdout) == (UNUSABLE, "")


def test_a_full_standard_output_is_told() -> None:
    with Path("/dev/full").open("wb") as full:
        done = leftopen("init", "-", stdout=full, stderr=-1)
    assert done.returncode == EARLY
    assert done.stderr.count("\n") == 1
    assert "standard output: cannot be written (No space left on device)" in done.stderr


@pytest.mark.parametrize("redirect", [">&-", "2>&-", ">&- 2>&-"])
def test_closed_streams_are_no_error(redirect: str) -> None:
    line = f'"{sys.executable}" -m leftopen init - {redirect}'
    done = subprocess.run(["sh", "-c", line], capture_output=True, text=True)
    assert (done.returncode, done.stderr) == (0, "")


def test_a_locale_without_utf8_is_no_error(tmp_path: Path) -> None:
    old = {"LC_ALL": "C", "PYTHONCOERCECLOCALE": "0", "PYTHONUTF8": "0", "PYTHONIOENCODING": "ascii:strict"}
    done = leftopen("init", "-", env=old)
    assert done.returncode == 0
    assert "[authorisation]" in done.stdout
    lost = leftopen("verify", tmp_path / "姓名", env=old)
    assert lost.returncode == UNUSABLE
    assert lost.stderr.count("\n") == 1
    assert "there is no journal" in lost.stderr
