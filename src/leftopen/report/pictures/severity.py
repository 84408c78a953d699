"""The severity gauge: the score on ENISA's scale (`judge.severity.BANDS`) with its range."""

from collections.abc import Iterator

from markupsafe import Markup

from leftopen.judge.severity import BANDS, TOP
from leftopen.model import Severity
from leftopen.report.pictures import picture
from leftopen.report.plain.tongue import Tongue
from leftopen.report.plain.words import level_in


def gauge(severity: Severity, key: str, own: Tongue) -> Markup:
    """The score as a needle, low to high as a bracket, over the four bands."""
    numbers = {"score": severity.score, "top": TOP, "low": severity.low, "high": severity.high}
    says = own.say("gauge_says", **{name: f"{number:g}" for name, number in numbers.items()})
    title = own.say("gauge", level=level_in(severity.level, own))
    return picture(key, 74, title, says, _shapes(severity, own), "gauge")


def _shapes(severity: Severity, own: Tongue) -> Iterator[Markup]:
    for name, start, end in BANDS:
        band = name.replace(" ", "-") + (" here" if name == severity.level else "")
        yield Markup(
            '<rect class="band {band}" x="{x:.2f}%" y="36" width="{width:.2f}%" height="10" rx="2"/>'
            '<text class="tick" x="{middle:.2f}%" y="64" text-anchor="middle">{name}</text>'
        ).format(
            band=band,
            x=_at(start),
            width=_at(end) - _at(start) - 0.5,
            middle=_at((start + end) / 2),
            name=level_in(name, own),
        )
    low, high, score = _at(severity.low), _at(severity.high), _at(severity.score)
    if high > low:
        yield Markup(
            '<line class="range" x1="{low:.2f}%" x2="{high:.2f}%" y1="29" y2="29"/>'
            '<line class="range" x1="{low:.2f}%" x2="{low:.2f}%" y1="26" y2="32"/>'
            '<line class="range" x1="{high:.2f}%" x2="{high:.2f}%" y1="26" y2="32"/>'
        ).format(low=low, high=high)
    yield Markup(
        '<circle class="needle" cx="{score:.2f}%" cy="41" r="8"/>'
        '<text class="figure" x="{score:.2f}%" y="20" text-anchor="middle">{value:g}</text>'
    ).format(score=score, value=severity.score)


def _at(score: float) -> float:
    """A score as a percentage of the width, inside the picture whatever the number is."""
    return 1 + 98 * min(max(score, 0.0), TOP) / TOP
