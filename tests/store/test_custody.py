import contextlib
import hashlib
import json
import os
from collections.abc import Callable, Iterable
from pathlib import Path
from typing import Any

import pytest

from leftopen import journal as journals
from leftopen import signing
from leftopen.journal import NAME, Journal
from leftopen.store import checkpoint, custody

DOCUMENTS = {"report.html": b"<p>open</p>", "report.csv": b"open\n"}


def fill(folder: Path) -> Path:
    with Journal(folder / NAME) as journal:
        for number in range(5):
            journal.note("exchange", bytes=number)
        head = journal.head
    written = DOCUMENTS | {"report.json": json.dumps({"run": {"journal": head}, "open": True}).encode()}
    for name, data in written.items():
        (folder / name).write_bytes(data)
    assert custody.end(folder, written) is None
    return folder


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    made = tmp_path / "out"
    made.mkdir()
    return fill(made)


def lines(folder: Path) -> list[dict[str, Any]]:
    return [json.loads(line) for line in (folder / NAME).read_text("utf-8").splitlines()]


def forge(folder: Path, several: Iterable[dict[str, Any]]) -> str:
    """Writes these lines as a whole chain; its end."""
    prev, made = journals.FIRST, []
    for number, line in enumerate(several):
        kept = {"seq": number} | {k: v for k, v in line.items() if k not in ("seq", "prev", "hash")}
        body = json.dumps(kept, separators=(",", ":"))[:-1] + f',"prev":"{prev}"'
        prev = hashlib.sha256(body.encode()).hexdigest()
        made.append(f'{body},"hash":"{prev}"}}\n')
    (folder / NAME).write_text("".join(made), "utf-8")
    assert journals.verify(folder / NAME).intact
    return prev


def test_what_nobody_changed_is_intact_and_all_of_it_is_proved(folder: Path) -> None:
    found = custody.verify(folder)
    assert found.intact
    assert not found.unproved
    assert "7 lines" in found.proved[0]
    assert signing.fingerprint(signing.public()) in found.proved[1]
    assert "report.csv, report.html, report.json: as written" in found.proved


def anew(folder: Path, *, keep: Callable[[dict[str, Any]], bool] = lambda line: True) -> None:
    """A shorter whole chain, whose end the report and the closing line are made to know."""
    short = [line for line in lines(folder)[2:] if keep(line)]
    forge(folder, short)
    exchanges = [line for line in lines(folder) if line["kind"] == "exchange"]
    report = json.dumps({"run": {"journal": exchanges[-1]["hash"]}, "open": False}).encode()
    (folder / "report.json").write_bytes(report)
    for line in short:
        if line["kind"] == "close":
            line["documents"]["report.json"] = hashlib.sha256(report).hexdigest()
    forge(folder, short)


def with_another_key(folder: Path) -> None:
    """All of it made anew, and signed by somebody else."""
    for path in folder.iterdir():
        path.unlink()
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("XDG_CONFIG_HOME", str(folder.parent / "thief"))
        fill(folder)


def after(folder: Path, kind: str, **fields: Any) -> None:
    forge_on(folder, [{"utc": "2026-11-23T09:00:00.000Z", "kind": kind, **fields}])


def forge_on(folder: Path, several: list[dict[str, Any]]) -> None:
    """More lines, well chained."""
    text = (folder / NAME).read_text("utf-8")
    last = json.loads(text.splitlines()[-1])
    prev, made = last["hash"], []
    for number, line in enumerate(several, last["seq"] + 1):
        body = json.dumps({"seq": number, **line}, separators=(",", ":"))[:-1] + f',"prev":"{prev}"'
        prev = hashlib.sha256(body.encode()).hexdigest()
        made.append(f'{body},"hash":"{prev}"}}\n')
    (folder / NAME).write_text(text + "".join(made), "utf-8")


def cut(folder: Path, count: int) -> None:
    text = (folder / NAME).read_text("utf-8").splitlines(keepends=True)
    (folder / NAME).write_text("".join(text[:-count]), "utf-8")


