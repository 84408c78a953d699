from collections.abc import Iterator
from pathlib import Path
from types import ModuleType

import pytest

from leftopen import ingest
from leftopen.ingest import IngestError, Listed, formats, load


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
    return load(path)


def test_each_pair_is_listed_once(tmp_path: Path) -> None:
    found = listed(tmp_path, b"\xef\xbb\xbf10.0.0.1:80\n10.0.0.1:81\n10.0.0.1:80\n")
    assert [(item.host, item.port) for item in found] == [("10.0.0.1", 80), ("10.0.0.1", 81)]


@pytest.mark.parametrize(
    ("data", "says"),
    [
        (b"10.0.0.1:80\n10.0.0.1\n", r"found\.txt:2: is no host:port"),
        (b"10.0.0.1:80\n\xff\xfe\n", r"found\.txt:2: is not UTF-8"),
        (b"", r"found\.txt: lists no target"),
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


def test_a_file_that_is_not_there_or_too_large(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    with pytest.raises(IngestError, match="cannot be read"):
        load(tmp_path / "none.txt")
    with pytest.raises(IngestError, match="cannot be read"):
        load(tmp_path)
    monkeypatch.setattr(ingest, "MOST_BYTES", 3)
    with pytest.raises(IngestError, match="larger"):
        listed(tmp_path, b"10.0.0.1:80")


def test_the_most_particular_format_reads_a_list(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def read(text: str) -> Iterator[Listed]:
        yield Listed(1, "10.9.9.9", 9)

    particular = ingest.ListFormat("particular", lambda head: head.startswith("10."), read, 5)
    monkeypatch.setattr(ingest, "formats", lambda: (particular, *formats()))
    assert listed(tmp_path, b"10.0.0.1:80") == [Listed(1, "10.9.9.9", 9)]
