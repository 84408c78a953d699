"""The embedded lab as a whole: starts what the cases plant, in a thread of its own, and stops it."""

import asyncio
import errno
import os
import threading
from collections.abc import Iterator, Sequence
from contextlib import AsyncExitStack, contextmanager
from dataclasses import dataclass, replace

from leftopen.lab import registry
from leftopen.lab.planted import Planted
from leftopen.lab.registry import Registry

RANGE = "127.81.0.0/25"
"""Where the cases plant: loopback addresses that hardly anybody uses."""

_PLACES = 8
"""Ranges that are tried, one after the other, where others run a lab too."""

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

LOOKUPS = """
[lookups]
dns = "{dns}"
rdap = "{rdap}"
security_txt = false
"""
"""The registry of the lab: in a network of yours both are left out, and the public ones are asked."""

_REGISTRY = 200
"""The last number of its address, beside what is audited."""


@dataclass(frozen=True)
class Lab:
    """A lab that runs: its servers, as they are planted, and its registry."""

    planted: Sequence[Planted]
    registry: Registry


class LabError(Exception):
    """The lab could not be started; the text is one line with the remedy."""


class _Taken(LabError):
    """Somebody listens there."""


def range_of(planted: Sequence[Planted]) -> str:
    """The range around what is planted."""
    third = planted[0].address.split(".")[2] if planted else "0"
    return f"127.81.{third}.0/25"


def moved(planted: Sequence[Planted], place: int) -> list[Planted]:
    """The same in the range of this place: 0 is `RANGE`."""
    return [replace(item, address=item.address.replace("127.81.0.", f"127.81.{place}.", 1)) for item in planted]


def scope_text(lab: Lab) -> str:
    """The scope file of the demo: a range around what is planted, on every port that something is planted on."""
    ports = ", ".join(str(port) for port in sorted({item.port for item in lab.planted}))
    lookups = LOOKUPS.format(dns=lab.registry.dns, rdap=lab.registry.rdap)
    return SCOPE.format(range=range_of(lab.planted), ports=ports) + lookups


@contextmanager
def running(planted: Sequence[Planted], known: Sequence[Planted] = ()) -> Iterator[Lab]:
    """The servers and a registry that knows them, as long as the block runs: where another lab runs, in a range beside
    it. `known`: servers that the registry knows too, though they are not started. Raises LabError.
    """
    loop = asyncio.new_event_loop()
    thread = threading.Thread(target=loop.run_forever, name="lab", daemon=True)
    thread.start()
    stack = AsyncExitStack()
    try:
        yield asyncio.run_coroutine_threadsafe(_somewhere(planted, known, stack), loop).result()
    finally:
        asyncio.run_coroutine_threadsafe(stack.aclose(), loop).result()
        loop.call_soon_threadsafe(loop.stop)
        thread.join()
        loop.close()


async def _somewhere(planted: Sequence[Planted], known: Sequence[Planted], stack: AsyncExitStack) -> Lab:
    """Starts the servers in the first range where nobody listens yet."""
    for place in range(_PLACES):
        there = moved(planted, place)
        try:
            found = Lab(there, await _start(there, known, stack))
        except _Taken:
            await stack.aclose()
            if place == _PLACES - 1:
                raise
        else:
            return found
    raise AssertionError


async def _start(planted: Sequence[Planted], known: Sequence[Planted], stack: AsyncExitStack) -> Registry:
    for item in planted:
        try:
            await stack.enter_async_context(await item.serve(item.address, item.port))
        except OSError as error:
            taken = error.errno == errno.EADDRINUSE
            lacking = f"It needs the loopback range {RANGE}, as Linux has it"
            remedy = "Is another demo running? End it" if taken else lacking
            why = os.strerror(error.errno or 0)
            says = f"{item.address}:{item.port}: the lab cannot listen there ({why}). {remedy}."
            raise (_Taken if taken else LabError)(says) from None
    beside = (planted[0] if planted else known[0]).address.rpartition(".")[0]
    entries = registry.entries((*planted, *known))
    return await stack.enter_async_context(await registry.serve(f"{beside}.{_REGISTRY}", entries))
