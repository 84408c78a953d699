"""How a run is to be done."""

import hashlib
from collections.abc import Callable, Sequence
from pathlib import Path

from msgspec import Struct

from leftopen import journal
from leftopen.model import Target, Tried
from leftopen.net.admission import Permit
from leftopen.net.sweep.outage import PATIENCE
from leftopen.scope import ranges
from leftopen.scope.file import Scope

JOURNAL = journal.NAME


def _forget(tried: Sequence[Tried]) -> None:
    """Where there is no database."""


class Plan(Struct, frozen=True):
    """How to run.

    `out`: the output folder; `listed`: targets to ask instead of sweeping; `names`: the host names that such a list
    has; `contact`: whom the other side can write to; `offline`: nothing but targets is asked;
    `source`: local address to connect from, to targets of its IP version; `processes`: how many ask services, None: as
    many as are worth it; `patience`: seconds to wait for a lost network; `after`: before the first of a list is asked;
    `tried`: factory logins of earlier runs, and `remember` is told of those of this one.
    """

    out: Path
    listed: tuple[Target, ...] | None = None
    names: frozenset[str] = frozenset()
    resume: bool = False
    offline: bool = False
    contact: str | None = None
    source: str | None = None
    processes: int | None = None
    patience: float = PATIENCE
    after: float = 0.0
    tried: tuple[Tried, ...] = ()
    remember: Callable[[Sequence[Tried]], None] = _forget

    @property
    def retest(self) -> bool:
        """Whether known exposures are asked again: such a run is not resumed, but begun anew."""
        return any(target.again is not None for target in self.listed or ())


def part(scope: Scope, address: str) -> str:
    """The part of the scope that an address belongs to, as people know it."""
    literal = ranges.plain(address)
    for span in scope.targets:
        if span.version == literal.version and span.first <= int(literal) <= span.last:
            return ranges.spelling(span)
    return address


def matter(scope: Scope) -> str:
    """A digest of what a scope has asked, and how: two scopes share it that differ in nothing but who permits them
    until when, and in how they are written.
    """
    kept = (scope.targets, scope.pinned, scope.hosts, scope.exclude, sorted(scope.exclude_hosts), scope.ports)
    return hashlib.sha256(repr((*kept, scope.limits, scope.checks)).encode()).hexdigest()


def whereabouts(permit: Permit) -> str:
    """A digest of the pairs of a scope: a walk goes on only where its host names still have their addresses."""
    return hashlib.sha256(repr((matter(permit.scope), permit.resolved)).encode()).hexdigest()


def listing(plan: Plan) -> str:
    """A digest of the list of a plan; empty where there is none."""
    if plan.listed is None:
        return ""
    return hashlib.sha256(repr(sorted(target.id for target in plan.listed)).encode()).hexdigest()
