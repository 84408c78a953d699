"""Cases that no server of the lab shows by itself; the others are in `tests/talks/elasticsearch/*.talk`."""

import json
from collections.abc import Callable, Mapping
from dataclasses import replace
from typing import Any

import pytest

from leftopen.lab import decoy
from leftopen.lab.elasticsearch import Elasticsearch, Index
from leftopen.lab.web import Answer, Ask, as_json
from leftopen.model import Access, DoorState
from leftopen.probes.elasticsearch import probe, reread
from leftopen.raw import Finding
from leftopen.wire.http import read_response
from leftopen.wire.talk import Fault, Foreign, Late, SampleLimits
from tests.probes import pure
from tests.probes.pure import Server
from tests.talk import feed, said

STRAYING = ("a%2f.", "%2e%2e", "a%2f_bulk", "a%3f", "a\0", "a\x7f", "a;b", "a%252f..")
"""Names that `wire.elastic` lets pass and `wire.http` does not."""

PEOPLE = [{"name": f"Zoe {i}", "born": f"19{i:02}-01-01"} for i in range(40)]


def run(server: Server, limits: SampleLimits | None = None) -> tuple[Finding, list[Ask]]:
    return pure.run(probe, server, limits)


def altered(node: Elasticsearch, changes: Mapping[str, Answer | Fault]) -> Server:
    return pure.altered(node.answer, changes)


NODE = Elasticsearch([Index("people", PEOPLE)], cluster="clinic")
EMPTY_HITS = as_json({"hits": {"total": {"value": 0, "relation": "eq"}, "hits": []}})


def test_open_with_sample_and_dates() -> None:
    finding, asked = run(NODE.answer)
    assert finding.access is Access.OPEN
    (store,) = finding.stores
    assert (store.name, store.records, len(store.raws)) == ("people", 40, 25)
    assert store.declared == {"name": "text", "born": "date"}
    assert [(times.basis, times.path) for times in store.times] == [
        ("index creation date", None),
        ("min and max", "born"),
    ]
    assert [ask.path for ask in asked[:2]] == ["/", "/_cat/indices"]
    assert len(asked) == 7


def test_the_product_s_own_indices_are_set_aside_and_data_streams_are_not() -> None:
    names = (".kibana_1", ".security-7", ".ds-logs-2026.11.23-000001", "people")
    finding, _ = run(Elasticsearch([Index(name, PEOPLE) for name in names]).answer)
    assert [store.name for store in finding.stores] == [".ds-logs-2026.11.23-000001", "people"]
    assert finding.listed == 2
    assert "2 of the product's own" in said(finding.proof)


def test_only_the_largest_indices_are_described() -> None:
    indices = [Index(f"i{i}", PEOPLE[:i]) for i in range(1, 31)]
    finding, _ = run(Elasticsearch(indices).answer, SampleLimits(collections=3))
    assert [store.name for store in finding.stores] == ["i30", "i29", "i28"]
    assert finding.listed == 30


@pytest.mark.parametrize("name", ["_all", "*", "people,other", "-people", "a b", "UP", "a/b", "<now>", *STRAYING])
def test_a_name_that_no_index_can_have_is_not_asked_about(name: str) -> None:
    rows = [{"index": name, "docs.count": "5"}, {"index": "people", "docs.count": "40"}]
    finding, asked = run(altered(NODE, {"/_cat/indices": as_json(rows)}))
    assert (finding.access, finding.listed) == (Access.OPEN, 2)
    assert [(store.name, len(store.raws)) for store in finding.stores] == [("people", 25), (name, 0)]
    assert {ask.path.split("/")[1] for ask in asked if ask.path.endswith("_mapping")} == {"people"}


def test_names_that_cannot_stand_in_a_path_do_not_end_it() -> None:
    """Larger than the real one, so that they come first."""
    rows = [{"index": name, "docs.count": "900"} for name in STRAYING]
    rows.append({"index": "people", "docs.count": "40"})
    finding, asked = run(altered(NODE, {"/_cat/indices": as_json(rows)}))
    assert finding.access is Access.OPEN
    assert "broke" not in said(finding.proof)
    assert [len(store.raws) for store in finding.stores] == [0] * len(STRAYING) + [25]
    assert not any("%" in ask.path for ask in asked)


