import contextlib

import pytest
from hypothesis import given
from hypothesis import strategies as st

from leftopen.wire.chunks import Chunks
from leftopen.wire.talk import Broken, Fault, Parse, Talk
from tests.talk import Peer, Step, play

WHOLE = b"3;a=b\r\nabc\r\n0A \r\n0123456789\r\n0\r\nT: x\r\n\r\n"


def taken(data: bytes, most: int = 100, overhead: int = 1000) -> tuple[bytes, bool, int]:
    """The body, whether it is cut, and where it ends."""
    chunks = Chunks(most, overhead)
    end = chunks.read(data, 0)
    return b"".join(chunks.pieces), chunks.cut, end


@pytest.mark.parametrize(
    ("data", "body"),
    [
        (WHOLE, b"abc0123456789"),
        (b"3\r\nabc\r\n0\r\n\r\n", b"abc"),
        (b"3\nabc\n0\n\n", b"abc"),
        (b"0\r\n\r\n", b""),
        (b"0\r\n\r\n0\r\n\r\n", b""),  # the second belongs to the next answer
        (b"5\r\n\r\n0\r\n\r\n0\r\n\r\n", b"\r\n0\r\n"),
    ],
)
def test_a_body_ends_after_its_last_chunk(data: bytes, body: bytes) -> None:
    assert taken(data)[:2] == (body, False)
    assert taken(data + b"HTTP/1.1") == taken(data)


def test_a_body_that_is_longer_than_was_asked_for_is_cut() -> None:
    assert taken(WHOLE, most=3)[:2] == (b"abc", True)
    assert taken(WHOLE, most=5)[:2] == (b"abc01", True)
    assert taken(WHOLE, most=13)[:2] == (b"abc0123456789", False)
    assert taken(b"fffffffffffffff\r\nabc", most=3)[:2] == (b"abc", True)


@pytest.mark.parametrize(
    "data",
    [
        *(b"zz\r\n", b"-1\r\n", b"0x1\r\n", b"\r\n", b"ffffffffffffffff\r\n", b"1\r\nabc\r\n", b"1\r\nab\nc\r\n"),
        *(b"1;" + b"x" * 300, b"0\r\n" + b"a: b\r\n" * 100, b"0\r\na: " + b"b" * 17_000),
    ],
)
def test_what_is_no_chunk_is_broken(data: bytes) -> None:
    with pytest.raises(Broken):
        taken(data)


@pytest.mark.parametrize(("chunks", "fits"), [(9, True), (10, True), (11, False)])
def test_lines_of_chunks_are_bounded(chunks: int, fits: bool) -> None:
    """Each chunk of one byte takes 5 bytes more, the last one too."""
    with contextlib.nullcontext() if fits else pytest.raises(Broken):
        assert taken(b"1\r\na\r\n" * chunks + b"0\r\n\r\n", overhead=55)[0] == b"a" * chunks


def pieced(data: bytes, most: int, *, trickle: bool) -> tuple[bytes, bool] | type[Fault]:
    chunks = Chunks(most, 1000)

    def talk() -> Talk[None]:
        yield Parse(chunks, 2000)

    try:
        play(talk(), Peer([Step("<", data)] if data else [], strict=False, trickle=trickle))
    except Fault as fault:
        return type(fault)
    return b"".join(chunks.pieces), chunks.cut


@given(
    st.lists(st.sampled_from([b"3\r\nabc\r\n", b"0\r\n", b"\r\n", b"1", b"\n", b"\r", b"A;x\r\n", b"a: b\r\n", b"x"])),
    st.integers(0, 20),
)
def test_it_is_the_same_in_one_piece_and_byte_by_byte(parts: list[bytes], most: int) -> None:
    data = b"".join(parts)
    assert pieced(data, most, trickle=True) == pieced(data, most, trickle=False)
