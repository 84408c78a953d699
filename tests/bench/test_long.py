"""What is measured of long input says the same in one process and in several."""

import json
import sys
from pathlib import Path

import pytest

from bench import long


def test_files_hold_the_same_records(tmp_path: Path) -> None:
    made = long.files(tmp_path, 200_000)
    lines = made["NDJSON"][0].read_text("utf-8").splitlines()
    assert json.loads(made["JSON in one list"][0].read_text("utf-8")) == [json.loads(line) for line in lines]
    assert lines[: made["--per-record"][0].read_text("utf-8").count("\n")]
    table = made["CSV"][0].read_text("utf-8").splitlines()
    assert len({row.count(",") for row in table}) == 1


@pytest.mark.parametrize("name", ["NDJSON", "--per-record"])
def test_both_say_the_same(name: str, tmp_path: Path) -> None:
    path, words = long.files(tmp_path, 100_000)[name]
    one = long.run([sys.executable, "-c", long.ONE], words, path)
    whole = long.run([sys.executable, "-m", "leftopen"], words, path)
    assert long.said(words, one.said) == long.said(words, whole.said)
    assert long.said(words, one.said)
    assert one.seconds > 0 < one.processor


def test_what_differs_in_samples_alone_is_the_same() -> None:
    def told(records: int, *labels: tuple[str, float]) -> bytes:
        found = [{"label": label, "confidence": sure, "share": 0.5} for label, sure in labels]
        return json.dumps({"fields": [{"path": "a", "records": records, "labels": found}]}).encode()

    words = ["--format", "json"]
    first = long.said(words, told(3, ("contact.email", 0.9), ("person.name", 0.3)))
    assert first == long.said(words, told(3, ("contact.email", 0.8)))
    assert first != long.said(words, told(4, ("contact.email", 0.9)))
    assert first != long.said(words, told(3, ("person.name", 0.9)))
    assert long.said(["--per-record"], b"a") != long.said(["--per-record"], b"b")


def test_a_table_tells_ratios(monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> None:
    def run(start: list[str], words: list[str], _path: Path) -> long.Run:
        several = start[-1] == "leftopen"
        return long.Run(1.0 if several else 2.0, 3.0, b"x" if "--per-record" in words else b'{"fields": []}')

    monkeypatch.setattr(long, "run", run)
    assert long.main(1, 1) == 0
    assert capsys.readouterr().out.count("| 2.00 (2.00, 2.00) | 1.00 |") == 4
    said = iter(range(1000))
    monkeypatch.setattr(long, "said", lambda _words, _out: next(said))
    assert long.main(1, 1) == 1
    assert "did not say the same" in capsys.readouterr().out
