"""What each command ends with, by the program as its users run it: the table that scripts rely on."""

import asyncio
import json
import shutil
import subprocess
from collections.abc import Callable
from functools import partial
from pathlib import Path

import pytest

from leftopen.lab import redis
from leftopen.lab.server import Running, listen
from tests.labs import PEOPLE, command, labs, leftopen, scope_file

HOST = "127.82.71.1"
CLOSED = f"{HOST}:1"
WORLD = """\
import pathlib, socket, time
real, clock, mark = socket.getaddrinfo, time.time, pathlib.Path(__file__).with_name("later")

def getaddrinfo(host, *rest, **more):
    if str(host).endswith(".invalid"):
        raise socket.gaierror(socket.EAI_NONAME, "none")
    return real(host, *rest, **more)

socket.getaddrinfo = getaddrinfo
time.time = lambda: clock() + (3 * 86400 if mark.exists() else 0)
"""
"""No name below `.invalid` has an address, whatever the resolver says; and as soon as the mark is there, the clock is
three days ahead."""


class Ground:
    """A folder with an audit that found something (`out`, and `x.db`), and the program in a world of its own."""

    def __init__(self, folder: Path) -> None:
        self.folder, self.env = folder, {"PYTHONPATH": str(folder)}
        (folder / "sitecustomize.py").write_text(WORLD)

    def run(self, words: str, **how: object) -> tuple[int, str, str]:
        """Exit code, and what was said on both streams."""
        done = leftopen(*words.split(), env=self.env, cwd=self.folder, **how)
        return done.returncode, done.stdout or "", done.stderr or ""


@pytest.fixture(scope="module")
def ground(tmp_path_factory: pytest.TempPathFactory) -> Ground:
    folder = tmp_path_factory.mktemp("ground")
    there = Ground(folder)
    with labs(partial(redis.serve, HOST, 0, {"": {"people": PEOPLE}})) as (one,):
        scope_file(folder, [one], name="open.toml")
        assert there.run("audit open.toml --out out --db sqlite:///x.db --quiet")[0] == 1
        shutil.copy(folder / "x.db", folder / "open.db")
        assert there.run("retest --all --db sqlite:///open.db --out again")[0] == 1
    scope_file(folder, [CLOSED], name="closed.toml")
    scope_file(folder, [CLOSED], f'exclude = ["{HOST}"]', name="nothing.toml")
    scope_file(folder, ["192.0.2.1"], name="public.toml")
    scope_file(folder, ["store.nowhere.invalid"], name="lost.toml")
    text = (folder / "closed.toml").read_text()
    (folder / "expired.toml").write_text(text.replace("2099-12-31", "2020-01-31"))
    (folder / "broken.toml").write_text("name = [")
    (folder / "list.txt").write_text(f"{HOST}:9200\n")
    (folder / "empty.txt").write_text("")
    (folder / "people.json").write_text(json.dumps(PEOPLE))
    assert there.run("audit closed.toml --out clear --quiet")[0] == 0
    shutil.copytree(folder / "out", folder / "changed")
    (folder / "changed/report.html").write_text("<p>shut</p>")
    (folder / "bare").mkdir()
    return there


TABLE = [
    ("audit closed.toml --out a1 --quiet", 0, ""),
    ("audit closed.toml --out a2 --nope", 2, "--nope"),
    ("audit none.toml --out a3", 2, "none.toml"),
    ("audit broken.toml --out a4", 2, "broken.toml"),
    ("audit nothing.toml --out a5", 2, "leave nothing to ask"),
    ("audit closed.toml --out a6 --format nope", 2, "not known"),
    ("audit closed.toml --out out", 2, "holds a run that is finished"),
    ("audit closed.toml --out out --resume", 2, "nothing to resume"),
    ("audit closed.toml --out a7 --resume", 2, "no run to resume"),
    ("audit closed.toml --resume", 2, "--out"),
    ("audit closed.toml --out a8 --db mysql://x/y", 2, "--db"),
    ("audit expired.toml --out a9", 3, "refused"),
    ("audit public.toml --out b1", 3, "refused"),
    ("audit lost.toml --out b2 --quiet", 4, "store.nowhere.invalid"),
    ("retest --all --db sqlite:///x.db --out r1", 0, "1 of 1 shut"),
    ("retest --all --db sqlite:///mistyped.db", 2, "no such database"),
    ("retest 99 --db sqlite:///x.db", 2, "no case 99"),
    ("retest", 2, "--all"),
    ("retest --all --db sqlite:///x.db --scope expired.toml --out r2", 3, "refused"),
    ("classify people.json", 0, ""),
    ("classify none.json", 2, "none.json"),
    ("classify people.json --fail-on contact.email", 1, ""),
    ("classify people.json --fail-on special", 0, ""),
    ("classify people.json --fail-on nope", 2, "no such label"),
    ("verify out", 0, ""),
    ("verify changed", 1, ""),
    ("verify bare", 2, "no journal"),
    ("verify 1 --db sqlite:///x.db", 0, ""),
    ("verify 99 --db sqlite:///x.db", 2, "99"),
    ("export csv --from out", 0, ""),
    ("export nope --from out", 2, "not a known format"),
    ("export csv --from bare", 2, "report.json"),
    ("export csv --db sqlite:///mistyped.db", 2, "no such database"),
    ("export csv --from out --out /dev/full", 4, "Make room"),
    ("diff out out", 0, ""),
    ("diff clear out", 1, ""),
    ("diff out bare", 2, "report.json"),
    ("import list.txt --db sqlite:///i.db", 0, ""),
    ("import empty.txt --db sqlite:///i.db", 2, "empty.txt"),
    ("attribute bare --offline", 2, "report.json"),
    ("purge 99 --yes --db sqlite:///x.db", 2, "99"),
    ("nope", 2, "nope"),
]


