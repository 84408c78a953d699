from collections.abc import Iterator

import pytest
from msgspec.structs import replace as changed

from leftopen.cases import seals
from leftopen.cases.desk import Desk
from leftopen.cases.model import CaseError, CaseState, Cause
from leftopen.cases.notices.compose import Sender
from leftopen.cases.notices.drafting import AlreadyTold, Draft, DraftWanted, begin, chosen, drafts, end
from leftopen.model import Party
from leftopen.store.store import Store
from leftopen.store.tables import ContactRow, NoticeRow
from tests.cases.cases import LATER, Place, audit, estate
from tests.cases.notices.notices import HOSTER, OWNER, planted, store

SENDER = Sender("Example CERT", "cert@cert.example")


@pytest.fixture
def desk(place: Place) -> Iterator[Desk]:
    planted(place)
    with Store(place.url) as kept:
        yield Desk(kept, "Ada")


def wanted(to: str | None = None, language: str = "en", role: str | None = None, case: int = 1) -> DraftWanted:
    return DraftWanted(case, to, role, language, SENDER)


def start(desk: Desk, to: str = OWNER, *, again: bool = False, language: str = "en", role: str | None = None) -> Draft:
    asked = wanted(to, language, role)
    (person,) = chosen(desk, asked)
    return begin(desk, "Ada", asked, person, again=again)


def kept(desk: Desk) -> list[tuple[int, str, bool | None, bool]]:
    return [(one.id, one.to, one.sent, bool(one.sent_at)) for one in desk.show(1).notices]


def test_one_draft_for_each_contact_and_the_case_stays(desk: Desk) -> None:
    made = drafts(desk, "Ada", wanted())
    assert [(one.to.address, one.to.role) for one in made] == [(OWNER, "owner"), (HOSTER, "hoster")]
    assert all("10.0.0.1:9200 and 1 more" in one.told.subject for one in made)
    owner, hoster = (one.mail for one in made)
    assert owner is not None
    assert hoster is not None
    assert not owner.is_multipart()
    assert hoster.is_multipart()
    assert desk.show(1).case.state is CaseState.NEW
    assert kept(desk) == [(1, OWNER, None, False), (2, HOSTER, None, False)]
    assert [line.what for line in desk.show(1).timeline][1:] == [
        f"notice 1 to {OWNER} drafted",
        f"notice 2 to {HOSTER} drafted",
    ]


def test_a_draft_takes_the_place_of_one_in_the_same_language(desk: Desk) -> None:
    drafts(desk, "Ada", wanted("owner"))
    drafts(desk, "Ada", wanted("owner"))
    drafts(desk, "Ada", wanted("owner", "zh"))
    assert [(one.id, one.language) for one in desk.show(1).notices] == [(1, "en"), (2, "zh")]


def test_several_roles_at_one_address_are_one_mail(place: Place) -> None:
    parties = tuple(Party("Example Org", role, "confirmed", 0.9, (), (OWNER,)) for role in ("operator", "hoster"))
    place.save(audit(store(), estates=(estate(store(), parties=parties),)))
    with Store(place.url) as data:
        (one,) = drafts(Desk(data, "Ada"), "Ada", wanted())
    assert (one.to.role, one.to.address) == ("owner", OWNER)


def further(desk: Desk, to: str, country: str | None) -> list[tuple[str, str]]:
    asked = DraftWanted(1, to, None, "en", SENDER, country=country)
    return [(each.to.role, each.to.address) for each in drafts(desk, "Ada", asked)]


def test_the_csirt_of_a_country_becomes_a_contact_with_its_source(desk: Desk) -> None:
    assert further(desk, "csirt", "nl") == [("csirt", "cert@ncsc.nl")]
    (contact,) = (each for each in desk.show(1).contacts if each.role == "csirt")
    assert (contact.name, contact.address) == ("NCSC-NL", "cert@ncsc.nl")
    assert contact.source.startswith("https://")
    assert "checked 20" in contact.source
    assert further(desk, "csirt", None) == [("csirt", "cert@ncsc.nl")], "it is known now"
    assert further(desk, "csirt", "NL") == [("csirt", "cert@ncsc.nl")], "once"
    assert len(desk.show(1).notices) == 1
    assert further(desk, "csirt", "DE") == [("csirt", "certbund@bsi.bund.de")], "another country is another office"


def test_an_authority_without_a_mail_address_gets_a_text(desk: Desk) -> None:
    (draft,) = drafts(desk, "Ada", DraftWanted(1, "authority", None, "nl", SENDER, letter=True, country="NL"))
    assert draft.mail is None
    assert draft.to.address == "https://autoriteitpersoonsgegevens.nl/"
    assert draft.letter


def test_the_country_comes_of_the_case_where_only_one_is_thought_of(desk: Desk) -> None:
    with desk.changing(1) as (session, row):
        session.add(ContactRow(case=row.id, role="owner", name=None, address="info@shop.nl", source="x"))
    assert further(desk, "csirt", None) == [("csirt", "cert@ncsc.nl")]


