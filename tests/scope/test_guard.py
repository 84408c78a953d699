import ipaddress

import pytest
from hypothesis import given
from hypothesis import strategies as st

from leftopen.scope import file
from leftopen.scope.guard import Guard
from leftopen.scope.ranges import NOBODY

NOBODYS = f"nobody's address ({NOBODY})"
SCOPE = file.parse(
    """
name = "T"
targets = ["10.0.0.0/24", "10.1.0.7:9201", "10.2.0.0/30:5000", "db.example", "api.example:443",
  "0.0.0.0/7"]
exclude = ["10.0.0.64/26", "printer.example"]
ports = [9200, 27017]
[authorisation]
by = "CISO"
reference = "A"
expires = 2099-01-01
""",
    {},
)
RESOLVED = [
    ("db.example", "10.7.0.1"),
    ("api.example", "10.7.0.2"),
    ("printer.example", "10.0.0.9"),
    ("db.example", "10.0.0.65"),
]


@pytest.mark.parametrize(
    ("address", "port", "reason"),
    [
        ("10.0.0.1", 9200, None),
        ("::ffff:10.0.0.1", 9200, None),
        ("::10.0.0.1", 9200, NOBODYS),
        ("2002:a00:1::1", 9200, NOBODYS),
        ("2a00::5efe:a00:1", 9200, NOBODYS),
        ("10.0.0.1", 9201, "port not in the scope"),
        ("10.0.0.70", 9200, "excluded by the scope"),
        ("10.0.0.9", 9200, "excluded by the scope"),
        ("10.1.0.7", 9201, None),
        ("10.1.0.7", 9200, "address not in the scope"),
        ("10.2.0.3", 5000, None),
        ("10.2.0.3", 9200, "address not in the scope"),
        ("10.7.0.1", 27017, None),
        ("10.7.0.2", 443, None),
        ("10.7.0.2", 9200, "address not in the scope"),
        ("10.0.0.65", 9200, "excluded by the scope"),
        ("db.example", 9200, "not a literal address"),
        ("0.0.0.1", 9200, NOBODYS),
        ("ff02::1", 9200, NOBODYS),
        ("::ffff:10.0.0.70", 9200, "excluded by the scope"),
        ("64:ff9b::10.0.0.70", 9200, "excluded by the scope"),
        ("64:ff9b::10.0.0.1", 9200, None),
        ("10.0.0.1%eth0", 9200, None),
        ("1.2.3.4", 9200, None),
        ("2001:db8::1", 9200, "address not in the scope"),
    ],
)
def test_answers(address: str, port: int, reason: str | None) -> None:
    guard = Guard(SCOPE, RESOLVED)
    assert guard.why_not(address, port) == reason
    assert guard.allows(address, port) is (reason is None)


def test_a_number_gets_the_answer_of_its_text() -> None:
    guard = Guard(SCOPE, RESOLVED)
    for text in ("10.0.0.1", "10.0.0.70", "::ffff:10.0.0.70", "64:ff9b::10.0.0.70", "2001:db8::1", "::1"):
        address = ipaddress.ip_address(text)
        assert guard.why_not_number(address.version, int(address), 9200) == guard.why_not(text, 9200)


def test_a_name_that_moves_is_not_followed() -> None:
    guard = Guard(SCOPE, RESOLVED)
    assert guard.allows("10.7.0.1", 9200)
    assert not guard.allows("169.254.169.254", 9200), "an address that the name did not have at the start"


EDGES = st.sampled_from([f"10.0.{third}.{last}" for third in (0, 1, 2) for last in (0, 1, 2, 3, 4, 254, 255)])
SPANS = st.lists(st.tuples(EDGES, EDGES).map(lambda ends: sorted(ends, key=ipaddress.IPv4Address)), max_size=4)


@given(SPANS.filter(bool), SPANS, st.booleans(), EDGES, st.sampled_from([80, 443]))
def test_ranges_hold_to_their_ends_however_they_overlap(
    targets: list[list[str]], exclude: list[list[str]], inside_six: bool, address: str, port: int
) -> None:
    def spelled(spans: list[list[str]]) -> str:
        return ", ".join(f'"{first}-{last}"' for first, last in spans)

    def holds(spans: list[list[str]]) -> bool:
        number = ipaddress.IPv4Address(address)
        return any(ipaddress.IPv4Address(first) <= number <= ipaddress.IPv4Address(last) for first, last in spans)

    scope = file.parse(
        f"""
name = "T"
targets = [{spelled(targets)}]
exclude = [{spelled(exclude)}]
ports = [443]
[authorisation]
by = "CISO"
reference = "A"
expires = 2099-01-01
""",
        {},
    )
    inside = "port not in the scope" if port != 443 else None
    reason = "excluded by the scope" if holds(exclude) else inside if holds(targets) else "address not in the scope"
    assert Guard(scope).why_not(f"::ffff:{address}" if inside_six else address, port) == reason
