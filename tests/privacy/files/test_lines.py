"""Hits of JSON lines: what is kept from line to line changes nothing, and is bounded."""

import json
import tracemalloc
from functools import cache
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from leftopen.privacy.detect.evidence import forget
from leftopen.privacy.files import lines
from leftopen.privacy.files.hits import Hit
from leftopen.privacy.files.lines import Lines
from leftopen.privacy.memo import forget_all

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
    {"address": "C. Mayor 5, Madrid", "name": "Ada Lovelace"},
    {"address": "of the page", "name": "Ada Lovelace"},
    {"address": "0x1f"},
    {"rodné číslo": "7103192745", "phone": "+420 601 123 456", "name": "Jan Novák"},
    {"rodné číslo": "7103192745", "phone": "+421 905 123 456", "name": "Jan Novák"},
    {"dni": "27345678", "phone": "+54 11 4321 5678"},
    {"dni": "27345678", "phone": "+51 912 345 678"},
    {"national_id": "138-51-4854", "code": "4111 1111 1111 1111"},
    {"national_id": "440305199001010014", "code": "5555555555554444"},
    {"national_id": "nothing", "code": "30569309025904"},
    {"national_id": "611550957", "country": "NL"},
    {"national_id": "171435564", "country": "PL"},
    {"species": "dog", "breed": "Beagle", "owner": {"name": "Ada Lovelace"}},
    {"species": "grass", "breed": "red", "owner": {"name": "Ada Lovelace"}},
    {"ids": [4711, 4712, 4713, 4714, 4715, 4716], "prices": [1.5, 2.25], "amount": 12.5},
    {"ids": [99, 5, 7000, 12, 3, 1], "prices": [1.5], "amount": "12.50"},
    {"name": ["Ada Lovelace", "Grace Hopper"], "lat": [12.5, 200.25], "lng": [1.5, 2.5]},
    {"name": ["Red Chair", "Grace Hopper"], "lat": [12.5, 20.25], "lng": [1, 2]},
    {"phone": "5.5E+15", "ssn": 138514854, "created": "2024-01-02T10:00:00Z", "uid": "a1b2c3d4"},
    {"phone": "", "ssn": None, "created": "never", "uid": "x y z", "mail": "ada@example.org "},
    {"mail": "Ada <ada@example.org>", "card": " 4111111111111111", "iban": "DE89370400440532013000"},
    {"mail": "ada@example.org, bob@example.org", "iban": "de89 3704 0044 0532 0130 00", "ip": "203.0.113.9"},
    {"text": "\u00e9t\u00e9 \ud83d\ude00 ada@example.org", "a\nb": "王小明", "k": "\ud800 ada@example.org"},
)

NAMES = ("name", "address", "phone", "national_id", "dni", "species", "lat", "code", "note", "treatment", "patient")
VALUES: tuple[Any, ...] = tuple({json.dumps(value): value for record in RECORDS for value in record.values()}.values())


@settings(deadline=None)
@given(st.lists(st.sampled_from(RECORDS), min_size=2, max_size=12), st.booleans())
def test_a_line_gives_the_same_after_any_others(records: list[dict[str, Any]], ascii_only: bool) -> None:
    kept = Lines()
    for record in records:
        line = json.dumps(record, ensure_ascii=ascii_only)
        assert kept.hits([line]) == [alone(line)]


@cache
def alone(line: str) -> list[Hit] | None:
    """What a line gives that no other was read before."""
    (hits,) = Lines().hits([line])
    return hits


@settings(deadline=None)
@given(st.lists(st.sampled_from(RECORDS), min_size=2, max_size=12))
def test_lines_that_are_read_together_give_what_each_gives_alone(records: list[dict[str, Any]]) -> None:
    some = [
        *(json.dumps(record, ensure_ascii=False) for record in records),
        "{broken",
        "[]",
        '{"a": "x"} ada@example.org',
    ]
    assert Lines().hits(some) == [alone(line) for line in some]


