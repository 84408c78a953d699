import json

import pytest

from leftopen.face.cli import main
from leftopen.privacy.detect.labels import labels


def test_json_holds_every_label_with_its_legal_categories(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["labels", "--format", "json"]) == 0
    rows = json.loads(capsys.readouterr().out)["labels"]
    assert [row["label"] for row in rows] == list(labels())
    assert all({"gdpr", "pipl"} <= row["law"].keys() and row["enisa"] for row in rows)


def test_the_table_holds_one_line_a_label(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["labels"]) == 0
    lines = capsys.readouterr().out.splitlines()
    assert [line.split()[0] for line in lines[2:]] == list(labels())
