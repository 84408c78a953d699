import ipaddress
import itertools

import pytest
from hypothesis import given
from hypothesis import strategies as st

from leftopen.scope import ranges
from leftopen.scope.ranges import AddressRange

spans = st.tuples(st.sampled_from([4, 6]), st.integers(0, 300), st.integers(0, 40)).map(
    lambda t: AddressRange(t[0], t[1], t[1] + t[2])
)


@pytest.mark.parametrize(
    ("spelling", "first", "last"),
    [
        ("10.0.0.0/30", "10.0.0.0", "10.0.0.3"),
        ("10.0.0.5-10.0.0.9", "10.0.0.5", "10.0.0.9"),
        ("10.0.0.5-9", "10.0.0.5", "10.0.0.9"),
        ("2001:db8::/127", "2001:db8::", "2001:db8::1"),
        ("::ffff:192.0.2.1", "192.0.2.1", "192.0.2.1"),
        ("192.0.2.7", "192.0.2.7", "192.0.2.7"),
        ("64:ff9b::192.0.2.1", "192.0.2.1", "192.0.2.1"),
        ("::ffff:192.0.2.0/127", "192.0.2.0", "192.0.2.1"),
        ("::ffff:0:0/96", "0.0.0.0", "255.255.255.255"),
        ("64:ff9b::c000:200/126", "192.0.2.0", "192.0.2.3"),
        ("::ffff:192.0.2.0-::ffff:192.0.2.9", "192.0.2.0", "192.0.2.9"),
        ("::ffff:192.0.2.0-192.0.2.9", "192.0.2.0", "192.0.2.9"),
        ("64:ff9b::192.0.2.0-::ffff:192.0.2.9", "192.0.2.0", "192.0.2.9"),
        ("64:ff9b:1::/64", "64:ff9b:1::", "64:ff9b:1:0:ffff:ffff:ffff:ffff"),
    ],
)
def test_spellings(spelling: str, first: str, last: str) -> None:
    found = ranges.parse(spelling)
    assert (ranges.literal(found.version, found.first), ranges.literal(found.version, found.last)) == (first, last)


@pytest.mark.parametrize(
    "spelling", ["10.0.0.5/16", "10.0.0.9-10.0.0.5", "10.0.0.1-::2", "10.0.0.256", "10.0.0.0/33", ""]
)
def test_nonsense_is_refused(spelling: str) -> None:
    with pytest.raises(ValueError, match=r".+"):
        ranges.parse(spelling)


@pytest.mark.parametrize("spelling", ["::/0", "::/64", "::1-2001:db8::", "::fffe:0:0/95", "64:ff9b::/95", "64::/16"])
def test_a_range_of_both_kinds_is_refused(spelling: str) -> None:
    with pytest.raises(ValueError, match="spans IPv4 addresses in an IPv6 spelling"):
        ranges.parse(spelling)


def test_each_address_has_one_representation() -> None:
    for spelling in ("192.0.2.1", "::ffff:192.0.2.1", "64:ff9b::192.0.2.1", "::FFFF:c000:201", "64:ff9b:0::c000:0201"):
        address = ipaddress.ip_address(spelling)
        assert str(ranges.plain(spelling)) == "192.0.2.1"
        assert ranges.one(address.version, int(address)) == (4, int(ipaddress.ip_address("192.0.2.1")))
    assert ranges.one(6, 1) == (6, 1)


@given(st.lists(spans, max_size=12), st.lists(spans, max_size=12), st.sampled_from([4, 6]), st.integers(0, 400))
def test_without_leaves_what_is_not_in_a_hole(
    items: list[AddressRange], holes: list[AddressRange], version: int, number: int
) -> None:
    whole, barred = ranges.merge(items), ranges.merge(holes)
    left = ranges.without(whole, barred)
    expected = ranges.within(whole, version, number) and not ranges.within(barred, version, number)
    assert ranges.within(left, version, number) is expected
    assert list(left) == sorted(left)
    assert all(item.first <= item.last for item in left)


@given(st.lists(spans, max_size=12), st.sampled_from([4, 6]), st.integers(0, 400))
def test_merge_keeps_membership(items: list[AddressRange], version: int, number: int) -> None:
    merged = ranges.merge(items)
    expected = any(i.version == version and i.first <= number <= i.last for i in items)
    assert ranges.within(merged, version, number) is expected
    assert all(a.version < b.version or a.last + 1 < b.first for a, b in itertools.pairwise(merged))


def test_a_huge_range_has_its_size() -> None:
    assert ranges.parse("2001:db8::/32").size == 1 << 96
    assert str(ranges.parse("10.0.0.0/31")) == "10.0.0.0-10.0.0.1"
    assert ranges.plain("fe80::1%eth0") == ipaddress.ip_address("fe80::1")


@pytest.mark.parametrize(
    "spelling",
    ["10.20.0.0/16", "0.0.0.0/0", "10.0.0.1", "10.0.0.1-10.0.0.2", "10.0.0.0-10.0.0.2", "2001:db8::/64", "::1"],
)
def test_a_range_is_spelt_as_a_scope_has_it(spelling: str) -> None:
    assert ranges.spelling(ranges.parse(spelling)) == spelling


TUNNELLED = """
2002:7f00:1:: 2002:c0a8:101::1 2001:0:4136:e378:8000:63bf:3fff:fdd2 ::127.0.0.1 ::7f00:1 64:ff9b:1::7f00:1
::ffff:0:127.0.0.1 fe80::5efe:127.0.0.1 2001:db8::5efe:10.0.0.1 2a00::200:5efe:7f00:1
"""


@pytest.mark.parametrize("spelling", TUNNELLED.split())
def test_an_address_of_a_tunnel_to_ipv4_is_told(spelling: str) -> None:
    assert ranges.tunnelled(6, int(ipaddress.ip_address(spelling)))


@pytest.mark.parametrize("spelling", ["::1", "2001:db8::1", "2001:200::1", "2003::1", "fe80::1", "::ffff:10.0.0.1"])
def test_other_addresses_are_of_no_tunnel(spelling: str) -> None:
    address = ranges.plain(spelling)
    assert not ranges.tunnelled(address.version, int(address))


@pytest.mark.parametrize("spelling", ["2001::/16", "2002::/15", "2001::/23", "10.0.0.0/8", "::1", "2a00::/16"])
def test_a_range_with_more_in_it_than_tunnels_is_none(spelling: str) -> None:
    assert not ranges.through(ranges.parse(spelling))
