"""Addresses of machines are told by their form."""

from ipaddress import ip_address

import pytest
from hypothesis import given
from hypothesis import strategies as st

from leftopen.privacy.detect.kinds.network import ip as detector
from leftopen.privacy.files.classify import fields
from tests.privacy.told import in_text, told


@pytest.mark.parametrize(
    ("text", "is_one"),
    [
        ("203.0.113.7", True),
        ("2001:db8::7", True),
        ("203.0.113.256", False),
        ("127.0.0.1", False),
        ("0.0.0.0", False),
        ("255.255.255.0", False),  # a mask
        ("1.2.3", False),
        ("::", False),
    ],
)
def test_valid(text: str, is_one: bool) -> None:
    assert detector.valid(text) is is_one


ADDRESSES = [f"203.0.113.{n + 1}" for n in range(50)]


def test_fields() -> None:
    assert told("x9", ADDRESSES)["network.ip"] >= 0.9
    assert told("客户端IP", ADDRESSES)["network.ip"] >= 0.95
    assert told("version", ADDRESSES).get("network.ip", 0) < 0.5


def test_running_text() -> None:
    assert in_text("from 203.0.113.7:5060 to [2001:db8::7]") == [
        ("network.ip", "203.0.113.7"),
        ("network.ip", "2001:db8::7"),
    ]
    assert in_text("Mozilla/5.0 Chrome/120.0.0.1 at 10:20:30") == []


def test_releases_of_four_parts() -> None:
    assert in_text("upgraded libfoo from 1.4.0.2 to 1.5.0.1") == []
    assert in_text("Bump driver from 27.20.100.1 to 27.20.100.9 (#41)") == []
    assert in_text("upgraded the web server, moved it from 203.0.113.7 to 203.0.113.9") != []
    assert in_text("the host 203.0.113.7 was upgraded") == [("network.ip", "203.0.113.7")]


def test_versions_of_browsers_and_of_what_a_program_needs() -> None:
    agents = [f"Mozilla/5.0 (X11; Linux i686; rv:1.9.{n % 8}.20) Gecko/2010{n:04} Firefox/3.6.{n}" for n in range(40)]
    for name in ("ua", "user_agent", "x"):
        assert not claims(name, agents)
    assert in_text("needs libfoo >= 1.4.0.2, else it ends") == []
    assert in_text("tell me why addr==203.0.113.7 is refused") == [("network.ip", "203.0.113.7")]
    assert claims("ua", [f"{agent} by 81.203.0.{n + 1}" for n, agent in enumerate(agents)]) == {"network.ip"}


def test_as_one_number_in_text() -> None:
    assert told("client_ip", [str(3405803783 + 977 * n) for n in range(40)])["network.ip"] >= 0.5
    assert told("ip_count", [str(16777300 + n) for n in range(40)]).get("network.ip", 0) < 0.5
    assert told("client_ip", [str(n) for n in range(40)]).get("network.ip", 0) < 0.5


def test_mask_shows_no_digit() -> None:
    assert detector.mask(["203.0.113.7"]) == "███.███.███.███"
    assert detector.mask(["203.0.113.7:4711"]) == "███.███.███.███"
    assert detector.mask(["2001:db8::7"]) == "IPv6 address"


@given(st.lists(st.sampled_from(["0", "7", "01", "127", "255", "256", "٣", "", "1:2"]), min_size=3, max_size=5))
def test_four_numbers_are_read_as_the_library_reads_them(parts: list[str]) -> None:
    text = ".".join(parts)
    try:
        address = ip_address(text)
    except ValueError:
        assert not detector.valid(text)
    else:
        somebody = not (address.is_loopback or address.is_unspecified or text.startswith(("255.", "0.")))
        assert detector.valid(text) is somebody


@pytest.mark.parametrize("text", ["## [1.124.1.0] - 2026-09-25", "### 2.1.1.9", "2.4.0.1 (2024-03-01)", "## v2.1.1.9"])
def test_a_release_in_a_list_of_changes_is_none(text: str) -> None:
    assert in_text(text) == []


@pytest.mark.parametrize(
    "text", ["from 203.0.113.9 (2024-01-01)", "[203.0.113.9] - admin", "# 203.0.113.9 gateway", "#203.0.113.9"]
)
def test_an_address_beside_a_date_or_in_a_comment_is_one(text: str) -> None:
    assert in_text(text) == [("network.ip", "203.0.113.9")]


def test_versions_of_four_parts_are_none_under_a_name_that_says_nothing() -> None:
    versions = [f"{n % 3 + 1}.{n % 7}.{n}.{n % 5}" for n in range(30)]
    assert not claims("fw", versions)
    assert claims("fw", [f"81.2.{n}.{200 - n}" for n in range(30)]) == {"network.ip"}
    assert claims("fw", [f"10.4.{n % 9}.1{n}" for n in range(30)]) == {"network.ip"}
    assert claims("client_ip", ["1.1.1.1", "8.8.8.8", "9.9.9.9"]) == {"network.ip"}


def claims(name: str, values: list[str]) -> set[str]:
    (field,) = fields([{name: value} for value in values])["fields"]
    return {label["label"] for label in field["labels"] if label["confidence"] >= 0.5}
