import pytest

from leftopen.judge import organisations
from leftopen.probes import probes


@pytest.mark.parametrize(
    ("one", "other", "expected"),
    [
        ("Harbour Watch, Ltd", "harbourwatch.example", True),
        ("Fairhaven Clinic Ltd", "FAIRHAVEN CLINIC LIMITED", True),
        ("University of Northmoor", "stud.northmoor.ac.uk", True),
        ("lendwell-prod", "Lendwell Finance BV", True),
        ("青山视界", "青山视界", True),
        ("Hengda Clinic", "Hengda Logistics", False),
        ("National Bank of Arden", "National Bank of Corran", False),
        ("The Clinic", "Fairhaven Clinic", False),
        ("prod-cluster", "Fairhaven Clinic", False),
        ("", "x", False),
    ],
)
def test_which_are_the_same(one: str, other: str, expected: bool) -> None:
    assert organisations.same(one, other) is expected
    assert organisations.same(other, one) is expected


@pytest.mark.parametrize(
    "name",
    [
        "Amazon Technologies Inc.",
        "amazonaws.com",
        "stratoserver.net",
        "OVHcloud",
        "Wix.com Ltd",
        "OVH SAS",
        "1&1 IONOS SE",
        "Hetzner Online GmbH",
        "Blue Data Center",
    ],
)
def test_hosters(name: str) -> None:
    assert organisations.hosting(name)


@pytest.mark.parametrize(
    ("domain", "expected"),
    [
        *(
            (domain, True)
            for domain in ("gmail.com", "yahoo.co.jp", "qq.com", "mail.ru", "posteo.de", "a1.net", "hispeed.ch")
        ),
        *(
            (domain, True)
            for domain in ("fastwebnet.it", "movistar.es", "clix.pt", "globo.com", "prodigy.net.mx", "kakao.com")
        ),
        *((domain, True) for domain in ("ocn.ne.jp", "hinet.net", "inbox.lv", "azet.sk", "citromail.hu", "online.no")),
        *(
            (domain, True)
            for domain in ("proximus.be", "zonnet.nl", "bbox.fr", "eircom.net", "rogers.com", "mweb.co.za")
        ),
        *((domain, False) for domain in ("northmoor.example", "terra.example", "mailbox-clinic.example", "hey.nl")),
    ],
)
def test_mail_providers(domain: str, expected: bool) -> None:
    assert organisations.freemail(domain) is expected


@pytest.mark.parametrize(
    ("kind", "allocation", "assignment"),
    [
        ("ALLOCATED PA", True, False),
        ("SUB-ALLOCATED PA", True, False),
        ("DIRECT ALLOCATION", True, False),
        ("REALLOCATED", True, False),
        ("ASSIGNED PA", False, True),
        ("ASSIGNED PI", False, True),
        ("Reassigned", False, True),
        ("DIRECT ASSIGNMENT", False, True),
        ("LEGACY", False, True),
        ("IPv4", False, False),
        (None, False, False),
    ],
)
def test_types_of_networks(kind: str | None, allocation: bool, assignment: bool) -> None:
    assert organisations.allocation(kind) is allocation
    assert organisations.assignment(kind) is assignment


@pytest.mark.parametrize(
    ("host", "address", "expected"),
    [
        ("static-10-0-0-1.stratohost.example", "10.0.0.1", True),
        ("ec2-10-7-8-9.compute.example", "10.7.8.9", True),
        ("0a070809.net.example", "10.7.8.9", True),
        ("vps123.fairhaven.example", "10.7.8.9", True),
        ("host-2001-db8.ip6.example", "2001:db8::1", True),
        ("mail.stratohost.example", "10.7.8.9", True),
        ("ec2-3-8-1-2.eu-west-2.compute.amazonaws.com", "3.8.1.2", True),
        ("li123-45.members.linode.com", "3.8.1.2", True),
        ("ns3012345.ip-3-8-1.eu", "3.8.1.2", True),
        ("p3e80102.dip0.t-ipconnect.de", "3.8.1.2", True),
        ("2.1.8.3.bc.googleusercontent.com", "3.8.1.2", True),
        ("s1.hosted-by-acorn.example", "3.8.1.2", True),
        ("lfbn-par-1-123-45.w3-8.abo.wanadoo.fr", "3.8.1.2", True),
        ("mail.fairhaven.example", "10.7.8.9", False),
        ("fairhaven.example", "10.7.8.9", False),
    ],
)
def test_reverse_names_that_a_hoster_made(host: str, address: str, expected: bool) -> None:
    assert organisations.generic_pointer(host, address) is expected


