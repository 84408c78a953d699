from tests.face.commands.cases.told import Told


def test_a_line_of_the_timeline_and_whose_it_is(told: Told) -> None:
    assert told.run("note", "1", "Telephoned.", "--as", "Joan") == 0
    line = told.show().timeline[-1]
    assert (line.who, line.what, line.why) == ("Joan", "note", "Telephoned.")
    assert told.run("note", "x", "Telephoned.") == 2
