"""`leftopen cases severity`."""

from typing import Annotated

from cyclopts import Parameter
from cyclopts.validators import Number

from leftopen.face import acting
from leftopen.face.console import DONE

MOST = 6.0
"""The highest score of ENISA's method: 4 x 1 + 2."""


def command(
    case: str,
    score: Annotated[float, Parameter(validator=Number(gte=0, lte=MOST))],
    /,
    *,
    reason: str,
    as_: acting.As = None,
    db: str = acting.DB,
) -> int:
    """Put your own severity in the place of the computed one; both are kept and shown.

    Examples:

    leftopen cases severity 7 4.5 --reason "Live session tokens of 80 people."

    Parameters
    ----------
    case
        The number of the case.
    score
        0 to 6, as ENISA counts: below 2 low, below 3 medium, below 4 high, else very high.
    reason
        Why; kept in the timeline and shown beside it.
    as_
        Who acts; without it LEFTOPEN_AS, else the name of this login.
    db
        The database of audit --db.
    """
    number, why = acting.number(case), acting.needed(reason, "--reason")
    with acting.desk(db, as_) as desk:
        desk.weigh(number, score, why)
    acting.done(f"The severity of case {number} is {score:g} now.")
    return DONE
