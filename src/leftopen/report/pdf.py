"""PDF for management and letters: the findings on paper, worst first (needs typst, `leftopen[documents]`).

The text goes to the typesetter as data, never as markup: nothing that a peer wrote is interpreted.
"""

import json
from importlib import resources
from typing import Any

from leftopen.harmless import clean
from leftopen.model import Report, Service
from leftopen.report.plain import exchange, lines, words
from leftopen.report.plain.text import day, listed, moment

NAME = "pdf"
SUFFIX = ".pdf"
NEEDS = "typst"
_MOST = 200
"""The most services that are described one by one."""


def render(report: Report) -> bytes:
    """The document."""
    import typst

    source = (resources.files("leftopen.report") / "templates" / "report.typ").read_bytes()
    told = json.dumps(lines.harmless(_told(report)), ensure_ascii=False)
    made: bytes = typst.compile(source, format="pdf", sys_inputs={"report": told})
    return made


def _told(report: Report) -> dict[str, Any]:
    exposed = words.exposed(report)
    more = len(exposed) - _MOST
    return {
        "title": words.headline(report),
        "scope": report.scope.name,
        "tlp": f"TLP:{exchange.TLP}",
        "found": " ".join(words.found(report)),
        "done": " ".join(words.done(report)),
        "services": [_service(service) for service in exposed[:_MOST]],
        "more": f"{more} more are in report.html." if more > 0 else "",
        "estates": [words.of_estate(estate) for estate in report.estates[:_MOST]],
        "missed": [f"{error.place}: {words.where(error)}: {error.says}" for error in report.errors[:_MOST]],
        "end": f"Run {report.run.id}, {moment(report.run.finished)}, {report.tool.name} {report.tool.version}.",
    }


def _service(service: Service) -> dict[str, Any]:
    severity = service.severity
    return {
        "name": " ".join(part for part in (words.called(service), service.version) if part),
        "place": exchange.place(service),
        "level": f"{severity.level} ({severity.score:g})" if severity else "not rated",
        "access": words.ACCESS[service.access][0],
        "says": f"{words.ACCESS[service.access][1]} {clean(service.proof, 1500)}",
        "kinds": listed(words.names(words.claims(service)), 30) or "none recognised",
        "since": day(service.window.data_from),
        "remedy": [clean(step.replace("`", ""), 600) for step in service.remedy],
    }
