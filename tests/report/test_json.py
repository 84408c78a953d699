import json

import pytest
from hypothesis import given
from hypothesis import strategies as st

from leftopen.report.json import NotAReport, document, load, render
from tests.report.example import hostile, nothing, report


def test_what_is_written_is_read_back() -> None:
    assert load(render(report())) == report()
    assert load(render(nothing())) == nothing()


def test_keys_stand_in_the_order_of_the_contract() -> None:
    tree = json.loads(render(report()))
    assert list(tree) == ["schema", "tool", "scope", "run", "services", "estates", "errors"]
    assert tree["schema"] == "leftopen.report/1"
    assert list(tree["services"][0])[:11] == [
        *("id", "address", "port", "transport", "tls", "protocol", "product", "version", "access", "proof", "footprint")
    ]
    assert list(tree["services"][0]["severity"]["parts"]) == ["dpc", "ei", "cb"]


def test_unknown_stays_null() -> None:
    camera = document(report())["services"][2]
    assert camera["version"] is None
    assert camera["catalog"]["collections"][0]["records"] is None
    assert camera["window"]["open_since"] is None


def test_text_is_not_escaped_and_the_file_ends_with_a_line() -> None:
    data = render(report())
    assert "抓拍时间" in data.decode()
    assert data.endswith(b"}\n")


def test_hostile_text_is_valid_json() -> None:
    assert json.loads(render(hostile()))["services"][0]["id"].startswith('"><script>')
    assert load(render(hostile())).run.probed == 1


def test_fields_of_a_later_version_are_ignored() -> None:
    tree = document(report()) | {"weather": {"rain": True}}
    assert load(json.dumps(tree).encode()) == report()


@pytest.mark.parametrize(
    ("data", "says"),
    [
        (b"", "not JSON"),
        (b"{", "not JSON"),
        (b"\xff{}", "not JSON"),
        (b"[1]", "missing or of the wrong type at the top"),
        (b'{"a": 1}', "missing"),
        (b'{"schema": "leftopen.report/2"}', "the schema is not leftopen.report/1"),
        (b'{"schema": "leftopen.report/1"}', "missing"),
        (b"[" * 100_000, "nested too deep|not JSON|missing"),
    ],
)
def test_anything_else_is_refused_in_our_own_words(data: bytes, says: str) -> None:
    with pytest.raises(NotAReport, match=says):
        load(data)


def test_a_wrong_type_is_named_by_its_place_and_not_by_its_value() -> None:
    tree = document(report())
    tree["services"][0]["access"] = "jane@example.org"
    with pytest.raises(NotAReport, match=r"services\[.*access") as caught:
        load(json.dumps(tree).encode())
    assert "jane" not in str(caught.value)
    assert caught.value.__cause__ is None


@given(st.binary(max_size=200) | st.text().map(str.encode))
def test_load_fails_in_one_way_only(data: bytes) -> None:
    with pytest.raises(NotAReport):
        load(data)
