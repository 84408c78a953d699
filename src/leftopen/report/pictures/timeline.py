"""The timeline: how far back the data goes, and since when it is open as far as that can be told."""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

from markupsafe import Markup

from leftopen.model import Window
from leftopen.report.pictures import picture
from leftopen.report.plain.text import parse
from leftopen.report.plain.tongue import Tongue

_ROW = 58
_SHORT = 40
"""Characters of a name that a phone has room for in large letters."""


@dataclass(frozen=True, slots=True)
class Bar:
    """One store: what to call it, and what its window says as far as it is known and can be read."""

    name: str
    start: datetime
    end: datetime
    opened: datetime | None


def row(name: str, window: Window, now: datetime) -> Bar | None:
    """The row of a window, None where it shows no date. Dates after `now`, the end of the audit, are cut off there."""
    first, last, opened = (parse(text) for text in (window.data_from, window.data_to, window.open_since))
    known = [min(date, now) for date in (first, last, opened) if date]
    if not known:
        return None
    end = min(last, now) if last else now
    return Bar(name, min(known), max(end, min(known)), min(opened, now) if opened else None)


def timeline(rows: Sequence[Bar], now: datetime, key: str, own: Tongue) -> Markup:
    """One bar per row on one time axis that ends at `now`; an open door is drawn as a second bar below the data."""
    begin = min(each.start for each in rows)
    if now - begin < timedelta(hours=1):
        begin = now - timedelta(hours=1)
    says = own.joined([_says(each, own) for each in rows])
    height = _ROW * len(rows) + 30
    return picture(key, height, own.say("timeline_title"), says, _shapes(rows, begin, now, own), "timeline")


def _says(each: Bar, own: Tongue) -> str:
    if each.opened:
        opened = own.since(each.opened.isoformat())
        return own.say("timeline_row_open", name=each.name, span=_span(each, own), open=opened)
    return own.say(
        "timeline_row", name=each.name, span=_span(each, own), kind="name" if len(each.name) <= _SHORT else "tick"
    )


def _span(each: Bar, own: Tongue) -> str:
    """From when to when the data is: dates, and no length that would be taken for how long it was open."""
    return own.span(each.start.isoformat(), each.end.isoformat())


def _shapes(rows: Iterable[Bar], begin: datetime, now: datetime, own: Tongue) -> Iterator[Markup]:
    bottom = 0
    for number, each in enumerate(rows):
        y = number * _ROW
        bottom = y + _ROW
        yield Markup(
            '<text class="{kind}" x="0" y="{text}">{name}</text>'
            '<text class="tick" x="0" y="{below}">{span}</text>'
            '<rect class="rail" x="0" y="{bar}" width="100%" height="10" rx="5"/>'
        ).format(
            text=y + 14,
            below=y + 30,
            bar=y + 38,
            name=each.name,
            span=_span(each, own),
            kind="name" if len(each.name) <= _SHORT else "tick",
        )
        yield _bar("data", each.start, each.end, begin, now, y + 38, 10)
        if each.opened:
            yield _bar("opened", each.opened, now, begin, now, y + 50, 4)
    for when, label in _ticks(begin, now, own):
        x = _at(when, begin, now)
        anchor = "start" if x < 6 else "end" if x > 94 else "middle"
        yield Markup(
            '<line class="grid" x1="{x:.2f}%" x2="{x:.2f}%" y1="{top}" y2="{end}"/>'
            '<text class="tick" x="{x:.2f}%" y="{text}" text-anchor="{anchor}">{label}</text>'
        ).format(x=x, top=bottom + 2, end=bottom + 8, text=bottom + 22, anchor=anchor, label=label)


def _bar(kind: str, start: datetime, end: datetime, begin: datetime, now: datetime, y: int, height: int) -> Markup:
    x = min(_at(start, begin, now), 99.4)
    width = max(_at(end, begin, now) - x, 0.6)
    shape = Markup('<rect class="{kind}" x="{x:.2f}%" y="{y}" width="{width:.2f}%" height="{height}" rx="{rx}"/>')
    return shape.format(kind=kind, x=x, y=y, width=width, height=height, rx=height // 2)


def _at(when: datetime, begin: datetime, now: datetime) -> float:
    return min(max(100 * ((when - begin) / (now - begin)), 0.0), 100.0)


def _ticks(begin: datetime, now: datetime, own: Tongue) -> Iterator[tuple[datetime, str]]:
    """At most seven places on the axis: years, months, days or hours, whichever fits the span."""
    years, span = now.year - begin.year, now - begin
    if years >= 3:
        step = next(n for n in (1, 2, 5, 10, 20, 50, 100, 200, 500, 2000) if years / n <= 6)
        first = begin.year - begin.year % step + step
        yield from ((datetime(year, 1, 1, tzinfo=UTC), str(year)) for year in range(first, now.year + 1, step))
    elif span > timedelta(days=90):
        months = years * 12 + now.month - begin.month
        step = next(n for n in (1, 2, 3, 6, 12) if months / n <= 5)
        for ahead in range(step, months + 1, step):
            year, month = divmod(begin.year * 12 + begin.month - 1 + ahead, 12)
            when = datetime(year, month + 1, 1, tzinfo=UTC)
            yield when, own.tick(when, day=False)
    else:
        short = span <= timedelta(days=4)
        parts = 2 if short else 4  # with their hours they are twice as long
        for part in range(parts + 1):
            when = begin + span * part / parts
            time = f" {when:%H:%M}" if short else ""
            yield when, own.tick(when, day=True) + time
