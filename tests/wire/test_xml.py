import contextlib

import pytest
from hypothesis import given
from hypothesis import strategies as st

from leftopen.wire import xml
from leftopen.wire.talk import Broken


def test_names_without_prefix_and_text_without_blanks() -> None:
    root = xml.parse(b'<?xml version="1.0"?><a:b xmlns:a="x"><c> hi <d/></c><c>two</c></a:b>')
    assert root.name == "b"
    assert root.said("c") == "hi"
    assert root.said("d") is None
    assert root.said("e") is None
    assert [element.name for element in root.walk()] == ["b", "c", "d", "c"]


@pytest.mark.parametrize(
    "data",
    [
        b"",
        b"<a>",
        b"<a/><b/>",
        b"<a>&x;</a>",
        b'<!DOCTYPE a [<!ENTITY x "y">]><a>&x;</a>',
        b'<!DOCTYPE a SYSTEM "http://127.0.0.1/x"><a/>',
        b'<?xml version="1.0" encoding="none"?><a/>',
        b"<a>\xff</a>",
        b"<a>" * 65 + b"</a>" * 65,
        b"<r>" + b"<a/>" * 20_000 + b"</r>",
    ],
)
def test_what_is_no_xml_or_too_much_of_it_is_broken(data: bytes) -> None:
    with pytest.raises(Broken):
        xml.parse(data)


def test_the_limits_themselves_pass() -> None:
    assert xml.parse(b"<a>" * 64 + b"</a>" * 64).name == "a"
    with pytest.raises(Broken):
        xml.parse(b"<a>" + b"x" * 100 + b"</a>", most=106)
    assert xml.parse(b"<a>" + b"x" * 100 + b"</a>", most=107).words == "x" * 100


@given(st.binary() | st.text(alphabet="<>/ab&;!?\"' =[]", max_size=60).map(str.encode))
def test_any_bytes_parse_or_are_broken(data: bytes) -> None:
    with contextlib.suppress(Broken):
        xml.parse(data)
