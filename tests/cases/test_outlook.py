from msgspec.structs import replace

from leftopen.cases.desk import Desk
from leftopen.model import Catalog, Collection, Estate, Field, Label, Party, People, Service
from leftopen.store.store import Store
from leftopen.store.tables import ExposureRow, NoticeRow
from tests.cases.cases import Place, audit, door, operator


def holding(*labels: str) -> Service:
    fields = tuple(Field(f"f{n}", "string", (Label(label, 0.9, 1.0, 9, "█"),)) for n, label in enumerate(labels))
    return replace(door(1), catalog=Catalog((Collection("people", records=9, fields=fields),)))


def saved(place: Place, *contacts: str, people: People | None = None) -> None:
    service = holding("person.name", "id.br.cpf")
    party = operator("Example Org", "confirmed", *contacts)
    place.save(audit(service, estates=(Estate("estate-1", (service.id,), parties=(party,), people=people),)))


def sent(desk: Desk, role: str, at: str, *, done: bool | None = True) -> None:
    with desk.changing(1) as (session, row):
        session.add(
            NoticeRow(case=row.id, role=role, recipient=f"{role}@x.nl", language="en", at=at, sent=done, sent_at=at,
                      digest="")
        )  # fmt: skip


def test_the_clocks_count_from_the_first_notice_that_the_owner_was_sent(place: Place) -> None:
    saved(place, "privacy@example.nl")
    with Store(place.url) as store:
        desk = place.desk(store)
        assert {each.counted_from for each in desk.show(1).clocks} == {None}
        sent(desk, "hoster", "2026-11-24T09:00:00Z")
        sent(desk, "owner", "2026-11-25T09:00:00Z", done=None)
        assert {each.counted_from for each in desk.show(1).clocks} == {None}, "a hoster begins none"
        sent(desk, "owner", "2026-11-26T09:00:00Z")
        clocks = {each.regime: each for each in desk.show(1).clocks}
    assert clocks["GDPR 33"].counted_from == "2026-11-26T09:00:00+00:00"
    assert clocks["GDPR 33"].ends == "2026-11-29T09:00:00+00:00"
    assert clocks["LGPD 48"].ends == "2026-12-01T23:59:59+00:00"


def test_who_is_further_up_and_is_no_contact_yet(place: Place) -> None:
    saved(place, "privacy@example.nl")
    with Store(place.url) as store:
        found = place.desk(store).show(1).further
    assert [(each.role, each.country) for each in found] == [
        ("csirt", "NL"), ("csirt", "BR"), ("authority", "NL"), ("authority", "BR"),
    ]  # fmt: skip


def test_the_registry_says_where_the_network_is(place: Place) -> None:
    service = holding("person.name")
    parties = (
        replace(operator("Example Org", "confirmed", "privacy@example.com"), country="DE"),
        Party("Hoster", "hoster", "likely", 0.7, country="FR"),
        Party("Maker", "vendor", "likely", 0.7, country="CN"),
    )
    place.save(audit(service, estates=(Estate("estate-1", (service.id,), parties=parties),)))
    with Store(place.url) as store:
        found = place.desk(store).show(1).further
    assert [each.country for each in found if each.role == "csirt"] == ["DE", "FR"]


def test_how_many_people_it_concerns_decides_what_comes_up(place: Place) -> None:
    service = holding("person.name", "id.us.ssn")
    for run, number in (("one", 400), ("two", 900)):
        people = People(9, number, "x")
        place.save(audit(service, estates=(Estate("estate-1", (service.id,), people=people),), run=run))
        with Store(place.url) as store:
            regimes = {each.regime for each in place.desk(store).show(1).clocks}
        assert ("California 1798.82(f)" in regimes) is (number > 500)


def test_a_service_that_cannot_be_read_is_left_out(place: Place) -> None:
    saved(place, "privacy@example.com")
    with Store(place.url) as store:
        with store.session() as session:
            row = session.get(ExposureRow, 1)
            assert row
            row.service = b"{"
        found = place.desk(store).show(1)
    assert (found.clocks, found.further) == ((), ())
