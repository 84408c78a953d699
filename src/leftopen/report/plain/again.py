"""A report from a database, which is input: names, paths, examples and facts are masked once more.

What an audit of ours wrote is masked already and stays as it is; what somebody else put in its place is shown no more
than a stranger's name would be. Sentences are ours: in them only mail addresses and long numbers are looked for.
"""

import re

from msgspec.structs import replace

from leftopen.model import Catalog, Collection, Estate, Field, Label, Problem, Report, Service
from leftopen.privacy import mask, redact
from leftopen.privacy.capture import door

_NAME, _TEXT = 200, 4000
_PRODUCT = frozenset({"model", "firmware", "version", "vendor"})
_MAIL = re.compile(r"[^\s@<>()\"'“”]{1,64}@[^\s@<>()\"'“”]{1,253}")
_NUMBER = re.compile(r"\d{9,}")


def masked(report: Report) -> Report:
    """The report as it may be shown."""
    try:
        return replace(
            report,
            services=tuple(map(_service, report.services)),
            estates=tuple(map(_estate, report.estates)),
            errors=tuple(map(_problem, report.errors)),
        )
    finally:
        redact.forget()


def _service(service: Service) -> Service:
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
    parties = tuple(replace(party, clues=tuple(map(_prose, party.clues))) for party in estate.parties)
    links = tuple(replace(link, says=_prose(link.says)) for link in estate.links)
    return replace(estate, parties=parties, links=links)


def _problem(problem: Problem) -> Problem:
    return replace(problem, says=_prose(problem.says))


def _fact(name: str, value: str) -> str:
    if name.endswith(("_uuid", "_id")):
        return redact.identifier(value, _NAME)
    return redact.redacted(value, _NAME, code=name in _PRODUCT)


def _code(text: str) -> str:
    return redact.redacted(text, _NAME, code=True)


def _prose(text: str) -> str:
    shown = _MAIL.sub(lambda found: mask.email(found.group()), text[:_TEXT])
    return _NUMBER.sub(lambda found: "█" * len(found.group()), shown)
