"""Doors that something before the store, a role or a trap makes look other than they are."""

import json
from urllib.parse import unquote

import pytest

from leftopen.lab.elasticsearch import Elasticsearch, Index
from leftopen.lab.web import Answer, Ask, as_json
from leftopen.model import Access, DoorState
from leftopen.probes.elasticsearch import reread
from leftopen.wire.talk import Foreign, SampleLimits
from tests.probes import pure
from tests.probes.fronts import FORBIDDEN, HITS, NODE, PEOPLE, fronted, run, static
from tests.probes.pure import altered
from tests.talk import said

EMPTY = Elasticsearch([], cluster="clinic")


def test_a_proxy_that_lets_only_get_through() -> None:
    finding, asked = run(fronted(lambda ask: ask.method != "GET"))
    assert finding.access is Access.OPEN
    assert [len(store.raws) for store in finding.stores] == [25]
    assert "GET /people/_search gave 25 records" in said(finding.proof)
    assert {ask.query.get("size") for ask in asked if ask.path == "/people/_search" and ask.method == "GET"} == {"25"}
    unauthorised = Answer(401, b"<html>401</html>", {"WWW-Authenticate": 'Basic realm="x"'})
    assert run(fronted(lambda ask: ask.method != "GET", answer=unauthorised))[0].access is Access.OPEN


@pytest.mark.parametrize(
    ("hidden", "listed"),
    [
        (("/_cat", "/_cluster"), "GET /_mapping named 1 index"),
        (("/_cat", "/_cluster", "/_mapping", "/_alias"), "GET /_search named 1 index"),
    ],
)
def test_a_list_that_is_refused_is_not_the_end(hidden: tuple[str, ...], listed: str) -> None:
    finding, _ = run(fronted(lambda ask: ask.path.startswith(hidden)))
    assert finding.access is Access.OPEN
    assert listed in said(finding.proof)
    assert [(store.name, store.records, len(store.raws)) for store in finding.stores] == [("people", 40, 25)]
    assert run(fronted(lambda ask: ask.path.startswith(hidden), EMPTY))[0].access is not Access.EMPTY


def test_aliases_name_indices_too() -> None:
    aliases = as_json({"people": {"aliases": {"everyone": {}}}, "error": "x"})
    finding, _ = run(altered(NODE.answer, {"/_cat/indices": FORBIDDEN, "/_alias": aliases}))
    assert "GET /_alias named 1 index" in said(finding.proof)
    assert finding.access is Access.OPEN


def test_a_search_in_all_is_kept_where_none_in_one_passes() -> None:
    finding, _ = run(fronted(lambda ask: ask.path not in ("/", "/_search")))
    assert finding.access is Access.OPEN
    assert len(finding.stores[0].raws) == 25
    assert "GET /_search gave 25 records" in said(finding.proof)


def test_locked_where_each_way_is_refused() -> None:
    refused = as_json({"error": {"type": "security_exception"}, "status": 403}, 403)
    finding, asked = run(fronted(lambda ask: ask.path != "/", answer=refused))
    assert finding.access is Access.LOCKED
    assert [ask.path for ask in asked] == ["/", "/_cat/indices", "/_alias", "/_mapping", "/_search"]


def test_what_something_before_it_refuses_may_be_given_by_a_name_that_is_known() -> None:
    """As where a proxy lets through the greeting and one index."""
    finding, _ = run(fronted(lambda ask: ask.path not in ("/", "/people/_search")))
    assert finding.access is Access.UNKNOWN
    assert "by a web server before it" in said(finding.proof)


def test_a_greeting_refused_by_something_else() -> None:
    assert run(fronted(lambda ask: ask.path == "/"))[0].access is Access.OPEN
    assert run(fronted(lambda ask: ask.path in ("/", "/_cat/indices")))[0].access is Access.OPEN
    with pytest.raises(Foreign):
        run(lambda ask: FORBIDDEN)


def test_the_front_end_of_a_managed_service_refuses_in_its_own_words() -> None:
    says = "User: anonymous is not authorized to perform: es:ESHttpGet because no resource-based policy allows it"
    finding, _ = run(lambda ask: as_json({"Message": says}, 403))
    assert (finding.access, finding.protocol) == (Access.LOCKED, "opensearch")


def test_no_index_shown_to_a_stranger_is_not_empty() -> None:
    """An anonymous role without any index: the list has no row, a search is refused."""
    refused = as_json({"error": {"type": "security_exception"}}, 403)
    assert run(altered(EMPTY.answer, {"/_search": refused}))[0].access is Access.METADATA


def test_the_products_own_indices_hold_records_too() -> None:
    finding, _ = run(Elasticsearch([Index(".reporting-2024-01-01", PEOPLE), Index("empty", [])]).answer)
    assert (finding.access, finding.listed) == (Access.OPEN, 2)
    assert [(store.name, len(store.raws)) for store in finding.stores] == [(".reporting-2024-01-01", 25), ("empty", 0)]


