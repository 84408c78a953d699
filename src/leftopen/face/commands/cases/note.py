"""`leftopen cases note`."""

from leftopen.face import acting
from leftopen.face.console import DONE


def command(case: str, text: str, /, *, as_: acting.As = None, db: str = acting.DB) -> int:
    """Write a line into the timeline of a case; write no personal data into it.

    Examples:

    leftopen cases note 7 "Telephoned: their provider looks at it on Monday."

    Parameters
    ----------
    case
        The number of the case.
    text
        What is to be kept.
    as_
        Who acts; without it LEFTOPEN_AS, else the name of this login.
    db
        The database of audit --db.
    """
    number, said = acting.number(case), acting.needed(text, "TEXT")
    with acting.desk(db, as_) as desk:
        desk.note(number, said)
    acting.done(f"Noted in case {number}.")
    return DONE