def replaced_by_a_folder(folder: Path) -> None:
    (folder / "report.csv").unlink()
    (folder / "report.csv").mkdir()


def after_the_closing_line(folder: Path) -> None:
    cut(folder, 1)
    after(folder, "exchange")


def write(name: str, data: bytes) -> Callable[[Path], object]:
    return lambda folder: (folder / name).write_bytes(data)


def old_seal(folder: Path) -> None:
    """The end of the journal is a good signature, of another line."""
    kept = lines(folder)
    seal = {"utc": "2026-11-23T09:00:00.000Z", "kind": "seal", "key": kept[-1]["key"]}
    cut(folder, 2)
    forge_on(folder, [kept[-2] | {"documents": {}}])
    forge_on(folder, [seal | {"signature": kept[-1]["signature"]}])


def path_outside(folder: Path) -> None:
    (folder.parent / "secret").write_text("x")
    custody.end(folder, {"../secret": b"x"})


def as_a_link(name: str) -> Callable[[Path], object]:
    """The file is the same, and lies elsewhere."""

    def change(folder: Path) -> None:
        (folder / name).rename(folder.parent / name)
        (folder / name).symlink_to(folder.parent / name)

    return change


CHANGES: dict[str, tuple[Callable[[Path], object], str, str]] = {
    "a document changed": (write("report.html", b"<p>shut</p>"), "report.html", "was changed"),
    "a document gone": (lambda f: (f / "report.csv").unlink(), "report.csv", "is missing"),
    "a document that is a folder": (replaced_by_a_folder, "report.csv",
                                    "is missing"),
    "a document that lies elsewhere": (as_a_link("report.csv"), "report.csv", "is a link"),
    "a journal that lies elsewhere": (as_a_link(NAME), NAME, "is a link"),
    "a report changed": (write("report.json", b'{"run": {"journal": null}}'), "report.json", "was changed"),
    "a report that is none": (write("report.json", b"x"), "report.json", "cannot be read as a report"),
    "the seal gone": (lambda f: cut(f, 1), NAME, "the end is not signed"),
    "the end gone": (lambda f: cut(f, 2), NAME, "its end is missing"),
    "no line left": (lambda f: cut(f, 7), NAME, "holds no line"),
    "a line after the end": (lambda f: after(f, "exchange"), NAME, "comes after the end"),
    "a line after the closing one": (after_the_closing_line, NAME, "comes after the end"),
    "a second closing line": (lambda f: after(f, "close", documents={}), NAME, "comes after the end"),
    "gone on without a signature": (lambda f: after(f, "reopen"), NAME, "not signed"),
    "gone on with a false signature": (lambda f: after(f, "reopen", key=signing.public(), signature="00" * 64), NAME,
                                       "signature does not fit"),
    "made anew with the old seal": (anew, NAME, "signature does not fit"),
    "made anew without one": (lambda f: anew(f, keep=lambda line: line["kind"] != "seal"), NAME, "not signed"),
    "made anew, never closed": (lambda f: anew(f, keep=lambda line: line["kind"] == "exchange"), NAME,
                                "its end is missing"),
    "the signature of another line": (old_seal, NAME, "signature does not fit"),
    "signed by somebody else": (with_another_key, NAME, "signed with another key"),
    "a document elsewhere": (path_outside, NAME, "no file beside it"),
}  # fmt: skip


@pytest.mark.parametrize("name", list(CHANGES))
def test_each_change_is_noticed_and_placed(name: str, folder: Path) -> None:
    change, where, says = CHANGES[name]
    change(folder)
    found = custody.verify(folder)
    assert not found.intact
    assert [(place, told) for place, told in found.faults if where in place and says in told], found.faults


def test_another_report_in_its_place_is_noticed(folder: Path, tmp_path: Path) -> None:
    other = json.dumps({"run": {"journal": "00" * 32}}).encode()
    (folder / "report.json").write_bytes(other)
    custody.end(folder, {"report.json": other})
    assert [says for _, says in custody.verify(folder).faults] == [
        "was made with another journal, or its end is missing there"
    ]


