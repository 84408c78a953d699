import io
import sys

import pytest

from leftopen.audit.progress import State
from leftopen.face import progress
from leftopen.face.progress import Show, brief, counts, stage

SWEEPING = State(2000, "sweep", done=1000, asked=900, answering=3, probed=2, exposed=1, errors=4)


class Terminal(io.StringIO):
    def isatty(self) -> bool:
        return True


class Gone(io.StringIO):
    """A pipe whose reader has gone."""

    def __init__(self, *, terminal: bool) -> None:
        super().__init__()
        self.terminal = terminal
        self.writes = 0

    def isatty(self) -> bool:
        return self.terminal

    def write(self, text: str) -> int:
        self.writes += 1
        raise BrokenPipeError(32, "Broken pipe")


def test_in_a_pipe_it_is_a_plain_line_now_and_then(
    capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    clock = [1000.0]
    monkeypatch.setattr("leftopen.face.progress.time.monotonic", lambda: clock[0])
    with Show() as show:
        for clock[0] in (1000.0, 1001.0, 1000.0 + progress.LINE_SECONDS, 1001.0 + progress.LINE_SECONDS):
            show(SWEEPING)
    out, err = capsys.readouterr()
    assert out == ""
    lines = err.splitlines()
    assert len(lines) == 2
    assert lines[0] == f"sweeping: {counts(SWEEPING)}"
    assert lines[1].endswith(", about 10 s left")
    assert "\x1b" not in err


def test_in_a_pipe_each_stage_is_told_at_once(capsys: pytest.CaptureFixture[str]) -> None:
    with Show() as show:
        for word, done in (("sweep", 5), ("sweep", 10), ("ask", 10), ("judge", 10)):
            show(State(10, word, done=done, answering=1))
    assert [line.partition(":")[0] for line in capsys.readouterr().err.splitlines()] == [
        "sweeping",
        "asking services",
        "judging",
    ]


def test_a_sweep_at_its_end_is_over() -> None:
    assert [stage(State(10, done=done, answering=1)) for done in (0, 9, 10)] == ["sweep", "sweep", "ask"]
    assert stage(State(10, done=10)) == "sweep"
    assert stage(State(10, "judge", done=10)) == "judge"


def test_the_words_beside_the_bar_leave_it_room_in_80_columns(monkeypatch: pytest.MonkeyPatch) -> None:
    assert brief(SWEEPING) == "1,000 of 2,000 pairs, 3 answering, 1 exposed, 4 errors"
    assert brief(State(10, "ask", answering=4, probed=1)) == "1 of 4 asked, 0 exposed"
    screen = Terminal()
    monkeypatch.setattr(sys, "stderr", screen)
    monkeypatch.setenv("TERM", "xterm")
    monkeypatch.setenv("COLUMNS", "80")
    with Show() as show:
        show(State(9_999_999, done=999_999, answering=999, exposed=99))
    assert "sweeping" in screen.getvalue()
    assert "━" in screen.getvalue().rpartition("sweeping")[2]
    assert "999,999 of 9,999,999 pairs, 999 answering, 99 exposed" in screen.getvalue()


def test_quiet_is_quiet(capsys: pytest.CaptureFixture[str]) -> None:
    with Show(quiet=True) as show:
        show(SWEEPING)
    assert capsys.readouterr() == ("", "")


def test_on_a_terminal_it_is_a_bar_that_goes_away(monkeypatch: pytest.MonkeyPatch) -> None:
    screen = Terminal()
    monkeypatch.setattr(sys, "stderr", screen)
    monkeypatch.setenv("TERM", "xterm")
    monkeypatch.setenv("COLUMNS", "200")
    with Show() as show:
        for stage in ("sweep", "ask", "judge"):
            show(State(10, stage, done=10, answering=2, probed=1))
    assert "judging" in screen.getvalue()
    assert screen.getvalue().rstrip("\r").endswith("\x1b[2K"), "the line is wiped at the end"


@pytest.mark.parametrize("terminal", [False, True])
def test_a_reader_that_went_away_does_not_end_the_run(terminal: bool, monkeypatch: pytest.MonkeyPatch) -> None:
    gone = Gone(terminal=terminal)
    monkeypatch.setattr(sys, "stderr", gone)
    monkeypatch.setenv("TERM", "xterm")
    with Show() as show:
        show(SWEEPING)
        writes = gone.writes
        show._next = 0.0
        show(SWEEPING)
    assert writes
    assert terminal or gone.writes == writes


def test_what_was_not_asked_is_told() -> None:
    assert "12 not asked" in counts(State(100, dropped=12))
    assert "not asked" not in counts(State(100))
    assert counts(State(1_000_000, done=1_000)).startswith("1,000 of 1,000,000 address:port pairs")


@pytest.mark.parametrize(
    ("state", "gone", "left"),
    [
        (SWEEPING, 3600, "about 1 h 0 min left"),
        (SWEEPING, 90, "about 1 min 30 s left"),
        (State(10, "ask", answering=4, probed=1), 10, "about 30 s left"),
        (State(10, "ask", answering=4, probed=4), 10, None),
        (State(10), 10, None),
    ],
)
def test_the_time_left_is_told_where_it_can_be(state: State, gone: float, left: str | None) -> None:
    show = Show(quiet=True)
    show._began -= gone
    line = show.line(state)
    assert (left in line) if left else ("left" not in line)
