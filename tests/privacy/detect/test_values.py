"""Values as the detectors take them."""

from typing import Any

from leftopen.model import CLAIM
from leftopen.privacy.detect.patterns import HEAD
from leftopen.privacy.detect.values import (
    BLANK,
    CELL,
    CHARACTERS,
    counted,
    fit,
    kind,
    measurable,
    tame,
    textual,
    whole_number,
)
from leftopen.privacy.files import classify


def test_kinds() -> None:
    values: list[tuple[Any, str]] = [(True, "boolean"), (1, "integer"), (1.5, "float"), ("x", "text"), (b"x", "bytes")]
    assert [kind([value]) for value, _ in values] == [name for _, name in values]
    assert kind([[0.1] * 512]) == "float[512]"
    assert kind([]) == "null"


def test_tame() -> None:
    assert tame("a\ud800") == "a?"
    assert len(tame("x" * 10**6)) < 10**6
    assert tame(7) == 7


def test_long_texts_in_a_list_cost_no_more_than_one() -> None:
    texts = ["王小明电话" * 1000] * CELL
    assert len(fit(texts)) == CHARACTERS // HEAD
    assert fit(["", ""]) == []
    assert len(fit([1, 2, 3])) == 3


def test_numbers_as_they_were_before_a_spreadsheet_had_them() -> None:
    assert (counted(13910002000.0), counted(0.5), counted(3.0)) == (13910002000, 0.5, 3.0)
    assert (whole_number("4.9163E+12"), whole_number("5,5E+3"), whole_number("E+R")) == ("4916300000000", "5500", "E+R")
    assert (whole_number("4915112345678.0"), whole_number("13910002000,00")) == ("4915112345678", "13910002000")
    assert [whole_number(text) for text in ("12.0", "1234567.5", "v1234567.0")] == ["12.0", "1234567.5", "v1234567.0"]


def test_what_is_looked_at() -> None:
    assert [measurable(value) for value in (None, 10**30, -(10**30), 0, "x")] == [False, False, False, True, True]
    assert [textual(value) for value in ("x", 7, True, 0.5, None)] == [True, True, False, False, False]


def test_what_stands_for_no_value_is_none() -> None:
    assert fit(["N/A"]) == fit(["-", "?"]) == fit(["NULL"]) == []
    assert fit(["none"]) == ["none"], "an answer is one"
    assert "" in BLANK
    rows = [{"condition": each} for each in ["new", "used", "n/a", "?", "NULL"] * 8]
    (field,) = classify.fields(rows)["fields"]
    assert field["records"] == 40
    assert [label["confidence"] < CLAIM for label in field["labels"]] == [True], "words of ware say nothing of health"
