"""`leftopen cases merge`."""

from leftopen.face import acting
from leftopen.face.console import DONE


def command(case: str, into: str, /, *, reason: str | None = None, as_: acting.As = None, db: str = acting.DB) -> int:
    """Make one case part of another: its number leads there from now on.

    Examples:

    leftopen cases merge 7 3 --reason "One team runs both."

    Parameters
    ----------
    case
        The number of the case that goes.
    into
        The number of the case that stays.
    reason
        Why; kept in the timelines of both.
    as_
        Who acts; without it LEFTOPEN_AS, else the name of this login.
    db
        The database of audit --db.
    """
    source, target, why = acting.number(case), acting.number(into), acting.words(reason, "--reason")
    with acting.desk(db, as_) as desk:
        found = desk.merge(source, target, why)
    acting.done(f"Case {source} is part of case {found} now.")
    return DONE
