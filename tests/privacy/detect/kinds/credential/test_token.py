"""Tokens are told by the head of a JSON web token, or by their field."""

import pytest

from leftopen.privacy.detect.kinds.credential import token as detector
from tests.privacy.told import in_text, told


@pytest.mark.parametrize(
    ("text", "is_one"),
    [
        ("eyJhbGciOiJIUzI1NiJ9.eyJzdWIiOiIxIn0.c2lnbmF0dXJl", True),
        ("eyJhbGciOiJIUzI1NiJ9.eyJzdWIiOiIxIn0", False),  # two parts
        ("eyJub3QganNvbg.eyJ.c2ln", False),  # no such head
        ("abc", False),
        ("eyJ€", False),
    ],
)
def test_valid(text: str, is_one: bool) -> None:
    assert detector.valid(text) is is_one


JWT = "eyJhbGciOiJIUzI1NiJ9.eyJzdWIiOiIxIn0.c2lnbmF0dXJl"


def test_fields() -> None:
    assert told("x9", [JWT + str(n) for n in range(20)])["credential.token"] >= 0.9
    assert told("session_token", [f"{n * 7919:032x}" for n in range(20)])["credential.token"] >= 0.6
    assert told("token_count", list(range(20))) == {}


def test_running_text() -> None:
    assert in_text(f"Authorization: Bearer {JWT}") == [("credential.token", JWT)]


def test_mask_shows_nothing() -> None:
    assert detector.mask([JWT]) == "JSON web token"
    assert detector.mask(["abc"]) == "token"


def test_codes_in_addresses() -> None:
    text = "forgot it? https://shop.example/pw/new?code=6ee38a836ebf9d32521823ffda8be560#top"
    assert ("credential.token", "6ee38a836ebf9d32521823ffda8be560") in in_text(text)
    for plain in ("code=summer-sale-of-this-year-and-next", "code=DE", "codex=6ee38a836ebf9d32521823ffda8be560"):
        found = in_text(f"see https://shop.example/list?{plain} for more of it")
        assert not [hit for hit in found if hit[0].startswith("credential")]
