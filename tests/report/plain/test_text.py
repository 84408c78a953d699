import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st

from leftopen.report.plain.text import clean, count, day, listed, moment, parse, size


@pytest.mark.parametrize(
    ("text", "shown"),
    [
        ("\x1b]0;owned\x07", "�]0;owned�"),
        ("a\u202egpj.exe", "a�gpj.exe"),
        ("a\u2066b\u2069", "a�b�"),
        ("two\r\n\tlines", "two lines"),
        ("\ud800", "�"),
        ("\U000e0041x", "�x"),
        ("日本語 עברית می‌خواهم", "日本語 עברית می‌خواهم"),
        ("x" * 401, "x" * 400 + "… (1 more characters)"),
    ],
)
def test_clean(text: str, shown: str) -> None:
    assert clean(text) == shown


@given(st.text(st.characters()), st.integers(1, 50))
def test_clean_is_safe_and_short(text: str, longest: int) -> None:
    shown = clean(text, longest)
    assert not any(unicodedata.category(c) in {"Cc", "Cs", "Zl", "Zp"} for c in shown)
    assert len(shown) < longest + 40
    shown.encode()


def test_parse_reads_what_it_can() -> None:
    assert parse("2026-11-23T09:00:41Z") == parse("2026-11-23T10:00:41+01:00") == parse("2026-11-23T09:00:41")
    for text in (None, "", "yesterday", "9999-99-99", "0001-01-01T00:00:00+23:00"):
        assert parse(text) is None


def test_times_for_people() -> None:
    assert moment("2026-11-23T09:05:41Z") == "23 November 2026, 09:05 UTC"
    assert day("soon\x1b") == "soon�"
    assert moment(None) == day("") == "not known"


@pytest.mark.parametrize(
    ("number", "shown"),
    [
        (0, "0 bytes"),
        (1, "1 byte"),
        (2048, "2.0 KiB"),
        (1 << 60, "1,048,576 TiB"),
    ],
)
def test_size(number: int, shown: str) -> None:
    assert size(number) == shown


def test_numbers_and_lists() -> None:
    assert count(0, "address", "addresses") == "0 addresses"
    assert listed([]) == ""
    assert listed(["a"]) == "a"
    assert listed(["a", "b"]) == "a and b"
    assert listed(list("abcdefgh"), 2) == "a, b and 6 more"
