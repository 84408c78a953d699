"""The report of a retest: which exposures are proved shut, when and by what, as JSON, HTML and Markdown."""

import html
import json
from collections.abc import Sequence

from msgspec import Struct

from leftopen.cases.retest import Retested, summed
from leftopen.harmless import clean
from leftopen.store.store import Exposure

NAME = "retest.json"
_HEAD = ("Case", "Service", "Protocol", "Before", "Now", "Asked at", "What shows it")
_STATES = {"open": "open", "shut": "shut", "probably_shut": "probably shut", "unclear": "unclear"}


class RetestLine(Struct, frozen=True):
    """An exposure that was asked again: its case, what it was before, the verdict, and when (ISO 8601 UTC)."""

    case: int
    before: Exposure
    verdict: Retested
    at: str


def documents(lines: Sequence[RetestLine], at: str) -> dict[str, bytes]:
    """The documents by their names; the time is that of the report."""
    return {
        NAME: json.dumps([_row(line) for line in lines], indent=2, ensure_ascii=False).encode("utf-8", "replace")
        + b"\n",
        "retest.md": _markdown(lines, at).encode("utf-8", "replace"),
        "retest.html": _page(lines, at).encode("utf-8", "replace"),
    }


def _row(line: RetestLine) -> dict[str, object]:
    service = line.before.service
    return {
        "case": line.case,
        "exposure": line.before.id,
        "address": service.address,
        "port": service.port,
        "protocol": service.protocol,
        "before": line.before.state,
        "state": line.verdict.state,
        "says": line.verdict.says,
        "at": line.at,
    }


def _cells(line: RetestLine) -> tuple[str, ...]:
    service = line.before.service
    when = f"{line.at[:10]} {line.at[11:16]} UTC"
    before, now = _STATES.get(line.before.state, "unclear"), _STATES[line.verdict.state]
    place = service.id.partition("/")[0]
    cells = (str(line.case), place, service.protocol, before, now, when, line.verdict.says)
    return tuple(clean(cell, 500) for cell in cells)


def _sentence(lines: Sequence[RetestLine], at: str) -> str:
    return summed([line.verdict for line in lines], at) if lines else "Nothing was asked again."


_NOTE = "Shut is said on positive proof only; silence and another service in its place prove nothing."


def _markdown(lines: Sequence[RetestLine], at: str) -> str:
    rows = ["| " + " | ".join(_HEAD) + " |", "|" + " --- |" * len(_HEAD)]
    rows += ["| " + " | ".join(map(_literal, _cells(line))) + " |" for line in lines]
    return f"# Asked again\n\n**{_sentence(lines, at)}** {_NOTE}\n\n" + "\n".join(rows) + "\n"


def _literal(cell: str) -> str:
    """Text that Markdown takes for nothing else."""
    return "".join(f"\\{sign}" if sign in "\\`*_{}[]<>()#+!|~&" else sign for sign in cell)


def _page(lines: Sequence[RetestLine], at: str) -> str:
    def row(cells: Sequence[str], tag: str) -> str:
        return "<tr>" + "".join(f"<{tag}>{html.escape(cell)}</{tag}>" for cell in cells) + "</tr>"

    body = "\n".join(row(_cells(line), "td") for line in lines)
    return f"""<!doctype html>
<html lang="en"><head><meta charset="utf-8"><meta name="viewport" content="width=device-width, initial-scale=1">
<meta http-equiv="Content-Security-Policy" content="default-src 'none'; style-src 'unsafe-inline'">
<title>Asked again: {html.escape(_sentence(lines, at))}</title>
<style>:root{{color-scheme:light dark}}
body{{font:1rem/1.5 system-ui,sans-serif;margin:2rem auto;max-width:72rem;padding:0 1rem}}
div{{overflow-x:auto}}table{{border-collapse:collapse}}
th,td{{text-align:left;vertical-align:top;padding:.4rem .8rem;border-bottom:1px solid}}</style>
</head><body><main><h1>{html.escape(_sentence(lines, at))}</h1><p>{_NOTE}</p>
<div tabindex="0"><table><thead>{row(_HEAD, "th")}</thead><tbody>
{body}
</tbody></table></div></main></body></html>
"""
