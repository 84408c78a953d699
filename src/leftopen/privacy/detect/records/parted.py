"""Names of people in two fields that are called nothing, the given name in one and the surname in the other.

Words of the lists are too often words of anything to tell a field by themselves. Where nearly all of one field are of
them, and some of another one that stands beside it (no list has most surnames), both may read as full names together.
"""

from itertools import pairwise

from leftopen.privacy.detect.evidence import Column
from leftopen.privacy.detect.person_names import full, part
from leftopen.privacy.detect.persons import countries, parts_of_people
from leftopen.privacy.detect.records.around import Judged
from leftopen.privacy.detect.records.found import found
from leftopen.privacy.detect.values import distinct_texts
from leftopen.privacy.detect.weigh import name_bit
from leftopen.privacy.detect.weights import number, way

_BESIDE = 2
"""Fields from one part to the other, at most: a second name may stand between."""
_WORDS = 2
"""Words that either part has, at most: `Jose Manuel`, `De Haan`."""


def with_names(judged: list[Judged]) -> list[Judged]:
    """The same with both parts of names told as names."""
    parts = [at for at, each in enumerate(judged) if _may_be(each)]
    pairs = [
        (_share(judged[one], judged[other]), one, other) for one, other in pairwise(parts) if other - one <= _BESIDE
    ]
    result = list(judged)
    for share, *both in sorted(pairs, reverse=True):
        if share >= number("parted_names") and all(result[at] is judged[at] for at in both):
            for at in both:
                result[at] = _told(judged[at], share)
    return result


def _may_be(judged: Judged) -> bool:
    """True for words with capitals, some of the lists, in a field that is called nothing and of which nothing is
    claimed."""
    column, verdicts = judged
    return not (column.hints or any(each.claimed for each in verdicts)) and _listed(column)


def _listed(column: Column) -> bool:
    texts = distinct_texts(column.kept)
    if len(texts) < number("people") or not all(map(_written_so, texts)) or countries(texts):
        return False
    return sum(map(part, texts)) >= number("enough") * len(texts)


def _written_so(text: str) -> bool:
    words = text.split()
    return 0 < len(words) <= _WORDS and not any(map(str.isdigit, text)) and not text.islower()


def _share(one: Judged, other: Judged) -> float:
    """The share of full names in what two fields of one parent hold together, in the order in which more are."""
    columns = one.column, other.column
    if columns[0].node.parts[:-1] != columns[1].node.parts[:-1] or not any(map(parts_of_people, columns)):
        return 0.0
    both = zip(columns[0].kept, columns[1].kept, strict=False)
    pairs = {(str(first).strip(), str(second).strip()) for first, second in both}
    orders = (pairs, {(second, first) for first, second in pairs})
    return max(sum(full(" ".join(pair)) for pair in order) for order in orders) / len(pairs)


def _told(judged: Judged, share: float) -> Judged:
    column, verdicts = judged
    others = [each for each in verdicts if each.bit != name_bit()]
    return Judged(column, [found(column, name_bit(), way("people", share)), *others])
