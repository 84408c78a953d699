from typing import Any

import pytest

from leftopen.ingest.common.rows import Listed, Skipped, harmless, moment, protocol, row, source, whole


def test_a_row_is_a_service_that_can_be_asked() -> None:
    assert row(3, "127.0.0.1", "9200", "TCP", source="x") == Listed(3, "127.0.0.1", 9200, source="x")
    assert row(3, "127.0.0.1", 9200, None) == Listed(3, "127.0.0.1", 9200)


@pytest.mark.parametrize(
    ("host", "port", "way", "says", "broken"),
    [
        ("", 80, "tcp", "names no address", True),
        (None, 80, "tcp", "names no address", True),
        ("127.0.0.1", 0, "tcp", "names no port", True),
        ("127.0.0.1", "", "tcp", "names no port", True),
        ("127.0.0.1", 53, "UDP", "over udp", False),
    ],
)
def test_what_cannot_be_asked_is_said(host: Any, port: Any, way: str, says: str, broken: bool) -> None:
    found = row(7, host, port, way)
    assert isinstance(found, Skipped)
    assert found.line == 7
    assert says in found.says
    assert found.broken is broken


@pytest.mark.parametrize(
    ("told", "name"),
    [
        ("127.0.0.1", "127.0.0.1"),
        ("[2001:DB8::1]", "2001:db8::1"),
        ("::ffff:127.0.0.1", "127.0.0.1"),
        ("DB.Internal.Example.", "db.internal.example"),
        ("64:ff9b::7f00:1", "127.0.0.1"),
        ("0:0::FFFF:7F00:0001", "127.0.0.1"),
        ("fe80::1%eth0", None),
        ("127.0.0.1%eth0", None),
        ("127.000.000.001", None),
        ("0177.0.0.1", None),
        ("0x7f000001", None),
        ("0x7f.1", None),
        ("127.0.0.0X1", None),
        ("127.1.", None),
        ("2130706433", None),
        ("0x7f.example", "0x7f.example"),
        ("999.1.1.1", None),
        ("10.1", None),
        ("a b", None),
        ("x" * 64 + ".example", None),
        (7, None),
    ],
)
def test_a_host_is_an_address_or_a_name(told: Any, name: str | None) -> None:
    assert harmless(told) == name


@pytest.mark.parametrize(
    ("told", "port"), [(1, 1), ("080", 80), (65536, None), ("٣", None), (True, None), (8.0, None), ("-1", None)]
)
def test_a_port_is_a_number_or_digits(told: Any, port: int | None) -> None:
    assert whole(told) == port


@pytest.mark.parametrize(
    ("told", "at"),
    [
        ("2026-11-20 01:02:03", "2026-11-20T01:02:03Z"),
        ("2026-11-20 01:02:03 UTC", "2026-11-20T01:02:03Z"),
        ("2026-11-20T01:02:03.123456789Z", "2026-11-20T01:02:03Z"),
        ("2026-11-20T01:02:03+02:00", "2026-11-19T23:02:03Z"),
        ("1501607463", "2017-08-01T17:11:03Z"),
        (1501607463.5, "2017-08-01T17:11:03Z"),
        ("0", None),
        ("0001-01-01T00:00:00Z", None),
        ("0001-01-01T00:00:00+10:00", None),
        (["x"], None),
        (None, None),
    ],
)
def test_times_of_tools_become_ours(told: Any, at: str | None) -> None:
    assert moment(told) == at


def test_a_guess_by_the_port_names_no_protocol() -> None:
    assert protocol("wap-wsp") is None
    assert protocol("wap-wsp", "Elasticsearch REST API") == "elasticsearch"
    assert protocol(7, "MONGOD") == "mongodb"


def test_what_a_file_says_of_itself_is_looked_at() -> None:
    assert source("nuclei", "redis-unauth") == "nuclei redis-unauth"
    assert source("shadowserver", "scan_elasticsearch") == "shadowserver scan_elasticsearch"
    assert source("masscan", "") == "masscan"
    assert "yupanqui" not in source("nuclei", "Fatima Yupanqui fatima.yupanqui@example.org").casefold()
