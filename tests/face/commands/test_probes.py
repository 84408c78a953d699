import json

import pytest

from leftopen.face.cli import main
from leftopen.probes import probes, proofs


def test_json_holds_all_that_may_ever_be_sent(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["probes", "--format", "json"]) == 0
    rows = {row["name"]: row for row in json.loads(capsys.readouterr().out)["probes"]}
    assert list(rows) == [probe.name for probe in probes()]
    for probe in probes():
        assert set(rows[probe.name]["says"]) == probe.spec.says
        assert probe.spec.verbs <= probe.spec.says
        assert tuple(rows[probe.name]["ports"]) == probe.spec.ports
        assert tuple(rows[probe.name]["protocols"]) == probe.spec.protocols


def test_the_table_holds_one_line_a_probe(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["probes"]) == 0
    lines = capsys.readouterr().out.splitlines()
    assert [line.split()[0] for line in lines[2:]] == [probe.name for probe in probes()]


def test_each_says_what_it_is_proved_against(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["probes"]) == 0
    told = {line.split()[0]: line for line in capsys.readouterr().out.splitlines()[2:]}
    assert "redis-server 7.0.15" in told["redis"]
    assert "answers after documentation" in told["kibana"]
    for probe in probes():
        assert {"open", "metadata", "factory"} & {proof.access for proof in proofs(probe.name)}, probe.name
        assert told[probe.name].rstrip().rpartition("  ")[2].strip(), probe.name


def test_of_a_probe_that_was_never_held_against_a_server_nothing_is_said() -> None:
    assert proofs("none_such") == ()
