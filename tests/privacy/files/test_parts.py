"""Parts of one input, read by several, say what one reader of all says."""

import json

from leftopen.privacy.files.classify import LineByLine, begun, ended, together, written
from leftopen.privacy.files.parts import LineParts, RecordParts
from leftopen.privacy.files.readers import ndjson

LINES = [
    '{"mail": "zhao@example.org", "name": "赵敏"}',
    "",
    "write to li@example.org\r",
    '{"n": 1}',
    '{"mail": "wang@example.org"} and 4111 1111 1111 1111',
    "\udc80 is half of a character",
] * 30


def test_lines_that_two_read_in_turns() -> None:
    labels: set[str] = set()
    expected = list(written(LINES, labels))
    both = LineParts(LineByLine()), LineParts(LineByLine())
    found: set[str] = set()
    told = []
    batches = (LINES[at : at + 7] for at in range(0, len(LINES), 7))
    for number, part in enumerate(both[0].written(batches, 5)):
        told += both[number % 2].told(both[number % 2].part(part), found).split(b"\n")
    assert [json.loads(line)["hits"] for line in told] == [json.loads(line)["hits"] for line in expected]
    assert [json.loads(line)["record"] for line in told] == list(range(5, 5 + len(LINES)))
    assert found == labels >= {"contact.email", "finance.card"}
    assert both[0].end() == b""


def test_an_empty_line_is_a_record_too() -> None:
    parts = LineParts(LineByLine())
    (part,) = parts.written([[""]], 3)
    assert parts.told(parts.part(part), set()) == b'{"record":3,"hits":[]}'


def test_lines_are_held_as_many_as_are_looked_at_together() -> None:
    assert [len(some) for some in together(["a"] * 2500)] == [1024, 1024, 452]
    assert [len(some) for some in together(["a" * 400_000] * 3)] == [2, 1]
    assert [len(some[0]) for some in together(["a" * (5 << 20)])] == [4 << 20]


def test_records_that_two_read_in_turns() -> None:
    rows = [{"mail": f"u{n}@example.org", "n": n, "at": None} for n in range(120)]
    parts: list[bytes | list[object]] = [
        b"".join(json.dumps(row).encode() + b"\n" for row in rows[:50]),
        list(rows[50:80]),
        b"ni\xc3\xb1o is no JSON\n",
        [],
        list(rows[80:]),
    ]
    here = RecordParts(begun(), ndjson.read)
    both = RecordParts(begun(), ndjson.read), RecordParts(begun(), ndjson.read)
    answers = [here.told(both[n % 2].part(part)) for n, part in enumerate(here.written(parts))]
    assert [tuple(answer) for answer in answers] == [(50, ""), (30, ""), (1, "utf-8"), (0, ""), (40, "")]
    for one in both:
        here.add(one.end())
    found = {field["path"]: field for field in ended(here.found)["fields"]}
    assert {path: field["records"] for path, field in found.items()} == {"mail": 120, "n": 120, "at": 0, "text": 1}
    assert found["mail"]["labels"][0]["label"] == "contact.email"
