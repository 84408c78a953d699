"""One case for each responsible party; what comes later joins; what comes back is in a case that is not closed."""

import sqlite3
from typing import Any

import pytest
from msgspec.structs import replace
from sqlalchemy import event

from leftopen.cases import opening
from leftopen.cases.desk import Desk
from leftopen.cases.model import CaseState, Cause
from leftopen.model import Party
from leftopen.store.store import Store
from tests.cases.cases import LAST, LATER, Place, audit, door, elsewhere, estate, operator
from tests.report.example import hostile

A, B, C = door(1), door(2), door(3, 4.5)


def cases(desk: Desk) -> dict[int, list[int]]:
    """Numbers of cases to the last parts of the addresses in them."""
    return {each.case: [int(d.address.rpartition(".")[2]) for d in each.exposures] for each in desk.cases()}


def test_a_party_has_one_case_whatever_estates_are_its(place: Place, desk: Desk) -> None:
    ours, same = operator("Example Org"), operator("EXAMPLE-ORG", "likely")
    estates = (
        estate(A, parties=(ours,)),
        estate(B, parties=(same,), name="estate-2"),
        estate(C, parties=(operator(None, "unknown"),), name="estate-3"),
    )
    place.save(audit(A, B, C, estates=estates))
    assert cases(desk) == {1: [1, 2], 2: [3]}
    first, second = desk.show(1).case, desk.show(2).case
    assert (first.title, second.title) == ("Example Org", "Redis at 10.0.0.3:6379")
    assert (first.severity, first.level, second.level) == (2.5, "medium", "very high")


def test_without_a_party_an_estate_is_a_case(place: Place, desk: Desk) -> None:
    place.save(audit(A, B, C, estates=(estate(A, C), estate(B, name="estate-2"))))
    assert cases(desk) == {1: [1, 3], 2: [2]}


def test_later_findings_join_by_estate_and_by_party(place: Place, desk: Desk) -> None:
    place.one(A)
    place.one(A, B, run="two", at=LATER)
    assert cases(desk) == {1: [1, 2]}
    place.save(
        audit(C, estates=(estate(C, parties=(operator("Example Org"),)),), run="x", scope="Other"),
        audit(A, B, estates=(estate(A, B, parties=(operator("Example Org"),)),), run="three", at=LAST),
    )
    assert cases(desk) == {2: [3, 1, 2]} or cases(desk) == {2: [1, 2, 3]}
    assert desk.show(1).case.case == 2
    assert desk.show(2).case.merged == (1,)


def test_a_party_that_becomes_known_names_the_case(place: Place, desk: Desk) -> None:
    place.one(A)
    place.one(A, party="Example Org", run="two", at=LATER)
    found = desk.show(1)
    assert (found.case.title, [p.name for p in found.case.parties]) == ("Example Org", ["Example Org"])
    assert [(c.role, c.address) for c in found.contacts] == [("owner", "privacy@example.org")]
    assert "responsible: Example Org" in [line.what for line in found.timeline]


def test_the_same_door_under_another_scope_is_one(place: Place, desk: Desk) -> None:
    place.save(audit(A), audit(A, run="two", scope="Other", at=LATER))
    (case,) = desk.cases()
    (seen,) = case.exposures
    assert seen.exposures == (1, 2)
    assert (seen.first_seen, seen.last_seen) == ("2026-11-23T09:00:00Z", LATER)


def test_another_product_at_the_address_is_another_exposure(place: Place, desk: Desk) -> None:
    place.save(audit(A), audit(elsewhere(A, "mysql"), run="two", at=LATER))
    assert [len(case.exposures) for case in desk.cases()] == [1, 1]


def test_a_report_that_is_saved_again_changes_nothing(place: Place, desk: Desk) -> None:
    place.one(A, B, party="Example Org")
    before = desk.show(1)
    place.one(A, B, party="Example Org")
    assert desk.show(1) == before


