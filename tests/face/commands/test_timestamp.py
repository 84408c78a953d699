import json
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

from leftopen.face.cli import main
from leftopen.journal import NAME, Journal
from leftopen.store import custody
from leftopen.store.store import Store
from tests import tsa
from tests.cases.cases import Place, door
from tests.tsa import Authority

Shown = pytest.CaptureFixture[str]


@pytest.fixture(scope="module")
def built(tmp_path_factory: pytest.TempPathFactory) -> Authority:
    return tsa.made(tmp_path_factory.mktemp("tsa"))


@pytest.fixture
def authority(built: Authority, monkeypatch: pytest.MonkeyPatch) -> Iterator[Authority]:
    built.says = None
    with tsa.running(built) as found:
        monkeypatch.setenv("LEFTOPEN_TSA", found.url)
        yield found


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    made = tmp_path / "autumn"
    made.mkdir()
    with Journal(made / NAME) as journal:
        journal.note("exchange", bytes=1)
    custody.end(made, {})
    return made


def test_a_folder_is_stamped_and_verified(authority: Authority, folder: Path, capsys: Shown) -> None:
    assert main(["timestamp", str(folder), "--tsa", str(authority.root)]) == 0
    told = capsys.readouterr().out
    (file,) = folder.glob("journal.*.tsr")
    assert told.startswith("stamped 20")
    assert told.endswith(f" UTC by Invented TSA: {file}\n")
    assert file.stat().st_mode & 0o077 == 0
    assert main(["verify", str(folder), "--tsa", str(authority.root)]) == 0
    told = capsys.readouterr().out
    assert "proved: line 3 of the journal, and all before it, was there at 20" in told
    assert "not written by leftopen" not in told
    assert main(["verify", str(folder)]) == 0
    assert "not proved: that line 3 of the journal was there at 20" in capsys.readouterr().out
    assert all(str(folder).encode() not in question for question in authority.asked)


def test_a_stamp_of_an_earlier_end_goes_on_counting(authority: Authority, folder: Path, capsys: Shown) -> None:
    assert main(["timestamp", str(folder)]) == 0
    (folder / "more.csv").write_bytes(b"x")
    custody.end(folder, {"more.csv": b"x"})
    assert main(["timestamp", str(folder)]) == 0
    capsys.readouterr()
    assert main(["verify", str(folder), "--tsa", str(authority.root)]) == 0
    told = capsys.readouterr().out
    assert "line 3 of the journal, and all before it" in told
    assert "line 6 of the journal, and all before it" in told


def test_a_folder_made_anew_is_found_by_its_stamp(authority: Authority, folder: Path, capsys: Shown) -> None:
    assert main(["timestamp", str(folder)]) == 0
    (folder / NAME).unlink()
    with Journal(folder / NAME) as journal:
        journal.note("exchange", bytes=2)
    custody.end(folder, {})
    assert custody.verify(folder).faults, "though it is whole and signed by the same key"
    assert main(["verify", str(folder), "--tsa", str(authority.root)]) == 1
    assert "a time stamp is of a line of the journal that is not there" in capsys.readouterr().out


def test_a_stamp_that_was_changed_or_cannot_be_read_is_a_fault(
    authority: Authority, folder: Path, capsys: Shown
) -> None:
    assert main(["timestamp", str(folder)]) == 0
    (file,) = folder.glob("journal.*.tsr")
    file.write_bytes(b"nothing")
    capsys.readouterr()
    assert main(["verify", str(folder)]) == 1
    assert "does not hold: it is no stamp" in capsys.readouterr().out
    file.unlink()
    file.mkdir()
    assert main(["verify", str(folder)]) == 1
    assert ".tsr: is no file" in capsys.readouterr().out


