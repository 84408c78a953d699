"""Is a known exposure still open? The decision alone: who asks again, and how, is elsewhere.

Shut is said only on positive proof: the port refuses the connection, or what was read there before (`Service.doors`)
was asked for again by name and refused, each of it. A catalogue that is refused today, another path that asks for a
login, another service in its place prove nothing of that. Silence proves nothing either: a filter, a slow moment or a
moved cable looks the same; twice, a day apart, while another host answers, it is called `probably_shut`.
"""

import datetime as dt
from collections.abc import Iterable, Iterator, Mapping, Sequence
from types import MappingProxyType
from typing import Literal, Protocol

from msgspec import Struct
from msgspec.structs import replace

from leftopen.cases import elsewhere
from leftopen.cases.elsewhere import Whereabouts
from leftopen.cases.model import CaseDoor, moment
from leftopen.harmless import clean
from leftopen.model import Access, Again, DoorState, Problem, Report, Service, Stage, Status, Target
from leftopen.privacy.capture import door
from leftopen.probes import kind_of, probes
from leftopen.report.plain.text import listed
from leftopen.scope import file, ranges
from leftopen.survey import makers

State = Literal["open", "shut", "probably_shut", "unclear"]
Hosts = Mapping[str, Whereabouts]
APART = dt.timedelta(hours=23)
"""Time between two silences that say more than one: a day, but for what a daily timer comes early."""

PAUSE = 3.0
"""Seconds between two times of asking what seems to be shut: while a server starts anew, its port refuses."""

CONTROLS = 2
"""Other services that are asked beside the known ones, so that silence can be told from a network that is down."""

_SHOWN = 4
"""Names of doors that a sentence holds."""


class Retested(Struct, frozen=True):
    """The state of an exposure, why in one sentence of our own, and what asking came to."""

    state: State
    says: str
    status: Status = Status.UNDECIDED


class Earlier(Protocol):
    """A time that it was asked before (`store.Check`)."""

    @property
    def at(self) -> str: ...  # noqa: D102 - ISO 8601 UTC
    @property
    def state(self) -> str: ...  # noqa: D102 - a State
    @property
    def status(self) -> Status: ...  # noqa: D102 - SILENT only where another host answered then


def known(kept: Service) -> Service | None:
    """What a retest takes of a service that a database keeps, which is input: where it is, as the network sees that,
    and what was read, masked once more. None where no audit of ours can have written it.
    """
    try:
        address = str(ranges.plain(kept.address))
    except ValueError:
        return None
    if kind_of(kept.protocol) is None or not 0 < kept.port < 65_536 or not kept.access.exposed:
        return None
    place = Target(address, kept.port, transport=kept.transport)
    return Service(
        id=place.id,
        address=address,
        port=kept.port,
        transport=kept.transport,
        tls=kept.tls,
        protocol=kept.protocol,
        access=kept.access,
        proof="",
        host=kept.host if kept.host is not None and file.is_name(kept.host) else None,
        doors=tuple(dict.fromkeys(door(each.name, exact=each.exact) for each in kept.doors)),
    )


FORGED = Retested("unclear", "What the database keeps of it is nothing that an audit writes: it was not asked.")


def places(door: CaseDoor) -> tuple[str, str]:
    """How people name the place of an exposure: with its transport, and without."""
    full = Target(door.address, door.port, transport="udp" if door.transport == "udp" else "tcp").id
    return full, full.partition("/")[0]


def summed(found: Sequence[Retested], at: str) -> str:
    """What a retest came to in one sentence: 7 of 9 shut, proven at a time."""
    shut = sum(each.state == "shut" for each in found)
    return f"{shut} of {len(found)} shut, proven at {at[:10]} {at[11:16]} UTC."


def target(before: Service) -> Target:
    """What is to be asked again: the service, and in it what was read before, as far as its name is known."""
    exact = tuple(door.name for door in before.doors if door.exact)
    again = Again(before.protocol, before.tls, exact)
    return Target(before.address, before.port, before.host, before.transport, again)


