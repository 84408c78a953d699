"""Keys are told by the prefixes that issuers publish, or by their field."""

import pytest

from leftopen.model import CLAIM
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


@pytest.mark.parametrize("name", ["NEXTAUTH_SECRET", "PORTAL_SECRET", "env.KEYCLOAK_SECRET", "secret"])
def test_a_secret_of_a_program_that_nobody_knows(name: str) -> None:
    keys = [f"{at * 0x9E3779B97F4A7C15 + 0x1234567890ABCDEF1234567890ABCDEF:048x}" for at in range(1, 21)]
    assert max(told(name, keys).values()) >= CLAIM


@pytest.mark.parametrize("name", ["secretName", "secret_ref", "secret", "is_secret", "secret_version"])
def test_what_a_secret_is_called_is_none(name: str) -> None:
    called = ["prod-db-creds", "ci-deploy-key", "registry-pull-a1", "app-tls"]
    assert max(told(name, called * 5).values(), default=0.0) < CLAIM


@pytest.mark.parametrize("key", ["AccountKey", "SharedAccessKey"])
def test_the_key_in_a_connection_string(key: str) -> None:
    texts = [
        f"Endpoint=sb://orders{at}.example/;Name=send;{key}={at * 0x9E3779B97F4A7C15:043d}=;Suffix=a"
        for at in range(1, 9)
    ]
    assert told("settings.BUS", texts)["credential.api_key"] >= CLAIM


def test_a_connection_string_without_a_key_holds_none() -> None:
    texts = [f"Endpoint=sb://orders{at}.example/;AccountKey=;Authentication=Managed Identity" for at in range(8)]
    assert max(told("settings.BUS", texts).values(), default=0.0) < CLAIM
