"""HTML for people: one file that works offline, without scripts, in light and dark, on a phone and on paper.

What is open, of whom, since when, whose it is and what to do first stands at the top; technical detail is folded away
on the screen and printed open. Everything that came from the other side passes `clean` and is escaped; the page's own
Content-Security-Policy lets nothing load and nothing run, and admits one stylesheet by its hash.
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
from leftopen.probes import kind_of, words_of
from leftopen.report.pictures.relations import Dot, relations
from leftopen.report.pictures.severity import gauge
from leftopen.report.pictures.timeline import Bar, row, timeline
from leftopen.report.plain import exchange, findings, shown, text, words
from leftopen.report.plain.findings import Section
from leftopen.report.plain.tongue import LANGUAGES, Tongue, tongue

NAME = "html"
SUFFIX = ".html"

DETAILED = 50
"""With more exposed services, findings of less weight are folded away, on paper too: a page that nobody can read to its
end hides what is urgent."""
MOST_SENTENCES, MOST_ROWS = 12, 12
"""Findings told in a sentence at the top; stores in the timeline."""
_OTHERS = (Access.UNKNOWN, Access.EMPTY, Access.DECOY, Access.LOCKED)
_HEAD = 60
"""Characters of the scope's name in the running head of a printed page."""


def render(report: Report, language: str = "en") -> bytes:
    """The page, UTF-8. `language`: a word of `tongue.LANGUAGES`."""
    own = tongue(language)
    css, digest = _style(report, own)
    page = (
        _environment(language).get_template("report.html.j2").render(_view(report, own), css=css, style_digest=digest)
    )
    return page.encode("utf-8", "replace")


def language_of(page: bytes) -> str:
    """The language of a page that `render` made, by its first bytes; English where it does not say."""
    tags = {f'<html lang="{tongue(word).tag}"'.encode(): word for word in LANGUAGES}
    return next((word for tag, word in tags.items() if tag in page), "en")


@cache
def _sheet() -> str:
    return (resources.files(__package__) / "templates" / "style.css").read_text("utf-8")


def _style(report: Report, own: Tongue) -> tuple[Markup, str]:
    """The stylesheet with the running head of the printed page, and its hash for the policy."""
    head = f"{own.say('title')}: {clean(report.scope.name, _HEAD)}"
    css = (
        f"{_sheet()}@page {{ @top-left {{ content: {_quoted(f'TLP:{exchange.TLP}')}; }} "
        f"@top-right {{ content: {_quoted(head)}; }} "
        f"@bottom-left {{ content: {_quoted(own.moment(report.run.finished))}; }} }}\n"
    )
    return Markup(css), base64.b64encode(hashlib.sha256(css.encode()).digest()).decode()  # noqa: S704 (see _quoted)


def _quoted(said: str) -> str:
    r"""A string of CSS in which each character is written by its number: nothing in it can end it.

    >>> _quoted('a"')
    '"\\000061\\000022"'
    """
    return '"' + "".join(f"\\{ord(character):06x}" for character in said) + '"'


