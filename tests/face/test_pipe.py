"""A reader that went away is an error that the program handles, not the end of it."""

import pytest

from leftopen.face.pipe import PipeConsole


def test_a_reader_that_went_away_is_told() -> None:
    with pytest.raises(BrokenPipeError):
        PipeConsole().on_broken_pipe()
