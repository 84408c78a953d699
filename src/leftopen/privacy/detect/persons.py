"""Fields that are called by a word for somebody: `witness`, `anställd`."""

from collections.abc import Collection, Iterable
from typing import Any

from leftopen.privacy.detect import firms, nations, weights
from leftopen.privacy.detect.evidence import Column
from leftopen.privacy.detect.paths import own_name
from leftopen.privacy.detect.person_names import part, single
from leftopen.privacy.detect.standing import SOMEBODY, of_path
from leftopen.privacy.detect.units import units
from leftopen.privacy.detect.values import distinct_texts
from leftopen.privacy.detect.weights import number
from leftopen.privacy.later import later

PEOPLE = SOMEBODY | {"about.crowd", "about.guardian"}
_HAN = later(r"[\u3400-\u9fff々]")
_WORDS = 4
"""Words of a full name, at most."""


def calls_people(column: Column) -> bool:
    """True where a name is a word for somebody and for nothing else but of which kind, or for what somebody did alone
    (`witnessed_by`)."""
    own = {hint.concept for hint in of_path(own_name(column.node.parts)) if hint.strength >= number("clear")}
    return own == {"person.name"} or (not own.isdisjoint(SOMEBODY) and own <= PEOPLE | {"person.name", "other.kind"})


def persons(column: Column) -> float:
    """How sure texts under such a word are full names beside what is personal, though most are on no list: all are
    written as such, as those of an office (`Night Shift`) are, and a part of them has a part that is listed."""
    texts = distinct_texts(column.kept)
    if len(texts) < number("few") or not all(map(_written_as_people, texts)):
        return 0.0
    share = sum(map(part, texts)) / len(texts)
    return weights.way("beside", 1.0) if share >= number("enough") else 0.0


def parts_of_people(column: Column) -> float:
    """How sure texts are given names or surnames of people beside what is personal, where the name of the field is
    of no language that is known: nearly all of them are, while a third of towns and of brands is. Countries are names
    of people, too (`America`, `India`)."""
    texts = distinct_texts(column.kept)
    if len(texts) < number("people") or any(text.isascii() and text.islower() for text in texts):
        return 0.0
    if countries(texts):
        return 0.0
    share = sum(map(part, texts)) / len(texts)
    return weights.way("beside", share) if share >= number("parts_of_people") and not firms.some(texts) else 0.0


def other_words(kept: Iterable[Any]) -> bool:
    """True for texts that begin with Chinese characters of which hardly any is a name: nearly all names of China and
    Japan are known by their surname, of departments, illnesses and wares one in six at most.

    >>> other_words(["心血管内科", "透析科", "急诊", "高血压科", "病房"])
    True
    >>> other_words(["王明", "佐藤太郎", "林欣", "李芳", "科长"])
    False
    """
    texts = distinct_texts(kept)
    if len(texts) < number("few") or sum(map(bool, map(_HAN.match, texts))) < number("nearly") * len(texts):
        return False
    return sum(part(text) or single(text) for text in texts) < number("enough") * len(texts)


def countries(texts: Collection[str]) -> bool:
    """True where enough texts are names of countries.

    >>> countries(["India", "Georgia", "Ada"]), countries(["Ada", "Ida", "Eva", "China"])
    (True, False)
    """
    return sum("".join(units(text)) in nations.words() for text in texts) >= number("enough") * len(texts)


def _written_as_people(text: str) -> bool:
    words = text.replace(",", " ").split()
    return 2 <= len(words) <= _WORDS and text.upper() != text.lower() and all(word[:1].isupper() for word in words)
