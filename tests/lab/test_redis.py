from typing import Any

import pytest
import redis

from leftopen.lab.redis import serve
from leftopen.lab.server import PASSWORD, Content
from leftopen.probes.redis import SPEC, probe
from leftopen.wire.resp import DENIED
from tests.lab.serving import asking, server

PEOPLE = [
    {"name": "王丹", "phone": "13800138000"},
    {"name": "Ana Ruiz", "phone": "+34 600 000 001"},
    {"name": "Noah Stone", "phone": "+1 202 555 0143"},
]
CONTENT: Content = {
    "0": {"user": PEOPLE, "order": [{"number": 1, "to": {"city": "Lugo"}}]},
    "2": {"cache": [{"page": "a"}]},
}

serving, asked = server(serve, CONTENT), asking(probe)


def test_the_probe_reads_it_and_says_only_what_it_declared() -> None:
    result, heard = serving(asked)
    assert result["access"] == "open"
    assert result["version"] == "5.0.14"
    assert [(store["name"], store["records"], store["sampled"]) for store in result["stores"]] == [
        ("user:*", 3, 2),
        ("order:*", 1, 1),
        ("db2/cache:*", 1, 1),
    ]
    assert set(heard) <= SPEC.verbs
    assert not set(heard) & DENIED


def test_locked_and_empty() -> None:
    assert serving(asked, locked=True)[0]["access"] == "locked"
    assert serving(asked, {"": {}})[0]["access"] == "empty"


def test_the_official_client_reads_it() -> None:
    def act(port: int) -> list[Any]:
        with redis.Redis("127.0.0.1", port, protocol=2, decode_responses=True) as client:
            names = sorted(client.scan_iter())
            return [client.ping(), client.dbsize(), names, client.hgetall("user:1"), client.get("order:1")]

    result, heard = serving(act)
    assert result == [
        True,
        4,
        ["order:1", "user:1", "user:2", "user:3"],
        PEOPLE[0],
        '{"number":1,"to":{"city":"Lugo"}}',
    ]
    assert "HGETALL" in heard


def test_the_official_client_needs_the_password() -> None:
    def act(port: int) -> int:
        with redis.Redis("127.0.0.1", port, protocol=2) as client, pytest.raises(redis.AuthenticationError):
            client.dbsize()
        with redis.Redis("127.0.0.1", port, protocol=2, password=PASSWORD) as client:
            size = client.dbsize()
            assert isinstance(size, int)
            return size

    assert serving(act, locked=True)[0] == 4


def test_writing_is_refused() -> None:
    def act(port: int) -> None:
        with redis.Redis("127.0.0.1", port, protocol=2) as client, pytest.raises(redis.ResponseError, match="unknown"):
            client.flushall()

    assert "FLUSHALL" in serving(act)[1]
