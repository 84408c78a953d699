"""`leftopen cases move`."""

from leftopen.cases.model import CaseState
from leftopen.face import acting
from leftopen.face.console import DONE


def command(case: str, state: str, /, *, reason: str | None = None, as_: acting.As = None, db: str = acting.DB) -> int:
    """Change the state of a case, as far as the table of states allows.

    new → triaged, accepted, false_positive; triaged → notified, accepted, false_positive; notified → acknowledged,
    fixed, accepted; acknowledged → fixed, accepted; fixed → acknowledged, accepted; accepted, false_positive → triaged.
    A retest that proves each exposure shut makes verified, cases close makes closed.

    Examples:

    leftopen cases move 7 triaged

    leftopen cases move 7 accepted --reason "A public mirror."

    Parameters
    ----------
    case
        The number of the case.
    state
        The state that it is to have.
    reason
        Why; kept in the timeline.
    as_
        Who acts; without it LEFTOPEN_AS, else the name of this login.
    db
        The database of audit --db.
    """
    number, why = acting.number(case), acting.words(reason, "--reason")
    to = acting.chosen(CaseState, state, f"{state!r} is no state")
    with acting.desk(db, as_) as desk:
        desk.move(number, to, why)
    acting.done(f"Case {number} is {to}.")
    return DONE
