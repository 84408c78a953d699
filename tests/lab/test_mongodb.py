from datetime import UTC, datetime
from typing import Any

import pytest
from pymongo import MongoClient
from pymongo.errors import OperationFailure

from leftopen.lab.mongodb import serve
from leftopen.lab.server import Content
from leftopen.probes.mongodb import SPEC, probe
from leftopen.wire.mongo import DENIED
from tests.lab.serving import asking, server

PEOPLE = [
    {"name": "王丹", "phone": "13800138000", "seen": datetime(2024, 5, 1, tzinfo=UTC)},
    {"name": "Ana Ruiz", "phone": "+34 600 000 001", "seen": datetime(2023, 5, 1, tzinfo=UTC)},
    {"name": "Noah Stone", "phone": "+1 202 555 0143", "seen": datetime(2025, 5, 1, tzinfo=UTC)},
]
CONTENT: Content = {"crm": {"customers": PEOPLE, "orders": [{"number": 1, "to": {"city": "Lugo"}}]}, "logs": {}}

serving, asked = server(serve, CONTENT), asking(probe)


def test_the_probe_reads_it_and_says_only_what_it_declared() -> None:
    result, heard = serving(asked)
    assert (result["access"], result["product"], result["version"]) == ("open", "MongoDB", "6.0.19")
    assert [(store["name"], store["records"], store["sampled"]) for store in result["stores"]] == [
        ("crm.customers", 3, 2),
        ("crm.orders", 1, 1),
    ]
    assert result["stores"][0]["times"] == [
        ["ObjectIds", None, 1_709_251_200, 1_709_258_400],
        ["first and last date", "seen", PEOPLE[1]["seen"].timestamp(), PEOPLE[2]["seen"].timestamp()],  # type: ignore[attr-defined]  # a datetime
    ]
    assert set(heard) <= SPEC.verbs
    assert not set(heard) & DENIED


def test_locked_and_empty() -> None:
    assert serving(asked, locked=True)[0]["access"] == "locked"
    assert serving(asked, {"crm": {"customers": []}})[0]["access"] == "empty"


def test_the_official_client_reads_it() -> None:
    def act(port: int) -> list[Any]:
        with MongoClient[dict[str, Any]]("127.0.0.1", port, tz_aware=True) as client:
            crm = client["crm"]
            return [
                client.list_database_names(),
                sorted(crm.list_collection_names()),
                crm["customers"].estimated_document_count(),
                crm["customers"].find_one({"name": "Ana Ruiz"}, {"phone": 1, "seen": 1}),
                [one["name"] for one in crm["customers"].find().sort("seen", -1).limit(2)],
            ]

    result, _ = serving(act)
    person = result.pop(3)
    assert (person.pop("_id").generation_time.year, person) == (2024, {k: PEOPLE[1][k] for k in ("phone", "seen")})
    assert result == [["crm", "logs", "admin", "local"], ["customers", "orders"], 3, ["Noah Stone", "王丹"]]


def test_the_official_client_is_refused_where_it_is_locked_and_when_it_writes() -> None:
    def act(port: int) -> list[Any]:
        with MongoClient[dict[str, Any]]("127.0.0.1", port) as client:
            with pytest.raises(OperationFailure) as refused:
                client["crm"]["customers"].find_one()
            with pytest.raises(OperationFailure) as written:
                client["crm"]["customers"].insert_one({})
            return [refused.value.code, written.value.code]

    assert serving(act, locked=True)[0] == [13, 59]