@settings(deadline=None)
@given(st.lists(st.tuples(st.sampled_from(NAMES), st.sampled_from(VALUES)), min_size=4, max_size=40))
def test_fields_that_hold_anything_are_decided_each_line_anew(fields: list[tuple[str, Any]]) -> None:
    some = [json.dumps(dict(fields[start : start + 2])) for start in range(0, len(fields), 2)]
    assert Lines().hits(some) == [alone(line) for line in some]


def test_what_is_kept_may_be_dropped_at_any_time(monkeypatch: pytest.MonkeyPatch) -> None:
    some = [json.dumps(record, ensure_ascii=False) for record in RECORDS] * 2
    told = Lines().hits(some)
    for each in ("_ALL_VALUES", "_TEXTS", "_DECISIONS", "_JUDGED", "_LAYOUTS", "_TELLS", "_SEVERAL", "_PLAIN"):
        monkeypatch.setattr(lines, each, 1)
    kept = Lines()
    assert [kept.hits([line])[0] for line in some] == told
    assert kept.labels == {hit["label"] for hits in told for hit in hits or ()}


def test_company_decides_each_line_anew() -> None:
    kept = Lines()
    labels = [
        [hit["label"] for hit in kept.hits([json.dumps(record)])[0] or []]
        for record in ({"name": "Chair", "mail": "a@example.org"}, {"name": "Chair", "price": 1}, {"price": 1})
    ]
    assert labels == [["person.name", "contact.email"], [], []]


@pytest.mark.parametrize(
    ("more", "label"),
    [
        ({"country": "NL"}, "id.nl.bsn"),
        ({"nationality": "Dutch"}, "id.nl.bsn"),
        ({"staatsangehörigkeit": "NL"}, "id.nl.bsn"),
        ({"person": {"address": {"country": "Netherlands"}}}, "id.nl.bsn"),
        ({"address": "Kerkstraat 4, Utrecht, Netherlands"}, "id.nl.bsn"),
        ({"country": "Iceland"}, "id.xx.national"),
        ({"country": "DE", "nationality": "Dutch"}, "id.xx.national"),
        ({"ref": "NL"}, "id.xx.national"),
    ],
)
def test_a_line_states_whose_a_number_is(more: dict[str, Any], label: str) -> None:
    reader = Lines()
    others = [{**more, "national_id": number} for number in ("nothing", "123456789", "171435564")]
    found = reader.hits([json.dumps(each) for each in (*others, {**more, "national_id": "611550957"})])
    assert [hit["label"] for hit in found[-1] or [] if hit["field"] == "national_id"] == [label]


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
        for n in range(120):
            reader.hits([json.dumps({f"k{n}": n, "mail": f"u{n}@example.org", "in": {f"x{n}": {}}})])
        forget()
        forget_all()
        held, _ = tracemalloc.get_traced_memory()
        tracemalloc.stop()
        return held

    kept(20)
    assert 3 * kept(20) < kept(5000)


def test_a_type_of_extended_json_names_no_field_and_stays_in_its_path() -> None:
    line = '{"phone": {"$numberLong": "4915112345678"}, "dob": {"$date": "1980-02-03T00:00:00Z"}}'
    (hits,) = Lines().hits([line])
    assert hits is not None
    assert [(hit["label"], hit["field"]) for hit in hits] == [
        ("contact.phone", "phone.$numberLong"),
        ("person.birth_date", "dob.$date"),
    ]


@pytest.mark.parametrize(
    ("name", "one", "other"),
    [
        ("dog", "Toby", "no"),
        ("dog", "Toby", 2),
        ("age of it", 7, 61),
        ("birth_date", "2019-03-04", "1951-03-04"),
        ("x7", ["gastrita", "enalapril", "hipertonie"], ["plokrita", "qweralapr", "zipertonie"]),
    ],
)
def test_a_line_of_somebody_is_theirs_after_one_of_an_animal(name: str, one: Any, other: Any) -> None:
    told = {"species": "dog", "sex": "F", "diagnosis": "asthma", "email": "a@post.example"}
    if name != "x7":
        del told["email"]
    if name == "dog":
        del told["species"]
    lines = [json.dumps({**told, name: value}) for value in (one, other)]
    for order in (lines, lines[::-1]):
        kept = Lines()
        assert [kept.hits([line]) for line in order] == [[alone(line)] for line in order]
