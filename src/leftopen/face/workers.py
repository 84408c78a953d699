"""Forked processes that work on the parts of one stream, which this process reads and hands out.

    with Workers(work.part, work.end, count) as workers:
        for answer in workers.each(parts): ...          # in the order of the parts
        ends = workers.ends()                           # the last word of each process

A forked process begins with all that was loaded and learnt here, in some milliseconds. What is read and what is
answered goes through pipes between these processes alone. A part goes to whichever process has least to do, `_AHEAD` to
each at most, so that reading waits for working and memory stays bounded. An error there comes back as words without
values, a process that dies ends the command with one line and exit code 4, and none outlives this one: it ends when its
pipe does.
"""

import os
import select
import signal
import struct
import threading
from collections.abc import Callable, Iterable, Iterator
from contextlib import suppress
from queue import SimpleQueue
from types import TracebackType
from typing import BinaryIO, NoReturn, Self

from leftopen.face.console import EARLY, Stop

MOST = 16
"""Processes at most: as many as one can read for (see decision 35)."""
_AHEAD = 2
"""Parts that a process has at a time: the one that it works on, and the next, so that it never waits for it."""
_WINDOW = 4
"""Parts for each process that are handed out before the first of them is answered; later answers wait their turn."""
_PIPE = 1 << 20
"""Bytes that a pipe holds, where the system lets it be asked for (fcntl(2), F_SETPIPE_SZ): a part and more."""
_HEAD = struct.Struct("<?Q")
"""Before each frame: whether it is an error, and its bytes."""
_SIGNALS = {signal.SIGINT, signal.SIGTERM, signal.SIGHUP}

Part = Callable[[bytes], bytes]
End = Callable[[], bytes]


def processors() -> int:
    """How many processors this process may use, 1 where processes cannot be forked."""
    if not hasattr(os, "fork"):
        return 1
    return len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count() or 1


class Workers:
    """`part` answers a part of the stream, `end` is asked when no more come, both in other processes.

    `count` processes are started, fewer where the system has no room; `started` says how many there are. `in_turns`:
    each gets one part after the other, whoever has less to do, so that which gets what is the same each time.
    """

    def __init__(self, part: Part, end: End, count: int, *, in_turns: bool = False) -> None:
        self._all: list[_Worker] = []
        self._in_turns = in_turns
        try:
            for _ in range(min(count, MOST)):
                self._all.append(_Worker(part, end))
        except OSError:  # no room for another process: those that are there have to do
            pass
        except BaseException:
            self._kill()
            raise
        self.started = len(self._all)

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, _type: type[BaseException] | None, _error: BaseException | None, _: TracebackType | None
    ) -> None:
        self._kill()

    def _kill(self) -> None:
        for worker in self._all:
            worker.kill()

    def each(self, parts: Iterable[bytes]) -> Iterator[bytes]:
        """The answers to parts, in their order. Raises `Stop` where a process fails or dies."""
        answers: dict[int, bytes] = {}
        asked = told = 0
        for part in parts:
            self._whose(asked).ask(asked, part)
            asked, full = asked + 1, True
            while full:
                full = asked - told >= _WINDOW * len(self._all) or self._whose(asked).load >= _AHEAD
                answers.update(self._hear(None if full else 0))  # those that are there, as the next part may be late
                while told in answers:
                    yield answers.pop(told)
                    told += 1
        while told < asked:
            while told not in answers:
                answers.update(self._hear())
            yield answers.pop(told)
            told += 1

    def ends(self) -> list[bytes]:
        """The last word of each process, all parts of which are answered. Raises `Stop` as `each` does."""
        for worker in self._all:
            worker.end()
        return [worker.answer() for worker in self._all]

    def _whose(self, number: int) -> "_Worker":
        """Who gets the part of this number."""
        if self._in_turns:
            return self._all[number % len(self._all)]
        return min(self._all, key=lambda worker: worker.load)

    def _hear(self, milliseconds: int | None = None) -> dict[int, bytes]:
        """Waits for answers, so long at most: one of each process that has some."""
        ready = select.poll()
        busy = {worker.told.fileno(): worker for worker in self._all if worker.load}
        for handle in busy:
            ready.register(handle, select.POLLIN)
        return dict(busy[handle].next() for handle, _ in ready.poll(milliseconds))


