import contextlib
import gzip
import zlib

import pytest
from hypothesis import given
from hypothesis import strategies as st

from leftopen.net.session.encoding import decoded
from leftopen.wire.talk import Broken, Response


def response(body: bytes, coding: str) -> Response:
    return Response(200, "OK", {"content-encoding": coding}, body)


def bare(data: bytes) -> bytes:
    packer = zlib.compressobj(wbits=-15)
    return packer.compress(data) + packer.flush()


@pytest.mark.parametrize(
    ("coding", "pack"),
    [("gzip", gzip.compress), ("X-GZIP", gzip.compress), ("deflate", zlib.compress), ("deflate", bare), ("", bytes)],
)
def test_known_codings_are_undone(coding: str, pack: object) -> None:
    assert callable(pack)
    assert decoded(response(pack(b"ann and bob"), coding), 100).body == b"ann and bob"


def test_a_bomb_is_cut_at_the_bound() -> None:
    bomb = gzip.compress(bytes(50_000_000))
    got = decoded(response(bomb, "gzip"), 1000)
    assert got.cut
    assert got.body == bytes(1000)


def test_two_codings_and_unknown_ones_are_refused() -> None:
    twice = gzip.compress(gzip.compress(b"x"))
    assert decoded(response(twice, "gzip"), 1000).body[:2] == b"\x1f\x8b"
    for coding in ("gzip, gzip", "br", "../../etc"):
        with pytest.raises(Broken):
            decoded(response(twice, coding), 1000)


@given(body=st.binary(min_size=1, max_size=200), coding=st.sampled_from(["gzip", "deflate"]), most=st.integers(0, 50))
def test_any_body_is_decoded_within_bounds_or_broken(body: bytes, coding: str, most: int) -> None:
    with contextlib.suppress(Broken):
        assert len(decoded(response(body, coding), most).body) <= most


@pytest.mark.parametrize("coding", ["utf-16", "utf-16-le", "utf-16-be"])
def test_utf_16_with_its_mark_is_read_as_utf_8(coding: str) -> None:
    mark = "" if coding == "utf-16" else "\ufeff"
    given = Response(200, "", {}, (mark + '{"name": "Zoë"}').encode(coding) + b"x")
    assert decoded(given, 1000).body.decode() == '{"name": "Zoë"}'
    assert decoded(Response(200, "", {}, b"\xff"), 1000).body == b"\xff"


def test_members_that_follow_each_other_are_one_body() -> None:
    two = gzip.compress(b"[1,") + gzip.compress(b"2]")
    assert decoded(response(two, "x-gzip"), 100).body == b"[1,2]"
    found = decoded(response(two, "gzip"), 4)
    assert (found.body, found.cut) == (b"[1,2", True)
    assert decoded(response(gzip.compress(b"{}") + b"\0\0", "gzip"), 100).body == b"{}"
    with pytest.raises(Broken):
        decoded(response(gzip.compress(b"") * 300, "gzip"), 100)
    with pytest.raises(Broken):
        decoded(response(gzip.compress(b"{}") + b"\x1f\x8b" + b"x" * 20, "gzip"), 100)