def test_of_long_records_those_are_kept_that_came_whole() -> None:
    big = [{"face": "A" * 12_000} for _ in range(40)]
    finding, asked = run(Elasticsearch([Index("faces", big)]).answer)
    assert [json.loads(ask.body)["size"] for ask in asked if ask.path == "/faces/_search"] == [25]
    assert len(finding.stores[0].raws) == 16
    assert all(raw.value and len(raw.value["face"]) == 12_000 for raw in finding.stores[0].raws)


def test_a_record_longer_than_its_share_is_asked_for_alone() -> None:
    indices = [Index(f"i{i}", [{"x": "A" * 20_000}] * (20 - i)) for i in range(20)]
    finding, asked = run(Elasticsearch(indices).answer, SampleLimits(sample_bytes=70_000))
    assert [json.loads(ask.body)["size"] for ask in asked if ask.path == "/i0/_search"] == [25, 1]
    assert len(finding.stores[0].raws) == 1


def test_of_a_record_longer_than_the_budget_the_long_field_is_left_out() -> None:
    records = [
        {"owner": f"Zoe {i}", "face": {"image": "A" * 300_000, "at": "2024-05-01"}, "city": "Lugo"} for i in range(9)
    ]
    finding, asked = run(Elasticsearch([Index("faces", records)]).answer)
    bodies = [json.loads(ask.body) for ask in asked if ask.path == "/faces/_search"]
    assert bodies[:2] == [{"size": 25}, {"size": 25, "_source": {"excludes": ["face.image"]}}]
    assert (finding.access, finding.stores[0].records) == (Access.OPEN, 9)
    kept = finding.stores[0].raws[3].value
    assert kept == {"_id": "3", "owner": "Zoe 3", "face": {"at": "2024-05-01"}, "city": "Lugo"}


def test_of_a_record_that_is_long_whatever_is_left_out_what_came_is_kept() -> None:
    record = {"owner": "Zoe", **{f"photo{i}": "A" * 300_000 for i in range(9)}}
    finding, asked = run(Elasticsearch([Index("faces", [record])]).answer)
    assert json.loads(asked[-1].body) == {"size": 1, "_source": False}
    assert finding.access is Access.OPEN
    assert finding.stores[0].raws[0].value == {"_id": "0", "owner": "Zoe"}
    assert len([ask for ask in asked if ask.path == "/faces/_search"]) <= 6


@pytest.mark.parametrize("budget", [0, 50_000, 262_144])
def test_the_sample_keeps_to_the_budget_of_the_service(budget: int) -> None:
    indices = [Index(f"i{i}", [{"x": "A" * 4000}] * 10) for i in range(9)]
    finding, asked = run(Elasticsearch(indices).answer, SampleLimits(sample_bytes=budget))
    assert len(finding.stores) == 9
    kept = sum(len(json.dumps(raw.value)) for store in finding.stores for raw in store.raws)
    assert kept <= budget
    assert (kept > budget / 3) or budget == 0
    assert len(asked) <= 4 + 9 * 4


def test_where_no_records_are_wanted_none_are_asked_for() -> None:
    finding, asked = run(NODE.answer, SampleLimits(records=0))
    assert next(json.loads(ask.body)["_source"] for ask in asked if ask.path == "/people/_search") is False
    assert finding.access is Access.OPEN
    assert finding.stores[0].raws == []


def test_a_decoy_that_searches_what_is_not_there() -> None:
    hits = as_json({"hits": {"total": 1, "hits": [{"_id": "1", "_source": {"a": 1}}]}})
    finding, asked = run(altered(NODE, {"/_search": hits}))
    assert finding.access is Access.DECOY
    assert "random name" in said(finding.proof)
    assert not any(ask.path == "/people/_search" for ask in asked)


def test_a_decoy_with_one_body_for_every_path() -> None:
    finding, _ = run(lambda ask: NODE.answer(Ask("GET", "/", {}, {}, b"")))
    assert finding.access is Access.DECOY
    assert "same body" in said(finding.proof)


