"""HTML for people: one file that works offline, without scripts, in light and dark, on a phone and on paper.

Everything that came from the other side passes `clean` and is escaped; the page's own Content-Security-Policy lets
nothing load and nothing run, and admits one stylesheet by its hash.
"""

import base64
import hashlib
from collections.abc import Iterator
from datetime import datetime
from functools import cache, partial
from importlib import resources
from typing import Any

from jinja2 import Environment, PackageLoader, StrictUndefined
from markupsafe import Markup

from leftopen.harmless import clean
from leftopen.model import Access, Collection, Estate, Field, Label, Report, Service
from leftopen.report.pictures.relations import Node, relations
from leftopen.report.pictures.severity import gauge
from leftopen.report.pictures.timeline import Row, row, timeline
from leftopen.report.plain import text, words

NAME = "html"
SUFFIX = ".html"

MOST_ROWS, MOST_TEXT = 12, 1000
"""Stores in the summary's timeline; characters of one piece of text."""
_OTHERS = (Access.EMPTY, Access.UNKNOWN, Access.DECOY, Access.LOCKED)


def render(report: Report) -> bytes:
    """The page, UTF-8."""
    css, digest = _style()
    page = _environment().get_template("report.html.j2").render(_view(report), css=css, style_digest=digest)
    return page.encode("utf-8", "replace")


@cache
def _style() -> tuple[Markup, str]:
    css = (resources.files(__package__) / "templates" / "style.css").read_text("utf-8")
    return Markup(css), base64.b64encode(hashlib.sha256(css.encode()).digest()).decode()  # noqa: S704 (our own file)


def _shown(value: object) -> object:
    """What an expression of the template becomes before it is escaped."""
    return clean(value, MOST_TEXT) if isinstance(value, str) and not isinstance(value, Markup) else value


@cache
def _environment() -> Environment:
    environment = Environment(
        loader=PackageLoader("leftopen.report"),
        autoescape=True,
        finalize=_shown,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    environment.filters |= {
        "num": lambda number: "not known" if number is None else f"{number:,}",
        "percent": lambda share: f"{100 * share:.0f} %",
        "joined": lambda items, mark: Markup(mark).join(clean(item, MOST_TEXT) for item in items),  # noqa: S704 (our own mark)
        "place": _place,
        "code": _code,
        "slug": lambda level: (level or "none").replace(" ", "-"),
        **{name: getattr(text, name) for name in ("count", "size", "day", "moment", "listed")},
    }
    environment.globals |= {"words": words, "gauge": gauge, "claimed": claimed, "hinted": hinted, "plain": plain}
    return environment


def _code(step: str) -> Markup:
    """A step with what stands between backticks as code."""
    parts = clean(step, MOST_TEXT).split("`")
    return Markup("").join(
        Markup("<code>{}</code>").format(part) if number % 2 else Markup("{}").format(part)
        for number, part in enumerate(parts)
    )


def _view(report: Report) -> dict[str, Any]:
    exposed = words.exposed(report)
    anchors = {service.id: f"service-{number}" for number, service in enumerate(exposed, 1)}
    now = text.parse(report.run.finished)
    services = {service.id: service for service in report.services}
    return {
        "report": report,
        "exposed": exposed,
        "others": sorted((s for s in report.services if s.access in _OTHERS), key=lambda s: _OTHERS.index(s.access)),
        "anchors": anchors,
        "services": services,
        "severity": words.worst(report),
        "people": words.people(report),
        "records": sum(c.records or 0 for service in exposed for c in service.catalog.collections),
        "kinds": list(_kinds(exposed)),
        "timeline": partial(_timeline, now=now),
        "relations": partial(_relations, services),
        "overview": exposed[:MOST_ROWS],
    }


def _place(service: Service) -> str:
    """Where a service is, as people write it: `10.0.0.1:9200`, `[fd00::1]:6379`."""
    address = f"[{service.address}]" if ":" in service.address else service.address
    return f"{address}:{service.port}" + ("/udp" if service.transport == "udp" else "")


def _kinds(exposed: list[Service]) -> Iterator[tuple[str, list[Service]]]:
    """Each claimed label with the services that hold it, the most delicate first."""
    found = {service.id: words.claims(service) for service in exposed}
    for label in words.delicate(label for labels in found.values() for label in labels):
        yield label, [service for service in exposed if label in found[service.id]]


def _timeline(services: list[Service], key: str, now: datetime | None) -> Markup | None:
    """The services' windows on one axis; None where no date is known."""
    if now is None:
        return None
    named = (row(f"{_called(s)} {_place(s)}" if len(services) > 1 else "Data", s.window, now) for s in services)
    rows: list[Row] = [each for each in named if each]
    return timeline(rows, now, key) if rows else None


def _relations(services: dict[str, Service], estate: Estate, key: str) -> Markup:
    nodes = [_node(name, services.get(name)) for name in estate.services]
    return relations(nodes, estate.links, key)


def _node(id: str, service: Service | None) -> Node:
    if service is None:
        return Node(id, "Service", clean(id, 60), None)
    return Node(id, _called(service), clean(_place(service), 60), words.level(service.severity))


def _called(service: Service) -> str:
    return clean(service.product or service.protocol, 40)


def claimed(collection: Collection) -> list[tuple[Field, Label]]:
    """The fields of a collection with what they are claimed to hold, the surest first."""
    return _pairs(collection, claim=True)


def hinted(collection: Collection) -> list[tuple[Field, Label]]:
    """The fields of a collection with what is too weak to claim."""
    return _pairs(collection, claim=False)


def plain(collection: Collection) -> list[Field]:
    """The fields of a collection without a label."""
    return [field for field in collection.fields if not field.labels]


def _pairs(collection: Collection, *, claim: bool) -> list[tuple[Field, Label]]:
    pairs = [(f, label) for f in collection.fields for label in f.labels if words.claimed(label) == claim]
    rank = {label: n for n, label in enumerate(words.delicate(label.label for _, label in pairs))}
    return sorted(pairs, key=lambda pair: (rank[pair[1].label], -pair[1].confidence))
