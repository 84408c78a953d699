from sqlalchemy import text

from leftopen.cases.desk import Desk
from leftopen.cases.model import CaseState
from leftopen.store.store import Store
from tests.cases.cases import LAST, LATER, Place, audit, door, estate


def test_what_is_due_first_comes_first_then_the_worst(place: Place, desk: Desk) -> None:
    place.save(audit(door(1, 1.0), door(2, 4.5), door(3, None)))
    desk.move(3, CaseState.ACCEPTED, None)
    assert [each.case for each in desk.cases()] == [2, 1, 3]
    assert [each.case for each in desk.cases(CaseState.ACCEPTED)] == [3]
    assert (desk.show(3).case.severity, desk.show(3).case.level) == (None, None)


def test_the_history_tells_what_changed(place: Place, desk: Desk) -> None:
    place.one(door(1))
    for day, state in enumerate(("open", "unclear", "shut", "shut", "open"), 1):
        place.ask(1, state, f"2026-11-2{day + 3}T10:00:00Z")  # type: ignore[arg-type]  # words of the table
    assert [(each["at"][8:10], each["what"]) for each in desk.show(1).case.exposures[0].history] == [
        ("23", "seen"),
        ("24", "still open"),
        ("25", "unclear"),
        ("26", "gone"),
        ("27", "still shut"),
        ("28", "back"),
    ]


def test_a_door_of_two_scopes_is_in_the_worst_of_its_states(place: Place, desk: Desk) -> None:
    place.save(audit(door(1)), audit(door(1), run="two", scope="Other"))
    place.ask(1, "shut")
    assert desk.show(1).case.exposures[0].state == "open"
    place.ask(2, "shut", LAST)
    assert desk.show(1).case.exposures[0].state == "shut"


def test_a_service_that_cannot_be_read_has_no_severity(place: Place, desk: Desk) -> None:
    place.save(audit(door(1), door(2, 3.0), estates=(estate(door(1), door(2)),)))
    with Store(place.url) as store, store.session() as session:
        session.execute(text("PRAGMA ignore_check_constraints = ON"))
        session.execute(text("UPDATE exposures SET service = x'7b', state = 'ajar' WHERE id = 1"))
    found = desk.show(1).case
    assert (found.severity, found.exposures[0].state) == (3.0, "ajar")


def test_the_timeline_of_a_merged_case_is_in_that_of_the_other(place: Place, desk: Desk) -> None:
    place.save(audit(door(1), door(2)))
    desk.note(1, "Telephoned.")
    desk.merge(1, 2, "One team.")
    lines = [(line.what, line.why) for line in desk.show(1).timeline]
    assert ("note", "Telephoned.") in lines
    assert ("merged into case 2", "One team.") in lines
    assert desk.show(1).case.opened < LATER