def test_sending_makes_notified(desk: Desk) -> None:
    one = start(desk)
    assert kept(desk) == [(1, OWNER, None, True)]
    assert desk.show(1).case.state is CaseState.NEW
    end(desk, "Ada", one, sent=True)
    assert kept(desk) == [(1, OWNER, True, True)]
    told = desk.show(1)
    assert told.case.state is CaseState.NOTIFIED
    said = [line.what for line in told.timeline]
    assert said[-2:] == ["new → triaged", "triaged → notified"]
    with desk.store.session(reads=True) as session:
        assert seals.verify(session, 1).intact


def test_a_draft_is_the_one_that_is_sent(desk: Desk) -> None:
    (drafted,) = drafts(desk, "Ada", wanted("owner"))
    one = start(desk)
    assert drafted.mail is not None
    assert one.mail is not None
    assert (one.id, one.mail["Message-ID"]) == (drafted.id, drafted.mail["Message-ID"])


def test_nobody_is_told_twice(desk: Desk) -> None:
    end(desk, "Ada", start(desk), sent=True)
    for language in ("en", "de"):
        with pytest.raises(AlreadyTold, match="--again") as said:
            start(desk, language=language)
        assert said.value.sure
    assert kept(desk) == [(1, OWNER, True, True)]
    again = start(desk, again=True)
    assert again.id == 2


def test_one_that_was_cut_off_is_not_sent_by_itself(desk: Desk) -> None:
    one = start(desk)
    with pytest.raises(AlreadyTold, match="cut off") as said:
        start(desk)
    assert not said.value.sure
    again = start(desk, again=True)
    assert one.mail is not None
    assert again.mail is not None
    assert (again.id, again.mail["Message-ID"]) == (one.id, one.mail["Message-ID"])


def test_one_that_is_not_known_to_have_left_stays_cut_off(desk: Desk) -> None:
    end(desk, "Ada", start(desk), sent=None, why="It broke.")
    assert kept(desk) == [(1, OWNER, None, True)]
    with pytest.raises(AlreadyTold, match="cut off"):
        start(desk)


def test_one_that_the_server_refused_may_be_sent_again(desk: Desk) -> None:
    end(desk, "Ada", start(desk), sent=False, why="Refused.")
    assert kept(desk) == [(1, OWNER, False, False)]
    assert desk.show(1).case.state is CaseState.NEW
    assert start(desk).id == 1


def test_a_reminder_leaves_the_state(desk: Desk) -> None:
    end(desk, "Ada", start(desk), sent=True)
    desk.move(1, CaseState.ACKNOWLEDGED, None)
    end(desk, "Ada", start(desk, again=True), sent=True)
    assert desk.show(1).case.state is CaseState.ACKNOWLEDGED


def test_whom_a_person_names_becomes_a_contact(desk: Desk) -> None:
    start(desk, "cert@national.example", role="csirt")
    assert [(one.role, one.address) for one in desk.show(1).contacts][-1] == ("csirt", "cert@national.example")


def test_nothing_is_sent_in_a_settled_case(desk: Desk) -> None:
    desk.close(1, Cause.OTHER, "Why not.", override=True)
    with pytest.raises(CaseError, match="closed: nothing was sent"):
        start(desk)
    assert drafts(desk, "Ada", wanted("owner"))


def test_nobody_is_told_of_what_is_shut(place: Place, desk: Desk) -> None:
    for number in (1, 2):
        place.ask(number, "shut", LATER)
    with pytest.raises(CaseError, match="nothing to tell"):
        drafts(desk, "Ada", wanted())
    assert kept(desk) == []


def test_a_page_is_no_mail_address(place: Place) -> None:
    planted(place, owner="https://example.org/contact", hoster=None)
    with Store(place.url) as data:
        desk = Desk(data, "Ada")
        (one,) = drafts(desk, "Ada", wanted())
        assert one.mail is None
        with pytest.raises(CaseError, match="no mail address"):
            begin(desk, "Ada", wanted(), one.to)


def test_what_was_told_of_a_merged_case_counts(place: Place) -> None:
    place.save(audit(store(3), estates=(estate(store(3)),), run="two"))
    planted(place)
    with Store(place.url) as data:
        desk = Desk(data, "Ada")
        asked = wanted(OWNER, case=2)
        (person,) = chosen(desk, asked)
        end(desk, "Ada", begin(desk, "Ada", asked, person), sent=True)
        desk.merge(2, 1, None)
        with pytest.raises(AlreadyTold):
            begin(desk, "Ada", wanted(OWNER), chosen(desk, wanted(OWNER))[0])


def test_a_notice_that_was_purged_meanwhile(desk: Desk) -> None:
    one = start(desk)
    with desk.store.session() as session:
        session.delete(session.get(NoticeRow, one.id))
    with pytest.raises(CaseError, match="is gone"):
        end(desk, "Ada", one, sent=True)


def test_a_letter_for_who_has_no_mail_address(desk: Desk) -> None:
    asked = DraftWanted(1, "owner", None, "en", changed(SENDER, post=("Street 1",)), letter=True)
    (one,) = drafts(desk, "Ada", asked)
    assert one.letter is not None
    assert one.letter.startswith(b"%PDF-")
