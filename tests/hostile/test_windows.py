"""No time that leaves memory is finer than its rule, whatever a server tells and how many records it claims.

Times that a server made are told to the day; times of events to the month, from 20 people on that were read; days of
somebody's life never.
"""

import re
from collections.abc import Iterator
from typing import Any

import msgspec
import pytest

from leftopen.judge.window import window
from leftopen.model import Access, Span
from leftopen.privacy.capture import Captured, capture
from leftopen.privacy.moments import PEOPLE
from leftopen.privacy.sketch import Sketcher
from leftopen.probes import probes
from leftopen.raw import Finding, Raw, RawCollection, Times
from tests.talk import Peer, Script, play, scripts, still

pytestmark = pytest.mark.unmeasured

PROBES = {probe.name: probe for probe in probes()}
SHOWN = [each for each in scripts() if "fault" not in each.outcome]
FIRST, LAST = 1_500_000_123.0, 1_600_000_456.0
"""14 July 2017 and 13 September 2020, at some second."""

_DAY = re.compile(r"(?<![\da-f])(?:19|20)\d\d[-/.]?[01]\d[-/.]?[0-3]\d(?![\da-f])")
"""A day, and not eight figures within a digest."""
LIVES = ("birthday", "born", "geboortedatum", "生日", "diagnosed", "admitted", "hiv_test_date", "died", "_id")
EVENTS = ("created_at", "timestamp", "抓拍时间", "order.date")


def found(script: Script) -> Finding:
    with still():
        return play(PROBES[script.probe].talk(script.limits), Peer(script.steps))


def copied(finding: Finding, stores: list[RawCollection]) -> Finding:
    """The finding with other stores: capture ends those that it is given."""
    facts, version = finding.facts, finding.version
    return Finding(finding.protocol, finding.access, finding.proof, facts=facts, version=version, stores=stores)


def forged(store: RawCollection, people: int, times: list[Times]) -> RawCollection:
    """The store, which claims a million records, with those of so many people, who were all at it in one month."""
    rows = [
        {
            "email": f"zoe{number % people}@mail.example",
            "created_at": f"2024-03-{1 + number % 28:02}T10:11:12Z",
            "birthday": f"19{50 + number % people:02}-05-{1 + number % 28:02}",
        }
        for number in range(25)
    ]
    raws = [Raw(row) for row in rows]
    return RawCollection(store.name, records=1_000_000, created=store.created, times=times, raws=raws)


def faults(captured: Captured) -> Iterator[str]:
    """What is finer than it may be."""
    for span in captured.spans:
        yield from _of(span)
    for collection in captured.catalog.collections:
        if collection.created and not collection.created.endswith("T00:00:00Z"):
            yield f"{collection.name} was made at {collection.created}"
    told = window(captured.spans)
    ends = {end for span in captured.spans for end in (span.first, span.last)}
    if not {told.data_from, told.data_to} <= {*ends, None}:
        yield f"the window is {told}"


def _of(span: Span) -> Iterator[str]:
    for end in (span.first, span.last):
        if end and not end.endswith(
            "T00:00:00Z" if span.path is None and "month" not in span.basis else "-01T00:00:00Z"
        ):
            yield f"{span.basis} of {span.path} ends at {end}"


def beside(captured: Captured) -> list[str]:
    """Days in what is told but those of spans and of collections."""
    bare = msgspec.structs.replace(captured, spans=(), sketches=(), mail_domains=(), version=None)
    told: dict[str, Any] = msgspec.to_builtins(bare)
    for collection in told["catalog"]["collections"]:
        collection["created"] = None
    return _DAY.findall(msgspec.json.encode(told).decode())


@pytest.mark.parametrize("script", SHOWN, ids=lambda script: f"{script.probe}-{script.path.stem}")
def test_what_servers_told_is_not_told_more_exactly_than_it_may_be(script: Script) -> None:
    finding = found(script)
    stores = list(finding.stores)
    captured = capture(copied(finding, [*stores]), Sketcher())
    assert list(faults(captured)) == []
    assert beside(captured) == []
    for store in stores[:3]:
        times = [Times(each.basis, FIRST, LAST, each.path) for each in store.times] or [Times("made", FIRST, LAST)]
        more = [Times("min and max", FIRST, LAST, path) for path in (*LIVES, *EVENTS)]
        few = capture(copied(finding, [forged(store, 3, [*times, *more])]), Sketcher())
        assert list(faults(few)) == []
        made = {each.basis for each in times if each.path is None}
        assert {span.basis for span in few.spans} <= made, "three people have no times"
        many = capture(copied(finding, [forged(store, 25, more)]), Sketcher())
        assert list(faults(many)) == []
        assert {span.path for span in many.spans} == {*EVENTS}


def of(rows: list[dict[str, Any]], claimed: int) -> tuple[Span, ...]:
    store = RawCollection("s", records=claimed, raws=[Raw(row) for row in rows])
    return capture(Finding("elasticsearch", Access.OPEN, "read", stores=[store]), Sketcher()).spans


@pytest.mark.parametrize("field", ["patient", "name", "customer", "user_id", "员工", "paciente"])
def test_people_who_are_named_or_numbered_are_counted_by_that(field: str) -> None:
    """No kind of number is known of them, and there are more records than people."""

    def row(number: int, people: int) -> dict[str, Any]:
        value = f"Zoe Quill{'abcdefghijklmnopqrstuvwxyz'[number % people]}" if field == "name" else 70 + number % people
        return {field: value, "created_at": f"2024-03-{1 + number % 28:02}T10:11:12Z"}

    assert of([row(number, 3) for number in range(25)], 25) == ()
    assert [span.first for span in of([row(number, 25) for number in range(25)], 25)] == ["2024-03-01T00:00:00Z"]


def test_records_that_were_not_read_are_nobody() -> None:
    rows = [{"created_at": f"2024-03-{1 + number:02}T10:11:12Z"} for number in range(PEOPLE)]
    assert of(rows[:3], 1_000_000) == ()
    assert of(rows[:-1], 1_000_000) == ()
    assert len(of(rows, 1_000_000)) == 1
