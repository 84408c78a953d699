"""Long input is told by several processes as one tells it."""

import csv
import gzip
import io
import json
import os
import random
import re
import signal
import subprocess
import sys
import time
from pathlib import Path
from typing import Any

import pytest

from leftopen.face import large, workers
from leftopen.face.cli import main
from leftopen.lab.people import Town
from tests.labs import unmeasured

TWO = """
import faulthandler, signal, sys
faulthandler.register(signal.SIGUSR1)
from leftopen.face import cli, large, workers
workers.processors = lambda: 2
large.ALONE = large.ALONE_LINES = 2000
large.SHARES = 2
sys.argv[0] = "leftopen"
sys.exit(cli.main())
"""
"""Starts others after a little, as if this machine had two processors."""


def lines(count: int, seed: int = 3) -> list[str]:
    """Records, notes and blank lines of invented people."""
    people, r = Town(seed).people(50), random.Random(seed)
    found = []
    for number in range(count):
        one = r.choice(people)
        kinds = (
            json.dumps({"name": one.latin, "contact": {"mail": one.email}, "n": number}, ensure_ascii=False),
            json.dumps(
                {"身份证号": one.resident_id, "tags": ["a", "b"], "note": f"told {one.email}"}, ensure_ascii=False
            ),
            f"{number} {one.latin} wrote from {one.email}",
            "",
        )
        found.append(r.choices(kinds, (5, 5, 2, 1))[0])
    return found


