"""Markdown for tickets: compact, in the dialect that forges share (CommonMark with tables).

Text from the other side is escaped, and cannot name a user (`@name`), an issue (`#1`) or a link either: a zero-width
space stands where a forge would see one.
"""

import re
from collections.abc import Iterator

from leftopen.harmless import clean
from leftopen.model import Estate, Party, Report, Service
from leftopen.report.plain import words
from leftopen.report.plain.text import count, day, listed, moment

NAME = "md"
SUFFIX = ".md"

_MARKS = re.compile(r"([\\`*_\[\]<>#!|~&$]|^[-+=])")
_REFERENCES = re.compile(r"(?<=[@#!])(?=\w)|(?=://)|(?<=www)(?=\.)", re.IGNORECASE)
_GAP = "\u200b"


def render(report: Report) -> bytes:
    """The ticket, UTF-8."""
    return ("\n".join(_lines(report)) + "\n").encode()


def escape(text: str) -> str:
    """Text that shows as it is written, on one line, and refers to nothing.

    >>> escape("a|b <i> `c`")
    'a\\\\|b \\\\<i\\\\> \\\\`c\\\\`'
    """
    return _MARKS.sub(r"\\\1", _REFERENCES.sub(_GAP, clean(text, 1000))).strip()


def steps(text: str) -> str:
    """Text whose parts between backticks are code.

    >>> steps("set `a_b` to *")
    'set `a_b` to \\\\*'
    """
    parts = clean(text, 1000).split("`")
    shown = [code(part) if number % 2 else _MARKS.sub(r"\\\1", part) for number, part in enumerate(parts)]
    return "".join(shown).strip()


def code(text: str) -> str:
    """Text as code: a fence that is longer than any run of backticks in it; `|` is escaped for tables.

    >>> code("a`b"), code("x|y")
    ('`` a`b ``', '`x\\\\|y`')
    """
    shown = clean(text, 200).replace("|", "\\|").strip() or "-"
    fence = "`" * (1 + max((len(run) for run in re.findall("`+", shown)), default=0))
    return f"{fence} {shown} {fence}" if "`" in shown else f"{fence}{shown}{fence}"


def _lines(report: Report) -> Iterator[str]:
    exposed = words.exposed(report)
    yield f"# {words.headline(report)}"
    yield ""
    yield escape(" ".join((*words.found(report), *words.done(report))))
    if exposed:
        yield ""
        yield "| Severity | Service | Access | Personal data | Since |"
        yield "| --- | --- | --- | --- | --- |"
        yield from (_row(service) for service in exposed)
    for service in exposed:
        yield from _service(service)
    for number, estate in enumerate(report.estates, 1):
        yield from _estate(number, estate)
    if report.errors:
        yield from ("", "## What could not be asked", "")
        yield from (f"- {code(e.place)} {escape(f'{words.where(e)}: {e.says}')}" for e in report.errors)
    yield ""
    yield "Nothing was written and no password was guessed; records were read in memory and masked."
    yield (
        f"Run {code(report.run.id)}, {escape(moment(report.run.finished))}, "
        f"{escape(f'{report.tool.name} {report.tool.version}')}."
    )


def _row(service: Service) -> str:
    severity = service.severity
    cells = (
        f"**{severity.level}** {severity.score:g}" if severity else "not rated",
        f"{escape(words.called(service))} {code(service.id)}",
        words.ACCESS[service.access][0],
        escape(listed(words.names(words.claims(service)), 5)) or "none recognised",
        escape(day(service.window.data_from)),
    )
    return f"| {' | '.join(cells)} |"


def _service(service: Service) -> Iterator[str]:
    name = " ".join(part for part in (words.called(service), service.version) if part)
    yield from ("", f"## {escape(name)} {code(service.id)}", "")
    yield f"{words.ACCESS[service.access][1]} {escape(service.proof)}"
    collections = [c for c in service.catalog.collections if c.fields]
    for collection in collections:
        labels = words.delicate(label.label for f in collection.fields for label in f.labels if words.claimed(label))
        held = escape(listed(words.names(labels), 12)) or "no personal data recognised"
        records = "" if collection.records is None else f" ({count(collection.records, 'record')})"
        together = f" (taken together: {listed(words.stores_of([collection]), 2)})" if collection.holds else ""
        yield f"- {code(collection.name)}{records}: {held}{escape(together)}"
    if service.remedy:
        yield ""
        yield from (f"{number}. {steps(step)}" for number, step in enumerate(service.remedy, 1))


def _estate(number: int, estate: Estate) -> Iterator[str]:
    yield from ("", f"## Estate {number}", "", escape(words.of_estate(estate)), "")
    yield f"- Services: {', '.join(code(service) for service in estate.services)}"
    yield from (f"- {escape(link.says)} ({link.strength:.0%})" for link in estate.links)
    yield from (_party(party) for party in estate.parties)
    yield from (f"- {escape(f'{d.regime}: {d.who}, {d.clock} ({d.starts})')}" for d in estate.duties)


def _party(party: Party) -> str:
    clues = f": {'; '.join(party.clues)}" if party.clues else ""
    name = party.name or "name not known"
    contacts = f" Contact: {', '.join(code(contact) for contact in party.contacts)}" if party.contacts else ""
    return f"- {escape(f'{party.role}, {party.verdict}: {name}{clues}')}.{contacts}"
