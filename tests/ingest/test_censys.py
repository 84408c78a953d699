"""Shapes after Censys' documentation: search 1, search 2, platform; hosts are invented."""

import json
from typing import Any

import pytest

from leftopen.ingest.censys import fits
from tests.ingest.listing import read

TWO = {
    "ip": "192.0.2.7",
    "services": [
        {"port": 27017, "service_name": "MONGODB", "transport_protocol": "TCP", "observed_at": "2026-01-02T03:04:05Z"}
    ],
}
PLATFORM = {
    "ip": "192.0.2.7",
    "services": [
        {"port": 27017, "protocol": "MONGODB", "transport_protocol": "tcp", "scan_time": "2026-01-02T03:04:05Z"}
    ],
}
ONE = {"ip": "192.0.2.7", "protocols": ["27017/mongodb"], "updated_at": "2026-01-02T03:04:05+00:00"}


@pytest.mark.parametrize(
    "shape",
    [
        ONE,
        TWO,
        [TWO],
        {"code": 200, "status": "OK", "result": {"total": 1, "hits": [TWO]}},
        {"result": TWO},
        {"host": PLATFORM},
        {"result": {"resource": PLATFORM}},
        {"result": {"hits": [{"host_v1": {"resource": PLATFORM}}]}},
    ],
)
def test_a_host_is_read_in_all_shapes(shape: Any) -> None:
    found = read(json.dumps(shape))
    assert found.format == "censys"
    (item,) = found.listed
    assert item[1:6] == ("192.0.2.7", 27017, "mongodb", "2026-01-02T03:04:05Z", "censys")


def test_data_of_version_1_have_a_key_for_each_port() -> None:
    found = read(json.dumps({"ip": "192.0.2.7", "protocols": ["80/http"], "p80": {"http": {}}, "p6379": {"redis": {}}}))
    assert [(one.port, one.protocol) for one in found.listed] == [(80, "http"), (6379, "redis")]


def test_what_is_no_service_is_said() -> None:
    udp = {"port": 53, "service_name": "DNS", "transport_protocol": "UDP"}
    found = read(json.dumps({"ip": "192.0.2.7", "services": [7, udp]}) + '\n{"services":[]}\n{"x"\n')
    assert found.listed == []
    assert [one.broken for one in found.skipped] == [True, False, True, True]
    assert not fits('{"ip_str":"x","ip":1,"protocols":[]}')
    assert not fits('{"ip":"x","port":1}')
