import gc
import logging
import subprocess
import sys
import textwrap
from pathlib import Path

import pytest

from leftopen import __version__
from leftopen.__main__ import main as begin
from leftopen.face import cli
from leftopen.face.cli import COMMANDS, app, main
from leftopen.face.console import EARLY, REFUSED, UNUSABLE, Stop
from leftopen.ingest import IngestError
from leftopen.scope.authority_proof import Denied
from leftopen.scope.file import ScopeError
from leftopen.store.schema import StoreError
from tests.labs import unmeasured

SECRET = "thora.quillfeather@example.org"


def test_every_command_has_its_file_and_its_help(capsys: pytest.CaptureFixture[str]) -> None:
    found = [*(Path(cli.__file__).parent / "commands").glob("*.py")]
    found += [path.parent for path in (Path(cli.__file__).parent / "commands").glob("*/__init__.py")]
    files = {path.stem for path in found} - {"__init__"}
    assert {name.removesuffix("_") for name in files} == set(COMMANDS)
    for name in COMMANDS:
        assert main([name, "--help"]) == 0
        assert "Example" in capsys.readouterr().out


def test_help_does_not_load_what_only_a_public_scope_needs() -> None:
    says = "import sys; from leftopen.face.cli import main; main(['audit', '--help']); print('dns' in sys.modules)"
    done = subprocess.run([sys.executable, "-c", says], capture_output=True, text=True, timeout=240)
    assert done.stdout.splitlines()[-1] == "False", done.stderr


def test_the_version_and_the_help_are_data(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["--version"]) == 0
    assert capsys.readouterr() == (f"{__version__}\n", "")
    assert main([]) == 0
    assert all(name in capsys.readouterr().out for name in ("audit",))


@pytest.mark.parametrize(
    "arguments",
    [
        ["nope"],
        ["audit"],
        ["audit", "a.toml", "b.toml"],
        ["audit", "a.toml", "--frobnicate"],
        ["audit", "a.toml", "--out"],
        ["audit", ""],
        ["audit", "a\x1b[2J\nb.toml"],
        ["audit", "a.toml", "--no-quiet"],
        ["probes", "--format", "xml"],
        ["export"],
        ["export", "nope", "--from", "x"],
        ["verify", "/none"],
    ],
)
def test_odd_arguments_are_one_line_and_exit_code_2(arguments: list[str], capsys: pytest.CaptureFixture[str]) -> None:
    assert main(arguments) == UNUSABLE
    out, err = capsys.readouterr()
    assert out == ""
    assert err.startswith("leftopen: ")
    assert err.count("\n") == 1
    assert err.rstrip("\n").isprintable()