@pytest.mark.parametrize(
    ("parties", "name"),
    [
        ((), None),
        ((operator("A", "unknown"),), None),
        ((Party("V", "vendor", "confirmed", 0.9), Party("H", "hoster", "confirmed", 0.9)), None),
        ((operator("A", "likely"), operator("B")), "B"),
        ((operator("A"), operator("B")), None),
        ((operator("A", confidence=0.9), operator("B")), "A"),
    ],
)
def test_whose_it_is(parties: tuple[Party, ...], name: str | None) -> None:
    assert opening.responsible(estate(A, parties=parties)) == name


def test_contacts_of_owner_and_hoster_stand_on_their_rungs(place: Place, desk: Desk) -> None:
    hoster = Party("Host Co", "hoster", "likely", 0.7, (), ("abuse@host.example",))
    place.save(audit(A, estates=(estate(A, parties=(hoster, operator("Org", "confirmed", "dpo@org.example"))),)))
    assert [(c.role, c.name) for c in desk.show(1).contacts] == [("owner", "Org"), ("hoster", "Host Co")]


def test_proofs_for_all_verify_a_case(place: Place, desk: Desk) -> None:
    place.one(A, B)
    place.ask(1, "shut")
    assert desk.show(1).case.state == "new"
    place.ask(2, "probably_shut")
    assert desk.show(1).case.state == "new"
    place.ask(2, "shut", LAST)
    found = desk.show(1)
    assert found.case.state == "verified"
    assert found.timeline[-1].who == "leftopen"
    assert found.timeline[-1].why == "Each of its exposures was proved shut (2 of 2)."


@pytest.mark.parametrize("closed", [False, True])
def test_a_door_that_came_back_opens_its_case_again(place: Place, desk: Desk, closed: bool) -> None:
    place.one(A)
    place.ask(1, "shut")
    if closed:
        desk.close(1, Cause.TEST_SYSTEM, None, override=False)
    place.ask(1, "open", LAST)
    found = desk.show(1)
    assert (found.case.state, found.cause, found.retain_until) == ("triaged", None, None)
    assert [each["what"] for each in found.case.exposures[0].history] == ["seen", "gone", "back"]


def test_what_an_audit_sees_after_the_end_is_in_a_case_that_is_not_closed(place: Place, desk: Desk) -> None:
    place.one(A)
    place.ask(1, "shut")
    desk.close(1, Cause.UNKNOWN, None, override=False)
    place.one(A, run="two", at=LAST)
    assert [(case.case, case.state) for case in desk.cases()] == [(1, "triaged")]


def test_an_old_report_opens_nothing_again(place: Place, desk: Desk) -> None:
    place.one(A)
    place.ask(1, "shut", LAST)
    desk.close(1, Cause.UNKNOWN, None, override=False)
    place.one(A, run="two", at=LATER)
    assert desk.show(1).case.state == "closed"


def test_a_new_finding_takes_an_accepted_case_out_of_that_and_a_known_one_does_not(place: Place, desk: Desk) -> None:
    place.one(A)
    desk.move(1, CaseState.ACCEPTED, "A public mirror.")
    place.one(A, run="two", at=LATER)
    assert desk.show(1).case.state == "accepted"
    place.one(A, B, run="three", at=LAST)
    assert desk.show(1).case.state == "triaged"


def test_exposures_of_an_earlier_version_get_their_cases(place: Place) -> None:
    with Store(place.url) as store:
        store.save(audit(A, B, estates=(estate(A, B, parties=(operator("Org"),)),)), "scope")
        store.save(audit(C, run="two"), "scope")
        assert [len(case.exposures) for case in Desk(store, "Ada").cases()] == [2, 1] or [
            len(case.exposures) for case in Desk(store, "Ada").cases()
        ] == [1, 2]


def test_exposures_whose_report_does_not_tell_of_them_get_one_each(place: Place) -> None:
    with Store(place.url) as store:
        store.save(audit(A, B), "scope")
        with sqlite3.connect(place.file) as raw:
            raw.execute("UPDATE exposures SET scope = 'Other'")
        assert [len(case.exposures) for case in Desk(store, "Ada").cases()] == [1, 1]


