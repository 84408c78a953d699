"""The acceptance of the whole product: the demo as a user runs it, and what it leaves behind."""

import json
import os
import re
import signal
import socket
import subprocess
from collections.abc import Iterator, Sequence
from functools import cache
from pathlib import Path
from typing import NamedTuple

import msgspec
import pytest
from jsonschema import Draft202012Validator

from leftopen import journal
from leftopen.audit.plan import JOURNAL
from leftopen.face import running as running_module
from leftopen.face.cli import main
from leftopen.face.commands import demo as command_module
from leftopen.lab import decoy
from leftopen.lab import demo as lab_module
from leftopen.lab.cases import planted as everything
from leftopen.lab.check import by_evidence, complaints
from leftopen.lab.demo import LabError, moved
from leftopen.lab.planted import Planted
from leftopen.model import Report
from leftopen.report import schema
from tests.lab.cases.truth import leaves, stored
from tests.labs import command, unmeasured
from tests.report import example

PLANTED = everything()
PATIENCE = 300
"""Seconds for ending: a machine that others use may take long."""


class Shown(NamedTuple):
    """A demo that was kept until it was interrupted: `between` is what the lab said while it was kept."""

    code: int
    out: str
    err: str
    folder: Path
    between: bytes
    report: Report
    planted: Sequence[Planted]


def start(*arguments: object) -> subprocess.Popen[str]:
    """A demo in a process of its own."""
    return subprocess.Popen(
        command("demo", *arguments),
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        encoding="utf-8",
        env={**unmeasured(), "COLUMNS": "100"},
        process_group=0,
    )


def told(running: subprocess.Popen[str], word: str) -> str:
    """What stderr says until a line that holds `word`, or until the demo ends."""
    assert running.stderr
    lines = ""
    for line in running.stderr:
        lines += line
        if word in line:
            break
    return lines


def begun(word: str, *arguments: object) -> tuple[subprocess.Popen[str], str]:
    """A demo that has said `word`."""
    running = start(*arguments)
    return running, told(running, word)


@pytest.fixture(scope="session")
def shown(tmp_path_factory: pytest.TempPathFactory) -> Shown:
    folder = tmp_path_factory.mktemp("a demo")
    running, said = begun("Ctrl-C ends it", "--keep", "--out", folder)
    try:
        found = re.search(r"127\.81\.(\d)\.0/25", said)
        assert found, said
        with socket.create_connection((f"127.81.{found[1]}.40", 6379), 5) as client:
            client.sendall(b"*1\r\n$4\r\nPING\r\n")
            between = client.recv(99)
    finally:
        running.send_signal(signal.SIGINT)
        out, err = running.communicate(timeout=PATIENCE)
    report = msgspec.json.decode((folder / "report.json").read_bytes(), type=Report)
    return Shown(running.returncode, out, said + err, folder, between, report, moved(PLANTED, int(found[1])))


def test_everything_planted_is_found_as_it_is(shown: Shown) -> None:
    assert complaints(shown.report, shown.planted) == []
    assert "WRONG" not in shown.err
    assert f"All {len(PLANTED)} planted services were found as they are" in shown.err
    assert shown.code == 0


def test_the_street_cameras_are_one_estate_without_their_address(shown: Shown) -> None:
    cameras = {f"{item.address}:{item.port}/tcp" for item in shown.planted if item.by_evidence}
    kinds = {service.protocol for service in shown.report.services if service.id in cameras}
    assert {"elasticsearch", "mongodb", "rtsp"} < kinds
    assert by_evidence(shown.report, cameras)
    (estate,) = {service.estate for service in shown.report.services if service.id in cameras}
    links = {link.kind for each in shown.report.estates if each.id == estate for link in each.links}
    assert {"same-names", "same-people"} <= links


def test_the_report_holds_to_its_schema(shown: Shown) -> None:
    document = json.loads((shown.folder / "report.json").read_bytes())
    Draft202012Validator(schema.published()).validate(document)
    assert len(document["services"]) == len(PLANTED)


def test_the_page_can_load_nothing(shown: Shown) -> None:
    page = (shown.folder / "report.html").read_text("utf-8")
    assert "Content-Security-Policy" in page
    assert "default-src 'none'" in page
    assert "<script" not in page


