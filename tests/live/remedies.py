"""Remedies, tried: an open server is audited, what the report has its owner do is done, and its door is asked again.

What is tried of a product stands in its file, `SHUT` of `servers/<product>.py`. The words are those of the report and
are looked up there: a remedy that no longer holds them fails. `python -m tests.live.remedies [SERVER…]` tries by hand.
"""

import json
import os
import re
import shutil
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import suppress
from dataclasses import dataclass, field, replace
from functools import partial
from importlib import import_module
from pathlib import Path
from urllib.error import HTTPError
from urllib.request import urlopen

from leftopen.judge import remedy
from leftopen.model import Service
from leftopen.report.json import load
from tests.live import frame, networks
from tests.live.frame import Lab, LabError, Place, Running, Server, answers

Start = Callable[[], Running]
_CODE = re.compile(r"`([^`]+)`")
_SECONDS = 600
_MOST_MEMORY = 0.2
"""The share of the free memory that servers may take at once; those of other tests may be up beside them."""
_CHECK_SECONDS = 60
_GONE_SECONDS = 2.0
_SHOWN = 400
"""Bytes of what a check shows."""


@dataclass(frozen=True)
class Shut:
    """One way in which a remedy shuts a door.

    `server`: a state of the product that is open. `words`: code of the remedy, as the report spells it between its
    backticks, or phrases of it. `apply` gets the place and these words, does what they say while the server is still
    open, and gives what starts it anew; None where it goes on without that. `listens`: whether it can be reached at all
    afterwards; `ready`: when it can. `check`: whether the command by which an owner sees it from outside is run, before
    and after, and `stands` what the owner writes there for a word of ours. `state`: what the retest says; other than
    "shut" where nobody can tell from outside who it is that refuses.
    """

    server: str
    words: tuple[str, ...]
    apply: Callable[..., Start | None]
    listens: bool = True
    ready: Callable[[Place], bool] | None = None
    check: bool = True
    stands: tuple[str, str] = ("", "")
    state: str = "shut"

    def __str__(self) -> str:
        return f"{self.server}: {', '.join(self.words)}"

    @property
    def about(self) -> Server:
        """The state that it begins with."""
        return frame.servers([self.server])[0]

    @property
    def there(self) -> Server:
        """The same where it is tried: in the network of this process."""
        return networks.moved(self.about)


def shuts() -> Iterator[tuple[frame.Product, Shut]]:
    """All that are tried, with their products."""
    for product in frame.products():
        for each in getattr(import_module(f"tests.live.servers.{product.name}"), "SHUT", ()):
            yield product, each


def told(probe_protocols: Sequence[str]) -> Iterator[str]:
    """What was tried of a probe and is proved by a retest, as Markdown: the words, on which server."""
    for product, each in shuts():
        if each.state != "shut":
            continue
        expected = [e for e in each.about.expect.values() if e.protocol in probe_protocols]
        if expected:
            release = " ".join(word for word in (expected[0].product, expected[0].version) if word).rstrip(".")
            words = ", ".join(f"`{word}`" for word in each.words)
            yield f"{words}: {each.server}, {release or product.name} ({product.source})"


def restarted(start: Callable[..., Running]) -> Callable[..., Start]:
    """What applies words by starting the server anew with them."""
    return lambda place, *words: lambda: start(place, *words)


def refuses(port: int, path: str = "/") -> Callable[[Place], bool]:
    """Whether an HTTP server asks for a login there by now."""

    def asked(place: Place) -> bool:
        with suppress(OSError):
            try:
                urlopen(f"http://{place.address}:{port}{path}", timeout=5).close()
            except HTTPError as error:
                return error.code in (401, 403)
        return False

    return asked


@dataclass(frozen=True)
class Tried:
    """What came of one: its remedy, the words that this lacks, what the retest says of each port, and what the owner's
    own check showed before and after; `failed`: why the server did not come up with it."""

    steps: tuple[str, ...]
    missing: tuple[str, ...]
    states: Mapping[int, tuple[str, str]]
    failed: str | None = None
    before: str | None = None
    after: str | None = None


@dataclass
class Mended(Lab):
    """A lab whose servers are shut one by one."""

    starts: dict[str, Start] = field(default_factory=dict, init=False)

    def apply(self, shut: Shut) -> str | None:
        """Does what it says, and waits until the server is up again. None, or why it did not come up."""
        try:
            self._apply(shut)
        except LabError as error:
            return str(error)
        return None

    def _apply(self, shut: Shut) -> None:
        place, server = self.places[shut.server], shut.there
        start = shut.apply(place, *shut.words)
        if start is not None:
            self.running[shut.server].stop()
            self.running[shut.server] = running = start()
            assert self._reaper.stdin
            self._reaper.stdin.write(f"add {running.pid}\n")
            self._reaper.stdin.flush()
        if shut.listens:
            self._wait(replace(server, ready=shut.ready), place, self.running[shut.server])
        else:
            end = time.monotonic() + _GONE_SECONDS
            while time.monotonic() < end and answers(server.address, server.ports[0]):
                time.sleep(0.1)


