"""What a line is read by: its fields in order, and which values are whose."""

import pytest

from leftopen.privacy.detect.look import Shown
from leftopen.privacy.files.layouts import WEIGHED, Layout, LineField

NOTHING = Shown((), 0, 0, 0)


def test_a_layout_says_which_values_are_whose() -> None:
    name, mail = LineField(("name",)), LineField(("mails", "[]"))
    layout = Layout([mail, name, mail])
    assert (layout.fields, layout.cells) == ([mail, name], [[0, 2], [1]])
    assert layout.order == [(0, 0), (0, 2), (1, 1)]
    assert not layout.single
    assert Layout([name, mail]).single


def test_a_field_is_called_by_the_last_name_that_is_one() -> None:
    field = LineField(("people", "[]", "e_mail", "[]"))
    assert (field.name, field.path) == ("e_mail", "people[].e_mail[]")
    assert field.called
    assert not LineField(("xkcd",)).called


@pytest.mark.parametrize("text", ["plain", "x" * WEIGHED, "x" * (WEIGHED + 1), "ä" * 9, ""])
def test_equal_values_show_the_same(text: str) -> None:
    field = LineField(("note",))
    assert field.shows([text], [text], NOTHING) == field.shows([text], [text], NOTHING)
    assert field.shows([text], [text], NOTHING)[:2] == (field, NOTHING)


def test_whole_numbers_that_are_written_as_fractions_are_weighed_whole_where_a_name_calls() -> None:
    assert LineField(("phone",)).fitting([4917112345678.0]) == [4917112345678]
    assert LineField(("xkcd",)).fitting([0.5, None]) == [0.5]
