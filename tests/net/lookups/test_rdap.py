from typing import Any

import pytest

from leftopen.judge.looked import Network
from leftopen.net.lookups.rdap import network, registration
from tests.net.lookups import servers
from tests.net.lookups.servers import card


def entity(roles: list[str], *cards: Any, inner: Any = None) -> dict[str, Any]:
    return {"roles": roles, "vcardArray": cards[0] if cards else None, "entities": inner or []}


def net(*entities: Any, **more: Any) -> dict[str, Any]:
    return {"objectClassName": "ip network", "handle": "NET-1", "entities": list(entities), **more}


def test_abuse_within_another_entity() -> None:
    found = network(servers.network("Stratohost GmbH", "ALLOCATED PA"))
    assert found is not None
    assert (found.organisation, found.kind, found.size) == ("Stratohost GmbH", "ALLOCATED PA", 256)
    assert found.abuse == ("abuse@stratohost.example",)


def test_several_mailboxes_and_those_under_a_uri() -> None:
    found = network(
        net(
            entity(["registrant"], card("Stratohost GmbH")),
            entity(["abuse"], card("Desk", mail="Abuse@Stratohost.example")),
            entity(["technical", "abuse"], card("Desk 2", uri="mailto:noc@stratohost.example?subject=abuse")),
            entity(["abuse"], card("Form", uri="https://stratohost.example/abuse")),
            entity(["abuse"], card("Hidden", mail="redacted@registry.example")),
            entity(["technical"], card("Not this", mail="tech@stratohost.example")),
        )
    )
    assert found is not None
    assert found.abuse == ("abuse@stratohost.example", "noc@stratohost.example")


@pytest.mark.parametrize(
    ("shown", "expected"),
    [
        (card("Fairhaven Clinic Ltd"), "Fairhaven Clinic Ltd"),
        (card("Fairhaven Clinic Ltd", kind=None), "Fairhaven Clinic Ltd"),
        (card("REDACTED FOR PRIVACY"), None),
        (card("Domains By Proxy, LLC"), None),
        (card("Maria Garcia", kind="individual"), None),
        (card("Maria Garcia", kind=None), None),
        (card("admin@fairhaven.example"), None),
        (["vcard"], None),
        (None, None),
        ([1, 2], None),
    ],
)
def test_whose_domain_it_is(shown: Any, expected: str | None) -> None:
    told = {"objectClassName": "domain", "ldhName": "FAIRHAVEN.example.", "entities": [entity(["registrant"], shown)]}
    found = registration(told, "fairhaven.example")
    assert found is not None
    assert found.organisation == expected


def test_an_organisation_beside_a_person() -> None:
    shown = [
        "vcard",
        [
            ["fn", {}, "text", "Maria Garcia"],
            ["kind", {}, "text", "individual"],
            ["org", {}, "text", ["Fairhaven Clinic"]],
        ],
    ]
    found = network(net(entity(["administrative"], shown)))
    assert found is not None
    assert found.organisation == "Fairhaven Clinic"


@pytest.mark.parametrize("told", [None, [], "x", {"objectClassName": "entity"}, {"objectClassName": "ip network"}])
def test_what_is_no_network(told: Any) -> None:
    assert network(told) is None


@pytest.mark.parametrize("told", [None, {"objectClassName": "ip network"}, {"ldhName": "other.example"}])
def test_what_is_no_entry_of_this_domain(told: Any) -> None:
    assert registration(told, "fairhaven.example") is None


@pytest.mark.parametrize("more", [{"entities": 3}, {"entities": [3, {"roles": 4}]}, {"startAddress": "x"}, {"name": 3}])
def test_odd_values_cost_nothing_but_themselves(more: dict[str, Any]) -> None:
    found = network({**net(), **more})
    assert found is not None
    assert (found.organisation, found.abuse, found.size) == (None, (), None)


def test_entities_without_end() -> None:
    told = entity(["abuse"], card("x", mail="deep@stratohost.example"))
    for _ in range(50):
        told = {"roles": [], "entities": [told]}
    found = network(net(told))
    assert found is not None
    assert found.abuse == ()


@pytest.mark.parametrize("kind", ["org", "fn"])
@pytest.mark.parametrize("name", ["Fatima Yupanqui", "Anna de Souza", "Acme Ltd, tel +49 171 2345678"])
def test_a_person_who_stands_as_an_organisation_is_none(kind: str, name: str) -> None:
    holder = {"roles": ["registrant"], "vcardArray": ["vcard", [[kind, {}, "text", name]]]}
    told = {"objectClassName": "ip network", "handle": "NET-1", "entities": [holder]}
    found = network(told)
    assert found is not None
    assert found.organisation is None


def test_a_firm_that_bears_a_name_is_one_where_it_says_so() -> None:
    holder = {"roles": ["registrant"], "vcardArray": ["vcard", [["org", {}, "text", "Yupanqui Logistik GmbH"]]]}
    found = network({"handle": "NET-1", "entities": [holder]})
    assert found is not None
    assert found.organisation == "Yupanqui Logistik GmbH"


def test_handles_and_names_of_networks_are_looked_at() -> None:
    found = network({"handle": "fatima.yupanqui@example.org", "name": "YUPANQUI-FATIMA", "type": "Fatima Yupanqui"})
    assert found is not None
    shown = f"{found.handle} {found.name} {found.kind}".casefold()
    assert "yupanqui" not in shown
    assert "fatima" not in shown
    assert network({"handle": "NET-192-0-2-0-1", "name": "HENGDA-NET", "type": "ASSIGNED PA"}) == Network(
        handle="NET-192-0-2-0-1", name="HENGDA-NET", kind="ASSIGNED PA"
    )


@pytest.mark.parametrize(
    ("said", "country"),
    [("NL", "NL"), (" de ", "DE"), ("NLD", None), ("N1", None), (7, None), ("ÄÖ", None), (None, None)],
)
def test_the_country_of_a_network_is_two_letters(said: object, country: str | None) -> None:
    found = network({"objectClassName": "ip network", "handle": "X", "country": said})
    assert found
    assert found.country == country
