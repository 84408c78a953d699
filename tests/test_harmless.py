import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st

from leftopen.harmless import clean, cut, printable


@pytest.mark.parametrize(
    ("text", "shown"),
    [
        ("\x1b]0;owned\x07", "]0;owned"),
        ("a\u202egpj.exe", "agpj.exe"),
        ("a\u2066b\u2069", "ab"),
        ("two\r\n\tlines", "two lines"),
        ("two\u2028lines\u3000and\u00a0one\x85more", "two lines and one more"),
        ("a  b", "a  b"),
        ("\n7.2\r\n", "7.2"),
        ("\ud800", ""),
        ("\U000e0041x", "x"),
        ("an\u200bn\u200da", "anna"),
        ("日本語 עברית می\u200cخواهم क्\u200cष", "日本語 עברית می\u200cخواهم क्\u200cष"),
        ("a\u200cb می\u200c خ", "ab می خ"),
        ("x" * 401, "x" * 399 + "…"),
        ("\0" * 5000, "…"),
    ],
)
def test_clean(text: str, shown: str) -> None:
    assert clean(text, 400) == shown


@given(st.text(st.characters()), st.integers(1, 50))
def test_any_text_becomes_harmless_and_short(text: str, most: int) -> None:
    shown = clean(text, most)
    assert len(shown) <= most
    assert shown.replace("\u200c", "").isprintable()
    assert not any(unicodedata.category(c) in {"Cc", "Cs", "Zl", "Zp"} for c in shown)
    shown.encode()


@given(st.text(st.characters()))
def test_what_is_harmless_stays(text: str) -> None:
    once = printable(text)
    assert printable(once) == once
    assert [c for c in text if c.isprintable() and c != " "] == [c for c in once if c not in " \u200c"]


def test_what_is_cut_is_marked() -> None:
    assert cut("abc", 3) == "abc"
    assert cut("abcd", 3) == "ab…"
