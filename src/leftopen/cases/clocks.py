"""The legal clocks of the responsible party, as moments with hour and zone: what a case shows, and runs for nobody.

A clock begins when the responsible party knows, which a notice that was sent and taken arguably brings about (EDPB,
Guidelines 9/2022, on when a controller is aware). Before that it has no end that could be told. Business days are those
of the country whose law it is (`judge.duties`), by the library `holidays`.
"""

import datetime as dt
from collections.abc import Collection, Iterable
from zoneinfo import ZoneInfo

from leftopen.cases.model import Clock, moment
from leftopen.judge import duties
from leftopen.model import Duty, People, Severity


def clocks(
    labels: Collection[str], severity: Severity | None, people: People | None, told: Iterable[str], zone: str
) -> tuple[Clock, ...]:
    """The clocks that data of these kinds starts, those that end first at the head. `told`: when notices were taken."""
    moments = sorted(at for each in told if (at := moment(each)) is not None)
    start = moments[0].astimezone(ZoneInfo(zone)) if moments else None
    found = [_clock(duty, start, zone) for duty in duties.duties(labels, severity, people)]
    return tuple(sorted(found, key=lambda each: (each.ends is None, each.ends or "", each.regime)))


def _clock(duty: Duty, start: dt.datetime | None, zone: str) -> Clock:
    ends = duties.due(duty.regime, start) if start is not None else None
    return Clock(
        duty.regime, duty.who, duty.clock, duty.starts, duty.source,
        start.isoformat() if start else None, ends.isoformat() if ends else None, zone,
    )  # fmt: skip
