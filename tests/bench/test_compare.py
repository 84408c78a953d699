"""The table that tells how fast two checkouts are: what is divided by what, and which round counts."""

import sys
from pathlib import Path

import pytest

from bench.compare import Cost, Ratio, Work, cost, ratios, table


@pytest.fixture
def checkout(tmp_path: Path) -> Path:
    """A folder with an interpreter where a checkout has one."""
    (tmp_path / ".venv/bin").mkdir(parents=True)
    (tmp_path / ".venv/bin/python").symlink_to(sys.executable)
    return tmp_path


def test_more_than_one_means_that_this_checkout_is_faster() -> None:
    (row,) = ratios("sweep", [(Cost(2.0), Cost(1.0)), (Cost(3.0), Cost(1.0)), (Cost(9.0), Cost(1.0))])
    assert row == Ratio("sweep, s", 3.0, 1.0, 3.0, 2.0, 9.0)


def test_rounds_are_compared_one_by_one_so_that_a_slow_one_falls_on_both() -> None:
    (row,) = ratios("sweep", [(Cost(1.0), Cost(2.0)), (Cost(10.0), Cost(20.0)), (Cost(1.0), Cost(2.0))])
    assert (row.middle, row.least, row.most) == (0.5, 0.5, 0.5)


def test_where_services_are_asked_the_cost_of_a_request_stands_beside_their_number() -> None:
    whole, number, each = ratios("probe", [(Cost(1.0, 100), Cost(2.0, 200))])
    assert whole.middle == 0.5
    assert (number.old, number.new) == (100, 200)
    assert each.middle == 1.0
    assert each.old == pytest.approx(10_000)


def test_a_row_of_the_table_has_each_figure_in_its_column() -> None:
    assert (
        table([Ratio("sweep, s", 3.0, 1.0, 3.0, 2.0, 9.0)]).splitlines()[-1]
        == "| sweep, s | 3 | 1 | 3.00 | 2.00 | 9.00 |"
    )


def test_what_a_work_says_last_is_its_cost(checkout: Path) -> None:
    assert cost(Work("some", ("-c", "print('words'); print([1.5, 3])")), checkout) == Cost(1.5, 3)


def test_a_whole_process_is_measured_from_outside_and_cleared_up_after(checkout: Path) -> None:
    done: list[str] = []
    took = cost(Work("some", ("-c", "sum(range(3_000_000))"), whole=True, after=lambda: done.append("done")), checkout)
    assert took.seconds > 0
    assert done == ["done"]


def test_work_that_fails_ends_the_comparison_with_its_reason(checkout: Path) -> None:
    with pytest.raises(SystemExit, match=r"(?s)some failed in .*no such thing"):
        cost(Work("some", ("-c", "raise OSError('no such thing')")), checkout)
