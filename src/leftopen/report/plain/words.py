"""The report in words that a data protection officer uses: kinds of data, what an access word means, the findings.

What a label is called and what the law says of it come from `privacy.labels`.
"""

from collections.abc import Iterable, Iterator

from leftopen.harmless import clean
from leftopen.model import Access, Collection, Estate, Label, Level, Problem, Report, Service, Severity, Status
from leftopen.privacy.detect import stores
from leftopen.privacy.detect.labels import families, labels
from leftopen.probes import spelled
from leftopen.report.plain.text import count
from leftopen.report.plain.tongue import Tongue, tongue

ACCESS = {access: (tongue().say(f"access_{access}"), tongue().say(f"access_{access}_says")) for access in Access}
"""A word and a sentence for each kind of access, in English."""


def called(service: Service) -> str:
    """What a service is called: its product, or its protocol as the makers write it."""
    return clean(service.product or spelled(service.protocol), 60)


def name_of(label: str, own: Tongue | None = None) -> str:
    """A label in words; one that this version does not know speaks for itself.

    >>> name_of("criminal.record"), name_of("shoe.left_size")
    ('criminal convictions and offences', 'left size (shoe)')
    """
    known = labels().get(label)
    if known:
        return own.name_of(label, known.title) if own else known.title
    family, _, rest = clean(label, 80).replace("_", " ").partition(".")
    return f"{rest.replace('.', ' ')} ({family})" if rest else family


def law_of(label: str) -> str | None:
    """The category of a label under the GDPR, None for a label that this version does not know."""
    known = labels().get(label)
    return known.law["gdpr"] if known else None


def is_special(label: str) -> bool:
    """True where a law gives the kind extra protection."""
    known = labels().get(label)
    return known is not None and known.special


def delicate(labels: Iterable[str]) -> list[str]:
    """Labels without repeats, the most delicate kinds first."""
    rank = {family: place for place, family in enumerate(families())}
    return sorted(dict.fromkeys(labels), key=lambda label: (rank.get(label.partition(".")[0], len(rank)), label))


def names(kinds: Iterable[str], own: Tongue | None = None) -> list[str]:
    """Labels in words, without repeats."""
    return list(dict.fromkeys(name_of(label, own) for label in kinds))


def labels_of(service: Service) -> Iterator[Label]:
    """Every label on every field of a service, claims and hints alike."""
    for collection in service.catalog.collections:
        for field in collection.fields:
            yield from field.labels


def claimed(label: Label) -> bool:
    """True for a claim, False for a hint."""
    return label.claimed


def claims(service: Service) -> list[str]:
    """The labels that the service is claimed to hold, the most delicate first."""
    return delicate(label.label for label in labels_of(service) if claimed(label))


def stores_of(collections: Iterable[Collection], own: Tongue | None = None) -> list[str]:
    """What collections are, each by the kinds of data in it taken together, the most delicate first."""
    told = sorted({name for each in collections for name in each.holds}, key=stores.rank)
    return [clean(stores.says(name, own.word if own else "en"), 100) for name in told]


def exposed(report: Report) -> list[Service]:
    """The services where somebody without a right can read, worst first."""
    found = [service for service in report.services if service.access.exposed]
    return sorted(found, key=lambda s: (-(s.severity.score if s.severity else -1), s.id))


def worst(report: Report) -> Severity | None:
    """The highest severity in the report, None where nothing was scored."""
    scored = [s.severity for s in report.services if s.severity] + [e.severity for e in report.estates if e.severity]
    return max(scored, key=lambda severity: severity.score, default=None)


def level(severity: Severity | None) -> Level | None:
    """The level of a severity that may be missing."""
    return severity.level if severity else None


def people(report: Report) -> tuple[int, int] | None:
    """How many people all estates hold: at least as many as the largest, at most all of them together."""
    known = [estate.people for estate in report.estates if estate.people]
    return (max(p.low for p in known), sum(p.high for p in known)) if known else None


def how_many(low: int, high: int) -> str:
    """A range of people in words.

    >>> how_many(81000, 96000), how_many(5, 5)
    ('81,000 to 96,000 people', '5 people')
    """
    return count(high, "person", "people") if low >= high else f"{low:,} to {count(high, 'person', 'people')}"


def at_least(low: int, high: int, own: Tongue | None = None) -> str:
    """What is sure of a range of people: its low end.

    >>> at_least(66, 1493), at_least(5, 5)
    ('at least 66 people', '5 people')
    """
    own = own or tongue()
    return own.say("people_exact" if low >= high else "people_least", people=own.count("people", low))


