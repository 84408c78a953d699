"""Spreadsheets, with the optional extra."""

import builtins
import io
import zipfile
from typing import Any

import pytest

from leftopen.privacy.files import source
from leftopen.privacy.files.readers import Unreadable, excel, reader_for

SPACE = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
RELATIONS = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
PACKAGE = "http://schemas.openxmlformats.org/package/2006"


def book(sheets: dict[str, list[list[Any]]]) -> bytes:
    """An xlsx as ECMA-376 wants it, at the least."""
    file = io.BytesIO()
    with zipfile.ZipFile(file, "w") as archive:
        tabs, links = "", ""
        for n, (name, rows) in enumerate(sheets.items(), 1):
            body = "".join(f"<row>{''.join(map(cell, row))}</row>" for row in rows)
            archive.writestr(
                f"xl/worksheets/sheet{n}.xml",
                f'<worksheet xmlns="{SPACE}"><sheetData>{body}</sheetData></worksheet>',
            )
            tabs += f'<sheet name="{name}" sheetId="{n}" r:id="r{n}"/>'
            links += f'<Relationship Id="r{n}" Type="{RELATIONS}/worksheet" Target="worksheets/sheet{n}.xml"/>'
        archive.writestr(
            "xl/workbook.xml", f'<workbook xmlns="{SPACE}" xmlns:r="{RELATIONS}"><sheets>{tabs}</sheets></workbook>'
        )
        archive.writestr(
            "xl/_rels/workbook.xml.rels", f'<Relationships xmlns="{PACKAGE}/relationships">{links}</Relationships>'
        )
        archive.writestr("[Content_Types].xml", f'<Types xmlns="{PACKAGE}/content-types"/>')
        whole = f'<Relationship Id="r0" Type="{RELATIONS}/officeDocument" Target="xl/workbook.xml"/>'
        archive.writestr("_rels/.rels", f'<Relationships xmlns="{PACKAGE}/relationships">{whole}</Relationships>')
    return file.getvalue()


def cell(value: Any) -> str:
    if isinstance(value, str):
        return f'<c t="inlineStr"><is><t>{value}</t></is></c>'
    return f"<c><v>{value}</v></c>"


PEOPLE: list[list[Any]] = [
    ["Members", "", ""],
    ["name", "mail", "age"],
    ["Ada", "a@b.example", 36],
    ["Bob", "b@b.example", 41.5],
]


def test_sheets_and_titles() -> None:
    pytest.importorskip("python_calamine", reason="needs leftopen[excel]")
    data = book({"People": PEOPLE, "Empty": [], "More": [["x@example.org"], ["y@example.org"]]})
    (file,) = source.unpacked(io.BytesIO(data), "x.xlsx")
    assert reader_for(file.called, file.head).name == "Excel"
    assert list(excel.records(file)) == [
        {"People": {"preamble": "Members"}},
        {"People": {"name": "Ada", "mail": "a@b.example", "age": "36"}},
        {"People": {"name": "Bob", "mail": "b@b.example", "age": "41.5"}},
        {"More": {"column1": "x@example.org"}},
        {"More": {"column1": "y@example.org"}},
    ]


def test_many_rows() -> None:
    pytest.importorskip("python_calamine", reason="needs leftopen[excel]")
    rows: list[list[Any]] = [["id", "name"], *([n, "Ada"] for n in range(5000))]
    found = list(excel.records(io.BytesIO(book({"s": rows}))))
    assert (len(found), found[-1]) == (5000, {"s": {"id": "4999", "name": "Ada"}})


def test_what_is_none_or_too_large(monkeypatch: pytest.MonkeyPatch) -> None:
    pytest.importorskip("python_calamine", reason="needs leftopen[excel]")
    with pytest.raises(Unreadable, match="not a sound spreadsheet"):
        list(excel.records(io.BytesIO(b"PK\x03\x04" + bytes(100))))
    monkeypatch.setattr(excel, "LARGEST", 10)
    with pytest.raises(Unreadable, match="more than"):
        list(excel.records(io.BytesIO(book({"s": PEOPLE}))))


def test_without_the_extra_it_says_what_to_do(monkeypatch: pytest.MonkeyPatch) -> None:
    real = builtins.__import__

    def refuse(name: str, *more: Any) -> Any:
        if name.startswith("python_calamine"):
            raise ImportError(name)
        return real(name, *more)

    monkeypatch.setattr(builtins, "__import__", refuse)
    with pytest.raises(Unreadable, match=r"the extra excel: .*\[excel\]"):
        list(excel.records(io.BytesIO(b"PK")))


def test_a_note_on_a_heading_is_said_of_its_column() -> None:
    made, parts = io.BytesIO(book({"Pupils": [["surname", "c9"], ["Berg", 1], ["Novak", 2]]})), io.BytesIO()
    note = '<comment ref="B1"><text><t>Ethnic group</t></text></comment>'
    note += '<comment ref="A2"><text><t>Berg?</t></text></comment>'
    with zipfile.ZipFile(made) as old, zipfile.ZipFile(parts, "w") as new:
        for name in old.namelist():
            new.writestr(name, old.read(name))
        new.writestr("xl/comments1.xml", f'<comments xmlns="{SPACE}"><commentList>{note}</commentList></comments>')
        new.writestr(
            "xl/worksheets/_rels/sheet1.xml.rels",
            f'<Relationships xmlns="{PACKAGE}/relationships"><Relationship Id="r1" Type="{RELATIONS}/comments" '
            'Target="../comments1.xml"/></Relationships>',
        )
    file = source.Input(io.BytesIO(parts.getvalue()), "a.xlsx")
    assert len(list(excel.records(file))) == 2
    assert file.sayings.texts(("Pupils", "c9")) == ["Ethnic group"]
    assert file.sayings.texts(("Pupils", "surname")) == []
