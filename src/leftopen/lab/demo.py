"""The embedded lab as a whole: starts what the cases plant, in a thread of its own, and stops it."""

import asyncio
import errno
import os
import threading
from collections.abc import Iterator, Sequence
from contextlib import AsyncExitStack, contextmanager

from leftopen.lab.planted import Planted

RANGE = "127.81.0.0/25"
"""Where the cases plant: loopback addresses that hardly anybody uses."""

SCOPE = """\
name = "Demo: an invented town"
targets = ["{range}"]
ports = [{ports}]

[authorisation]
by = "You, on your own machine"
reference = "DEMO"
expires = 2099-12-31

[checks]
factory_credentials = true
"""


class LabError(Exception):
    """The lab could not be started; the text is one line with the remedy."""


def scope_text(planted: Sequence[Planted]) -> str:
    """The scope file of the demo: a range around what is planted, on every port that something is planted on."""
    return SCOPE.format(range=RANGE, ports=", ".join(str(port) for port in sorted({item.port for item in planted})))


@contextmanager
def running(planted: Sequence[Planted]) -> Iterator[None]:
    """The servers, as long as the block runs. Raises LabError."""
    loop = asyncio.new_event_loop()
    thread = threading.Thread(target=loop.run_forever, name="lab", daemon=True)
    thread.start()
    stack = AsyncExitStack()
    try:
        asyncio.run_coroutine_threadsafe(_start(planted, stack), loop).result()
        yield
    finally:
        asyncio.run_coroutine_threadsafe(stack.aclose(), loop).result()
        loop.call_soon_threadsafe(loop.stop)
        thread.join()
        loop.close()


async def _start(planted: Sequence[Planted], stack: AsyncExitStack) -> None:
    for item in planted:
        try:
            await stack.enter_async_context(await item.serve(item.address, item.port))
        except OSError as error:
            taken = error.errno == errno.EADDRINUSE
            lacking = f"It needs the loopback range {RANGE}, as Linux has it"
            remedy = "Is another demo running? End it" if taken else lacking
            why = os.strerror(error.errno or 0)
            raise LabError(f"{item.address}:{item.port}: the lab cannot listen there ({why}). {remedy}.") from None
