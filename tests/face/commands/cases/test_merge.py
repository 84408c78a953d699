import pytest

from tests.cases.cases import audit, door
from tests.face.commands.cases.told import Told


def test_one_becomes_part_of_the_other(told: Told, capsys: pytest.CaptureFixture[str]) -> None:
    assert told.run("merge", "1", "2", "--reason", "One team.") == 0
    assert "Case 1 is part of case 2 now." in capsys.readouterr().err
    assert told.show(1).case.case == 2
    assert told.run("merge", "2", "1") == 2
    assert "are one already" in capsys.readouterr().err


def test_a_part_of_another_case_does_not_take_that_along(told: Told, capsys: pytest.CaptureFixture[str]) -> None:
    assert told.run("merge", "1", "2") == 0
    told.place.save(audit(door(3)))
    assert told.run("merge", "1", "3") == 2
    assert "To merge all of that: leftopen cases merge 2 3" in capsys.readouterr().err
    assert told.show(1).case.case == 2
