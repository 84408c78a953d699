import errno
import itertools
import os
import signal
import subprocess
import time
from collections.abc import Callable
from functools import partial
from pathlib import Path

import pytest
from msgspec.structs import replace

from leftopen.audit.pipeline import Audit
from leftopen.audit.plan import JOURNAL, Plan
from leftopen.face import running
from leftopen.face.console import DONE, EARLY, EXPOSED, UNUSABLE, Stop
from leftopen.journal import Journal
from leftopen.lab import redis
from leftopen.model import Access, Authorisation, Report, Run, ScopeNote, Service, Tool
from leftopen.net.pool.pool import PoolError
from leftopen.report import formats
from leftopen.scope.file import Scope, parse
from leftopen.store import checkpoint, custody
from tests.disk import fills
from tests.labs import PEOPLE, command, labs, leftopen, report_of, scope_file, unmeasured
from tests.permits import permitted

HOST = "127.82.24.1"


def scope(port: int = 1) -> Scope:
    return parse(
        f'name = "t"\ntargets = ["{HOST}:{port}"]\nports = [1]\n'
        '[authorisation]\nby = "IT"\nreference = "T-1"\nexpires = 2099-12-31\n',
        {},
    )


def report(*access: Access, complete: bool = True) -> Report:
    services = tuple(
        Service(id=f"{HOST}:{n}/tcp", address=HOST, port=n, protocol="redis", access=word, proof="p")
        for n, word in enumerate(access, 1)
    )
    run = Run("run-1", "2026-11-23T09:00:00Z", "2026-11-23T09:00:01Z", 1, 1, 1, 0, complete=complete, whole=complete)
    note = ScopeNote("t", "sha256:0", Authorisation("IT", "T-1", "2099-12-31"))
    return Report(Tool("leftopen", "0"), note, run, services)


# --- words and files --------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("access", "code"),
    [
        ((), DONE),
        ((Access.LOCKED, Access.EMPTY, Access.DECOY, Access.UNKNOWN), DONE),
        ((Access.LOCKED, Access.OPEN), EXPOSED),
        ((Access.METADATA,), EXPOSED),
        ((Access.FACTORY,), EXPOSED),
    ],
)
def test_the_exit_code_says_what_was_found(access: tuple[Access, ...], code: int) -> None:
    assert running.exit_code(report(*access)) == code
    assert running.exit_code(report(*access, complete=False)) == EARLY


def test_json_and_html_are_always_written() -> None:
    assert running.chosen("") == ["json", "html"]
    assert running.chosen(" CSV, json,,csv ") == ["json", "html", "csv"]
    with pytest.raises(Stop, match=r"'nope' is not known\. Known are: .*json") as stop:
        running.chosen("json,nope")
    assert stop.value.code == UNUSABLE


def test_the_checkpoint_goes_when_everything_is_written(tmp_path: Path) -> None:
    (tmp_path / checkpoint.NAME).write_text("{}")
    seen: list[bool] = []

    def keep() -> None:
        seen.append((tmp_path / "report.json").exists() and (tmp_path / checkpoint.NAME).exists())

    with Journal(tmp_path / JOURNAL) as journal:
        journal.note("end", complete=True)
        head = journal.head
    done = report()
    paths = running.save(replace(done, run=replace(done.run, journal=head)), tmp_path, ["json", "csv"], keep)
    assert [path.name for path in paths] == ["report.json", "report.csv"]
    assert seen == [True]
    assert sorted(path.name for path in tmp_path.iterdir()) == [JOURNAL, "report.csv", "report.json"]
    assert custody.verify(tmp_path).intact


@pytest.mark.parametrize("reason", ["incomplete", "database", "disk"])
def test_the_checkpoint_stays_as_long_as_it_is_needed(
    tmp_path: Path, reason: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / checkpoint.NAME).write_text("{}")

    def keep() -> None:
        if reason == "database":
            raise Stop(EARLY, "the disk is full")

    if reason == "disk":
        (tmp_path / "report.json").mkdir()
    if reason == "incomplete":
        running.save(report(complete=False), tmp_path, ["json"], keep)
    else:
        with pytest.raises(Stop) as stop:
            running.save(report(), tmp_path, ["json"], keep)
        assert stop.value.code == EARLY
        assert reason == "database" or stop.value.says.endswith("go on with --resume.")
    assert (tmp_path / checkpoint.NAME).exists()