@pytest.mark.parametrize(
    ("error", "code", "says"),
    [
        (Stop(7, "that was it"), 7, "that was it"),
        (ScopeError("a.toml", 3, "unknown key 'x'", "Known: y."), UNUSABLE, "a.toml:3: unknown key 'x'. Known: y."),
        (IngestError("list.txt:2: is no host:port."), UNUSABLE, "list.txt:2: is no host:port."),
        (Denied("192.0.2.1 is public"), REFUSED, "refused: 192.0.2.1 is public"),
        (StoreError("the disk is full: make room"), EARLY, "the disk is full: make room."),
        (PermissionError(13, "Permission denied", "/x/y"), EARLY, "/x/y: Permission denied."),
        (OSError(28, "No space left on device"), EARLY, "this machine: No space left on device."),
        (KeyboardInterrupt(), EARLY, "interrupted. Nothing was written by halves: do it again."),
    ],
)
def test_every_error_has_its_line_and_code(
    error: BaseException, code: int, says: str, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    raising(error, monkeypatch)
    assert main(["labels"]) == code
    assert capsys.readouterr() == ("", f"leftopen: {says}\n")


def raising(error: BaseException, monkeypatch: pytest.MonkeyPatch) -> None:
    def start(*_: object, **__: object) -> None:
        raise error

    monkeypatch.setattr("cyclopts.App.__call__", start)


def test_a_bug_is_told_by_type_and_place_alone(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    def broken() -> object:
        return {"a": 1}[SECRET]

    monkeypatch.setattr("leftopen.face.commands.labels.every", broken)
    assert main(["labels"]) == EARLY
    out, err = capsys.readouterr()
    assert out == ""
    assert err.count("\n") == 1
    assert f"a bug in leftopen {__version__}: KeyError at face/cli.py:" in err
    assert "face/commands/labels.py:" in err
    assert SECRET not in err


def test_a_bug_outside_our_code_says_so() -> None:
    assert "ValueError at outside its own code" in cli.bug(ValueError(SECRET))
    assert SECRET not in cli.bug(ValueError(SECRET))


DRIVER = """
import asyncio, logging, sys, threading
from leftopen.face import cli
from leftopen.face.commands import labels

class Falls:
    def __del__(self):
        raise ValueError({secret!r})

async def forgotten():
    async def fail():
        raise ValueError({secret!r})
    task = asyncio.get_running_loop().create_task(fail())
    await asyncio.sleep(0)
    del task

def every():
    thread = threading.Thread(target=lambda: 1 / len([x for x in [{secret!r}] if int(x)]))
    thread.start()
    thread.join()
    Falls()
    asyncio.run(forgotten())
    logging.getLogger("a.library").error("could not read %s", {secret!r})
    return {{}}

labels.every = every
sys.argv = ["leftopen", "labels", "--format", "json"]
sys.exit(cli.main())
"""


def test_what_is_raised_aside_is_no_traceback_either() -> None:
    done = subprocess.run(
        [sys.executable, "-c", textwrap.dedent(DRIVER).format(secret=SECRET)], capture_output=True, text=True
    )
    assert done.returncode == 0
    assert SECRET not in done.stderr
    assert "Traceback" not in done.stderr
    assert done.stderr.count("ValueError") == 2, "the thread and the finaliser; the log and the task are silent"


@pytest.mark.skipif(sys.platform != "linux", reason="prctl(2) is of Linux")
def test_a_crash_writes_no_memory_to_a_disk() -> None:
    script = (
        "import ctypes, resource, sys\nfrom leftopen.face import cli\n"
        "sys.argv = ['leftopen', '--version']\ncli.main()\n"
        "print(resource.getrlimit(resource.RLIMIT_CORE), ctypes.CDLL(None).prctl(3, 0, 0, 0, 0))"
    )
    done = subprocess.run([sys.executable, "-c", script], capture_output=True, text=True)
    assert done.stdout.splitlines()[-1] == "(0, 0) 0"


@pytest.mark.parametrize("name", ["SIGINT", "SIGTERM", "SIGHUP"])
def test_a_request_to_end_is_an_interrupt(name: str) -> None:
    done = ended_by(f"import os, signal; os.kill(os.getpid(), signal.{name}); time.sleep(20)")
    assert (done.returncode, done.stderr.count("\n")) == (EARLY, 1)
    assert "interrupted" in done.stderr


def test_a_terminal_that_goes_away_ends_nothing_that_is_to_go_on() -> None:
    done = ended_by("import os, signal; os.kill(os.getpid(), signal.SIGHUP)", "signal.signal(1, signal.SIG_IGN)")
    assert (done.returncode, done.stderr) == (0, "")


def ended_by(wait: str, before: str = "") -> subprocess.CompletedProcess[str]:
    """The program, of which a command does this."""
    script = (
        "import signal, sys, time\nfrom leftopen.face import cli\nfrom leftopen.face.commands import labels\n"
        f"{before}\ndef every():\n    {wait}\n    return {{}}\nlabels.every = every\n"
        "sys.argv = ['leftopen', 'labels', '--format', 'json']\nsys.exit(cli.main())"
    )
    return subprocess.run([sys.executable, "-c", script], capture_output=True, text=True, env=unmeasured())


def test_the_interpreter_does_not_look_for_garbage_in_what_was_loaded_when_it_ends() -> None:
    script = (
        "import gc, sys\nfrom leftopen.face import YOUNG, cli\nassert gc.get_threshold()[0] == YOUNG\n"
        "sys.argv = ['leftopen', '--version']\ncli.main()\n"
        "print(gc.get_freeze_count() > 1000, len(gc.get_objects()) < 100)"
    )
    done = subprocess.run([sys.executable, "-c", script], capture_output=True, text=True)
    assert done.stdout.splitlines()[-1] == "True True"


def test_main_leaves_the_process_of_others_alone(monkeypatch: pytest.MonkeyPatch) -> None:
    before = (sys.unraisablehook, logging.getLogger().handlers[:], gc.get_freeze_count())
    assert main(["--version"]) == 0
    assert (sys.unraisablehook, logging.getLogger().handlers[:], gc.get_freeze_count()) == before
    assert app().name == ("leftopen",)


@pytest.mark.parametrize(
    ("said", "page"),
    [
        (["cases", "close", "1"], "leftopen cases close --help"),
        (["cases", "severity", "1", "9"], "leftopen cases severity --help"),
        (["cases", "--bogus"], "leftopen cases --help"),
        (["purge", "--bogus"], "leftopen purge --help"),
        (["bogus"], "leftopen --help"),
    ],
)
def test_an_error_leads_to_the_help_of_what_was_meant(
    said: list[str], page: str, capsys: pytest.CaptureFixture[str]
) -> None:
    assert main(said) == 2
    assert capsys.readouterr().err.rstrip().endswith(f"See: {page}")


def test_lines_of_a_paragraph_of_help_are_one(capsys: pytest.CaptureFixture[str]) -> None:
    main(["cases", "notify", "--help"])
    told = capsys.readouterr().out
    assert "what is sent makes it notified. Without --to" in " ".join(told.split())
    paragraph = next(each for each in told.split("\n\n") if "Nothing is sent without --send" in each)
    *lines, _ = paragraph.strip().splitlines()
    assert all(len(line.rstrip()) > 60 for line in lines)


def test_an_interrupt_while_it_loads_is_one_line(
    monkeypatch: pytest.MonkeyPatch, capfd: pytest.CaptureFixture[str]
) -> None:
    class Interrupted:
        def find_spec(self, name: str, *_: object) -> None:
            if name == "leftopen.face.cli":
                raise KeyboardInterrupt

    monkeypatch.delitem(sys.modules, "leftopen.face.cli")
    monkeypatch.setattr(sys, "meta_path", [Interrupted(), *sys.meta_path])
    assert begin() == EARLY
    assert capfd.readouterr() == ("", "leftopen: interrupted. Nothing was begun.\n")


def test_what_begins_gives_the_code_of_the_command(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(cli, "main", lambda: 3)
    assert begin() == REFUSED
