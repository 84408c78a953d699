"""What formats for other programs share: which findings they carry, stable identifiers, what is said of one in brief.

Everything here is masked already and bounded; nothing is told of a service that is not exposed.
"""

import hashlib
import re
from collections.abc import Iterator, Mapping
from types import MappingProxyType
from typing import NamedTuple
from urllib.parse import quote
from uuid import UUID, uuid5

from leftopen.harmless import clean
from leftopen.model import Access, Estate, Report, Service
from leftopen.report.plain import words
from leftopen.report.plain.text import count, listed

NAMESPACE = UUID("0b8f9a52-5e0c-5bb1-9d3c-6f2b0c1d7e44")
"""Of identifiers made from what they name: the same finding of the same run has the same one everywhere."""
TLP = "AMBER"
"""A finding is for those who can shut it and nobody else; IntelMQ knows no AMBER+STRICT."""
MOST = 100
"""The most fields, labels or names that stand with one finding."""
CWE: Mapping[Access, int] = MappingProxyType({Access.OPEN: 306, Access.METADATA: 306, Access.FACTORY: 1392})
"""Missing authentication for a critical function; use of default credentials (https://cwe.mitre.org)."""
_CAMERAS = frozenset({"rtsp", "onvif", "camera"})


class Brief(NamedTuple):
    """An exposed service in brief. `seen`: ISO 8601 UTC; `level`: of its severity, None where it has none."""

    id: UUID
    service: Service
    estate: Estate | None
    title: str
    text: str
    labels: tuple[str, ...]
    level: str | None
    seen: str


def findings(report: Report) -> Iterator[Brief]:
    """Each exposed service, the worst first."""
    estates = {estate.id: estate for estate in report.estates}
    for service in words.exposed(report):
        labels = tuple(words.claims(service)[:MOST])
        yield Brief(
            identifier(report.scope.name, service.id, service.protocol),
            service,
            estates.get(service.estate or ""),
            title(service),
            text(service, labels),
            labels,
            words.level(service.severity),
            report.run.finished,
        )


def identifier(*parts: str) -> UUID:
    """A stable identifier of what these words name."""
    digest = hashlib.sha256("\0".join(parts).encode("utf-8", "replace")).hexdigest()
    return uuid5(NAMESPACE, digest)


def title(service: Service) -> str:
    """What is open, in one line."""
    name = words.called(service)
    what = {
        Access.OPEN: "can be read without a password",
        Access.METADATA: "shows its catalogue without a password",
        Access.FACTORY: "accepts the login that its maker publishes",
    }[service.access]
    return f"{name} at {place(service)} {what}"


def place(service: Service) -> str:
    """`10.0.0.1:9200`, `[2001:db8::1]:9200`."""
    address = clean(service.address, 80)
    return f"[{address}]:{service.port}" if ":" in address else f"{address}:{service.port}"


def url(service: Service) -> str:
    """Where it is, as a URI (RFC 3986) whatever a file says: by its protocol, or by HTTP where it speaks that."""
    scheme = re.sub(r"[^a-z0-9+.-]", "", clean(service.protocol, 40).replace("_", "-").lower()).lstrip("0123456789+.-")
    said = place(service)
    host, _, port = said.rpartition(":")
    fit = re.fullmatch(r"\[[0-9a-fA-F:.]+\]|[A-Za-z0-9._-]+", host)
    where = said if fit else f"{quote(host, safe='')}:{port}"
    return f"{scheme or 'tcp'}://{where}"


def text(service: Service, labels: tuple[str, ...]) -> str:
    """What was read and what it holds, in a few sentences."""
    said = [words.ACCESS[service.access][1], clean(service.proof, 1000)]
    if labels:
        said.append(f"It holds {listed(words.names(labels), 12)}.")
    number = records(service)
    if number is not None:
        said.append(f"It counts {count(number, 'record')}.")
    said.append("Nothing was written or changed; samples were read in memory, masked and dropped.")
    return " ".join(said)


def records(service: Service) -> int | None:
    """How many records its collections say they hold; None where none says so."""
    known = [each.records for each in service.catalog.collections if each.records is not None]
    return sum(known) if known else None


def fields(service: Service) -> list[str]:
    """The paths of fields that are claimed to hold personal data, with the name of their collection."""
    found = (
        clean(f"{collection.name}/{field.path}", 200)
        for collection in service.catalog.collections
        for field in collection.fields
        if any(label.claimed for label in field.labels)
    )
    return [path for path, _ in zip(found, range(MOST), strict=False)]


def examples(service: Service) -> Iterator[tuple[str, str, str]]:
    """Path, label and masked example of each claim."""
    for collection in service.catalog.collections:
        for field in collection.fields:
            for label in field.labels:
                if label.claimed:
                    path = clean(f"{collection.name}/{field.path}", 200)
                    yield path, label.label, clean(label.example, 200)


def remedy(service: Service) -> str:
    """How to shut it, in one paragraph of numbered steps."""
    return " ".join(f"{number}. {clean(step, 500)}" for number, step in enumerate(service.remedy, 1))


def is_camera(service: Service) -> bool:
    """True of what shows pictures and holds no records."""
    return service.protocol in _CAMERAS
