"""What people act on: one finding per estate that lets somebody read, what matters most first.

First comes how bad it is for each person, then whether it opens other doors, then how many are concerned.
"""

from collections.abc import Iterable, Iterator
from typing import NamedTuple, get_args

from leftopen.harmless import clean
from leftopen.judge.severity import worst
from leftopen.model import Access, Estate, Level, Party, People, Report, Role, Scale, Service, Severity
from leftopen.probes import kind_of
from leftopen.report.plain import words
from leftopen.report.plain.tongue import Tongue

KINDS, PLACES, STORES = 3, 3, 2
"""Kinds of data, addresses, and what stores are, that stand in one sentence."""
_PORTS = 6
_NAME = 80
_LEVELS, _SCALES = get_args(Level), get_args(Scale)
VERDICTS = {"confirmed": "confirmed", "likely": "likely", "unknown": "perhaps"}
BESIDE: tuple[Role, ...] = ("hoster", "origin")
"""Who is told beside the one who runs it: whom to ask, and whose data it was, are other questions."""


class Section(NamedTuple):
    """An estate with its exposed services, the worst first; a service without an estate stands by itself.

    `number` counts from 1 in the order of the page; `shut`: how many services of the estate are not exposed.
    """

    number: int
    estate: Estate | None
    services: tuple[Service, ...]
    shut: int

    @property
    def severity(self) -> Severity | None:
        """The estate's, else the worst of its services'."""
        own = self.estate.severity if self.estate else None
        return own or worst(service.severity for service in self.services)

    @property
    def people(self) -> People | None:
        """How many it concerns, None where that is not known."""
        return self.estate.people if self.estate else None

    @property
    def opens(self) -> tuple[str, ...]:
        """What else its services open, each line once."""
        rated = (service.severity for service in self.services if service.severity)
        return tuple(dict.fromkeys(line for severity in rated for line in severity.opens))

    @property
    def records(self) -> int | None:
        """How many records its collections say they hold, None where none says so."""
        return records(self.services)

    @property
    def kinds(self) -> list[str]:
        """The labels that its services are claimed to hold, the most delicate first."""
        return words.delicate(label for service in self.services for label in words.claims(service))

    @property
    def owner(self) -> Party | None:
        """The best party that may run it and has a name; else who hosts it."""
        return self.best("operator") or self.best("hoster")

    def best(self, role: Role) -> Party | None:
        """The surest party of a role that has a name."""
        named = [p for p in (self.estate.parties if self.estate else ()) if p.name and p.role == role]
        return max(named, key=lambda p: (_sure(p), p.confidence), default=None)

    @property
    def first(self) -> str | None:
        """The oldest date of its data."""
        return min((s.window.data_from for s in self.services if s.window.data_from), default=None)

    @property
    def open_since(self) -> str | None:
        """The earliest date at which one of its services is known to have been open."""
        return min((s.window.open_since for s in self.services if s.window.open_since), default=None)


def findings(report: Report) -> list[Section]:
    """Every finding of a report, what matters most first."""
    left = {service.id: service for service in words.exposed(report)}
    groups: list[tuple[Estate | None, tuple[Service, ...], int]] = []
    for estate in report.estates:
        found = tuple(left.pop(name) for name in dict.fromkeys(estate.services) if name in left)
        if found:
            groups.append((estate, tuple(sorted(found, key=_weight)), len(estate.services) - len(found)))
    groups += [(None, (service,), 0) for service in left.values()]
    ordered = sorted((Section(0, *group) for group in groups), key=_matters)
    return [finding._replace(number=number) for number, finding in enumerate(ordered, 1)]


def records(services: Iterable[Service]) -> int | None:
    """How many records services say they hold, None where none says so."""
    known = [c.records for service in services for c in service.catalog.collections if c.records is not None]
    return sum(known) if known else None


def _weight(service: Service) -> tuple[float, str]:
    return (-(service.severity.score if service.severity else -1), service.id)


def _matters(finding: Section) -> tuple[int, bool, int, float, int, str]:
    severity = finding.severity
    level = _LEVELS.index(severity.level) if severity else -1
    scale = _SCALES.index(severity.scale) if severity else 0
    low = finding.people.low if finding.people else 0
    return -level, not finding.opens, -scale, -(severity.score if severity else 0), -low, finding.services[0].id


def _sure(party: Party) -> int:
    return ("unknown", "likely", "confirmed").index(party.verdict)


def what(finding: Section, own: Tongue) -> str:
    """What lies open, of whom, where, since when and whose, in one sentence."""
    factory = all(service.access is Access.FACTORY for service in finding.services)
    values = {"where": where(finding, own), "since": since(finding, own), "owner": owner(finding, own)}
    if finding.kinds:
        key = "what_login" if factory else "what_kinds"
        said = own.say(key, names=kinds(finding, own), people=of_whom(finding, own), **values)
        together = holds(finding, own)
        said = own.say("what_stores", stores=together, said=said) if together else said
    elif all(kind_of(service.protocol) == "camera" for service in finding.services):
        said = own.say("what_camera_login" if factory else "what_camera", **values)
    elif all(service.access is Access.METADATA for service in finding.services):
        said = own.say("what_metadata", **values)
    else:
        said = own.say("what_none", **values)
    return said[:1].upper() + said[1:]


