import pytest
from msgspec.structs import replace

from leftopen.cases import rows
from leftopen.cases.desk import Desk
from leftopen.cases.model import CaseError
from leftopen.cases.notices.facts import MOST_NAMES, Facts, gather
from leftopen.model import Access, Catalog, Collection, Tried
from leftopen.store.store import Store
from leftopen.store.tables import ExposureRow, NoticeRow, RunRow
from tests.cases.cases import Place
from tests.cases.notices.notices import planted, store


def facts(place: Place) -> Facts:
    with Store(place.url) as kept:
        desk = Desk(kept, "Ada")
        with desk.store.session(reads=True) as session:
            return gather(session, rows.find(session, 1))


def test_what_is_told_of_a_place(place: Place) -> None:
    told = facts(planted(place, store()))
    (door,) = told.doors
    assert (door.place, door.product, door.port) == ("10.0.0.1:9200", "Elasticsearch 7.10.2", 9200)
    assert (door.records, door.collections, door.names) == (12346, 2, ("visitors", "orders"))
    assert door.kinds == ("biometric", "finance", "person")
    assert door.steps[1] == "Keep the logs since 2018-12-11."
    assert (door.family, door.check) == ("store", None)
    assert door.settings == ("network.host: 127.0.0.1", "xpack.security.enabled: true")
    assert (told.people, told.level, told.title) == ((9000, 12000), "very high", "Example Org")
    assert told.authorised is not None
    assert told.authorised.reference == "AUD-7"
    assert [role for role, _ in told.plan] == ["owner", "hoster", "csirt", "authority"]
    assert b"exposed_data" in (told.xarf("cert@cert.example") or b"")


def test_counts_that_are_not_all_known_are_not_told(place: Place) -> None:
    many = tuple(Collection(f"c{number}", 1) for number in range(9))
    told = facts(planted(place, store(1, catalog=Catalog(many, 40)), store(2, catalog=Catalog((Collection("x"),), 1))))
    assert [door.records for door in told.doors] == [None, None]
    assert len(told.doors[0].names) == MOST_NAMES


def test_what_is_shut_is_not_told(place: Place) -> None:
    planted(place).ask(1, "shut")
    assert [door.place for door in facts(place).doors] == ["10.0.0.2:9200"]
    place.ask(2, "shut")
    with pytest.raises(CaseError, match="nothing to tell"):
        facts(place)


def test_hostile_names_are_harmless(place: Place) -> None:
    name = "orders\r\nBcc: x@y.example\u202e\x1b[31m<b>"
    bad = store(1, catalog=Catalog((Collection(name, 1),), 1), product=name, version=None, remedy=(name,))
    (door,) = facts(planted(place, bad)).doors
    for said in (*door.names, door.product, *door.steps):
        assert said.isprintable()
        assert said.startswith("orders")
        assert "x@y.example" not in said


def test_who_was_told_before(place: Place) -> None:
    planted(place)
    with Store(place.url) as kept, kept.session() as session:
        for sent in (True, None):
            session.add(
                NoticeRow(
                    case=1, role="owner", recipient="p@example.org", language="en", at="2026-11-24T09:00:00Z",
                    sent=sent, sent_at="2026-11-24T10:00:00Z", digest="",
                )
            )  # fmt: skip  # a row
    told = facts(place)
    assert told.told == (("owner", "2026-11-24T10:00:00Z", "p@example.org"),)


def test_a_database_that_holds_something_else(place: Place) -> None:
    planted(place)
    with Store(place.url) as kept, kept.session() as session:
        row = session.get(ExposureRow, 1)
        run = session.get(RunRow, "one")
        assert row is not None
        assert run is not None
        row.service, run.report = b"{}", b"{}"
    told = facts(place)
    assert [door.place for door in told.doors] == ["10.0.0.2:9200"]
    assert (told.people, told.authorised, told.xarf(None)) == (None, None, None)


def test_a_service_without_a_severity(place: Place) -> None:
    told = facts(planted(place, replace(store(), severity=None)))
    assert (told.level, told.doors[0].level) == (None, None)


def test_a_login_that_was_tried_is_not_denied(place: Place) -> None:
    planted(place, store(1), store(2))
    assert not facts(place).tried
    with Store(place.url) as kept:
        kept.remember([Tried("address 10.0.0.2", 1, False, "2026-11-23T09:00:00Z")])
    assert facts(place).tried


def test_a_factory_login_that_was_accepted_was_tried(place: Place) -> None:
    assert facts(planted(place, store(1, access=Access.FACTORY))).tried
