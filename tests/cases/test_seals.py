"""Who changes the database behind the program's back is noticed."""

import sqlite3

import pytest

from leftopen import signing
from leftopen.cases import seals
from leftopen.cases.desk import Desk
from leftopen.cases.model import CaseError
from leftopen.cases.seals import Checked
from leftopen.store.store import Store
from tests.cases.cases import LAST, Place, audit, door, estate


def checked(place: Place, number: int = 1, *keys: str) -> Checked:
    with Store(place.url) as store, store.session(reads=True) as session:
        return seals.verify(session, number, keys)


def filled(place: Place, desk: Desk) -> None:
    place.save(audit(door(1), door(2), door(3), estates=(estate(door(1), door(2)), estate(door(3), name="estate-2"))))
    place.ask(1, "shut")
    desk.note(1, "Telephoned.")
    desk.assign(1, "Grace")


def test_what_nobody_changed_is_intact(place: Place, desk: Desk) -> None:
    filled(place, desk)
    desk.merge(2, 1, None)
    place.ask(2, "unclear", LAST)
    for number in (1, 2):
        found = checked(place, number)
        assert found.intact, found.faults
        assert "signed by" in found.proved[-1]


@pytest.mark.parametrize(
    "change",
    [
        "UPDATE cases SET state = 'closed'",
        "UPDATE cases SET owner = 'Mallory'",
        "UPDATE cases SET score = 0.1",
        "UPDATE case_events SET who = 'Mallory' WHERE what = 'note'",
        "UPDATE case_events SET why = 'x' WHERE what = 'note'",
        "DELETE FROM case_events",
        "DELETE FROM case_events WHERE id = (SELECT max(id) FROM case_events WHERE case_id = 1)",
        "INSERT INTO case_events (case_id, at, who, what, digest) VALUES (1, '2027', 'Ada', 'note', '')",
        "UPDATE exposures SET state = 'shut'",
        "UPDATE exposures SET service = x'7b7d'",
        "UPDATE checks SET state = 'open'",
        "DELETE FROM checks",
        "DELETE FROM case_exposures WHERE exposure = 2",
        "INSERT INTO case_contacts (case_id, role, address, source) VALUES (1, 'owner', 'm@example.org', 'me')",
        "INSERT INTO case_notices (case_id, role, recipient, language, at, digest) VALUES (1, '', '', '', '', '')",
        "UPDATE cases SET seal = ''",
        "UPDATE cases SET seal = 'zz', seal_key = 'zz'",
        "UPDATE cases SET head = ''",
    ],
)
def test_every_change_behind_its_back_is_noticed(place: Place, desk: Desk, change: str) -> None:
    filled(place, desk)
    with sqlite3.connect(place.file) as raw:
        raw.execute(change)
    assert not checked(place).intact


def test_another_s_signature_counts_where_that_key_was_named(
    place: Place, desk: Desk, monkeypatch: pytest.MonkeyPatch
) -> None:
    filled(place, desk)
    key = signing.public()
    monkeypatch.setenv("XDG_CONFIG_HOME", str(place.file.parent / "other"))
    found = checked(place)
    assert found.intact
    assert "neither your key nor one that was named" in found.unproved[0]
    assert signing.public() != key
    assert not checked(place).intact
    assert checked(place, 1, key).intact


def test_who_can_have_no_key_leaves_a_case_unsigned_and_is_told(
    place: Place, desk: Desk, monkeypatch: pytest.MonkeyPatch
) -> None:
    (place.file.parent / "file").write_text("")
    with monkeypatch.context() as patch:
        patch.setenv("XDG_CONFIG_HOME", str(place.file.parent / "file"))
        filled(place, desk)
        assert checked(place).unproved == ("it is not signed",)
    signing.public()
    assert checked(place).faults == ("it is not signed",)


def test_a_number_that_nothing_has_is_said(place: Place) -> None:
    with pytest.raises(CaseError, match="no case 7"):
        checked(place, 7)
