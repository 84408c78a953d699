"""Which services belong together, and why: links by evidence, estates from links.

A link says that the same operator runs some services, with a strength that is about as often right. Estates join what a
link of at least `JOIN` connects, or several weaker ones together (noisy-or). Everything is found by shared keys, never
by comparing all pairs, so thousands of services cost little.
"""

import itertools
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence

from msgspec.structs import replace

from leftopen.judge import attribute, duties, naming, severity
from leftopen.model import Access, Estate, Link, People, Service, Sketch
from leftopen.privacy import sketch as sketches_of

JOIN = 0.6
SAME_ADDRESS = 0.6
SAME_KEY = 0.95
SAME_CLUSTER_ID = 0.95
SAME_NAME = 0.7
SAME_SCHEMA = 0.4
LEAST_SHARED = 3
"""Fewer sampled people in common than this may be chance."""
MOST_TOGETHER = 50
"""A key shared by more services than this is a default or a vendor's, not an operator's: it links nothing."""
LEAST_FIELDS = 6


def correlate(
    services: Sequence[Service], sketches: Mapping[str, Sequence[Sketch]]
) -> tuple[tuple[Service, ...], tuple[Estate, ...]]:
    """The services with their `estate` filled in, and the estates, worst first. `sketches` is by service id."""
    real = [service for service in services if service.access not in (Access.DECOY, Access.UNKNOWN)]
    links = [*_same_address(real), *_same_facts(real), *_same_schema(real), *_same_people(real, sketches)]
    by_id = {service.id: service for service in real}
    groups = [group for group in _join(by_id, links) if len(group) > 1 or by_id[group[0]].access.exposed]
    estates = [_estate([by_id[name] for name in group], links, sketches) for group in groups]
    estates.sort(key=lambda estate: (-(estate.severity.score if estate.severity else -1), estate.services))
    numbered = tuple(replace(estate, id=f"estate-{number}") for number, estate in enumerate(estates, 1))
    home = {name: estate.id for estate in numbered for name in estate.services}
    return tuple(replace(service, estate=home.get(service.id)) for service in services), numbered


def _estate(members: list[Service], links: Iterable[Link], sketches: Mapping[str, Sequence[Sketch]]) -> Estate:
    names = {service.id for service in members}
    labels = {
        label.label
        for service in members
        for collection in service.catalog.collections
        for field in collection.fields
        for label in field.labels
        if label.claimed
    }
    exposed = any(service.access.exposed for service in members)
    return Estate(
        id="",
        services=tuple(service.id for service in members),
        links=tuple(item for item in links if names.issuperset(item.services)),
        parties=attribute.parties(members),
        labels=tuple(sorted(labels)),
        people=_people(members, sketches),
        severity=severity.worst(service.severity for service in members),
        duties=duties.duties(labels) if exposed else (),
    )


def _shared(pairs: Iterable[tuple[str, str]]) -> Iterator[tuple[str, tuple[str, ...]]]:
    """(key, services that have it), for keys of at least two services and not of a crowd."""
    having: dict[str, dict[str, None]] = defaultdict(dict)
    for key, service in pairs:
        having[key][service] = None
    for key, services in having.items():
        if 2 <= len(services) <= MOST_TOGETHER:
            yield key, tuple(services)


def _same_address(services: Iterable[Service]) -> Iterator[Link]:
    for address, ids in _shared((service.address, service.id) for service in services):
        yield Link("same-address", ids, SAME_ADDRESS, f"all answer at {address}")


def _same_facts(services: Sequence[Service]) -> Iterator[Link]:
    keys = ((s.certificate.spki_sha256, s.id) for s in services if s.certificate)
    for key, ids in _shared(keys):
        yield Link("same-key", ids, SAME_KEY, f"their TLS certificates hold one and the same key ({key[:12]}…)")
    clusters = ((s.facts["cluster_uuid"], s.id) for s in services if _tells(s.facts.get("cluster_uuid", "_na_")))
    for key, ids in _shared(clusters):
        yield Link("same-cluster", ids, SAME_CLUSTER_ID, f"they say that they are one cluster ({key[:12]}…)")
    for word, ids in _shared((word, service.id) for service in services for word in _chosen(service)):
        yield Link("same-names", ids, SAME_NAME, f"the operator's own word {word!r} stands in the names of each")


