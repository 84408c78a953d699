import base64

import pytest
from hypothesis import given
from hypothesis import strategies as st

from leftopen.wire import http, icon
from leftopen.wire.icon import murmur, number
from leftopen.wire.talk import Response
from tests.talk import feed

ICO, PNG = b"\0\0\1\0" + bytes(range(200)), b"\x89PNG\r\n\x1a\n" + b"\7" * 90


def response(body: bytes, status: int = 200, *, cut: bool = False) -> Response:
    return Response(status, "", {}, body, cut)


@pytest.mark.parametrize(
    ("data", "hashed"),
    [
        (b"", 0),
        (b"\xff\xff\xff\xff", 0x76293B50),
        (b"\x21\x43\x65\x87", 0xF55B516B),
        (b"\x21\x43\x65", 0x7E4A8634),
        (b"\x21\x43", 0xA0F7B07A),
        (b"\x21", 0x72661CF4),
        (b"\0\0\0\0", 0x2362F9DE),
        (b"\0", 0x514E28B7),
    ],
)
def test_the_vectors_of_murmur_hash(data: bytes, hashed: int) -> None:
    """Those that are passed on with implementations of it, as they are collected on its page of Wikipedia."""
    assert murmur(data) == (hashed if hashed < 2**31 else hashed - 2**32)


def test_the_number_is_of_the_base64_with_its_line_feeds() -> None:
    spelled = base64.b64encode(ICO)
    lines = b"".join(spelled[at : at + 76] + b"\n" for at in range(0, len(spelled), 76))
    assert number(response(ICO)) == murmur(lines)
    assert murmur(lines) != murmur(spelled)


@pytest.mark.parametrize("body", [ICO, PNG, b"GIF89a.", b"\xff\xd8\xff\xe0.", b"BM..", b"<svg/>", b"RIFF1234WEBPVP8 "])
def test_every_form_of_an_icon_has_one(body: bytes) -> None:
    assert number(response(body)) == murmur(base64.encodebytes(body))


@pytest.mark.parametrize(
    "answer",
    [
        response(b""),
        response(b"<!doctype html>"),
        response(b'{"error":"no such index [favicon.ico]"}'),
        response(b"RIFF1234WAVE"),
        response(ICO, 404),
        response(ICO, 302),
        response(ICO, cut=True),
    ],
)
def test_what_is_no_whole_icon_has_none(answer: Response) -> None:
    assert number(answer) is None


@pytest.mark.parametrize("framing", [b"Content-Length: %d\r\n" % len(PNG), b""])
def test_the_icon_is_the_one_picture_of_which_bytes_are_taken(framing: bytes) -> None:
    data = b"HTTP/1.1 200 OK\r\nContent-Type: image/png\r\n%b\r\n%b" % (framing, PNG)
    assert feed(http.read_response(icon.MOST, verb=icon.VERB), data).body == PNG
    assert feed(http.read_response(icon.MOST, verb="GET /frame.png"), data).body == b""


def test_a_film_is_no_icon() -> None:
    data = b"HTTP/1.1 200 OK\r\nContent-Type: multipart/x-mixed-replace\r\n\r\n" + PNG
    assert feed(http.read_response(icon.MOST, verb=icon.VERB), data).body == b""


def test_it_is_asked_for_with_the_one_verb_that_is_declared() -> None:
    wish = next(icon.ask())
    assert wish.message.verb == icon.VERB  # type: ignore[union-attr]  # a request
    assert http.allowed(http.dress(wish.message.data, "x", "y"), icon.VERBS)  # type: ignore[union-attr]  # the same


@given(st.binary(max_size=300), st.integers(100, 599), st.booleans(), st.sampled_from([b"", *icon._BEGINS]))
def test_any_answer_has_a_number_of_32_bits_or_none(body: bytes, status: int, cut: bool, begins: bytes) -> None:
    found = number(response(begins + body, status, cut=cut))
    assert found is None or (status == 200 and not cut and -(1 << 31) <= found < 1 << 31)
