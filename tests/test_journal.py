import errno
import hashlib
import json
import os
import subprocess
import sys
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from leftopen import signing
from leftopen.journal import Journal, JournalError, verify
from leftopen.signing import Signature


@pytest.fixture
def path(tmp_path: Path) -> Path:
    path = tmp_path / "journal.jsonl"
    with Journal(path) as journal:
        journal.note("open", scope="sha256:00")
        for number in range(8):
            journal.note("exchange", target=f"10.0.0.{number}:1/tcp", dir="out", bytes=number)
        journal.end({"report.json": "00"})
    return path


def test_a_whole_journal_is_intact_and_its_lines_are_json(path: Path) -> None:
    verdict = verify(path)
    assert (verdict.intact, verdict.closed, verdict.lines, verdict.line) == (True, True, 11, None)
    lines = [json.loads(line) for line in path.read_text().splitlines()]
    assert [line["seq"] for line in lines] == list(range(11))
    assert [line["kind"] for line in lines] == ["open", *["exchange"] * 8, "close", "seal"]
    assert lines[9]["documents"] == {"report.json": "00"}
    assert signing.signed("close", lines[9]["hash"], Signature(lines[10]["key"], lines[10]["signature"]))
    assert lines[3]["prev"] == lines[2]["hash"]
    assert verdict.head == lines[-1]["hash"]
    assert path.stat().st_mode & 0o077 == 0


def change(lines: list[bytes]) -> None:
    lines[4] = lines[4].replace(b'"bytes":3', b'"bytes":4')


def drop(lines: list[bytes]) -> None:
    del lines[4]


def insert(lines: list[bytes]) -> None:
    lines.insert(4, lines[3])


def swap(lines: list[bytes]) -> None:
    lines[4], lines[5] = lines[5], lines[4]


def replace(lines: list[bytes]) -> None:
    """A line that is changed and hashed anew."""
    body = lines[4].replace(b'"bytes":3', b'"bytes":4').rpartition(b',"hash"')[0]
    lines[4] = body + b',"hash":"%b"}\n' % hashlib.sha256(body).hexdigest().encode()


def tail(lines: list[bytes]) -> None:
    """A line whose end is not where it was."""
    lines[4] = lines[4].replace(b'"}\n', b'","more":1}\n')


@pytest.mark.parametrize(
    ("damage", "line", "why"),
    [
        (change, 5, "changed"),
        (drop, 5, "line 5 is missing"),
        (insert, 5, "inserted"),
        (swap, 5, "missing or has been moved"),
        (replace, 6, "does not follow"),
        (tail, 5, "not a line"),
    ],
)
def test_damage_is_found_and_placed(path: Path, damage: Callable[[list[bytes]], None], line: int, why: str) -> None:
    lines = path.read_bytes().splitlines(keepends=True)
    damage(lines)
    path.write_bytes(b"".join(lines))
    verdict = verify(path)
    assert (verdict.intact, verdict.line) == (False, line)
    assert why in verdict.says
    with pytest.raises(JournalError, match="start with another"):
        Journal(path)


def test_a_missing_end_shows(path: Path) -> None:
    head = verify(path).head
    lines = path.read_bytes().splitlines(keepends=True)
    path.write_bytes(b"".join(lines[:-3]))
    assert not verify(path).closed
    assert verify(path).intact
    assert not verify(path, head=head).intact


def test_any_changed_byte_is_found(path: Path) -> None:
    whole = path.read_bytes()
    for at in range(0, len(whole) - 1, 7):
        path.write_bytes(whole[:at] + bytes([whole[at] ^ 1]) + whole[at + 1 :])
        assert not verify(path).intact, at


def kinds(path: Path) -> list[str]:
    return [json.loads(line)["kind"] for line in path.read_text().splitlines()]


def test_resuming_continues_the_chain_with_a_signature(path: Path) -> None:
    head = verify(path).head
    with Journal(path) as journal:
        journal.note("open", scope="sha256:00")
        journal.end({})
    assert kinds(path)[10:] == ["seal", "reopen", "open", "close", "seal"]
    again = json.loads(path.read_text().splitlines()[11])
    assert signing.signed("reopen", head, Signature(again["key"], again["signature"]))
    verdict = verify(path, head=head)
    assert (verdict.intact, verdict.closed, verdict.lines) == (True, True, 15)


def test_what_was_never_closed_goes_on_as_it_is(path: Path, tmp_path: Path) -> None:
    other = tmp_path / "other.jsonl"
    for _ in range(2):
        with Journal(other) as journal:
            journal.note("open", scope="sha256:00")
    assert kinds(other) == ["open", "open"]
    assert verify(other).intact
    assert not verify(other).closed


@pytest.mark.parametrize("cut", [1, 2, 30, 100])
def test_a_line_cut_by_a_crash_is_repaired_and_recorded(path: Path, cut: int) -> None:
    path.write_bytes(path.read_bytes()[:-cut])
    assert verify(path).torn > 0
    with Journal(path) as journal:
        journal.note("open", scope="sha256:00")
    assert kinds(path)[-4:] == ["close", "reopen", "repair", "open"]
    assert verify(path).intact


