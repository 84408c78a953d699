"""Is a known exposure still open? The decision alone: who asks again, and how, is elsewhere.

Shut is said only on positive proof: the port refuses the connection, or the same or another service stands there and
refuses an anonymous reader. Silence proves nothing: a filter, a slow moment or a moved cable looks the same.
"""

from collections.abc import Iterable, Iterator
from typing import Literal

from msgspec import Struct

from leftopen.model import Access, Problem, Report, Service, Status
from leftopen.report.plain.text import clean

State = Literal["open", "shut", "unclear"]


class Retested(Struct, frozen=True):
    """The state of an exposure, and why in one sentence of our own."""

    state: State
    says: str


def judge(before: Service, now: Service | None, problem: Problem | None = None) -> Retested:
    """What asking again has shown.

    `before` is the service as it was exposed, `now` what answers at its address and port today, None where nothing was
    identified. `problem` matters then: what kept us from it, where only `Status.REFUSED` is a proof; others are shown.
    """
    if now is None:
        if problem is not None and problem.status is Status.REFUSED:
            return Retested("shut", "The connection was refused: nothing listens there any more.")
        why = clean(problem.says, 80) if problem is not None else "no answer"
        return Retested("unclear", f"Nothing could be identified there ({why}), which does not prove that it is shut.")
    same = now.protocol == before.protocol
    if now.access is Access.LOCKED:
        who = "The service" if same else f"Another service ({clean(now.protocol, 40)}) stands there and"
        return Retested("shut", f"{who} refuses an anonymous reader now.")
    if not same:
        other = clean(now.protocol, 40)
        return Retested("unclear", f"Another service ({other}) answers there: the first may have moved.")
    return Retested(*_SAME[now.access])


_SAME: dict[Access, tuple[State, str]] = {
    Access.OPEN: ("open", "Its data can still be read without credentials."),
    Access.METADATA: ("open", "Its catalogue or configuration can still be read without credentials."),
    Access.FACTORY: ("open", "It still accepts the login that its maker publishes."),
    Access.EMPTY: ("open", "It was emptied, but the door is still open: what is put there next can be read."),
    Access.DECOY: ("unclear", "What answers there now looks like a decoy, so that it proves nothing."),
    Access.UNKNOWN: ("unclear", "It answers, but what an anonymous reader gets could not be decided."),
}


def verdicts(known: Iterable[Service], report: Report) -> Iterator[Retested]:
    """One verdict for each known service, from an audit that asked all of them again."""
    now = {service.id: service for service in report.services}
    problems: dict[tuple[str, int], Problem] = {}
    for error in report.errors:
        problems.setdefault((error.address, error.port), error)
    for before in known:
        yield judge(before, now.get(before.id), problems.get((before.address, before.port)))
