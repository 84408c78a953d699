"""What Python pickles, read without running it."""

import base64
import collections
import datetime as dt
import decimal
import pickle

import pytest

from leftopen.privacy import unwrap
from leftopen.privacy.fields import Fields, path_of
from leftopen.privacy.unwrap.pickle import of_bytes, value

PERSON = {"mail": "anna@example.org", "age": 34, "old": False, "seen": None, "tags": ["a", ("b", 2.5)], "more": {}}


class Login:
    """What an application pickles of its own."""

    def __init__(self) -> None:
        self.mail = "anna@example.org"
        self.inner = PERSON


class Slotted:
    """One with a state of two maps."""

    __slots__ = ("mail",)

    def __getstate__(self) -> object:
        return (None, {"mail": "anna@example.org"})


@pytest.mark.parametrize("protocol", range(6))
def test_maps_of_every_protocol(protocol: int) -> None:
    data = pickle.dumps(PERSON, protocol=protocol)
    if protocol > 1:
        assert unwrap.data(data) == {**PERSON, "tags": ["a", ["b", 2.5]]}
    assert of_bytes(data) == {**PERSON, "tags": ["a", ["b", 2.5]]}
    if protocol != 1:
        found = unwrap.text(base64.b64encode(data).decode())
        assert found is not None
        assert found.value["mail"] == "anna@example.org"


def test_the_oldest_is_text() -> None:
    assert value(pickle.dumps({"name": "Anna", "n": 1}, protocol=0).decode()) == {"name": "Anna", "n": 1}
    assert value("(draft") is None


@pytest.mark.parametrize("protocol", [0, 2, 4])
def test_of_an_object_its_state_is_kept(protocol: int) -> None:
    found = of_bytes(pickle.dumps(Login(), protocol=protocol))
    assert found["mail"] == "anna@example.org"
    assert found["inner"]["age"] == 34


def test_what_would_be_called_is_left_out_and_what_it_is_given_is_kept() -> None:
    held = {
        "price": decimal.Decimal("1.5"),
        "born": dt.date(1980, 1, 2),
        "order": collections.OrderedDict(name="Anna"),
        "set": {"a"},
        "frozen": frozenset(["b"]),
        "slots": Slotted(),
        "size": range(1, 8),
    }
    found = of_bytes(pickle.dumps(held, protocol=4))
    assert found["price"] == "1.5"
    assert found["order"] == {"name": "Anna"}
    assert found["slots"] == {"mail": "anna@example.org"}
    assert (found["set"], found["frozen"], found["size"]) == (["a"], ["b"], [1, 8, 1])


def test_nothing_runs() -> None:
    assert of_bytes(b"\x80\x02cbuiltins\nexec\nX\x05\x00\x00\x00raise\x85R.") is None
    assert of_bytes(b"\x80\x02}X\x01\x00\x00\x00acos\nsystem\nX\x02\x00\x00\x00ls\x85Rs.") == {"a": "ls"}


def test_a_list_that_is_met_again_is_left_out_and_a_text_is_not() -> None:
    inner = ["x"]
    again = pickle.dumps({"a": inner, "b": inner, "c": "long text", "d": "long text"}, protocol=4)
    assert of_bytes(again)["b"] is None
    text = "long text"
    assert of_bytes(pickle.dumps([text, text], protocol=2)) == [text, text]


@pytest.mark.parametrize(
    "data",
    [
        b"",
        b"\x80\x04x",
        b"\x80\x04K\x01.",
        b"\x80\x04}.",
        b"\x80\x04.",
        b"\x80\x02h\x05.",
        b"\x80\x02]q\x00(X\x01",
        b"\x80\x02s.",
        b"\x80\x04" + b"]" * 10,
        b"\x80\x04(]0]2\x85b\x88.",
        b"\x80\x04]Q]1.",
    ],
)
def test_what_is_cut_or_odd_is_no_document(data: bytes) -> None:
    assert of_bytes(data) is None


def test_lists_within_lists_end() -> None:
    assert of_bytes(b"\x80\x04" + b"]" * 60_000 + b".") is None


def test_items_of_what_is_no_list_are_passed_by() -> None:
    assert of_bytes(b"\x80\x04K\x01K\x02aK\x03\x8c\x01a\x8c\x01bs.") == {"a": "b"}


def test_fields_of_a_cached_result() -> None:
    fields = Fields()
    for _ in range(3):
        fields.take({"value": base64.b64encode(pickle.dumps(PERSON)).decode(), "raw": pickle.dumps(PERSON)})
    paths = {path_of(judged.column.node) for judged in fields.judge()}
    assert {"value.mail", "raw.mail"} <= paths
