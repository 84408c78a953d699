"""What a store is, by the kinds of data that one collection of it holds: patient records, session tokens, messages.

One file per such composite in this folder; adding one adds a file and nothing else. Each has

- `needs`: labels that must all be claimed, `any`: lists of labels of which one each must be, `forbids`: those that must
  not; a label that ends in a dot stands for all below it (`id.`);
- `words`: one of them must stand in the name of the collection or of a field, where labels alone cannot tell (an
  employee is no label); a concept of `names/` (`about.patient`) stands for its words in all languages;
- `unless`: composites that say it better; `rank`: the smaller, the earlier it is told;
- `says`: what it is called, by language of the report; `good` and `bad`: collections that are one, and look-alikes.
"""

from collections.abc import Iterable, Iterator, Mapping
from functools import cache
from types import MappingProxyType

import msgspec
from msgspec import Struct

from leftopen.privacy.data import tomls
from leftopen.privacy.detect import concepts
from leftopen.privacy.detect.units import units

MOST = 2
"""Composites that are told of one collection."""
_LONGEST = 6
"""Units of the longest phrase that is looked for; single ideographs are units."""
_CLEAR = 0.5


class Example(Struct, frozen=True, forbid_unknown_fields=True):
    """A collection: its name, and the labels that are claimed of each of its fields."""

    name: str
    fields: dict[str, tuple[str, ...]]


class Composite(Struct, frozen=True, forbid_unknown_fields=True):
    """What a store may be; see the head of this module."""

    rank: int
    says: dict[str, str]
    needs: tuple[str, ...] = ()
    any: tuple[tuple[str, ...], ...] = ()
    forbids: tuple[str, ...] = ()
    words: tuple[str, ...] = ()
    unless: tuple[str, ...] = ()
    good: tuple[Example, ...] = ()
    bad: tuple[Example, ...] = ()

    def takes(self, labels: frozenset[str]) -> bool:
        """Whether the labels of a collection are those of this."""
        some = all(any(_among(each, labels) for each in either) for either in self.any)
        return some and all(_among(each, labels) for each in self.needs) and not self._forbidden(labels)

    def _forbidden(self, labels: frozenset[str]) -> bool:
        return any(_among(each, labels) for each in self.forbids)


def _among(wanted: str, labels: frozenset[str]) -> bool:
    return any(label.startswith(wanted) for label in labels) if wanted.endswith(".") else wanted in labels


@cache
def composites() -> Mapping[str, Composite]:
    """Every composite by name, the first to be told first. ValueError names a file that is not one."""
    found = {}
    for file, table in tomls(__package__):
        try:
            found[file.removesuffix(".toml")] = msgspec.convert(table, Composite)
        except msgspec.ValidationError as fault:
            raise ValueError(f"{file}: {fault}") from None
    return MappingProxyType(dict(sorted(found.items(), key=lambda pair: pair[1].rank)))


@cache
def _words(name: str) -> frozenset[str]:
    """The words of a composite, each with its units joined, and its concepts."""
    words = composites()[name].words
    return frozenset(word if "." in word else _joined(units(word)) for word in words)


def holds(name: str, fields: Iterable[tuple[str, Iterable[str]]]) -> tuple[str, ...]:
    """What a collection called `name` holds taken together: at most `MOST` names of composites.

    `fields`: paths, with the labels that are claimed of each.

    >>> holds("visits", [("patient.name", ["person.name"]), ("diagnosis", ["special.health"])])
    ('patients',)
    >>> holds("crm", [("name", []), ("total", [])])
    ()
    """
    paths, labels = [name], set[str]()
    for path, claimed in fields:
        paths.append(path)
        labels.update(claimed)
    if not labels:
        return ()
    fits = [word for word, composite in composites().items() if composite.takes(frozenset(labels))]
    said = frozenset(_said(paths)) if any(composites()[word].words for word in fits) else frozenset()
    told = [word for word in fits if not composites()[word].words or not said.isdisjoint(_words(word))]
    return tuple(word for word in told if set(told).isdisjoint(composites()[word].unless))[:MOST]


def _said(names: Iterable[str]) -> Iterator[str]:
    """The phrases of names with their units joined, and the concepts that they tell clearly."""
    for part in dict.fromkeys(part for name in names for part in name.replace("[]", "").split(".")):
        words = units(part)
        for start in range(len(words)):
            yield from (_joined(words[start:end]) for end in range(start + 1, min(start + _LONGEST, len(words)) + 1))
        yield from (hint.concept for hint in concepts.read(part) if hint.strength >= _CLEAR)


def _joined(words: list[str]) -> str:
    """Words as one, without the sign of several."""
    return "".join(unit[:-1] if len(unit) > 3 and unit.isascii() and unit.endswith("s") else unit for unit in words)


def says(name: str, language: str = "en") -> str:
    """What a composite is called in a language of the report; in English where that has no word for it."""
    known = composites().get(name)
    return known.says.get(language, known.says["en"]) if known else name.replace("_", " ")


def rank(name: str) -> tuple[int, str]:
    """Where a composite stands among those that are told; one that this version does not know at the end."""
    known = composites().get(name)
    return (known.rank if known else max(each.rank for each in composites().values()) + 1, name)
