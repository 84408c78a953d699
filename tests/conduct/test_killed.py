"""What was sent stands in the journal, although the first process is killed while others ask for it."""

import asyncio
import json
import signal
import subprocess
import time
from collections.abc import Callable
from functools import partial
from pathlib import Path

from leftopen import journal
from leftopen.audit.plan import JOURNAL
from leftopen.lab.server import Running, listen
from leftopen.net.pool import worker
from tests.labs import command, labs, scope_file

HOSTS = [f"127.82.61.{number}" for number in range(1, 7)]
LIMITS = "[limits]\ntimeout = 60.0\nservice_seconds = 120\n"


async def hangs(address: str) -> Running:
    """Notes what it is asked, answers nothing, and notes the end."""

    async def talk(reader: asyncio.StreamReader, _: asyncio.StreamWriter, note: Callable[[str], None]) -> None:
        while data := await reader.read(65_536):
            note(f"asked {len(data)}")
        note("ended")

    return await listen(address, 0, talk)


def until(what: Callable[[], bool]) -> None:
    ends = time.monotonic() + 240
    while not what():
        assert time.monotonic() < ends
        time.sleep(0.01)


def noted(folder: Path) -> dict[str, int]:
    """Bytes that were sent, by target."""
    path, sent = folder / JOURNAL, dict[str, int]()
    for line in path.read_bytes().splitlines(keepends=True) if path.exists() else ():
        if line.endswith(b"\n") and (told := json.loads(line))["kind"] == "exchange":
            sent[told["target"]] = sent.get(told["target"], 0) + told.get("out", 0)
    return sent


def test_what_processes_of_the_pool_have_sent_is_noted_before_the_first_one_is_killed(tmp_path: Path) -> None:
    assert worker._OFTEN + journal._FLUSH_SECONDS <= 0.1, "what is promised"
    out = tmp_path / "out"

    def got(server: Running) -> int:
        return sum(int(said.split()[1]) for said in tuple(server.heard) if said.startswith("asked"))

    with labs(*(partial(hangs, host) for host in HOSTS)) as servers:
        path = scope_file(tmp_path, servers, LIMITS)
        arguments = command("audit", path, "--out", out, "--processes", 2, "--quiet")
        with subprocess.Popen(arguments, stdout=-1, stderr=-1) as program:
            until(lambda: all(map(got, servers)))
            heard = {f"{server.address}:{server.port}/tcp": got(server) for server in servers}
            # nothing is answered, so that no later line brings an earlier one along
            until(lambda: all(noted(out).get(target, 0) >= size for target, size in heard.items()))
            program.send_signal(signal.SIGKILL)
            program.communicate(timeout=240)
        assert program.returncode == -signal.SIGKILL
        until(lambda: all("ended" in server.heard for server in servers))  # no process goes on by itself
    kept = noted(out)
    assert {target: size for target, size in heard.items() if kept.get(target, 0) < size} == {}
    assert journal.verify(out / JOURNAL).intact