def test_a_closed_index_alone_is_not_empty() -> None:
    rows = [{"index": "old", "status": "close", "docs.count": None}]
    finding, _ = run(altered(NODE.answer, {"/_cat/indices": as_json(rows)}))
    assert finding.access is Access.METADATA
    assert "as it is closed" in said(finding.proof)


def test_indices_by_the_day_leave_room_for_others() -> None:
    days = [Index(f"logstash-2026.{month:02}.{day:02}", PEOPLE) for month in range(1, 13) for day in range(1, 29)]
    finding, _ = run(Elasticsearch([*days, Index("customers", PEOPLE[:4])]).answer)
    assert [store.name for store in finding.stores[:2]] == ["logstash-2026.01.01", "customers"]
    assert len(finding.stores[1].raws) == 4
    assert "20 of 337 that may hold any were entered" in said(finding.proof)


def test_a_busy_node_is_given_time() -> None:
    left = {"/_cat/indices": 1, "/people/_search": 2}

    def busy(ask: Ask) -> Answer:
        if left.get(ask.path, 0):
            left[ask.path] -= 1
            return Answer(429, b'{"error": {"type": "es_rejected_execution_exception"}}')
        return NODE.answer(ask)

    finding, _ = run(busy)
    assert (finding.access, len(finding.stores[0].raws)) == (Access.OPEN, 25)


def test_hits_of_another_index_are_a_trap() -> None:
    finding, _ = run(static(HITS, headers=True))
    assert finding.access is Access.DECOY
    assert "records of another" in said(finding.proof)


def test_more_hits_than_were_asked_for_and_figures_that_contradict_each_other_are_a_trap() -> None:
    bare = [{name: value for name, value in hit.items() if name != "_index"} for hit in HITS]
    assert run(static(bare, headers=False))[0].access is Access.DECOY
    assert run(static(bare, headers=True, count=48_213))[0].access is Access.DECOY
    finding, _ = run(static([{**bare[0], "_id": str(i)} for i in range(40)], headers=True))
    assert finding.access is Access.DECOY


def test_the_same_records_everywhere_are_a_trap_where_there_is_doubt() -> None:
    one = [{"_id": "1", "_source": {"email": "a@mail.example"}}]
    assert run(static(one, headers=False))[0].access is Access.DECOY
    assert run(static(one, headers=True))[0].access is Access.OPEN


def test_a_proxy_that_drops_headers_makes_no_trap() -> None:
    node = Elasticsearch([Index("people", PEOPLE), Index("visits", PEOPLE[:3])])

    def bare(ask: Ask) -> Answer:
        found = node.answer(ask)
        return Answer(found.status, found.body)

    assert run(bare)[0].access is Access.OPEN


ODD = ['{"t":"so happy \\ud83d"}', '{"lat":1e999}', '{"n":' + "9" * 5000 + "}", '{"n":NaN}', '{"t":"a\x01b"}', "{oops}"]


@pytest.mark.parametrize("odd", ODD)
def test_one_odd_record_does_not_blind_the_sample(odd: str) -> None:
    hits = [json.dumps({"_index": "people", "_id": str(i), "_source": one}) for i, one in enumerate(PEOPLE[:24])]
    hits.insert(12, f'{{"_index":"people","_id":"x","_source":{odd}}}')
    body = '{"took":1,"hits":{"total":{"value":40,"relation":"eq"},"hits":[' + ",".join(hits) + "]}}"
    finding, _ = run(altered(NODE.answer, {"/people/_search": Answer(200, body.encode())}))
    assert finding.access is Access.OPEN
    assert len(finding.stores[0].raws) == 24 + (odd != "{oops}")
    assert "1 of what came was not well formed" in said(finding.proof)


def only_by_alias(ask: Ask) -> Answer:
    """A node whose anonymous role reads `people` by an alias: by its name the index is refused."""
    if ask.path.startswith("/people"):
        return as_json({}, 403)
    answer = NODE.answer(ask)
    if ask.path == "/_search":
        index = "people" if unquote(ask.query.get("q", '_index:"people"')) == '_index:"people"' else "other"
        return as_json({"hits": {"hits": [{"_index": index, "_id": "1", "_source": {"email": "zoe@example.org"}}]}})
    return answer


def test_an_index_that_is_refused_by_its_name_may_be_given_by_an_alias() -> None:
    finding, _ = run(only_by_alias)
    assert finding.access is Access.OPEN
    assert [raw.value for raw in finding.stores[0].raws if raw.value] == [{"_id": "1", "email": "zoe@example.org"}]
    assert pure.play_on(reread(SampleLimits(), "people"), only_by_alias, []) is DoorState.OPEN
