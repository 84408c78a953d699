"""Fact sheet for data protection officers: what Art. 33(3) GDPR asks a notification to contain, as far as it is known.

One section an estate, in Word's format so that it can be filled in (needs python-docx, `leftopen[documents]`). What
only the responsible party can know is left open and marked. https://eur-lex.europa.eu/eli/reg/2016/679/oj, Art. 33(3).
"""

import io
from collections.abc import Iterator
from typing import TYPE_CHECKING

from leftopen.harmless import clean
from leftopen.model import Estate, Report, Service
from leftopen.report.plain import exchange, words
from leftopen.report.plain.text import count, day, listed, moment, parse

if TYPE_CHECKING:
    from docx.document import Document

NAME = "art33"
SUFFIX = ".art33.docx"
NEEDS = "docx"
OPEN = "To be completed by the controller."
_MOST = 200


def render(report: Report) -> bytes:
    """The sheet."""
    from docx import Document

    sheet = Document()
    properties = sheet.core_properties
    properties.title, properties.author = "Facts for a notification under Art. 33(3) GDPR", "leftopen"
    properties.comments = ""
    if when := parse(report.run.finished):
        properties.created = properties.modified = when.replace(tzinfo=None)
    sheet.add_heading(properties.title, 0)
    sheet.add_paragraph(
        f"TLP:{exchange.TLP}. Audit “{clean(report.scope.name, 200)}”, finished {moment(report.run.finished)}. "
        "Facts of the audit only: it is for the controller to decide whether and what has to be notified."
    )
    sections = list(_sections(report))
    for title, estate, services in sections[:_MOST]:
        sheet.add_heading(title, 1)
        for head, said in _answers(estate, services):
            sheet.add_heading(head, 2)
            for line in said:
                sheet.add_paragraph(line)
    if not sections:
        sheet.add_paragraph(words.headline(report))
    elif len(sections) > _MOST:
        sheet.add_paragraph(f"{count(len(sections) - _MOST, 'more estate')}: see report.html.")
    return _saved(sheet)


def _saved(sheet: "Document") -> bytes:
    out = io.BytesIO()
    sheet.save(out)
    return out.getvalue()


def _sections(report: Report) -> Iterator[tuple[str, Estate | None, list[Service]]]:
    """Title, estate and exposed services of each estate that has some; a service without an estate stands by itself."""
    exposed = {service.id: service for service in words.exposed(report)}
    for number, estate in enumerate(report.estates, 1):
        services = [exposed.pop(each) for each in estate.services if each in exposed]
        if services:
            yield f"Estate {number}: {_who(estate)}", estate, services
    for service in exposed.values():
        yield exchange.title(service), None, [service]


def _who(estate: Estate) -> str:
    party = next((each for each in estate.parties if each.role == "operator" and each.name), None)
    return f"{clean(party.name or '', 120)} ({party.verdict})" if party else "controller not known"


def _answers(estate: Estate | None, services: list[Service]) -> Iterator[tuple[str, list[str]]]:
    """The four points of Art. 33(3)."""
    labels = words.delicate(label for service in services for label in words.claims(service))
    many = estate.people if estate else None
    known = [number for number in map(exchange.records, services) if number is not None]
    since = min((s.window.open_since for s in services if s.window.open_since), default=None)
    yield (
        "(a) Nature of the breach",
        [
            "Confidentiality: data could be read without authorisation. Whether they were does not show from outside.",
            *(f"{exchange.title(service)}. {clean(service.proof, 600)}" for service in services[:20]),
            f"Open since: {day(since)}.",
            f"Categories of personal data: {listed(words.names(labels), 40) if labels else 'none recognised'}.",
            f"Categories of data subjects: {OPEN}",
            f"Approximate number of data subjects: {words.how_many(many.low, many.high) if many else OPEN}",
            f"Approximate number of records: {count(sum(known), 'record') if known else OPEN}",
        ],
    )
    yield "(b) Data protection officer or other contact point", [OPEN]
    yield "(c) Likely consequences", list(_consequences(services, labels))
    steps = dict.fromkeys(clean(step, 500) for service in services for step in service.remedy)
    yield (
        "(d) Measures taken or proposed",
        ["Proposed to shut it:", *(f"{n}. {step}" for n, step in enumerate(list(steps)[:40], 1)), f"Taken: {OPEN}"],
    )


def _consequences(services: list[Service], labels: list[str]) -> Iterator[str]:
    severity = max((s.severity for s in services if s.severity), key=lambda each: each.score, default=None)
    if severity:
        yield f"Severity for those concerned by the method of ENISA: {severity.level} ({severity.score:g})."
        yield from (clean(why, 500) for why in severity.why[:20])
    special = [label for label in labels if words.is_special(label)]
    if special:
        yield f"Kinds of data that the law gives extra protection: {listed(words.names(special), 20)}."
    yield OPEN
