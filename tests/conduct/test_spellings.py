"""No target outside the scope (rule 4), however its address is written, in whatever is read."""

import json
from collections.abc import Callable
from ipaddress import IPv4Address, ip_address

import pytest
from hypothesis import given
from hypothesis import strategies as st

from leftopen.cases import retest
from leftopen.ingest.common.rows import harmless
from leftopen.model import Access, Service
from leftopen.net.admission import admit
from leftopen.scope.authority_proof import Denied
from leftopen.scope.file import Scope, ScopeError, parse
from leftopen.scope.guard import Guard
from leftopen.scope.targets import targets_of
from tests.scope.spellings import OLD, SAME, TUNNELS

Spell = Callable[[IPv4Address], str]

ADDRESSES = st.builds(
    lambda third, last: IPv4Address(f"10.0.{third}.{last}"), st.integers(0, 2), st.sampled_from([0, 1, 4, 7, 8, 255])
)
FIRST, LAST = IPv4Address("10.0.1.1"), IPv4Address("10.0.1.7")
HOLE = IPv4Address("10.0.1.4")


def scope(targets: list[str], exclude: list[str]) -> Scope:
    return parse(
        f'name = "T"\ntargets = {json.dumps(targets)}\nexclude = {json.dumps(exclude)}\nports = [80]\n'
        '[authorisation]\nby = "CISO"\nreference = "A"\nexpires = 2099-01-01\n',
        {},
    )


def inside(address: IPv4Address) -> bool:
    return FIRST <= address <= LAST and address != HOLE


SAMES, TUNNELLED, OLDS = map(st.sampled_from, (SAME, TUNNELS, OLD))


@given(SAMES, SAMES, SAMES, SAMES, ADDRESSES, st.sampled_from(["", "%1", "%eth0"]))
def test_one_address_has_one_answer_in_each_spelling_of_it_and_of_the_scope(
    first: Spell, last: Spell, hole: Spell, asked: Spell, address: IPv4Address, zone: str
) -> None:
    given_scope = scope([f"{first(FIRST)}-{last(LAST)}"], [hole(HOLE)])
    guard = Guard(given_scope)
    text = asked(address)
    assert guard.why_not(text + zone, 80) == guard.why_not(str(address), 80)
    assert guard.allows(text, 80) is inside(address)
    as_number = ip_address(text)
    assert guard.why_not_number(as_number.version, int(as_number), 80) == guard.why_not(str(address), 80)
    targets = targets_of(given_scope, (), guard.exclude)
    pairs = {targets.at(number)[0] for number in range(targets.size)}
    assert (str(address) in pairs) is inside(address)
    assert len(pairs) == 6


@given(TUNNELLED, ADDRESSES)
def test_through_a_tunnel_none_is_asked_though_the_scope_holds_all_addresses(
    spell: Spell, address: IPv4Address
) -> None:
    text = spell(address)
    wide = Guard(scope(["10.0.0.0/8", "64:ff9c::/32", "2000::/3", "fe80::/10"], []))
    assert not wide.allows(text, 80)
    for targets, exclude in (([text], []), (["10.0.0.0/8"], [text])):
        with pytest.raises(ScopeError):
            scope(targets, exclude)


@given(OLDS, ADDRESSES)
def test_an_old_spelling_is_no_address_and_no_name(spell: Spell, address: IPv4Address) -> None:
    text = spell(address)
    for targets, exclude in (([text], []), ([f"{text}:80"], []), (["10.0.0.0/8"], [text])):
        with pytest.raises(ScopeError):
            scope(targets, exclude)
    assert not Guard(scope(["0.0.0.0/1"], [])).allows(text, 80)
    assert harmless(text) is None


@given(SAMES, SAMES, ADDRESSES)
def test_a_name_stands_for_the_address_however_the_resolver_writes_it(
    spell: Spell, barred: Spell, address: IPv4Address
) -> None:
    answers = {"db.example": [spell(address)], "printer.example": [barred(HOLE)]}
    given_scope = scope(["db.example"], ["printer.example"])
    if address == HOLE:
        with pytest.raises(ScopeError, match="leave nothing"):
            admit(given_scope, lookup=answers.__getitem__)
        return
    permit = admit(given_scope, lookup=answers.__getitem__)
    assert [permit.targets.at(number) for number in range(permit.targets.size)] == [(str(address), 80)]
    assert permit.why_not(spell(address), 80) is None
    assert permit.why_not(str(HOLE), 80) == permit.why_not(spell(HOLE), 80) == "excluded by the scope"


@given(TUNNELLED, ADDRESSES)
def test_a_name_that_leads_through_a_tunnel_is_not_asked(spell: Spell, address: IPv4Address) -> None:
    with pytest.raises(Denied, match="nobody's address"):
        admit(scope(["db.example"], []), lookup=lambda _: [spell(address)])


@given(SAMES, ADDRESSES)
def test_lists_and_databases_hold_the_one_representation(spell: Spell, address: IPv4Address) -> None:
    text = spell(address)
    assert harmless(text) == harmless(f"[{text}]") == str(address)
    kept = Service(id="?", address=text, port=6379, protocol="redis", access=Access.OPEN, proof="")
    found = retest.known(kept)
    assert found
    assert (found.address, found.id) == (str(address), f"{address}:6379/tcp")
