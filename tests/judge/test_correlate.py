from collections.abc import Mapping
from typing import Any

import pytest
from msgspec.structs import replace

from leftopen.judge import attribute
from leftopen.judge import correlate as correlating
from leftopen.judge.correlate import MOST_TOGETHER, correlate
from leftopen.model import (
    Access,
    Catalog,
    Certificate,
    Collection,
    Field,
    Label,
    Problem,
    Service,
    Sketch,
    Stage,
    Status,
)
from leftopen.privacy import sketch as sketching


def service(
    address: str,
    port: int = 9200,
    *,
    access: Access = Access.OPEN,
    facts: Mapping[str, str] | None = None,
    key: str = "",
    fields: tuple[str, ...] = (),
    records: int = 1000,
) -> Service:
    certificate = Certificate("CN=x", "CN=x", (), key, "", "") if key else None
    described = tuple(Field(path, "text", (Label("contact.email", 0.9, 1.0, 25, "█"),)) for path in fields)
    return Service(
        id=f"{address}:{port}/tcp",
        address=address,
        port=port,
        protocol="elasticsearch",
        access=access,
        proof="p",
        facts=dict(facts or {}),
        certificate=certificate,
        catalog=Catalog((Collection("people", records, None, None, 25, described),), 1),
    )


def sketch(*values: int) -> tuple[Sketch, ...]:
    return (Sketch("people", "contact.email", len(values), tuple(sorted(values))),)


def kinds(services: list[Service], sketches: Mapping[str, tuple[Sketch, ...]] | None = None) -> list[set[str]]:
    _, estates = correlate(services, sketches or {})
    return [{link.kind for link in estate.links} for estate in estates if len(estate.services) > 1]


def test_strangers_stay_apart() -> None:
    placed, estates = correlate(
        [service("10.0.0.1"), service("10.0.0.2"), service("10.0.0.3", access=Access.LOCKED)], {}
    )
    assert [estate.services for estate in estates] == [("10.0.0.1:9200/tcp",), ("10.0.0.2:9200/tcp",)]
    assert [one.estate for one in placed] == ["estate-1", "estate-2", None]


@pytest.mark.parametrize(
    ("left", "right", "kind"),
    [
        (service("10.0.0.1"), service("10.0.0.1", 27017), "same-address"),
        (service("10.0.0.1", key="ab"), service("10.0.0.2", key="ab"), "same-key"),
        (
            service("10.0.0.1", facts={"cluster_uuid": "u1"}),
            service("10.0.0.2", facts={"cluster_uuid": "u1"}),
            "same-cluster",
        ),
        (
            service("10.0.0.1", facts={"cluster_name": "harbour-watch"}),
            service("10.0.0.2", facts={"title": "Harbour Watch"}),
            "same-names",
        ),
    ],
)
def test_each_kind_of_link_joins(left: Service, right: Service, kind: str) -> None:
    assert kinds([left, right]) == [{kind}]


def shows(one: Service, icon: int, protocol: str = "elasticsearch") -> Service:
    return replace(one, icon=icon, protocol=protocol)


def test_an_icon_of_somebody_s_own_links_the_sites_that_show_it() -> None:
    several = [shows(service("10.0.0.1"), 7), shows(service("10.0.0.2"), 7, "kibana"), shows(service("10.0.0.3"), 8)]
    _, estates = correlate(several, {})
    assert [len(each.services) for each in estates] == [2, 1]
    assert [link.kind for link in estates[0].links] == ["same-icon"]
    assert "hash 7" in estates[0].links[0].says
    assert all(party.name is None for each in estates for party in each.parties if party.role == "operator")


def test_one_that_a_single_product_shows_may_be_its_default_and_joins_nothing_by_itself() -> None:
    fields = tuple("abcdef")
    assert kinds([shows(service("10.0.0.1"), 7), shows(service("10.0.0.2"), 7)]) == []
    both = [shows(service(f"10.0.0.{n}", fields=fields), 7) for n in (1, 2)]
    assert kinds(both) == [{"same-icon", "same-schema"}]


def test_the_icon_of_a_product_links_nothing() -> None:
    assert kinds([shows(service("10.0.0.1"), 1611729805), shows(service("10.0.0.2"), 1611729805, "kibana")]) == []


@pytest.mark.parametrize(
    ("left", "right"),
    [
        ({"cluster_uuid": "_na_"}, {"cluster_uuid": "_na_"}),
        ({"cluster_name": "docker-cluster"}, {"cluster_name": "docker-cluster"}),
        ({"vendor": "Tiandy", "title": "Tiandy"}, {"vendor": "Tiandy", "title": "Tiandy"}),
    ],
)
def test_defaults_link_nothing(left: dict[str, str], right: dict[str, str]) -> None:
    assert kinds([service("10.0.0.1", facts=left), service("10.0.0.2", facts=right)]) == []


def test_same_people_join_and_say_how_many() -> None:
    left, right = service("10.0.0.1"), service("10.0.0.2")
    held = {left.id: sketch(*range(20)), right.id: sketch(*range(10, 30))}
    _, estates = correlate([left, right], held)
    assert len(estates) == 1
    assert [link.kind for link in estates[0].links] == ["same-people"]
    assert "e-mail address" in estates[0].links[0].says
    assert estates[0].people is not None
    assert 20 <= estates[0].people.low <= estates[0].people.high <= 1000
    assert estates[0].people.basis.endswith("read of people, scaled to the 1,000 that it says it has")
    assert kinds([left, right], {left.id: sketch(1, 2, 3), right.id: sketch(2, 3, 4)}) == [], "two may be chance"


