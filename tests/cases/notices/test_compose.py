import re

import pytest
from msgspec.structs import replace

from leftopen.cases.notices.compose import WIDTH, Sender, notice, text
from leftopen.cases.notices.facts import DoorFacts, Facts, Sent
from leftopen.cases.notices.languages import FAMILIES, LANGUAGES, ROLES, language
from leftopen.cases.notices.recipients import Recipient
from leftopen.model import Access, Authorisation

DOOR = DoorFacts(
    "10.0.0.1:9200", 9200, "Elasticsearch 7.10.2", Access.OPEN, ("biometric", "person"), 2, 12346,
    ("visitors", "orders"), "2026-11-23T09:00:00Z", "2026-11-24T09:00:00Z", "2026-03-01T00:00:00Z",
    "2018-12-11T00:00:00Z", "very high", ("Close the port, now.", "Keep the logs."),
)  # fmt: skip  # a row
PLAN = (
    ("owner", "2026-12-01T17:00:00Z"),
    ("hoster", "2026-12-04T17:00:00Z"),
    ("csirt", "2026-12-15T17:00:00Z"),
    ("authority", "2027-01-11T17:00:00Z"),
)
BY = Authorisation("The CISO", "AUD-7", "2030-01-01")
FACTS = Facts(
    7, "Example Org", (DOOR,), "very high", (9000, 12000), BY, (), PLAN, None
)  # fmt: skip  # a row
SENDER = Sender("Example CERT", "cert@cert.example", "+31 20 555 0100", "https://cert.example/contact", "0123 4567")
OWNER = Recipient("privacy@example.org", "owner", "Example Org", mail=True)


def said(name: str = "en", facts: Facts = FACTS, to: Recipient = OWNER, sender: Sender = SENDER) -> str:
    return text(notice(name, facts, to, sender))


def whole(name: str = "en", facts: Facts = FACTS, to: Recipient = OWNER, sender: Sender = SENDER) -> str:
    """In one line."""
    return re.sub(r"[ \n]+", " ", said(name, facts, to, sender))


@pytest.mark.parametrize("name", LANGUAGES)
@pytest.mark.parametrize("role", ROLES)
def test_every_notice_is_whole(name: str, role: str) -> None:
    told = notice(name, FACTS, replace(OWNER, role=role), SENDER, machine=True)
    words, body = language(name), text(told)
    assert told.tag == words.tag
    assert not re.search(r"\{\w*\}", told.subject + body)
    first, second = told.blocks[:2]
    assert first.text == words.text.greeting
    assert second.text.startswith(words.role[role].legal)
    for part in ("10.0.0.1:9200", "Elasticsearch 7.10.2", "visitors", "AUD-7", "0123 4567", "+31 20 555 0100", "(7"):
        assert part in body or part.replace("(", "（") in body
    assert "7" in told.subject
    assert "10.0.0.1:9200" in told.subject
    heads = [block.text for block in told.blocks if block.kind == "head"]
    assert heads == [getattr(words.heads, key) for key in ("found", "close", "not_done", "ask", "verify", "told")]


@pytest.mark.parametrize("name", [name for name in LANGUAGES if name != "zh"])
def test_lines_are_short(name: str) -> None:
    assert max(map(len, said(name).splitlines())) <= WIDTH


def test_chinese_lines_are_not_broken_within_a_sentence() -> None:
    assert "可行时应在 72 小时内" in said("zh")


@pytest.mark.parametrize("name", LANGUAGES)
def test_no_story_of_attacks_and_no_talk_of_rewards(name: str) -> None:
    words = (
        r"(?i)hacker|attack|attaq|bount|reward|ransom|angriff|belohn|aanval|beloning|récomp|ataque|recomp|攻击|黑客|奖"
    )
    for role in ROLES:
        assert not re.search(words, said(name, to=replace(OWNER, role=role)))


def test_several_places_and_their_number() -> None:
    three = replace(FACTS, doors=(DOOR, replace(DOOR, place="10.0.0.2:27017", port=27017, product="MongoDB 4.0"), DOOR))
    assert notice("en", three, OWNER, SENDER).subject == (
        "[Case 7] 10.0.0.1:9200 and 2 more services: data accessible to anyone"
    )
    assert "port 9200 and 27017" not in said("en", three)  # each has steps of its own
    assert "auf die Ports 9200 und 27017" in whole("de", three)


