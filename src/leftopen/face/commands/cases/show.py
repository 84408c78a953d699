"""`leftopen cases show`."""

from collections.abc import Iterator
from typing import TYPE_CHECKING

import msgspec

from leftopen.face import acting, console
from leftopen.face.commands.cases.list import until, when
from leftopen.face.console import DONE
from leftopen.harmless import clean
from leftopen.probes import spelled

if TYPE_CHECKING:
    from leftopen.cases.model import CaseFile, Notice


def command(case: str, /, *, db: str = acting.DB, format: acting.Format = "table") -> int:
    """Show all of a case: its exposures with their history, who is responsible, whom to tell, what was done.

    A case that was merged leads to the one it is part of.

    Examples:

    leftopen cases show 7

    Parameters
    ----------
    case
        The number of the case.
    db
        The database of audit --db.
    format
        Text, or one JSON document.
    """
    number = acting.number(case)
    with acting.desk(db) as desk:
        found = desk.show(number)
    if format == "json":
        console.out(msgspec.json.format(msgspec.json.encode(found.document()), indent=2) + b"\n")
        return DONE
    if found.case.case != number:
        console.say(f"Case {number} was merged into case {found.case.case}.")
    console.out("".join(f"{clean(line, 2000)}\n" for line in _lines(found)))
    return DONE


def _lines(found: "CaseFile") -> Iterator[str]:
    case = found.case
    yield f"Case {case.case}: {case.title}"
    yield f"  state       {case.state}" + (f", {found.cause}" if found.cause else "")
    if case.severity is not None:
        computed = case.override and case.override.computed
        kept = f" (computed: {computed:g}; {case.override.why})" if case.override and computed is not None else ""
        yield f"  severity    {case.level} {case.severity:g}{kept}"
    yield f"  opened      {when(case.opened)}"
    if case.due:
        yield f"  due         {until(case.due)}: {case.step}"
    if found.retain_until:
        yield f"  kept until  {until(found.retain_until)}, then: leftopen purge --due"
    yield f"  assigned    {case.owner or f'to nobody yet: leftopen cases assign {case.case} NAME'}"
    yield "Exposures"
    for door in case.exposures:
        yield f"  {door.address}:{door.port} {spelled(door.protocol)}: {door.state}. {door.says}"
        for each in door.history:
            yield f"    {when(each['at'])}  {each['what']} ({each['by']})"
    yield "Parties"
    for party in case.parties:
        sure = f"{party.name} ({party.verdict}, {party.confidence:.0%})" if party.name else "not known"
        yield f"  {party.role}: {sure}"
    yield "Contacts"
    for contact in found.contacts:
        yield f"  {contact.role}: {contact.address} ({contact.source})"
    for notice in found.notices:
        yield f"  notice {notice.id} to {notice.to} in {notice.language}, {when(notice.at)}: {_sent(notice)}"
    for up in found.further:
        yield f"  further up: {up.role} of {up.country}, {up.name}: {up.address} ({up.why}; {up.source}, {up.checked})"
    yield from _clocks(found)
    yield "Timeline"
    for line in found.timeline:
        why = f" ({line.why})" if line.why else ""
        yield f"  {when(line.at)}  {line.who}: {line.what}{why}"


def _clocks(found: "CaseFile") -> Iterator[str]:
    """The legal clocks, with date, hour and zone."""
    if not found.clocks:
        return
    began = found.clocks[0].counted_from
    since = f"counted from the first notice that was taken, {moment(began)}" if began else "none began: nobody was told"
    yield f"Clocks of the responsible party, for its counsel to judge ({since}, {found.clocks[0].zone})"
    for clock in found.clocks:
        yield f"  {clock.regime}: {clock.clock} {clock.starts}" + (
            f", until {moment(clock.ends)}" if clock.ends else ""
        )
        yield f"    {clock.who} ({clock.source})"


def moment(told: str) -> str:
    """A time with its offset, for people: `2026-11-30 10:30 +01:00`."""
    return f"{told[:10]} {told[11:16]} {told[19:] or 'UTC'}"


def _sent(notice: "Notice") -> str:
    if notice.sent:
        return f"sent {when(notice.sent_at)}"
    if notice.sent is None and notice.sent_at:
        return f"begun to be sent {when(notice.sent_at)}; how that ended is not known"
    return "not sent"
