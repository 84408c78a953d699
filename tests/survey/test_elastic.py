import contextlib
from typing import Any

import msgspec
import pytest
from hypothesis import given
from hypothesis import strategies as st

from leftopen.survey import elastic
from leftopen.wire.talk import Broken, Response


def response(value: object, *, cut: bool = False) -> Response:
    return Response(200, "OK", {}, value if isinstance(value, bytes) else msgspec.json.encode(value), cut)


ANYTHING = st.recursive(
    st.none() | st.booleans() | st.integers(-(2**40), 2**40) | st.text(max_size=5),
    lambda inner: (
        st.lists(inner, max_size=3)
        | st.dictionaries(
            st.sampled_from(["hits", "total", "value", "mappings", "properties", "type", "index", "_id"]), inner
        )
    ),
    max_leaves=20,
)


@pytest.mark.parametrize(
    ("body", "expected"),
    [
        (
            {"error": {"type": "index_not_found_exception", "reason": "no such index"}},
            ("index_not_found_exception", "no such index"),
        ),
        (
            {"error": "IndexMissingException[[x] missing]"},
            ("IndexMissingException", "IndexMissingException[[x] missing]"),
        ),
        ({"error": 7}, ("", "")),
        ({}, ("", "")),
    ],
)
def test_errors_of_old_and_new(body: dict[str, object], expected: tuple[str, str]) -> None:
    assert elastic.error_of(body) == expected


@pytest.mark.parametrize("name", ["people", ".ds-logs-2026.11.23-000001", "人脸抓拍", "a@b.example", "a" * 255])
def test_names_that_an_index_can_have(name: str) -> None:
    assert elastic.can_be_asked(name)


@pytest.mark.parametrize(
    "name",
    ["", "_all", "*", "a,b", "-a", "+a", "A", "a b", "a/b", "a\\b", "a?b", "<a>", 'a"', "a#", "a|b", "a\n", "a" * 256],
)
def test_names_that_could_mean_another_request(name: str) -> None:
    assert not elastic.can_be_asked(name)


def test_the_body_of_an_answer() -> None:
    assert elastic.body_of(response({"a": 1})) == {"a": 1}
    assert elastic.body_of(response(b"<html>")) == elastic.body_of(response([1])) == {}


def test_rows_are_text_in_every_column() -> None:
    listing = [
        {"index": "a", "status": "open", "docs.count": "5", "store.size": "77", "creation.date": "1544498530000"},
        {"index": ".kibana", "docs.count": None, "store.size": "1kb", "creation.date": "999999999999999"},
        {"index": ".ds-a", "status": "close", "docs.count": "-1"},
    ]
    first, second, third = elastic.rows(response(listing))
    assert first == elastic.IndexRow("a", 5, 77, 1544498530.0, closed=False)
    assert second == elastic.IndexRow(".kibana", None, None, None, closed=False)
    assert (third.records, third.closed) == (None, True)
    assert [row.system for row in (first, second, third)] == [False, True, False]


def test_a_list_that_was_cut_ends_with_its_last_whole_row() -> None:
    assert [row.name for row in elastic.rows(response(b'[{"index":"a"},{"index":"b"},{"ind', cut=True))] == ["a", "b"]


@pytest.mark.parametrize("listing", [{}, [1], [{"index": 1}], [{}], b"[", b""])
def test_a_list_that_names_none_is_broken(listing: object) -> None:
    with pytest.raises(Broken):
        elastic.rows(response(listing))


def test_declared_fields_of_every_age() -> None:
    new = {"a": {"mappings": {"properties": {"b": {"type": "date"}, "c": {"properties": {"d": {"type": "long"}}}}}}}
    old = {
        "a": {
            "mappings": {
                "doc": {"properties": {"b": {"type": "string"}}},
                "other": {"properties": {"e": {"type": "ip"}}},
            }
        }
    }
    nested = {"a": {"mappings": {"properties": {"p": {"type": "nested", "properties": {"q": {"type": "date"}}}}}}}
    assert elastic.declared(new) == {"b": "date", "c.d": "long"}
    assert elastic.declared(old) == {"b": "string", "e": "ip"}
    assert elastic.declared(nested) == {"p[].q": "date"}
    odd = {
        "a": 1,
        "b": {"mappings": 1},
        "c": {"mappings": {"properties": {"x": 7, "y": {"type": 7}, "z": {"type": "ip"}}}},
    }
    assert elastic.declared(odd) == {"z": "ip"}
    many = {"a": {"mappings": {"properties": {f"f{i}": {"type": "long"} for i in range(5000)}}}}
    assert len(elastic.declared(many)) == elastic.MOST_PATHS


