"""The embedded node, asked by the official client and by our probe."""

import asyncio
from collections.abc import Callable
from typing import Any

import pytest
from elasticsearch import AuthenticationException, AuthorizationException, Elasticsearch, NotFoundError
from elasticsearch.exceptions import ApiError

from leftopen.lab import web
from leftopen.lab.elasticsearch import Elasticsearch as Node
from leftopen.lab.elasticsearch import Index, serve
from leftopen.lab.server import listen
from leftopen.lab.web import Ask

PEOPLE: list[dict[str, Any]] = [
    {
        "name": "Zoe Moss",
        "born": "1990-02-03",
        "face": [0.5] * 128,
        "home": {"city": "Riverton", "lat": 1.5},
        "age": 36,
    },
    {
        "name": "Ada Bell",
        "born": "2001-05-06",
        "face": [0.25] * 128,
        "home": {"city": "Hillview", "lat": 2.5},
        "tags": ["a"],
    },
    {"name": "Max Fern", "born": "1970-01-01", "active": True},
]


def asked(node: Node, use: Callable[[Elasticsearch], Any]) -> Any:
    """What the official client has from the node, over a real socket."""

    async def run() -> Any:
        async with await listen("127.0.0.1", 0, web.conversation(node.answer)) as running:
            with Elasticsearch(f"http://127.0.0.1:{running.port}") as client:
                return await asyncio.to_thread(use, client)

    return asyncio.run(run())


NODE = Node([Index("people", PEOPLE), Index("empty", [])], cluster="clinic")


def test_the_official_client_reads_it() -> None:
    def use(client: Any) -> tuple[Any, ...]:
        return (
            client.info()["version"]["number"],
            {row["index"]: row["docs.count"] for row in client.cat.indices(format="json")},
            client.count(index="people")["count"],
            [hit["_source"]["name"] for hit in client.search(index="people", size=2)["hits"]["hits"]],
            client.search(index="people", size=0)["hits"]["total"]["value"],
            client.cluster.health()["cluster_name"],
        )

    assert asked(NODE, use) == ("8.19.0", {"people": "3", "empty": "0"}, 3, ["Zoe Moss", "Ada Bell"], 3, "clinic")


def test_the_mapping_follows_the_records() -> None:
    mapping = asked(NODE, lambda client: client.indices.get_mapping(index="people")["people"])
    properties = mapping["mappings"]["properties"]
    types = {name: declared.get("type") for name, declared in properties.items()}
    assert types == {
        "name": "text",
        "born": "date",
        "face": "dense_vector",
        "home": None,
        "age": "long",
        "tags": "text",
        "active": "boolean",
    }
    assert properties["home"]["properties"]["lat"] == {"type": "float"}


def test_dates_are_aggregated() -> None:
    aggs = {"first": {"min": {"field": "born"}}, "last": {"max": {"field": "born"}}}
    answer = asked(NODE, lambda client: client.search(index="people", size=0, aggs=aggs))
    assert answer["aggregations"]["first"] == {"value": 0.0}
    assert answer["aggregations"]["last"] == {"value": 989107200000.0}
    assert answer["hits"]["hits"] == []


def test_all_indices_can_be_asked_at_once() -> None:
    assert asked(NODE, lambda client: client.count()["count"]) == 3
    assert set(asked(NODE, lambda client: client.indices.get_mapping().body)) == {"people", "empty"}
    text = Node([Index("notes", [{"a": "2026-99-99"}])])
    mapping = asked(text, lambda client: client.indices.get_mapping(index="notes")["notes"])
    assert mapping["mappings"]["properties"]["a"]["type"] == "text"


def test_it_takes_nothing() -> None:
    with pytest.raises(ApiError) as refused:
        asked(NODE, lambda client: client.index(index="people", document={"a": 1}))
    assert refused.value.meta.status == 405
    with pytest.raises(ApiError):
        asked(NODE, lambda client: client.indices.delete(index="people"))


def test_an_index_that_is_not_there_is_refused() -> None:
    with pytest.raises(NotFoundError, match="index_not_found_exception"):
        asked(NODE, lambda client: client.search(index="nothing"))


def test_locked_refuses_all_and_limited_refuses_records() -> None:
    with pytest.raises(AuthenticationException):
        asked(Node([Index("people", PEOPLE)], access="locked"), lambda client: client.info())
    limited = Node([Index("people", PEOPLE)], access="limited")
    assert asked(limited, lambda client: client.cat.indices(format="json"))[0]["docs.count"] == "3"
    with pytest.raises(AuthorizationException):
        asked(limited, lambda client: client.search(index="people"))


def test_opensearch_names_itself_and_refuses_in_its_own_words() -> None:
    node = Node(distribution="opensearch", version="2.19.0")
    assert b"opensearch.org" in node.answer(Ask("GET", "/", {}, {}, b"")).body
    locked = Node(distribution="opensearch", access="locked").answer(Ask("GET", "/", {}, {}, b""))
    assert (locked.status, locked.body) == (401, b"Unauthorized")


@pytest.mark.parametrize("locked", [False, True])
def test_serve_has_what_it_is_given_and_notes_what_it_heard(locked: bool) -> None:
    async def run() -> tuple[int, list[str]]:
        async with await serve("127.0.0.1", 0, {"": {"people": PEOPLE}}, locked=locked) as running:
            with Elasticsearch(f"http://127.0.0.1:{running.port}") as client:
                answer = await asyncio.to_thread(lambda: client.options(ignore_status=401).count(index="people"))
            return answer.meta.status, list(running.heard)

    assert asyncio.run(run()) == (401 if locked else 200, ["POST /people/_count"])
