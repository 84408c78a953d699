import pytest

from tests.face.commands.cases.told import Told


def test_a_move_that_is_allowed_is_made_and_another_one_named(told: Told, capsys: pytest.CaptureFixture[str]) -> None:
    assert told.run("move", "1", "Triaged", "--reason", "Real.") == 0
    assert told.show().timeline[-1].why == "Real."
    assert told.run("move", "1", "fixed") == 2
    assert "Allowed are: notified, accepted, false_positive." in capsys.readouterr().err
    assert told.run("move", "1", "verified") == 2
    assert "a retest that proves each exposure shut" in capsys.readouterr().err
    assert told.run("move", "1", "ajar") == 2
    assert "Known are: new, triaged" in capsys.readouterr().err
