"""How a run is to be done, and how far it is."""

import hashlib
from collections.abc import Callable, Iterable, Sequence
from pathlib import Path
from typing import Any

from msgspec import Struct

from leftopen import journal
from leftopen.model import Target, Tried
from leftopen.net.admission import Permit
from leftopen.net.sweep.outage import PATIENCE
from leftopen.scope import ranges
from leftopen.scope.file import Pinned, Scope
from leftopen.scope.ranges import AddressRange
from leftopen.scope.targets import Targets

JOURNAL = journal.NAME


def _forget(tried: Sequence[Tried]) -> None:
    """Where there is no database."""


class Plan(Struct, frozen=True):
    """How to run.

    `out`: the output folder; `listed`: targets to ask instead of sweeping; `contact`: whom the other side can write to;
    `source`: local address to connect from, to targets of its IP version; `processes`: how many ask services, None: as
    many as are worth it; `patience`: seconds to wait for a lost network; `tried`: factory logins of earlier runs, and
    `remember` is told of those of this one.
    """

    out: Path
    listed: tuple[Target, ...] | None = None
    resume: bool = False
    contact: str | None = None
    source: str | None = None
    processes: int | None = None
    patience: float = PATIENCE
    tried: tuple[Tried, ...] = ()
    remember: Callable[[Sequence[Tried]], None] = _forget


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


OnProgress = Callable[[State], None]


class Tally:
    """Counts of the pairs before `at` in the walk, from the records that a sweep makes of its batches.

    A sweep is ahead of the position from which it can be resumed; the pairs in between are asked again then, and must
    not count twice. `note` may be called from another thread than `reach`.
    """

    def __init__(self, start: int = 0) -> None:
        self.at, self.asked, self.silent, self.dropped = start, 0, 0, 0
        self._ahead: dict[tuple[int, int], tuple[int, int, int]] = {}

    def note(self, **record: Any) -> None:
        """Takes a record of `net.sweep.accounting`; a batch that was stopped half way does not count."""
        if "stopped_at" not in record:
            asked = len(record["opened"]) + record["refused"] + record["silent"] + record["unreachable"]
            self._ahead[record["next"], record["part"]] = asked, record["silent"], record["dropped"]

    def reach(self, position: int) -> None:
        """Goes on to the end of the last batch that lies whole before `position`."""
        for key in sorted(key for key in tuple(self._ahead) if key[0] <= position):
            asked, silent, dropped = self._ahead.pop(key)
            self.at = key[0]
            self.asked, self.silent, self.dropped = self.asked + asked, self.silent + silent, self.dropped + dropped


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


def part(scope: Scope, address: str) -> str:
    """The part of the scope that an address belongs to, as people know it."""
    literal = ranges.plain(address)
    for span in scope.targets:
        if span.version == literal.version and span.first <= int(literal) <= span.last:
            return ranges.spelling(span)
    return address


def identity(permit: Permit, plan: Plan) -> str:
    """A digest that two plans share where they ask the same targets in the same order (given the same key)."""
    scope = permit.scope
    digest = hashlib.sha256(scope.digest.encode())
    for host in scope.hosts:
        digest.update(repr(sorted(address for name, address in permit.resolved if name == host.name)).encode())
    digest.update(repr(scope.ports).encode())
    if plan.listed is not None:
        digest.update(repr(sorted(target.id for target in plan.listed)).encode())
    return digest.hexdigest()
