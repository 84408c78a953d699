"""Hits of JSON lines: what is kept from line to line changes nothing, and is bounded."""

import json
import tracemalloc
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from leftopen.privacy.detect.evidence import forget
from leftopen.privacy.files import lines
from leftopen.privacy.files.lines import Lines

RECORDS: tuple[dict[str, Any], ...] = (
    {"name": "Ada Lovelace", "mail": "ada@example.org", "level": "INFO"},
    {"name": "Red Chair", "price": 12.5, "level": "INFO"},
    {"name": "Ada Lovelace", "price": 12.5, "level": "INFO"},
    {"phones": [{"number": "13800138000"}, {"number": "n/a"}], "tags": ["a", "b", "c", "d", "e"]},
    {"phones": [{"number": 13800138000}], "tags": ["1", "2", "3", "4", "5"]},
    {"code": "4111111111111111", "codes": [4111111111111111] * 12},
    {"code": 4111111111111111, "codes": [4111111111111111, 7] * 6},
    {"lat": 39.9, "lng": 116.4, "ts": "2024-01-02T10:00:00Z", "plate": "京A12345"},
    {"lat": None, "lng": "", "vector": [0.5] * 64, "zhao@example.org": {"age": 34}},
    {"note": 'call "Maria Garcia" on 13800138000, aged 53', "big": 10**30, "on": True},
    {"note": "name: Maria, religion: Islam", "big": 1, "on": False},
)


@settings(deadline=None)
@given(st.lists(st.sampled_from(RECORDS), min_size=2, max_size=30), st.booleans())
def test_a_line_gives_the_same_after_any_others(records: list[dict[str, Any]], ascii_only: bool) -> None:
    kept = Lines()
    for record in records:
        line = json.dumps(record, ensure_ascii=ascii_only)
        assert kept.hits([line]) == Lines().hits([line])


@settings(deadline=None)
@given(st.lists(st.sampled_from(RECORDS), min_size=2, max_size=30))
def test_lines_that_are_read_together_give_what_each_gives_alone(records: list[dict[str, Any]]) -> None:
    some = [
        *(json.dumps(record, ensure_ascii=False) for record in records),
        "{broken",
        "[]",
        '{"a": "x"} ada@example.org',
    ]
    assert Lines().hits(some) == [Lines().hits([line])[0] for line in some]


def test_lines_of_text_that_are_read_together_give_what_each_gives_alone() -> None:
    some = [
        "",
        "ada@example.org",
        "nothing",
        "a\rb from 203.0.113.9",
        "é" * 5000 + " ada@example.org",
        "\ud800 ada@example.org",
    ]
    assert lines.of_texts(some) == [lines.of_text(line) for line in some]
    assert [len(found) for found in lines.of_texts(some)] == [0, 1, 0, 1, 1, 1]


def test_company_decides_each_line_anew() -> None:
    kept = Lines()
    labels = [
        [hit["label"] for hit in kept.hits([json.dumps(record)])[0] or []]
        for record in ({"name": "Chair", "mail": "a@example.org"}, {"name": "Chair", "price": 1}, {"price": 1})
    ]
    assert labels == [["person.name", "contact.email"], [], []]


def test_a_line_without_values_is_no_json() -> None:
    assert Lines().hits(["{broken"]) == [None]
    assert Lines().hits(["[]"]) == [None]
    assert Lines().hits(['{"a": 1}']) == [[]]


@pytest.mark.parametrize(
    ("line", "labels"),
    [
        ("[4711] mail zhao@example.org", ["contact.email"]),
        ('{"mail": "ada@example.org"} from 203.0.113.9', ["contact.email", "network.ip"]),
        ('{"mail": "ada@example.org", "phone": "13800138000', ["contact.email", "contact.phone"]),
        ('{"mail": "ada@example.org", nope 203.0.113.9', ["contact.email", "network.ip"]),
        ('{"mail": "ada@example.org"}', ["contact.email"]),
    ],
)
def test_what_follows_json_is_read_as_text(line: str, labels: list[str]) -> None:
    assert [hit["label"] for hit in Lines().hits([line])[0] or []] == labels


def test_memory_is_bounded(monkeypatch: pytest.MonkeyPatch) -> None:
    def kept(most: int) -> int:
        """Bytes that lines, each with keys and values of its own, leave behind where `most` paths are kept."""
        monkeypatch.setattr(lines, "NODES", most)
        tracemalloc.start()
        reader = Lines()
        for n in range(300):
            reader.hits([json.dumps({f"k{n}": n, "mail": f"u{n}@example.org", "in": {f"x{n}": {}}})])
        forget()
        held, _ = tracemalloc.get_traced_memory()
        tracemalloc.stop()
        return held

    kept(50)
    assert 3 * kept(50) < kept(5000)
