"""What is purged is in no byte of the database, its free pages or its log; a signed tombstone stays."""

import json
import sqlite3
from collections.abc import Sequence

import pytest
from msgspec.structs import replace

from leftopen.cases import opening, purge, seals
from leftopen.cases.desk import Desk
from leftopen.cases.model import CaseError, CaseState, Cause
from leftopen.cases.seals import Checked
from leftopen.model import Catalog, Collection, Link, Party, Problem, Report, Service, Stage
from leftopen.store.claims import Claim
from leftopen.store.schema import StoreError
from leftopen.store.store import Store
from tests.cases.cases import LAST, LATER, Place, audit, door, estate, operator

SECRETS = ("quillfeather_register", "Quillfeather Clinic", "10.0.0.77", "dpo@quillfeather.example", "Telephoned Thora")
OURS: Service = replace(door(77), catalog=Catalog((Collection("quillfeather_register"),)))
ELSE = door(5)


def filled(place: Place, desk: Desk, *others: Service) -> Report:
    party = operator("Quillfeather Clinic", "confirmed", "dpo@quillfeather.example")
    estates = (estate(OURS, parties=(party,)), *(estate(each, name=each.id) for each in others))
    report = audit(OURS, *others, estates=estates)
    problem = Problem("10.0.0.77", 6379, Stage.PROVE, "quillfeather_register is odd")
    place.save(replace(report, errors=(problem,)))
    desk.note(1, "Telephoned Thora")
    place.ask(1, "shut")
    desk.store.report_claims([Claim("10.0.0.77", 6379, "redis", "feed", "open", LATER)], LATER)
    desk.close(1, Cause.TEST_SYSTEM, None, override=False)
    return report


def bytes_of(place: Place) -> bytes:
    return b"".join(path.read_bytes() for path in place.file.parent.glob("x.db*"))


def checked(place: Place, number: int = 1) -> Checked:
    with Store(place.url) as store, store.session(reads=True) as session:
        return seals.verify(session, number)


@pytest.mark.parametrize("others", [(), (ELSE,)], ids=["alone in its audit", "beside another case"])
def test_no_byte_of_it_stays(place: Place, desk: Desk, others: Sequence[Service]) -> None:
    filled(place, desk, *others)
    before = bytes_of(place)
    assert all(secret.encode() in before for secret in SECRETS)
    assert purge.purge(desk.store, [1], "Grace", "Asked for.") == [1]
    desk.store.scrub()
    after = bytes_of(place)
    assert [secret for secret in SECRETS if secret.encode() in after] == []
    assert [each.case for each in desk.cases()] == ([2] if others else [])
    assert [run.services for run in desk.store.runs()] == ([1] if others else [])
    assert checked(place).intact
    with pytest.raises(CaseError, match="Case 1 was purged at"):
        desk.show(1)
    if others:
        assert desk.show(2).case.exposures[0].address == "10.0.0.5"
        assert checked(place, 2).intact
        assert desk.store.load("one").errors == ()


def test_its_number_is_never_given_again(place: Place, desk: Desk) -> None:
    filled(place, desk)
    purge.purge(desk.store, [1], "Grace", None)
    place.save(audit(OURS, run="two", at=LAST))
    assert [each.case for each in desk.cases()] == [2]


@pytest.mark.parametrize(
    "change",
    ["UPDATE tombstones SET who = 'Mallory'", "UPDATE tombstones SET counts = '{}'", "UPDATE tombstones SET seal = ''"],
)
def test_a_tombstone_that_was_changed_is_noticed(place: Place, desk: Desk, change: str) -> None:
    filled(place, desk)
    purge.purge(desk.store, [1], "Grace", None)
    with sqlite3.connect(place.file) as raw:
        counts = json.loads(raw.execute("SELECT counts FROM tombstones").fetchone()[0])
        raw.execute(change)
    assert (counts["exposures"], counts["checks"], counts["contacts"]) == (1, 1, 1)
    assert not checked(place).intact