def test_a_report_that_came_by_itself_is_noticed(tmp_path: Path) -> None:
    with Journal(tmp_path / NAME) as journal:
        journal.note("open")
    custody.end(tmp_path, {})
    assert custody.verify(tmp_path).unproved == ("that it is the journal of a certain report: there is none here",)
    (tmp_path / "report.json").write_text('{"run": {"journal": null}}')
    assert "no closing line" in custody.verify(tmp_path).faults[0][1]


def test_a_document_that_is_written_later_comes_into_custody(folder: Path) -> None:
    (folder / "report.md").write_bytes(b"# open")
    assert "'report.md'" in custody.verify(folder).unproved[0]
    custody.end(folder, {"report.md": b"# open"})
    found = custody.verify(folder)
    assert found.intact
    assert not found.unproved
    assert "report.csv, report.html, report.json, report.md: as written" in found.proved
    (folder / "report.html").write_bytes(b"changed")
    custody.end(folder, {"report.md": b"# open"})
    assert not custody.verify(folder).intact, "what was changed before is not taken for good"


def test_a_run_that_was_killed_is_no_fault_as_long_as_it_can_go_on(tmp_path: Path) -> None:
    with Journal(tmp_path / NAME) as journal:
        journal.note("open")
    (tmp_path / checkpoint.NAME).write_text("{}\n")
    with (tmp_path / NAME).open("ab") as file:
        file.write(b'{"seq":1,"ut')
    found = custody.verify(tmp_path)
    assert found.intact
    assert "cut short" in found.unproved[0]
    (tmp_path / checkpoint.NAME).unlink()
    assert not custody.verify(tmp_path).intact


@pytest.mark.parametrize("said", [{"retest": True}, {"retest": False}, {"retest": "?"}, {}])
def test_what_goes_on_with_a_run_that_was_killed_is_advised(said: dict[str, Any], tmp_path: Path) -> None:
    with Journal(tmp_path / NAME) as journal:
        journal.note("open", **said)
    (tmp_path / checkpoint.NAME).write_text("{}\n")
    (end, *_) = custody.verify(tmp_path).unproved
    assert ("--resume" not in end) is (said.get("retest") is True)
    assert ("another one asks" in end) is (said.get("retest") is True)


def test_a_resumed_run_that_was_killed_keeps_what_was_sealed(folder: Path) -> None:
    with Journal(folder / NAME) as journal:
        journal.note("open")
    (folder / checkpoint.NAME).write_text("{}\n")
    assert custody.verify(folder).intact
    (folder / "report.html").write_bytes(b"changed")
    assert not custody.verify(folder).intact


