import pytest
from msgspec.structs import replace
from rich.cells import cell_len

from leftopen.model import Report, Status
from leftopen.report.plain.summary import MOST_ROWS, summary
from tests.report.example import FACES, hostile, nothing, report


def test_it_says_the_result_first() -> None:
    lines = summary(report(), colour=False, width=100).splitlines()
    assert lines[0] == "4 services let anybody read what was not meant for them."
    rated = next(number for number, line in enumerate(lines) if "very high" in line and "Elasticsearch" in line)
    assert lines[rated + 1].startswith("4.5 ")
    assert FACES.id in lines[rated + 1]
    assert any("1 error" in line for line in lines)


def test_colours_only_where_they_are_wanted() -> None:
    assert "\x1b" not in summary(report(), colour=False, width=100)
    assert "\x1b[" in summary(report(), colour=True, width=100)


@pytest.mark.parametrize("width", [60, 80, 140])
@pytest.mark.parametrize("audit", [report(), nothing(), hostile(), hostile("長" * 500)])
def test_lines_fit(audit: Report, width: int) -> None:
    assert max(cell_len(line) for line in summary(audit, colour=False, width=width).splitlines()) <= width


@pytest.mark.parametrize("width", [80, 120])
def test_no_name_of_a_service_is_torn(width: int) -> None:
    services = [replace(FACES, id=f"{address}:27017/tcp") for address in ("192.168.100.200", "10.0.0.1")]
    lines = summary(replace(report(), services=tuple(services)), colour=False, width=width).splitlines()
    assert all(any(service.id in line for line in lines) for service in services)


def test_fewer_kinds_of_data_are_named_where_there_is_less_room() -> None:
    wide, narrow = (summary(report(), colour=False, width=width).splitlines() for width in (100, 99))
    assert len([line for line in narrow if "more" in line]) > len([line for line in wide if "more" in line])


def test_an_estate_of_one_service_is_counted_only() -> None:
    whole = report()
    group = next(estate for estate in whole.estates if len(estate.services) > 1)
    alone = replace(group, services=group.services[:1], links=())
    for several, says in (
        ((), None),
        ((alone,), "1 exposed service stands"),
        ((alone, alone), "2 exposed services stand"),
    ):
        shown = summary(replace(whole, estates=(group, *several)), colour=False, width=100)
        assert "Estate 1" in shown
        assert "Estate 2" not in shown
        assert says in shown if says else "stand alone" not in shown


def test_a_peer_cannot_drive_the_terminal() -> None:
    shown = summary(hostile("\x1b]0;owned\x07\x9b31m\u202e[bold]x"), colour=False, width=200)
    assert not {"\x1b", "\x07", "\x9b", "\u202e"} & set(shown)
    assert "[bold]" in shown


def test_a_long_list_is_cut() -> None:
    many = tuple(replace(FACES, id=f"10.0.0.{n}:9200/tcp") for n in range(MOST_ROWS + 3))
    assert "and 3 exposed services more" in summary(replace(report(), services=many), colour=False, width=100)


@pytest.mark.parametrize(
    ("status", "says"),
    [
        (Status.SILENT, "2 errors: not every address could be asked"),
        (Status.UNJUDGED, "2 services could not be judged: see errors"),
        (Status.CUT, "2 catalogues cut: the report has no room for all of it"),
    ],
)
def test_each_kind_of_trouble_has_its_words(status: Status, says: str) -> None:
    (first,) = report().errors[:1]
    troubled = replace(report(), errors=(replace(first, status=status),) * 2)
    lines = [line for line in summary(troubled, colour=False, width=100).splitlines() if line.startswith("2 ")]
    assert says in lines
