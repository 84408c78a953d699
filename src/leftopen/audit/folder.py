"""The output folder of a run: its journal, its checkpoint, and whose run it is."""

import datetime as dt
import secrets
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Literal

from leftopen import __version__
from leftopen.audit.plan import JOURNAL, Plan, listing, matter, whereabouts
from leftopen.journal import Journal
from leftopen.model import utc
from leftopen.net.admission import Permit
from leftopen.store import checkpoint
from leftopen.store.checkpoint import Begun, Checkpoint, CheckpointError, Position

Holds = Literal["nothing", "unfinished", "finished"]


def holds(folder: Path) -> Holds:
    """Whether a run is in the folder: `unfinished`, it can be resumed; `finished`, its report is there."""
    if (folder / checkpoint.NAME).exists():
        return "unfinished"
    return "finished" if any(folder.glob("report.*")) else "nothing"


@contextmanager
def opened(plan: Plan) -> Iterator[tuple[Journal, Checkpoint]]:
    """Journal and checkpoint of the run. Raises JournalError, CheckpointError, OSError."""
    plan.out.mkdir(parents=True, exist_ok=True, mode=0o700)
    with (
        Journal(plan.out / JOURNAL) as journal,  # first: it keeps other runs out of the folder
        Checkpoint(plan.out / checkpoint.NAME, fresh=not plan.resume) as saved,
    ):
        yield journal, saved


def check(permit: Permit, plan: Plan, saved: Checkpoint) -> None:
    """Raises CheckpointError where the run in the folder, if any, is another one."""
    begun = saved.past.begun
    if begun is not None and begun.scope != matter(permit.scope):
        says = "belongs to another scope, or more of it than [authorisation] was changed"
    elif begun is not None and begun.listed != listing(plan):
        says = "belongs to a run with another --from"
    else:
        return
    raise CheckpointError(f"{saved.path}: {says}. Begin another run with another --out.")


def begin(permit: Permit, plan: Plan, saved: Checkpoint, journal: Journal) -> Begun:
    """The identity of the run, new or resumed, entered in checkpoint and journal; `saved.past` is what still counts.

    Where a host name has moved since, the sweep begins anew, and what was asked stays, as far as it may still be asked.
    """
    begun = saved.past.begun
    same = whereabouts(permit)
    fresh = begun is None or begun.targets != same
    if begun is None or fresh:
        run, started = (begun.id, begun.started) if begun else (_run_id(), utc())
        begun = Begun(run, matter(permit.scope), secrets.token_hex(16), started, same, listing(plan))
    permission = permit.scope.authorisation
    journal.note(
        "open",
        run=begun.id,
        scope=permit.scope.digest,
        version=__version__,
        reference=permission.reference if permission else None,
        resumed=plan.resume,
        retest=plan.retest,
    )
    journal.sync()  # first, so that no kill leaves a run whose journal is empty
    if fresh:
        saved.note(begun)
        saved.past.position = Position(0, 0, 0, 0)
    saved.past.keep(lambda target: permit.guard.allows(target.address, target.port))
    return begun


def _run_id() -> str:
    """Sorts by time, and two runs in one second differ."""
    return dt.datetime.now(dt.UTC).strftime("%Y%m%dT%H%M%SZ-") + secrets.token_hex(4)
