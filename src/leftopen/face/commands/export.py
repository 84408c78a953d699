"""`leftopen export`."""

import os
import re
from email.utils import parseaddr
from pathlib import Path
from typing import Annotated, Literal

from cyclopts import Parameter

from leftopen import regular
from leftopen import report as reports
from leftopen.face import console, database, running
from leftopen.face.console import DONE, UNUSABLE, Stop
from leftopen.model import Report
from leftopen.report import csv, html, json, xarf
from leftopen.report.plain import again
from leftopen.report.plain.tongue import Language
from leftopen.store import custody

_MAIL = re.compile(r"[A-Za-z0-9.!#$%&'*+/=?^_`{|}~-]{1,64}@(?:[A-Za-z0-9-]{1,63}\.){1,10}[A-Za-z]{2,63}", re.ASCII)
_FORMATS = ", ".join(reports.formats())


def export(
    format: Annotated[str, Parameter(name="FORMAT")],
    /,
    *,
    from_: Annotated[Path | None, Parameter(name="--from")] = None,
    db: str | None = None,
    out: Path | None = None,
    rows: Literal["fields", "services"] | None = None,
    contact: str | None = None,
    language: Language | None = None,
) -> int:
    """Write a report that is there already in another format.

    Examples:

    leftopen export csv --from autumn --out autumn.csv

    leftopen export csv --from autumn --rows services

    leftopen export md --db sqlite:///leftopen.db

    leftopen export xarf --from autumn --contact cert@example.org --out reports.json

    The formats, and whom they are for:

    {formats}

    Parameters
    ----------
    format
        One of the known formats; an unknown one prints the list.
    from_
        An output folder, or a report.json.
    db
        A database of audit --db: its newest report.
    out
        The file to write; without it, standard output.
    rows
        Of csv: a row for each field and label (fields, as without it) or for each service.
    language
        Of html: en (English, as without it) or zh (simplified Chinese).
    contact
        Of xarf: the mail address at which you can be asked; without it, that of LEFTOPEN_FROM.
    """
    if format not in reports.formats():
        raise Stop(UNUSABLE, f"{format!r} is not a known format. Known are: {_FORMATS}.")
    if (from_ is None) == (db is None):
        raise Stop(UNUSABLE, "Name where the report is: either --from DIR or --db URL.")
    if rows is not None and format != csv.NAME:
        raise Stop(UNUSABLE, f"--rows: is for csv alone. Leave it out for {format}.")
    if language is not None and format != html.NAME:
        raise Stop(UNUSABLE, f"--language: is for html alone. Leave it out for {format}.")
    form = reports.formats()[format]
    if form.missing is not None:
        raise Stop(UNUSABLE, f"{form.missing}.")
    contact = _contact(format, contact)
    report = report_at(from_) if from_ is not None else _newest(str(db))
    if rows is not None:
        data = csv.render(report, rows)
    elif language is not None:
        data = html.render(report, language)
    else:
        data = xarf.render(report, contact) if format == xarf.NAME else form.render(report)
    if out is None:
        console.out(data)
    else:
        if custody.own(out, form.suffix):
            raise Stop(UNUSABLE, f"{out}: is what the folder stands on, which stays as it is. Choose another --out.")
        if custody.kept(out):
            running.put(out.parent, {out.name: data}, "The folder is as it was before.")
        else:
            console.write(out, data)
    return DONE


export.__doc__ = (export.__doc__ or "").replace(
    "{formats}", "\n\n    ".join(f"{name}: {form.doc}" for name, form in reports.formats().items())
)


def _contact(format: str, given: str | None) -> str | None:
    """Who can be asked about a report of abuse. Raises Stop for what is no mail address."""
    if given is not None and format != xarf.NAME:
        raise Stop(UNUSABLE, f"--contact: is for xarf alone. Leave it out for {format}.")
    if format != xarf.NAME:
        return None
    mail = given or parseaddr(os.environ.get("LEFTOPEN_FROM", ""))[1] or None
    if mail is None:
        console.say("Nobody can be asked about these reports yet: name your mail address with --contact.")
    elif not _MAIL.fullmatch(mail):
        raise Stop(UNUSABLE, "--contact: is no mail address. Write one like cert@example.org.")
    return mail


def report_at(place: Path) -> Report:
    """The report of an output folder, or in a report.json. Raises Stop where there is none."""
    path = place / "report.json" if place.is_dir() else place
    try:
        return taken(json.load(regular.held(path)), str(path))
    except OSError as error:
        raise Stop(UNUSABLE, f"{path}: cannot be read ({error.strerror}). Name an output folder of audit.") from None
    except json.NotAReport as error:
        raise Stop(UNUSABLE, f"{path}: is no report of leftopen ({error}). Name an output folder of audit.") from None


def taken(report: Report, place: str) -> Report:
    """A report as it may be used: what a file or a database holds is input. Raises Stop where no audit wrote it."""
    if (says := again.wrong(report)) is not None:
        raise Stop(UNUSABLE, f"{place}: holds what no audit of leftopen writes ({says}). Name another one.")
    return again.masked(report)


def _newest(url: str) -> Report:
    with database.opened(url) as store:
        runs = store.runs()
        if runs:
            return taken(store.load(runs[0].id), f"--db {console.without_login(url)}")
    raise Stop(UNUSABLE, f"--db {console.without_login(url)}: holds no report yet. Write one with audit --db.")