def _tells(identifier: str) -> bool:
    """False for the identifier of a cluster that has none yet, and for one that was masked: two may look alike."""
    return identifier != "_na_" and "█" not in identifier


def _chosen(service: Service) -> set[str]:
    """The names that somebody chose for this service, in one spelling."""
    vendor = service.facts.get("vendor", "")
    facts = {service.facts[key] for key in naming.facts() if key in service.facts}
    names = {naming.chosen(name, vendor) for name in facts if naming.distinctive(name, vendor)}
    if service.certificate is not None:
        names |= {domain for name in service.certificate.names if (domain := naming.domain(name))}
    return names


def _same_schema(services: Iterable[Service]) -> Iterator[Link]:
    found: list[tuple[str, str]] = []
    for service in services:
        for collection in service.catalog.collections:
            paths = sorted({field.path for field in collection.fields})
            if len(paths) >= LEAST_FIELDS:
                found.append(("\0".join(paths), service.id))
    for key, ids in _shared(found):
        count = key.count("\0") + 1
        yield Link("same-schema", ids, SAME_SCHEMA, f"a collection of each has the same {count} fields")


def _same_people(services: Iterable[Service], sketches: Mapping[str, Sequence[Sketch]]) -> Iterator[Link]:
    """Pairs whose samples hold the same keyed hashes: candidates by shared hash, then the sketches are compared."""
    held = {service.id: sketches.get(service.id, ()) for service in services}
    shared: dict[tuple[str, str], int] = defaultdict(int)
    having: dict[tuple[str, int], set[str]] = defaultdict(set)
    for name, several in held.items():
        for sketch in several:
            for value in sketch.minhash:
                having[sketch.label, value].add(name)
    for ids in having.values():
        if 2 <= len(ids) <= MOST_TOGETHER:
            for pair in itertools.combinations(sorted(ids), 2):
                shared[pair] += 1
    for (left, right), count in shared.items():
        if count >= LEAST_SHARED and (link := _people_link(left, right, held)) is not None:
            yield link


def _people_link(left: str, right: str, held: Mapping[str, Sequence[Sketch]]) -> Link | None:
    best: tuple[int, float, int, str] | None = None
    for one, other in itertools.product(held[left], held[right]):
        share, compared = sketches_of.overlap(one, other)
        both = round(share * compared)
        if both >= LEAST_SHARED:
            best = max(best or (0, 0.0, 0, ""), (both, share, compared, one.label))
    if best is None:
        return None
    both, share, compared, label = best
    says = f"about {share:.0%} of sampled {label} values stand in both stores ({both} of {compared}, by keyed sketches)"
    return Link("same-people", (left, right), round(min(0.95, JOIN + share / 2), 2), says)


def _join(services: Mapping[str, Service], links: Iterable[Link]) -> list[list[str]]:
    """Groups of service ids: joined by one strong link or by weaker ones that together are strong."""
    parent = {name: name for name in services}

    def root(name: str) -> str:
        while parent[name] != name:
            parent[name] = parent[parent[name]]
            name = parent[name]
        return name

    doubt: dict[tuple[str, str], float] = defaultdict(lambda: 1.0)
    for link in links:
        if link.strength >= JOIN:
            for name in link.services[1:]:
                parent[root(name)] = root(link.services[0])
        else:
            for pair in itertools.combinations(sorted(link.services), 2):
                doubt[pair] *= 1 - link.strength
    for (left, right), left_over in doubt.items():
        if 1 - left_over >= JOIN:
            parent[root(right)] = root(left)
    groups: dict[str, list[str]] = defaultdict(list)
    for name in services:
        groups[root(name)].append(name)
    return list(groups.values())


def _people(members: Iterable[Service], sketches: Mapping[str, Sequence[Sketch]]) -> People | None:
    """The largest number of people that one store of the estate holds: others may hold the same people."""
    best: People | None = None
    for service in members:
        sizes = {collection.name: collection for collection in service.catalog.collections}
        for sketch in sketches.get(service.id, ()):
            collection = sizes.get(sketch.collection)
            if collection is None or not collection.records or not sketch.seen:
                continue
            low, high = sketches_of.distinct(sketch, collection.sampled, collection.records)
            basis = (
                f"distinct {sketch.label} values of {sketch.seen} sampled in {collection.name}, scaled to its records"
            )
            if best is None or (high, low) > (best.high, best.low):
                best = People(low, high, basis)
    return best
