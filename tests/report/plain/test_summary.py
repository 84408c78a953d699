import pytest
from msgspec.structs import replace
from rich.cells import cell_len

from leftopen.model import Report
from leftopen.report.plain.summary import MOST_ROWS, text
from tests.report.example import FACES, hostile, nothing, report


def test_it_says_the_result_first() -> None:
    lines = text(report(), colour=False, width=100).splitlines()
    assert lines[0] == "4 services let anybody read what was not meant for them."
    assert any("very high 4.5" in line and "Elasticsearch" in line for line in lines)
    assert any("1 error" in line for line in lines)


def test_colours_only_where_they_are_wanted() -> None:
    assert "\x1b" not in text(report(), colour=False, width=100)
    assert "\x1b[" in text(report(), colour=True, width=100)


@pytest.mark.parametrize("width", [60, 80, 140])
@pytest.mark.parametrize("audit", [report(), nothing(), hostile(), hostile("長" * 500)])
def test_lines_fit(audit: Report, width: int) -> None:
    assert max(cell_len(line) for line in text(audit, colour=False, width=width).splitlines()) <= width


def test_a_peer_cannot_drive_the_terminal() -> None:
    shown = text(hostile("\x1b]0;owned\x07\x9b31m\u202e[bold]x"), colour=False, width=200)
    assert not {"\x1b", "\x07", "\x9b", "\u202e"} & set(shown)
    assert "[bold]" in shown


def test_a_long_list_is_cut() -> None:
    many = tuple(replace(FACES, id=f"10.0.0.{n}:9200/tcp") for n in range(MOST_ROWS + 3))
    assert "and 3 exposed services more" in text(replace(report(), services=many), colour=False, width=100)
