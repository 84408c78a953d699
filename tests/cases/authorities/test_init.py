import datetime as dt
from importlib import resources
from pathlib import Path

import pytest

from leftopen.cases.authorities import Country, countries, further, known, office
from leftopen.cases.model import CaseError
from leftopen.cases.notices.recipients import mail

NL = Country("nl", "told")


def test_each_country_has_its_sources_and_addresses_that_can_be_used() -> None:
    assert {"nl", "de", "fr", "es", "pt", "gb", "cn", "br", "us"} <= known().keys()
    for code, told in known().items():
        assert len(code) == 2
        assert told.checked >= dt.date(2026, 1, 1)
        assert told.csirt
        for each in (told.csirt, told.authority):
            if each is not None:
                assert each.page.startswith("https://")
                assert each.source.startswith("https://")
                assert each.mail is None or mail(each.mail) == each.mail


def test_the_country_is_that_of_the_owner_then_of_the_hoster_then_of_the_people() -> None:
    contacts = [("hoster", "abuse@h.de"), ("owner", "privacy@shop.co.uk"), ("owner", "x@shop.com"), ("csirt", "c@c.fr")]
    found = countries(["id.br.cpf", "id.xx.national", "person.name", "id.cn.resident"], contacts)
    assert [each.code for each in found] == ["gb", "de", "br", "cn"]
    assert found[0].why == "the owner’s mail is at a domain of this country"
    nets = [("hoster", "FR"), ("owner", "nl"), ("vendor", "ES"), ("owner", "XX")]
    found = countries(["id.br.cpf"], contacts, nets)
    assert [each.code for each in found] == ["gb", "nl", "de", "fr", "br"]
    assert found[1].why == "the owner’s network is in this country by the registry"
    found = countries(["id.br.cpf", "id.xx.national", "person.name", "id.cn.resident"], contacts)
    assert "numbers" in found[2].why


@pytest.mark.parametrize("address", ["https://example.nl/contact", "nl", "a@b.xx", "", "a@b.example"])
def test_what_is_no_mail_at_a_known_country_says_nothing(address: str) -> None:
    assert countries([], [("owner", address)]) == ()


def test_csirts_come_before_authorities() -> None:
    found = further([NL, Country("de", "told"), Country("us", "told"), Country("xx", "told")])
    assert [(each.role, each.country) for each in found] == [
        ("csirt", "NL"), ("csirt", "DE"), ("csirt", "US"), ("authority", "NL"), ("authority", "DE"),
    ]  # fmt: skip
    assert found[0].address == "cert@ncsc.nl"
    assert found[3].address == found[3].page, "it is reached by its page"


def test_the_office_of_a_country_that_is_named_or_the_only_one() -> None:
    assert office("csirt", None, [NL]).name == "NCSC-NL"
    assert office("csirt", " De ", [NL]).country == "DE"


@pytest.mark.parametrize(
    ("code", "places", "says"),
    [
        (None, [], "Say which country: --country NL, or whom"),
        (None, [NL, Country("de", "its domain")], "NL (told), DE (its domain)"),
        ("xx", [NL], "of 'xx' no csirt is known here. Known are: AT, BE"),
    ],
)
def test_what_is_not_clear_is_asked(code: str | None, places: list[Country], says: str) -> None:
    with pytest.raises(CaseError) as told:
        office("csirt", code, places)
    assert says in str(told.value)


def test_a_country_without_that_office_is_told_so() -> None:
    with pytest.raises(CaseError, match="No authority is known"):
        office("authority", "us", [])


def test_a_file_that_is_wrong_is_named(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / "zz.toml").write_text("checked = 2026-01-01\n[csirt]\nname = 1\n")
    monkeypatch.setattr(resources, "files", lambda _: tmp_path)
    with pytest.raises(ValueError, match=r"zz\.toml"):
        known.__wrapped__()