@pytest.fixture
def two(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(workers, "processors", lambda: 2)
    monkeypatch.setattr(large, "ALONE_LINES", 2000)
    monkeypatch.setattr(large, "ALONE", 4000)


def rows(count: int, seed: int = 3) -> list[dict[str, Any]]:
    """Flat records of invented people, and notes of which two in three hold an address."""
    people = Town(seed).people(80)
    found = []
    for n in range(count):
        one = people[n % len(people)]
        note = f"they wrote from {one.email} again" if n % 3 else "nothing was heard of them"
        found.append({"name": one.latin, "mail": one.email, "身份证号": one.resident_id, "note": note, "n": n})
    return found


def written(kind: str, data: list[dict[str, Any]]) -> bytes:
    if kind.startswith("csv"):
        held = io.StringIO()
        table = csv.DictWriter(held, data[0])
        table.writeheader()
        table.writerows(data)
        text = held.getvalue()
    elif kind.startswith("json"):
        text = json.dumps(data, ensure_ascii=False)
    else:
        text = "".join(json.dumps(row, ensure_ascii=False) + "\n" for row in data)
    return gzip.compress(text.encode()) if kind.endswith("gz") else text.encode()


def told(capture: pytest.CaptureFixture[bytes], *words: str, code: int = 0) -> dict[str, Any]:
    assert main(["classify", "--format", "json", *words]) == code
    found: dict[str, Any] = json.loads(capture.readouterr().out)
    return found


def claims(found: dict[str, Any]) -> list[Any]:
    """Paths in order with their types, counts, and what is claimed of them."""

    def claimed(field: dict[str, Any]) -> list[str]:
        return [label["label"] for label in field["labels"] if label["confidence"] >= 0.5]

    return [(field["path"], field["type"], field["records"], claimed(field)) for field in found["fields"]]


def counted(monkeypatch: pytest.MonkeyPatch) -> list[int]:
    """How many processes were started each time."""
    found: list[int] = []

    class Counted(workers.Workers):
        def __init__(self, *arguments: Any, **options: Any) -> None:
            super().__init__(*arguments, **options)
            found.append(self.started)

    monkeypatch.setattr(workers, "Workers", Counted)
    return found


@pytest.mark.usefixtures("two")
@pytest.mark.parametrize("kind", ["ndjson", "ndjson.gz", "json", "csv", "csv.gz"])
@pytest.mark.parametrize("seed", [1, 2])
def test_fields_by_several_are_those_by_one(
    kind: str, seed: int, tmp_path: Path, capfdbinary: pytest.CaptureFixture[bytes], monkeypatch: pytest.MonkeyPatch
) -> None:
    file = tmp_path / f"people.{kind}"
    file.write_bytes(written(kind, rows(6000, seed)))
    started = counted(monkeypatch)
    shared = told(capfdbinary, str(file))
    assert started == [4]
    assert shared == told(capfdbinary, str(file)), "the same each time"
    monkeypatch.setattr(large, "ALONE", 1 << 30)
    alone = told(capfdbinary, str(file))
    assert started == [4, 4]
    assert claims(shared) == claims(alone)
    assert shared["summary"] == alone["summary"]
    assert shared["holds"] == alone["holds"]
    for one, other in zip(shared["fields"], alone["fields"], strict=True):
        for label, same in zip(one["labels"], other["labels"], strict=True):
            assert label["label"] == same["label"]
            assert label["confidence"] == pytest.approx(same["confidence"], abs=0.011)
            assert label["share"] == pytest.approx(same["share"], abs=0.05)


@pytest.mark.usefixtures("two")
def test_what_only_another_process_met_counts(tmp_path: Path, capfdbinary: pytest.CaptureFixture[bytes]) -> None:
    file = tmp_path / "all.ndjson"
    file.write_text('{"n": 1}\n' * 90_000 + '{"owner": {"mail": "zhao@example.org"}}\n' * 30)
    assert main(["classify", "--fail-on", "contact.email", str(file)]) == 1
    assert b"owner.mail" in capfdbinary.readouterr().out


@pytest.mark.usefixtures("two")
def test_input_that_ends_early_is_told_as_far_as_it_goes(
    tmp_path: Path, capfdbinary: pytest.CaptureFixture[bytes], monkeypatch: pytest.MonkeyPatch
) -> None:
    whole = written("json", rows(4000))
    monkeypatch.setattr("leftopen.privacy.files.readers.json.WINDOW", 1 << 17)
    file = tmp_path / "people.json"
    file.write_bytes(whole[: len(whole) // 2])
    found = told(capfdbinary, str(file), code=4)
    assert found["fields"][0]["records"] > 1500
    monkeypatch.setattr(large, "ALONE", 1 << 30)
    assert claims(told(capfdbinary, str(file), code=4)) == claims(found)


@pytest.mark.usefixtures("two")
def test_progress_goes_on(
    tmp_path: Path, capfdbinary: pytest.CaptureFixture[bytes], monkeypatch: pytest.MonkeyPatch
) -> None:
    file = tmp_path / "people.ndjson"
    file.write_bytes(written("ndjson", rows(12_000)))
    monkeypatch.setattr("leftopen.face.classifying.EVERY", -1.0)
    assert main(["classify", str(file)]) == 0
    told = capfdbinary.readouterr().err.decode()
    counts = [int(count.replace(",", "")) for count in re.findall(r": ([\d,]+) records so far", told)]
    assert counts == sorted(counts)
    assert 10_000 < counts[-1] <= 12_000


@pytest.mark.usefixtures("two")
@pytest.mark.parametrize(
    ("late", "says"),
    [("José was here".encode(), "UTF-8"), ("José está aquí, mañana no".encode("cp1252"), "Windows-1252")],
)
def test_the_encoding_is_told_wherever_it_shows(
    late: bytes, says: str, tmp_path: Path, capfdbinary: pytest.CaptureFixture[bytes], monkeypatch: pytest.MonkeyPatch
) -> None:
    file = tmp_path / "people.ndjson"
    file.write_bytes(written("ndjson", rows(3000)) + (late + b"\n") * 3 + written("ndjson", rows(3000)))
    shared = told(capfdbinary, str(file))
    assert shared["encoding"] == says
    monkeypatch.setattr(large, "ALONE", 1 << 30)
    assert told(capfdbinary, str(file))["encoding"] == says


def test_where_too_few_can_be_started_this_process_takes_all(
    tmp_path: Path, capfdbinary: pytest.CaptureFixture[bytes], monkeypatch: pytest.MonkeyPatch
) -> None:
    fork, left = os.fork, [2]

    def some() -> int:
        left[0] -= 1
        if left[0] < 0:
            raise BlockingIOError
        return fork()

    file = tmp_path / "people.ndjson"
    file.write_bytes(written("ndjson", rows(3000)))
    alone = told(capfdbinary, str(file))
    monkeypatch.setattr(large, "ALONE", 4000)
    monkeypatch.setattr(os, "fork", some)
    assert claims(told(capfdbinary, str(file))) == claims(alone)
    assert left[0] < 0
    assert children(os.getpid()) == []


@pytest.mark.usefixtures("two")
def test_an_error_in_another_process_holds_no_value(
    tmp_path: Path, capfdbinary: pytest.CaptureFixture[bytes], monkeypatch: pytest.MonkeyPatch
) -> None:
    def broken(_found: object, records: list[Any]) -> None:
        raise ValueError(f"cannot take {records}")

    data = rows(3000)
    file = tmp_path / "people.ndjson"
    file.write_bytes(written("ndjson", data))
    monkeypatch.setattr("leftopen.privacy.files.parts.take", broken)
    assert main(["classify", str(file)]) == 4
    out, err = capfdbinary.readouterr()
    assert out == b""
    assert b"ValueError" in err
    assert err.count(b"\n") == 1
    assert not [row for row in data if row["mail"].encode() in err or row["name"].encode() in err]


@pytest.mark.usefixtures("two")
@pytest.mark.parametrize("seed", range(3))
@pytest.mark.parametrize("ending", [".ndjson", ".txt"])
def test_lines_by_two_are_those_by_one(
    seed: int, ending: str, tmp_path: Path, capfdbinary: pytest.CaptureFixture[bytes], monkeypatch: pytest.MonkeyPatch
) -> None:
    file = tmp_path / f"notes{ending}"
    file.write_text("\n".join((*lines(5999, seed), "end")), "utf-8")
    assert main(["classify", "--per-record", str(file), "--fail-on", "contact.email"]) == 1
    by_two = capfdbinary.readouterr().out
    monkeypatch.setattr(workers, "processors", lambda: 1)
    assert main(["classify", "--per-record", str(file), "--fail-on", "contact.email"]) == 1
    assert capfdbinary.readouterr().out == by_two
    assert [json.loads(line)["record"] for line in by_two.splitlines()] == list(range(6000))


@pytest.mark.usefixtures("two")
def test_labels_that_only_another_process_met_count(tmp_path: Path, capfdbinary: pytest.CaptureFixture[bytes]) -> None:
    file = tmp_path / "log.txt"
    file.write_text("all is well today, as it was\n" * 5000 + "write to zhao@example.org\n")
    assert main(["classify", "--per-record", str(file), "--fail-on", "contact.email"]) == 1
    assert main(["classify", "--per-record", str(file), "--fail-on", "finance.card"]) == 0
    assert b"contact.email" in capfdbinary.readouterr().out


def test_short_input_starts_nobody(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delattr(os, "fork")
    monkeypatch.setattr(workers, "processors", lambda: pytest.fail("asked for processors"))
    short = ["x" * 1000] * 1048
    assert len(list(large.written(short, set()))) == len(short)


def test_where_none_can_be_started_this_process_does_it_all(monkeypatch: pytest.MonkeyPatch) -> None:
    def refused() -> int:
        raise BlockingIOError

    monkeypatch.setattr(os, "fork", refused)
    monkeypatch.setattr(workers, "processors", lambda: 2)
    monkeypatch.setattr(large, "ALONE_LINES", 2000)
    labels: set[str] = set()
    told = b"\n".join(large.written(lines(3000), labels))
    assert [json.loads(line)["record"] for line in told.splitlines()] == list(range(3000))
    assert "contact.email" in labels


def started(out: Path, *arguments: str) -> subprocess.Popen[bytes]:
    command = [sys.executable, "-c", TWO, "classify", "-", *arguments]
    alone: dict[str, Any] = {"start_new_session": True, "env": unmeasured()}
    with out.open("wb") as file:
        return subprocess.Popen(command, stdin=-1, stdout=file, stderr=-1, bufsize=0, **alone)


def ended(run: subprocess.Popen[bytes], more: bytes | None = None) -> bytes:
    """What it says until it ends; where it hangs, it is killed, and what it was doing is in the error."""
    try:
        return run.communicate(more, timeout=240)[1]
    except subprocess.TimeoutExpired:
        run.send_signal(signal.SIGUSR1)
        time.sleep(1)
        run.kill()
        raise AssertionError(run.communicate()[1].decode(errors="replace")) from None


def children(pid: int) -> list[int]:
    return [int(child) for child in Path(f"/proc/{pid}/task/{pid}/children").read_text().split()]


def given(run: subprocess.Popen[bytes]) -> list[int]:
    """Gives it lines until it has started others; these."""
    assert run.stdin
    text = "\n".join(lines(1100)).encode() + b"\n"
    deadline = time.monotonic() + 240
    while time.monotonic() < deadline:
        run.stdin.write(text)
        if len(found := children(run.pid)) == 2:
            return found
    raise AssertionError("no others were started")


def gone(pids: list[int]) -> bool:
    """Whether they end: one that was just forked when the first was interrupted does as its pipe ends."""
    deadline = time.monotonic() + 240
    while (left := any(Path(f"/proc/{pid}").exists() for pid in pids)) and time.monotonic() < deadline:
        time.sleep(0.01)
    return not left


def test_the_fields_of_which_one_process_lost_a_share_are_not_told(tmp_path: Path) -> None:
    with started(tmp_path / "out") as run:
        others = given(run)
        os.kill(others[1], signal.SIGKILL)
        said = ended(run, "\n".join(lines(9000)).encode())
    assert run.returncode == 4
    assert said.decode().startswith("leftopen: a process that classifies was ended by signal 9")
    assert (tmp_path / "out").read_bytes() == b""
    assert gone(others)


@pytest.mark.parametrize("sign", [signal.SIGINT, signal.SIGTERM, signal.SIGHUP])
@pytest.mark.parametrize("all_of_them", [True, False])
@pytest.mark.parametrize("words", [["--per-record"], []])
def test_an_interrupt_ends_all_at_once(
    sign: signal.Signals, all_of_them: bool, words: list[str], tmp_path: Path
) -> None:
    with started(tmp_path / "out", *words) as run:
        others = given(run)
        os.killpg(run.pid, sign) if all_of_them and sign != signal.SIGTERM else run.send_signal(sign)
        told = ended(run)
    assert run.returncode == 4
    assert told.decode().count("\n") == 1
    assert "interrupted" in told.decode()
    assert gone(others)
    numbers = [json.loads(line)["record"] for line in (tmp_path / "out").read_bytes().splitlines()]
    assert numbers == list(range(len(numbers)))


def test_a_process_that_is_killed_is_said_with_exit_code_4(tmp_path: Path) -> None:
    with started(tmp_path / "out", "--per-record") as run:
        others = given(run)
        os.kill(others[0], signal.SIGKILL)
        told = ended(run, "\n".join(lines(9000)).encode())
    assert run.returncode == 4
    assert told.decode().startswith("leftopen: a process that classifies was ended by signal 9")
    assert told.decode().count("\n") == 1
    assert gone(others)
    numbers = [json.loads(line)["record"] for line in (tmp_path / "out").read_bytes().splitlines()]
    assert numbers == list(range(len(numbers)))


def test_others_end_when_the_first_is_killed(tmp_path: Path) -> None:
    with started(tmp_path / "out", "--per-record") as run:
        others = given(run)
        run.kill()
        ended(run)
        deadline = time.monotonic() + 240
        while not gone(others) and time.monotonic() < deadline:
            time.sleep(0.05)
        assert gone(others)
