"""Fields as what is said of them tells: a twin of a column, judged beside it, under the words of a comment and with
what a legend says its codes stand for.

A saying is weaker than the name of the field: where that tells a kind, or a number, a moment or a setting, nothing is
added. Where nobody is in the record it is ambiguous, so that values must agree. Of what a column refers to only what is
told in words counts: an address has a number there, too, and that is none.
"""

import re
from collections.abc import Iterable, Iterator, Sequence
from typing import NamedTuple

from leftopen.privacy import attributes, lookups
from leftopen.privacy.detect import concepts, standing
from leftopen.privacy.detect.calls import calls_of
from leftopen.privacy.detect.concepts import Hint, tells
from leftopen.privacy.detect.decision import Decision
from leftopen.privacy.detect.descriptions import speaks
from leftopen.privacy.detect.evidence import Column
from leftopen.privacy.detect.kinds import detectors
from leftopen.privacy.detect.paths import own_name
from leftopen.privacy.detect.records.around import Judged
from leftopen.privacy.detect.standing import SOMEBODY
from leftopen.privacy.detect.weights import number
from leftopen.privacy.flatten import Node
from leftopen.privacy.later import later
from leftopen.privacy.sayings import ANYWHERE, Sayings

_SHORT_OF = ("other.part", "other.kind", "other.whether", "other.qualifier", "other.template")
"""Concepts of names that say nothing against what a comment says."""
_WORDED = ("special.", "criminal.", "person.gender", "person.age")
_PEOPLE = ("person.name", "person.birth_date", "contact.", "id.", "biometric.")
"""How labels begin that tell of somebody."""
_MOST = 256
"""Fields that are judged by what is said of them."""
_WIDEST, _TRIED, _CODE = 16, 3, 4
"""Columns of a table that lists others, texts of which one names a column, and characters of a code."""
_LEAST, _MEANT = 2, 0.5
"""Meanings that make a legend, and the share of values that it must explain."""
_NAMELESS = later(r".{0,3}|.{0,64}[0-9]")
"""Tables of lists that are numbered or called by a few letters, whose names say nothing: `cat7`, `lov`."""
_CODED = later(r"-?[0-9]{1,3}|true|false|", re.IGNORECASE)
_PAIR = later(
    r"(?<![^\s,;，；、|/(（\[])([0-9]{1,3}|[A-Za-z]{1,2})(?:\s*+(?:->|[=:：-])\s*+|\s++)"
    r"([^\W\d_][^,;，；、|/()（）\[\]=:：0-9]{0,40}+)"
)
"""A code and what it stands for, as comments have them: `1=married, 2=single`."""


class Twin(NamedTuple):
    """A field as it is told to be: its own column, and the one that is judged; `referred`: by the rows of a table that
    its keys are of."""

    field: Column
    column: Column
    referred: bool


def among(judged: list[Judged], twins: Sequence[Twin]) -> list[Judged]:
    """Fields with twins at the end, these as being of the field, of as many records and with its values to show."""
    own = len(judged) - len(twins)
    told = []
    for (column, verdicts), twin in zip(judged[own:], twins, strict=True):
        times = twin.field.present / max(1, column.present)
        column.node = twin.field.node
        column.samples = dict.fromkeys(column.samples, twin.field.kept[:1])
        counted = (v._replace(matches=round(v.matches * times)) for v in verdicts)
        told.append(Judged(column, [v for v in counted if not twin.referred or _in_words(v)]))
    return [*judged[:own], *told]


def twins(judged: Sequence[Judged], said: Sayings | None, about: frozenset[str]) -> list[Twin]:
    """The twins of fields of which something is said that their names do not say."""
    sayings = said or Sayings()
    columns = {_key(each.column.node.parts): each.column for each in judged}
    listed(columns, sayings)
    found = [Twin(*each, referred=False) for each in attributes.told(columns)]
    if not sayings:
        return found
    people = _People(judged, sayings, about)
    for column, _ in judged:
        if len(found) >= _MOST:
            break
        found += _twin(column, sayings, columns, people)
    return found


