"""Plain text."""

import io

import pytest

from leftopen.privacy.files.readers import text


def test_records_and_lines() -> None:
    data = b"one\n\ntwo\r\n"
    assert list(text.records(io.BytesIO(data))) == [{"text": "one"}, {"text": "two"}]
    assert list(text.lines(io.BytesIO(data))) == ["one", "", "two"]


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "gb18030", "utf-16"])
def test_encodings(encoding: str) -> None:
    assert list(text.lines(io.BytesIO("姓名\n王小明\n".encode(encoding)))) == ["姓名", "王小明"]


def test_fits() -> None:
    assert text.fits(b"hello")
    assert not text.fits(b"\x00\x01")


def test_nothing() -> None:
    assert list(text.records(io.BytesIO(b""))) == []
