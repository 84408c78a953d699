import contextlib
import time

import pytest
from hypothesis import given
from hypothesis import strategies as st

from leftopen.wire import json
from leftopen.wire.talk import Broken


def test_decode_gives_plain_values() -> None:
    assert json.decode(b' {"a":[1,2.5,null,"x"]}') == {"a": [1, 2.5, None, "x"]}


@pytest.mark.parametrize("depth", [1, 64])
def test_depth_up_to_the_limit_passes(depth: int) -> None:
    assert json.decode(b"[" * depth + b"]" * depth) is not None


@pytest.mark.parametrize("depth", [66, 900, 200_000])
@pytest.mark.parametrize("pair", [(b"[", b"]"), (b'{"a":', b"}")])
def test_deeper_is_broken(depth: int, pair: tuple[bytes, bytes]) -> None:
    with pytest.raises(Broken):
        json.decode(pair[0] * depth + b"1" + pair[1] * depth, most=10_000_000)


@pytest.mark.parametrize(
    "data", [b"", b"{", b"<html>", b"1 1", b"[1,]", b"{'a':1}", b'"a', b'"a\\', b"None", b"[" * 70 + b"NaN" + b"]" * 70]
)
def test_what_is_no_json_is_broken(data: bytes) -> None:
    with pytest.raises(Broken):
        json.decode(data)


def test_by_the_book_where_that_is_wanted() -> None:
    assert json.mapping(b'{"a":1}', lenient=False) == {"a": 1}
    with pytest.raises(Broken):
        json.mapping(b'{"a":NaN}', lenient=False)


def test_more_than_was_asked_for_is_broken() -> None:
    assert json.decode(b"[1,2]", most=5) == [1, 2]
    with pytest.raises(Broken):
        json.decode(b"[1,2]", most=4)


@pytest.mark.parametrize("data", [b"[]", b"1", b'"a"', b"null"])
def test_mapping_wants_an_object(data: bytes) -> None:
    assert json.mapping(b'{"a":1}') == {"a": 1}
    with pytest.raises(Broken):
        json.mapping(data)


@given(st.binary() | st.text(alphabet='[]{}":,0123456789e-\\u', max_size=80).map(str.encode))
def test_any_bytes_decode_or_are_broken(data: bytes) -> None:
    with contextlib.suppress(Broken):
        json.decode(data)


ROWS = b'{"n":2,"rows":[{"a":"}"},[1],{"b":"\\\\\\"]"}],"m":[{"c":1}]}'


def test_whole_elements_of_an_array() -> None:
    assert json.whole(ROWS, "rows") == [{"a": "}"}, [1], {"b": '\\"]'}]
    assert json.whole(ROWS, "m") == [{"c": 1}]
    assert json.whole(ROWS, "none") == []
    assert json.whole(b'{"rows":[{"a":[1,{"b":[]}]},{"c":}]}', "rows") == [{"a": [1, {"b": []}]}]


def test_wherever_it_ends_only_whole_elements_come() -> None:
    all_rows = json.whole(ROWS, "rows")
    counts = []
    for end in range(len(ROWS)):
        found = json.whole(ROWS[:end], "rows")
        assert found == all_rows[: len(found)]
        counts.append(len(found))
    assert counts == sorted(counts)
    assert counts[-1] == 3


@given(st.binary(max_size=200))
def test_whole_takes_any_bytes(data: bytes) -> None:
    assert isinstance(json.whole(b'{"rows":[' + data, "rows"), list)


LONG = b'{"n":1,"rows":[{"id":"1","doc":{"a":{"b":[1,2,{"c":3}]},"na\\"me":"x","photo":"AAAA'


