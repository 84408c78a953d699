"""The report in words that a data protection officer uses: kinds of data, what an access word means, the findings.

What a label is called and what the law says of it come from `privacy.labels`.
"""

from collections.abc import Iterable, Iterator

from leftopen.harmless import clean
from leftopen.model import Access, Estate, Label, Level, Problem, Report, Service, Severity
from leftopen.privacy.detect.labels import families, labels
from leftopen.report.plain.text import count, day, listed, moment

ACCESS = {
    Access.OPEN: ("open", "Anybody can read its data without a password."),
    Access.METADATA: ("metadata", "Anybody can read its catalogue or configuration; the records are refused."),
    Access.FACTORY: ("factory login", "It accepts the login that its maker publishes."),
    Access.EMPTY: ("empty", "The door is open, but nothing is behind it yet."),
    Access.LOCKED: ("locked", "It refuses an anonymous reader."),
    Access.DECOY: ("decoy", "It pretends to be open; a control showed that it is a trap or answers yes to everything."),
    Access.UNKNOWN: ("unknown", "It could not be decided what an anonymous reader gets."),
}
"""A word and a sentence for each kind of access."""


def name_of(label: str) -> str:
    """A label in words; one that this version does not know speaks for itself.

    >>> name_of("criminal.record"), name_of("shoe.left_size")
    ('criminal convictions and offences', 'left size (shoe)')
    """
    known = labels().get(label)
    if known:
        return known.title
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


def names(kinds: Iterable[str]) -> list[str]:
    """Labels in words, without repeats."""
    return list(dict.fromkeys(name_of(label) for label in kinds))


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


def headline(report: Report) -> str:
    """The result in one sentence."""
    number = len(exposed(report))
    if not number:
        unjudged = report.run.unjudged
        but = f", but {count(unjudged, 'service')} could not be judged" if unjudged else ""
        return f"Nothing was found open{'' if report.run.whole else ' so far'}{but}."
    return f"{count(number, 'service')} {'lets' if number == 1 else 'let'} anybody read what was not meant for them."


def found(report: Report) -> Iterator[str]:
    """What lies open and how bad that is, in plain sentences; nothing where nothing does."""
    open_doors = exposed(report)
    if not open_doors:
        return
    kinds = delicate(label for service in open_doors for label in claims(service))
    if kinds:
        many = people(report)
        yield f"The sampled records hold {count(len(kinds), 'kind')} of personal data: {listed(names(kinds), 8)}."
        yield f"They concern about {how_many(*many)}." if many else "How many people they concern is not known."
    else:
        yield "No personal data was recognised in what was sampled, which does not prove that there is none."
    severity = worst(report)
    if severity:
        yield (
            f"The worst finding is rated {severity.level}: {severity.score:g} by the method of ENISA"
            + (f", {severity.high:g} if somebody has already abused it." if severity.high > severity.score else ".")
        )
    first = min((s.window.data_from for s in open_doors if s.window.data_from), default=None)
    if first:
        yield f"The oldest data found dates from {day(first)}."


def done(report: Report) -> Iterator[str]:
    """Who permitted the audit and what it covered, in plain sentences."""
    yield _who_permitted(report)
    yield _how_much(report)


def _who_permitted(report: Report) -> str:
    scope = clean(report.scope.name, 120)
    by = report.scope.authorisation
    if by is None:
        return f"The audit of “{scope}” names no authorisation."
    return (
        f"The audit of “{scope}” was authorised by {clean(by.by, 120)} (reference {clean(by.reference, 80)}, "
        f"valid until {day(by.expires)})."
    )


def _how_much(report: Report) -> str:
    run = report.run
    targets = count(run.targets, "pair of address and port", "pairs of address and port")
    covered = f"covered {targets}" if run.whole else f"asked {run.asked:,} of {targets}"
    why = f" as the network to {clean(run.lost, 100)} was lost" if run.lost else ""
    ended = "" if run.whole else f" It ended early{why}: what follows is what was found so far."
    if run.unjudged:
        one = run.unjudged == 1
        which = "1 service was recognised" if one else f"{run.unjudged:,} services were recognised"
        ended += f" {which} and could not be judged: this is no all-clear for {'it' if one else 'them'}."
    dropped = f"{run.dropped:,} could not be asked, " if run.dropped else ""
    probed = "1 was asked what it is" if run.probed == 1 else f"{run.probed:,} were asked what they are"
    return (
        f"It began on {moment(run.started)} and {covered}: {run.answering:,} answered, {probed}, "
        f"{dropped}{count(run.errors, 'error')} occurred.{ended}"
    )


def where(problem: Problem) -> str:
    """At which step something could not be done, and who was asking.

    >>> from leftopen.model import Stage
    >>> where(Problem("10.0.0.1", 6379, Stage.PROVE, "no answer in time", probe="redis"))
    'prove, redis'
    """
    return f"{problem.stage}, {problem.probe}" if problem.probe else problem.stage


def of_estate(estate: Estate) -> str:
    """What an estate is, in one sentence."""
    kinds = names(delicate(estate.labels))
    data = listed(kinds) if kinds else "no personal data that was read and recognised"
    many = f" of about {how_many(estate.people.low, estate.people.high)}" if estate.people else ""
    if len(estate.services) == 1:
        return f"One service on its own; it holds {data}{many}."
    return f"{count(len(estate.services), 'service')} that one operator seems to run; they hold {data}{many}."