def test_without_a_key_here_it_says_what_it_cannot_prove(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    key = signing.public()
    monkeypatch.setenv("XDG_CONFIG_HOME", str(folder.parent / "elsewhere"))
    found = custody.verify(folder)
    assert found.intact
    assert "there is no key here" in found.unproved[0]
    assert not custody.verify(folder, key).unproved
    assert not custody.verify(folder, signing.public()).intact
    with_another_key(folder)
    assert not custody.verify(folder, key).intact


def test_what_could_not_be_signed_is_said_where_nobody_could_tell(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "taken").write_text("")
    (tmp_path / "out").mkdir()
    monkeypatch.setenv("XDG_CONFIG_HOME", str(tmp_path / "taken"))
    assert "cannot be used" in str(custody.end(tmp_path / "out", {}))
    custody.end(tmp_path / "out", {})
    found = custody.verify(tmp_path / "out")
    assert found.intact
    assert "not signed" in " ".join(found.unproved)
    assert not custody.verify(tmp_path / "out", "00" * 32).intact


def test_a_journal_alone_says_nothing_of_documents(folder: Path) -> None:
    (folder / "report.html").unlink()
    found = custody.verify(folder / NAME)
    assert found.intact
    assert "documents" in found.unproved[0]


class Killed(BaseException):
    """The program ends here."""


@pytest.mark.parametrize("step", range(9))
def test_a_kill_at_any_moment_of_putting_documents_leaves_the_folder_whole(
    folder: Path, step: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    new = {"report.html": b"<p>new</p>", "report.csv": b"new\n"}
    left = [step]

    def killing(call: Callable[..., Any]) -> Callable[..., Any]:
        def wrapped(*args: Any, **more: Any) -> Any:
            if left[0] == 0:
                raise Killed
            left[0] -= 1
            return call(*args, **more)

        return wrapped

    with monkeypatch.context() as patch, contextlib.suppress(Killed):
        patch.setattr(custody, "_write", killing(custody._write))
        patch.setattr(custody, "end", killing(custody.end))
        patch.setattr(Path, "replace", killing(Path.replace))
        patch.setattr(Journal, "end", killing(Journal.end))
        sign = Journal._sign
        patch.setattr(Journal, "_sign", lambda own, kind: (killing(sign) if kind == "seal" else sign)(own, kind))
        custody.put(folder, new)
    found = custody.verify(folder)
    assert found.intact, found.faults
    custody.settle(folder)
    assert custody.verify(folder).intact
    held = {name: (folder / name).read_bytes() for name in new}
    assert held in (new, {name: DOCUMENTS[name] for name in new}), "the old ones or the new ones, no mixture"
    assert custody.put(folder, new) is None
    assert custody.verify(folder).intact
    assert not custody.verify(folder).unproved
    assert {path.name for path in folder.iterdir()} == {NAME, "report.json", *new}


def test_what_lies_beside_is_no_way_around_a_document_that_was_changed(folder: Path) -> None:
    (folder / "report.html").write_bytes(b"<p>shut</p>")
    (folder / ".report.html.next").write_bytes(b"<p>shut</p>")
    assert not custody.verify(folder).intact
    custody.settle(folder)
    assert not (folder / ".report.html.next").exists()
    assert not custody.verify(folder).intact


def test_a_tail_that_was_cut_after_a_reopening_holds_the_documents_to_the_end_before(folder: Path) -> None:
    custody.put(folder, {"report.html": b"<p>new</p>"})
    whole = lines(folder)
    place = next(n for n, line in enumerate(whole) if line["kind"] == "reopen")
    text = (folder / NAME).read_text("utf-8").splitlines(keepends=True)
    (folder / NAME).write_text("".join(text[: place + 1]), "utf-8")
    found = custody.verify(folder)
    assert any("was changed after it was written" in says for _, says in found.faults)


def test_a_disk_that_is_full_leaves_nothing_beside(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    before = {path.name for path in folder.iterdir()}
    real = custody._write

    def full(path: Path, data: bytes) -> None:
        real(path, data[:1])
        if "csv" in path.name:
            raise OSError(28, "No space left on device")

    monkeypatch.setattr(custody, "_write", full)
    with pytest.raises(OSError, match="No space"):
        custody.put(folder, {"report.md": b"new", "report.csv": b"new"})
    assert {path.name for path in folder.iterdir()} == before
    assert custody.verify(folder).intact


@pytest.mark.parametrize(
    ("name", "suffix", "own"),
    [
        (NAME, ".json", True),
        (checkpoint.NAME, "", True),
        ("journal.0123456789abcdef.tsr", "", True),
        (".report.md.next", "", True),
        ("report.json", ".csv", True),
        ("report.json", ".json", False),
        ("report.csv", ".csv", False),
    ],
)
def test_what_a_folder_stands_on_is_its_own(folder: Path, tmp_path: Path, name: str, suffix: str, own: bool) -> None:
    assert custody.own(folder / name, suffix) == own
    assert not custody.own(tmp_path / name, suffix), "of a folder without a journal nothing is"


@pytest.mark.parametrize("put", [Path.mkdir, os.mkfifo, lambda path: path.symlink_to("/dev/zero")])
def test_what_stands_in_place_of_a_time_stamp_is_not_waited_for(folder: Path, put: Callable[[Path], object]) -> None:
    path = folder / "journal.0123456789abcdef.tsr"
    put(path)
    assert custody.verify(folder).faults == ((str(path), "is no file"),)