def test_the_decoy_of_the_lab_is_one() -> None:
    def answer(ask: Ask) -> Answer:
        response = feed(read_response(10_000), decoy.answer(f"{ask.method} {ask.path} HTTP/1.1\r\n\r\n".encode()))
        return Answer(response.status, response.body, response.headers)

    assert run(answer)[0].access is Access.DECOY


def test_security_that_hides_each_document_is_no_decoy() -> None:
    finding, _ = run(altered(NODE, {"/people/_search": EMPTY_HITS}))
    assert finding.access is Access.METADATA
    assert "no record was shown" in said(finding.proof)


def test_elasticpot_is_told_by_its_indices() -> None:
    """Names of indices: bontchev/elasticpot, responses/."""
    names = ("1cf0aa9d61f185b59f643939f862c01f89b21360", "db18744ea5570fa9bf868df44fecd4b58332ff24")
    finding, _ = run(Elasticsearch([Index(name, PEOPLE) for name in names]).answer)
    assert finding.access is Access.DECOY


@pytest.mark.parametrize("body", [{"cluser_name": "clinic"}, {"cluster_name": "other"}, {}])
def test_a_decoy_that_misspells_its_health(body: dict[str, Any]) -> None:
    finding, _ = run(altered(NODE, {"/_cluster/health": as_json(body)}))
    assert finding.access is Access.DECOY
    assert run(altered(NODE, {"/_cluster/health": Answer(200, b"<html>Sign in")}))[0].access is Access.OPEN


def test_a_control_that_is_neither_refused_nor_found_proves_nothing() -> None:
    page = Answer(404, b"<html>not here</html>")
    finding, _ = run(altered(NODE, {"/_search": page}))
    assert finding.access is Access.UNKNOWN


@pytest.mark.parametrize("version", ["1.7.6", "1.4.1"])
def test_the_oldest_refuse_with_a_sentence(version: str) -> None:
    """1.x: `{"error": "IndexMissingException[[x] missing]", "status": 404}`; docs of Elasticsearch 1.7, "search"."""

    def old(ask: Ask) -> Answer:
        if ask.path.startswith("/leftopen-"):
            return as_json({"error": f"IndexMissingException[[{ask.path[1:-8]}] missing]", "status": 404}, 404)
        return NODE.answer(ask)

    assert run(old)[0].access is Access.OPEN


def test_a_greeting_refused_does_not_end_it() -> None:
    """A role that may list but not greet: the greeting is refused with 403, the list is not."""
    why = {"type": "security_exception", "reason": "action [cluster:monitor/main] is unauthorized for user [x]"}
    refused = as_json({"error": {"root_cause": [why], **why}, "status": 403}, 403)
    finding, _ = run(altered(NODE, {"/": refused}))
    assert finding.access is Access.OPEN
    assert finding.version is None


@pytest.mark.parametrize(
    ("challenge", "protocol"),
    [
        ('Basic realm="OpenSearch Security"', "opensearch"),
        ('Basic realm="Open Distro Security"', "elasticsearch"),
        ('Basic realm="Search Guard"', "elasticsearch"),
    ],
)
def test_the_security_plugins_name_themselves(challenge: str, protocol: str) -> None:
    finding, _ = run(lambda ask: Answer(401, b"Unauthorized", {"WWW-Authenticate": challenge}))
    assert (finding.access, finding.protocol) == (Access.LOCKED, protocol)


def test_opensearch_refuses_an_anonymous_user_in_its_own_words() -> None:
    """Text: opensearch-project/security, `SecurityFilter`: "no permissions for [...] and User [...]"."""
    why = {
        "type": "security_exception",
        "reason": "no permissions for [cluster:monitor/main] and User [name=anonymous]",
    }
    body = as_json({"error": {"root_cause": [why], **why}, "status": 403}, 403)
    finding, _ = run(lambda ask: body)
    assert (finding.access, finding.protocol) == (Access.LOCKED, "opensearch")


def test_a_node_that_is_starting_is_unknown() -> None:
    """What OpenSearch 2.19.3 answers in the first seconds."""
    finding, asked = run(lambda ask: Answer(503, b"OpenSearch Security not initialized."))
    assert (finding.access, finding.protocol) == (Access.UNKNOWN, "opensearch")
    assert len(asked) == 3
    node = Elasticsearch([Index("people", PEOPLE)], distribution="opensearch")
    left = [Answer(503, b"OpenSearch Security not initialized.")] * 2
    finding, _ = run(lambda ask: left.pop() if left else node.answer(ask))
    assert finding.access is Access.OPEN


