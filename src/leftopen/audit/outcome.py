"""From what a run has found to its report."""

from collections.abc import Iterable

from leftopen import __version__
from leftopen.audit.plan import part
from leftopen.audit.progress import Findings
from leftopen.judge.correlate import correlate
from leftopen.judge.looked import NOTHING, Looked
from leftopen.model import Access, Authorisation, Report, Run, ScopeNote, Service, Stage, Status, Tool, utc
from leftopen.net.admission import Permit
from leftopen.net.sweep.outage import Address
from leftopen.scope import ranges
from leftopen.store.checkpoint import Begun


def report(
    permit: Permit,
    begun: Begun,
    found: Findings,
    journal: str,
    looked: Looked = NOTHING,
    *,
    whole: bool,
    expired: bool,
    lost: Address | None,
) -> Report:
    """The report; `whole`: all of the scope was asked; `journal`: the hash of the last line of the journal;
    `looked`: what registries and names say.
    """
    ordered = sorted(found.services.values(), key=_by_severity)
    services, estates = correlate(ordered, found.sketches, found.problems.append, looked, pointing(permit))
    state = found.state
    unjudged = len(_unjudged(found))
    return Report(
        tool=Tool("leftopen", __version__),
        scope=_note(permit),
        run=Run(
            id=begun.id,
            started=begun.started,
            finished=utc(),
            targets=state.targets,
            answering=state.answering,
            probed=state.probed,
            errors=len(found.problems),
            asked=state.asked,
            silent=state.silent,
            dropped=state.dropped,
            complete=whole and not unjudged,
            whole=whole,
            unjudged=unjudged,
            lost=part(permit.scope, lost[0]) if lost else None,
            expired=expired,
            journal=journal,
        ),
        services=services,
        estates=estates,
        errors=tuple(found.problems),
    )


_LEFT = (Status.UNJUDGED, Status.BROKEN, Status.SILENT, Status.CLOSED, Status.BUDGET, Status.BUG)
"""What keeps a service that answered, or that the port hints at, from being judged."""


def _unjudged(found: Findings) -> set[tuple[str, int | None]]:
    """The places of which nobody can say what they let anyone read."""
    told = {
        (service.address, service.port) for service in found.services.values() if service.access is not Access.UNKNOWN
    }
    left = {
        (problem.address, problem.port)
        for problem in found.problems
        if problem.stage is Stage.PROVE and problem.status in _LEFT
    }
    return left - told


def _by_severity(service: Service) -> tuple[float, int, int, int]:
    address = ranges.plain(service.address)
    return -(service.severity.score if service.severity else -1.0), address.version, int(address), service.port


def _note(permit: Permit) -> ScopeNote:
    scope, given = permit.scope, permit.scope.authorisation
    authorisation = Authorisation(given.by, given.reference, given.expires.isoformat(), given.proof) if given else None
    return ScopeNote(scope.name, scope.digest, authorisation, pointing(permit), scope.lookups)


def pointing(permit: Permit) -> dict[str, tuple[str, ...]]:
    """The host names of the scope with the addresses at which they were asked."""
    hosts: Iterable[str] = sorted({host.name for host in permit.scope.hosts})
    found = {host: tuple(address for name, address in permit.resolved if name == host) for host in hosts}
    return {host: addresses for host, addresses in found.items() if addresses}
