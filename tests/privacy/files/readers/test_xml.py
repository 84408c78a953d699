"""XML documents."""

import io
from typing import Any

import pytest

from leftopen.privacy.files.readers import Unreadable, reader_for, xml

PEOPLE = "".join(f'<p:person id="{n}"><name>Anna {n}</name><tel>5</tel><tel>6</tel></p:person>' for n in range(9))
LIST = f'<list xmlns:p="urn:x"><owner>Tom</owner>{PEOPLE}</list>'
DOCUMENT = f'<?xml version="1.0" encoding="{{}}"?>\n<!-- made by hand -->{LIST}'


def read(text: str, encoding: str = "utf-8") -> list[Any]:
    return list(xml.records(io.BytesIO(text.encode(encoding))))


@pytest.mark.parametrize("encoding", ["utf-8", "utf-16", "utf-8-sig", "iso-8859-1"])
def test_the_element_that_comes_again_is_the_record(encoding: str) -> None:
    data = DOCUMENT.format(encoding).encode(encoding)
    assert reader_for("x", data).name == "XML"
    owner, *found = xml.records(io.BytesIO(data))
    assert owner == {"list": {"owner": "Tom"}}
    assert found[3] == {"list": {"person": {"id": "3", "name": "Anna 3", "tel": ["5", "6"]}}}
    assert len(found) == 9


def test_a_trace_is_found_below_what_stands_around_it() -> None:
    points = "".join(f'<trkpt lat="45.{n}" lon="-122.{n}"><ele>{n}</ele></trkpt>' for n in range(10, 30))
    found = read(f"<gpx><trk><name>Run</name><trkseg>{points}</trkseg></trk></gpx>")
    assert found[0] == {"gpx": {"trk": {"trkseg": {"trkpt": {"lat": "45.10", "lon": "-122.10", "ele": "10"}}}}}
    assert found[-1] == {"gpx": {"trk": {"name": "Run"}}}


def test_text_beside_elements_is_kept() -> None:
    assert read("<a>hello <b>Anna</b></a>") == [{"a": {"b": "Anna"}}, {"a": "hello"}]


def test_what_was_read_before_a_fault_stands() -> None:
    found = xml.records(io.BytesIO(DOCUMENT.format("utf-8")[:-60].encode()))
    assert [next(found) for _ in range(9)][-1]["list"]["person"]["name"] == "Anna 7"
    with pytest.raises(Unreadable, match="cut short"):
        list(found)


def test_entities_are_refused() -> None:
    bomb = '<!DOCTYPE x [<!ENTITY a "aaaa"><!ENTITY b "&a;&a;">]><x><y>&b;</y></x>'
    assert not xml.fits(bomb.encode())
    with pytest.raises(Unreadable):
        read(bomb)


def test_a_record_that_is_too_large_comes_in_parts(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(xml, "_MOST", 4)
    found = read("<r><a><b>1</b><b>2</b><b>3</b><b>4</b><b>5</b><b>6</b></a><c>7</c></r>")
    assert len(found) > 1
    assert all(str(n) in repr(found) for n in range(1, 8))


@pytest.mark.parametrize(
    "head", [b"<html><body>", b"<!DOCTYPE html><html>", b"<134>Feb 1 fw: up", b"<- see", b"\x00<a>", b"< a >"]
)
def test_pages_logs_and_binary_are_none(head: bytes) -> None:
    assert not xml.fits(head)


def test_depth_is_bounded() -> None:
    with pytest.raises(Unreadable):
        read("<a>" * 99 + "</a>" * 99)


def test_names_in_any_script() -> None:
    """Registers of many countries call their elements in their own language (XML 1.0, section 2.3)."""
    text = "<?xml version='1.0' encoding='windows-1251'?><x:Файл xmlns:x='u'>{}</x:Файл>".format(
        "".join(f"<x:Клиент Код='{n}'><x:ФИО>Орлова Вера</x:ФИО></x:Клиент>" for n in range(3))
    ).encode("cp1251")
    assert reader_for("export.xml", text).name == "XML"
    assert list(xml.records(io.BytesIO(text)))[1] == {"Файл": {"Клиент": {"Код": "1", "ФИО": "Орлова Вера"}}}
