from typing import Any

import pytest

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