def test_the_journal_is_whole_and_tells_the_run(shown: Shown) -> None:
    path = shown.folder / JOURNAL
    assert journal.verify(path).intact
    assert journal.verify(path).closed
    lines = [json.loads(line) for line in path.read_text("utf-8").splitlines()]
    assert lines[0]["kind"] == "open"
    asked = {line["target"] for line in lines if line["kind"] == "connect"}
    assert asked == {f"{item.address}:{item.port}/tcp" for item in shown.planted}
    assert main(["verify", str(shown.folder)]) == 0


@cache
def canaries() -> frozenset[str]:
    """What is planted of people, as text: numbers, names, addresses, tokens, diagnoses, pictures."""
    found: set[str] = set()
    for item in PLANTED:
        for name, records in stored(item).items():
            truth = item.fields.get(name, {})
            for record in records:
                for path, value in leaves(record):
                    if truth.get(path) or item.access == "locked":
                        found.add(value if isinstance(value, str) else str(value))
    return frozenset(value for value in found if len(value) > 6 or (len(value) > 1 and not value.isascii()))


def spellings(value: str) -> Iterator[bytes]:
    """Plain and as in JSON."""
    yield value.encode()
    yield json.dumps(value)[1:-1].encode()


def stands(needle: bytes, data: bytes) -> bool:
    """Whether it is in there; a number not as a part of a longer one (a time ends in any amount, sooner or later)."""
    if not re.fullmatch(rb"[0-9.]+", needle):
        return needle in data
    return needle in data and re.search(rb"(?<![0-9.])" + re.escape(needle) + rb"(?![0-9])", data) is not None


DIGEST = re.compile(rb"(?<![0-9a-z])[0-9a-f]{32,}(?![0-9a-z])")


def leaks(data: bytes) -> list[str]:
    """The canaries in it; digests and signatures, in which any short number stands sooner or later, are none."""
    data = DIGEST.sub(b"", data)
    return [value for value in canaries() if any(stands(spelling, data) for spelling in spellings(value))]


def test_no_planted_value_stands_in_what_was_written_or_shown(shown: Shown) -> None:
    assert len(canaries()) > 3000
    files = {path.name: path.read_bytes() for path in shown.folder.iterdir()}
    assert set(files) == {JOURNAL, "report.json", "report.html", "scope.toml"}
    places = {**files, "stdout": shown.out.encode(), "stderr": shown.err.encode()}
    assert {place: found for place, data in places.items() if (found := leaks(data))} == {}


def test_the_search_for_leaks_finds_one() -> None:
    people = stored(next(item for item in PLANTED if item.name == "people register"))["qs_city.people_register"]
    for key in ("姓名", "身份证号", "手机号", "住址"):
        value = people[0][key]
        assert value in leaks(b"before " + value.encode() + b" after")
        assert value in leaks(json.dumps({"x": value}).encode())


def test_the_search_for_leaks_finds_a_number_and_no_part_of_one() -> None:
    amount = next(value for value in canaries() if re.fullmatch(r"[0-9]+\.[0-9]+", value))
    assert leaks(f'{{"x":{amount},"y":"EUR{amount}."}}'.encode()) == [amount]
    assert leaks(f'{{"began":179579{amount},"ended":{amount}7}}'.encode()) == []
    number = min((value for value in canaries() if value.isdecimal()), key=len)
    assert leaks(f'{{"hash":"{"a" * 28}{number}{"b" * 28}","x":"{"a" * 28}"}}'.encode()) == []
    assert leaks(f'{{"hash":"{"a" * 64}","x":"a{number}b"}}'.encode()) == [number]


def test_files_are_for_their_owner_only(shown: Shown) -> None:
    assert {path.stat().st_mode & 0o077 for path in shown.folder.iterdir()} == {0}


def test_the_lab_runs_on_while_it_is_kept(shown: Shown) -> None:
    assert shown.between == b"+PONG\r\n"
    assert f"leftopen audit '{shown.folder}/scope.toml'" in shown.err, "quoted for a shell"
    assert shown.err.endswith("\nThe lab has ended.\n")


