"""URL-encoded JSON."""

import json
from urllib.parse import quote, quote_plus

import pytest

from leftopen.privacy import unwrap
from leftopen.privacy.unwrap.percent import OPENS, value

HELD = {"name": "Anna Berg", "tags": ["a+b"]}


def test_spaces_as_plus_or_in_digits() -> None:
    for encode in (quote, quote_plus):
        text = encode(json.dumps(HELD))
        assert text[:2] in OPENS
        assert value(text) == HELD


def test_one_pair_alone_is_one_of_a_form() -> None:
    held = unwrap.text("profile=" + quote(json.dumps(HELD)))
    assert held is not None
    assert held.value == {"profile": json.dumps(HELD)}
    assert unwrap.text("profile=%7") is None


@pytest.mark.parametrize("text", ["%7B and more", "%7B%22", "%5D", "%73%74"])
def test_what_is_no_document_is_itself(text: str) -> None:
    assert value(text) is None
