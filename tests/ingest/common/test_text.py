import gzip
import io
import tracemalloc

import pytest

from leftopen.ingest.common import text as texts
from leftopen.ingest.common.rows import Skipped
from leftopen.ingest.common.text import ListText


def lines(data: bytes) -> list[tuple[int, str | Skipped]]:
    return list(ListText(io.BytesIO(data)).lines())


def test_lines_have_numbers_and_no_ends() -> None:
    assert lines(b"\xef\xbb\xbfa\r\n\nb") == [(1, "a"), (2, ""), (3, "b")]
    assert lines(b"") == []


def test_utf_16_is_read_and_an_odd_byte_costs_no_line() -> None:
    assert lines("a\nb\n".encode("utf-16")) == [(1, "a"), (2, "b")]
    assert lines(b"a\xff\nb") == [(1, "a\ufffd"), (2, "b")]


def test_members_of_a_gzip_file_are_read_one_after_the_other() -> None:
    data = gzip.compress(b"a\nb") + gzip.compress(b"c\n") + b"\0" * 8
    assert lines(data) == [(1, "a"), (2, "bc")]


@pytest.mark.parametrize(
    ("data", "says"),
    [
        (gzip.compress(b"a\n" * 9000, mtime=0)[:-9], "cut off"),
        (gzip.compress(b"a\n", mtime=0)[:10] + b"\xff" * 30, "damaged"),
    ],
)
def test_a_gzip_file_that_is_not_whole_says_so(data: bytes, says: str) -> None:
    text = ListText(io.BytesIO(data))
    list(text.lines())
    assert says in (text.ended or "")


def test_a_bomb_costs_no_memory() -> None:
    bomb = gzip.compress(b"\0" * (64 << 20))
    tracemalloc.start()
    found = lines(bomb)
    assert tracemalloc.get_traced_memory()[1] < texts.LINE * 3
    tracemalloc.stop()
    assert found == [(1, Skipped(1, "is longer than 16 Mi characters"))]


def test_what_is_too_large_is_read_as_far_as_that(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(texts, "MOST", texts.PIECE)
    text = ListText(io.BytesIO(b"a\n" * texts.PIECE))
    assert len(list(text.lines())) == texts.PIECE // 2
    assert "the rest was not read" in (text.ended or "")


def test_lines_go_across_pieces() -> None:
    long = b"x" * (texts.PIECE + 10)
    assert lines(long + b"\ny") == [(1, long.decode()), (2, "y")]
