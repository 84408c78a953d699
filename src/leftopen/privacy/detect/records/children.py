"""Records of children who are called nothing that says so: somebody looks after them, and all were born since.

`geb.` beside `Erziehungsberechtigte` over births of ten years; of grown people some were born before that.
"""

import re
from datetime import UTC, datetime

from leftopen.privacy.detect.concepts import read
from leftopen.privacy.detect.evidence import Column
from leftopen.privacy.detect.kinds import bit_of, detectors
from leftopen.privacy.detect.records.around import Judged
from leftopen.privacy.detect.records.found import found
from leftopen.privacy.detect.units import units
from leftopen.privacy.detect.values import distinct_texts
from leftopen.privacy.detect.weights import number, way
from leftopen.privacy.later import later

_CHILD, _GUARDIAN, _BORN, _AGE = "minor.child", "about.guardian", "person.birth_date", "person.age"
_WHO = ("person.name", "contact.", "id.")
_YEAR = later(r"(?<!\d)(?:19|20)\d\d(?!\d{1,3}(?!\d))")
"""A year, in a day without signs between its parts (`20160404`) as well."""
_GROWN = 18
"""Years after which nobody looks after somebody."""


def with_children(judged: list[Judged]) -> list[Judged]:
    """The same with births and ages of children told as theirs, where a field is of those who look after them."""
    if not any(map(_guarded, judged)):
        return judged
    bit = bit_of(_CHILD)
    result = list(judged)
    for at, (column, verdicts) in enumerate(judged):
        said = {detectors()[verdict.bit].label for verdict in verdicts if verdict.claimed}
        if _CHILD not in said and ((_BORN in said and _born_since(column)) or (_AGE in said and _of_age(column))):
            others = [verdict for verdict in verdicts if verdict.bit != bit]
            result[at] = Judged(column, [*others, found(column, bit, way("agreed", 1.0))])
    return result


def _guarded(judged: Judged) -> bool:
    """True for a field that is called, or stands in what is called, with a word for who looks after somebody, and which
    tells who that is: a process has a `parent`."""
    column, verdicts = judged
    if not any(verdict.claimed and detectors()[verdict.bit].label.startswith(_WHO) for verdict in verdicts):
        return False
    words = [word for name in column.node.parts for word in (name, *units(name))]
    return any(h.concept == _GUARDIAN and h.strength >= number("clear") for word in words for h in read(word))


def _born_since(column: Column) -> bool:
    """True where days of birth are all of the last years."""
    texts = distinct_texts(map(str, column.kept))
    years = [int(year.group()) for text in texts if (year := _YEAR.search(text))]
    return number("few") <= len(texts) == len(years) and min(years) >= datetime.now(UTC).year - _GROWN


def _of_age(column: Column) -> bool:
    """True where ages are all of children."""
    texts = distinct_texts(map(str, column.kept))
    return (
        len(texts) > number("two_words")
        and all(re.fullmatch(r"\d{1,2}", text) for text in texts)
        and (max(map(int, texts)) < _GROWN)
    )
