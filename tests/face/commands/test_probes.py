import json

import pytest

from leftopen.face.cli import main
from leftopen.probes import probes


def test_json_holds_all_that_may_ever_be_sent(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["probes", "--format", "json"]) == 0
    rows = {row["name"]: row for row in json.loads(capsys.readouterr().out)["probes"]}
    assert list(rows) == [probe.name for probe in probes()]
    for probe in probes():
        assert set(rows[probe.name]["says"]) == probe.spec.verbs
        assert tuple(rows[probe.name]["ports"]) == probe.spec.ports
        assert tuple(rows[probe.name]["protocols"]) == probe.spec.protocols


def test_the_table_holds_one_line_a_probe(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["probes"]) == 0
    lines = capsys.readouterr().out.splitlines()
    assert [line.split()[0] for line in lines[2:]] == [probe.name for probe in probes()]