@pytest.mark.parametrize(
    "answer",
    [
        Answer(401, b"", {"WWW-Authenticate": 'Basic realm="Restricted"'}),
        Answer(200, b'{"version": {"number": "1.0"}}'),
        Answer(200, b'{"version": "7.17.0", "tagline": "You Know, for Search"}'),
        Answer(200, b"<title>elasticsearch</title>"),
        Answer(302, b"", {"Location": "/app/kibana"}),
        Answer(200, b"[]"),
    ],
)
def test_what_does_not_greet_as_the_product_is_foreign(answer: Answer) -> None:
    with pytest.raises(Foreign):
        run(lambda ask: answer)


def test_what_was_shown_stays_shown_when_it_falls_silent() -> None:
    node = Elasticsearch([Index("people", PEOPLE), Index("visits", PEOPLE[:3])])
    finding, _ = run(altered(node, {"/visits/_mapping": Late("x")}))
    assert finding.access is Access.OPEN
    assert "did not answer in time" in said(finding.proof)
    finding, _ = run(altered(node, {"/people/_mapping": Late("x")}))
    assert finding.access is Access.UNKNOWN
    assert finding.listed == 2


def test_an_index_that_breaks_does_not_end_it() -> None:
    node = Elasticsearch([Index("people", PEOPLE), Index("visits", PEOPLE[:3])])
    finding, _ = run(altered(node, {"/people/_search": Answer(200, b"{")}))
    assert [len(store.raws) for store in finding.stores] == [0, 3]
    assert finding.access is Access.OPEN


def test_a_closed_index_is_listed_and_not_asked() -> None:
    rows = [{"index": "old", "status": "close", "docs.count": None}, {"index": "people", "docs.count": "40"}]
    finding, asked = run(altered(NODE, {"/_cat/indices": as_json(rows)}))
    assert [(store.name, store.records) for store in finding.stores] == [("people", 40), ("old", None)]
    assert not any("old" in ask.path for ask in asked)


def test_indices_without_records_are_empty() -> None:
    finding, _ = run(Elasticsearch([Index("people", [])]).answer)
    assert finding.access is Access.EMPTY
    assert finding.listed == 1


def test_a_list_longer_than_anyone_reads_is_used_as_far_as_it_came() -> None:
    rows = [{"index": f"i{i:06}", "docs.count": "0", "filler": "x" * 200} for i in range(6000)]
    finding, _ = run(altered(NODE, {"/_cat/indices": as_json(rows)}), SampleLimits(collections=1))
    assert finding.listed is not None
    assert 4000 < finding.listed < 6000


@pytest.mark.parametrize("body", [b"{}", b"[1]", b'[{"index": 1}]', b"[", b'{"error": 1}'])
def test_where_the_list_is_none_another_way_to_names_is_tried(body: bytes) -> None:
    finding, _ = run(altered(NODE, {"/_cat/indices": Answer(200, body)}))
    assert finding.access is Access.OPEN
    assert "GET /_mapping named 1 index" in said(finding.proof)
    none = {"/_cat/indices": Answer(200, body), "/_mapping": Answer(400), "/_search": Answer(500)}
    finding, _ = run(altered(NODE, none))
    assert finding.access is Access.UNKNOWN


def test_nested_fields_and_mapping_types() -> None:
    kinds = {"doc": {"properties": {"a": {"type": "string"}, "b": {"properties": {"c": {"type": "long"}}}}}, "x": 1}
    nested = {"properties": {"p": {"type": "nested", "properties": {"q": {"type": "date"}}}, "bad": 7}}
    for mappings, declared in ((kinds, {"a": "string", "b.c": "long"}), (nested, {"p[].q": "date"})):
        finding, asked = run(altered(NODE, {"/_mapping": as_json({"people": {"mappings": mappings}})}))
        assert finding.stores[0].declared == declared
        assert not any(b"aggs" in ask.body for ask in asked)


