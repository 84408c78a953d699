"""Sessions that are signed and readable."""

import base64
import json
import pickle
import zlib

import pytest

from leftopen.privacy import unwrap
from leftopen.privacy.unwrap.signed import value

PERSON = {"mail": "anna@example.org", "n": 1}
TIME, SIGNATURE = "1qYbJw", "Xm3K0123456789abcdefghijk"


def plain(data: bytes) -> str:
    return base64.urlsafe_b64encode(data).decode().rstrip("=")


@pytest.mark.parametrize("mark", [":", "."])
def test_what_django_and_flask_sign(mark: str) -> None:
    document = json.dumps(PERSON, separators=(",", ":")).encode()
    assert value(mark.join((plain(document), TIME, SIGNATURE))) == PERSON
    assert value("." + mark.join((plain(zlib.compress(document)), TIME, SIGNATURE))) == PERSON
    assert value("." + mark.join((plain(b"x\x9c" + document), TIME, SIGNATURE))) is None


@pytest.mark.parametrize("digest", ["0f" * 20, "9e" * 20, "c4" * 32, "a0" * 20, "f7" * 20])
def test_what_django_wrote_before(digest: str) -> None:
    for document in (json.dumps(PERSON).encode(), pickle.dumps(PERSON)):
        found = unwrap.text(base64.b64encode(digest.encode() + b":" + document).decode())
        assert found is not None
        assert found.value == PERSON


@pytest.mark.parametrize(
    "text",
    [
        "Monday",
        ".eyebrow",
        "eyes.on.you",
        "e" * 9 + ":" + TIME + ":" + SIGNATURE,
        base64.b64encode(b"0f" * 20 + b":" + b"no document at all").decode(),
        base64.b64encode(b"0f" * 20 + b":" + b'"only a text"').decode(),
        base64.b64encode(b"0f" * 30).decode(),
    ],
)
def test_what_is_none(text: str) -> None:
    assert value(text) is None
