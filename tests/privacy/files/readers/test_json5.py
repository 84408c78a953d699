"""JSON as people and consoles write it."""

import io
import json
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from leftopen.privacy.files.readers import json5, reader_for


def read(text: str) -> list[Any]:
    return list(json5.records(io.BytesIO(text.encode())))


@pytest.mark.parametrize(
    ("text", "told"),
    [
        ("{a: 1, b: 'x', /* c */ c: [1, 2,],}", {"a": 1, "b": "x", "c": [1, 2]}),
        ("// people\n{name: 'O\\'Neill \"Al\"'}", {"name": 'O\'Neill "Al"'}),
        (
            "{'k': .5, h: 0xFF, p: +2, n: NaN, u: undefined, t: true, w: word}",
            {"k": 0.5, "h": 255, "p": 2, "n": None, "u": None, "t": True, "w": "word"},
        ),
        (
            "{_id: ObjectId('5f1d'), at: ISODate(\"24-01-02\"), n: NumberLong(7), d: new Date('x', 2)}",
            {"_id": "5f1d", "at": "24-01-02", "n": 7, "d": "x"},
        ),
        ("{s: 'a\\x41\\\nb\\u00e9\\q'}", {"s": "aAb\u00e9q"}),
        ("{s: 'http://x' /* // */, t: \"//no\" // yes\n}", {"s": "http://x", "t": "//no"}),
    ],
)
def test_it_is_read_as_what_it_means(text: str, told: Any) -> None:
    assert json5.fits(text.encode())
    assert read(text) == [told]
    assert reader_for("x.txt", text.encode()).name == "JSON5"


def test_a_list_and_several_documents() -> None:
    assert read("[\n// list\n{a: 1}, {a: 2},\n]") == [{"a": 1}, {"a": 2}]
    assert read("{a: 1}\n{a: 2}\n") == [{"a": 1}, {"a": 2}]
    assert reader_for("x.json", b"[\n// list\n{a: 1}]").name == "JSON5"
    assert reader_for("x.json5", b'{"a": 1}').name == "JSON5"


@pytest.mark.parametrize(
    "text",
    [
        '{"a": 1}',
        "{",
        "{}",
        "a: 1",
        "{{a: 1}}",
        "{a::b}",
        "function f() { return 1 }",
        "[1, 2]",
        "// only a comment",
        "{ $x }",
    ],
)
def test_what_is_none(text: str) -> None:
    assert not json5.fits(text.encode())


@given(
    st.recursive(
        st.none() | st.booleans() | st.integers() | st.text(),
        lambda inner: st.lists(inner) | st.dictionaries(st.text(), inner),
        max_leaves=8,
    )
)
def test_json_stays_what_it_is(value: Any) -> None:
    assert read(json.dumps({"v": value}, ensure_ascii=True)) == [{"v": value}]


def test_parts_may_end_anywhere(monkeypatch: pytest.MonkeyPatch) -> None:
    text = "{name: 'Anna // \\'x', /* c */ id: ObjectId('1'), /**/ v: [1, 2,],}"
    whole = read(text)
    for size in (1, 2, 3, 5):
        monkeypatch.setattr("leftopen.privacy.files.texts.TextFile.read", slowly(size))
        assert read(text) == whole
        monkeypatch.undo()


def slowly(size: int) -> Any:
    def read_some(self: Any, _size: int = 0) -> str:
        return str(self._file.read(size).decode())

    return read_some


@pytest.mark.parametrize(
    "text", ["{a: '" + "x" * 100_000, "{a: /*" + "*" * 100_000, "{a: " + "(" * 50_000, '{a: "' + "\\" * 100_001]
)
def test_what_never_ends_is_a_fault_and_no_hang(text: str) -> None:
    with pytest.raises(Exception, match=r"JSON|document|nested|deep"):
        read(text)


def test_what_the_shell_of_mongodb_prints_is_no_json() -> None:
    line = '{ "_id" : ObjectId("5f43a1"), "born" : ISODate("1984-03-07T00:00:00Z"), "visits" : NumberLong(7) }\n'
    assert reader_for("out.txt", (line * 3).encode()).name == "JSON5"
    assert reader_for("out.json", (line * 3).encode()).name == "JSON5"
    found = list(json5.records(io.BytesIO((line * 3).encode())))
    assert found == [{"_id": "5f43a1", "born": "1984-03-07T00:00:00Z", "visits": 7}] * 3
