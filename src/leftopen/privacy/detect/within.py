"""What values of a kind that stand inside the texts of a field say of it."""

from collections.abc import Sequence
from typing import Any

from leftopen.privacy.detect import backgrounds
from leftopen.privacy.detect.decision import Evidence
from leftopen.privacy.detect.evidence import Column
from leftopen.privacy.detect.kinds import Detector, detectors
from leftopen.privacy.detect.patterns import HEAD
from leftopen.privacy.detect.weights import number


def within(column: Column, bit: int, hits: int, texts: int, against: tuple[str, ...], again: float = 0.0) -> Evidence:
    """What hits inside text say: a claim where there are more than texts without any such value hold by chance.

    Their log likelihood ratio: values at the rate that was seen against values at that of the background (Poisson). The
    same number or address again (a line below each letter) says nothing more, and the texts that have it count as one;
    words (illnesses, ages) come again in other people's texts. Each piece of a long text counts as one for what may be
    chance; for what form proves all of them may be one, too. `again`: what it has to be more by where part of the texts
    is asked besides all of them, as luck has two chances then.
    """
    sure, records = proved(detectors()[bit]), min(texts, column.present)
    ratio = _beyond(column, bit, hits, texts)
    if sure and records < texts:
        ratio = max(ratio, _beyond(column, bit, min(hits, records), records))
    if ratio < number("enough_in_text") + again:
        return Evidence("hint_text", ratio / (number("enough_in_text") + again), against)
    if hits >= number("constant") and _different(column, bit, hits) == 1:
        against = (*against, f"one_value{'_proved' if sure else ''}")
    return Evidence("in_text", min(1.0, hits / records), against)


def _beyond(column: Column, bit: int, hits: int, texts: int) -> float:
    many = _different(column, bit, hits)
    return backgrounds.beyond(many, _expected(column, bit, texts - hits + many))


def _different(column: Column, bit: int, hits: int) -> int:
    return column.apart.many(bit, hits) if detectors()[bit].claim == "checked" else hits


def _expected(column: Column, bit: int, texts: int) -> float:
    """In how many of so many texts such as a field's a value of a kind is found that is none: of what form proves, and
    no bench has seen in such texts, a few different ones at most."""
    key = f"stray {bit}"
    if key not in column.weighed:
        column.weighed[key] = stray(bit, column.kept)
    few = proved(detectors()[bit]) and column.weighed[key] <= number("stray")
    return min(column.weighed[key] * texts, number("stray_most")) if few else column.weighed[key] * texts


def stray(bit: int, kept: Sequence[Any]) -> float:
    """In what share of texts such as these a value of a kind is found that is none."""
    detector = detectors()[bit]
    texts = [value[:HEAD] for value in kept[: round(number("texts"))] if isinstance(value, str) and value]
    typed = backgrounds.by_form(detector.name, detector.chance)
    titles = backgrounds.in_titles(texts) if detector.claim != "checked" else 0.0
    return max(number("stray"), titles, backgrounds.in_texts(detector.name, texts, typed))


def proved(detector: Detector) -> bool:
    """True for a kind that its form proves."""
    return detector.claim == "checked" and not detector.chance
