from typing import Any

from leftopen.audit.assess import Assessed
from leftopen.audit.progress import Findings, State, Tally
from leftopen.model import Access, Problem, Service, Stage, Target
from leftopen.net.sweep.accounting import Progress
from leftopen.store.checkpoint import Past, Position

TARGET = Target("10.0.0.1", 1)
SERVICE = Service(
    id=TARGET.id, address=TARGET.address, port=TARGET.port, protocol="redis", access=Access.OPEN, proof="p"
)


def batch(first: int, after: int, part: int = 0, **more: Any) -> dict[str, Any]:
    counts = {"opened": ["10.0.0.1:1"], "refused": 2, "silent": 3, "unreachable": 4, "excluded": 5, "dropped": 6}
    return {"first": first, "next": after, "part": part, **counts, **more}


def test_a_tally_counts_only_what_lies_whole_before_the_position() -> None:
    tally = Tally(100)
    tally.note(**batch(100, 200))
    tally.note(**batch(300, 400))
    tally.reach(399)
    assert (tally.at, tally.asked, tally.silent, tally.dropped) == (200, 10, 3, 6)
    tally.note(**batch(200, 300))
    tally.reach(400)
    assert (tally.at, tally.asked, tally.silent, tally.dropped) == (400, 30, 9, 18)


def test_a_tally_adds_up_the_parts_of_a_batch() -> None:
    tally = Tally()
    tally.note(**batch(0, 100, part=0))
    tally.note(**batch(0, 100, part=1))
    tally.reach(100)
    assert (tally.at, tally.asked) == (100, 20)


def test_a_batch_that_was_stopped_does_not_count() -> None:
    tally = Tally()
    tally.note(**batch(0, 100, stopped_at=40, due=3))
    tally.reach(100)
    assert (tally.at, tally.asked) == (0, 0)


def test_what_earlier_sittings_did_is_added() -> None:
    tally, state = Tally(100), State(1000)
    past = Past(position=Position(100, 90, 5, 2))
    tally.note(**batch(100, 200))
    position = tally.advance(Progress(200, opened=1, refused=2, silent=3), past, state)
    assert position == Position(200, 100, 8, 8)
    assert (state.done, state.asked, state.silent, state.dropped) == (106, 96, 8, 2)


def test_where_there_is_no_way_to_anything_nothing_is_done() -> None:
    state = State(1000)
    assert Tally().advance(Progress(200, dropped=200), Past(), state) is None
    assert state.dropped == 200


def test_findings_are_counted_as_they_come() -> None:
    found = Findings(State(3))
    problem = Problem(TARGET.address, TARGET.port, Stage.PROVE, "p")
    found.take(Assessed(TARGET, SERVICE, (), (problem,)))
    found.keep(None, (problem,))
    found.miss(Problem("gone.example", None, Stage.RESOLVE, "p"))
    assert (found.state.probed, found.state.exposed, found.state.errors) == (2, 1, 3)
    assert list(found.services) == list(found.sketches) == [TARGET.id]
    assert [each.place for each in found.problems] == ["10.0.0.1:1", "10.0.0.1:1", "gone.example"]
