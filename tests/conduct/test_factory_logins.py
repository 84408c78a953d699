"""No guessing of logins (rule 3), over all that is kept of a device: runs, retests, ports and protocols."""

import subprocess
import threading
import time
from collections import Counter
from collections.abc import Callable
from dataclasses import replace
from functools import partial
from pathlib import Path

import pytest

from leftopen.audit.plan import JOURNAL
from leftopen.face.cli import main
from leftopen.lab import camera, rtsp
from leftopen.lab.server import Running, listen
from leftopen.lab.web import Answer, Ask, conversation
from leftopen.net.session.logins import sent
from leftopen.store.store import Store
from tests.labs import Start, command, labs, scope_file

HOST = "127.82.57.1"
ALLOWED = "[checks]\nfactory_credentials = true\n"
FACTORY = replace(camera.HIKVISION, login=("admin", "12345"))
CHANGED = replace(camera.HIKVISION, login=("someone", "else"))


class Site:
    """A folder with a database, a scope that allows makers' logins, and how many a web server was offered."""

    def __init__(self, folder: Path) -> None:
        self.folder, self.url = folder, f"sqlite:///{folder}/x.db"
        self.offered: list[str] = []
        self.runs = 0

    def web(self, answer: Callable[[Ask], Answer], port: int = 0) -> Start:
        def noted(ask: Ask) -> Answer:
            if offered := ask.headers.get("authorization"):
                self.offered.append(offered)
            return answer(ask)

        return partial(listen, HOST, port, conversation(noted))

    def audit(self, *servers: Running) -> None:
        self.runs += 1
        path = scope_file(self.folder, servers, ALLOWED)
        main(["audit", str(path), "--out", f"{self.folder}/{self.runs}", "--db", self.url, "--quiet"])

    def retest(self) -> tuple[str, str]:
        """The state of the only exposure, and why."""
        self.runs += 1
        main(["retest", "--all", "--db", self.url, "--out", f"{self.folder}/{self.runs}"])
        with Store(self.url) as store:
            (found,) = store.exposures()
        return found.state, found.says


@pytest.fixture
def site(tmp_path: Path) -> Site:
    return Site(tmp_path)


def test_runs_with_one_database_try_two_in_all(site: Site) -> None:
    with labs(site.web(CHANGED.answer)) as (server,):
        for _ in range(3):
            site.audit(server)
    assert len(site.offered) == 2


def test_a_login_that_was_changed_is_tried_again_once_and_proved_shut(site: Site) -> None:
    with labs(site.web(FACTORY.answer)) as (server,):
        site.audit(server)
        port = server.port
    with labs(site.web(CHANGED.answer, port)):
        assert site.retest()[0] == "shut"
        assert len(site.offered) == 2


def test_retests_try_none_beyond_the_two_and_say_no_shut_for_it(site: Site) -> None:
    with labs(site.web(FACTORY.answer)) as (server,):
        for _ in range(2):
            site.audit(server)
        port = server.port
        for _ in range(2):
            state, why = site.retest()
            assert state == "unclear"
            assert "was not tried again and refused" in why
    with labs(site.web(CHANGED.answer, port)):
        assert site.retest()[0] == "unclear"
    assert len(site.offered) == 2


def test_tries_of_a_retest_count_in_an_audit(site: Site) -> None:
    with labs(site.web(FACTORY.answer)) as (server,):
        site.audit(server)
        assert site.retest()[0] == "open"
        site.audit(server)
    assert len(site.offered) == 2


@pytest.mark.parametrize("status", [401, 403, 423, 429])
def test_a_sign_of_lockout_on_the_web_bars_the_stream(status: int, site: Site) -> None:
    def warning(ask: Ask) -> Answer:
        known = CHANGED.answer(ask)
        if "deviceInfo" not in ask.path:
            return known
        return replace(known, status=status, body=b"<subStatusCode>userLocked</subStatusCode>")

    stream = rtsp.Camera(realm=CHANGED.realm, login=("someone", "else"), path="/Streaming/Channels/101")
    with labs(site.web(warning), partial(rtsp.serve, HOST, 0, camera=stream)) as (web, streams):
        site.audit(web)
        site.audit(streams)
        assert Counter(streams.heard)["DESCRIBE"] > 0
        assert Counter(streams.heard)["DESCRIBE +login"] == 0
    assert site.offered == []


def test_a_run_that_is_killed_and_resumed_tries_two_in_all(site: Site) -> None:
    ended, out = [threading.Event() for _ in range(3)], site.folder / "out"

    def slow(ask: Ask) -> Answer:
        if "authorization" in ask.headers:
            ended[len(site.offered) - 1].wait(240)
        return CHANGED.answer(ask)

    with labs(site.web(slow)) as (server,):
        path = scope_file(site.folder, [server], ALLOWED + "[limits]\ntimeout = 60.0\nservice_seconds = 120\n")
        for sitting in range(3):
            arguments = command("audit", path, "--out", out, "--quiet", *(["--resume"] if sitting else []))
            with subprocess.Popen(arguments, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL) as program:
                ends = time.monotonic() + 240
                while min(noted(out), len(site.offered)) <= sitting and program.poll() is None:
                    assert time.monotonic() < ends
                    time.sleep(0.02)
                program.kill()
            ended[sitting].set()
    assert noted(out) == len(site.offered) == 2


def noted(out: Path) -> int:
    """Logins that stand in the journal."""
    path = out / JOURNAL
    return sum(one.tries for one in sent(path)) if path.exists() else 0
