"""Bytes of a file as text."""

import io

import pytest
from hypothesis import given
from hypothesis import strategies as st

from leftopen.privacy.encodings import CHUNK, binary
from leftopen.privacy.files.texts import TextFile

RUSSIAN = "Фамилия;Имя;Телефон\nИванова;Ольга;79031234567\nПетров;Сергей;79031234568\nКузнецова;Анна;7\n"


@pytest.mark.parametrize("encoding", ["cp1251", "koi8_r", "utf-8", "utf-16"])
def test_all_of_it_is_read(encoding: str) -> None:
    assert "".join(iter(TextFile(io.BytesIO(RUSSIAN.encode(encoding))).read, "")) == RUSSIAN


def test_what_stands_far_down_is_judged_there() -> None:
    text = "id;name\n" * (CHUNK // 4) + RUSSIAN
    source = TextFile(io.BytesIO(text.encode("cp1251")))
    assert list(source.lines()) == text.splitlines()
    assert source.encoding == "cp1251"


@pytest.mark.parametrize("at", range(CHUNK - 4, CHUNK + 2))
def test_characters_across_two_reads(at: int) -> None:
    text = "x" * at + "王" + "é" * 100
    assert "".join(iter(TextFile(io.BytesIO(text.encode())).read, "")) == text


def test_ends_of_lines() -> None:
    assert list(TextFile(io.BytesIO(b"a\r\n\r\nb\nc")).lines()) == ["a", "", "b", "c"]
    assert list(TextFile(io.BytesIO(b"a\rb\rc\r")).lines()) == ["a", "b", "c"]


def test_a_line_without_end_comes_in_pieces(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("leftopen.privacy.files.texts.LONGEST", 2 * CHUNK)
    lines = list(TextFile(io.BytesIO(b"x" * (7 * CHUNK))).lines())
    assert sum(map(len, lines)) == 7 * CHUNK
    assert max(map(len, lines)) <= 3 * CHUNK


@given(st.binary(max_size=400))
def test_any_bytes_are_read(data: bytes) -> None:
    assert isinstance("".join(TextFile(io.BytesIO(data)).lines()), str)
    binary(data)