def test_a_case_is_stamped_and_its_stamp_counts_when_it_goes_on(
    authority: Authority, tmp_path: Path, capsys: Shown
) -> None:
    place = Place(tmp_path)
    place.one(door(1), party="Example Org")
    assert main(["timestamp", "1", "--db", place.url, "--as", "Ada", "--format", "json"]) == 0
    told = json.loads(capsys.readouterr().out)
    assert (told["by"], told["checked"], told["file"]) == ("Invented TSA", False, None)
    with Store(place.url) as store:
        desk = place.desk(store)
        desk.note(1, "Later.")
        asked = next(line for line in desk.show(1).timeline if line.what == "time stamp asked for")
    assert asked.who == "Ada"
    assert asked.why
    assert asked.why.startswith("Manifest ")
    assert main(["verify", "1", "--db", place.url, "--tsa", str(authority.root)]) == 0
    assert "proved: line 2 of its timeline, and all before it, was there at 20" in capsys.readouterr().out
    assert main(["cases", "close", "1", "--cause", "other", "--override", "--reason", "x", "--db", place.url]) == 0
    assert main(["purge", "1", "--yes", "--reason", "x", "--db", place.url]) == 0
    assert main(["verify", "1", "--db", place.url]) == 0
    assert b"Invented TSA" not in place.file.read_bytes(), "the stamp goes with the case"


@pytest.mark.parametrize(
    ("says", "told"),
    [
        ((500, "text/plain", b"no"), "gave no stamp (HTTP 500)"),
        ((200, "text/html", b"<p>"), "gave no stamp (HTTP 200)"),
        ((200, "application/timestamp-reply", b"<p>"), "it is no stamp"),
        ((200, "application/timestamp-reply", b"x" * 200_000), "it is larger than any stamp"),
    ],
)
def test_what_gives_no_stamp(
    authority: Authority, folder: Path, capsys: Shown, says: tuple[int, str, bytes], told: str
) -> None:
    authority.says = says
    assert main(["timestamp", str(folder)]) == 4
    assert told in capsys.readouterr().err
    assert not list(folder.glob("*.tsr"))


def test_another_authority_than_was_named_gives_none(
    authority: Authority, folder: Path, tmp_path: Path, capsys: Shown
) -> None:
    other = tsa.made(tmp_path / "other", "Other")
    assert main(["timestamp", str(folder), "--tsa", str(other.root)]) == 4
    assert "do not vouch for it" in capsys.readouterr().err
    assert main(["verify", str(folder), "--tsa", str(tmp_path / "none.pem")]) == 2
    assert main(["verify", str(folder), "--tsa", str(folder / NAME)]) == 2
    assert "holds no root certificate" in capsys.readouterr().err


@pytest.mark.parametrize("url", ["ftp://x", "http://", "http://u:p@x/", "http://x:99999/", "http://x/a b", "nothing"])
def test_an_address_that_is_none(folder: Path, url: str, capsys: Shown) -> None:
    assert main(["timestamp", str(folder), "--url", url]) == 2
    assert "must be http://HOST/PATH" in capsys.readouterr().err


def test_nobody_there_is_told_and_a_case_says_that_it_was_asked(tmp_path: Path, capsys: Shown) -> None:
    place = Place(tmp_path)
    place.one(door(1))
    assert main(["timestamp", "1", "--db", place.url, "--url", f"http://{tsa.ADDRESS}:9/"]) == 4
    assert "could not be asked (ConnectionRefusedError)" in capsys.readouterr().err
    assert main(["verify", "1", "--db", place.url]) == 0


def test_what_cannot_be_stamped(folder: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: Shown) -> None:
    monkeypatch.delenv("LEFTOPEN_TSA", raising=False)
    assert main(["timestamp", str(folder)]) == 2
    assert "set LEFTOPEN_TSA" in capsys.readouterr().err
    monkeypatch.setenv("LEFTOPEN_TSA", "http://127.0.0.1:9/")
    assert main(["timestamp", str(tmp_path / "none")]) == 2
    text = (folder / NAME).read_text("utf-8").splitlines(keepends=True)
    (folder / NAME).write_text("".join(text[:1]))
    assert main(["timestamp", str(folder)]) == 2
    assert "no end to stamp" in capsys.readouterr().err
    (folder / NAME).write_text("".join(text[1:]))
    assert main(["timestamp", str(folder)]) == 2
    capsys.readouterr()
    monkeypatch.setitem(sys.modules, "rfc3161_client", None)
    assert main(["timestamp", str(folder)]) == 2
    assert "needs the extra custody" in capsys.readouterr().err
