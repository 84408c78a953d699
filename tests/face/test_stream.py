"""Waiting for a pipe."""

import os
import select

import pytest

from leftopen.face.stream import Stream


def test_who_waits_for_a_pipe_hears_a_signal_that_came_as_the_wait_began(monkeypatch: pytest.MonkeyPatch) -> None:
    """As if it came between the last look for signals and the wait: the wait is interrupted by nothing."""
    ours, theirs = os.pipe()
    waits: list[float] = []

    class Waits:
        def register(self, *_: object) -> None:
            pass

        def poll(self, patience: float) -> list[int]:
            waits.append(patience)
            if len(waits) > 2:
                raise KeyboardInterrupt
            return []

    monkeypatch.setattr(select, "poll", Waits)
    with Stream(ours) as stream, os.fdopen(theirs, "wb"), pytest.raises(KeyboardInterrupt):
        stream.read(10)
    assert all(0 < each <= 1000 for each in waits)


def test_a_pipe_is_read_to_its_end() -> None:
    ours, theirs = os.pipe()
    with Stream(ours) as stream:
        os.write(theirs, b"Anna")
        assert stream.read(10) == b"Anna"
        os.close(theirs)
        assert stream.read() == b""
