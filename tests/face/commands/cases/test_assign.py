from tests.face.commands.cases.told import Told


def test_who_works_at_it_and_who_said_so(told: Told) -> None:
    assert told.run("assign", "1", "Ada") == 0
    found = told.show()
    assert found.case.owner == "Ada"
    assert (found.timeline[-1].who, found.timeline[-1].what) == ("Grace", "assigned to Ada")
    assert told.run("assign", "1", " ") == 2
    assert told.run("assign", "9", "Ada") == 2