def listed(columns: dict[tuple[str, ...], Column], sayings: Sayings) -> None:
    """Takes what a table or a sheet says that lists the columns of others: by their names, beside a description, or
    beside codes and what they stand for.
    """
    tables: dict[tuple[str, ...], list[Column]] = {}
    named: dict[str, set[tuple[str, ...]]] = {}
    for path, column in columns.items():
        tables.setdefault(path[:-1], []).append(column)
        named.setdefault(path[-1] if path else "", set()).add(path[:-1])
    if len(tables) < _LEAST:
        return
    for table, every in tables.items():
        if _LEAST <= len(every) <= _WIDEST:
            whose = next((each for each in every if _names_others(each, table, named)), None)
            if whose is not None:
                _take_list(whose, [each for each in every if each is not whose], sayings)


def _names_others(column: Column, table: tuple[str, ...], named: dict[str, set[tuple[str, ...]]]) -> bool:
    """True where most texts of a column are names of columns elsewhere."""
    kept = column.kept
    if not any(isinstance(text, str) and text.strip().casefold() in named for text in kept[:_TRIED]):
        return False
    if not all(isinstance(text, str) for text in kept):
        return False
    texts = {text.strip().casefold() for text in kept}
    found = [text for text in texts if named.get(text, set()) - {table}]
    return len(found) >= _LEAST and len(found) >= _MEANT * len(texts)


def _take_list(whose: Column, others: Sequence[Column], sayings: Sayings) -> None:
    beside = [each for each in others if len(each.kept) == len(whose.kept)]
    worded = [each for each in beside if all(isinstance(text, str) for text in each.kept)]
    if not worded:
        return
    text = max(worded, key=lambda each: sum(map(len, each.kept)))
    codes = next((each for each in beside if each is not text and all(len(str(v)) <= _CODE for v in each.kept)), None)
    repeated = len(set(whose.kept)) < len(whose.kept)
    for at, name in enumerate(whose.kept):
        place = (ANYWHERE, str(name).strip())
        if repeated and codes is not None:
            sayings.mean(place, [(str(codes.kept[at]), text.kept[at])])
        elif not repeated:
            sayings.say(place, text.kept[at])


def _twin(
    column: Column, sayings: Sayings, columns: dict[tuple[str, ...], Column], people: "_People"
) -> Iterator[Twin]:
    parts = column.node.parts
    texts, reference = sayings.texts(parts), sayings.reference(parts)
    meanings = sayings.meanings(parts)
    if not (texts or reference or meanings) or not column.kept or _told(column):
        return
    coded = not meanings and _coded(column.kept)
    said = [hint for text in texts if (told := speaks(text)) and not (coded and not _worded(told)) for hint in told]
    named = parts
    if reference is not None and reference.table:
        meanings = meanings or lookups.meanings(reference.table, reference.column, columns)
        if not _NAMELESS.fullmatch(name := _singular(reference.table[-1])):
            said += [hint for hint in concepts.read(name) if _of_words(hint)]
            named = (*parts[:-1], name)
    values = _meant(column.kept, meanings or _in(texts))
    referred = bool(values) and not sayings.meanings(parts)
    if not values and not any(tells(hint.concept) for hint in said):
        return
    sure = people.beside(parts) or any(hint.concept in SOMEBODY for hint in said)
    hints = [hint if sure else hint._replace(weak=True) for hint in said if tells(hint.concept)]
    around = people.about | standing.around(parts)
    twin = Column(Node(named if values else parts), around)
    if hints:
        own = [hint for hint in standing.of_path(parts) if not tells(hint.concept)]
        _call(twin, (*hints, *own), around)
    twin.take_all(values or column.kept)
    twin.count()
    yield Twin(column, twin, referred and reference is not None)


def _call(column: Column, hints: Iterable[Hint], around: frozenset[str]) -> None:
    """Has a column of which nothing was taken be called by these."""
    ranked = sorted(hints, key=lambda hint: -hint.strength)
    column.hints, column.weak, column.names, column.called, column.asked = calls_of(ranked, around)
    column.general = column.asked


