"""Pairs of forms, addresses and cookies."""

import pytest

from leftopen.privacy.unwrap.query import value


@pytest.mark.parametrize(
    ("text", "found"),
    [
        (
            "https://shop.example/o?mail=anna%40example.org&n=Anna%20Berg#top",
            {"mail": "anna@example.org", "n": "Anna Berg"},
        ),
        ("/api/v1/user?phone=%2B49301234", {"phone": "+49301234"}),
        ("sid=ab12; mail=anna%40example.org", {"sid": "ab12", "mail": "anna@example.org"}),
        ("tag=a&tag=b&tag=", {"tag": ["a", "b", ""]}),
        ("a=1&b", None),
        ("E = mc2 & more", None),
        ("name=Anna", None),
        ("/path/only", None),
        ("aGVsbG8gd29ybGQ=", None),
    ],
)
def test_pairs(text: str, found: object) -> None:
    assert value(text) == found
