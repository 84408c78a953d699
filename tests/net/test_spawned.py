import os
import signal
import time
from multiprocessing import active_children

import pytest

from leftopen.net import spawned
from leftopen.net.spawned import Pipe


def echo(pipe: Pipe, word: str) -> None:
    """Says the word and its process, and ends with the pipe."""
    spawned.ignore_interrupts()
    pipe.send((word, os.getpid()))
    with pytest.raises(EOFError):
        pipe.recv()


def stubborn(pipe: Pipe) -> None:
    """Does not care for the pipe."""
    pipe.send("there")
    time.sleep(60)


def test_a_process_works_and_ends_with_its_pipe() -> None:
    process, pipe = spawned.start(echo, "hello")
    assert pipe.recv() == ("hello", process.pid)
    assert process.pid
    os.kill(process.pid, signal.SIGINT)
    os.kill(process.pid, signal.SIGHUP)
    time.sleep(0.1)
    assert process.is_alive(), "what a terminal sends is the matter of the first process"
    pipe.close()
    spawned.end([process])
    assert not active_children()


def test_one_that_does_not_end_is_ended(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(spawned, "_PATIENCE", 0.1)
    process, pipe = spawned.start(stubborn)
    assert pipe.recv() == "there"
    pipe.close()
    spawned.end([process])
    assert not active_children()
