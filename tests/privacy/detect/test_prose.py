"""Personal values in prose."""

from itertools import pairwise

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from leftopen.privacy.detect.prose import hits, prose
from tests.privacy.told import in_text


def test_names_before_values_make_them_surer() -> None:
    alone = hits("see 4111111111111111 there")[0].confidence
    named = hits("card number 4111111111111111 there")[0].confidence
    assert named > alone


def test_names_of_other_things_drop_weak_ones() -> None:
    assert in_text("tracking number 4111111111111111") == []
    assert in_text("serial no 536-22-8145") == []


def test_the_longest_of_overlapping_hits_stays() -> None:
    assert in_text("号码11010519491231002X") == [("id.cn.resident", "11010519491231002X")]


def test_pairs_are_read_as_fields() -> None:
    assert in_text("Religion: Islam, Gender: F") == [("special.religion", "Islam"), ("person.gender", "F")]
    assert in_text("民族：回族，性别：女") == [("special.ethnicity", "回族"), ("person.gender", "女")]
    assert in_text("Version: 12, Status: ok") == []


def test_a_sentence_ends_what_was_said_before() -> None:
    assert in_text("My order number is unknown. 4111111111111111") == [("finance.card", "4111111111111111")]


@pytest.mark.parametrize(
    ("text", "is_prose"),
    [
        ("He said that it rains", True),
        ("我今天去北京看朋友，晚上回来", True),
        ("12 345 678 901", False),
        ("one-word", False),
    ],
)
def test_prose(text: str, is_prose: bool) -> None:
    assert prose(text) is is_prose


@settings(deadline=None)
@given(st.text(st.characters(), max_size=300))
def test_any_text_gives_ordered_hits_inside_it(text: str) -> None:
    found = hits(text)
    assert all(0 <= hit.start < hit.end <= len(text) for hit in found)
    assert all(one.end <= two.start for one, two in pairwise(found))


def test_a_number_after_the_word_that_calls_it() -> None:
    assert in_text("her Aadhaar number 2345 3982 5972 was noted") == [("id.in.aadhaar", "2345 3982 5972")]
    assert in_text("request 110bcd25-a55d-453a-8046-1297901ea002 is done") == []
