"""`leftopen cases close`."""

from leftopen.cases.model import Cause
from leftopen.face import acting
from leftopen.face.console import DONE


def command(
    case: str,
    /,
    *,
    cause: str,
    reason: str | None = None,
    override: bool = False,
    as_: acting.As = None,
    db: str = acting.DB,
) -> int:
    """End a case, with why the door was open as its owner gave it. A closed case is kept until a date, then purged.

    Refused while an exposure of it is not proved shut.

    Examples:

    leftopen cases close 7 --cause default_configuration

    leftopen cases close 7 --cause test_system --override --reason "The owner has taken the machine away."

    Parameters
    ----------
    case
        The number of the case.
    cause
        mistaken_upload, default_configuration, test_system, third_party_copy, compromised, disputed, unknown or other.
    reason
        Why; kept in the timeline.
    override
        Close it though not all is proved shut; needs a reason.
    as_
        Who acts; without it LEFTOPEN_AS, else the name of this login.
    db
        The database of audit --db.
    """
    number, why = acting.number(case), acting.words(reason, "--reason")
    said = acting.chosen(Cause, cause, f"--cause: {cause!r} is none")
    with acting.desk(db, as_) as desk:
        desk.close(number, said, why, override=override)
    acting.done(f"Case {number} is closed.")
    return DONE
