"""`leftopen cases assign`."""

from leftopen.face import acting
from leftopen.face.console import DONE


def command(case: str, name: str, /, *, as_: acting.As = None, db: str = acting.DB) -> int:
    """Say who is to work at a case.

    Examples:

    leftopen cases assign 7 Ada

    Parameters
    ----------
    case
        The number of the case.
    name
        Who is to work at it.
    as_
        Who acts; without it LEFTOPEN_AS, else the name of this login.
    db
        The database of audit --db.
    """
    number, owner = acting.number(case), acting.needed(name, "NAME")
    with acting.desk(db, as_) as desk:
        desk.assign(number, owner)
    acting.done(f"Case {number} is assigned to {owner}.")
    return DONE
