import json
from pathlib import Path

import pytest

from tests import ratchet


@pytest.mark.parametrize(("covered", "code"), [(10.0, 1), (99.999, 1)])
def test_a_gate_that_does_not_fit_fails(tmp_path: Path, covered: float, code: int) -> None:
    report = tmp_path / "coverage.json"
    report.write_text(json.dumps({"totals": {"percent_covered": covered}}), "utf-8")
    assert ratchet.main(report) == code


def test_a_gate_that_fits_passes(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    report = tmp_path / "coverage.json"
    gate = int(ratchet.PROJECT.read_text("utf-8").partition("fail_under = ")[2].split()[0])
    report.write_text(json.dumps({"totals": {"percent_covered": gate + 0.5}}), "utf-8")
    assert ratchet.main(report) == 0
    assert capsys.readouterr().out == f"{gate}.50 % of lines and branches are covered\n"
