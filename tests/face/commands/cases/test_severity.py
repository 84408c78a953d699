import pytest

from tests.face.commands.cases.told import Told


def test_a_person_s_severity_and_the_computed_one_are_kept(told: Told) -> None:
    assert told.run("severity", "1", "4.5", "--reason", "Live tokens.") == 0
    override = told.show().case.override
    assert override
    assert (override.severity, override.level, override.computed) == (4.5, "very high", 1.25)


@pytest.mark.parametrize("words", ["7 --reason x", "-1 --reason x", "2", "nan --reason x"])
def test_what_is_no_severity_or_has_no_reason(told: Told, words: str) -> None:
    assert told.run("severity", "1", *words.split()) == 2
    assert told.show().case.override is None
