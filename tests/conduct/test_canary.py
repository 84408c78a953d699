"""No raw personal value leaves memory (rule 6): looks for planted values in everything that the program ever wrote."""

import base64
import gzip
import io
import json
import os
import signal
import subprocess
import tempfile
import time
import zipfile
import zlib
from functools import partial
from pathlib import Path
from urllib.parse import quote

import pytest

from leftopen import report as reports
from leftopen.audit.plan import JOURNAL
from leftopen.face.cli import main
from leftopen.lab import redis
from leftopen.store import checkpoint
from tests.conduct import canary, stores
from tests.conduct.stores import CANARIES
from tests.labs import command, labs, report_of, scope_file

FORMATS = ",".join(reports.formats())


def environment(folder: Path) -> dict[str, str]:
    """A home, a working folder and a place for temporary files of its own, so that all that is written is seen."""
    for name in ("home", "tmp", "work"):
        (folder / name).mkdir(parents=True)
    kept = {key: value for key, value in os.environ.items() if not key.startswith(("XDG_", "COVERAGE"))}
    return {**kept, "HOME": str(folder / "home"), "TMPDIR": str(folder / "tmp"), "PYTHONDONTWRITEBYTECODE": "1"}


def clean(folder: Path, *more: bytes) -> None:
    """Fails where a canary stands in a file below the folder, or in these bytes."""
    places = [*canary.written(folder), *((f"stream {number}", data) for number, data in enumerate(more, 1))]
    leaks = canary.report(places, CANARIES)
    assert not leaks, "\n".join(leaks[:40])


def archive(data: bytes) -> bytes:
    """A zip archive with this in it."""
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as zipped:
        zipped.writestr("word/document.xml", b"<w:t>" + data + b"</w:t>" * 9)
    return out.getvalue()


# --- the search itself ------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("value", ["Quackenbush", "欧阳骏宇", "15550143768", "a&b<c>.d"])
def test_the_search_finds_a_value_however_it_is_written(value: str) -> None:
    raw = value.encode()
    ways = [
        raw,
        value.upper().encode(),
        json.dumps(value).encode(),
        quote(value).encode(),
        quote(value, safe="").encode(),
        raw.hex().encode(),
        raw.hex().upper().encode(),
        value.encode("utf-16-le"),
        value.encode("utf-16-be"),
        *(base64.b64encode(b"x" * before + raw + b"more") for before in range(3)),
        base64.urlsafe_b64encode(b"??>" + raw),
        archive(raw),
        b"junk" + zlib.compress(b"{" + raw + b"}") + b"junk",
        b"\x78\x9c no stream " + gzip.compress(zlib.compress(json.dumps(value).encode())),
    ]
    for way in ways:
        assert canary.leaks(b"before " + way + b" after", {"it": value}), way
    assert not canary.leaks(b"nothing of the kind", {"it": value})


def test_every_canary_is_planted(tmp_path: Path) -> None:
    node = json.dumps(stores.collections(), ensure_ascii=False).encode()
    elsewhere = {"cluster", "node", "realm", "title", "server header", "error text", "session", "certificate"}
    elsewhere |= {"version", "person of a certificate"}
    missing = {name for name, value in CANARIES.items() if not canary.leaks(node, {name: value})}
    assert missing == elsewhere
    assert {kind for kind, _ in stores.kinds()} >= {"redis", "elasticsearch", "mongodb", "postgresql", "camera", "rtsp"}
    assert all(len(value) >= 6 or not value.isascii() for value in CANARIES.values())


