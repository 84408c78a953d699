"""Which services belong together, and why: links by evidence, estates from links.

A link says that the same operator runs some services, with a strength that is about as often right. Estates join what a
link of at least `JOIN` connects, or several weaker ones together (noisy-or). Everything is found by shared keys, never
by comparing all pairs, so thousands of services cost little. What fails for one service or estate costs only itself: it
is noted, and the others are told.
"""

import itertools
from collections import Counter, defaultdict
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from types import MappingProxyType

from msgspec.structs import replace

from leftopen.judge import attribute, duties, icons, naming, severity
from leftopen.judge.looked import NOTHING, Looked
from leftopen.model import Access, Estate, Link, People, Problem, Service, Sketch, Stage, Status
from leftopen.privacy import sketch as sketches_of
from leftopen.privacy.detect.labels import labels

JOIN = 0.6
SAME_ADDRESS = 0.6
SAME_KEY = 0.95
SAME_CLUSTER_ID = 0.95
SAME_NAME = 0.7
SAME_SCHEMA = 0.4
SAME_ICON = 0.6
"""Of an icon that different products show: no maker's, then."""
SAME_ICON_ALONE = 0.4
"""Of one that one product alone shows: it may be a default that nobody wrote down yet, and joins nothing by itself."""
LEAST_SHARED = 3
"""Fewer sampled people in common than this may be chance."""
MOST_TOGETHER = 50
"""A key shared by more services than this is a default or a vendor's, not an operator's: it links nothing."""
LEAST_FIELDS = 6
NEAR = 3
"""In a group of more than `SMALL` services that share a value each is compared with so many on either side."""
SMALL = 8
ENOUGH = 4
"""Links to others by the same people after which a service needs no more of those that connect nothing new."""

Note = Callable[[Problem], None]


def correlate(
    services: Sequence[Service],
    sketches: Mapping[str, Sequence[Sketch]],
    note: Note = lambda _: None,
    looked: Looked = NOTHING,
    names: Mapping[str, Sequence[str]] = MappingProxyType({}),
) -> tuple[tuple[Service, ...], tuple[Estate, ...]]:
    """The services with their `estate` filled in, and the estates, worst first. `sketches` is by service id;
    `looked` and `names` tell whose they are (`attribute`).

    `note` hears of what could not be done; it never raises itself.
    """
    real = [service for service in services if service.access not in (Access.DECOY, Access.UNKNOWN)]
    links = [link for find in (_same_address, _same_facts, _same_schema) for link in _found(find, real, note)]
    links += _found(lambda these: _same_people(these, sketches), real, note)
    by_id = {service.id: service for service in real}
    groups = [group for group in _join(by_id, links) if len(group) > 1 or by_id[group[0]].access.exposed]
    of_group = _links_of(groups, links)
    estates = [
        _told([by_id[name] for name in group], own, sketches, note, looked, names)
        for group, own in zip(groups, of_group, strict=True)
    ]
    estates.sort(key=lambda estate: (-(estate.severity.score if estate.severity else -1), estate.services))
    numbered = tuple(replace(estate, id=f"estate-{number}") for number, estate in enumerate(estates, 1))
    home = {name: estate.id for estate in numbered for name in estate.services}
    return tuple(replace(service, estate=home.get(service.id)) for service in services), numbered


def _found(find: Callable[[Sequence[Service]], Iterable[Link]], services: Sequence[Service], note: Note) -> list[Link]:
    """The links that a rule finds; where it fails over all services, those it finds without the one it fails over."""
    try:
        return list(find(services))
    except Exception as error:  # noqa: BLE001 - ordinary data of one service must not cost the report
        failing = [service for service in services if not _works(find, service)]
        for service in failing:
            note(_bug(service, error))
        fit = [service for service in services if service not in failing]
        try:
            return list(find(fit))
        except Exception as again:  # noqa: BLE001 - a link less, and the report is there
            note(_bug(services[0], again))
            return []


def _works(find: Callable[[Sequence[Service]], Iterable[Link]], service: Service) -> bool:
    try:
        list(find([service]))
    except Exception:  # noqa: BLE001 - that is what is asked
        return False
    return True


def _bug(service: Service, error: Exception) -> Problem:
    """A bug of ours; its type only, as its text may hold what a peer said."""
    says = f"it could not be linked with others ({type(error).__name__})"
    return Problem(service.address, service.port, Stage.CORRELATE, says, Status.BUG)