def controls(report: Report, known: Sequence[Service]) -> list[Target]:
    """Other hosts that answered in the audit, of the same networks where there are such."""
    asked = {service.address for service in known}
    networks = {_network(address) for address in asked}
    others = [service for each in report.services if (service := _place(each)) and service.address not in asked]
    near = sorted(others, key=lambda service: _network(service.address) not in networks)
    return near[:CONTROLS]


def _place(service: Service) -> Target | None:
    """Where it is, as the network sees it; None where that is nowhere."""
    try:
        return Target(str(ranges.plain(service.address)), service.port) if 0 < service.port < 65_536 else None
    except ValueError:
        return None


def _network(address: str) -> str:
    """All but the last part of an address: near enough for saying which hosts stand beside each other."""
    return address.rpartition(":" if ":" in address else ".")[0]


def judge(before: Service, now: Service | None, problem: Problem | None = None) -> Retested:
    """What asking again has shown.

    `before` is the service as it was exposed, `now` what answers at its address and port today, None where nothing was
    identified. `problem` matters then: what kept us from it, where only a first connection that was refused is a proof;
    others are shown.
    """
    if now is None:
        return _nobody(problem)
    status = problem.status if problem is not None else Status.IDENTIFIED
    same = _same(before.protocol, now.protocol)
    if same and now.access in _OPEN:
        return Retested("open", _OPEN[now.access], status)
    states = now.again
    still = [door for door, state in states.items() if state is DoorState.OPEN]
    if still:
        return Retested("open", f"{_names(still)} can still be read by name, though it is listed to nobody.", status)
    if now.access is Access.DECOY:
        return Retested("unclear", "What answers there now looks like a decoy, so that it proves nothing.", status)
    if before.access is Access.FACTORY and not (same and now.access is Access.LOCKED and makers.refused(now.facts)):
        return Retested("unclear", _UNTRIED, status)
    refused = [door for door, state in states.items() if state is DoorState.SHUT]
    if refused and len(refused) == len(before.doors):
        says = f"{_names(refused)}, which was read before, is refused to an anonymous reader.{_beyond(before.protocol)}"
        return Retested("shut", says, status)
    if same and now.access is Access.LOCKED:
        return _locked(before, refused, status)
    if now.protocol == "unknown":
        says = f"Nothing that is known answers there: it {clean(now.proof, 100)}. That does not prove that it is shut."
        return Retested("unclear", says, status)
    if not same:
        other = clean(now.protocol, 40)
        return Retested("unclear", f"Another service ({other}) answers there: the first may have moved.", status)
    says = "It answers, but what an anonymous reader gets could not be decided."
    return Retested("unclear", says, status)


def _nobody(problem: Problem | None) -> Retested:
    if problem is not None and problem.stage is Stage.CONNECT and problem.status is Status.REFUSED:
        return Retested("shut", "The connection was refused: nothing listens there any more.", Status.REFUSED)
    why = clean(problem.says, 80) if problem is not None else "no answer"
    silent = problem is not None and problem.stage is Stage.CONNECT and problem.status is Status.SILENT
    says = f"Nothing could be identified there ({why}), which does not prove that it is shut."
    return Retested("unclear", says, Status.SILENT if silent else Status.UNDECIDED)


def _locked(before: Service, refused: Sequence[str], status: Status) -> Retested:
    """It says that it is locked: of what it lists, which is all where nothing else was read, or can be by name."""
    if not before.doors or not _by_name(before.protocol):
        says = f"The service refuses an anonymous reader now.{_beyond(before.protocol)}"
        return Retested("shut", says, status)
    left = [door for door in before.doors if door.name not in refused]
    hidden = all(not door.exact for door in left)
    why = "have names that are not kept, as they may be a person's" if hidden else "could not be asked for again"
    asked = f"; so is {_names(refused)}, asked for by name" if refused else ""
    says = f"Its list is refused{asked}; but {len(left)} of {len(before.doors)} things that were read before {why}."
    return Retested("unclear", says, status)