@cache
def _environment(language: str) -> Environment:
    own = tongue(language)
    environment = Environment(
        loader=PackageLoader("leftopen.report"),
        autoescape=True,
        finalize=partial(shown.finished, own=own),
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    environment.filters |= {
        "plainly": lambda value: Markup("{}").format(clean(value, shown.MOST_TEXT)),
        "joined": partial(shown.joined, own=own),
        "place": shown.place,
        "code": partial(shown.code, own=own),
        "told": partial(shown.told, own=own),
        "slug": lambda level: (level or "none").replace(" ", "-"),
    }
    environment.globals |= {
        "own": own,
        "say": own.say,
        "words": words,
        "findings": findings,
        "tlp": f"TLP:{exchange.TLP}",
        "gauge": partial(gauge, own=own),
        "level": lambda severity: words.level_in(severity.level, own),
        "claimed": claimed,
        "hinted": hinted,
        "plain": plain,
        "risk": partial(_risk, own=own),
        "references": _references,
        "steps": partial(_steps, own=own),
        "tie": partial(_tie, own=own),
        "names": lambda kinds, most: own.listed(words.names(kinds, own), most),
        "name_of": lambda label: words.name_of(label, own),
        "stores_of": words.stores_of,
        "access": lambda word: (own.say(f"access_{word}"), own.say(f"access_{word}_says")),
        "accesses": tuple(Access),
        "kinds_of": words.claims,
        "records_of": findings.records,
        "law": lambda label: own.law(words.law_of(label) or "") or own.say("personal_data"),
        "special": words.is_special,
    }
    return environment


def _view(report: Report, own: Tongue) -> dict[str, Any]:
    found = findings.findings(report)
    exposed = [service for finding in found for service in finding.services]
    now = text.parse(report.run.finished)
    detailed = _detailed(found, len(exposed))
    return {
        "report": report,
        "found": found,
        "detailed": detailed,
        "offline": bool(found) and all(f.estate is not None and f.estate.lookups == "offline" for f in found),
        "rest": found[len(detailed) :],
        "exposed": exposed,
        "others": [service for service in report.services if service.access in _OTHERS],
        "alike": _alike(report),
        "anchors": {service.id: f"service-{number}" for number, service in enumerate(exposed, 1)},
        "kinds": list(_kinds(exposed)),
        "duties": _duties(found, own),
        "drawn": _timeline(exposed[:MOST_ROWS], "overview", now=now, own=own),
        "timeline": partial(_timeline, now=now, own=own),
        "relations": partial(_relations, {service.id: service for service in report.services}, own=own),
        "sentences": MOST_SENTENCES,
        "rows": MOST_ROWS,
        "most": DETAILED,
    }


def _alike(report: Report) -> list[list[Service]]:
    """What is not exposed: doors of one address of which the same is to be said together, as a decoy has dozens."""
    groups: dict[tuple[object, ...], list[Service]] = {}
    others = (service for service in report.services if service.access in _OTHERS)
    for each in sorted(others, key=lambda service: _OTHERS.index(service.access)):
        same = (each.access, words.called(each), each.version, each.address, each.proof, each.remedy[:1])
        groups.setdefault(same, []).append(each)
    return list(groups.values())


def _detailed(found: list[Section], exposed: int) -> list[Section]:
    """The findings that are described where one reads on: all, or of many services the first ones."""
    return found if exposed <= DETAILED else found[:MOST_SENTENCES]


def _kinds(exposed: list[Service]) -> Iterator[tuple[str, list[Service]]]:
    """Each claimed label with the services that hold it, the most delicate first."""
    held = {service.id: words.claims(service) for service in exposed}
    for label in words.delicate(label for labels in held.values() for label in labels):
        yield label, [service for service in exposed if label in held[service.id]]


def _duties(found: list[Section], own: Tongue) -> list[tuple[Any, tuple[int, ...]]]:
    """Each duty once, with the numbers of the findings that bring it up."""
    told = {duty.regime: duty for finding in found if finding.estate for duty in finding.estate.duties}
    return [(own.duty(told[regime]), numbers) for regime, numbers in findings.legal(found)]


def _timeline(services: list[Service], key: str, *, now: datetime | None, own: Tongue) -> Markup | None:
    """The services' windows on one axis; None where no date is known."""
    if now is None:
        return None
    alone = own.say("timeline_data_only")
    named = (row(_placed(s) if len(services) > 1 else alone, s.window, now) for s in services)
    rows: list[Bar] = [each for each in named if each]
    return timeline(rows, now, key, own) if rows else None


def _placed(service: Service) -> str:
    return f"{clean(words.called(service), 40)} {shown.where(service)}"


def _relations(services: dict[str, Service], estate: Estate, key: str, *, own: Tongue) -> Markup:
    nodes = [_node(name, services.get(name)) for name in estate.services]
    return relations(nodes, estate.links, key, own)


def _node(id: str, service: Service | None) -> Dot:
    if service is None:
        return Dot(id, "", clean(id, 60), None)
    return Dot(id, clean(words.called(service), 40), shown.where(service), words.level(service.severity))


def _tie(link: Any, own: Tongue) -> str:
    """Why services belong together, in the language of the page."""
    if own.word == "en":
        return str(link.says)
    key = f"link_{link.kind.replace('-', '_')}"
    return own.say(key) if own.knows(key) else own.say("link_other")


def _risk(service: Service, own: Tongue) -> str:
    """What can happen: of this product where the language tells it, else of its kind."""
    told = words_of(service.protocol).get("risk")
    if told and own.word == "en":
        return " ".join(str(told).split())
    return own.say("risk_camera" if kind_of(service.protocol) == "camera" else "risk_store")


def _references(service: Service) -> list[tuple[str, bool]]:
    """Where to read on, and whether that is an address."""
    return [(str(each), str(each).startswith("https://")) for each in words_of(service.protocol).get("references", ())]


def _steps(service: Service, own: Tongue) -> list[str]:
    """How to shut it, in the language of the page: the product's own steps, or those that hold for all."""
    if own.word == "en" and service.remedy:
        return list(service.remedy)
    values = {"ports": findings.ports_of(service, own), "product": words.called(service)}
    first = ["shut_generic_open"]
    first += ["shut_generic_factory" if service.access is Access.FACTORY else "shut_generic_login"]
    return [own.say(key, **values) for key in (*first, "shut_generic_check", "shut_generic_logs")]


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