def test_asking_what_has_no_case_is_no_fault(place: Place) -> None:
    with Store(place.url) as store:
        store.save(audit(A), "scope")
        store.record(1, at=LATER, state="shut", says="Told.", then=opening.asked)
        assert [exposure.state for exposure in store.exposures()] == ["shut"]


def test_cases_that_turn_out_to_be_one_estate_become_one_while_nobody_outside_knows_them(
    place: Place, desk: Desk
) -> None:
    place.save(audit(A, B, estates=(estate(A), estate(B, name="estate-2"))))
    place.one(A, B, C, run="two", at=LATER)
    assert cases(desk) == {1: [1, 2, 3]}


def test_a_case_of_which_somebody_was_told_keeps_its_number(place: Place, desk: Desk) -> None:
    place.save(audit(A, B, estates=(estate(A), estate(B, name="estate-2"))))
    desk.move(2, CaseState.TRIAGED, None)
    desk.move(2, CaseState.NOTIFIED, None)
    place.one(A, B, C, run="two", at=LATER)
    assert cases(desk) == {1: [1, 3], 2: [2]}


def test_a_merged_case_that_is_not_settled_unsettles_the_other(place: Place, desk: Desk) -> None:
    place.save(audit(A, B, estates=(estate(A), estate(B, name="estate-2"))))
    place.ask(1, "shut")
    assert desk.show(1).case.state == "verified"
    desk.merge(2, 1, "One team runs both.")
    assert desk.show(2).case.state == "triaged"


def test_a_name_that_is_no_letters_is_its_own_key() -> None:
    assert (opening.key("Example  Org."), opening.key("…")) == ("example org", "…")


def test_parties_are_named_once_and_a_nameless_one_only_alone(place: Place, desk: Desk) -> None:
    place.save(audit(A, estates=(estate(A, parties=(operator(None, "unknown"),)),)))
    place.save(audit(A, estates=(estate(A, parties=(operator("Org", "likely"),)),), run="two", at=LATER))
    place.save(audit(A, estates=(estate(A, parties=(replace(operator("Org"), confidence=0.95),)),), run="x", at=LAST))
    assert [(p.name, p.verdict) for p in desk.show(1).case.parties] == [("Org", "confirmed")]


def test_hostile_text_opens_a_case_too(place: Place, desk: Desk) -> None:
    place.save(hostile())
    (case,) = desk.cases()
    assert len(case.exposures) == 1


def test_the_same_door_under_another_scope_is_found_by_an_index(place: Place) -> None:
    place.save(audit(A))
    asked: list[tuple[str, Any]] = []
    with Store(place.url) as store:

        def heard(_: object, __: object, statement: str, parameters: Any, *___: object) -> None:
            asked.append((statement, parameters))

        event.listen(store._engine, "before_cursor_execute", heard)
        store.save(audit(A, run="two", scope="Other"), "scope", opening.join)
        found = [each for each in asked if "JOIN exposures" in each[0] and "exposures.address = ?" in each[0]]
        assert found
        with store._engine.connect() as connection:
            for statement, parameters in found:
                plan = connection.exec_driver_sql(f"EXPLAIN QUERY PLAN {statement}", parameters)
                steps = [str(row[-1]) for row in plan]
                assert any("USING INDEX ix_exposures_place (address=? AND port=?)" in step for step in steps), steps
                assert not any(step.startswith("SCAN exposures") for step in steps)


def test_another_name_alone_moves_nothing_and_opens_no_empty_case(place: Place, desk: Desk) -> None:
    place.one(A, party="Example Org")
    place.one(A, party="Another Org", run="two", at=LATER)
    assert cases(desk) == {1: [1]}
    assert desk.show(1).case.title == "Example Org"
    assert {party.name for party in desk.show(1).case.parties} == {"Example Org", "Another Org"}
