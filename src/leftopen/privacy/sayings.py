"""What a file or a store says of its fields beside their values: comments, titles, legends, what a column refers to.

Readers and probes put it here, `described` judges it. A saying may be anything, a person's name as well: it is held in
memory as values are, counts as words only, and is shown nowhere. All is bounded, whatever the other side says.
"""

from collections.abc import Iterable, Mapping, Sequence
from typing import NamedTuple, TypeVar

from leftopen.harmless import clean
from leftopen.privacy.flatten import KEY
from leftopen.raw import Unprintable

LONGEST = 240
"""Characters of a saying: what comes behind that explains it."""
_FIELDS, _TEXTS, _MEANINGS = 4096, 4, 256
"""Fields of which anything is said, sayings of one, and codes that a legend explains."""
_ALL = 1 << 20
"""Characters of all sayings of one input."""
ANYWHERE = "*"
"""In place of what stands above a field: wherever one is called so."""

Path = tuple[str, ...]
T = TypeVar("T")


class Reference(NamedTuple):
    """The table and the column that a field refers to; "" where the column is not said."""

    table: Path
    column: str


class Sayings(Unprintable):
    """What is said of each field, by its path."""

    __slots__ = ("_columns", "_left", "_meanings", "_references", "_texts")

    def __init__(self) -> None:
        self._texts: dict[Path, list[str]] = {}
        self._meanings: dict[Path, dict[str, str]] = {}
        self._references: dict[Path, Reference] = {}
        self._columns: set[Path] = set()
        self._left = _ALL

    def __bool__(self) -> bool:
        return bool(self._texts or self._meanings or self._references)

    def say(self, path: Sequence[str], text: object) -> None:
        """A text about a field, or about all that stands below a path.

        >>> sayings = Sayings()
        >>> sayings.say(("Staff", "c7"), "  Trade union ")
        >>> sayings.texts(("staff", "[]", "C7")), sayings.texts(("staff", "c8"))
        (['Trade union'], [])
        """
        if not isinstance(text, str) or not (said := text[:LONGEST].strip()):
            return
        found = self._of(self._texts, path, [])
        if found is not None and len(found) < _TEXTS and said not in found and self._room(said):
            found.append(said)

    def mean(self, path: Sequence[str], meanings: Mapping[str, str] | Iterable[tuple[str, str]]) -> None:
        """What codes of a field stand for."""
        found = self._of(self._meanings, path, {})
        if found is None:
            return
        for code, meaning in meanings.items() if isinstance(meanings, Mapping) else meanings:
            if len(found) >= _MEANINGS:
                return
            if code not in found and self._room(code, meaning[:LONGEST]):
                found[code] = meaning[:LONGEST].strip()

    def refer(self, path: Sequence[str], table: Sequence[str], column: str = "") -> None:
        """The table, and its column, that a field takes its values from."""
        if len(self._references) < _FIELDS and self._room(*path, *table, column):
            self._references.setdefault(_key(path), Reference(_key(table), clean(column, KEY).casefold()))

    def declare(self, table: Sequence[str], names: Iterable[str]) -> None:
        """A table and its columns: names that a schema has, and no keys of a map.

        >>> sayings = Sayings()
        >>> sayings.declare(("stays",), ["DIS_LOCK"])
        >>> sayings.column(("Stays", "dis_lock")), sayings.column(("Stays",)), sayings.column(("stays", "anna"))
        (True, True, False)
        """
        for place in (_key(table), *(_key((*table, name)) for name in names)):
            if len(self._columns) < _FIELDS and place not in self._columns and self._room(*place):
                self._columns.add(place)

    def column(self, path: Sequence[str]) -> bool:
        """Whether a path is that of a column or a table that was declared."""
        return bool(self._columns) and _key(path) in self._columns

    def texts(self, path: Sequence[str]) -> list[str]:
        """What is said of a field."""
        return self._find(self._texts, path) or []

    def meanings(self, path: Sequence[str]) -> dict[str, str]:
        """What its codes stand for."""
        return self._find(self._meanings, path) or {}

    def reference(self, path: Sequence[str]) -> Reference | None:
        """What it refers to."""
        return self._find(self._references, path)

    def drop(self) -> None:
        """Lets go of all of it."""
        for held in (self._texts, self._meanings, self._references, self._columns):
            held.clear()

    def _room(self, *texts: str) -> bool:
        size = sum(map(len, texts))
        if size > self._left:
            return False
        self._left -= size
        return True

    def _of(self, held: dict[Path, T], path: Sequence[str], new: T) -> T | None:
        key = _key(path)
        if not key or not key[-1]:
            return None
        if key not in held and (len(held) >= _FIELDS or not self._room(*key)):
            return None
        return held.setdefault(key, new)

    @staticmethod
    def _find(held: dict[Path, T], path: Sequence[str]) -> T | None:
        if not held or not path:
            return None
        key = _key(path)
        return held.get(key) or held.get((ANYWHERE, key[-1])) if key else None


def sayings_of(file: object) -> Sayings:
    """Where a reader puts what a file says of its fields; nowhere for bytes that are no input."""
    found = getattr(file, "sayings", None)
    return found if isinstance(found, Sayings) else Sayings()


def _key(path: Sequence[str]) -> Path:
    """A path as it is looked up: programs write names of columns small or large as they like."""
    return tuple(clean(part, KEY).casefold() for part in path if part != "[]")
