"""What a field holds by its words alone, where its name tells nothing: faiths, peoples, illnesses, unions."""

from collections import Counter

from leftopen.privacy.detect import lexicon
from leftopen.privacy.detect.answers import closed_word
from leftopen.privacy.detect.evidence import Column
from leftopen.privacy.detect.kinds import detectors
from leftopen.privacy.detect.weigh import SOMEBODY
from leftopen.privacy.detect.weights import number

OF_NOTHING = ("other.kind", "other.part", "other.whether")
"""Concepts of names that say no more than `category`, `code` or `whether`."""


def by_words(column: Column, bit: int) -> float:
    """The share of values that are words of the closed set of a kind, 0 where that is no claim.

    That is where few of them are, all are the same, or the name tells of something else.

    A word over names of peoples beside those of persons: the name is of no language that is known, the values are.
    """
    detector = detectors()[bit]
    if not detector.label.startswith("special.") or detector.see is None or not column.whole[bit]:
        return 0.0
    if not column.hints.keys() <= {*detector.concepts, *SOMEBODY, *OF_NOTHING}:
        return 0.0
    answers = lexicon.closed("none.flag") | lexicon.closed("none.enum")
    texts = (text for value in column.kept if isinstance(value, str) and (text := closed_word(value)))
    said = Counter(text for text in texts if text not in answers)
    found = {text: times for text, times in said.items() if detector.see([text])}
    share = sum(found.values()) / max(1, said.total())
    least = number("enough" if not column.hints.keys().isdisjoint(detector.concepts) else "told_by_words")
    return share if share >= least and len(found) >= number("two_words") else 0.0
