"""Numbers of documents beside the sort of document: `doc_number` beside `doc_type: passport` is one of somebody's, and
beside `doc_type: invoice` it is none.

A word for a document is ambiguous, and documents of many countries have no form in common. What the sort says is read
as a name of a field would be: `Reisepass`, `DNI` and `national_id` are called so as well.
"""

from collections.abc import Callable, Iterable, Sequence
from itertools import takewhile

from leftopen.privacy.detect import concepts
from leftopen.privacy.detect.evidence import Column
from leftopen.privacy.detect.kinds import bit_of, detectors
from leftopen.privacy.detect.records.around import Judged
from leftopen.privacy.detect.records.found import found
from leftopen.privacy.detect.units import units
from leftopen.privacy.detect.values import distinct_texts, nearly_all
from leftopen.privacy.detect.weights import number, way

_ANY = "id.national"
_LABELS = ("id.xx.passport", "id.xx.licence")
"""Labels of documents of any country that have one of their own."""
_SORT = frozenset(("other.kind", "other.qualifier"))
_SORTS = 12
"""Different sorts, at most."""
_FEWEST, _MOST, _FIGURES = 5, 20, 3
"""Signs of a number of a document, and figures that it has at least."""
_BETWEEN = str.maketrans("", "", " -./")


def of_documents(judged: list[Judged]) -> list[Judged]:
    """The same with numbers of documents of somebody told by what sort of document stands beside them."""
    return _each(judged, _told)


def of_no_trade(judged: list[Judged]) -> list[Judged]:
    """The same without numbers of documents that are of another sort."""
    return _each(judged, _untold)


def _each(judged: list[Judged], told_by: Callable[[Judged, Iterable[Column]], Judged]) -> list[Judged]:
    asked = [at for at, each in enumerate(judged) if _ANY in each.column.hints and each.column.node.parts]
    result = judged
    for at in asked:
        parent = judged[at].column.node.parts[:-1]
        beside = (each.column for each in judged if each.column.node.parts[:-1] == parent)
        told = told_by(judged[at], (column for column in beside if column is not judged[at].column))
        if told is not judged[at]:
            result = [*result[:at], told, *result[at + 1 :]]
    return result


def _told(each: Judged, beside: Iterable[Column]) -> Judged:
    column, verdicts = each
    if any(v.claimed and detectors()[v.bit].label.startswith("id.") for v in verdicts) or not _numbered(column.kept):
        return each
    for other in beside:
        said = _said(other)
        if said and 2 * sum(map(bool, said)) >= len(said):
            others = [v for v in verdicts if not detectors()[v.bit].label.startswith("id.")]
            return Judged(column, [found(column, bit_of(_label(filter(None, said))), way("called", 1.0)), *others])
    return each


def _untold(each: Judged, beside: Iterable[Column]) -> Judged:
    column, verdicts = each
    weak = {v.bit for v in verdicts if detectors()[v.bit].label.startswith("id.")}
    weak = {bit for bit in weak if detectors()[bit].claim != "checked"} if _ANY in column.weak else set()
    if weak and any(_sort_of(other, column) and (said := _said(other)) and not any(said) for other in beside):
        return Judged(column, [v for v in verdicts if v.bit not in weak])
    return each


def _said(other: Column) -> list[frozenset[str]]:
    """The documents that each of a few sorts names; none where it is no field of sorts."""
    sorts = distinct_texts(other.kept)
    return [*map(_documents, sorts)] if len(sorts) <= _SORTS else []


def _documents(text: str) -> frozenset[str]:
    """The numbers of people that a sort of document is called as."""
    hints = takewhile(lambda hint: hint.strength == 1.0, concepts.read(text)) if any(map(str.isalpha, text)) else ()
    return frozenset(hint.concept for hint in hints if hint.concept.startswith("id."))


def _label(said: Iterable[frozenset[str]]) -> str:
    """The label of documents of one sort, else that of any number."""
    alike = frozenset.intersection(*said)
    return next((label for label in _LABELS if label in alike), "id.xx.national")


def _numbered(kept: Sequence[object]) -> bool:
    texts = [str(value).translate(_BETWEEN) for value in kept if isinstance(value, (str, int))]
    return bool(texts) and nearly_all(_number, texts, number("nearly"))


def _number(text: str) -> bool:
    return _FEWEST <= len(text) <= _MOST and text.isalnum() and sum(map(str.isdigit, text)) >= _FIGURES


def _sort_of(other: Column, column: Column) -> bool:
    """True where both names share a word and the one says that it tells the sort: `doc_type` and `doc_number`."""
    shared = set(units(other.node.parts[-1])) & set(units(column.node.parts[-1]))
    return bool(shared) and not _SORT.isdisjoint(other.hints)