@pytest.mark.parametrize("moment", range(6))
def test_an_interrupt_at_any_moment_of_saving_leaves_a_folder_that_is_whole(
    tmp_path: Path, moment: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / checkpoint.NAME).write_text("{}")
    with Journal(tmp_path / JOURNAL) as journal:
        journal.note("end", complete=True)
        head = journal.head
    done = report()
    done = replace(done, run=replace(done.run, journal=head))
    count = itertools.count()
    steps: dict[str, Callable[..., object]] = {
        "leftopen.store.custody._write": custody._write,
        "pathlib.Path.replace": Path.replace,
    }
    for name, real in steps.items():

        def step(*given: object, real: Callable[..., object] = real) -> object:
            if next(count) == moment:
                raise KeyboardInterrupt
            return real(*given)

        monkeypatch.setattr(name, step)
    with pytest.raises(KeyboardInterrupt):
        running.save(done, tmp_path, ["json", "csv", "md"])
    monkeypatch.undo()
    assert custody.verify(tmp_path).intact
    assert (tmp_path / checkpoint.NAME).exists()
    running.save(done, tmp_path, ["json"])
    assert custody.verify(tmp_path).intact
    assert not [path.name for path in tmp_path.iterdir() if path.name.startswith(".")]


# --- a run that cannot begin, or not go on ----------------------------------------------------------------------------


def stop_of(plan: Plan, given: Scope | None = None) -> Stop:
    with pytest.raises(Stop) as stop:
        running.audit(permitted(given or scope()), plan, quiet=True)
    assert "\n" not in stop.value.says
    return stop.value


