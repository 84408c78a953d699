"""One JSON document."""

import io
import json
import tracemalloc
from typing import Any, BinaryIO, cast

import pytest

from leftopen.privacy.files import readers
from leftopen.privacy.files.readers import Unreadable
from leftopen.privacy.files.readers import json as reader


class Slow(io.BytesIO):
    """Gives few bytes at a time."""

    def read(self, size: int | None = -1) -> bytes:
        return super().read(50)


def read(data: bytes) -> list[Any]:
    return list(reader.records(Slow(data)))


def test_documents() -> None:
    assert read(b'[{"a": 1}, {"a": 2}]') == [{"a": 1}, {"a": 2}]
    assert read(b'\xef\xbb\xbf{"a": [1]}') == [{"a": [1]}]
    assert read(b'{"hits": {"total": 1, "hits": [{"_id": "x", "_source": {"a": 1}}]}}') == [{"a": 1}]


def test_lines_under_that_name() -> None:
    assert read(b'{"a": 1}\n{"a": 2}\n\n{"a"') == [{"a": 1}, {"a": 2}, {"text": '{"a"'}]


@pytest.mark.parametrize(
    ("data", "says"),
    [
        (b"", "an empty file"),
        (b" ", "an empty file"),
        (b"hello", "not a JSON document"),
        (b"[1,", "cut short"),
        (b"[" * 100_000, "nested too deep"),
        (b'{"a": [1, 2', "cut short"),
        (b'{"a": nope}', "not a JSON document"),
    ],
)
def test_what_is_wrong_with_it_is_told_apart(data: bytes, says: str) -> None:
    with pytest.raises(Unreadable, match=says):
        read(data)


def test_what_is_not_utf_8_is_read_all_the_same() -> None:
    assert read('[{"a": "Jürgen Weiß"}]'.encode("cp1252")) == [{"a": "Jürgen Weiß"}]
    assert read('[{"a": "Jürgen"}]'.encode("utf-16")) == [{"a": "Jürgen"}]


def test_numbers_and_texts_that_json_does_not_have() -> None:
    assert read(b'[{"a": NaN, "b": "x\\ud800", "c": Infinity}]') == [{"a": None, "b": "x?", "c": None}]


def test_several_documents_one_after_the_other() -> None:
    assert read(b'{\n "a": 1\n}\n{\n "a": 2\n}\n[3, 4]') == [{"a": 1}, {"a": 2}, 3, 4]


def test_answers_of_several_searches() -> None:
    answer = {"took": 1, "hits": {"hits": [{"_source": {"a": 1}}]}, "aggregations": {"by": {"key": "zhao@example.org"}}}
    found = read(json.dumps({"responses": [answer, {"error": "no"}]}).encode())
    assert found == [{"a": 1}, {"aggregations": answer["aggregations"]}, {"error": "no"}]


PEOPLE = [{"name": f"n{n}", "tags": [1, {"k": "v" * n}]} for n in range(60)]


@pytest.fixture
def small(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(reader, "WINDOW", 200)
    monkeypatch.setattr(reader, "_PART", 20)


@pytest.mark.usefixtures("small")
def test_a_list_larger_than_the_window_gives_its_items() -> None:
    assert read(json.dumps(PEOPLE).encode()) == PEOPLE
    assert read(json.dumps(PEOPLE, indent=2).encode()) == PEOPLE
    assert read(json.dumps(list(range(1000))).encode()) == list(range(1000))


@pytest.mark.usefixtures("small")
def test_an_object_larger_than_the_window_gives_its_parts_under_their_paths() -> None:
    long = 'q\\"' * 300
    found = read(json.dumps({"x": 1, "in": {"users": PEOPLE}, "long": long, "end": None}).encode())
    assert found[0] == {"x": 1}
    assert found[1:-2] == [{"in": {"users": [person]}} for person in PEOPLE]
    assert long.startswith(found[-2]["long"])
    assert found[-1] == {"end": None}


@pytest.mark.usefixtures("small")
def test_hits_of_a_large_answer_are_the_records() -> None:
    hits = [{"_id": str(n), "_source": person} for n, person in enumerate(PEOPLE)]
    assert read(json.dumps({"took": 1, "hits": {"total": 60, "hits": hits}}).encode())[2:] == PEOPLE


@pytest.mark.usefixtures("small")
@pytest.mark.parametrize("cut", [1, 3, 900])
def test_what_came_before_a_fault_is_given(cut: int) -> None:
    found: list[Any] = []
    with pytest.raises(Unreadable, match="cut short"):
        found.extend(reader.records(Slow(json.dumps(PEOPLE).encode()[:-cut])))
    assert found == PEOPLE[: len(found)]
    assert found


def test_memory_does_not_grow_with_a_list(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(reader, "WINDOW", 1 << 16)

    class Endless(io.RawIOBase):
        def __init__(self, count: int) -> None:
            self.count, self.first = count, True

        def read(self, size: int = -1) -> bytes:
            self.count -= 1
            if self.count <= 0:
                return b"]" if self.count == 0 else b""
            first, self.first = self.first, False
            start = b"[" if first else b","
            return start + b",".join([b'{"name": "Ada", "n": [1, 2]}'] * 500)

    def peak(count: int) -> int:
        tracemalloc.start()
        count_of = sum(1 for _ in reader.records(cast("BinaryIO", Endless(count))))
        assert count_of == 500 * (count - 1)
        _, most = tracemalloc.get_traced_memory()
        tracemalloc.stop()
        return most

    assert peak(100) < 2 * peak(20) + 500_000


def test_records_before_a_cut_are_given_though_the_document_is_small() -> None:
    text = json.dumps({"data": {"users": PEOPLE[:9]}})
    found: list[Any] = []
    with pytest.raises(Unreadable, match="cut short"):
        found.extend(reader.records(io.BytesIO(text.encode()[:-40])))
    assert found
    assert found == [{"data": {"users": [person]}} for person in PEOPLE[: len(found)]]


def test_a_comma_too_many_ends_a_list_as_well() -> None:
    assert list(reader.records(io.BytesIO(b'[{"a": 1}, {"a": 2},]'))) == [{"a": 1}, {"a": 2}]
    with pytest.raises(Unreadable):
        list(reader.records(io.BytesIO(b"[" * 100_000)))


@pytest.mark.parametrize("many", [1, 3, 256])
def test_records_come_several_at_once_and_large_ones_by_themselves(many: int, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(readers, "_MANY", many)
    monkeypatch.setattr(readers, "_ENOUGH", 1000)
    monkeypatch.setattr(reader, "WINDOW", 4096)
    monkeypatch.setattr(reader, "_PART", 512)
    wanted = [{"a": "x" * (n % 7 * 200)} for n in range(100)]
    found = list(reader.batches(io.BytesIO(json.dumps(wanted).encode())))
    assert [record for records in found for record in records] == wanted
    assert max(map(len, found)) <= many
    assert all(sum(len(record["a"]) for record in records[:-1]) < 1000 for records in found)


def test_records_before_a_fault_are_given_several_at_once() -> None:
    batches = reader.batches(io.BytesIO(b'[{"a": 1}, {"a": 2}, {"a": '))
    assert next(batches) == [{"a": 1}, {"a": 2}]
    with pytest.raises(Unreadable):
        next(batches)
