"""Keys are told by the prefixes that issuers publish, or by their field."""

import pytest

from leftopen.privacy.detect.kinds.credential import api_key as detector
from tests.privacy.told import told


@pytest.mark.parametrize(
    ("text", "is_one"),
    [
        ("AKIA" + "Q3EXAMPLEKEYEXAM", True),
        ("ghp_" + "a1B2" * 9, True),
        ("sk_live_" + "a1B2" * 6, True),
        ("-----BEGIN RSA PRIVATE KEY-----", True),
        ("-----BEGIN CERTIFICATE-----", False),
        ("AKIAlower", False),
        ("hello", False),
    ],
)
def test_valid(text: str, is_one: bool) -> None:
    assert detector.valid(text) is is_one


def test_fields() -> None:
    assert told("x9", ["AKIA" + f"Q3EXAMPLE{'ABCDEFGH'[n % 8]}EYEXAM" for n in range(20)])["credential.api_key"] >= 0.9
    assert told("client_secret", [f"{n * 7919:032x}" for n in range(20)])["credential.api_key"] >= 0.6
    assert told("key", ["alpha", "beta"] * 10) == {}


def test_mask_shows_nothing() -> None:
    assert detector.mask(["-----BEGIN RSA PRIVATE KEY-----"]) == "private key"
    assert detector.mask(["ghp_x"]) == "key"
