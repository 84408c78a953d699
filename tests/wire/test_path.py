from urllib.parse import quote, unquote

import pytest
from hypothesis import given
from hypothesis import strategies as st

from leftopen.wire import path
from leftopen.wire.talk import Broken

MOVING = (
    "",
    ".",
    "..",
    "a/.",
    "../a",
    "a/b",
    "a/_bulk",
    "a\\..",
    "bulk?",
    "_close#",
    "..;",
    "_open;a",
)
CONTROL = ("a\0", "a\r\nX: y", "a\x7f", "a\x85")
CODED = ("a%2f.", "a%2F_bulk", "%2e%2e", "%252e", "a%5c", "_bulk%3f", "a%23", "..%3b", "a%00", "%0d%0aX: y")
LONG = ("%c0%af", "%e0%80%af", "\ud800", "\ufffd", "%2525252f", "%25%32%66")
"""Names that whoever decodes a path before routing it, or decodes it again, or badly, could take for another path."""

ODD = ("100%", "50%off", "%", "%zz", "%41", "%2541", "a b", "a&b=c", "a,b", "人脸", "docs_", "a..b", "...", "a:b", "+")


@pytest.mark.parametrize("name", MOVING + CONTROL + CODED + LONG)
def test_a_name_that_might_not_stay_in_its_segment_is_refused_twice(name: str) -> None:
    with pytest.raises(Broken, match="cannot stand in a path"):
        path.segment(name)
    if name:
        assert path.strays(f"/{quote(name, safe='', errors='replace')}/_mapping")


@pytest.mark.parametrize("name", ODD)
def test_an_odd_name_that_stays_in_its_place_is_encoded(name: str) -> None:
    assert path.segment(name) == quote(name, safe="")
    assert not path.strays(f"/{path.segment(name)}/_mapping")


@pytest.mark.parametrize("name", ["_bulk", "_close", "_", "_docs", "%5Fbulk", "%255fbulk"])
def test_a_word_of_the_product_is_refused_but_where_the_probe_says_so(name: str) -> None:
    with pytest.raises(Broken, match="cannot stand in a path"):
        path.segment(name)
    assert path.segment(name, own=True) == quote(name, safe="")
    assert not path.named(quote(name, safe=""))


@pytest.mark.parametrize("plain", ["/", "/_cat/indices", "/onvif/device_service", "/cgi-bin/magicBox.cgi", "/a%20b"])
def test_paths_of_ours_do_not_stray(plain: str) -> None:
    assert not path.strays(plain)


@pytest.mark.parametrize("plain", ["/a/../b", "/./a", "/a\\b", "/a;b", "/a#b", "/a%2fb", "/a%ffb", "/%25252525"])
def test_bytes_that_nobody_encoded_stray_too(plain: str) -> None:
    assert path.strays(plain)


@given(st.text() | st.text(alphabet="%2fFeE5cC3b./\\;?#_ak\0"))
def test_what_is_encoded_stays_one_segment_however_often_it_is_decoded(name: str) -> None:
    try:
        coded = path.segment(name)
    except Broken:
        return
    assert not path.strays(f"/{coded}")
    assert unquote(coded) == name
    for _ in range(10):
        assert coded not in (".", "..")
        assert not coded.startswith("_")
        assert not set(coded) & set("/\\?#;\0\r\n")
        coded = unquote(coded)
