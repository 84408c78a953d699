"""The command from its arguments to its exit code; the pipeline behind it is tested in tests/test_audit.py."""

import asyncio
import datetime as dt
import errno
import io
import json
import re
import shlex
import socket
from collections.abc import Iterator
from functools import partial
from pathlib import Path

import pytest

from leftopen.audit.plan import JOURNAL
from leftopen.face.cli import main
from leftopen.lab import redis
from leftopen.lab.server import Running
from leftopen.net import resolve, sockets
from leftopen.net.session import dial
from leftopen.net.sweep.outage import Outage
from leftopen.store import checkpoint
from leftopen.store.schema import StoreError
from leftopen.store.store import Store
from tests.labs import PEOPLE, labs, report_of, scope_file

HOST = "127.82.32.1"


@pytest.fixture
def server() -> Iterator[Running]:
    with labs(partial(redis.serve, HOST, 0, {"": {"people": PEOPLE}})) as (one,):
        yield one


def audit(*arguments: object) -> int:
    return main(["audit", *map(str, arguments), "--quiet"])


def test_exposures_are_written_kept_and_told(
    server: Running, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    out, url = tmp_path / "out", f"sqlite:///{tmp_path}/x.db"
    code = audit(scope_file(tmp_path, [server]), "--out", out, "--format", "csv,md", "--db", url)
    assert code == 1
    assert {path.name for path in out.iterdir()} == {JOURNAL, "report.json", "report.html", "report.csv", "report.md"}
    said, told = capsys.readouterr()
    assert f"{HOST}:{server.port}" in said
    assert "\x1b" not in said + told
    assert told == f"Written: {', '.join(str(out / f'report.{kind}') for kind in ('json', 'html', 'csv', 'md'))}\n"
    with Store(url) as store:
        assert [exposure.service.port for exposure in store.exposures()] == [server.port]
        assert 'reference = "T-1"' in store.scope_text(store.runs()[0].id)


def test_nothing_exposed_is_exit_code_0(tmp_path: Path) -> None:
    assert audit(scope_file(tmp_path, [f"{HOST}:1"]), "--out", tmp_path / "out") == 0
    assert report_of(tmp_path / "out")["services"] == []


def test_a_folder_that_cannot_be_named_is_an_unusable_argument(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert audit(scope_file(tmp_path, [f"{HOST}:1"]), "--out", tmp_path / ("x" * 300)) == 2
    assert "Choose another folder." in capsys.readouterr().err


def test_without_out_the_folder_is_named_after_the_date(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    assert audit(scope_file(tmp_path, [f"{HOST}:1"])) == 0
    assert [path.name[:11] for path in tmp_path.iterdir() if path.is_dir()] == ["leftopen-20"]


def test_progress_goes_to_stderr(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["audit", str(scope_file(tmp_path, [f"{HOST}:1"])), "--out", str(tmp_path / "out")]) == 0
    said, told = capsys.readouterr()
    assert "1 of 1 address:port pairs" in told
    assert "sweep" in told.lower()
    assert "sweeping" not in said


def test_a_list_is_asked_instead_of_sweeping(server: Running, tmp_path: Path) -> None:
    listed = tmp_path / "list.txt"
    listed.write_text(f"{HOST}:{server.port}\nlocalhost:1\n127.82.32.9:{server.port}  # not ours\n")
    path = scope_file(tmp_path, [f"{HOST}:{server.port}"])
    assert audit(path, "--out", tmp_path / "out", "--from", listed) == 1
    report = report_of(tmp_path / "out")
    assert [service["port"] for service in report["services"]] == [server.port]
    assert {error["address"] for error in report["errors"]} <= {"127.0.0.1", "::1", "127.82.32.9"}
    assert {error["stage"] for error in report["errors"]} == {"scope"}


def test_a_list_of_another_scanner_that_is_not_whole_is_asked_as_far_as_it_goes(
    server: Running, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    listed, path = tmp_path / "found.json", scope_file(tmp_path, [f"{HOST}:{server.port}", f"{HOST}:1"])
    row = '{"ip":"%s","ports":[{"port":%d,"proto":"tcp","status":"open"}]},\n'
    listed.write_text("[\n" + row % (HOST, server.port) + '{"ip": "127')
    assert audit(path, "--out", tmp_path / "out", "--from", listed) == 1
    assert f"{listed}:3: is cut off" in capsys.readouterr().err
    listed.write_text("[\n" + row % (HOST, 1) + '{"ip": "127')
    assert audit(path, "--out", tmp_path / "again", "--from", listed, "--from-format", "masscan") == 4
    assert "no all-clear" in capsys.readouterr().err


def test_a_listed_name_outside_the_scope_needs_no_proof_and_is_not_asked(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(socket, "getaddrinfo", lambda name, *_, **__: [(socket.AF_INET, 1, 6, "", ("192.0.2.44", 0))])
    listed = tmp_path / "list.txt"
    listed.write_text("stranger.example:80\n")
    assert audit(scope_file(tmp_path, [f"{HOST}:1"]), "--out", tmp_path / "out", "--from", listed) == 4
    assert [error["says"] for error in report_of(tmp_path / "out")["errors"]] == ["not asked: address not in the scope"]


def test_what_of_a_list_is_not_in_the_scope_is_told(
    server: Running, tmp_path: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    path = scope_file(tmp_path, [server, f"{HOST}:1"])
    monkeypatch.setattr("sys.stdin", io.TextIOWrapper(io.BytesIO(f"{HOST}:1\n127.82.32.9:80\n".encode())))
    assert audit(path, "--out", tmp_path / "some", "--from", "-") == 0
    told = capsys.readouterr().err
    assert "1 service of the list not in the scope: not asked" in told
    monkeypatch.setattr("sys.stdin", io.TextIOWrapper(io.BytesIO(b"127.82.32.9:80\n")))
    assert audit(path, "--out", tmp_path / "none", "--from", "-") == 4
    assert "Nothing else is in the list." in capsys.readouterr().err


def test_an_option_is_no_list(server: Running, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert audit(scope_file(tmp_path, [server]), "--out", tmp_path / "out", "--from") == 2
    assert "--from: names no file but '--quiet'" in capsys.readouterr().err


def test_resume_needs_a_run_and_ends_it(server: Running, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    out, path = tmp_path / "out", scope_file(tmp_path, [server])
    assert audit(path, "--out", out, "--resume") == 2
    assert "there is no run to resume" in capsys.readouterr().err
    assert not out.exists(), "what was refused leaves nothing behind"
    assert audit(path, "--out", out, "--db", "sqlite:////dev/null/x.db") == 2
    assert not (out / checkpoint.NAME).exists(), "a database that cannot be opened is told before anything is asked"
    assert not server.heard


def test_a_database_that_fails_at_the_end_can_be_mended_and_resumed(
    server: Running, tmp_path: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    out, path, url = tmp_path / "out", scope_file(tmp_path, [server]), f"sqlite:///{tmp_path}/x.db"

    def full(*_: object) -> None:
        raise StoreError("the disk is full: make room")

    with monkeypatch.context() as patch:
        patch.setattr("leftopen.store.store.Store.save", full)
        assert audit(path, "--out", out, "--db", url) == 4
    assert f"--db {url}: the disk is full: make room. The report is in the output folder" in capsys.readouterr().err
    assert report_of(out)["services"]
    heard = len(server.heard)
    assert audit(path, "--out", out, "--db", url, "--resume") == 1
    assert len(server.heard) == heard, "nothing is asked twice"
    with Store(url) as store:
        assert len(store.exposures()) == 1


@pytest.mark.parametrize(
    ("arguments", "says"),
    [
        (["--format", "nope"], "--format: 'nope' is not known. Known are: "),
        (["--from", "/none/list.txt"], "/none/list.txt: cannot be read"),
        (["--contact", "a\nb"], "--contact: must be printable ASCII"),
        (["--contact", "ü"], "--contact: must be printable ASCII"),
        (["--source", "192.0.2.7"], "--source: '192.0.2.7' is no address of this machine"),
        (["--source", "localhost"], "--source: 'localhost' is no address of this machine"),
        (["--out", "/dev/null/out"], "/dev/null/out: Not a directory. Choose another --out."),
        (["--db", "mysql://me:word@h/d"], "--db mysql://…@h/d: mysql databases are not supported"),
    ],
)
def test_what_cannot_work_is_told_before_anything_is_asked(
    arguments: list[str], says: str, server: Running, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    where = [] if "--out" in arguments else ["--out", tmp_path / "out"]
    assert audit(scope_file(tmp_path, [server]), *where, *arguments) == 2
    said, told = capsys.readouterr()
    assert said == ""
    assert told.startswith(f"leftopen: {says}")
    assert told.count("\n") == 1
    assert not server.heard


@pytest.mark.parametrize(
    ("text", "says"),
    [
        (b"name = 'x'\ntargets = 1\n", r"s.toml:2: 'targets' must be a list of texts"),
        (
            b"name = 'x'\ntargets = ['127.0.0.1']\nexlude = []\n",
            "s.toml:3: unknown key 'exlude'. Did you mean exclude?",
        ),
        (b"name = \xff", "s.toml:1: is not UTF-8 text"),
        (b"name = ", "s.toml:1: is not valid TOML"),
    ],
)
def test_a_scope_that_cannot_be_used_names_file_line_and_remedy(
    text: bytes, says: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    path = tmp_path / "s.toml"
    path.write_bytes(text)
    assert audit(path, "--out", tmp_path / "out") == 2
    assert capsys.readouterr().err.startswith(f"leftopen: {path.parent}/{says}")


def test_names_without_an_address(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(resolve, "system", lambda name: [])
    monkeypatch.setattr(socket, "getaddrinfo", lambda *_, **__: [])
    path = scope_file(tmp_path, [f"{HOST}:1", "gone.example"])
    assert audit(path, "--out", tmp_path / "out") == 4
    told = capsys.readouterr().err
    assert "Not all was asked (gone.example: see errors); the rest is saved." in told
    assert told.splitlines()[-1] == f"leftopen audit {path} --out {tmp_path}/out --resume"
    found = report_of(tmp_path / "out")
    assert not found["run"]["complete"]
    assert [(error["address"], error["port"], error["stage"], error["status"]) for error in found["errors"]] == [
        ("gone.example", None, "resolve", "unresolved")
    ]
    path = scope_file(tmp_path, [f"{HOST}:1"], 'exclude = ["gone.example"]')
    assert audit(path, "--out", tmp_path / "out2") == 2
    assert "what it stands for cannot be left out" in capsys.readouterr().err


def test_the_contact_is_told_to_the_other_side(tmp_path: Path) -> None:
    from leftopen.lab.server import listen

    async def web() -> Running:
        async def talk(reader: asyncio.StreamReader, writer: asyncio.StreamWriter, note: object) -> None:
            assert callable(note)
            note((await reader.readuntil(b"\r\n\r\n")).decode())
            writer.write(b"HTTP/1.1 404 Not Found\r\nContent-Length: 0\r\n\r\n")

        return await listen(HOST, 0, talk)

    with labs(web) as (one,):
        audit(scope_file(tmp_path, [one]), "--out", tmp_path / "out", "--contact", "https://example.org/audit")
        agents = {line for heard in one.heard for line in heard.split("\r\n") if line.startswith("User-Agent")}
    assert [agent.partition("(+")[2] for agent in agents] == ["https://example.org/audit)"]
    assert json.loads((tmp_path / "out" / JOURNAL).read_text("utf-8").splitlines()[0])["kind"] == "open"


def test_a_lost_network_is_told_with_what_to_do(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    out, path = tmp_path / "out", scope_file(tmp_path, ["127.82.33.0/24"], "ports = [1]")
    with monkeypatch.context() as patch:
        patch.setattr(sockets, "has_route", lambda address, source=None: False)
        patch.setattr(Outage, "over", lambda outage, now: outage.gone is not None)
        assert audit(path, "--out", out) == 4
    said, told = capsys.readouterr()
    assert "ended early as the network to 127.82.33.0/24 was lost" in " ".join(said.split())
    lines = [line for line in told.splitlines() if not line.startswith("Written: ")]
    says = "The network to 127.82.33.0/24 is gone: this machine has no way there. What was found so far is saved; "
    what = "what was not asked for that reason is asked when you go on:"
    assert lines == [says + what, f"leftopen audit {path} --out {out} --resume"]
    assert report_of(out)["run"]["lost"] == "127.82.33.0/24"
    assert audit(path, "--out", out, "--resume") == 0
    found = report_of(out)["run"]
    assert (found["complete"], found["lost"], found["asked"]) == (True, None, 256)


def test_how_to_go_on_repeats_what_was_given(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    out, path, listed = tmp_path / "my out", scope_file(tmp_path, ["127.82.33.1"]), tmp_path / "list.txt"
    listed.write_text("127.82.33.1:6379\n")
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr("leftopen.audit.drive.Drive.whole", False)
        patch.setattr("leftopen.store.checkpoint.drop", lambda _: None)
        assert audit(path, "--out", out, "--from", listed, "--processes", 1, "--format", "md") == 4
    again = shlex.split(capsys.readouterr().err.strip().splitlines()[-1])
    wanted = ["--from", str(listed), "--format", "md", "--processes", "1", "--out", str(out), "--resume"]
    assert again == ["leftopen", "audit", str(path), *wanted]
    assert audit(*again[2:]) == 0


# --- whose folder it is -----------------------------------------------------------------------------------------------


@pytest.mark.parametrize("finished", [True, False])
def test_a_folder_that_holds_a_run_is_left_as_it_is(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], finished: bool
) -> None:
    out, path = tmp_path / "out", scope_file(tmp_path, ["127.82.33.1"], "ports = [1]")
    with pytest.MonkeyPatch.context() as patch:
        if not finished:
            patch.setattr("leftopen.audit.drive.Drive.whole", False)
        assert audit(path, "--out", out) == (0 if finished else 4)
    before = {each: each.read_bytes() for each in out.iterdir()}
    capsys.readouterr()
    assert audit(path, "--out", out) == 2
    told = capsys.readouterr().err.splitlines()
    assert (
        told[-1] == f"leftopen: {out}: holds a run that is {'' if finished else 'un'}finished, which was left as it is."
    )
    way = (
        f"To read it: {out}/report.html"
        if finished
        else f"To go on with it: leftopen audit {path} --out {out} --resume"
    )
    assert told[0] == way
    assert told[1].startswith("To begin another one: choose another --out")
    assert {each: each.read_bytes() for each in out.iterdir()} == before


def test_a_finished_run_is_not_resumed_and_nothing_says_to_replace_it(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    out, path = tmp_path / "out", scope_file(tmp_path, ["127.82.33.1"], "ports = [1]")
    assert audit(path, "--out", out) == 0
    capsys.readouterr()
    assert audit(path, "--out", out, "--resume") == 2
    told = capsys.readouterr().err
    assert "its run is finished, and there is nothing to resume. To run it again, choose another --out." in told
    assert "without --resume" not in told


def test_resume_needs_the_folder(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert audit(scope_file(tmp_path, ["127.82.33.1"]), "--resume") == 2
    assert "Name the folder with --out." in capsys.readouterr().err


def test_exclusions_that_leave_nothing_are_exit_code_2(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    path = scope_file(tmp_path, ["127.82.33.1"], 'exclude = ["::ffff:127.82.33.0/120"]')
    assert audit(path, "--out", tmp_path / "out") == 2
    assert "the exclusions leave nothing to ask" in capsys.readouterr().err
    assert not (tmp_path / "out").exists()


def test_a_permission_that_ends_in_the_midst_is_exit_code_3_and_goes_on_when_renewed(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    out, path = tmp_path / "out", scope_file(tmp_path, ["127.82.36.0/22"], "ports = [1]\n[limits]\nrate = 400")
    whole = path.read_text()
    ends = (dt.datetime.now(dt.UTC) + dt.timedelta(seconds=1.2)).isoformat()
    path.write_text(re.sub("expires = .*", f"expires = {ends}", whole))
    assert audit(path, "--out", out) == 3
    told = capsys.readouterr().err.splitlines()
    assert told[-2].startswith("The permission has expired; what was found so far is saved. When it is renewed")
    assert told[-1] == f"leftopen audit {path} --out {out} --resume"
    run = report_of(out)["run"]
    assert (run["complete"], run["expired"], run["asked"] < 1024) == (False, True, True)
    assert audit(path, "--out", out, "--resume") == 3, "it has not been renewed"
    path.write_text(whole)
    assert audit(path, "--out", out, "--resume") == 0
    run = report_of(out)["run"]
    assert (run["complete"], run["expired"], run["asked"]) == (True, False, 1024)


def test_what_this_machine_could_not_ask_is_no_service_that_was_recognised(
    server: Running, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    def full(*_: object) -> None:
        raise OSError(errno.EMFILE, "Too many open files")

    monkeypatch.setattr(dial, "family", full)
    assert audit(scope_file(tmp_path, [server]), "--out", tmp_path / "out", "--from", listed(tmp_path, server)) == 4
    told = capsys.readouterr().err
    assert "1 service could not be asked, as this machine could not open a connection, so that this is no" in told
    assert "ulimit -n" in told
    assert "recognised" not in told
    (error,) = report_of(tmp_path / "out")["errors"]
    assert error["says"] == "this machine could not open a connection: no file descriptor is left to the program"


def listed(folder: Path, server: Running) -> Path:
    path = folder / "listed.txt"
    path.write_text(f"{server.address}:{server.port}\n")
    return path
