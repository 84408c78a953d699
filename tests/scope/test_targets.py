import tracemalloc
from collections import Counter
from collections.abc import Iterable
from itertools import islice, pairwise
from math import gcd

import pytest
from hypothesis import given
from hypothesis import strategies as st

from leftopen.scope import ranges
from leftopen.scope.file import Pinned
from leftopen.scope.ranges import AddressRange
from leftopen.scope.targets import SIX, Targets, host_key, network_key, order, targets_of
from tests.permits import scope_of

SIX_BASE = int(ranges.plain("2001:db8::"))
FOUR_BASE = int(ranges.plain("10.0.0.250"))


def span(version: int, offset: int, size: int) -> AddressRange:
    first = (FOUR_BASE if version == 4 else SIX_BASE) + offset
    return AddressRange(version, first, first + size - 1)


spans = st.lists(st.builds(span, st.sampled_from((4, 6)), st.integers(0, 600), st.integers(1, 40)), max_size=4)
ports = st.lists(st.integers(1, 6), max_size=4)
pins = st.lists(st.builds(Pinned, spans.filter(bool).map(lambda some: some[0]), st.integers(1, 8)), max_size=4)


def pairs(some: Iterable[AddressRange], wanted: Iterable[int], pinned: Iterable[Pinned]) -> set[tuple[str, int]]:
    """By hand, the slow way."""
    each = {(item, port) for item in some for port in wanted} | {(pin.range, pin.port) for pin in pinned}
    return {(ranges.literal(item.version, n), port) for item, port in each for n in range(item.first, item.last + 1)}


@given(spans, ports, pins, spans)
def test_what_is_excluded_is_no_pair(
    some: list[AddressRange], wanted: list[int], pinned: list[Pinned], barred: list[AddressRange]
) -> None:
    targets = Targets(some, wanted, pinned, ranges.merge(barred))
    found = {targets.at(number) for number in range(targets.size)}
    excluded = {address for address, _ in pairs(barred, (1,), ())}
    assert found == {pair for pair in pairs(some, wanted, pinned) if pair[0] not in excluded}
    assert len(found) == targets.size


def test_a_scope_has_its_names_where_they_point_and_not_what_it_excludes() -> None:
    scope = scope_of(["10.0.0.0/30", "db.example", "web.example:8080", "10.0.0.9:1"], [1, 2])
    resolved = (("db.example", "10.9.0.1"), ("web.example", "fd00::1"), ("other.example", "10.9.0.2"))
    found = targets_of(scope, resolved, ranges.merge([ranges.parse("10.0.0.2")]))
    each = {found.at(number) for number in range(found.size)}
    assert {("10.9.0.1", 1), ("10.9.0.1", 2), ("fd00::1", 8080), ("10.0.0.9", 1), ("10.0.0.3", 2)} <= each
    assert len(each) == found.size == 3 * 2 + 2 + 1 + 1


@given(spans, ports, pins, st.binary(max_size=8))
def test_each_pair_is_visited_once(
    some: list[AddressRange], wanted: list[int], pinned: list[Pinned], key: bytes
) -> None:
    targets = Targets(some, wanted, pinned)
    expected = pairs(some, wanted, pinned)
    visits = list(targets.walk(key))
    assert [visit[0] for visit in visits] == list(range(targets.size))
    assert Counter(visit[3] for visit in visits) == Counter(expected)
    assert {targets.at(number) for number in range(targets.size)} == expected
    assert targets.size == len(expected)
    assert targets.networks == len({visit[2] for visit in visits})


@given(spans, ports, pins, st.integers(1, 5), st.data())
def test_parts_share_the_walk_by_network(
    some: list[AddressRange], wanted: list[int], pinned: list[Pinned], parts: int, data: st.DataObject
) -> None:
    targets = Targets(some, wanted, pinned)
    start = data.draw(st.integers(0, targets.size + 1))
    stop = data.draw(st.integers(0, targets.size + 1))
    whole = list(targets.walk(b"k"))[start:stop]
    shares = [list(targets.walk(b"k", start, stop, part=part, parts=parts)) for part in range(parts)]
    assert sorted(visit for share in shares for visit in share) == whole
    owners = [{visit[2] for visit in share} for share in shares]
    assert sum(map(len, owners)) == len(set().union(*owners)), "a network has one owner"


