"""From what a run has found to its report."""

from collections.abc import Callable, Iterable

from leftopen import __version__
from leftopen.audit.plan import Plan, part
from leftopen.audit.progress import Findings
from leftopen.journal import Journal
from leftopen.judge.correlate import correlate
from leftopen.judge.decoys import settled
from leftopen.judge.looked import NOTHING, Looked, wanted
from leftopen.model import Access, Authorisation, Problem, Report, Run, ScopeNote, Service, Stage, Status, Tool, utc
from leftopen.net.admission import Permit
from leftopen.net.agent import agent
from leftopen.net.allowance import Allowance
from leftopen.net.lookups.ask import look_up as ask
from leftopen.net.lookups.leave import given
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
    ordered = settled(sorted(found.services.values(), key=_by_severity))
    services, estates = correlate(ordered, found.sketches, found.problems.append, looked, pointing(permit))
    state = found.state
    problems = _left(found.problems, ordered)
    unjudged = len(_unjudged(problems, ordered))
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
            errors=len(problems),
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
        errors=problems,
    )


def look_up(
    permit: Permit,
    plan: Plan,
    found: Findings,
    journal: Journal,
    allowance: Allowance,
    halting: Callable[[Callable[[], None]], None],
    *,
    stopped: bool,
) -> Looked:
    """Whose it is, where the scope lets registries and names be asked; nobody is, once the run is `stopped`. See
    `net.lookups.ask` for `allowance` and `halting`.
    """
    services, table = tuple(found.services.values()), permit.scope.lookups
    leave = given(table, offline=plan.offline or stopped, permit=permit)
    asked = wanted(services, tuple(pointing(permit)))
    return ask(
        leave,
        asked,
        journal,
        agent=agent(plan.contact),
        services=services,
        table=table,
        allowance=allowance,
        halting=halting,
    )


def _left(problems: Iterable[Problem], services: Iterable[Service]) -> tuple[Problem, ...]:
    """The problems without those that said of what is a decoy by now that it could not be judged."""
    decoys = {(service.address, service.port) for service in services if service.access is Access.DECOY}
    return tuple(
        each for each in problems if each.status is not Status.UNJUDGED or (each.address, each.port) not in decoys
    )


_LEFT = (Status.UNJUDGED, Status.BROKEN, Status.SILENT, Status.CLOSED, Status.BUDGET, Status.BUG)
"""What keeps a service that answered, or that the port hints at, from being judged."""


def _left_out(problem: Problem) -> bool:
    """Whether the problem is why nothing is said of a place: what was asked came to nothing, or this machine could not
    ask it, or not describe what it read."""
    if problem.stage is Stage.PROVE:
        return problem.status in _LEFT
    return problem.status is Status.LOCAL or (problem.stage is Stage.DESCRIBE and problem.status is Status.BUG)


def _unjudged(problems: Iterable[Problem], services: Iterable[Service]) -> set[tuple[str, int | None]]:
    """The places of which nobody can say what they let anyone read."""
    told = {(service.address, service.port) for service in services if service.access is not Access.UNKNOWN}
    left = {(problem.address, problem.port) for problem in problems if _left_out(problem)}
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
