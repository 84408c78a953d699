"""The summary that the terminal shows at the end of an audit: text, with colours where they are wanted."""

import io
from collections import Counter

from rich.cells import cell_len
from rich.console import Console, Group, RenderableType
from rich.padding import Padding
from rich.table import Table
from rich.text import Text

from leftopen.harmless import clean
from leftopen.model import Level, Report, Service, Status
from leftopen.report.plain import words
from leftopen.report.plain.text import count, listed

MOST_ROWS = 20
_TEXT = 400
"""Characters of one piece of text."""
_NARROW, _WIDE = 72, 100
"""In fewer columns, the name of a service may go on in the next line, and fewer kinds of data are named."""
COLOURS: dict[Level, str] = {"low": "blue", "medium": "yellow", "high": "dark_orange", "very high": "bold red"}


def summary(report: Report, *, colour: bool, width: int) -> str:
    """The summary in lines of at most `width` columns; with ANSI colours only where `colour` says so.

    Control characters and direction marks of the other side are gone: what it named cannot drive the terminal.
    """
    out = io.StringIO()
    console = Console(
        file=out,
        width=max(width, 40),
        force_terminal=colour,
        color_system="256" if colour else None,
        no_color=not colour,
        legacy_windows=False,
        markup=False,
        emoji=False,
        highlight=False,
    )
    console.print(_summary(report, console.width))
    return "\n".join(line.rstrip() for line in out.getvalue().splitlines()) + "\n"


def _summary(report: Report, width: int) -> RenderableType:
    exposed = words.exposed(report)
    parts: list[RenderableType] = [Text(words.headline(report), style="bold")]
    parts += [Text(clean(sentence, 1000)) for sentence in (*words.found(report), *words.done(report))]
    if exposed:
        parts += [Text(), _table(exposed[:MOST_ROWS], width)]
        if len(exposed) > MOST_ROWS:
            parts.append(Text(f"and {count(len(exposed) - MOST_ROWS, 'exposed service')} more", style="dim"))
    for number, estate in enumerate(report.estates, 1):
        if len(estate.services) == 1:
            continue
        parts += [Text(), Text.assemble((f"Estate {number}  ", "bold"), clean(words.of_estate(estate), 1000))]
        parts += [Padding(Text(f"· {clean(link.says, _TEXT)}", style="dim"), (0, 0, 0, 2)) for link in estate.links[:5]]
    alone = sum(len(estate.services) == 1 for estate in report.estates)
    if alone and len(report.services) > 1:
        them = ("stands", "it") if alone == 1 else ("stand", "them")
        says = f"{count(alone, 'exposed service')} {them[0]} alone: nothing links {them[1]} to another."
        parts += [Text(), Text(says)]
    if report.errors:
        told = Counter(error.status for error in report.errors)
        cut, unjudged = told[Status.CUT], told[Status.UNJUDGED]
        others = len(report.errors) - cut - unjudged
        parts.append(Text())
        if others:
            parts.append(Text(f"{count(others, 'error')}: not every address could be asked", style="yellow"))
        if unjudged:
            parts.append(Text(f"{count(unjudged, 'service')} could not be judged: see errors", style="yellow"))
        if cut:
            parts.append(Text(f"{count(cut, 'catalogue')} cut: the report has no room for all of it", style="yellow"))
    return Group(*parts)


def _table(exposed: list[Service], width: int) -> Table:
    names = [clean(service.id, 60) for service in exposed]
    table = Table(box=None, pad_edge=False, padding=(0, 2, 0, 0), header_style="dim")
    table.add_column("Severity", no_wrap=True)
    longest = min(max(map(cell_len, names)), width // 3)
    table.add_column("Service", overflow="fold", width=None if width < _NARROW else longest)
    for name in ("Access", "Records", "Personal data"):
        table.add_column(name, overflow="fold", justify="right" if name == "Records" else "left")
    for name, service in zip(names, exposed, strict=True):
        severity = service.severity
        rated = Text(f"{severity.level}\n{severity.score:g}", COLOURS[severity.level]) if severity else Text("-", "dim")
        known = [c.records for c in service.catalog.collections if c.records is not None]
        held = words.names(words.claims(service))
        table.add_row(
            rated,
            Text(f"{words.called(service)}\n{name}"),
            Text(words.ACCESS[service.access][0]),
            Text(f"{sum(known):,}" if known else "-"),
            Text(clean(listed(held, 5 if width >= _WIDE else 3), _TEXT) if held else "none recognised"),
        )
    return table
