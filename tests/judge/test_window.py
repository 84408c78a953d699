from leftopen.judge.window import MOST_REASONS, window
from leftopen.model import Span, Window


def test_the_widest_span_with_its_reasons() -> None:
    spans = [
        Span("index creation date", "2018-12-11T03:22:10Z", None),
        Span("min and max of seen", "2019-01-01T00:00:00Z", "2026-11-23T08:59:12Z", "seen"),
        Span("min and max of seen", "2018-12-20T00:00:00Z", "2020-01-01T00:00:00Z", "seen"),
        Span("nothing", None, None),
    ]
    assert window(spans) == Window(
        "2018-12-11T03:22:10Z", "2026-11-23T08:59:12Z", None, ("index creation date", "min and max of seen")
    )


def test_no_dates_no_window() -> None:
    assert window([]) == Window()


def test_many_reasons_are_counted_not_listed() -> None:
    spans = [Span(f"reason {n}", "2020-01-01T00:00:00Z", None) for n in range(MOST_REASONS + 5)]
    basis = window(spans).basis
    assert len(basis) == MOST_REASONS
    assert basis[-1] == "and 6 more"
