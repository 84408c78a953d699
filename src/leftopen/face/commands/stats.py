"""`leftopen stats`."""

from collections.abc import Iterator
from typing import TYPE_CHECKING

import msgspec

from leftopen.face import acting, console
from leftopen.face.console import DONE
from leftopen.face.tables import table
from leftopen.probes import spelled

if TYPE_CHECKING:
    from leftopen.cases.stats import Stats

_UNTOLD = "not told: too few cases"


def stats(*, db: str = acting.DB, format: acting.Format = "table") -> int:
    """Print numbers that may be published: how many cases, how they ended, and why the doors were open.

    No name, address or date of any case is in them. What fewer than five cases have is counted with others ("other"),
    and where even those together are few no number is told.

    Examples:

    leftopen stats --db sqlite:///leftopen.db --format json

    Parameters
    ----------
    db
        The database of audit --db.
    format
        A table, or one JSON document.
    """
    from leftopen.cases.stats import stats as counted

    with acting.desk(db) as desk, desk.store.session(reads=True) as session:
        found = counted(session)
    if format == "json":
        console.out(msgspec.json.format(msgspec.json.encode(found), indent=2) + b"\n")
    else:
        console.out(table(("what", "number"), _rows(found)))
    return DONE


def _rows(found: "Stats") -> Iterator[tuple[str, str]]:
    yield "cases", _number(found.cases)
    for name, many in (("state", found.states), ("cause", found.causes), ("severity", found.levels)):
        yield from ((f"  {name} {word.replace('_', ' ')}", str(number)) for word, number in many.items())
    yield "exposures", _number(found.exposures)
    yield "  proved shut", _number(found.shut)
    yield from ((f"  {spelled(protocol)}", str(number)) for protocol, number in found.protocols.items())
    yield "days until shut (median)", _number(found.days_to_shut)


def _number(many: int | None) -> str:
    return _UNTOLD if many is None else f"{many:,}"
