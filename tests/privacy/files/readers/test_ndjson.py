"""Lines of JSON."""

import io
import json
import random
from typing import Any

import pytest

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


def test_a_long_first_line() -> None:
    data = b'{"face": "' + b"A" * 200_000 + b'"}\n{"a": 1}\n'
    assert not ndjson.fits(data[:65_536])
    assert ndjson.takes(data[:65_536])
    assert [len(record) for record in ndjson.records(io.BytesIO(data))] == [1, 1]


@pytest.mark.parametrize("encoding", ["utf-16", "utf-16-le", "utf-8-sig"])
def test_other_encodings_of_unicode(encoding: str) -> None:
    data = '{"名": "王小明"}\n{"名": "Ada"}\n'.encode(encoding)
    assert ndjson.fits(data)
    assert list(ndjson.records(io.BytesIO(data))) == [{"名": "王小明"}, {"名": "Ada"}]
    assert list(ndjson.lines(io.BytesIO(data))) == ['{"名": "王小明"}', '{"名": "Ada"}']


def test_lines_of_a_code_page_and_what_json_does_not_have() -> None:
    data = '{"имя": "Ольга Иванова"}\n{"имя": "Пётр Кузнецов"}\n'.encode("cp1251") + b'{"a": NaN, "b": "\\ud800"}\n'
    assert list(ndjson.records(io.BytesIO(data))) == [
        {"имя": "Ольга Иванова"},
        {"имя": "Пётр Кузнецов"},
        {"a": None, "b": "?"},
    ]


def test_sequences_begin_each_document_with_a_separator() -> None:
    data = b'\x1e{"a": 1}\n\x1e{"a": 2}\n'
    assert ndjson.fits(data)
    assert list(ndjson.records(io.BytesIO(data))) == [{"a": 1}, {"a": 2}]


LINES = (
    b'{"a": 1}',
    b"",
    b"  ",
    b'{"b": [2]}\r',
    b"{broken",
    b"7",
    b"1 2",
    b'{"a": NaN}',
    b'\x1e{"c": "d"}',
    '{"имя": "Ольга Иванова"}'.encode("cp1251"),
    b'{"face": "' + b"A" * 300 + b'"}',
)


@pytest.mark.parametrize("part", [1, 7, 64, 512, 10_000])
@pytest.mark.parametrize("end", [b"", b"\n"])
def test_lines_that_are_read_at_once_are_read_as_each_is(
    part: int, end: bytes, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(ndjson, "_PART", part)
    rng = random.Random(part)
    lines = [*LINES, *(rng.choice(LINES[:6]) for _ in range(60)), *LINES]
    wanted = [each for line in lines for each in ndjson.records(io.BytesIO(line))]
    assert list(ndjson.records(io.BytesIO(b"\n".join(lines) + end))) == wanted


@pytest.mark.parametrize(
    "data",
    [
        b'{"a": 1}\n{"a": 2}\n',
        b'\xef\xbb\xbf{"a": 1}\n\n{"a": 2}',
        '{"名": "王小明"}\n{"名": "Ada"}\n'.encode("utf-16"),
        b'{"a": 1}\nJos\xe9 est\xe1 aqu\xed, ma\xf1ana\n{"a": 2}\nni\xc3\xb1o\n',
        b"\xff\xc3\n",
        b"",
    ],
)
def test_parts_hold_the_records(data: bytes) -> None:
    found: list[Any] = []
    for part in ndjson.parts(io.BytesIO(data)):
        found += ndjson.read(part)[0] if isinstance(part, bytes) else part
    assert found == list(ndjson.records(io.BytesIO(data)))


def test_lines_come_many_at_once_with_the_rest_of_the_last(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(ndjson, "_PART", 100)
    data = b'{"a": 1}\n' * 40 + b'{"face": "' + b"A" * 300 + b'"}\n' + b'{"a": 1}\n' * 40
    sizes = [len(records) for records in ndjson.batches(io.BytesIO(data))]
    assert sum(sizes) == 81
    assert max(sizes) == 100 // 9 + 1
    assert all(len(records) == 1 for records in ndjson.batches(io.BytesIO(data)) if "face" in records[0])


def test_one_line_alone_is_a_document_whose_rows_are_records() -> None:
    rows = [["Anna Berg", n] for n in range(9)]
    line = json.dumps({"columns": ["name", "n"], "rows": rows}).encode()
    expected = [{"columns": ["name", "n"]}, *({"rows": [{"name": "Anna Berg", "n": n}]} for n in range(9))]
    assert list(ndjson.records(io.BytesIO(line))) == expected
    assert list(ndjson.records(io.BytesIO(line + b"\n\n"))) == expected
    assert list(ndjson.parts(io.BytesIO(line))) == [expected]
    assert list(ndjson.records(io.BytesIO(line + b"\n" + line))) == [json.loads(line)] * 2
    assert list(ndjson.records(io.BytesIO(b"{broken"))) == [{"text": "{broken"}]