@pytest.mark.parametrize(
    ("end", "value", "path"),
    [
        (None, {"id": "1", "doc": {"a": {"b": [1, 2, {"c": 3}]}, 'na"me': "x"}}, ("doc", "photo")),
        (-2, {"id": "1", "doc": {"a": {"b": [1, 2, {"c": 3}]}, 'na"me': "x"}}, ("doc", "photo")),
        (LONG.index(b'x"'), {"id": "1", "doc": {"a": {"b": [1, 2, {"c": 3}]}}}, ("doc", 'na"me')),
        (LONG.index(b"2,"), {"id": "1", "doc": {"a": {"b": [1]}}}, ("doc", "a", "b")),
        (LONG.index(b'"1"') + 1, {}, ("id",)),
    ],
)
def test_what_came_whole_of_an_element_that_was_cut(end: int | None, value: object, path: tuple[str, ...]) -> None:
    assert json.begun(LONG[:end], "rows") == (value, path)


@pytest.mark.parametrize(
    "data", [b"", b'{"rows":[', b'{"rows":[1,2', b'{"rows":[{"a":1}]}', b'{"rows":[{"a":' + b"[" * 99]
)
def test_where_no_element_was_cut_none_has_begun(data: bytes) -> None:
    assert json.begun(data, "rows") is None


ODD = [
    (b'"so happy \\ud83d"', "so happy \ufffd"),
    (b'"\\ude00\\ud83d\\ude00 \\uD83D\\u0041"', "\ufffd\U0001f600 \ufffdA"),
    (b'"\\x \\q\\\\ \\u12"', "\\x \\q\\ \\u12"),
    (b'"a\x01\x02\tb\nc\0"', "a\x01\x02\tb\nc\0"),
    (b'"\xff\xed\xa0\xbd caf\xc3\xa9"', "\ufffd\ufffd\ufffd\ufffd café"),
    (b"NaN", None),
    (b"-Infinity", None),
    (b"1e999", None),
    (b"-1E999", None),
    (b"9" * 5000, "9" * 5000),
    (b"-" + b"9" * 5000, "-" + "9" * 5000),
    (b"0790123456", "0790123456"),
    (b"1.2.3", "1.2.3"),
    (b"\xef\xbb\xbf1", 1),
]


@pytest.mark.parametrize(("odd", "value"), ODD)
def test_what_is_not_by_the_book_is_mended(odd: bytes, value: object) -> None:
    bare = odd.removeprefix(b"\xef\xbb\xbf")
    good = b'0, 0.5, 1e3, "\\\\ud83d"'
    assert json.decode(b'{"b": ' + bare + b', "c": [' + good + b"]}") == {"b": value, "c": [0, 0.5, 1000, "\\ud83d"]}
    if odd[:1] not in b"NI":
        assert json.decode(odd) == value


@pytest.mark.parametrize(("odd", "value"), ODD[:-1])
def test_one_odd_element_spoils_no_other(odd: bytes, value: object) -> None:
    rows = b'{"rows": [{"a": 1}, {"a": ' + odd + b'}, {"a": oops}, {"a": 3}, {"a": 4'
    found = json.elements(rows, "rows")
    assert found == ([{"a": 1}, {"a": value}, {"a": 3}], 1, 1, False)


def test_an_element_that_is_nested_too_deep_spoils_no_other() -> None:
    deep = b"[" * 90 + b"]" * 90
    assert json.elements(b'{"rows": [[1], ' + deep + b", [2]]}", "rows") == ([[1], [2]], 0, 1, True)


TAILS = [b'"a":"' + b'\\"' * 100_000, b'"' * 100_000, b"{" * 100_000, b'"\\ud83d' * 50_000, b"1-" * 99_999]


@pytest.mark.parametrize("tail", TAILS)
def test_a_tail_takes_no_more_time_than_its_bytes(tail: bytes) -> None:
    """Twice the bytes take about twice the time: with quadratic work it would be four times, and minutes."""

    def seconds(data: bytes) -> float:
        began = time.process_time()
        json.whole(b'{"rows":[{' + data, "rows")
        with contextlib.suppress(Broken):
            json.decode(b'{"rows":[{' + data)
        return time.process_time() - began

    assert seconds(tail * 4) < 16 * max(seconds(tail), 0.02)


@given(st.binary(max_size=200))
def test_begun_takes_any_bytes(data: bytes) -> None:
    found = json.begun(b'{"rows":[{"a":1,' + data, "rows")
    assert found is None or isinstance(found.value, dict)