def test_parts_are_of_one_size() -> None:
    lone = [ranges.parse(f"10.0.{third}.0/24") for third in range(0, 200, 2)]
    targets = Targets(lone, (80,))
    shares = [sum(1 for _ in targets.walk(b"k", part=part, parts=2)) for part in range(2)]
    assert shares == [12800, 12800]


def test_keys_of_hosts_and_networks() -> None:
    visits = list(Targets([ranges.parse("::1"), ranges.parse("0.0.0.1")], (80,)).walk(b""))
    assert sorted(visit[1] for visit in visits) == [1, SIX + 1]
    assert all(visit[2] == network_key(visit[1]) for visit in visits)
    assert host_key(4, 1) == 1
    assert host_key(6, 1) == SIX + 1
    assert network_key(host_key(4, FOUR_BASE)) != network_key(host_key(4, FOUR_BASE + 6))


def test_the_key_decides_the_order() -> None:
    targets = Targets([ranges.parse("10.0.0.0/22")], (80, 443))
    one, same, other = (list(targets.walk(key)) for key in (b"one", b"one", b"other"))
    assert one == same
    assert [visit[3] for visit in one] != [visit[3] for visit in other]


@pytest.mark.parametrize("key", [b"a", b"b", b"c"])
def test_visits_are_spread_evenly_in_time(key: bytes) -> None:
    targets = Targets([ranges.parse("10.0.0.0/20")], range(1, 11))
    visits = list(targets.walk(key))
    assert all(one[2] != other[2] for one, other in pairwise(visits)), "neighbours in time are different networks"
    for start in range(0, len(visits), 1600):
        counts = Counter(visit[2] for visit in visits[start : start + 1600])
        assert len(counts) == 16
        assert max(counts.values()) - min(counts.values()) <= 12, "of about 100 each"
    last: dict[int, int] = {}
    for position, host, _, _ in visits:
        assert position - last.get(host, -targets.size) > 4096 / 20, "a host is left alone between two visits"
        last[host] = position


@given(st.integers(1, 1 << 80), st.binary(max_size=4))
def test_a_stride_visits_all(size: int, key: bytes) -> None:
    stride, offset = order(key, size)
    assert gcd(stride, size) == 1
    assert 0 <= offset < size


@pytest.mark.parametrize("block", ["10.0.0.0/8", "2001:db8::/64"])
def test_memory_is_that_of_the_scope_file(block: str) -> None:
    tracemalloc.start()
    try:
        targets = Targets([ranges.parse(block)], range(1, 1001))
        middle = targets.size // 2
        visits = list(islice(targets.walk(b"k", middle), 100))
        _, peak = tracemalloc.get_traced_memory()
    finally:
        tracemalloc.stop()
    assert visits[0][0] == middle
    assert visits[50:] == list(islice(targets.walk(b"k", middle + 50), 50)), "resumes from one number"
    assert targets.at(targets.size - 1) == (ranges.parse(block).__str__().split("-")[1], 1000)
    assert peak < 1_000_000


def test_nothing_is_outside() -> None:
    targets = Targets([ranges.parse("10.0.0.1")], (80,))
    assert targets.at(0) == ("10.0.0.1", 80)
    for number in (-1, 1):
        with pytest.raises(IndexError):
            targets.at(number)
    assert Targets([], (80,)).size == 0
    assert list(Targets([ranges.parse("10.0.0.1")], ()).walk(b"")) == []


def test_a_pinned_network_around_a_span_is_counted_once() -> None:
    around = [Pinned(ranges.parse("10.0.0.0/24"), 80), Pinned(ranges.parse("10.0.0.0/24"), 81)]
    inside = [ranges.parse("10.0.0.64/26"), ranges.parse("10.0.0.200")]
    assert Counter(visit[3] for visit in Targets(inside, (80,), around).walk(b"k")) == Counter(
        pairs(inside, (80,), around)
    )
