"""Shows how far a run is: a bar on a terminal; in a pipe a plain line at each new stage, and now and then."""

import time
from contextlib import suppress
from typing import Self

from rich.progress import BarColumn, Progress, SpinnerColumn, TaskID, TextColumn, TimeRemainingColumn
from rich.table import Column

from leftopen.audit.progress import State
from leftopen.face.console import stderr
from leftopen.report.plain.text import count

LINE_SECONDS = 10.0


class Show:
    """Call it with the state as often as you like; use it as a context manager."""

    def __init__(self, *, quiet: bool = False) -> None:
        self._console = stderr()
        self._quiet = quiet
        self._bar: Progress | None = None
        self._task: TaskID | None = None
        self._stage = ""
        self._next = self._began = time.monotonic()

    def __enter__(self) -> Self:
        if self._console.is_terminal and not self._quiet:
            self._bar = Progress(
                SpinnerColumn("line"),  # of ASCII: any terminal can show it
                TextColumn("{task.description}", table_column=Column(no_wrap=True)),
                BarColumn(bar_width=None),  # as wide as the words leave it
                TextColumn("{task.fields[counts]}", table_column=Column(no_wrap=True)),
                TimeRemainingColumn(compact=True, table_column=Column(no_wrap=True)),
                TextColumn("left", table_column=Column(no_wrap=True)),
                console=self._console,
                transient=True,
            )
            self._task = self._bar.add_task("starting", total=None, counts="")
            try:
                self._bar.start()
            except OSError:
                self._quiet = True
        return self

    def __exit__(self, *unused: object) -> None:
        if self._bar is not None:
            with suppress(OSError):
                self._bar.stop()

    def __call__(self, state: State) -> None:
        """Shows this state, at most a few times a second; once nobody reads it any more, never again."""
        if self._quiet:
            return
        try:
            self._show(state)
        except OSError:
            self._quiet = True

    def _show(self, state: State) -> None:
        if self._bar is not None and self._task is not None:
            total, done = _work(state)
            self._bar.update(
                self._task, description=_STAGES[stage(state)], total=total, completed=done, counts=brief(state)
            )
        elif stage(state) != self._stage or time.monotonic() >= self._next:
            self._stage = stage(state)
            self._next = time.monotonic() + LINE_SECONDS
            self._console.print(self.line(state), markup=False)

    def line(self, state: State) -> str:
        """The state as one line, with the time left where it can be told."""
        total, done = _work(state)
        gone = time.monotonic() - self._began
        left = f", about {_span(gone * (total - done) / done)} left" if 0 < done < total and gone > 1 else ""
        return f"{_STAGES[stage(state)]}: {counts(state)}{left}"


_STAGES = {"sweep": "sweeping", "ask": "asking services", "judge": "judging"}


def stage(state: State) -> str:
    """A sweep that has come to its end is over where services that it found are still asked."""
    swept = state.done >= state.targets and state.probed < state.answering
    return "ask" if state.stage == "sweep" and swept else state.stage


def counts(state: State) -> str:
    """What was done and found so far."""
    lost = f", {state.dropped:,} not asked" if state.dropped else ""
    return (
        f"{state.done:,} of {state.targets:,} address:port pairs, {state.answering:,} answering, "
        f"{state.probed:,} asked, {state.exposed:,} exposed, {count(state.errors, 'error')}{lost}"
    )


def brief(state: State) -> str:
    """What matters of it while the bar goes on, short enough for 80 columns."""
    sweeping = f"{state.done:,} of {state.targets:,} pairs, {state.answering:,} answering"
    asking = f"{state.probed:,} of {max(state.answering, state.probed):,} asked"
    errors = f", {count(state.errors, 'error')}" if state.errors else ""
    return f"{sweeping if stage(state) == 'sweep' else asking}, {state.exposed:,} exposed{errors}"


def _work(state: State) -> tuple[float, float]:
    """Total and done: pairs while sweeping, services after it."""
    if stage(state) == "sweep":
        return float(state.targets), float(state.done)
    return float(max(state.answering, state.probed)), float(state.probed)


def _span(seconds: float) -> str:
    minutes, rest = divmod(round(seconds), 60)
    hours, minutes = divmod(minutes, 60)
    return f"{hours} h {minutes} min" if hours else f"{minutes} min {rest} s" if minutes else f"{rest} s"
