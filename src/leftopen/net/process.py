"""Processes of our own that work for this one and end with it."""

import signal
from collections.abc import Callable, Iterable
from multiprocessing import connection, get_context
from multiprocessing.context import SpawnProcess
from typing import Any

Pipe = connection.Connection

_PATIENCE = 5.0
"""Seconds that a process has to end when its pipe is closed."""


def start(work: Callable[..., None], *args: Any) -> tuple[SpawnProcess, Pipe]:
    """A process that runs `work(pipe, *args)`, and our end of the pipe.

    It starts with the interrupt key blocked, so that none dies of it before it can ignore it (`ignore_interrupts`).
    """
    context = get_context("spawn")
    ours, theirs = context.Pipe()
    process = context.Process(target=work, args=(theirs, *args), daemon=True)
    before = signal.pthread_sigmask(signal.SIG_BLOCK, {signal.SIGINT})
    try:
        process.start()
    finally:
        signal.pthread_sigmask(signal.SIG_SETMASK, before)
        theirs.close()
    return process, ours


def ignore_interrupts() -> None:
    """What a terminal sends to all processes is the matter of the first one, which tells the others to end."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    signal.signal(signal.SIGHUP, signal.SIG_IGN)


def end(processes: Iterable[SpawnProcess]) -> None:
    """Waits for processes whose pipes are closed, and ends those that do not end by themselves."""
    for process in processes:
        process.join(_PATIENCE)
        if process.is_alive():
            process.terminate()
            process.join()
        process.close()
