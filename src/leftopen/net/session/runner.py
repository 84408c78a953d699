"""Runs a talk: gives it what it asks for, from the bytes that are there or as soon as they have come.

Bytes that come take the talk on within the call of the event loop that brings them. No task is woken for an answer,
only for what takes waiting of another kind: a connection, TLS, the end of the other side.
"""

import asyncio
import time
from collections.abc import Collection, Generator
from contextlib import suppress
from typing import Any, Generic, Protocol, TypeVar

from leftopen.net.session.budget import Budget
from leftopen.net.session.connection import Connection
from leftopen.wire.talk import Exact, Fault, Message, Op, Parse, Reply, Request, Response, Send, SendAll, Talk, Until

T = TypeVar("T")

_THROWS = 100
"""Faults that a talk may get; with one more it is over."""

_READS = frozenset({Exact, Until, Parse})
"""Wishes that bytes grant. Wishes are told apart by `type`, which takes a fifth of the time of `isinstance` here."""

_OPS_AT_A_TIME = 500
"""Wishes that are granted before others get their turn."""


class Transport(Protocol):
    """What a talk is run on (`net.session.Session`). All but `request` may raise faults, for the talk."""

    budget: Budget
    connection: Connection | None

    def queue(self, message: Message, data: bytes, verbs: Collection[str]) -> None:
        """Lets a message wait for its turn to leave."""

    def flush(self) -> None:
        """Sends what waits to leave."""

    def request(self, request: Request, verbs: Collection[str]) -> Talk[Response]:
        """The talk that an HTTP request stands for."""

    async def wait_for(self, op: Op) -> Reply:
        """The reply to a wish that no bytes grant."""


class TalkRunner(Generic[T]):
    """One talk on a line; `verbs` are the verbs that its probe declared."""

    __slots__ = ("_heard", "_left", "_line", "_op", "_talks", "_throws", "_value", "_verbs")

    def __init__(self, line: Transport, talk: Talk[T], verbs: Collection[str]) -> None:
        self._line, self._verbs = line, verbs
        self._talks: list[Generator[Op, Reply, Any]] = [talk]
        self._left, self._throws = _OPS_AT_A_TIME, 0
        self._value: T

    async def run(self) -> T:
        """What the talk returns. Raises what it raises, `Spent`, and a fault that is one too many."""
        line = self._line
        try:
            op = self._measured(None)
            while op is not None:
                if self._left <= 0:
                    self._left = _OPS_AT_A_TIME
                    await asyncio.sleep(0)
                    line.budget.check()
                if line.connection and type(op) in _READS:
                    op = await self._listen(line.connection, op)
                    continue
                reply: Reply | Fault
                try:
                    reply = await line.wait_for(op)
                except Fault as fault:
                    reply = fault
                op = self._measured(reply)
            with suppress(Fault):
                line.flush()  # a last word, which nobody waits to see answered
            return self._value
        finally:
            for talk in reversed(self._talks):
                talk.close()

    def _measured(self, reply: Reply | Fault) -> Op | None:
        """Takes the talk on, on its own account."""
        began = time.monotonic()
        try:
            return self._go(reply)
        finally:
            self._line.budget.spent(began)

    # --- as far as it goes without waiting ----------------------------------------------------------------------------

    def _go(self, reply: Reply | Fault) -> Op | None:
        """Takes the talk on from this reply, up to a wish that has to be waited for; None where the talk is over."""
        line, talks = self._line, self._talks
        while True:
            op: Op | None
            try:
                op = talks[-1].send(reply) if not isinstance(reply, Fault) else self._throw(reply)
            except StopIteration as stop:
                op = self._over(stop.value)
            except Fault as fault:
                op = self._over(fault)
            if op is None:
                return None
            self._left -= 1
            reply = None
            try:
                if type(op) is Send:
                    line.queue(op.message, op.message.data, self._verbs)
                elif type(op) is SendAll:
                    for message in op.messages:
                        line.queue(message, message.data, self._verbs)
                elif type(op) is Request:
                    talks.append(line.request(op, self._verbs))
                else:
                    line.flush()
                    if self._left > 0 and line.connection:
                        reply = line.connection.ready(op)
                    if reply is None:
                        return op
            except Fault as fault:
                reply = fault

    def _throw(self, fault: Fault) -> Op:
        """What the innermost talk wishes when it is told of a fault."""
        if len(self._talks) == 1:
            self._throws += 1
            if self._throws > _THROWS:
                raise fault
        return self._talks[-1].throw(fault)

    def _over(self, end: Any) -> Op | None:
        """The innermost talk has ended with this value or fault: the next wish of one that has not."""
        talks = self._talks
        while len(talks) > 1:
            talks.pop()
            try:
                return talks[-1].send(end) if not isinstance(end, Fault) else self._throw(end)
            except StopIteration as stop:
                end = stop.value
            except Fault as fault:
                end = fault
        if isinstance(end, Fault):
            raise end
        talks.pop()
        self._value = end
        return None

    # --- from answer to answer ----------------------------------------------------------------------------------------

    async def _listen(self, connection: Connection, op: Op) -> Op | None:
        """Waits for this read and those that follow; the next wish of another kind, None where the talk is over."""
        self._op = op
        self._heard: asyncio.Future[Op | None] = asyncio.get_running_loop().create_future()
        try:
            self._hear(connection)
            return await self._heard
        finally:
            connection.wait(None)

    def _hear(self, connection: Connection) -> None:
        """Takes the talk on with what has come, and waits for more; called when there is news."""
        if self._heard.done():  # cancelled in the same turn of the loop: nothing more is asked
            return
        op: Op | None = self._op
        began = time.monotonic()
        try:
            while op is not None and connection is self._line.connection and self._left > 0 and type(op) in _READS:
                reply: Reply | Fault
                try:
                    reply = connection.ready(op)
                    if reply is None:
                        self._op = op
                        connection.wait(self._hear)
                        return
                except Fault as fault:
                    reply = fault
                op = self._go(reply)
        except Exception as error:  # noqa: BLE001 - raised by `run`, not by the event loop
            self._heard.set_exception(error)
        else:
            self._heard.set_result(op)
        finally:
            self._line.budget.spent(began)