def _links_of(groups: Sequence[Sequence[str]], links: Iterable[Link]) -> list[list[Link]]:
    """The links within each group."""
    home = {name: number for number, group in enumerate(groups) for name in group}
    found: list[list[Link]] = [[] for _ in groups]
    for link in links:
        where = {home.get(name) for name in link.services}
        if len(where) == 1 and (number := where.pop()) is not None:
            found[number].append(link)
    return found


def _told(
    members: list[Service],
    links: list[Link],
    sketches: Mapping[str, Sequence[Sketch]],
    note: Note,
    looked: Looked,
    names: Mapping[str, Sequence[str]],
) -> Estate:
    """The estate of these services, without what fails to be said of it."""
    try:
        estate = _estate(members, links, sketches)
        return replace(estate, parties=attribute.parties(members, looked, names), lookups=looked.state)
    except Exception as error:  # noqa: BLE001 - that they belong together is known, whatever fails beside it
        note(_bug(members[0], error))
        worst = severity.worst(service.severity for service in members)
        ids = tuple(service.id for service in members)
        return Estate("", ids, tuple(links), severity=worst, lookups=looked.state)


def _estate(members: list[Service], links: Sequence[Link], sketches: Mapping[str, Sequence[Sketch]]) -> Estate:
    labels = {
        label.label
        for service in members
        for collection in service.catalog.collections
        for field in collection.fields
        for label in field.labels
        if label.claimed
    }
    exposed = [service for service in members if service.access.exposed]
    people = _people(members, sketches)
    records = severity.records_of(each for service in exposed for each in service.catalog.collections)
    worst = severity.sized(severity.worst(service.severity for service in members), people, records)
    opens = tuple(dict.fromkeys(line for service in exposed if service.severity for line in service.severity.opens))
    if worst is not None:
        worst = replace(worst, opens=opens)
    return Estate(
        id="",
        services=tuple(service.id for service in members),
        links=tuple(links),
        labels=tuple(sorted(labels)),
        people=people,
        severity=worst,
        duties=duties.duties(labels, worst, people) if exposed else (),
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
    yield from _same_icon(services)
    for word, ids in _shared((word, service.id) for service in services for word in _chosen(service)):
        yield Link("same-names", ids, SAME_NAME, f"the operator's own word {word!r} stands in the names of each")


def _same_icon(services: Sequence[Service]) -> Iterator[Link]:
    """Web sites with the same icon, that of no known product."""
    shown = {service.id: service.protocol for service in services}
    own = ((str(s.icon), s.id) for s in services if s.icon is not None and icons.known(s.icon) is None)
    for number, ids in _shared(own):
        several = len({shown[name] for name in ids}) > 1
        says = f"their web sites show the same icon, which is that of no known product (hash {number})"
        yield Link("same-icon", ids, SAME_ICON if several else SAME_ICON_ALONE, says)


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
    """Services whose samples hold the same keyed hashes: candidates by shared hash, then the sketches are compared.

    Linear in the services, whatever they hold: in a large group each is compared with its neighbours, and a service
    that has links enough only with those that connect something new.
    """
    held = {service.id: _Held(sketches.get(service.id, ())) for service in services}
    joined = {name: name for name in held}
    linked: Counter[str] = Counter()
    candidates = _candidates(held)
    for left, right in sorted(candidates, key=lambda pair: (-candidates[pair], pair)):
        if candidates[left, right] < LEAST_SHARED:
            break
        one, other = _root(joined, left), _root(joined, right)
        if one == other and linked[left] >= ENOUGH and linked[right] >= ENOUGH:
            continue
        link = _people_link(held[left], held[right], (left, right))
        if link is not None:
            joined[one] = other
            linked.update((left, right))
            yield link


def _candidates(held: Mapping[str, "_Held"]) -> Counter[tuple[str, str]]:
    """Pairs of services with how many hashes they were seen to share."""
    having: dict[tuple[str, int], list[str]] = defaultdict(list)
    for name in sorted(held):
        for label, places in held[name].places.items():
            for value in places:
                having[label, value].append(name)
    shared: Counter[tuple[str, str]] = Counter()
    for ids in having.values():
        if 2 <= len(ids) <= SMALL:
            shared.update(itertools.combinations(ids, 2))
        elif len(ids) <= MOST_TOGETHER:
            shared.update(
                (one, other) for step in range(1, NEAR + 1) for one, other in zip(ids, ids[step:], strict=False)
            )
    return shared


class _Held:
    """The sketches of a service, and in which of them each hash is first found, by label."""

    def __init__(self, several: Sequence[Sketch]) -> None:
        self.sketches = several
        self.places: dict[str, dict[int, int]] = defaultdict(dict)
        for number, sketch in enumerate(several):
            for value in sketch.minhash:
                self.places[sketch.label].setdefault(value, number)


def _people_link(left: _Held, right: _Held, names: tuple[str, str]) -> Link | None:
    best: tuple[int, float, int, str] | None = None
    for label in left.places.keys() & right.places.keys():
        mine, theirs = left.places[label], right.places[label]
        pairs = Counter((mine[value], theirs[value]) for value in mine.keys() & theirs.keys())
        for (one, other), _ in pairs.most_common(2):
            share, compared = sketches_of.overlap(left.sketches[one], right.sketches[other])
            both = round(share * compared)
            if both >= LEAST_SHARED:
                best = max(best or (0, 0.0, 0, ""), (both, share, compared, label))
    if best is None:
        return None
    both, share, compared, label = best
    says = f"about {share:.0%} of the sampled values ({_called(label)}) stand in both stores ({both} of {compared})"
    return Link("same-people", names, round(min(0.95, JOIN + share / 2), 2), says)


def _root(parent: dict[str, str], name: str) -> str:
    while parent[name] != name:
        parent[name] = parent[parent[name]]
        name = parent[name]
    return name


def _join(services: Mapping[str, Service], links: Iterable[Link]) -> list[list[str]]:
    """Groups of service ids: joined by one strong link or by weaker ones that together are strong."""
    parent = {name: name for name in services}
    doubt: dict[tuple[str, str], float] = defaultdict(lambda: 1.0)
    for link in links:
        if link.strength >= JOIN:
            for name in link.services[1:]:
                parent[_root(parent, name)] = _root(parent, link.services[0])
        else:
            for pair in itertools.combinations(sorted(link.services), 2):
                doubt[pair] *= 1 - link.strength
    for (left, right), left_over in doubt.items():
        if 1 - left_over >= JOIN:
            parent[_root(parent, right)] = _root(parent, left)
    groups: dict[str, list[str]] = defaultdict(list)
    for name in services:
        groups[_root(parent, name)].append(name)
    return list(groups.values())


def _called(label: str) -> str:
    known = labels().get(label)
    return known.title if known else label


def _people(members: Iterable[Service], sketches: Mapping[str, Sequence[Sketch]]) -> People | None:
    """The largest number of people that one store of the estate holds: others may hold the same people. Where the
    samples of several showed more different ones than that, it is at least so many.
    """
    best: People | None = None
    seen: dict[str, set[int]] = defaultdict(set)
    stores: Counter[str] = Counter()
    for service in members:
        sizes = {collection.name: collection for collection in service.catalog.collections}
        for sketch in sketches.get(service.id, ()):
            collection = sizes.get(sketch.collection)
            if collection is None or not sketch.seen:
                continue
            seen[sketch.label].update(sketch.minhash)
            stores[sketch.label] += 1
            if not collection.records:
                continue
            low, high = sketches_of.distinct(sketch, collection.sampled, collection.records)
            if best is None or (high, low) > (best.high, best.low):
                kind, name = _called(sketch.label), collection.name
                whole = collection.sampled >= collection.records
                scaled = "all of it" if whole else f"scaled to the {collection.records:,} that it says it has"
                basis = f"different values ({kind}) in {collection.sampled} records read of {name}, {scaled}"
                best = People(low, high, basis, sketch.label, name, collection.sampled)
    return best and _together(best, seen, stores)


def _together(best: People, seen: Mapping[str, set[int]], stores: Mapping[str, int]) -> People:
    """The range of the largest store, raised to what was seen in all of them: a value in two of them counts once."""
    label = max(seen, key=lambda label: len(seen[label]))
    several = len(seen[label])
    if several <= best.low:
        return best
    basis = f"different values ({_called(label)}) in the records read of {stores[label]:,} stores together"
    return People(several, max(several, best.high), basis, label)
