import pytest

from leftopen.model import Report
from leftopen.report.pdf import _told, render
from tests.report.example import hostile, nothing, report, stranger


@pytest.mark.parametrize(
    "given",
    [report(), hostile(), hostile('#panic() $x$ #import "a"'), nothing()],
    ids=["full", "evil", "typst", "empty"],
)
def test_it_is_a_pdf_whatever_a_peer_wrote(given: Report) -> None:
    made = render(given)
    assert made.startswith(b"%PDF-")
    assert b"%%EOF" in made[-20:]


def test_it_says_what_is_open_how_bad_and_what_to_do() -> None:
    told = _told(report())
    assert told["title"] == "4 services let anybody read what was not meant for them."
    first = told["services"][0]
    assert first["level"] == "very high (4.5)"
    assert first["place"] == "10.20.0.15:9200"
    assert first["remedy"][0].startswith("Bind Elasticsearch")
    assert told["more"] == ""
    assert _told(stranger())["services"][0]["level"] == "low (1)"