@pytest.mark.parametrize(("words", "code", "says"), TABLE, ids=[words for words, _, _ in TABLE])
def test_each_situation_has_its_code_and_line(ground: Ground, words: str, code: int, says: str) -> None:
    ended, _, told = ground.run(words)
    assert ended == code, told
    assert says in told
    assert "Traceback" not in told
    assert "a bug in" not in told
    assert not (ground.folder / "mistyped.db").exists()


async def half(address: str, then: Callable[[], object] = lambda: None) -> Running:
    """A store that says what it is, and nothing more."""
    body = b'{"name":"n","version":{"number":"7.17.9"},"tagline":"You Know, for Search"}'
    head = b"HTTP/1.1 200 OK\r\nX-elastic-product: Elasticsearch\r\nContent-Type: application/json\r\n"

    async def talk(reader: asyncio.StreamReader, writer: asyncio.StreamWriter, note: Callable[[str], None]) -> None:
        while (request := await reader.readuntil(b"\r\n\r\n")).startswith(b"GET / "):
            writer.write(head + b"Content-Length: %d\r\n\r\n" % len(body) + body)
        note(request.decode().splitlines()[0])
        then()
        await reader.read()

    return await listen(address, 9200, talk)


def test_a_service_that_was_not_judged_is_no_all_clear(ground: Ground) -> None:
    with labs(partial(half, "127.82.71.2")) as (one,):
        scope_file(ground.folder, [one], "[limits]\ntimeout = 0.5\nservice_seconds = 4\n", name="half.toml")
        code, _, told = ground.run("audit half.toml --out half --quiet")
    assert code == 4
    assert "no all-clear" in told


def test_a_permission_that_ends_in_the_midst_of_a_run_ends_it(ground: Ground) -> None:
    mark = ground.folder / "later"
    limits = "[limits]\ntimeout = 60.0\nservice_seconds = 100\n"
    with labs(partial(half, "127.82.71.3", mark.touch)) as (one,):
        path = scope_file(ground.folder, [one], limits, name="ends.toml")
        today = subprocess.run(["date", "-u", "+%F"], capture_output=True, text=True, check=True).stdout.strip()
        path.write_text(path.read_text().replace("2099-12-31", today))
        try:
            code, _, told = ground.run("audit ends.toml --out ends --quiet")
        finally:
            mark.unlink(missing_ok=True)
    assert code == 3
    assert "The permission has expired; what was found so far is saved" in told
    assert "leftopen audit ends.toml --out ends --resume" in told


def test_a_reader_that_goes_away_is_no_error(ground: Ground) -> None:
    for words in ("export json --from out", "probes", "labels", "export csv --help"):
        with subprocess.Popen(command(*words.split()), stdout=-1, stderr=-1, cwd=ground.folder) as program:
            assert program.stdout is not None
            program.stdout.close()
            assert program.wait(240) == 0, words
            assert program.stderr is not None
            assert program.stderr.read() == b"", words


def test_neither_home_nor_locale_nor_width_changes_what_it_comes_to(ground: Ground) -> None:
    bare = {"LANG": "C", "LC_ALL": "C", "COLUMNS": "20", "PATH": "/usr/bin:/bin", "TERM": "dumb"}
    done = subprocess.run(
        command("audit", "closed.toml", "--out", "plain", "--quiet"),
        env=bare | {"HOME": "/nonexistent", "XDG_CONFIG_HOME": "/proc/none"},
        cwd=ground.folder, capture_output=True, timeout=240,
    )  # fmt: skip  # a command
    assert done.returncode == 0
    assert b"The journal is not signed, as" in done.stderr
    shown = subprocess.run(command("export", "md", "--from", "out"), env=bare, cwd=ground.folder, capture_output=True)
    assert (shown.returncode, shown.stderr) == (0, b"")


@pytest.mark.parametrize("name", ["journal.jsonl", "progress.jsonl"])
def test_a_link_in_the_folder_leads_to_no_file_elsewhere(ground: Ground, name: str) -> None:
    folder, victim = ground.folder / f"linked-{name}", ground.folder / f"victim-{name}"
    folder.mkdir()
    victim.write_text("mine\n")
    (folder / name).symlink_to(victim)
    code, _, told = ground.run(f"audit closed.toml --out {folder} --quiet")
    assert code == 2
    assert told.count("\n") <= 3
    assert victim.read_text() == "mine\n"


def test_a_disk_that_fills_up_loses_nothing(ground: Ground) -> None:
    words = " ".join(command("audit", "closed.toml", "--out", "full", "--quiet"))
    small = ["bash", "-c", f"ulimit -f 4; exec {words}"]  # no file above 4 KiB: the documents do not fit
    done = subprocess.run(small, cwd=ground.folder, capture_output=True, text=True)
    assert done.returncode == 4
    assert "cannot be written (File too large). Nothing is lost" in done.stderr
    assert sorted(path.name for path in (ground.folder / "full").iterdir()) == ["journal.jsonl", "progress.jsonl"]
    assert ground.run("audit closed.toml --out full --resume --quiet")[0] == 0
    assert ground.run("verify full")[0] == 0
