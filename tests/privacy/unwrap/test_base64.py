"""JSON in Base64."""

import base64
import json

import pytest

from leftopen.privacy.unwrap.base64 import OPENS, value


@pytest.mark.parametrize("held", [{"name": "Zoë>>>?"}, [{"name": "Anna"}], ["a", "b"], {"n": {"m": 1}}])
@pytest.mark.parametrize("encode", [base64.b64encode, base64.urlsafe_b64encode])
@pytest.mark.parametrize("padded", [True, False])
def test_both_alphabets_and_no_padding(held: object, encode: object, padded: bool) -> None:
    assert callable(encode)
    text = encode(json.dumps(held, ensure_ascii=False).encode()).decode()
    assert text[:2] in OPENS
    assert value(text if padded else text.rstrip("=")) == held


@pytest.mark.parametrize("text", ["eyelashes", "W3C", "e30", base64.b64encode(b'"text"').decode(), "eyJhIjogMX0" + "A"])
def test_what_holds_no_document_is_nothing(text: str) -> None:
    assert value(text) is None


def test_xml_is_read_too() -> None:
    data = b"<Assertion><Subject><NameID>anna@example.org</NameID></Subject></Assertion>"
    assert value(base64.b64encode(data).decode()) == {"Assertion": {"Subject": {"NameID": "anna@example.org"}}}
    assert value(base64.b64encode(b"<p>Hello, all of you</p>").decode()) is None
