"""A report from a file or a database, which is input: what no audit writes is told, and text is masked once more.

What an audit of ours wrote is masked already and stays as it is; what somebody else put in its place is shown no more
than a stranger's name would be. Sentences are ours: in them only mail addresses and long numbers are looked for, and
what drives a terminal or turns the direction of a line is left out.
"""

import re
from collections.abc import Iterator
from typing import Any

import msgspec
from msgspec.structs import replace

from leftopen.harmless import printable
from leftopen.model import Catalog, Collection, Estate, Field, Label, Problem, Report, Service, Target
from leftopen.privacy import mask, redact
from leftopen.privacy.capture import door
from leftopen.scope import ranges

_NAME, _TEXT = 200, 4000
_PRODUCT = frozenset({"model", "firmware", "version", "vendor"})
_MAIL = re.compile(r"[^\s@<>()\"'“”]{1,64}@[^\s@<>()\"'“”]{1,253}")
_NUMBER = re.compile(r"\d{9,}")


_WORD = re.compile(r"(?!.*[0-9]{9})[a-z][a-z0-9_.-]{0,80}", re.ASCII)
_WHEN = re.compile(r"[0-9]{4}(?:-[0-9]{2}){0,2}(?:T[0-9:.]{5,16}(?:Z|[+-][0-9:]{5})?)?", re.ASCII)
_CODE = re.compile(r"[A-Za-z0-9:._+/=-]{0,200}", re.ASCII)
_PLACE = re.compile(r"[\w.:*-]{0,253}")
_CODES, _CONTACTS = frozenset({"digest", "journal", "spki_sha256"}), "contacts"
"""Texts that `wrong` has looked at; a mail address is what a contact is."""


def wrong(report: Report) -> str | None:
    """What is in a report that no audit writes, in words that repeat none of it; None where nothing is."""
    return next(_wrong(report), None)


def _wrong(report: Report) -> Iterator[str]:
    known: set[str] = set()
    for number, service in enumerate(report.services):
        if (says := _service_wrong(service)) is not None:
            yield f"services[{number}]: {says}"
        if service.id in known:
            yield f"services[{number}]: stands there twice"
        known.add(service.id)
    for number, estate in enumerate(report.estates):
        people = estate.people
        if not all(map(_WORD.fullmatch, (*estate.labels, *((people and people.label and [people.label]) or ())))):
            yield f"estates[{number}]: a label that is none"
    for number, problem in enumerate(report.errors):
        if not (problem.port is None or 0 <= problem.port < 65_536) or not _PLACE.fullmatch(problem.address):
            yield f"errors[{number}]: an address or port that is none"
    codes = (report.scope.digest, report.run.journal or "")
    if not all(map(_CODE.fullmatch, codes)) or not all(map(_WHEN.fullmatch, (report.run.started, report.run.finished))):
        yield "run: a time or a digest that is none"


def _service_wrong(service: Service) -> str | None:
    try:
        literal = str(ranges.plain(service.address)) == service.address
    except ValueError:
        literal = False
    if not literal or not 0 < service.port < 65_536:
        return "an address or port that is none"
    if service.id != Target(service.address, service.port, transport=service.transport).id:
        return "its id is that of another place"
    window, certificate = service.window, service.certificate
    collections = service.catalog.collections
    times = (window.data_from, window.data_to, window.open_since, *(each.created for each in collections))
    dates = (certificate.not_before, certificate.not_after) if certificate is not None else ()
    if not all(_WHEN.fullmatch(time) for time in (*times, *dates) if time):
        return "a time that is none"
    labels = (label.label for each in collections for field in each.fields for label in field.labels)
    if not all(map(_WORD.fullmatch, (service.protocol, *labels))):
        return "a protocol or a label that is none"
    key = certificate.spki_sha256 if certificate is not None else ""
    return None if _CODE.fullmatch(key or "") else "a digest that is none"


def masked(report: Report) -> Report:
    """The report as it may be shown."""
    try:
        return replace(
            report,
            tool=_told(report.tool),
            scope=_told(report.scope),
            run=_told(report.run),
            services=tuple(map(service, report.services)),
            estates=tuple(map(_estate, report.estates)),
            errors=tuple(map(_problem, report.errors)),
        )
    finally:
        redact.forget()


def _told(value: Any) -> Any:
    """A value of ours whose texts are sentences, or what a person wrote into a scope."""
    return msgspec.convert(_texts(msgspec.to_builtins(value)), type(value))


def _texts(value: Any, name: str = "") -> Any:
    if isinstance(value, str):
        return value if name in _CODES else printable(value[:_TEXT]) if name == _CONTACTS else _prose(value)
    if isinstance(value, dict):
        return {printable(key): _texts(each, key) for key, each in value.items()}
    return [_texts(each, name) for each in value] if isinstance(value, (list, tuple)) else value


def service(service: Service) -> Service:
    """A service as it may be shown."""
    window, certificate = service.window, service.certificate
    if certificate is not None:
        certificate = replace(
            certificate,
            subject=redact.subject(certificate.subject, _TEXT),
            issuer=redact.subject(certificate.issuer, _TEXT),
            names=tuple(redact.redacted(name, _NAME) for name in certificate.names),
        )
    return replace(
        service,
        product=service.product and _code(service.product),
        version=service.version and _code(service.version),
        proof=_prose(service.proof),
        catalog=Catalog(tuple(map(_collection, service.catalog.collections)), service.catalog.listed),
        window=replace(window, basis=tuple(map(_prose, window.basis))),
        certificate=certificate,
        facts={redact.redacted(name, _NAME): _fact(name, value) for name, value in service.facts.items()},
        doors=tuple(door(each.name, exact=each.exact) for each in service.doors),
        protocol=_prose(service.protocol),
        estate=service.estate and _prose(service.estate),
        remedy=tuple(map(_prose, service.remedy)),
        severity=_told(service.severity) if service.severity is not None else None,
        mail_domains=tuple(map(_told, service.mail_domains)),
        again={door(name).name: state for name, state in service.again.items()},
    )


def _collection(collection: Collection) -> Collection:
    fields = tuple(map(_field, collection.fields))
    return replace(collection, name=redact.identifier(collection.name, _NAME), fields=fields)


def _field(field: Field) -> Field:
    labels = tuple(map(_label, field.labels))
    return replace(field, path=redact.redacted(field.path, _NAME), type=_code(field.type), labels=labels)


def _label(label: Label) -> Label:
    return replace(label, example=redact.redacted(label.example, _NAME))


def _estate(estate: Estate) -> Estate:
    told: Estate = _told(estate)
    return told


def _problem(problem: Problem) -> Problem:
    told: Problem = _told(problem)
    return told


def _fact(name: str, value: str) -> str:
    if name.endswith(("_uuid", "_id")):
        return redact.identifier(value, _NAME)
    return redact.redacted(value, _NAME, code=name in _PRODUCT)


def _code(text: str) -> str:
    return redact.redacted(text, _NAME, code=True)


def _prose(text: str) -> str:
    shown = _MAIL.sub(lambda found: mask.email(found.group()), printable(text[:_TEXT]))
    return _NUMBER.sub(lambda found: "█" * len(found.group()), shown)
