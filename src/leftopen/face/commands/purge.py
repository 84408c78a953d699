"""`leftopen purge`."""

import sys
from typing import TYPE_CHECKING

from leftopen.face import acting, console
from leftopen.face.console import DONE, EARLY, UNUSABLE, Stop

if TYPE_CHECKING:
    from leftopen.cases.desk import Desk

_SETTLED = ("closed", "accepted", "false_positive")


def purge(
    *cases: str,
    due: bool = False,
    reason: str | None = None,
    yes: bool = False,
    as_: acting.As = None,
    db: str = acting.DB,
) -> int:
    """Delete cases for good: their exposures, what was found in them, timeline, contacts and notices.

    A signed tombstone stays: number, when, who, how many, a digest (leftopen verify CASE). What was written into
    folders stays there. A case that is not settled needs a reason.

    Examples:

    leftopen purge --due --yes

    leftopen purge 7 --reason "The owner asked for it."

    Exit codes: 0 deleted (or nothing is due), 2 no such case, or nobody said yes, 4 deleted, but the file
    could not be written anew as somebody reads it (purge --due finishes that).

    Parameters
    ----------
    cases
        The numbers of cases.
    due
        Those whose date to be kept is past.
    reason
        Why; kept in the tombstone.
    yes
        Do not ask.
    as_
        Who acts; without it LEFTOPEN_AS, else the name of this login.
    db
        The database of audit --db.
    """
    from leftopen.cases import purge as deleting

    if bool(cases) == due:
        raise Stop(UNUSABLE, "Name the cases to delete, or --due.")
    numbers, why = [acting.number(case) for case in cases], acting.words(reason, "--reason")
    who = acting.who(as_)
    with acting.desk(db, as_) as desk:
        wanted = deleting.due(desk.store) if due else numbers
        if not wanted:
            _scrubbed(desk)
            console.say("No case is due to be deleted.")
            return DONE
        found = deleting.said(desk.store, wanted)
        for number, state, counts in found:
            told = (f"{many} {kind if many != 1 else kind.removesuffix('s')}" for kind, many in counts.items())
            console.say(f"Case {number} ({state}): {', '.join(told)}")
            if state not in _SETTLED and why is None:
                raise Stop(UNUSABLE, f"Case {number} is {state}: deleting it needs a --reason, which is kept.")
        if not yes and not _agreed():
            raise Stop(UNUSABLE, "Nothing was deleted. Say --yes to delete this for good.")
        gone = deleting.purge(desk.store, [number for number, _, _ in found], who, why)
        _scrubbed(desk)
    console.say(f"Deleted: {', '.join(map(str, gone))}. A signed tombstone of each stays.")
    return DONE


def _scrubbed(desk: "Desk") -> None:
    """Takes the last traces away. Raises Stop where somebody reads the database meanwhile."""
    from leftopen.store.schema import StoreError

    try:
        desk.store.scrub()
    except StoreError as error:
        says = "What is deleted is gone from the tables, but not yet from the file"
        raise Stop(EARLY, f"{says}: {error}. To finish it: leftopen purge --due") from None


def _agreed() -> bool:
    """Whether a person at the terminal says yes."""
    if not sys.stdin.isatty():
        return False
    console.say("Delete this for good? yes or no:")
    return sys.stdin.readline().strip().lower() == "yes"
