"""Compressed JSON in Base64."""

import base64
import gzip
import json
import zlib
from collections.abc import Callable

import pytest

from leftopen.privacy.unwrap import compressed

HELD = {"name": "Anna Berg", "mail": "anna@b.example"}


@pytest.mark.parametrize("pack", [gzip.compress, zlib.compress, lambda data: zlib.compress(data, 9)])
@pytest.mark.parametrize("encode", [base64.b64encode, base64.urlsafe_b64encode])
def test_gzip_and_zlib_are_unpacked(pack: Callable[[bytes], bytes], encode: Callable[[bytes], bytes]) -> None:
    text = encode(pack(json.dumps(HELD).encode())).decode()
    assert text[:2] in compressed.OPENS
    assert compressed.value(text) == HELD


@pytest.mark.parametrize(
    "text", ["H4sIAAAA", "eJwDAAAAAAE", "eNothing", base64.b64encode(zlib.compress(b'"text"')).decode()]
)
def test_what_is_broken_or_no_document_is_nothing(text: str) -> None:
    assert compressed.value(text) is None


def test_what_unpacks_to_more_is_read_as_text_as_far_as_that(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(compressed, "_MOST", 10)
    whole = json.dumps(HELD)
    assert compressed.value(base64.b64encode(gzip.compress(whole.encode())).decode()) == {"text": whole[:10]}


def test_text_is_read_and_bytes_are_not() -> None:
    def packed(data: bytes) -> str:
        return base64.b64encode(gzip.compress(data)).decode()

    assert compressed.value(packed("naïve: anna@post.example".encode())) == {"text": "naïve: anna@post.example"}
    assert compressed.value(packed(b"\xff\xfe\x00\x01")) is None
    assert compressed.value(packed(b"a\x00b")) is None
