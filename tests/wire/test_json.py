import contextlib

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
    "data", [b"", b"{", b"NaN", b"1e999", b"1" * 5000, b'"\xff"', b'"\\ud800"', b"1 1", b"\xef\xbb\xbf1"]
)
def test_what_is_no_json_is_broken(data: bytes) -> None:
    with pytest.raises(Broken):
        json.decode(data)


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