def test_what_was_merged_into_it_goes_with_it(place: Place, desk: Desk) -> None:
    filled(place, desk, ELSE)
    desk.note(2, "Telephoned Thora again")
    desk.move(2, CaseState.ACCEPTED, None)
    place.save(audit(door(8), run="two"))
    desk.merge(1, 2, None)
    assert purge.purge(desk.store, [1], "Grace", None) == [2]
    desk.store.scrub()
    assert b"Thora" not in bytes_of(place)
    assert [each.case for each in desk.cases()] == [3]
    assert checked(place, 1).intact
    assert checked(place, 2).intact
    with sqlite3.connect(place.file) as raw:
        raw.execute("UPDATE tombstones SET numbers = 'x'")
    assert not checked(place, 2).intact
    with pytest.raises(CaseError):
        checked(place, 1)


def test_what_is_due_is_what_was_kept_for_long_enough(place: Place, desk: Desk) -> None:
    filled(place, desk, ELSE)
    assert purge.due(desk.store) == []
    assert purge.due(desk.store, "2999-01-01T00:00:00Z") == [1]


def test_a_reader_in_the_way_is_told_and_another_go_empties_the_log(
    place: Place, desk: Desk, monkeypatch: pytest.MonkeyPatch
) -> None:
    filled(place, desk)
    monkeypatch.setattr("leftopen.store.schema.WAIT_MS", 50)
    with sqlite3.connect(place.file) as reader, Store(place.url) as store:
        reader.execute("BEGIN")
        reader.execute("SELECT * FROM cases").fetchall()
        purge.purge(store, [1], "Grace", None)
        with pytest.raises(StoreError, match=r"do it again|locked"):
            store.scrub()
        reader.execute("ROLLBACK")
        store.scrub()
    reader.close()
    assert [secret for secret in SECRETS if secret.encode() in bytes_of(place)] == []


def test_of_an_estate_that_stays_only_what_tells_nothing_of_it_is_kept() -> None:
    link = Link("same name", (OURS.id, ELSE.id), 0.8, "Both are called so.")
    other = Link("same name", (ELSE.id, door(6).id), 0.8, "These too.")
    whole = replace(
        estate(OURS, ELSE, door(6), parties=(operator("Quillfeather Clinic"), Party("V", "vendor", "likely", 0.7))),
        links=(link, other),
    )
    told = purge.without(
        audit(OURS, ELSE, door(6), estates=(whole,)), {("10.0.0.77", 6379, "tcp")}, {"Quillfeather Clinic"}
    )
    (left,) = told.estates
    assert (left.links, [party.name for party in left.parties]) == ((other,), ["V"])
    assert left.services == (ELSE.id, door(6).id)


def test_audits_that_found_nothing_there_any_more_go_too(place: Place, desk: Desk) -> None:
    filled(place, desk)
    nothing = audit(run="two", at=LAST)
    with Store(place.url) as store:
        store.save(nothing, 'targets = ["10.0.0.77"]', opening.join)
        store.save(audit(run="three", at=LAST), 'targets = ["10.0.0.5"]', opening.join)
        purge.purge(store, [1], "Grace", None)
        store.scrub()
        assert [run.id for run in store.runs()] == ["three"]
    assert [secret for secret in SECRETS if secret.encode() in bytes_of(place)] == []


def test_names_of_the_scope_and_errors_of_a_host_of_which_nothing_else_is_told_go_with_it() -> None:
    whole = audit(OURS, ELSE)
    names = {"db.quillfeather.example": ("10.0.0.77",), "both.example": ("10.0.0.77", "10.0.0.5")}
    errors = (Problem("10.0.0.77", 1, Stage.PROVE, "x"), Problem("10.0.0.5", 6379, Stage.PROVE, "x"))
    whole = replace(whole, scope=replace(whole.scope, names=names), errors=errors)
    told = purge.without(whole, {("10.0.0.77", 6379, "tcp")}, set(), {"10.0.0.77"})
    assert told.scope.names == {"both.example": ("10.0.0.5",)}
    assert [error.address for error in told.errors] == ["10.0.0.5"]
