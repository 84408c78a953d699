import io
import os
import sys

import pytest
from hypothesis import given
from hypothesis import strategies as st
from rich.box import SIMPLE_HEAD
from rich.cells import cell_len
from rich.console import Console
from rich.table import Table
from rich.text import Text

from leftopen.face.tables import plain, table

ROWS = [("one", "x" * 300), ("[bold]two[/bold]", "y")]


def test_in_a_pipe_each_row_is_one_line() -> None:
    lines = table(("name", "what"), ROWS).splitlines()
    assert lines[0].split() == ["name", "what"]
    assert [line.split() for line in lines[2:]] == [["one", "x" * 300], ["[bold]two[/bold]", "y"]]
    assert all(line == line.rstrip() for line in lines)


def test_a_cell_commands_no_terminal() -> None:
    text = table(("name", "what"), [("a\x1b[31mb\x07", "two\r\nlines \u202ean\x9b")])
    assert text.splitlines()[2].split() == ["a[31mb", "two", "lines", "an"]


def test_on_a_terminal_it_is_as_wide_as_that(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sys.stdout, "isatty", lambda: True)
    monkeypatch.setattr("shutil.get_terminal_size", lambda *_: os.terminal_size((40, 24)))
    monkeypatch.setenv("NO_COLOR", "1")
    text = table(("name", "what"), ROWS)
    assert max(map(len, text.splitlines())) <= 40
    assert text.count("x") == 300
    assert "\x1b" not in text


CASE = (
    ("case", "state", "severity", "title", "shut", "due", "what is due", "assigned to"),
    [
        (
            "7",
            "new",
            "very high 4.25",
            "MongoDB at 10.20.30.40:27017",
            "0 of 1",
            "2026-11-30 17:00 UTC",
            "look at it",
            "",
        ),
        ("8", "fixed", "low 1.5", "北桥", "1 of 1", "", "tell the owner", "Ada"),
    ],
)


def test_no_short_word_is_broken_and_where_there_is_no_room_each_cell_has_a_line(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(sys.stdout, "isatty", lambda: True)
    monkeypatch.setenv("NO_COLOR", "1")
    for width in (40, 80, 200):
        monkeypatch.setattr("shutil.get_terminal_size", lambda *_, width=width: os.terminal_size((width, 24)))
        text = table(*CASE)
        assert max(map(cell_len, text.splitlines())) <= width
        assert all(word in text for word in ("2026-11-30", "fixed", "assigned", "look", "北桥")), width
        assert all(line == line.rstrip() for line in text.splitlines())
        assert ("state         new\n" in text) == (width == 40)


def test_colours_only_where_they_are_wanted(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("NO_COLOR", raising=False)
    assert "\x1b" not in table(("name",), [("one",)])
    monkeypatch.setattr(sys.stdout, "isatty", lambda: True)
    monkeypatch.setenv("TERM", "xterm")
    assert "\x1b" in table(("name",), [("one",)])


CELLS = st.text("ab [█·…北é─\u0301ش한🙂त्", max_size=9)


@given(st.integers(1, 3).flatmap(lambda n: st.lists(st.lists(CELLS, min_size=n, max_size=n), min_size=1, max_size=4)))
def test_in_a_pipe_it_is_what_the_library_paints_without_colours(rows: list[list[str]]) -> None:
    head = [str(place) for place in range(len(rows[0]))]
    found = Table(*head, box=SIMPLE_HEAD, show_edge=False, pad_edge=False)
    for row in rows:
        found.add_row(*map(Text, row))
    text = io.StringIO()
    Console(file=text, width=1000, color_system=None).print(found)
    assert plain(head, rows) == "".join(f"{line.rstrip()}\n" for line in text.getvalue().splitlines())


def test_a_row_may_be_short() -> None:
    assert plain(("a", "b"), [["1"], ["1", "22"]]) == "a   b\n──────\n1\n1   22\n"
