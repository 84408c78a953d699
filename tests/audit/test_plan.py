from pathlib import Path
from typing import Any

from leftopen.audit.plan import Plan, listing, matter, part, whereabouts
from leftopen.model import Target
from leftopen.scope.file import Scope, parse
from tests.permits import permitted

TEXT = """
name = "Test"
targets = ["10.0.0.0/30", "db.example", "web.example:8080", "10.0.0.9:1"]
ports = [1, 2]
[authorisation]
by = "IT"
reference = "T-1"
expires = 2099-12-31
"""


def scope(text: str = TEXT) -> Scope:
    return parse(text, {})


def plan(**given: Any) -> Plan:
    return Plan(Path("out"), **given)


def test_two_scopes_have_one_matter_where_only_the_permission_differs() -> None:
    of = matter(scope())
    for same in (TEXT + "# a remark", TEXT.replace("2099-12-31", "2100-01-31"), TEXT.replace('"IT"', '"Head of IT"')):
        assert matter(scope(same)) == of
    others = [
        TEXT.replace("10.0.0.9:1", "10.0.0.8:1"),
        TEXT.replace("[1, 2]", "[1, 3]"),
        TEXT.replace("ports", 'exclude = ["10.0.0.1"]\nports'),
        TEXT.replace("ports", 'exclude = ["web.example"]\nports'),
        TEXT + "[limits]\nrate = 1\n",
        TEXT + "[checks]\nfactory_credentials = true\n",
    ]
    assert len({of, *(matter(scope(other)) for other in others)}) == len(others) + 1


def test_a_walk_goes_on_only_where_names_have_their_addresses() -> None:
    names = {"db.example": ["10.9.0.1"]}
    of = whereabouts(permitted(scope(), names))
    assert whereabouts(permitted(scope(TEXT + "# a remark"), names)) == of
    assert whereabouts(permitted(scope(), {"db.example": ["10.9.0.2"]})) != of
    assert whereabouts(permitted(scope())) != of


def test_lists_are_the_same_whatever_their_order() -> None:
    one, two = Target("10.0.0.1", 1), Target("10.0.0.2", 1)
    assert listing(plan(listed=(one, two))) == listing(plan(listed=(two, one)))
    assert len({listing(plan(listed=some)) for some in (None, (), (one,), (one, two))}) == 4


def test_the_part_of_the_scope_that_an_address_belongs_to() -> None:
    given = parse(
        'name = "T"\ntargets = ["10.20.0.0/16", "2001:db8::/64", "10.9.8.7:80"]\nports = [80]\n'
        '[authorisation]\nby = "IT"\nreference = "T-1"\nexpires = 2099-12-31\n',
        {},
    )
    spelt = [part(given, address) for address in ("10.20.3.4", "2001:db8::9", "10.9.8.7", "192.0.2.1")]
    assert spelt == ["10.20.0.0/16", "2001:db8::/64", "10.9.8.7", "192.0.2.1"]