def test_names_without_records_are_metadata() -> None:
    """An anonymous role that may list and not search; the control is then refused with 403 too, as 8.19 does."""
    finding, _ = run(Elasticsearch([Index("people", PEOPLE)], access="limited").answer)
    assert finding.access is Access.METADATA
    assert "refused with 403" in said(finding.proof)
    failing = as_json({"error": {"type": "search_phase_execution_exception"}}, 503)
    finding, _ = run(altered(NODE, {"/people/_search": failing}))
    assert (finding.access, finding.stores[0].records) == (Access.METADATA, 40)


def test_a_version_that_cannot_list_hidden_indices_is_asked_again() -> None:
    """5.6 and 6.8: "request [/_cat/indices] contains unrecognized parameter: [expand_wildcards]"."""

    def old(ask: Ask) -> Answer:
        return as_json({"error": 1}, 400) if "expand_wildcards" in ask.query else NODE.answer(ask)

    finding, asked = run(old)
    assert finding.access is Access.OPEN
    assert sum(ask.path == "/_cat/indices" for ask in asked) == 2


@pytest.mark.parametrize(
    ("root", "protocol"),
    [
        ({"version": {"number": "7.10.2", "lucene_version": "8.7.0"}, "cluster_name": "clinic"}, "elasticsearch"),
        ({"version": {"number": "7.10.2", "distribution": "opensearch"}, "cluster_name": "clinic"}, "opensearch"),
    ],
)
def test_greetings_without_their_tagline(root: dict[str, Any], protocol: str) -> None:
    finding, _ = run(altered(NODE, {"/": as_json(root)}))
    assert (finding.access, finding.protocol, finding.version) == (Access.OPEN, protocol, "7.10.2")


def test_a_refusal_that_only_its_header_signs() -> None:
    finding, _ = run(lambda ask: Answer(401, b"", {"X-elastic-product": "Elasticsearch"}))
    assert (finding.access, finding.protocol) == (Access.LOCKED, "elasticsearch")


def test_dates_that_cannot_be_asked_are_left_out() -> None:
    def without(ask: Ask) -> Answer:
        return as_json({"error": 1}, 400) if b"aggs" in ask.body else NODE.answer(ask)

    finding, _ = run(without)
    assert finding.access is Access.OPEN
    assert [times.path for times in finding.stores[0].times] == [None]
    empty = Elasticsearch([Index("people", [{"born": "1990-01-01"}])])

    def valueless(ask: Ask) -> Answer:
        return as_json({"aggregations": {}}) if b"aggs" in ask.body else empty.answer(ask)

    assert [times.path for times in run(valueless)[0].stores[0].times] == [None]


@pytest.mark.parametrize(
    ("door", "answer", "state"),
    [
        ("people", None, DoorState.OPEN),
        ("people", as_json({}, 403), DoorState.SHUT),
        ("people", as_json({}, 401), DoorState.SHUT),
        ("people", as_json({}, 404), DoorState.UNDECIDED),
        ("people", EMPTY_HITS, DoorState.UNDECIDED),
        ("_all", as_json({}, 403), DoorState.UNDECIDED),
        ("a,b", as_json({}, 403), DoorState.UNDECIDED),
    ],
)
def test_an_index_is_asked_for_again_by_its_name(door: str, answer: Answer | None, state: DoorState) -> None:
    server = altered(NODE, {"/people/_search": answer, "/_search": answer} if answer else {})
    asked: list[Ask] = []
    assert pure.play_on(reread(SampleLimits(), door), server, asked) is state
    ways = ["/people/_search"] * (1 if state is DoorState.OPEN else 2) + ["/_search"] * (state is DoorState.SHUT)
    assert [ask.path for ask in asked] == (ways if door == "people" else [])


TEXTS = [{"at": f"2024-03-{day:02} 08:00:00", "note": "2024-03-01" if day < 9 else "none"} for day in range(1, 29)]
MAPPED = {
    "logs": {
        "mappings": {
            "properties": {
                name: {"type": "text", "fields": {"keyword": {"type": "keyword"}}} for name in ("at", "note")
            }
        }
    }
}


