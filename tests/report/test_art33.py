"""The points are those of Art. 33(3) GDPR, (a) to (d)."""

import io

import pytest
from docx import Document

from leftopen.model import Report
from leftopen.report.art33 import OPEN, render
from tests.report.example import hostile, nothing, report, stranger


def lines(given: Report) -> list[str]:
    return [paragraph.text for paragraph in Document(io.BytesIO(render(given))).paragraphs]


def test_each_estate_has_the_four_points() -> None:
    said = lines(report())
    heads = [line for line in said if line.startswith("(")]
    assert {line[:3] for line in heads} == {"(a)", "(b)", "(c)", "(d)"}
    assert len(heads) == 4 * len([line for line in said if line.startswith("Estate ")])
    assert any("Categories of personal data: " in line and "ethnic" in line for line in said)
    assert any(line.startswith("Approximate number of data subjects: ") and "people" in line for line in said)
    assert any("very high (4.5)" in line for line in said)
    assert any("1. Bind Elasticsearch" in line for line in said)
    assert OPEN in said


@pytest.mark.parametrize("given", [hostile(), stranger()])
def test_text_of_a_peer_is_text(given: Report) -> None:
    assert any("<script>" in line for line in lines(given))


def test_where_nothing_is_open_it_says_so() -> None:
    assert "Nothing was found open." in lines(nothing())[-1]