def test_steps_of_the_product_are_in_english_and_said_to_be() -> None:
    assert "Close the port, now." in said("de")
    assert "nur auf Englisch" in whole("de")
    assert "only" not in whole("en").partition("How to close it")[2].partition("What we did")[0]
    assert "firewall" not in said("en")
    assert "firewall" in whole("en", replace(FACTS, doors=(replace(DOOR, steps=()),)))


def test_what_is_not_known_is_not_told() -> None:
    bare = replace(
        DOOR, kinds=(), records=None, names=(), since=None, data_from=None, level=None, steps=(), access=Access.METADATA
    )
    told = whole("en", replace(FACTS, doors=(bare,), people=None, level=None, authorised=None), sender=Sender())
    assert "does not prove that there is none" in told
    assert "number of records is not known" in told
    for word in (
        "Names of collections",
        "at the latest",
        "oldest data",
        "Severity",
        "estimate",
        "audit was",
        "Art. 34",
    ):
        assert word not in told
    assert "catalogue or the configuration" in told
    assert "[your name, organisation and telephone number]" in told
    assert "fingerprint" not in told


def test_the_login_of_the_maker_was_tried() -> None:
    told = whole("en", replace(FACTS, doors=(replace(DOOR, access=Access.FACTORY),), tried=True))
    assert "The only passwords that we tried" in told
    assert "did not try any password" not in told


def test_informing_people_is_said_to_the_owner_of_a_grave_case_only() -> None:
    assert "34\u00a0GDPR" in whole() or "Art.\u00a034" in whole()
    assert "Art.\u00a034" not in whole(facts=replace(FACTS, level="low"))
    assert "Art.\u00a034" not in whole(to=replace(OWNER, role="hoster"))


def test_who_else_is_told() -> None:
    told = whole()
    assert "told nobody else" in told
    assert "the hosting provider from 4 December 2026" in told
    assert "the operator from" not in told
    before = (
        Sent("owner", "2026-11-25T10:00:00Z", "privacy@example.org"),
        Sent("hoster", "2026-11-26T10:00:00Z", "h@x"),
    )
    told = whole(facts=replace(FACTS, told=before))
    assert "So far we have told: the hosting provider on 26 November 2026." in told
    assert "the national CSIRT from 15 December 2026" in told
    assert "the hosting provider from" not in told
    last = whole(facts=replace(FACTS, told=before), to=replace(OWNER, role="authority", address="dpa@example.org"))
    assert "we will also tell" not in last
    assert "the operator on 25 November 2026 and the hosting provider on 26 November 2026" in last


def test_one_person() -> None:
    assert "concern 1 person." in whole(facts=replace(FACTS, people=(1, 1)))


def test_kinds_that_have_no_name_here() -> None:
    assert "other personal data" in whole(facts=replace(FACTS, doors=(replace(DOOR, kinds=("shoe", "hat")),)))


def test_of_a_device_without_a_catalogue_nothing_is_said_of_records() -> None:
    camera = replace(DOOR, access=Access.FACTORY, kinds=(), collections=0, records=None, names=())
    told = whole("en", replace(FACTS, doors=(camera,)))
    assert "sample; that" not in told
    assert "number of records" not in told


SETTINGS = ("network.host: 127.0.0.1", "xpack.security.enabled: true")
CHECK = "curl http://10.0.0.1:9200/_cat/indices"


@pytest.mark.parametrize("name", [name for name in LANGUAGES if name != "en"])
def test_steps_are_in_the_language_with_the_exact_settings_and_the_english_ones_come_after(name: str) -> None:
    door = replace(DOOR, settings=SETTINGS, check=CHECK)
    body = whole(name, replace(FACTS, doors=(door,)))
    letter, _, annex = body.partition(language(name).text.regards.split("\n")[0])
    assert all(each in letter for each in (*SETTINGS, CHECK))
    assert language(name).login["store"] in letter
    assert "Close the port, now." not in letter
    assert "Close the port, now." in annex