class _Worker:
    """A process as this one sees it."""

    def __init__(self, part: Part, end: End) -> None:
        theirs_in, ours_in = os.pipe()
        ours_out, theirs_out = os.pipe()
        before = signal.pthread_sigmask(signal.SIG_BLOCK, _SIGNALS)
        try:
            self._pid = os.fork()
            if not self._pid:
                _live(theirs_in, theirs_out, part, end)
            self._asked, self.told = os.fdopen(ours_in, "wb"), os.fdopen(ours_out, "rb", 0)
        except BaseException:
            os.close(ours_in)
            os.close(ours_out)
            raise
        finally:
            signal.pthread_sigmask(signal.SIG_SETMASK, before)
            os.close(theirs_in)
            os.close(theirs_out)
        for file in (self._asked, self.told):
            _widen(file)
        self._numbers: list[int] = []

    @property
    def load(self) -> int:
        """Parts that it was given and has not answered."""
        return len(self._numbers)

    def ask(self, number: int, part: bytes) -> None:
        """Gives it a part; it has room for it."""
        self._numbers.append(number)
        try:
            put(self._asked, part)
        except OSError:
            self._died()

    def next(self) -> tuple[int, bytes]:
        """Its next answer, with the number of the part."""
        answer = self.answer()
        return self._numbers.pop(0), answer

    def answer(self) -> bytes:
        """What it says next."""
        try:
            found = get(self.told)
        except Failed as failed:
            raise Stop(EARLY, f"{failed}") from None
        return self._died() if found is None else found

    def end(self) -> None:
        """No more parts will come."""
        with suppress(OSError):  # it is gone: that is told where its answer is missed
            self._asked.close()

    def kill(self) -> None:
        """Ends it now, whatever it does: what it holds is of no more use."""
        if self._pid:
            os.kill(self._pid, signal.SIGKILL)
            os.waitpid(self._pid, 0)
            self._pid = 0
        for file in (self._asked, self.told):
            with suppress(OSError):  # what of a frame was not sent goes nowhere
                file.close()

    def _died(self) -> NoReturn:
        _, status = os.waitpid(self._pid, 0)
        self._pid = 0
        code = os.waitstatus_to_exitcode(status)
        how = f"by signal {-code}" if code < 0 else f"with code {code}"
        raise Stop(EARLY, f"a process that classifies was ended {how}. What was told before holds, and is not all.")


# --- the other side ---------------------------------------------------------------------------------------------------


def _live(asked: int, told: int, part: Part, end: End) -> NoReturn:
    """The life of a process, from its fork on: it never comes back to what the first one was doing."""
    code = 1
    try:
        signal.signal(signal.SIGINT, signal.SIG_IGN)  # of a terminal: the first process ends this one
        signal.signal(signal.SIGHUP, signal.SIG_IGN)
        signal.signal(signal.SIGTERM, signal.SIG_DFL)
        signal.pthread_sigmask(signal.SIG_UNBLOCK, _SIGNALS)
        _leave_all_but(asked, told)
        with os.fdopen(asked, "rb", 0) as hears, os.fdopen(told, "wb") as says:
            serve(hears, says, part, end)
        code = 0
    finally:
        os._exit(code)


def _leave_all_but(first: int, second: int) -> None:
    """Closes what was open in the first process, so that nobody who reads or writes there waits for this one."""
    nowhere = os.open(os.devnull, os.O_RDWR)
    for number in range(3):
        os.dup2(nowhere, number)
    low, high = sorted((first, second))
    os.closerange(3, low)
    os.closerange(low + 1, high)
    os.closerange(high + 1, os.sysconf("SC_OPEN_MAX"))


def serve(asked: BinaryIO, told: BinaryIO, part: Part, end: End) -> None:
    """Answers the frames of one pipe into another, until there are no more; a failure is the last answer.

    Frames are taken from the pipe beside the work, so that whoever writes them never waits for it.
    """
    waiting: SimpleQueue[bytes | None] = SimpleQueue()
    threading.Thread(target=_hear, args=(asked, waiting), daemon=True).start()
    try:
        while (data := waiting.get()) is not None:
            put(told, part(data))
        put(told, end())
    except BrokenPipeError:  # the first process is gone: nobody is left to work for
        return
    except Exception as error:  # noqa: BLE001 - told by its type and place; its text may hold a value
        from leftopen.face.cli import bug

        with suppress(OSError):
            put(told, bug(error).encode(), failed=True)


def _hear(asked: BinaryIO, waiting: "SimpleQueue[bytes | None]") -> None:
    found: bytes | None = b""
    while found is not None:
        try:
            found = get(asked)
        except OSError:
            found = None
        waiting.put(found)


# --- frames -----------------------------------------------------------------------------------------------------------


class Failed(Exception):
    """What the other side failed with, in words without values."""


def put(pipe: BinaryIO, data: bytes, *, failed: bool = False) -> None:
    """Writes a frame. Raises OSError where nobody reads it."""
    pipe.write(_HEAD.pack(failed, len(data)))
    pipe.write(data)
    pipe.flush()


def get(pipe: BinaryIO) -> bytes | None:
    """The next frame and no byte of what follows, which is waited for; None at the end. Raises `Failed`."""
    head = _all_of(pipe, _HEAD.size)
    if head is None:
        return None
    failed, size = _HEAD.unpack(head)
    data = _all_of(pipe, size)
    if data is not None and failed:
        raise Failed(data.decode())
    return data


def _all_of(pipe: BinaryIO, size: int) -> bytes | None:
    """So many bytes, None where there are fewer."""
    held: list[bytes] = []
    while size and (data := pipe.read(size)):
        held.append(data)
        size -= len(data)
    return None if size else b"".join(held)


def _widen(pipe: BinaryIO) -> None:
    import fcntl

    with suppress(OSError, AttributeError):
        fcntl.fcntl(pipe.fileno(), fcntl.F_SETPIPE_SZ, _PIPE)