def headline(report: Report, own: Tongue | None = None) -> str:
    """The result in one sentence."""
    own = own or tongue()
    number = len(exposed(report))
    if number:
        return own.say("headline_one" if number == 1 else "headline_many", services=own.count("service", number))
    key = "headline_nothing" + ("" if report.run.whole else "_early")
    left = report.run.unjudged
    if left:
        how = "unasked" if unasked(report) == left else "unjudged"
        return own.say(f"{key}_{how}", services=own.count("service", left))
    return own.say(key)


def unasked(report: Report) -> int:
    """How many of the services that could not be judged this machine itself could not ask, by limits of its own."""
    told = {(each.address, each.port) for each in report.services if each.access is not Access.UNKNOWN}
    local = {(each.address, each.port) for each in report.errors if each.status is Status.LOCAL}
    return min(report.run.unjudged, len(local - told))


def found(report: Report, own: Tongue | None = None) -> Iterator[str]:
    """What lies open and how bad that is, in plain sentences; nothing where nothing does."""
    own = own or tongue()
    open_doors = exposed(report)
    if not open_doors:
        return
    kinds = delicate(label for service in open_doors for label in claims(service))
    together = stores_of((each for service in open_doors for each in service.catalog.collections), own)
    if kinds:
        many = people(report)
        counted = own.count("kind", len(kinds))
        yield own.say("found_kinds", kinds=counted, names=own.listed(names(kinds, own), 8))
        if together:
            yield own.say("found_stores", stores=own.listed(together, 4))
        yield own.say("found_people", people=at_least(*many, own)) if many else own.say("found_people_unknown")
    else:
        yield own.say("found_no_kinds")
    severity = worst(report)
    if severity:
        level = level_in(severity.level, own)
        key = "found_worst_high" if severity.high > severity.score else "found_worst"
        yield own.say(key, level=level, score=f"{severity.score:g}", high=f"{severity.high:g}")
    first = min((s.window.data_from for s in open_doors if s.window.data_from), default=None)
    if first:
        yield own.say("found_oldest", day=own.since(first))


def level_in(level: str, own: Tongue) -> str:
    """A level in a language."""
    return own.say(f"level_{level.replace(' ', '_')}")


def done(report: Report, own: Tongue | None = None) -> Iterator[str]:
    """Who permitted the audit and what it covered, in plain sentences."""
    own = own or tongue()
    yield _who_permitted(report, own)
    yield own.sentences(list(_how_much(report, own)))


def _who_permitted(report: Report, own: Tongue) -> str:
    scope = clean(report.scope.name, 120)
    by = report.scope.authorisation
    if by is None:
        return own.say("permitted_none", scope=scope)
    who, reference = clean(by.by, 120), clean(by.reference, 80)
    return own.say("permitted", scope=scope, by=who, reference=reference, until=own.day(by.expires))


def _how_much(report: Report, own: Tongue) -> Iterator[str]:
    run = report.run
    values = {
        "started": own.moment(run.started),
        "targets": own.count("pair", run.targets),
        "answering": run.answering,
        "probed": own.say("probed_one") if run.probed == 1 else own.say("probed_many", n=run.probed),
        "dropped": own.say("dropped", n=run.dropped) if run.dropped else "",
        "errors": own.count("error", run.errors),
    }
    yield own.say("covered", **values) if run.whole else own.say("asked_of", asked=run.asked, **values)
    yield from no_all_clear(report, own)


def no_all_clear(report: Report, own: Tongue) -> Iterator[str]:
    """What was not asked or could not be judged, so that nothing can be concluded of it."""
    run = report.run
    if not run.whole:
        yield own.say("early_lost", lost=clean(run.lost, 100)) if run.lost else own.say("early")
    ours = unasked(report)
    if left := run.unjudged - ours:
        yield own.say("unjudged_one") if left == 1 else own.say("unjudged_many", n=left)
    if ours:
        yield own.say("unasked_one") if ours == 1 else own.say("unasked_many", n=ours)


def where(problem: Problem) -> str:
    """At which step something could not be done, and who was asking.

    >>> from leftopen.model import Stage
    >>> where(Problem("10.0.0.1", 6379, Stage.PROVE, "no answer in time", probe="redis"))
    'prove, redis'
    """
    return f"{problem.stage}, {problem.probe}" if problem.probe else problem.stage


def of_estate(estate: Estate, own: Tongue | None = None) -> str:
    """What an estate is, in one sentence."""
    own = own or tongue()
    kinds = names(delicate(estate.labels), own)
    data = own.listed(kinds) if kinds else own.say("estate_no_data")
    if estate.people:
        many = at_least(estate.people.low, estate.people.high, own)
        data = own.say("estate_data_people", data=data, people=many)
    if len(estate.services) == 1:
        return own.say("estate_alone", data=data)
    return own.say("estate_many", services=own.count("service", len(estate.services)), data=data)
