"""Permission as a value: nothing connects without a `Permit`, and `admit` is the only maker of one.

    permit = admit(scope)
    Audit(permit, plan).run()

`admit` resolves the host names of the scope, once; refuses exclusions that are lost (a name without an address leaves
out nothing); proves that the authorisation holds today and that public addresses may be asked (`authority`). The permit
then answers, before each connect, whether this address and port may be asked now: it ends when the authorisation does.
"""

import datetime as dt
import time
from collections.abc import Callable, Iterable
from dataclasses import InitVar, dataclass, field
from typing import final

from leftopen.journal import Log
from leftopen.net import authority, resolve
from leftopen.net.agent import agent
from leftopen.net.authority import Fetcher, Txt, WellKnown
from leftopen.net.resolve import Lookup
from leftopen.scope import authority_proof, pointing
from leftopen.scope.authority_proof import Denied
from leftopen.scope.file import Scope, ScopeError
from leftopen.scope.guard import Guard
from leftopen.scope.targets import Targets, targets_of

EXPIRED = "the permission has expired"
"""Why a permit that has run out does not let anything be asked."""

_MAKER = object()


@final
@dataclass(frozen=True, slots=True)
class Permit:
    """Leave to ask what `scope` names, until `until` (UTC). Made by `admit` alone; goes to other processes by pickle.

    `resolved`: (name, address) of the host names, as they were at the start; `lost`: names that had no address;
    `barred`: (name, why) of names that are no permission for the address they had; `proof`: what was shown for the
    public addresses, None where there are none.
    """

    scope: Scope
    resolved: tuple[tuple[str, str], ...]
    lost: tuple[str, ...]
    barred: tuple[tuple[str, str], ...]
    until: dt.datetime
    proof: str | None
    maker: InitVar[object]
    guard: Guard = field(init=False, repr=False, compare=False)
    ends: float = field(init=False, repr=False)

    def __post_init__(self, maker: object) -> None:
        if maker is not _MAKER:
            raise TypeError("a Permit is made by admit alone")
        object.__setattr__(self, "guard", Guard(self.scope, self.resolved))
        object.__setattr__(self, "ends", self.until.timestamp())

    @property
    def targets(self) -> Targets:
        """The pairs that may be asked."""
        return targets_of(self.scope, self.resolved, self.guard.exclude)

    @property
    def expired(self) -> bool:
        """Whether it holds no longer."""
        return time.time() >= self.ends

    def why_not(self, address: str, port: int) -> str | None:
        """None where this may be asked now, otherwise the reason in words."""
        return EXPIRED if self.expired else self.guard.why_not(address, port)

    @property
    def why_not_number(self) -> Callable[[int, int, int], str | None]:
        """The guard's answer alone, for the sweep, which looks at `expired` once for many pairs."""
        return self.guard.why_not_number


def admit(
    scope: Scope,
    *,
    names: Iterable[str] = (),
    lookup: Lookup = resolve.system,
    log: Log | None = None,
    contact: str | None = None,
    txt: Txt | None = None,
    well_known: WellKnown | None = None,
) -> Permit:
    """A permit for this scope, from now on. Raises Denied where it may not be asked, and ScopeError where an excluded
    name is lost or nothing is left to ask; but for requests for proof, nothing was sent to the scope then.

    `names`: host names to resolve besides those of the scope, which are no permission for the addresses they have;
    `log`: where requests for proof are noted; `contact`: whom their receiver can write to; `lookup`, `txt`,
    `well_known`: how names and proofs are fetched.
    """
    now = dt.datetime.now(dt.UTC)
    authority_proof.check(scope, now)
    pairs, lost = resolve.resolve([*(host.name for host in scope.hosts), *scope.exclude_hosts, *names], lookup)
    if gone := scope.exclude_hosts.intersection(lost):
        says = f"the excluded name {min(gone)!r} has no address, so what it stands for cannot be left out"
        raise ScopeError(scope.path, None, says, "Exclude its addresses instead.")
    resolved, barred = _sorted_out(scope, pairs)
    if not targets_of(scope, resolved, Guard(scope, resolved).exclude).size:
        _nothing(scope, lost, barred)
    fetch = Fetcher(agent(contact), scope.limits.rate, log)
    until = authority.require(
        scope, resolved, now, txt=txt or fetch.txt_records, well_known=well_known or fetch.well_known_file
    )
    proof = scope.authorisation.proof if scope.authorisation and authority_proof.public(scope, resolved) else None
    return Permit(scope, resolved, lost, barred, until, proof, _MAKER)


Pairs = tuple[tuple[str, str], ...]


def _sorted_out(scope: Scope, pairs: Pairs) -> tuple[Pairs, Pairs]:
    """The (name, address) pairs that stand, and (name, why) of those for which the name is no permission."""
    hosts = {host.name for host in scope.hosts}
    resolved: list[tuple[str, str]] = []
    barred: list[tuple[str, str]] = []
    for name, address in pairs:
        why = pointing.why_not(name, address, scope) if name in hosts else None
        if why is None:
            resolved.append((name, address))
            continue
        barred.append((name, why))
        if name in scope.exclude_hosts:
            resolved.append((name, address))
    return tuple(resolved), tuple(barred)


def _nothing(scope: Scope, lost: tuple[str, ...], barred: Pairs) -> None:
    """Of a scope in which there is nothing to ask; where it is for a name that has no address, the run says so."""
    if barred:
        name, why = barred[0]
        raise Denied(f"{scope.path}: {name} {why}: nothing was sent. Name the address in targets too, if it is yours.")
    if not {host.name for host in scope.hosts}.intersection(lost):
        raise ScopeError(scope.path, None, "the exclusions leave nothing to ask", "Change targets or exclude.")
