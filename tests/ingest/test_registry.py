import gzip
import io
import sys
from collections.abc import Iterator
from pathlib import Path
from types import ModuleType

import pytest

from leftopen import ingest
from leftopen.ingest import IngestError, Listed, Skipped, formats, load, read
from leftopen.ingest.common.text import ListText


def test_every_file_of_the_package_is_a_format() -> None:
    files = {path.stem for path in Path(ingest.__file__).parent.glob("*.py")} - {"__init__"}
    assert {form.name for form in formats()} == files
    assert formats()[-1].name == "plain", "what takes nearly any text is asked last"


@pytest.mark.parametrize("missing", ["__doc__", "LIKELY", "fits", "read"])
def test_a_module_without_the_contract_stops_the_program(missing: str) -> None:
    module = ModuleType("leftopen.ingest.half", "A format.")
    module.__dict__.update(LIKELY=1, fits=lambda head: True, read=lambda text: iter(()))
    ingest._format(module)
    module.__dict__[missing] = None
    with pytest.raises(TypeError, match=r"leftopen\.ingest\.half"):
        ingest._format(module)


def listed(tmp_path: Path, data: bytes) -> list[Listed]:
    path = tmp_path / "found.txt"
    path.write_bytes(data)
    return load(path).listed


def test_each_pair_is_listed_once(tmp_path: Path) -> None:
    found = listed(tmp_path, b"\xef\xbb\xbf10.0.0.1:80\n10.0.0.1:81\n10.0.0.1:80\n")
    assert [(item.host, item.port) for item in found] == [("10.0.0.1", 80), ("10.0.0.1", 81)]


@pytest.mark.parametrize(
    ("data", "says"),
    [
        (b"\n10.0.0.1\n", r"found\.txt:2: is no host:port"),
        (b"\n\xff\xfe\n", r"found\.txt:2: is no host:port"),
        (b"", r"found\.txt: is empty: it lists no target"),
        (b" \n", r"found\.txt: is empty"),
        (b"\x1f\x8b", r"found\.txt: is cut off"),
        (b"# nothing yet\n", r"found\.txt: lists no target"),
        (b"<html>", r"found\.txt: is in no known format"),
        (b"thora.quillfeather@example.org", r"found\.txt:1: is no host:port"),
    ],
)
def test_what_cannot_be_used_is_one_line_with_place_and_remedy(tmp_path: Path, data: bytes, says: str) -> None:
    with pytest.raises(IngestError, match=says) as caught:
        listed(tmp_path, data)
    assert "\n" not in str(caught.value)
    assert "quillfeather" not in str(caught.value)


def test_a_file_that_is_not_there_is_told(tmp_path: Path) -> None:
    for path in (tmp_path / "none.txt", tmp_path):
        with pytest.raises(IngestError, match="cannot be read"):
            load(path)


def test_a_bad_line_loses_no_other(tmp_path: Path) -> None:
    path = tmp_path / "found.txt.gz"
    path.write_bytes(gzip.compress(b"10.0.0.1:80\nwhat\n10.0.0.2:80\n")[:-4])
    found = read(path)
    assert [item.host for item in found.listed] == ["10.0.0.1", "10.0.0.2"]
    assert [one.line for one in found.skipped] == [2, None]
    assert (found.rows, found.unread) == (3, 2)


def test_standard_input_is_a_file_too(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sys, "stdin", io.TextIOWrapper(io.BytesIO(b"10.0.0.1:80\n")))
    found = read(Path("-"))
    assert (found.file, found.format, found.listed[0].port) == ("-", "plain", 80)


def test_a_format_can_be_named(tmp_path: Path) -> None:
    path = tmp_path / "found"
    path.write_bytes(b"noise of a tool\n192.0.2.7 -> [80]\n")
    assert read(path, "rustscan").listed[0].port == 80
    with pytest.raises(IngestError, match="Known are: censys, "):
        read(path, "csv")


def test_what_is_told_and_kept_is_bounded(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(ingest, "MOST_SKIPPED", 2)
    monkeypatch.setattr(ingest, "MOST", 3)
    path = tmp_path / "found"
    path.write_bytes(b"x\n" * 5 + b"10.0.0.1:1\n10.0.0.1:2\n10.0.0.1:3\n10.0.0.1:4\n")
    found = read(path)
    assert [item.port for item in found.listed] == [1, 2, 3]
    assert [one.line for one in found.skipped] == [1, 2, 8, None]
    assert found.unread == 6


def test_two_rows_on_a_service_are_one(tmp_path: Path) -> None:
    path = tmp_path / "found"
    path.write_bytes(b"banner tcp 80 127.0.0.1 1390380064 http x\nopen tcp 80 127.0.0.1 1390380065\n")
    (item,) = read(path).listed
    assert (item.protocol, item.at) == ("http", "2014-01-22T08:41:05Z")


def test_each_format_is_linear_and_bounded_on_whatever_it_is_given() -> None:
    for form in formats():
        for text in ("\0", "{" * 70_000, '"' * 70_000, "<" * 70_000, "[" * 70_000 + "{", "," * 70_000, "a" * 70_000):
            for item in form.read(ListText.of(f"{text}\n{text}")):
                assert isinstance(item, Skipped | Listed)


def test_the_most_particular_format_reads_a_list(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def reads(text: ListText) -> Iterator[Listed]:
        yield Listed(1, "10.9.9.9", 9)

    particular = ingest.ListFormat("particular", lambda head: head.startswith("10."), reads, 5)
    monkeypatch.setattr(ingest, "formats", lambda: (particular, *formats()))
    assert listed(tmp_path, b"10.0.0.1:80") == [Listed(1, "10.9.9.9", 9)]
