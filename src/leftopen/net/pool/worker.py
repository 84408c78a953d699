"""A process that asks services for another one: what it is given to do, what it says, how it lives.

Frames between the two are MessagePack with its length before it: lists of `(number, Target)` go to the worker, and
`Parcel`s come back, the first of them empty. A worker whose pipe ends, or that is told to terminate, cancels what it
does, says what it has done so far, and ends. No record goes from one process to another: a `Job` makes what turns
answers into values without unmasked data.
"""

import asyncio
import os
import signal
import socket
import struct
from collections.abc import Callable
from contextlib import suppress
from typing import Generic, Protocol, TypeVar, cast

import msgspec
from msgspec import Struct

from leftopen.journal import Log, Notebook, Noted
from leftopen.model import Target
from leftopen.net import custody, process
from leftopen.net.pool.garbage import collected_seldom

T = TypeVar("T")
T_co = TypeVar("T_co", covariant=True)

_OFTEN = 0.02
"""Seconds between two parcels."""

_LENGTH = struct.Struct("<I")
_FRAME = 1 << 28


class Runner(Protocol[T_co]):
    """What asks a target in one process."""

    async def ask(self, target: Target) -> T_co:
        """What is known of the target afterwards. Raises `JournalError` at most."""

    def set_share(self, share: float) -> None:
        """The share of the overall rate that this process has from now on."""

    def close(self) -> None:
        """Nothing more will be asked."""


class Job(Protocol[T_co]):
    """What is to be done with targets; it is given to the workers, so that it can be pickled."""

    @property
    def result(self) -> type[T_co]:
        """The type of a result."""

    def begin(self, log: Log) -> Runner[T_co]:
        """What asks targets in this process."""


class Parcel(Struct, Generic[T]):
    """What a worker has done since the last one: lines for the journal, results by number. `last`: the worker ends;
    `failed`: for this reason, the type of an error of ours."""

    noted: list[Noted] = []
    results: list[tuple[int, T]] = []
    last: bool = False
    failed: str | None = None


def work(pipe: process.Pipe, job: Job[T], key: bytes, share: float) -> None:
    """The life of a worker."""
    process.ignore_interrupts()
    custody.guard()
    try:
        working = _Working(job, key, share)
        with collected_seldom():
            asyncio.run(working.run(pipe))
    except OSError:  # the first process is gone: nobody is left to ask for
        return
    except Exception as error:  # noqa: BLE001 - its text, which a traceback would show, may hold a value
        raise SystemExit(f"leftopen: a process that asks services failed with {type(error).__name__}") from None


class _Working(Generic[T]):
    """A worker as it sees itself."""

    def __init__(self, job: Job[T], key: bytes, share: float) -> None:
        self._notebook = Notebook(key)
        self._asker = job.begin(self._notebook)
        self._asker.set_share(share)
        self._results: list[tuple[int, T]] = []
        self._failed: str | None = None
        self._running: set[asyncio.Task[None]] = set()

    async def run(self, pipe: process.Pipe) -> None:
        """Asks what comes, until no more comes."""
        reader, writer = await opened(pipe)
        decode = msgspec.msgpack.Decoder(list[tuple[int, Target]]).decode
        writer.write(frame(Parcel()))
        reporting = asyncio.create_task(self._report(reader, writer))
        with suppress(ValueError, RuntimeError):  # not in the main thread
            asyncio.get_running_loop().add_signal_handler(signal.SIGTERM, _hear_no_more, reader, writer)
        try:
            while (data := await read(reader)) is not None:
                for number, target in decode(data):
                    task = asyncio.create_task(self._one(number, target))
                    self._running.add(task)
                    task.add_done_callback(self._running.discard)
        finally:
            reporting.cancel()
            for task in self._running:
                task.cancel()
            await asyncio.gather(reporting, *self._running, return_exceptions=True)
            self._asker.close()
        writer.write(frame(self._parcel(last=True)))
        await writer.drain()
        writer.close()
        await writer.wait_closed()

    async def _one(self, number: int, target: Target) -> None:
        try:
            result = await self._asker.ask(target)
        except Exception as error:  # noqa: BLE001 - told to the first process by its type; its text may hold a value
            self._failed = type(error).__name__
        else:
            self._results.append((number, result))

    async def _report(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        """Sends parcels; ends the reading where one cannot be sent."""
        try:
            while True:
                await asyncio.sleep(_OFTEN)
                parcel = self._parcel()
                if parcel.noted or parcel.results or parcel.failed:
                    writer.write(frame(parcel))
                    await writer.drain()
        except Exception as error:  # noqa: BLE001 - the first process has to hear of it, by its type
            self._failed = type(error).__name__
            _hear_no_more(reader, writer)

    def _parcel(self, *, last: bool = False) -> Parcel[T]:
        results, self._results = self._results, []
        return Parcel(self._notebook.take(), results, last, self._failed)


# --- frames -----------------------------------------------------------------------------------------------------------


async def opened(pipe: process.Pipe) -> tuple[asyncio.StreamReader, asyncio.StreamWriter]:
    """The pipe, which is a pair of sockets, for the event loop."""
    return await asyncio.open_connection(sock=socket.socket(fileno=os.dup(pipe.fileno())))


_encode: Callable[[object], bytes] = msgspec.msgpack.Encoder().encode


def _hear_no_more(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
    """Whoever reads comes to the end, whatever may still be sent."""
    cast("asyncio.Transport", writer.transport).pause_reading()
    reader.feed_eof()


def frame(value: object) -> bytes:
    """A value as a frame."""
    data = _encode(value)
    return _LENGTH.pack(len(data)) + data


async def read(reader: asyncio.StreamReader) -> bytes | None:
    """The next frame, None at the end."""
    try:
        (length,) = _LENGTH.unpack(await reader.readexactly(_LENGTH.size))
        return await reader.readexactly(length) if length <= _FRAME else None
    except (asyncio.IncompleteReadError, OSError):
        return None
