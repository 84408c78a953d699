"""What the values of a line tell of its country, on which it depends whose the numbers in it are."""

from collections.abc import Mapping, Sequence
from typing import Any, NamedTuple

from leftopen.privacy.detect import countries
from leftopen.privacy.detect.records.around import Judged


class Stated(NamedTuple):
    """What fields tell of countries by numbers that have one, the country that a field states, and the values of those
    that are then held to its numbers."""

    told: tuple[tuple[str, ...], ...]
    country: str
    held: tuple[tuple[str, ...], ...]


class Asked(NamedTuple):
    """Which fields of lines that show the same tell their country, with what is claimed of each, and which may be told
    otherwise by one that a field states. `shared`: some are numbers that countries issue alike; `judged`: what they are
    but for that.
    """

    votes: tuple[tuple[int, str], ...]
    issued: tuple[int, ...]
    shared: bool
    judged: list[Judged]

    @property
    def weighed(self) -> set[int]:
        """The fields of which the values are needed that are weighed."""
        return {*self.issued, *(at for at, _ in self.votes)}

    def said(self, names: Sequence[str], cells: Sequence[list[Any]], fitting: Mapping[int, list[Any]]) -> Stated:
        """What the values of one line tell, by its fields' names; `fitting` are those that are `weighed`.

        >>> Asked((), (1,), False, []).said(["country", "nid"], [["PL"], ["85071507593"]], {})
        Stated(told=(), country='pl', held=(('85071507593',),))
        """
        told = tuple(tuple(sorted(countries.of_values(label, fitting[at]))) for at, label in self.votes)
        country = countries.stated(zip(names, cells, strict=True)) if self.issued else ""
        return Stated(told, country, tuple(tuple(map(str, cells[at])) for at in self.issued) if country else ())
