"""Plain text."""

import io

from leftopen.privacy.files.readers import text


def test_records_and_lines() -> None:
    data = b"one\n\ntwo\r\n"
    assert list(text.records(io.BytesIO(data))) == [{"text": "one"}, {"text": "two"}]
    assert list(text.lines(io.BytesIO(data))) == ["one", "", "two"]


def test_fits() -> None:
    assert text.fits(b"hello")
    assert not text.fits(b"\x00\x01")


def test_nothing() -> None:
    assert list(text.records(io.BytesIO(b""))) == []