def tried(some: Sequence[Shut], folder: Path) -> dict[Shut, Tried]:
    """Tries them, of each server one after the other; those of different servers together."""
    found: dict[Shut, Tried] = {}
    left = list(some)
    while left:
        turn = list({each.server: each for each in reversed(left)}.values())
        left = [each for each in left if each not in turn]
        for part in frame.parts([each.there for each in turn], int(frame.free_memory() * _MOST_MEMORY)):
            names = {server.name for server in part}
            found |= _turn([each for each in turn if each.server in names], Path(tempfile.mkdtemp(dir=folder)))
    return found


def _turn(some: Sequence[Shut], folder: Path) -> dict[Shut, Tried]:
    with Mended([each.there for each in some]) as lab, ThreadPoolExecutor(frame.AT_ONCE) as pool:
        services = _audited([each.there for each in some], folder)
        of = {each: [s for s in services if s.address == each.there.address] for each in some}
        checked = partial(_checks, pool, of)
        before = checked()
        failed = dict(zip(some, pool.map(lab.apply, some), strict=True))
        states = _retested(folder)
        after = checked()
    return {
        each: Tried(
            steps := tuple(step for service in of[each] for step in service.remedy),
            tuple(word for word in each.words if not _says(steps, word)),
            {port: state for (address, port), state in states.items() if address == each.there.address},
            failed[each],
            before[each],
            after[each],
        )
        for each in some
    }


def _checks(pool: ThreadPoolExecutor, of: Mapping[Shut, Sequence[Service]]) -> Mapping[Shut, str | None]:
    """What the owners' own checks show of those that have one."""
    shown = pool.map(lambda each: _checked(of[each], each.stands) if each.check else None, of)
    return dict(zip(of, shown, strict=True))


def _says(steps: Sequence[str], word: str) -> bool:
    return any(word == code or word in code for step in steps for code in (*_CODE.findall(step), step))


def _audited(servers: Sequence[Server], folder: Path) -> Sequence[Service]:
    """What the program reports of them; it keeps it in a database."""
    addresses = ", ".join(f'"{server.address}"' for server in servers)
    ports = sorted({port for server in servers for port in server.expect})
    (folder / "scope.toml").write_text(
        f'name = "Remedies"\ntargets = [{addresses}]\nports = {ports}\n\n'
        '[authorisation]\nby = "The live lab"\nreference = "LAB-3"\nexpires = 2099-12-31\n',
        "ascii",
    )
    leftopen(folder, "audit", "scope.toml", "--out", "out", "--format", "json", "--db", "sqlite:///kept.db", "--quiet")
    return load((folder / "out" / "report.json").read_bytes()).services


def _retested(folder: Path) -> dict[tuple[str, int], tuple[str, str]]:
    """State and reason of each exposure, by address and port."""
    said = json.loads(leftopen(folder, "retest", "--all", "--db", "sqlite:///kept.db", "--format", "json"))
    return {(each["address"], each["port"]): (each["state"], each["says"]) for each in said}


def leftopen(folder: Path, *words: str) -> str:
    """Runs the program in this folder, and gives what it says on standard output."""
    env = {**os.environ, "HOME": str(folder)}
    program = [sys.executable, "-m", "leftopen", *words]
    done = subprocess.run(program, cwd=folder, env=env, capture_output=True, text=True, timeout=_SECONDS)
    if done.returncode not in (0, 1, 4):
        raise LabError(f"leftopen {words[0]}: {frame.tail(done.stderr)}")
    return done.stdout


def _checked(services: Sequence[Service], stands: tuple[str, str]) -> str | None:
    """What the commands by which an owner sees it from outside show; None where their programs are not there."""
    shown = ""
    for command in (remedy.check(service.remedy) for service in services):
        command = command and command.replace(*stands) if stands[0] else command
        if command and all(map(shutil.which, _programs(command))):
            with tempfile.TemporaryDirectory() as folder:
                (Path(folder) / ".curlrc").write_text("silent\nshow-error\n", "ascii")  # how fast it was says nothing
                done = subprocess.run(
                    ["timeout", str(_CHECK_SECONDS), "bash", "-c", command],
                    cwd=folder,
                    env={**os.environ, "HOME": folder},
                    stdin=subprocess.DEVNULL,
                    capture_output=True,
                    start_new_session=True,  # no terminal on which a password could be asked for
                )
            said = (done.stdout + done.stderr)[:_SHOWN].decode("utf-8", "replace")
            shown += f"$ {command}\n{said}\nexit code {done.returncode}\n"
    return shown or None


def _programs(command: str) -> Sequence[str]:
    return [part.split()[0] for part in command.split(" | ")]


def main(names: Sequence[str]) -> None:
    """Tries those of these servers, or all, and shows what came of it."""
    some = [each for _, each in shuts() if not names or each.server in names]
    with tempfile.TemporaryDirectory() as folder:
        for each, came in tried(some, Path(folder)).items():
            sys.stdout.write(f"{each}\n  failed: {came.failed}\n  missing: {came.missing}\n  states: {came.states}\n")
            sys.stdout.write(f"--before--\n{came.before}\n--after--\n{came.after}\n")
            if "-v" in os.environ.get("SHOWN", ""):
                sys.stdout.write("\n".join(came.steps) + "\n")


if __name__ == "__main__":
    main(sys.argv[1:])
