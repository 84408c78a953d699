"""Two audits side by side: what is new, gone, worse and better. Pure.

A service is the same where address, port, transport and protocol are. That one is gone from a later report proves
nothing by itself: `gone` says whether there is proof that it was shut (it is locked or empty there), or none.
"""

from collections.abc import Iterator
from typing import Literal

from msgspec import Struct

from leftopen.model import Access, Report, Service

Change = Literal["new", "gone", "worse", "better"]
_RANK = {Access.METADATA: 1, Access.FACTORY: 2, Access.OPEN: 2}
_UNDECIDED = (Access.UNKNOWN, Access.DECOY)
ORDER: tuple[Change, ...] = ("new", "worse", "gone", "better")


class Difference(Struct, frozen=True):
    """What changed at one service; `before` and `after` are its access, None where it is not in that report."""

    change: Change
    service: str
    address: str
    port: int
    protocol: str
    before: str | None
    after: str | None
    level_before: str | None
    level_after: str | None
    says: str


def compare(old: Report, new: Report) -> list[Difference]:
    """The differences in exposure, what got worse first; what is the same in both is left out."""
    before, after = _known(old), _known(new)
    found = [
        difference
        for key in {**before, **after}
        if (difference := _difference(before.get(key), after.get(key), new)) is not None
    ]
    return sorted(found, key=lambda each: (ORDER.index(each.change), each.service, each.protocol))


def _known(report: Report) -> dict[tuple[str, int, str, str], Service]:
    return {(each.address, each.port, each.transport, each.protocol): each for each in report.services}


def _difference(old: Service | None, new: Service | None, report: Report) -> Difference | None:
    was, now = _rank(old), _rank(new)
    if new is not None and now and not was:
        said = "not in the earlier report" if old is None else f"it was {old.access.value} before"
        return _made("new", new, old, new, f"Exposed: {said}.")
    if old is not None and was and not now:
        return _made("gone", new or old, old, new, _gone(new, report))
    if old is None or new is None or not now:
        return None
    reasons = list(_reasons(old, new))
    if not reasons:
        return None
    worse = [says for is_worse, says in reasons if is_worse]
    better = [says for is_worse, says in reasons if not is_worse]
    change: Change = "worse" if worse else "better"
    return _made(change, new, old, new, "; ".join(worse or better) + ".")


def _rank(service: Service | None) -> int:
    return _RANK.get(service.access, 0) if service else 0


def _gone(new: Service | None, report: Report) -> str:
    if new is not None and new.access not in _UNDECIDED:
        return f"It is {new.access.value} now: {new.proof}"
    if new is not None:
        return f"It is {new.access.value} now, which is no proof that it is shut: ask again with retest."
    if not report.run.complete:
        return "It is not in the later report, which did not ask all: this is no proof that it is shut."
    return "It is not in the later report, which is no proof that it is shut: ask again with retest."


def _reasons(old: Service, new: Service) -> Iterator[tuple[bool, str]]:
    """(whether that is worse, what changed) for a service that is exposed in both."""
    if _rank(old) != _rank(new):
        yield _rank(new) > _rank(old), f"access {old.access.value} became {new.access.value}"
    scores = [each.severity.score if each.severity else 0.0 for each in (old, new)]
    if scores[0] != scores[1]:
        yield scores[1] > scores[0], f"severity {scores[0]:g} became {scores[1]:g}"
    gained, lost = _labels(new) - _labels(old), _labels(old) - _labels(new)
    if gained:
        yield True, f"kinds of data found in addition: {', '.join(sorted(gained))}"
    elif lost:
        yield False, f"kinds of data not found any more: {', '.join(sorted(lost))}"


def _labels(service: Service) -> set[str]:
    return {
        label.label
        for collection in service.catalog.collections
        for field in collection.fields
        for label in field.labels
        if label.claimed
    }


def _made(change: Change, one: Service, old: Service | None, new: Service | None, says: str) -> Difference:
    return Difference(
        change,
        one.id,
        one.address,
        one.port,
        one.protocol,
        old.access.value if old else None,
        new.access.value if new else None,
        old.severity.level if old and old.severity else None,
        new.severity.level if new and new.severity else None,
        says,
    )
