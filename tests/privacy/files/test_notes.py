"""Notes on cells, by the relations between parts of a workbook; whatever is not as the standard has it has none."""

import io
import zipfile

import pytest

from leftopen.privacy.files import notes

_MAIN = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
_DOC = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
_RELATED = "http://schemas.openxmlformats.org/package/2006/relationships"
_NOTE = '<comment ref="C1"><text><r><t>Tribe </t></r><r><t>or caste</t></r></text></comment>'


def workbook(comments: str = _NOTE, target: str = "../comments1.xml") -> bytes:
    parts = {
        "xl/workbook.xml": (
            f'<workbook xmlns="{_MAIN}" xmlns:r="{_DOC}"><sheets><sheet name="Pupils" r:id="r7"/></sheets></workbook>'
        ),
        "xl/_rels/workbook.xml.rels": (
            f'<Relationships xmlns="{_RELATED}"><Relationship Id="r7" Type="{_DOC}/worksheet" '
            'Target="worksheets/a.xml"/></Relationships>'
        ),
        "xl/worksheets/_rels/a.xml.rels": (
            f'<Relationships xmlns="{_RELATED}"><Relationship Id="r1" Type="{_DOC}/comments" Target="{target}"/>'
            "</Relationships>"
        ),
        "xl/comments1.xml": f'<comments xmlns="{_MAIN}"><commentList>{comments}</commentList></comments>',
    }
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w") as made:
        for name, text in parts.items():
            made.writestr(name, text)
    return out.getvalue()


def test_notes_by_sheet_and_cell() -> None:
    assert notes.of(workbook()) == {"Pupils": {(0, 2): "Tribe or caste"}}
    assert notes.of(workbook(target="/xl/comments1.xml")) == {"Pupils": {(0, 2): "Tribe or caste"}}


@pytest.mark.parametrize(
    "data",
    [
        b"",
        b"PK\x03\x04 and no zip",
        workbook(target="../../../../etc/passwd"),
        workbook(comments="<cut"),
        workbook(comments='<comment ref="no place"><text><t>x</t></text></comment>'),
        workbook()[:400],
    ],
)
def test_whatever_is_not_so_has_none(data: bytes) -> None:
    assert notes.of(data) == {}


def test_an_entity_bomb_is_left_out() -> None:
    data = io.BytesIO()
    with zipfile.ZipFile(data, "w") as made, zipfile.ZipFile(io.BytesIO(workbook())) as parts:
        for name in parts.namelist():
            bomb = '<!DOCTYPE a [<!ENTITY b "xx">]><comments>&b;</comments>'
            made.writestr(name, bomb if "comments" in name else parts.read(name))
    assert notes.of(data.getvalue()) == {}


def test_notes_are_bounded() -> None:
    many = "".join(f'<comment ref="A{row}"><text><t>x</t></text></comment>' for row in range(1, 5000))
    assert len(notes.of(workbook(many))["Pupils"]) <= 1000
