"""A reader that went away is an error that the program handles, not the end of it."""

import io

import pytest

from leftopen.face.pipe import PipeConsole


def test_a_reader_that_went_away_is_told() -> None:
    with pytest.raises(BrokenPipeError):
        PipeConsole().on_broken_pipe()


@pytest.mark.parametrize("variable", ["FORCE_COLOR", "TTY_COMPATIBLE"])
def test_what_is_no_terminal_gets_no_escape_sequences(monkeypatch: pytest.MonkeyPatch, variable: str) -> None:
    monkeypatch.setenv(variable, "1")
    text = io.StringIO()
    PipeConsole(file=text).print("[bold red]said[/bold red]")
    assert text.getvalue() == "said\n"