# --- a whole audit ----------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("processes", [1, 2])
def test_a_whole_audit_writes_none_of_them(processes: int, tmp_path: Path) -> None:
    folder = tmp_path / "all"
    env = environment(folder)
    with labs(*stores.starts(tmp_path)) as servers:
        path = scope_file(folder, servers, "[limits]\ntimeout = 4.0\nservice_seconds = 40\n")
        url = f"sqlite:///{folder / 'x.db'}"
        arguments = command(
            "audit", path, "--out", folder / "out", "--format", FORMATS, "--db", url, "--processes", processes
        )
        done = subprocess.run(arguments, capture_output=True, env=env, cwd=folder / "work")
    assert done.returncode in (1, 4), done.stderr  # one of them is known and cannot be judged
    report = report_of(folder / "out")
    exposed = {service["protocol"] for service in report["services"] if service["access"] in ("open", "metadata")}
    assert exposed >= {"redis", "elasticsearch", "mongodb", "postgresql", "rtsp", "onvif"}, "the stores were not read"
    claimed = {
        label["label"]
        for service in report["services"]
        for collection in service["catalog"]["collections"]
        for field in collection["fields"]
        for label in field["labels"]
    }
    assert claimed >= {"person.name", "contact.email", "id.cn.resident"}, "nothing was recognised"
    clean(folder, done.stdout, done.stderr)


# --- crashes ----------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("processes", [1, 2])
def test_a_run_that_is_killed_while_asking_left_none_of_them(processes: int, tmp_path: Path) -> None:
    folder = tmp_path / "all"
    env = environment(folder)
    slow = partial(stores.stalls, stores.HOST)
    with labs(partial(redis.serve, stores.HOST, 0, stores.content("redis")), slow) as servers:
        path = scope_file(folder, servers)
        arguments = command("audit", path, "--out", folder / "out", "--processes", processes)
        with subprocess.Popen(arguments, env=env, cwd=folder / "work", stdout=-1, stderr=-1) as process:
            ends = time.monotonic() + 240
            saved = folder / "out" / checkpoint.NAME
            while not (saved.exists() and b'"kind":"service"' in saved.read_bytes()):
                assert time.monotonic() < ends
                time.sleep(0.02)
            process.send_signal(signal.SIGKILL)
            streams = process.communicate(timeout=240)
    assert process.returncode == -signal.SIGKILL
    assert (folder / "out" / JOURNAL).exists()
    clean(folder, *streams)


FAULTS = {
    "a probe fails": ("leftopen.probes.redis.walk", 4, False),
    "the description fails": ("leftopen.privacy.capture._store", 1, False),
    "the severity fails": ("leftopen.audit.assess.severity", 1, False),
    "the driver fails": ("leftopen.net.session.driver.Outcome", 4, True),
    "the feed fails": ("leftopen.net.sweep.stream.stream", 4, True),
    "the judgement fails": ("leftopen.audit.outcome.correlate", 4, True),
    "a report fails": ("leftopen.report.json.document", 4, True),
    "the summary fails": ("leftopen.report.plain.summary.summary", 4, True),
}
"""Where a bug strikes, the exit code that is left of the run, and whether it ends with a line about the bug."""


class Fault(Exception):
    """A bug of ours, which holds whatever was at hand."""


@pytest.mark.parametrize("fault", FAULTS)
def test_a_bug_in_the_middle_of_a_run_tells_none_of_them(
    fault: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capfdbinary: pytest.CaptureFixture[bytes]
) -> None:
    def broken(*args: object, **kwargs: object) -> None:
        raise Fault(CANARIES["last name"], args, kwargs)

    place, code, ends = FAULTS[fault]
    monkeypatch.setattr(place, broken)
    monkeypatch.setattr(tempfile, "tempdir", str(tmp_path))
    with labs(partial(redis.serve, stores.HOST, 0, stores.content("redis"))) as servers:
        path = scope_file(tmp_path, servers)
        url = f"sqlite:///{tmp_path}/x.db"
        assert main(["audit", str(path), "--out", str(tmp_path / "out"), "--db", url, "--format", FORMATS]) == code
    streams = capfdbinary.readouterr()
    assert b"Traceback" not in streams.err
    told = [line for line in streams.err.splitlines() if line.startswith(b"leftopen: a bug in leftopen")]
    assert [b": Fault at " in line for line in told] == [True] * ends
    clean(tmp_path, *streams)
