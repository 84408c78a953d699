"""Words in the names of collections and fields that stand for somebody: not what data is about, but whose it is."""

import re
from collections.abc import Iterator, Sequence

from msgspec import Struct

from leftopen.judge import naming, organisations
from leftopen.model import Service
from leftopen.privacy import lists, vocabulary

_LETTERS = re.compile(r"[^\W\d_]+")
_LEAST, _LONGEST = 4, 40
_MOST = 2000
"""Names of one service that are looked at."""


class Word(Struct, frozen=True):
    """A word with the stem of the name that it stands in (copies of one family of names have one stem)."""

    word: str
    stem: str
    service: str


class Name(Struct, frozen=True):
    """The name of a collection or of a first field, its stem, and the service."""

    name: str
    stem: str
    service: str


def names(services: Sequence[Service]) -> Iterator[Name]:
    """The names of collections and first fields of these services, with their stems."""
    for service in services:
        found = [collection.name for collection in service.catalog.collections]
        found += [field.path.split(".", 1)[0] for each in service.catalog.collections for field in each.fields]
        for name in list(dict.fromkeys(found))[:_MOST]:
            yield Name(name, re.sub(r"[\d\W_]+", " ", name).strip().casefold(), service.id)


def words(several: Sequence[Name]) -> Iterator[Word]:
    """The words of these names that no dictionary of ours has, and no installer put there."""
    for each in several:
        for match in _LETTERS.finditer(each.name):
            if _telling(match.group()):
                yield Word(match.group(), each.stem, each.service)


def _telling(word: str) -> bool:
    folded = lists.fold(word)
    return (
        _LEAST <= len(word) <= _LONGEST
        and word.isascii()
        and not lists.known(folded)
        and not vocabulary.name(folded)
        and not vocabulary.splits(folded)
        and naming.distinctive(word)
        and not organisations.store_maker(word)
    )
