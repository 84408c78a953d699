from datetime import UTC, datetime, timedelta
from xml.etree import ElementTree as ET

import pytest

from leftopen.model import Window
from leftopen.report.pictures.timeline import Bar, row, timeline
from leftopen.report.plain.tongue import tongue

NOW = datetime(2026, 11, 23, 9, tzinfo=UTC)


def made(window: Window) -> Bar:
    found = row("store", window, NOW)
    assert found
    return found


def bars(svg: str, kind: str) -> list[tuple[float, float]]:
    found = [r for r in ET.fromstring(svg).iter("rect") if r.get("class") == kind]
    return [(float((r.get("x") or "")[:-1]), float((r.get("width") or "")[:-1])) for r in found]


def test_a_window_without_a_date_has_no_row() -> None:
    assert row("store", Window(), NOW) is None
    assert row("store", Window("soon", "later", "never"), NOW) is None


def test_dates_after_the_audit_are_cut() -> None:
    future = made(Window("2020-01-01T00:00:00Z", "2999-01-01T00:00:00Z", "2998-01-01T00:00:00Z"))
    assert (future.end, future.opened) == (NOW, NOW)
    assert made(Window("2998-01-01T00:00:00Z", None)).start == NOW


def test_an_end_before_its_start_is_not_drawn_backwards() -> None:
    odd = made(Window("2025-01-01T00:00:00Z", "2020-01-01T00:00:00Z"))
    assert odd.start <= odd.end


def test_bars_are_to_scale() -> None:
    whole = made(Window("2018-11-23T09:00:00Z", "2026-11-23T09:00:00Z"))
    half = made(Window("2022-11-23T09:00:00Z", "2024-11-23T09:00:00Z", "2022-11-23T09:00:00Z"))
    svg = timeline([whole, half], NOW, "k", tongue())
    (first, second), (opened,) = bars(svg, "data"), bars(svg, "opened")
    assert list(first) == [0, 100]
    assert second[0] == pytest.approx(50, abs=0.1)
    assert second[1] == pytest.approx(25, abs=0.1)
    assert opened[0] + opened[1] == pytest.approx(100)


@pytest.mark.parametrize("days", [0, 0.01, 1, 3, 30, 90, 200, 700, 1000, 3650, 20_000, 700_000])
def test_every_span_has_a_few_ticks_inside_the_picture(days: float) -> None:
    start = NOW - timedelta(days=days)
    svg = timeline([Bar("s", start, NOW, start)], NOW, "k", tongue())
    ticks = [float((line.get("x1") or "")[:-1]) for line in ET.fromstring(svg).iter("line")]
    assert 2 <= len(ticks) <= 7
    assert ticks == sorted(ticks)
    assert all(0 <= x <= 100 for x in ticks)
    assert all(x >= 0 and width > 0 and x + width <= 100.01 for x, width in bars(svg, "data"))


def test_hostile_names_are_escaped() -> None:
    assert "<script>" not in timeline([Bar("<script>", NOW, NOW, None)], NOW, "k", tongue())
