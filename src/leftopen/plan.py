"""How a run is to be done, and how far it is."""

from collections.abc import Callable, Iterable
from pathlib import Path

from msgspec import Struct

from leftopen.model import Target
from leftopen.scope import ranges
from leftopen.scope.file import Pinned, Scope
from leftopen.scope.ranges import AddressRange
from leftopen.scope.targets import Targets


class Plan(Struct, frozen=True):
    """How to run.

    `out`: the output folder; `resolved`: (name, address) of the scope's host names; `listed`: targets to ask instead of
    sweeping; `contact`: whom the other side can write to; `source`: local address to connect from; `workers`: processes
    that sweep.
    """

    out: Path
    resolved: tuple[tuple[str, str], ...] = ()
    listed: tuple[Target, ...] | None = None
    resume: bool = False
    contact: str | None = None
    source: str | None = None
    workers: int | None = None


class State(Struct):
    """How far the run is: `done` of `targets` pairs are settled; `stage` is "sweep", "ask" (after it) or "judge"."""

    targets: int
    stage: str = "sweep"
    done: int = 0
    asked: int = 0
    silent: int = 0
    dropped: int = 0
    answering: int = 0
    probed: int = 0
    exposed: int = 0
    errors: int = 0


Tell = Callable[[State], None]


def targets(scope: Scope, resolved: Iterable[tuple[str, str]]) -> Targets:
    """The index space of the scope, with its host names at the addresses they resolved to."""
    spans, pinned = list(scope.targets), list(scope.pinned)
    for name, literal in resolved:
        address = ranges.plain(literal)
        single = AddressRange(address.version, int(address), int(address))
        for host in scope.hosts:
            if host.name == name and host.port is None:
                spans.append(single)
            elif host.name == name and host.port is not None:
                pinned.append(Pinned(single, host.port))
    return Targets(spans, scope.ports, pinned)