def test_a_folder_that_cannot_be_used_is_told_before_anything_is_asked(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("here")
    for place, why in (("file", "File exists"), ("file/out", "Not a directory")):
        stop = stop_of(Plan(tmp_path / place))
        assert (stop.code, stop.says) == (UNUSABLE, f"{tmp_path / place}: {why}. Choose another --out.")


def test_a_folder_in_use_and_a_damaged_journal_are_told(tmp_path: Path) -> None:
    with Journal(tmp_path / JOURNAL):
        busy = stop_of(Plan(tmp_path))
    assert busy.code == UNUSABLE
    assert busy.says == f"{tmp_path / JOURNAL}: another run is writing this journal. Choose another --out."
    (tmp_path / JOURNAL).write_text("something else\n")
    damaged = stop_of(Plan(tmp_path))
    assert damaged.code == UNUSABLE
    assert damaged.says.endswith("Choose another --out.")


def test_nothing_to_resume_is_told(tmp_path: Path) -> None:
    stop = stop_of(Plan(tmp_path, resume=True))
    assert stop.code == UNUSABLE
    assert stop.says == f"{tmp_path / checkpoint.NAME}: there is no run to resume. Start one without --resume."


@pytest.mark.parametrize(("name", "room"), [(JOURNAL, 100), (checkpoint.NAME, 20), (checkpoint.NAME, 200)])
def test_a_full_disk_ends_early_and_says_how_to_go_on(
    tmp_path: Path, name: str, room: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    fills(monkeypatch, tmp_path / name, room)
    stop = stop_of(Plan(tmp_path))
    assert stop.code == EARLY
    assert stop.says.startswith(f"{tmp_path / name}: cannot be written")
    assert "No space left on device" in stop.says
    assert "go on with --resume" in stop.says


@pytest.mark.parametrize("error", [PoolError("a process that asks services died"), OSError(24, "Too many open files")])
def test_a_sweep_that_fails_ends_early(tmp_path: Path, error: Exception, monkeypatch: pytest.MonkeyPatch) -> None:
    def fail(*_: object) -> None:
        raise error

    monkeypatch.setattr("leftopen.net.sweep.sweep.Sweep.__iter__", fail)
    stop = stop_of(Plan(tmp_path))
    assert stop.code == EARLY
    assert stop.says.startswith(f"{tmp_path}: ")
    assert stop.says.endswith("The run ended early; go on with --resume when that is mended.")


# --- signals ----------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("number", running.SIGNALS)
def test_the_first_signal_stops_the_run_and_the_second_the_program(
    tmp_path: Path, number: signal.Signals, capfd: pytest.CaptureFixture[str]
) -> None:
    run = Audit(permitted(scope()), Plan(tmp_path))
    before = [signal.getsignal(each) for each in running.SIGNALS]
    with running.stopped_by_signal(run):
        os.kill(os.getpid(), number)
        assert run._stop.is_set()
        with pytest.raises(KeyboardInterrupt):
            os.kill(os.getpid(), number)
    assert [signal.getsignal(each) for each in running.SIGNALS] == before
    assert capfd.readouterr().err.count("Ending early and saving what was found") == 1


def test_without_a_terminal_a_run_goes_on_where_that_is_wanted(tmp_path: Path) -> None:
    run = Audit(permitted(scope()), Plan(tmp_path))
    before = signal.signal(signal.SIGHUP, signal.SIG_IGN)  # nohup(1)
    try:
        with running.stopped_by_signal(run):
            os.kill(os.getpid(), signal.SIGHUP)
            assert not run._stop.is_set()
    finally:
        signal.signal(signal.SIGHUP, before)


def wait_for(path: Path, words: bytes) -> None:
    ends = time.monotonic() + 240
    while words not in (path.read_bytes() if path.exists() else b""):
        assert time.monotonic() < ends, f"{words!r} never came"
        time.sleep(0.02)


def begun(path: Path, out: Path) -> subprocess.Popen[str]:
    """An audit that is to be interrupted."""
    words = command("audit", path, "--out", out)
    return subprocess.Popen(words, stderr=-1, stdout=-1, text=True, env=unmeasured())


def test_ctrl_c_while_sweeping_saves_and_resume_goes_on(tmp_path: Path) -> None:
    out = tmp_path / "out"
    with labs(partial(redis.serve, HOST, 0, {"": {"people": PEOPLE}})) as (server,):
        limits = "[limits]\nrate = 1500\ntimeout = 0.5\n"
        path = scope_file(tmp_path, [server, "127.82.25.0/24:1", "127.82.26.0/23:2", "127.82.28.0/22:3"], limits)
        with begun(path, out) as process:
            wait_for(out / checkpoint.NAME, b'"kind":"position"')
            process.send_signal(signal.SIGINT)
            said, told = process.communicate(timeout=240)
        assert process.returncode == EARLY
        assert "Traceback" not in told
        assert f"leftopen audit {path} --out {out} --resume" in told
        assert said
        assert not report_of(out)["run"]["complete"]
        done = leftopen("audit", path, "--out", out, "--resume", "--quiet")
    assert done.returncode == EXPOSED
    found = report_of(out)["run"]
    assert found["complete"]
    assert found["asked"] == found["targets"] == 1793
    assert not (out / checkpoint.NAME).exists()


def test_ctrl_c_twice_quits_at_once_and_keeps_what_is_on_the_disk(tmp_path: Path) -> None:
    out = tmp_path / "out"
    limits = "[limits]\nrate = 20\n"
    path = scope_file(tmp_path, ["127.82.28.0/22:3"], limits)
    with begun(path, out) as process:
        wait_for(out / checkpoint.NAME, b'"kind":"position"')
        process.send_signal(signal.SIGINT)
        process.send_signal(signal.SIGINT)
        _said, told = process.communicate(timeout=240)
    assert process.returncode == EARLY
    assert "Traceback" not in told
    assert checkpoint.read(out / checkpoint.NAME).begun


def test_a_format_that_fails_costs_only_its_own_document(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def broken(_: object, __: str) -> bytes:
        raise KeyError("somebody")

    monkeypatch.setattr("leftopen.report.html.render", broken)
    formats.cache_clear()
    kept: list[str] = []
    try:
        with Journal(tmp_path / JOURNAL):
            pass
        with pytest.raises(Stop) as stopped:
            running.save(report(Access.OPEN), tmp_path, ["json", "html", "csv"], lambda: kept.append("kept"))
    finally:
        monkeypatch.undo()
        formats.cache_clear()
    assert (stopped.value.code, kept) == (EARLY, ["kept"])
    assert "report.html could not be made (KeyError)" in stopped.value.says
    assert (tmp_path / "report.csv").exists()
    told = report_of(tmp_path)
    assert [(each["stage"], each["says"]) for each in told["errors"]] == [
        ("render", "report.html could not be made (KeyError)")
    ]
    assert "somebody" not in (tmp_path / "report.json").read_text()


def test_a_page_that_is_written_anew_keeps_its_language(tmp_path: Path) -> None:
    with Journal(tmp_path / JOURNAL):
        pass
    for given, tag in ((None, b'lang="en"'), ("zh", b'lang="zh-Hans"'), (None, b'lang="zh-Hans"')):
        running.save(report(Access.OPEN), tmp_path, ["json", "html"], language=given)
        assert tag in (tmp_path / "report.html").read_bytes()[:300]


def test_a_disk_without_room_for_a_folder_is_no_wrong_argument(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def full(*_: object, **__: object) -> None:
        raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC))

    monkeypatch.setattr(Path, "mkdir", full)
    stop = stop_of(Plan(tmp_path / "new"))
    assert stop.code == EARLY
    assert stop.says.endswith("No space left on device. Make room, or choose another --out.")
