"""A request to end ends a command at once, whatever it waits for, and the next one goes on from there."""

import signal
import socket
import subprocess
import threading
from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager
from pathlib import Path

import pytest

from leftopen.audit.pipeline import Audit
from leftopen.audit.plan import Plan
from leftopen.store import checkpoint, custody
from tests.audit.runs import HOST, open_redis, scope
from tests.labs import command, labs, leftopen, scope_file, unmeasured
from tests.permits import permitted

LOOKUPS = '[lookups]\ndns = "{0}"\nrdap = "http://{0}/rdap"\n'
SIGNS = [signal.SIGINT, signal.SIGTERM, signal.SIGHUP]


@contextmanager
def silent(then: Callable[[], object]) -> Iterator[str]:
    """A place where who comes first hears nothing, and this is done then."""
    with socket.create_server((HOST, 0)) as place, ExitStack() as kept:

        def accept() -> None:
            kept.enter_context(place.accept()[0])
            then()

        thread = threading.Thread(target=accept)
        thread.start()
        yield f"{HOST}:{place.getsockname()[1]}"
        thread.join()


def test_a_run_that_is_to_end_while_others_are_looked_up_is_saved(tmp_path: Path) -> None:
    runs: list[Audit] = []
    with labs(open_redis()) as (one,), silent(lambda: Audit.stop(runs[0])) as place:
        runs.append(Audit(permitted(scope([HOST], [one.port], LOOKUPS.format(place))), Plan(tmp_path)))
        report = runs[0].run()
    assert [estate.lookups for estate in report.estates] == ["partial"]
    assert not report.run.complete
    assert (tmp_path / checkpoint.NAME).exists()


@pytest.mark.parametrize("sign", SIGNS)
def test_lookups_end_at_once_and_the_run_goes_on_with_resume(tmp_path: Path, sign: signal.Signals) -> None:
    out, runs = tmp_path / "out", list[subprocess.Popen[str]]()
    with labs(open_redis()) as (one,), silent(lambda: runs[0].send_signal(sign)) as place:
        path = scope_file(tmp_path, [one], LOOKUPS.format(place))
        words = command("audit", path, "--out", out, "--quiet")
        with subprocess.Popen(words, stdout=-1, stderr=-1, text=True, env=unmeasured()) as run:
            runs.append(run)
            _, told = run.communicate(timeout=240)
        assert run.returncode == 4
        assert f"leftopen audit {path} --out {out} --resume" in told
        assert custody.verify(out).intact
        heard = len(one.heard)
        assert leftopen("audit", path, "--out", out, "--resume", "--offline", "--quiet").returncode == 1
        assert len(one.heard) == heard, "what was asked is not asked again"
    assert not (out / checkpoint.NAME).exists()
    assert custody.verify(out).intact
