from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

from leftopen.audit.plan import Plan, Tally, identity, part, targets
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


def batch(first: int, after: int, part: int = 0, **more: Any) -> dict[str, Any]:
    counts = {"opened": ["10.0.0.1:1"], "refused": 2, "silent": 3, "unreachable": 4, "excluded": 5, "dropped": 6}
    return {"first": first, "next": after, "part": part, **counts, **more}


def test_host_names_stand_where_they_resolved_to() -> None:
    found = targets(scope(), (("db.example", "10.9.0.1"), ("web.example", "fd00::1"), ("other.example", "10.9.0.2")))
    pairs = {found.at(number) for number in range(found.size)}
    assert {("10.9.0.1", 1), ("10.9.0.1", 2), ("fd00::1", 8080), ("10.0.0.9", 1), ("10.0.0.3", 2)} <= pairs
    assert len(pairs) == found.size == 4 * 2 + 2 + 1 + 1


def test_a_tally_counts_only_what_lies_whole_before_the_position() -> None:
    tally = Tally(100)
    tally.note(**batch(100, 200))
    tally.note(**batch(300, 400))
    tally.reach(399)
    assert (tally.at, tally.asked, tally.silent, tally.dropped) == (200, 10, 3, 6)
    tally.note(**batch(200, 300))
    tally.reach(400)
    assert (tally.at, tally.asked, tally.silent, tally.dropped) == (400, 30, 9, 18)


def test_a_tally_adds_up_the_parts_of_a_batch() -> None:
    tally = Tally()
    tally.note(**batch(0, 100, part=0))
    tally.note(**batch(0, 100, part=1))
    tally.reach(100)
    assert (tally.at, tally.asked) == (100, 20)


def test_a_batch_that_was_stopped_does_not_count() -> None:
    tally = Tally()
    tally.note(**batch(0, 100, stopped_at=40, due=3))
    tally.reach(100)
    assert (tally.at, tally.asked) == (0, 0)


def test_plans_are_the_same_only_with_the_same_targets() -> None:
    def of(text: str = TEXT, **plan: Any) -> str:
        names: Mapping[str, Sequence[str]] = plan.pop("names", {})
        return identity(permitted(scope(text), names), Plan(Path("out"), **plan))

    one, two = Target("10.0.0.1", 1), Target("10.0.0.2", 1)
    names = {"db.example": ["10.9.0.1"]}
    assert of(names=names) == of(names=names, resume=True)
    assert of(listed=(one, two)) == of(listed=(two, one))
    different = [
        of(),
        of(names=names),
        of(names={"db.example": ["10.9.0.2"]}),
        of(listed=()),
        of(listed=(one,)),
        of(listed=(one, two)),
        of(TEXT + "# changed"),
    ]
    assert len(set(different)) == len(different)


def test_the_part_of_the_scope_that_an_address_belongs_to() -> None:
    given = parse(
        'name = "T"\ntargets = ["10.20.0.0/16", "2001:db8::/64", "10.9.8.7:80"]\nports = [80]\n'
        '[authorisation]\nby = "IT"\nreference = "T-1"\nexpires = 2099-12-31\n',
        {},
    )
    spelt = [part(given, address) for address in ("10.20.3.4", "2001:db8::9", "10.9.8.7", "192.0.2.1")]
    assert spelt == ["10.20.0.0/16", "2001:db8::/64", "10.9.8.7", "192.0.2.1"]
