"""Holds a report against what was planted: nothing missed, nothing over-claimed, estates joined by evidence."""

from collections.abc import Iterator, Mapping, Sequence

from leftopen.lab.planted import Labels, Planted
from leftopen.model import CLAIM, Collection, Estate, Report, Service

_WEAK = frozenset({"same-address"})
_JOINS = 0.6


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
    if report.errors:
        wrong.append(f"{len(report.errors)} errors, the first at {report.errors[0].address}: {report.errors[0].says}")
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
    for name in item.fields.keys() - seen.keys():
        yield f"{item.name}: collection {name} was missed"
    for name, collection in seen.items():
        yield from _fields(item, collection, item.fields.get(name, {}))


def _fields(item: Planted, collection: Collection, truth: Labels) -> Iterator[str]:
    paths: Mapping[str, frozenset[str]] = {
        field.path: frozenset(label.label for label in field.labels if label.confidence >= CLAIM)
        for field in collection.fields
    }
    for path in sorted(truth.keys() | paths.keys()):
        claimed, wanted = paths.get(path, frozenset()), truth.get(path, frozenset())
        if missing := wanted - claimed:
            yield f"{item.name}: {collection.name} {path}: {', '.join(sorted(missing))} was missed"
        if extra := claimed - wanted:
            yield f"{item.name}: {collection.name} {path}: {', '.join(sorted(extra))} was over-claimed"


def _estates(report: Report, planted: Sequence[Planted]) -> Iterator[str]:
    homes = {(service.address, service.port): service.estate for service in report.services}
    words: dict[str, set[str | None]] = {}
    for item in planted:
        if item.estate is not None:
            words.setdefault(item.estate, set()).add(homes.get((item.address, item.port)))
    for word, ids in words.items():
        if len(ids) != 1:
            yield f"the services of {word!r} are in {len(ids)} estates"
    owners: dict[str | None, set[str]] = {}
    for word, ids in words.items():
        for estate in ids:
            owners.setdefault(estate, set()).add(word)
    for estate, several in owners.items():
        if estate is not None and len(several) > 1:
            yield f"{estate} holds services of {len(several)} operators"


def by_evidence(estate: Estate) -> bool:
    """True when links other than the common address hold the estate together."""
    left = {name: name for name in estate.services}

    def root(name: str) -> str:
        while left[name] != name:
            name = left[name]
        return name

    for link in estate.links:
        if link.kind not in _WEAK and link.strength >= _JOINS:
            for name in link.services:
                left[root(name)] = root(link.services[0])
    return len({root(name) for name in left}) == 1


def _words(word: str | frozenset[str]) -> frozenset[str]:
    return word if isinstance(word, frozenset) else frozenset({word})