@pytest.mark.parametrize("name", [name for name in LANGUAGES if name != "en"])
def test_each_family_of_products_has_its_own_step(name: str) -> None:
    doors = tuple(replace(DOOR, product=family, family=family) for family in FAMILIES)
    body = whole(name, replace(FACTS, doors=doors))
    assert all(language(name).login[family] in body for family in FAMILIES)
    assert language(name).login["store"] in whole(name, replace(FACTS, doors=(replace(DOOR, family="unheard"),)))


def test_a_product_is_told_once_however_many_doors_it_has() -> None:
    door = replace(DOOR, settings=SETTINGS, check=CHECK)
    body = whole("fr", replace(FACTS, doors=(door, replace(door, place="10.0.0.2:9200", check=None))))
    assert body.count("xpack.security.enabled: true") == 1
    assert body.count(CHECK) == 1


def test_a_month_is_told_as_a_month() -> None:
    door = replace(DOOR, data_from="2018-12-01T00:00:00Z")
    told = {name: whole(name, replace(FACTS, doors=(door,))) for name in LANGUAGES}
    assert "date from December 2018." in told["en"]
    assert "Älteste Daten: Dezember 2018." in told["de"]
    assert "anciennes\u00a0: décembre 2018." in told["fr"]
    assert "2018年12月。" in told["zh"]
    assert not any("1er décembre" in body or "1. Dezember" in body for body in told.values())


def test_one_who_was_written_to_before_is_reminded_with_the_day_of_the_first_letter() -> None:
    before = tuple(Sent("owner", f"2026-11-2{day}T10:00:00Z", "Privacy@example.org") for day in (5, 2))
    told = {name: whole(name, replace(FACTS, told=before)) for name in LANGUAGES}
    assert "This is a reminder: we first wrote to you about this on 22 November 2026." in told["en"]
    assert "bereits am 22. November 2026 geschrieben" in told["de"]
    assert "al op 22 november 2026" in told["nl"]
    assert "le 22 novembre 2026." in told["fr"]
    assert "ya le escribimos sobre este asunto el 22 de noviembre de 2026." in told["es"]
    assert "já lhe escrevemos sobre este assunto em 22 de novembro de 2026." in told["pt"]
    assert "我们曾于2026年11月22日就此事通知过贵方" in told["zh"]
    assert "reminder" not in whole("en")
    assert "reminder" not in whole("en", replace(FACTS, told=before), replace(OWNER, address="abuse@hoster.example"))


@pytest.mark.parametrize("name", LANGUAGES)
def test_what_opens_other_doors_is_to_be_replaced(name: str) -> None:
    words = language(name).text.revoke
    tokens = replace(DOOR, kinds=("credential",))
    assert words in whole(name, replace(FACTS, doors=(tokens,)))
    assert words in whole(name, replace(FACTS, doors=(replace(tokens, steps=()),)))
    assert words not in whole(name)


@pytest.mark.parametrize("name", LANGUAGES)
def test_what_was_seen_once_is_told_once(name: str) -> None:
    once = whole(name, replace(FACTS, doors=(replace(DOOR, last=DOOR.first),)))
    assert once.count(re.sub(r"[ \n]+", " ", language(name).at(DOOR.first))) == 1
    assert language(name).text.seen_once.format(first=language(name).at(DOOR.first)) in once


def test_at_most_so_many_people() -> None:
    told = {name: whole(name, replace(FACTS, people=(0, 80))) for name in LANGUAGES}
    assert "the data concern up to 80 people." in told["en"]
    assert "betreffen die Daten bis zu 80 Personen." in told["de"]
    assert "gegevens van maximaal 80 personen." in told["nl"]
    assert "concernent jusqu’à 80 personnes." in told["fr"]
    assert "es de hasta 80 personas." in told["es"]
    assert "é de até 80 pessoas." in told["pt"]
    assert "涉及人数：至多 80 人。" in told["zh"]


def test_kinds_are_set_apart_from_the_commas_within_them() -> None:
    tokens = replace(DOOR, kinds=("credential", "contact"))
    assert "passwords, keys and tokens; contact details." in whole("en", replace(FACTS, doors=(tokens,)))
    assert "密码、密钥和令牌；联系方式。" in whole("zh", replace(FACTS, doors=(tokens,)))
