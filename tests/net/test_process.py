import os
import signal
import time
from multiprocessing import active_children

import pytest

from leftopen.net import process
from leftopen.net.process import Pipe


def echo(pipe: Pipe, word: str) -> None:
    """Says the word and its process, and ends with the pipe."""
    process.ignore_interrupts()
    pipe.send((word, os.getpid()))
    with pytest.raises(EOFError):
        pipe.recv()


def stubborn(pipe: Pipe) -> None:
    """Does not care for the pipe."""
    pipe.send("there")
    time.sleep(60)


def test_a_process_works_and_ends_with_its_pipe() -> None:
    child, pipe = process.start(echo, "hello")
    assert pipe.recv() == ("hello", child.pid)
    assert child.pid
    os.kill(child.pid, signal.SIGINT)
    os.kill(child.pid, signal.SIGHUP)
    time.sleep(0.1)
    assert child.is_alive(), "what a terminal sends is the matter of the first process"
    pipe.close()
    process.end([child])
    assert not active_children()


def test_one_that_does_not_end_is_ended(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(process, "_PATIENCE", 0.1)
    child, pipe = process.start(stubborn)
    assert pipe.recv() == "there"
    pipe.close()
    process.end([child])
    assert not active_children()
