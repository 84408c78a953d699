"""Headers of who asks."""

import base64

import pytest

from leftopen.privacy.unwrap.authorization import OPENS, value

TOKEN = "eyJhbGciOiJub25lIn0.eyJlbWFpbCI6ImFubmFAZXhhbXBsZS5vcmcifQ."


@pytest.mark.parametrize(
    ("text", "held"),
    [
        (f"Bearer {TOKEN}", {"email": "anna@example.org"}),
        (f"bearer  {TOKEN}", {"email": "anna@example.org"}),
        ("Basic " + base64.b64encode("anna:s3:crét".encode()).decode(), {"login": "anna", "password": "s3:crét"}),
    ],
)
def test_tokens_and_passwords(text: str, held: dict[str, str]) -> None:
    assert text[:2] in OPENS
    assert value(text) == held


@pytest.mark.parametrize(
    "text",
    ["Basic plan", "Bear with us", "Bearer opaque0123", "Basic " + base64.b64encode(b"\xff\xfe:a").decode(), "Be"],
)
def test_other_words_are_themselves(text: str) -> None:
    assert value(text) is None
