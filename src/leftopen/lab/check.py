"""Holds a report against what was planted: nothing missed, nothing over-claimed, estates joined by evidence."""

from collections.abc import Collection, Iterator, Mapping, Sequence

from leftopen import model
from leftopen.judge.correlate import JOIN
from leftopen.lab.planted import Labels, Planted
from leftopen.model import Access, Report, Service, Status
from leftopen.report.plain.text import count

_WEAK = frozenset({"same-address"})


def complaints(report: Report, planted: Sequence[Planted]) -> list[str]:
    """What is wrong with the report, one sentence each; empty when it is right."""
    found = {(service.address, service.port): service for service in report.services}
    wrong: list[str] = []
    for item in planted:
        service = found.pop((item.address, item.port), None)
        if service is None:
            wrong.append(f"{item.name} at {item.address}:{item.port} was missed")
        else:
            wrong.extend(_service(item, service))
    wrong.extend(f"{service.id} was reported, and nothing was planted there" for service in found.values())
    wrong.extend(_estates(report, planted))
    wrong.extend(_parties(report, planted))
    doubtful = {(item.address, item.port) for item in planted if Access.UNKNOWN in _words(item.access)}
    errors = [e for e in report.errors if not (e.status is Status.UNJUDGED and (e.address, e.port) in doubtful)]
    if errors:
        first = errors[0]
        wrong.append(f"{count(len(errors), 'error')}, the first at {first.place}: {first.says}")
    return wrong


def _service(item: Planted, service: Service) -> Iterator[str]:
    if service.protocol not in _words(item.protocol):
        yield f"{item.name}: taken for {service.protocol}"
    if service.access not in _words(item.access):
        yield f"{item.name}: said to be {service.access.value}"
    if item.level is not None and (service.severity is None or service.severity.level != item.level):
        yield f"{item.name}: severity is {service.severity.level if service.severity else 'none'}, not {item.level}"
    if service.access.exposed and not (service.severity and service.remedy):
        yield f"{item.name}: exposed, but without a severity or a remedy"
    seen = {collection.name: collection for collection in service.catalog.collections}
    for name in sorted(item.fields.keys() - seen.keys()):
        yield f"{item.name}: collection {name} was missed"
    for name, collection in seen.items():
        yield from _fields(item, collection, item.fields.get(name, {}))


def _fields(item: Planted, collection: model.Collection, truth: Labels) -> Iterator[str]:
    paths: Mapping[str, frozenset[str]] = {
        field.path: frozenset(label.label for label in field.labels if label.claimed) for field in collection.fields
    }
    for path in sorted(truth.keys() | paths.keys()):
        claimed, wanted = paths.get(path, frozenset()), truth.get(path, frozenset())
        if missing := wanted - claimed:
            yield f"{item.name}: {collection.name} {path}: {', '.join(sorted(missing))} was missed"
        if extra := claimed - wanted:
            yield f"{item.name}: {collection.name} {path}: {', '.join(sorted(extra))} was over-claimed"


def _estates(report: Report, planted: Sequence[Planted]) -> Iterator[str]:
    homes = {(service.address, service.port): service.estate for service in report.services}
    owners: dict[str, set[str]] = {}
    words: dict[str, set[str]] = {}
    for item in planted:
        home = homes.get((item.address, item.port))
        if home is not None:
            owners.setdefault(home, set()).add(item.estate or item.name)
        if item.estate is not None:
            words.setdefault(item.estate, set()).update((home,) if home is not None else ())
            if home is None and (item.address, item.port) in homes:
                yield f"{item.name}: is in no estate"
    for word, ids in words.items():
        if len(ids) > 1:
            yield f"the services of {word!r} are in {len(ids)} estates"
        proved = {(item.address, item.port) for item in planted if item.estate == word and item.by_evidence}
        names = {service.id for service in report.services if (service.address, service.port) in proved}
        if len(ids) == 1 and not by_evidence(report, names):
            yield f"the services of {word!r} are joined by no more than their address"
    for estate, several in owners.items():
        if len(several) > 1:
            yield f"{estate} holds services of {len(several)} operators"


def _parties(report: Report, planted: Sequence[Planted]) -> Iterator[str]:
    """Whose it is, told in the right roles."""
    estates = {name: estate for estate in report.estates for name in estate.services}
    homes = {(service.address, service.port): estates.get(service.id) for service in report.services}
    for item in planted:
        home = homes.get((item.address, item.port))
        roles = {role for role, _ in item.parties}
        told = {(party.role, party.name) for party in home.parties if party.role in roles} if home else set()
        if told != item.parties and home is not None:
            yield f"{item.name}: told as of {sorted(f'{role} {name}' for role, name in told)}"


def by_evidence(report: Report, services: Collection[str]) -> bool:
    """True when links other than the common address join all these services (by id), each strong enough by itself."""
    groups = [{service.id} for service in report.services]
    for estate in report.estates:
        for link in estate.links:
            if link.kind not in _WEAK and link.strength >= JOIN:
                touched = [group for group in groups if group & set(link.services)]
                groups = [group for group in groups if group not in touched] + [set().union(*touched)]
    return any(group.issuperset(services) for group in groups)


def _words(word: str | frozenset[str]) -> frozenset[str]:
    return word if isinstance(word, frozenset) else frozenset({word})
