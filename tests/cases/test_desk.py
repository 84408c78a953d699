import os
import subprocess
import sys
from concurrent.futures import ThreadPoolExecutor

import pytest

from leftopen.cases import seals
from leftopen.cases.desk import Desk
from leftopen.cases.model import MOVES, CaseError, CaseState, Cause
from leftopen.store.store import Store
from tests.cases.cases import LATER, Place, audit, door, estate

WAY: dict[str, tuple[str, ...]] = {
    "new": (),
    "triaged": ("triaged",),
    "notified": ("triaged", "notified"),
    "acknowledged": ("triaged", "notified", "acknowledged"),
    "fixed": ("triaged", "notified", "fixed"),
    "accepted": ("accepted",),
    "false_positive": ("false_positive",),
}


@pytest.mark.parametrize("state", list(CaseState))
@pytest.mark.parametrize("to", list(CaseState))
def test_only_what_the_table_allows_is_done(place: Place, desk: Desk, state: CaseState, to: CaseState) -> None:
    place.one(door(1))
    for each in WAY.get(state, ()):
        desk.move(1, CaseState(each), None)
    if state in (CaseState.VERIFIED, CaseState.CLOSED):
        place.ask(1, "shut")
    if state is CaseState.CLOSED:
        desk.close(1, Cause.OTHER, None, override=False)
    assert desk.show(1).case.state == state
    if to in MOVES[state]:
        desk.move(1, to, "Because.")
        line = desk.show(1).timeline[-1]
        assert (line.who, line.what, line.why) == ("Ada", f"{state} → {to}", "Because.")
        return
    with pytest.raises(CaseError, match=rf"Case 1 is {state} and cannot become {to}") as refused:
        desk.move(1, to, None)
    assert all(word in str(refused.value) for word in MOVES[state])
    assert desk.show(1).case.state == state


def test_a_note_and_who_is_to_work_at_it_stand_in_the_timeline(place: Place, desk: Desk) -> None:
    place.one(door(1))
    desk.assign(1, "Grace")
    desk.assign(1, "Joan")
    desk.note(1, "Telephoned.")
    found = desk.show(1)
    assert found.case.owner == "Joan"
    assert [(line.who, line.what, line.why) for line in found.timeline[1:]] == [
        ("Ada", "assigned to Grace", None),
        ("Ada", "assigned to Joan", "before: Grace"),
        ("Ada", "note", "Telephoned."),
    ]


def test_a_case_closes_on_proof_or_for_a_reason(place: Place, desk: Desk) -> None:
    place.save(audit(door(1), door(2), estates=(estate(door(1), door(2)),)))
    place.ask(1, "shut")
    with pytest.raises(CaseError, match=r"10\.0\.0\.2:6379 is open\. Ask again: leftopen retest 1, or close it with"):
        desk.close(1, Cause.TEST_SYSTEM, "Done.", override=False)
    with pytest.raises(CaseError, match="--override: needs a --reason"):
        desk.close(1, Cause.TEST_SYSTEM, None, override=True)
    desk.close(1, Cause.TEST_SYSTEM, "The machine is gone.", override=True)
    found = desk.show(1)
    assert (found.case.state, found.cause, found.case.due) == ("closed", "test_system", None)
    assert found.retain_until
    assert found.timeline[-1].what == "closed: test_system, though 1 not proved shut"
    assert found.timeline[-1].why == "The machine is gone."
    with pytest.raises(CaseError, match="Case 1 is closed"):
        desk.close(1, Cause.OTHER, "Again.", override=True)


def test_a_refusal_names_four_doors_and_counts_the_others(place: Place, desk: Desk) -> None:
    doors = [door(number) for number in range(1, 7)]
    place.save(audit(*doors, estates=(estate(*doors),)))
    with pytest.raises(CaseError, match=r"10\.0\.0\.4:6379 is open and 2 more"):
        desk.close(1, Cause.OTHER, None, override=False)


def test_a_severity_of_a_person_stands_beside_the_computed_one(place: Place, desk: Desk) -> None:
    place.save(audit(door(1, 1.25), door(2, None)))
    desk.weigh(1, 4.0, "Live session tokens.")
    desk.weigh(1, 3.5, "Fewer than thought.")
    desk.weigh(2, 1.0, "Told by telephone.")
    found = desk.show(1)
    assert (found.case.severity, found.case.level) == (3.5, "high")
    assert found.case.override
    assert (found.case.override.computed, found.case.override.why) == (1.25, "Fewer than thought.")
    assert [line.what for line in found.timeline[1:]] == ["severity 1.25 → 4 (very high)", "severity 4 → 3.5 (high)"]
    assert desk.show(2).timeline[-1].what == "severity unknown → 1 (low)"


def test_a_merge_moves_all_and_is_not_done_twice(place: Place, desk: Desk) -> None:
    place.save(audit(door(1), door(2)))
    assert desk.merge(1, 2, None) == 2
    assert [each.case for each in desk.cases()] == [2]
    with pytest.raises(CaseError, match="are one already: 2"):
        desk.merge(1, 2, None)


def test_nothing_is_merged_into_a_closed_case(place: Place, desk: Desk) -> None:
    place.save(audit(door(1), door(2)))
    place.ask(2, "shut", LATER)
    desk.close(2, Cause.UNKNOWN, None, override=False)
    with pytest.raises(CaseError, match="merge it into case 1 instead"):
        desk.merge(1, 2, None)


WRITER = """
import sys
from leftopen.cases import opening
from leftopen.cases import seals
from leftopen.cases.desk import Desk
from leftopen.store.store import Store
from tests.cases.cases import audit, door
url, me = sys.argv[1], int(sys.argv[2])
for turn in range(5):
    with Store(url) as store:
        store.save(audit(door(me), door(9), run=f"run-{me}-{turn}"), "scope", opening.join)
        Desk(store, f"writer {me}").note(1, f"turn {turn}")
"""


def test_several_programs_write_at_once_and_nothing_is_lost(place: Place) -> None:
    def write(number: int) -> str:
        surroundings = {**os.environ, "PYTHONPATH": os.pathsep.join(filter(None, sys.path))}
        words = [sys.executable, "-c", WRITER, place.url, str(number)]
        done = subprocess.run(words, capture_output=True, text=True, timeout=240, env=surroundings)
        return done.stderr

    with ThreadPoolExecutor(2) as pool:
        assert list(pool.map(write, (1, 2))) == ["", ""]
    with Store(place.url) as store:
        desk = Desk(store, "Ada")
        assert sorted(case.case for case in desk.cases()) == [1, 2, 3]
        notes = [(line.who, line.why) for line in desk.show(1).timeline if line.what == "note"]
        assert sorted(notes) == [(f"writer {me}", f"turn {turn}") for me in (1, 2) for turn in range(5)]
        with store.session(reads=True) as session:
            assert all(seals.verify(session, number).intact for number in (1, 2, 3))