def test_what_a_user_sees(shown: Shown) -> None:
    exposed = sum(service.access.exposed for service in shown.report.services)
    assert shown.out.startswith(f"{exposed} services let anybody read what was not meant for them.\n")
    assert f"\n{shown.folder / 'report.html'}\n" in shown.err, "the page has a line of its own"
    assert shown.err.startswith(f"The lab: {len(PLANTED)} servers with invented people")
    stages = [line.partition(":")[0] for line in shown.err.splitlines()[1:]]
    assert list(dict.fromkeys(stages))[:3] == ["sweeping", "asking services", "judging"], "each may take its time"
    assert "\x1b" not in shown.out + shown.err
    assert max(map(len, shown.out.splitlines())) <= 100


def test_ctrl_c_saves_what_was_found(tmp_path: Path) -> None:
    running, said = begun("sweeping: ", "--keep", "--out", tmp_path)
    os.killpg(running.pid, signal.SIGINT)  # as a terminal does: the processes of the sweep get it too
    out, err = running.communicate(timeout=PATIENCE)
    assert running.returncode == 4
    assert "Ending early and saving what was found." in err
    assert "The demo ended early; what was found so far is saved." in err
    assert "The lab goes on" not in err, "it is not kept"
    assert "planted services were found" not in err
    assert "Traceback" not in said + err
    assert "It ended early" in out
    report = msgspec.json.decode((tmp_path / "report.json").read_bytes(), type=Report)
    assert not report.run.complete
    assert journal.verify(tmp_path / JOURNAL).intact


# --- in this process, without the audit -------------------------------------------------------------------------------


@pytest.fixture
def canned(monkeypatch: pytest.MonkeyPatch) -> Report:
    """The demo with a lab of one server elsewhere, and with a report that has nothing to do with it."""
    with socket.create_server(("127.84.1.1", 0)) as free:
        port: int = free.getsockname()[1]
    report = example.report()
    monkeypatch.setattr(
        command_module, "everything", lambda: [Planted("lone", "127.84.1.1", port, decoy.serve, "redis", "decoy")]
    )
    monkeypatch.setattr(running_module, "audit", lambda scope, plan: report)
    return report


def test_a_report_that_is_wrong_is_exit_code_1(
    canned: Report, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert main(["demo", "--out", str(tmp_path / "a" / "b")]) == 1
    out, err = capsys.readouterr()
    assert "WRONG: lone at 127.84.1.1" in err
    assert f"WRONG: {canned.services[0].id} was reported, and nothing was planted there" in err
    assert "planted services were found" not in err
    assert out.endswith("\n\n"), "the summary stands apart from the last words"
    assert (tmp_path / "a" / "b" / "report.html").exists()


def test_an_interrupt_outside_the_audit_is_exit_code_4(
    canned: Report, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    def interrupted(*_: object) -> Report:
        raise KeyboardInterrupt

    monkeypatch.setattr(running_module, "audit", interrupted)
    assert main(["demo", "--out", str(tmp_path)]) == 4
    assert capsys.readouterr().err.endswith("leftopen: interrupted; the lab has stopped.\n")


@pytest.mark.parametrize("place", ["/dev/null", "/dev/null/x"])
def test_a_folder_that_cannot_be_made_is_told_before_anything_is_asked(
    place: str, canned: Report, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.delattr(running_module, "audit")
    assert main(["demo", "--out", place]) == 2
    line = capsys.readouterr().err.splitlines()[-1]
    assert line.startswith(f"leftopen: {place}: cannot be made (")
    assert line.endswith("Choose another --out.")


def test_a_lab_that_cannot_start_is_one_line_and_writes_nothing(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    def fails(_: object) -> None:
        raise LabError("127.81.0.1:1: the lab cannot listen there.")

    monkeypatch.setattr(lab_module, "running", fails)
    assert main(["demo", "--out", str(tmp_path / "x")]) == 4
    assert capsys.readouterr() == ("", "leftopen: 127.81.0.1:1: the lab cannot listen there.\n")
    assert not (tmp_path / "x").exists()