def test_a_journal_that_cannot_be_signed_says_why(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / "taken").write_text("")
    monkeypatch.setenv("XDG_CONFIG_HOME", str(tmp_path / "taken"))
    journal = Journal(tmp_path / "journal.jsonl")
    journal.note("open")
    journal.end({})
    assert kinds(journal.path) == ["open", "close"]
    assert journal.unsigned
    assert "XDG_CONFIG_HOME" in journal.unsigned


def test_two_runs_cannot_write_one_journal(path: Path) -> None:
    with Journal(path), pytest.raises(JournalError, match="another run"):
        Journal(path)


def test_a_full_disk_is_told(path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def full(file: int, data: bytes) -> int:
        raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC))

    journal = Journal(path)
    journal.sync()
    monkeypatch.setattr(os, "write", full)
    journal.note("exchange", bytes=1)
    with pytest.raises(JournalError, match="No space left"):
        journal.sync()
    with pytest.raises(JournalError, match="No space left"):
        journal.note("exchange", bytes=1)
    with pytest.raises(JournalError, match="No space left"):
        journal.close()


def test_a_disk_that_fills_while_nobody_looks_is_told_at_the_next_line(
    path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def full(file: int, data: bytes) -> int:
        raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC))

    def noted() -> None:
        for _ in range(10_000):
            time.sleep(0.001)
            journal.note("exchange", bytes=1)

    journal = Journal(path)
    journal.sync()
    monkeypatch.setattr(os, "write", full)
    with pytest.raises(JournalError, match="No space left"):
        noted()


def test_a_line_is_written_though_nothing_follows_it(path: Path) -> None:
    journal = Journal(path)
    journal.note("exchange", bytes=1)
    for _ in range(10_000):
        if verify(path).lines == 13:
            break
        time.sleep(0.001)
    assert kinds(path)[-2:] == ["reopen", "exchange"]
    journal.close()


KILLED = """
import sys, time
from leftopen.journal import Journal
journal = Journal(sys.argv[1])
journal.note("exchange", bytes=1)
print("noted", flush=True)
time.sleep(60)
"""


def test_what_was_noted_stands_there_though_the_program_is_killed(tmp_path: Path) -> None:
    path = tmp_path / "journal.jsonl"
    with subprocess.Popen([sys.executable, "-c", KILLED, str(path)], stdout=subprocess.PIPE) as program:
        assert program.stdout
        assert program.stdout.readline() == b"noted\n"
        for _ in range(10_000):
            if path.stat().st_size:
                break
            time.sleep(0.001)
        program.kill()
    assert kinds(path) == ["exchange"]
    assert verify(path).intact


def test_short_writes_are_completed(path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    write = os.write
    monkeypatch.setattr(os, "write", lambda file, data: write(file, bytes(data[:7])))
    with Journal(path) as journal:
        journal.note("exchange", bytes=1)
    assert verify(path).lines == 13


def test_a_place_that_cannot_be_written_is_told(tmp_path: Path) -> None:
    with pytest.raises(JournalError, match="No such file"):
        Journal(tmp_path / "none" / "journal.jsonl")


def test_lines_reach_the_file_before_the_end(path: Path) -> None:
    journal = Journal(path)
    before = path.stat().st_size
    for _ in range(1000):
        journal.note("exchange", shown="x" * 200)
    assert path.stat().st_size > before + 100_000
    journal.close()


def test_digests_tell_equal_answers_apart_from_others_but_not_their_value(path: Path, tmp_path: Path) -> None:
    def digest(journal: Journal, data: bytes) -> str:
        made = journal.digest()
        made.update(data)
        return made.hexdigest()

    with Journal(path) as one, Journal(tmp_path / "other.jsonl") as other:
        assert digest(one, b"ann") == digest(one, b"ann") != digest(one, b"bob")
        assert digest(one, b"ann") != digest(other, b"ann")
        assert digest(one, b"ann") != hashlib.sha256(b"ann").hexdigest()


@pytest.mark.parametrize("fields", [{"seq": 1}, {"hash": "00"}, {"shown": "x" * 70_000}])
def test_lines_that_would_break_the_chain_are_refused(path: Path, fields: dict[str, Any]) -> None:
    with Journal(path) as journal:
        with pytest.raises(ValueError, match=r"line|field"):
            journal.note("exchange", **fields)
        journal.note("exchange", bytes=1)
    assert verify(path).intact


def test_a_pipe_in_the_place_of_a_journal_is_not_waited_for(tmp_path: Path) -> None:
    os.mkfifo(tmp_path / "journal.jsonl")
    with pytest.raises(JournalError, match=r"journal\.jsonl"):
        Journal(tmp_path / "journal.jsonl")
    with pytest.raises(OSError, match=r"journal\.jsonl"):
        verify(tmp_path / "journal.jsonl")
