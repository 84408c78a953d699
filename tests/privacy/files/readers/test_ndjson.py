"""Lines of JSON."""

import io

from leftopen.privacy.files.readers import ndjson


def test_records() -> None:
    data = b'{"a": 1}\n\n{"a": [2, {"b": null}]}\r\n{broken\n7\n{"last": true}'
    assert list(ndjson.records(io.BytesIO(data))) == [
        {"a": 1},
        {"a": [2, {"b": None}]},
        {"text": "{broken"},
        7,
        {"last": True},
    ]


def test_lines_keep_their_numbers() -> None:
    assert list(ndjson.lines(io.BytesIO(b"\xef\xbb\xbf{}\n\nx\xff\n"))) == ["{}", "", "x\ufffd"]


def test_fits() -> None:
    assert ndjson.fits(b'{"a": 1}')
    assert ndjson.fits(b'{"a": 1}\n{"a"')
    assert not ndjson.fits(b'[{"a": 1}]')
    assert not ndjson.fits(b'{"a": 1}\nhello')
    assert not ndjson.fits(b"{\n")
