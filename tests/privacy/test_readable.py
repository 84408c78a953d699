"""Bytes of a store as the texts that they are."""

from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from leftopen.privacy.readable import encoding_in, in_text

PEOPLE = ("Алёна Миронова", "Пётр Зимин", "Ольга Ершова")


@pytest.mark.parametrize("encoding", ["cp1251", "koi8_r", "cp866"])
def test_one_encoding_is_told_by_all_of_a_store(encoding: str) -> None:
    records = [{"who": [{"name": each.encode(encoding)}], "raw": b"\0\1\xff", "n": 1} for each in PEOPLE]
    found = encoding_in(records)
    assert [in_text(each, found)["who"][0]["name"] for each in records] == [*PEOPLE]
    assert in_text(records[0], found)["raw"] == b"\0\1\xff"


def test_sound_text_and_binary_are_left_alone() -> None:
    assert encoding_in([{"a": "Zoë".encode(), "b": b"Ada", "c": bytes(range(256))}]) == ""
    assert encoding_in([{"a": b"Zo\xeb"}]) == "utf-8"
    assert in_text({"a": b"Zo\xeb"}, "utf-8") == {"a": "Zo\ufffd"}


@given(st.recursive(st.binary() | st.none() | st.text(), lambda x: st.lists(x) | st.dictionaries(st.text(), x)))
def test_nothing_breaks_it(value: Any) -> None:
    in_text(value, encoding_in([value]) or "cp1251")