def test_hits_of_every_age() -> None:
    hit = {"_id": "1", "_source": {"a": 1}}
    assert elastic.hits_of(response({"hits": {"total": 3, "hits": [hit, 7]}})) == elastic.Hits(3, [hit])
    exact = {"hits": {"total": {"value": 3, "relation": "eq"}, "hits": []}}
    assert elastic.hits_of(response(exact)) == elastic.Hits(3, [])
    atleast = {"hits": {"total": {"value": 10_000, "relation": "gte"}, "hits": [hit]}}
    assert elastic.hits_of(response(atleast)).total is None
    cut = msgspec.json.encode({"hits": {"total": 3, "hits": [hit, hit]}})[:-10]
    assert elastic.hits_of(response(cut, cut=True)) == elastic.Hits(None, [hit])


@pytest.mark.parametrize("body", [{}, {"hits": []}, {"hits": {"hits": {}}}])
def test_a_search_without_hits_is_broken(body: object) -> None:
    with pytest.raises(Broken):
        elastic.hits_of(response(body))


@pytest.mark.parametrize(
    ("value", "seconds"),
    [
        ({"value": -772416000000.0}, -772416000.0),
        ({"value": None}, None),
        ({"value": 1e18}, None),
        ({}, None),
        (7, None),
    ],
)
def test_seconds_of_an_aggregation(value: object, seconds: float | None) -> None:
    assert elastic.seconds_of(value) == seconds


@given(ANYTHING, st.booleans())
def test_any_json_is_read_or_broken(value: object, cut: bool) -> None:
    answer = response(value, cut=cut)
    body = elastic.body_of(answer)
    elastic.error_of(body)
    elastic.declared(body)
    for read in (elastic.rows, elastic.hits_of):
        with contextlib.suppress(Broken):
            read(answer)


def test_what_sorts_a_text_is_itself_or_its_keyword_and_never_a_part_of_a_nested_object() -> None:
    keyword = {"type": "keyword"}
    properties = {
        "at": {"type": "text", "fields": {"raw": keyword, "words": {"type": "text"}}},
        "code": keyword,
        "old": {"type": "string", "index": "not_analyzed"},
        "free": {"type": "text"},
        "odd": "text",
        "visit": {"properties": {"day": {"type": "text", "fields": {"keyword": keyword}}}},
        "visits": {"type": "nested", "properties": {"day": keyword}},
    }
    for mappings in ({"properties": properties}, {"doc": {"properties": properties}}):
        assert elastic.sorted_by({"people": {"mappings": mappings}, "odd": 1}) == {
            "at": "at.raw",
            "code": "code",
            "old": "old",
            "visit.day": "visit.day.keyword",
        }


def test_texts_that_are_dates_are_told_from_others_in_objects_too() -> None:
    record = {
        "at": "2024-03-01 08:00:00",
        "n": 5,
        "who": {"day": "2024-03-01T08:00:00Z", "name": "2024"},
        "l": ["2024"],
    }
    assert list(elastic.dated_texts(record)) == [("at", True), ("who.day", True), ("who.name", False)]


def test_objects_are_entered_so_deep_and_no_deeper() -> None:
    record: dict[str, Any] = {"at": "2024-03-01"}
    for _ in range(2000):
        record = {"in": record}
    assert list(elastic.dated_texts(record)) == []


def test_words_for_fields() -> None:
    properties = {
        "b": {"type": "byte", "meta": {"description": "HIV status"}},
        "c": {"properties": {"d": {"type": "long", "meta": {"note": "Caste"}}}},
        "e": {"type": "byte"},
        "f": {"type": "byte", "meta": 7},
    }
    free = {"e": "Tribe", "none": "such", "fields": {"f": {"description": "Shift"}}}
    told = {"a": {"mappings": {"_meta": free, "properties": properties}}}
    assert elastic.said(told, elastic.declared(told)) == {"b": "HIV status", "c.d": "Caste", "e": "Tribe", "f": "Shift"}
    assert elastic.said({"a": {"mappings": {"_meta": "x", "properties": {"x": 7}}}, "b": 1}, ()) == {}
