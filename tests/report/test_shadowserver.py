"""The columns are those that Shadowserver's reports have in common; our own reader reads them."""

import csv
import io

from leftopen.ingest import Listed
from leftopen.ingest.common.text import ListText
from leftopen.ingest.shadowserver import fits, read
from leftopen.report.shadowserver import COLUMNS, render
from tests.report.example import hostile, nothing, report


def test_a_row_is_an_exposed_service_worst_first() -> None:
    rows = list(csv.DictReader(io.StringIO(render(report()).decode())))
    assert [row["port"] for row in rows] == ["9200", "27017", "554", "6379"]
    assert rows[0]["severity"] == "critical"
    assert rows[0]["ip"] == "10.20.0.15"
    assert "biometric.face_embedding" in rows[0]["data_kinds"]
    assert rows[2]["records"] == ""
    assert {"timestamp", "ip", "protocol", "port", "hostname", "tag", "asn", "geo"} <= set(rows[0])


def test_it_can_be_read_back() -> None:
    text = render(report()).decode()
    assert fits(text)
    found = [item for item in read(ListText.of(text)) if isinstance(item, Listed)]
    assert [(item.port, item.protocol) for item in found][:2] == [(9200, "elasticsearch"), (27017, "mongodb")]
    assert found[0].at == report().run.finished


def test_no_cell_is_a_formula_and_nothing_is_a_head_alone() -> None:
    for row in csv.reader(io.StringIO(render(hostile()).decode())):
        assert len(row) == len(COLUMNS)
        assert not any(cell.startswith(("=", "+", "-", "@")) for cell in row)
    assert len(render(nothing()).splitlines()) == 1