def sorting(ends: tuple[object, object], status: int = 200) -> Server:
    """A node whose `logs` are sorted with these at both ends."""
    node = Elasticsearch([Index("logs", TEXTS)])

    def answer(ask: Ask) -> Answer:
        if ask.path == "/logs/_mapping":
            return as_json(MAPPED)
        if b'"sort"' not in ask.body:
            return node.answer(ask)
        end = ends[0] if b'"asc"' in ask.body else ends[1]
        hit = {"_index": "logs", "_id": "1", "_score": None, "sort": [end]}
        return as_json({"hits": {"total": {"value": 28, "relation": "eq"}, "hits": [hit]}}, status)

    return answer


def test_the_span_of_dates_written_as_text_is_asked_by_sorting() -> None:
    finding, asked = run(sorting(("2019-01-01 00:00:00", "2024-12-31 23:59:59")))
    (store,) = finding.stores
    assert [(times.basis, times.path, times.last) for times in store.times][1:] == [
        ("first and last, sorted", "at", 1735689599.0)
    ]
    sorts = [json.loads(ask.body) for ask in asked if b'"sort"' in ask.body]
    assert [list(one["sort"][0]) for one in sorts] == [["at.keyword"], ["at.keyword"]]
    assert all(one["_source"] is False and one["size"] == 1 for one in sorts)


@pytest.mark.parametrize(
    ("ends", "status"),
    [
        (("2019-01-01", "soon"), 200),
        ((None, None), 200),
        (("2025-01-01", "2019-01-01"), 200),
        (("2019-01-01",) * 2, 400),
    ],
)
def test_an_order_that_gives_no_dates_gives_no_span(ends: tuple[object, object], status: int) -> None:
    (store,) = run(sorting(ends, status))[0].stores
    assert [times.path for times in store.times if times.path] == []


def counted(shown: int, count: int, last: Callable[[dict[str, Any]], None] | None) -> list[int | None]:
    """What is said of an index that counts more than it shows; `last` changes what the search after them answers."""
    node = Elasticsearch([Index("people", PEOPLE[:shown])])

    def server(ask: Ask) -> Answer:
        found = node.answer(ask)
        if ask.path == "/_cat/indices":
            return as_json([{**row, "docs.count": str(count)} for row in json.loads(found.body)])
        if ask.path == "/people/_search":
            body = json.loads(found.body)
            body["hits"]["total"]["value"] = count
            if "from" in json.loads(ask.body) and last is not None:
                last(body)
            return Answer(found.status, json.dumps(body).encode(), found.headers)
        return found

    return [store.records for store in run(server)[0].stores]


@pytest.mark.parametrize(
    ("shown", "last", "records"),
    [
        (3, None, 3),
        (25, None, 1_000_000),
        (3, lambda body: body.update(timed_out=True), 1_000_000),
        (3, lambda body: body["_shards"].update(failed=1), 1_000_000),
        (3, lambda body: body["hits"].update(hits=[{"_id": "7"}]), 1_000_000),
        (3, lambda body: body.clear(), 1_000_000),
    ],
)
def test_a_count_is_held_to_a_search_after_the_last_record(
    shown: int, last: Callable[[dict[str, Any]], None] | None, records: int
) -> None:
    assert counted(shown, 1_000_000, last) == [records]


def test_where_the_counts_agree_nothing_is_searched_after_the_last_record() -> None:
    _, asked = run(Elasticsearch([Index("people", PEOPLE[:3])]).answer)
    assert not any(b'"from"' in ask.body for ask in asked)


def test_by_get_too_a_count_is_held_to_a_search_after_the_last_record() -> None:
    node = Elasticsearch([Index("people", PEOPLE[:3])])

    def server(ask: Ask) -> Answer:
        if ask.method == "POST":
            return Answer(405, b"<html>")
        body = {"from": int(ask.query["from"])} if "from" in ask.query else {}
        found = node.answer(replace(ask, body=json.dumps(body).encode()))
        if ask.path == "/people/_search":
            told = json.loads(found.body)
            told["hits"]["total"]["value"] = 1_000_000
            return Answer(found.status, json.dumps(told).encode(), found.headers)
        return found

    assert [store.records for store in run(server)[0].stores] == [3]