def _told(column: Column) -> bool:
    """True where the name of a field tells what it holds, or something else than what people are."""
    own = standing.of_path(own_name(column.node.parts))
    return any(
        hint.strength >= number("clear") and not hint.weak and _says(hint.concept) and not _refuted(column, hint)
        for hint in own
    )


def _refuted(column: Column, hint: Hint) -> bool:
    """True for a word for a number of which no value has the form: `QID2` is a question, and none of Qatar."""
    if not hint.concept.startswith("id."):
        return False
    bits = (bit for bit, each in enumerate(detectors()) if hint.concept in each.concepts)
    return not any(column.fits[bit] or column.whole[bit] for bit in bits)


def _says(concept: str) -> bool:
    return concept not in _SHORT_OF and (tells(concept) or concept.startswith(("other.", "time.")))


def _singular(table: str) -> str:
    """A table's name as one of its rows is called, where only that is a word: `langs`."""
    return table[:-1] if table.endswith("s") and not concepts.read(table) else table


def _coded(kept: Sequence[object]) -> bool:
    """True for small numbers and flags alone: they stand for something, and are no address or name of anybody."""
    return all(isinstance(value, (bool, int, str)) and _CODED.fullmatch(str(value).strip()) for value in kept)


def _worded(hints: Iterable[Hint]) -> bool:
    return any(hint.concept.startswith(_WORDED) for hint in hints)


def _in_words(verdict: Decision) -> bool:
    """True for what a code stands for: whose row a key is of is no name of theirs."""
    return detectors()[verdict.bit].label.startswith(_WORDED)


def _of_words(hint: Hint) -> bool:
    """True for kinds of which codes stand for words, and for what is of nobody."""
    return not tells(hint.concept) or hint.concept.startswith(_WORDED)


def _in(texts: Sequence[str]) -> dict[str, str]:
    """The codes that a comment explains itself."""
    found = {lookups.code(code): meaning.strip() for text in texts for code, meaning in _PAIR.findall(text)}
    return found if len(found) >= _LEAST else {}


def _meant(kept: Sequence[object], meanings: dict[str, str]) -> list[str]:
    """What the values of a field stand for, none where a legend does not explain most of them."""
    if len(meanings) < _LEAST:
        return []
    by_code = {lookups.code(code): meaning for code, meaning in meanings.items()}
    found = [meaning for value in kept if (meaning := by_code.get(lookups.code(value)))]
    return found if len(found) >= _MEANT * len(kept) else []


class _People:
    """Where in a record somebody is told of."""

    def __init__(self, judged: Sequence[Judged], sayings: Sayings, about: frozenset[str]) -> None:
        self.about = about
        self._sayings = sayings
        self._parents: set[tuple[str, ...]] = set()
        for column, verdicts in judged:
            own = column.hints.keys() & SOMEBODY - column.weak
            if own or any(v.claimed and detectors()[v.bit].label.startswith(_PEOPLE) for v in verdicts):
                self._parents.add(column.node.parts[:-1])
        self._known: dict[tuple[str, ...], bool] = {}

    def beside(self, parts: tuple[str, ...]) -> bool:
        """Whether a field stands in a record of somebody: by another field, its table's name or what is said of it."""
        parent = parts[:-1]
        if parent not in self._known:
            above = self.about | standing.around(parts)
            said = (hint.concept for text in self._sayings.texts(parent) for hint in _all(text))
            near = (other[: len(parent)] == parent or parent[: len(other)] == other for other in self._parents)
            self._known[parent] = not SOMEBODY.isdisjoint(above) or not SOMEBODY.isdisjoint(said) or any(near)
        return self._known[parent]


def _all(text: str) -> tuple[Hint, ...]:
    return (*concepts.read(text), *speaks(text))


def _key(parts: Sequence[str]) -> tuple[str, ...]:
    return tuple(part.casefold() for part in parts if part != "[]")
