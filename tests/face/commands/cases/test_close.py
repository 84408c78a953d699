import pytest

from tests.face.commands.cases.told import Told


def test_a_case_ends_on_proof_or_for_a_reason(told: Told, capsys: pytest.CaptureFixture[str]) -> None:
    assert told.run("close", "1") == 2
    assert told.run("close", "1", "--cause", "ghosts") == 2
    assert "Known are: mistaken_upload" in capsys.readouterr().err
    assert told.run("close", "1", "--cause", "test_system") == 2
    assert "is open. Ask again: leftopen retest 1" in capsys.readouterr().err
    assert told.run("close", "1", "--cause", "test_system", "--override") == 2
    assert told.run("close", "1", "--cause", "test_system", "--override", "--reason", "Gone.") == 0
    assert (told.show().case.state, told.show().cause) == ("closed", "test_system")
    told.place.ask(2, "shut")
    assert told.run("close", "2", "--cause", "unknown") == 0
    assert told.show(2).case.state == "closed"