@pytest.mark.parametrize(
    "name",
    ["Canonical Ltd", "Juniper Health Trust", "Signify Health", "Wagon Logistics", "Raritan Township", "Flirt Media"],
)
def test_who_is_called_nearly_as_a_maker_is_none(name: str) -> None:
    assert not organisations.device_maker(name)


@pytest.mark.parametrize("name", ["One Company Ltd", "Terra Nova School", "Beacon Clinic", "Simply Comfort BV"])
def test_who_is_called_nearly_as_a_hoster_is_none(name: str) -> None:
    assert not organisations.hosting(name)


@pytest.mark.parametrize(
    "name", ["Jira", "Home Assistant", "ThingsBoard", "RuoYi", "若依", "Keycloak", "Open WebUI", "REDCap"]
)
def test_platforms_that_others_run(name: str) -> None:
    assert organisations.white_label(name)


def test_makers_and_platforms() -> None:
    assert organisations.store_maker("MongoDB, Inc.")
    assert organisations.device_maker("Hangzhou Hikvision Digital Technology Co., Ltd.")
    assert organisations.white_label("Moodle")
    assert not organisations.store_maker("Fairhaven Clinic")


@pytest.mark.parametrize(
    "name",
    [
        "REDACTED FOR PRIVACY",
        "M████",
        "N/A",
        "Not Available",
        "Unknown organization",
        "Data Protected",
        "Name Hidden",
        "Hidden upon user request",
        "DomainsByProxy.com",
        "GDPR Masked",
        "WhoisGuard, Inc.",
        "Not Disclosed",
    ],
)
def test_words_in_place_of_a_name(name: str) -> None:
    assert organisations.hidden(name)


@pytest.mark.parametrize(
    "name",
    [
        "Northern Ambulances",
        "Klinikum Main Arden",
        "Hidden Valley School",
        "Nonesuch Press",
        "Unknown Worlds Theatre",
        "Confidential Shredding Ltd",
        "GDPR Consulting Arden",
        "Available Rooms BV",
    ],
)
def test_a_name_that_has_such_words_or_letters_in_it_is_one(name: str) -> None:
    assert not organisations.hidden(name)


@pytest.mark.parametrize(
    "name",
    [
        "Mongolian Railway",
        "Natsume Clinic",
        "Redistribution Arden SA",
        "Apachean Lodge",
        "Solrun Hotels",
        "Dockery Ltd",
        "Dellwood School",
        "Odinsgaard Clinic",
        "Ibmansour Trading",
        "11880 Answers AG",
        "Sambara Foods",
        "Amazonas Clinic",
        "Stratosphere Institute",
        "Wixom Town Council",
        "Gandini Dental",
    ],
)
def test_a_name_whose_first_word_only_begins_as_a_maker_is_called_is_no_makers(name: str) -> None:
    whose = (organisations.store_maker, organisations.device_maker, organisations.hosting)
    assert [each.__name__ for each in whose if each(name)] == []


@pytest.mark.parametrize("name", ["redis.example", "Redis Ltd.", "NATS", "MongoDBs", "mongo-1", "elasticsearch7"])
def test_makers_of_stores_by_whole_words_or_many_letters(name: str) -> None:
    assert organisations.store_maker(name)


@pytest.mark.parametrize("name", ["Dell Inc.", "dahuatech.example", "HIKVISION2", "IBM"])
def test_makers_of_devices(name: str) -> None:
    assert organisations.device_maker(name)


@pytest.mark.parametrize("name", ["Fairhaven Clinic", "City of Arden", "Harbour Watch", "northmoor.example"])
def test_who_gives_nothing_to_others(name: str) -> None:
    assert not organisations.hosting(name)


def test_what_has_a_probe_of_its_own_is_no_platform() -> None:
    """Who makes the store itself is no vendor, by whatever name or icon it shows."""
    told = {word for probe in probes() if probe.spec.kind == "store" for word in probe.spec.protocols}
    assert [word for word in sorted(told) if organisations.white_label(word)] == []
    titles = [str(name) for probe in probes() for name in probe.words.get("spelling", {}).values()]
    assert [title for title in titles if organisations.white_label(title)] == []
