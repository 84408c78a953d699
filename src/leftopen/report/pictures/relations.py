"""The relations of an estate: its services in a column, every link a numbered bracket that ties them together."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from markupsafe import Markup

from leftopen.model import Level, Link
from leftopen.report.pictures import picture
from leftopen.report.plain.tongue import Tongue

MOST_NODES, MOST_LINKS = 24, 8
_ROW, _LANE, _DOT = 46, 30, 10


@dataclass(frozen=True, slots=True)
class Dot:
    """A service in the picture: `id` as links name it, two lines of text, and the colour of its dot."""

    id: str
    name: str
    place: str
    level: Level | None


@dataclass(frozen=True, slots=True)
class _Bracket:
    number: int
    rows: tuple[int, ...]
    lane: int
    strength: float


def relations(nodes: Sequence[Dot], links: Sequence[Link], key: str, own: Tongue) -> Markup:
    """The picture; numbers are places in `links`, from 1. What is beyond the limits is in the page's list only."""
    shown = nodes[:MOST_NODES]
    brackets = _brackets(shown, links)
    left = _LANE * (1 + max((b.lane for b in brackets), default=-1)) + _DOT + 8
    says = "; ".join(f"{b.number}: {', '.join(shown[row].place for row in b.rows)}" for b in brackets)
    return picture(
        key, _ROW * len(shown), own.say("ties"), says or own.say("no_links"),
        [*(_bracket(b, left) for b in brackets), *_nodes(shown, left)], "relations",
    )  # fmt: skip


def _brackets(nodes: Sequence[Dot], links: Sequence[Link]) -> list[_Bracket]:
    """Links as brackets; short ones get the lane next to the nodes, and no two in a lane overlap."""
    rows = {node.id: row for row, node in enumerate(nodes)}
    drawn: list[tuple[int, tuple[int, ...], float]] = []
    for number, link in enumerate(links[:MOST_LINKS], 1):
        ends = tuple(sorted({rows[service] for service in link.services if service in rows}))
        if len(ends) > 1:
            drawn.append((number, ends, link.strength))
    taken: list[list[tuple[int, int]]] = []
    result = []
    for number, ends, strength in sorted(drawn, key=lambda each: each[1][-1] - each[1][0]):
        span = (ends[0], ends[-1])
        free = (lane for lane, spans in enumerate(taken) if all(span[1] <= a or b <= span[0] for a, b in spans))
        lane = next(free, len(taken))
        if lane == len(taken):
            taken.append([])
        taken[lane].append(span)
        result.append(_Bracket(number, ends, lane, strength))
    return sorted(result, key=lambda bracket: bracket.number)


def _y(row: int) -> int:
    return row * _ROW + _ROW // 2


def _bracket(bracket: _Bracket, left: int) -> Markup:
    x = left - _DOT - 4 - _LANE * (bracket.lane + 1) + 10
    # A bracket leaves and enters its nodes a little apart from the others, so that two in one node can be told apart.
    shift = (bracket.number - 1) % 3 * 5 - 5
    top, bottom = _y(bracket.rows[0]) + shift, _y(bracket.rows[-1]) + shift
    path = f"M{left} {top}H{x + 8}Q{x} {top} {x} {top + 8}V{bottom - 8}Q{x} {bottom} {x + 8} {bottom}H{left}"
    path += "".join(f"M{x} {_y(row) + shift}H{left}" for row in bracket.rows[1:-1])
    middle = (top + bottom) // 2 if len(bracket.rows) == 2 else top + _ROW // 2
    return Markup(
        '<path class="tie" d="{path}" stroke-width="{width:.1f}"/>'
        '<circle class="number" cx="{x}" cy="{y}" r="9"/>'
        '<text class="number" x="{x}" y="{text}" text-anchor="middle">{number}</text>'
    ).format(
        path=path,
        width=1 + 2.5 * min(max(bracket.strength, 0.0), 1.0),
        x=x,
        y=middle,
        text=middle + 4,
        number=bracket.number,
    )


def _nodes(nodes: Sequence[Dot], left: int) -> Iterator[Markup]:
    for row, node in enumerate(nodes):
        yield Markup(
            '<circle class="node {level}" cx="{x}" cy="{y}" r="{r}"/>'
            '<text class="name" x="{text}" y="{above}">{name}</text>'
            '<text class="tick" x="{text}" y="{below}">{place}</text>'
        ).format(
            level=(node.level or "none").replace(" ", "-"), x=left, y=_y(row), r=_DOT, text=left + 20,
            above=_y(row) - 3, below=_y(row) + 13, name=node.name, place=node.place,
        )  # fmt: skip