def holds(finding: Section, own: Tongue) -> str:
    """What its stores are, the most delicate by name: `patient records and session tokens`; "" where nothing tells."""
    told = words.stores_of((each for service in finding.services for each in service.catalog.collections), own)
    return own.listed(told[:STORES], STORES)


def kinds(finding: Section, own: Tongue) -> str:
    """The kinds of data of a finding, a few by name and the others counted."""
    held = words.names(finding.kinds, own)
    rest = len(held) - KINDS
    named = [*held[:KINDS], own.count("more_kind", rest)] if rest > 1 else held
    return own.listed(named, len(named))


def of_whom(finding: Section, own: Tongue) -> str:
    """How many people it concerns: at least so many."""
    people = finding.people
    return words.at_least(people.low, people.high, own) if people else own.say("people_unknown")


def why_at_least(finding: Section, own: Tongue) -> str | None:
    """Where the number of people comes from; None where that is not known, or not in this language."""
    people = finding.people
    if people is None:
        return None
    if people.label is None or people.store is None or people.sampled is None:
        return own.say("people_basis", basis=clean(people.basis, 300)) if own.word == "en" else None
    kind, store = words.name_of(people.label, own), clean(people.store, _NAME)
    if people.low >= people.high:
        return own.say("people_counted", low=people.low, kind=kind, store=store)
    read = own.count("record", people.sampled)
    return own.say("people_why", low=people.low, high=people.high, kind=kind, store=store, sampled=read)


def where(finding: Section, own: Tongue) -> str:
    """The addresses of a finding, each once."""
    places = list(dict.fromkeys(clean(service.address, _NAME) for service in finding.services))
    rest = len(places) - PLACES
    if rest > 0:
        return own.say("where_more", head=own.listed(places[:PLACES], PLACES), n=rest)
    return own.listed(places)


def since(finding: Section, own: Tongue) -> str:
    """How far back the data goes and since when it is open, as a part of a sentence."""
    if finding.open_since:
        values = {"open": own.since(finding.open_since), "first": own.since(finding.first)}
        return own.say("since_open_data" if finding.first else "since_open", **values)
    return own.say("since_data", first=own.since(finding.first)) if finding.first else own.say("since_nothing")


def owner(finding: Section, own: Tongue, form: str = "owner") -> str:
    """Whose it is, as a part of a sentence, or (`whose`) as a cell of a table."""
    party = finding.owner
    if party is None:
        return own.say(f"{form}_unknown")
    how = "hoster" if party.role == "hoster" else VERDICTS[party.verdict]
    others = (finding.best(role) for role in BESIDE if role != party.role)
    beside = [p for p in others if p and p.verdict != "unknown" and p.name != party.name]
    return own.say(f"{form}_{how}", name=clean(party.name or "", _NAME)) + "".join(
        own.say(f"{form}_beside_{p.role}", name=clean(p.name or "", _NAME)) for p in beside
    )


def do_first(finding: Section, own: Tongue) -> str:
    """What to do before anything else, in one sentence."""
    logins = [service for service in finding.services if service.access is Access.FACTORY]
    doors = [service for service in finding.services if service.access is not Access.FACTORY]
    if logins and doors:
        return own.say("do_both", open=at_ports(doors, own), factory=at_ports(logins, own))
    return (
        own.say("do_factory", ports=at_ports(logins, own)) if logins else own.say("do_open", ports=at_ports(doors, own))
    )


def ports_of(service: Service, own: Tongue) -> str:
    """`port 9200 at 10.0.0.1`."""
    return at_ports([service], own)


def at_ports(services: Iterable[Service], own: Tongue) -> str:
    """`ports 9200 and 27017 at 10.0.0.1`."""
    by_address: dict[str, list[str]] = {}
    for service in services:
        by_address.setdefault(clean(service.address, _NAME), []).append(str(service.port))
    told = [
        own.say("port" if len(ports) == 1 else "ports", ports=own.listed(ports, _PORTS), address=address)
        for address, ports in list(by_address.items())[:PLACES]
    ]
    rest = len(by_address) - PLACES
    return own.say("where_more", head=own.listed(told), n=rest) if rest > 0 else own.listed(told)


def legal(found: Iterable[Section]) -> Iterator[tuple[str, tuple[int, ...]]]:
    """The regimes that findings bring up, each once, with the numbers of those findings."""
    regimes: dict[str, list[int]] = {}
    for finding in found:
        for duty in finding.estate.duties if finding.estate else ():
            regimes.setdefault(duty.regime, []).append(finding.number)
    yield from ((regime, tuple(numbers)) for regime, numbers in regimes.items())