def test_people_of_several_stores_are_counted_once_each() -> None:
    names = [f"tenant{n}" for n in range(10)]
    held = service("10.0.0.1")
    held = replace(held, catalog=Catalog(tuple(Collection(name, 5, None, None, 5, ()) for name in names), 10))
    apart = tuple(Sketch(name, "contact.email", 5, tuple(range(5 * n, 5 * n + 5))) for n, name in enumerate(names))
    people = correlate([held], {held.id: apart})[1][0].people
    assert people is not None
    assert (people.low, people.high) == (50, 50), "five in each, and none of them twice"
    assert people.basis == "different values (e-mail address) in the records read of 10 stores together"
    same = tuple(Sketch(name, "contact.email", 5, tuple(range(5))) for name in names)
    people = correlate([held], {held.id: same})[1][0].people
    assert people is not None
    assert (people.low, people.high, people.store) == (5, 5, "tenant0"), "the same five in each"


def test_more_seen_in_all_raises_the_low_end_alone() -> None:
    held = service("10.0.0.1", records=10_000)
    other = Collection("other", 30, None, None, 25, ())
    held = replace(held, catalog=Catalog((*held.catalog.collections, other), 2))
    several = (*sketch(*range(20)), Sketch("other", "contact.email", 25, tuple(range(5000, 5025))))
    alone = correlate([held], {held.id: sketch(*range(20))})[1][0].people
    both = correlate([held], {held.id: several})[1][0].people
    assert alone is not None
    assert both is not None
    assert (both.low, both.high) == (max(45, alone.low), alone.high)


def test_a_weak_link_alone_does_not_join_but_two_do() -> None:
    fields = tuple(f"field{n}" for n in range(6))
    left, right = service("10.0.0.1", fields=fields), service("10.0.0.2", fields=fields)
    assert kinds([left, right]) == []
    other = service("10.0.0.1", 9201, fields=(*fields, "more"))
    assert kinds([left, right, other]) == [{"same-address"}]


def test_what_a_crowd_shares_is_a_default() -> None:
    crowd = [service(f"10.0.{n // 250}.{n % 250}", key="vendor") for n in range(MOST_TOGETHER + 1)]
    assert kinds(crowd) == []


def test_decoys_and_unknowns_join_nobody() -> None:
    placed, estates = correlate(
        [
            service("10.0.0.1"),
            service("10.0.0.1", 1, access=Access.DECOY),
            service("10.0.0.1", 2, access=Access.UNKNOWN),
        ],
        {},
    )
    assert [estate.services for estate in estates] == [("10.0.0.1:9200/tcp",)]
    assert [one.estate for one in placed] == ["estate-1", None, None]


def test_a_locked_neighbour_belongs_to_the_estate() -> None:
    _, estates = correlate([service("10.0.0.1", fields=("mail",)), service("10.0.0.1", 554, access=Access.LOCKED)], {})
    assert len(estates) == 1
    assert len(estates[0].services) == 2
    assert estates[0].labels == ("contact.email",)
    assert estates[0].duties


def test_equal_sketches_cost_little_however_many_there_are() -> None:
    """Work is counted as comparisons of sketches: a clique of n needs about n of them, and not n squared."""
    calls: list[int] = []
    overlap = sketching.overlap

    def counted(one: Sketch, other: Sketch) -> tuple[float, int]:
        calls.append(1)
        return overlap(one, other)

    spent = []
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(sketching, "overlap", counted)
        for count in (20, 40):
            services = [service(f"10.0.0.{n}") for n in range(1, count + 1)]
            same = tuple(Sketch(f"c{n}", "contact.email", 300, tuple(range(n, n + 256))) for n in range(20))
            calls.clear()
            _, estates = correlate(services, {each.id: same for each in services})
            assert [len(estate.services) for estate in estates] == [count]
            spent.append(len(calls))
    assert spent[1] <= 3 * spent[0] <= 20 * 12 * 3


def test_what_fails_for_one_service_costs_only_itself(monkeypatch: pytest.MonkeyPatch) -> None:
    one, other, odd = (service(f"10.0.0.{n}", key=key) for n, key in ((1, "ab"), (2, "ab"), (3, "cd")))
    shared = correlating._shared

    def fails(pairs: Any) -> Any:
        listed = list(pairs)
        if any(key == "cd" for key, _ in listed):
            raise KeyError("cd")
        return shared(listed)

    monkeypatch.setattr(correlating, "_shared", fails)
    problems: list[Problem] = []
    placed, estates = correlate([one, other, odd], {}, problems.append)
    assert sorted(estate.services for estate in estates) == [(one.id, other.id), (odd.id,)]
    assert [(each.address, each.stage, each.status) for each in problems] == [("10.0.0.3", Stage.CORRELATE, Status.BUG)]
    assert all(each.estate for each in placed)


def test_an_estate_that_cannot_be_described_is_there(monkeypatch: pytest.MonkeyPatch) -> None:
    def fails(_: object) -> None:
        raise KeyError("secret")

    monkeypatch.setattr(attribute, "parties", fails)
    problems: list[Problem] = []
    _, estates = correlate([service("10.0.0.1")], {}, problems.append)
    assert [estate.services for estate in estates] == [("10.0.0.1:9200/tcp",)]
    assert "secret" not in repr(problems)
    assert len(problems) == 1


def test_a_rule_that_fails_over_several_together_links_nothing(monkeypatch: pytest.MonkeyPatch) -> None:
    def fails(services: Any) -> list[Any]:
        if len(list(services)) > 1:
            raise KeyError
        return []

    monkeypatch.setattr(correlating, "_same_schema", fails)
    problems: list[Problem] = []
    _, estates = correlate([service("10.0.0.1"), service("10.0.0.2")], {}, problems.append)
    assert len(estates) == 2
    assert len(problems) == 1