def _by_name(protocol: str) -> bool:
    """Whether something may be read by its name in a service of this protocol that is locked otherwise.

    So it is, but where a probe says that its lock is one for all that is in there.
    """
    found = [probe for probe in probes() if protocol in probe.spec.protocols]
    return not found or any(not probe.spec.one_lock for probe in found)


def _beyond(protocol: str) -> str:
    """What a service of this protocol may still let be read, as a further sentence; mostly nothing."""
    return "".join(
        f" {probe.spec.beyond}" for probe in probes() if protocol in probe.spec.protocols and probe.spec.beyond
    )


def _same(before: str, now: str) -> bool:
    """Whether two words stand for services that one probe knows."""
    return before == now or any({before, now} <= set(probe.spec.protocols) for probe in probes())


def _names(doors: Sequence[str]) -> str:
    return listed([f"“{clean(door, 60)}”" for door in doors], _SHOWN)


_UNTRIED = (
    "The maker's login was not tried again and refused: the scope does not allow it, the device has had its share of "
    "tries or counts them, or something else stands there."
)

_OPEN: dict[Access, str] = {
    Access.OPEN: "Its data can still be read without credentials.",
    Access.METADATA: "Its catalogue or configuration can still be read without credentials.",
    Access.FACTORY: "It still accepts the login that its maker publishes.",
    Access.EMPTY: "It was emptied, but the door is still open: what is put there next can be read.",
}


def patient(found: Retested, earlier: Iterable[Earlier], at: dt.datetime, *, control: bool) -> Retested:
    """The verdict in the light of earlier ones: silence for a day, while another host answered each time.

    `control`: another host answered now; without it, silence is not kept as such.
    """
    if found.status is not Status.SILENT:
        return found
    if not control:
        return Retested(found.state, found.says, Status.UNDECIDED)
    since = None
    for check in sorted(earlier, key=lambda check: check.at, reverse=True):
        if check.status is not Status.SILENT or moment(check.at) is None:
            break
        since = check.at
    begun = moment(since) if since is not None else None
    if begun is None or at - begun < APART:
        return found
    says = f"Silent since {begun:%Y-%m-%d}, while other hosts of the scope answered: it may be filtered or gone."
    return Retested("probably_shut", says, Status.SILENT)


def verdicts(known: Iterable[Service], report: Report, hosts: Hosts = MappingProxyType({})) -> Iterator[Retested]:
    """One verdict for each known service, from an audit that asked all of them again, and other places of `hosts`."""
    now = {service.id: service for service in report.services}
    problems: dict[tuple[str, int], Problem] = {}
    for error in report.errors:
        if error.port is not None:
            problems.setdefault((error.address, error.port), error)
    several = list(known)
    taken = {service.id for service in several}
    others = [service for service in report.services if service.id not in taken]
    for before in several:
        found = judge(before, now.get(before.id), problems.get((before.address, before.port)))
        host = hosts.get(before.address)
        found = _moved(before, found, others, host.addresses if host else (before.address,))
        if host and found.state == "shut":
            found = replace(found, says=f"{found.says} {elsewhere.looked(host, report)}")
        yield found


def _moved(before: Service, found: Retested, others: Iterable[Service], addresses: Sequence[str]) -> Retested:
    """What it comes to where a service of the same kind is open at another place of its host, or cannot be judged."""
    if found.state != "shut":
        return found
    for each in others:
        may = each.access.exposed or each.access is Access.UNKNOWN
        if each.address in addresses and may and _same(before.protocol, each.protocol):
            where = f"port {each.port} of this host"
            where += "" if each.address == before.address else f" (at {each.address})"
            how = "is open" if each.access.exposed else "answers, undecided,"
            says = f"{found.says} But a service of the same kind {how} at {where}, so that it may have moved."
            return Retested("unclear", says, found.status)
    return found


def answered(before: Service, report: Report) -> bool:
    """Whether another host than that of this service answered in this audit."""
    hosts = {service.address for service in report.services}
    hosts |= {error.address for error in report.errors if error.status is Status.REFUSED}
    return bool(hosts - {before.address})
