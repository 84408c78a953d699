"""Hits as they are printed, of lines of text and of a value in its field."""

from collections.abc import Iterable, Sequence
from functools import cache, lru_cache
from typing import Any, NamedTuple

import msgspec

from leftopen.privacy.detect import prose
from leftopen.privacy.detect.kinds import detectors
from leftopen.privacy.detect.look import Shown, Text, bits_of
from leftopen.privacy.detect.patterns import HEAD, glances, sound
from leftopen.privacy.pieces import cut, parted

PROVED = 24
"""Characters from which on a pattern has to take all of a value that it covers."""
_encode = msgspec.json.Encoder().encode

Hit = dict[str, Any]
Claims = tuple[tuple[int, float], ...]
"""Detector and confidence of what is claimed of a field."""


class Told(NamedTuple):
    """Some hits, and how they are written: as the items of a list of JSON."""

    hits: list[Hit]
    written: bytes


def told(hits: list[Hit]) -> Told:
    """Hits with how they are written."""
    return Told(hits, _encode(hits)[1:-1])


def hit(label: str, start: int, end: int, field: str | None, confidence: float) -> Hit:
    """A hit as it is printed."""
    return {"label": label, "start": start, "end": end, "field": field, "confidence": round(confidence, 2)}


def of_text(line: str, begin: int = 0) -> list[Hit]:
    """The hits of running text, from its character `begin` on."""
    found: list[Hit] = []
    for part in cut(line[begin:], HEAD):
        found += _placed(prose.hits(part), begin, None)
        begin += len(part)
    return found


def beyond(value: str, found: Iterable[prose.Hit], field: str | None) -> list[Hit]:
    """The hits of a text of whose head some were `found`: what its end cuts is looked at whole."""
    if len(value) <= HEAD or (field is not None and not parted(value)):
        return _placed(found, 0, field)
    first = len(next(cut(value, HEAD)))
    rest = [each | {"field": field} for each in of_text(value, first)]
    return _placed((each for each in found if each.start < first), 0, field) + rest


def of_texts(lines: Sequence[str]) -> list[list[Hit]]:
    """The hits of each of several lines of text."""
    heads = [sound(line) for line in lines]
    seen = [prose.seen(head, each) for head, each in zip(heads, glances(heads), strict=True)]
    return [beyond(line, found, None) for line, found in zip(lines, seen, strict=True)]


def inside(value: str, found: Iterable[prose.Hit], field: str) -> list[Hit]:
    """The hits in the text of a field, of whose head some were `found`."""
    hits = beyond(value, found, field)
    return sorted(hits, key=_order) if len(hits) > 1 else hits


def _placed(found: Iterable[prose.Hit], start: int, field: str | None) -> list[Hit]:
    return [
        hit(detectors()[each.bit].label, start + each.start, start + each.end, field, each.confidence) for each in found
    ]


def whole(claims: Claims, covered: int, size: int, field: str) -> list[Hit]:
    """The hits of a value of so many characters, all of which is what those claims say whose bits are `covered`."""
    hits = [hit(detectors()[bit].label, 0, size, field, sure) for bit, sure in claims if covered >> bit & 1]
    return sorted(hits, key=_order)


def _order(hit: Hit) -> tuple[int, int, str]:
    return hit["start"], hit["end"], hit["label"]


def covers(bit: int, value: Any, *, called: bool = True) -> bool:
    """True where a claim of a field is about all of this value.

    Under a name that calls another kind or none (`called`), what only stands inside a text is not all of it: a letter
    with a street in it is no address.
    """
    detector = detectors()[bit]
    if value is None or value == "":
        return False
    if not called and detector.see is not None and isinstance(value, str) and prose.prose(value):
        return detector.see([value])
    if proves(bit, value):
        return detector.valid(sound(value).strip()) or (" " not in value.strip() and detector.plausible([value]))
    return detector.plausible([value]) or (detector.see is not None and detector.see([value]))


def proves(bit: int, value: Any) -> bool:
    """True for a text of which a pattern has to take all."""
    detector = detectors()[bit]
    return (
        detector.pattern is not None and isinstance(value, str) and detector.claim == "checked" and len(value) > PROVED
    )


def covered(shown: Shown, text: Text | None, raw: Any) -> int:
    """The bits of kinds that are known to be all of a value, which shows this by itself."""
    long = type(raw) is str and len(raw) > PROVED
    seen = shown.whole & ~text.whole & _seeing() if text is not None else 0
    found = certain(shown.fits & ~shown.whole | seen, long)
    if text is not None and type(raw) is str and text.glance.spans and raw.strip() == raw:
        for bit, start, end in text.glance.spans:
            if not start and end == len(raw) and (detectors()[bit].by_valid or proves(bit, raw)):
                found |= 1 << bit
    return found


@lru_cache(512)
def certain(bits: int, long: bool) -> int:
    """Those of kinds that a value fits, or shows, that take all of it: a long one has to prove some."""
    return sum(1 << bit for bit in bits_of(bits) if not (long and _proving() >> bit & 1))


@cache
def _proving() -> int:
    return sum(1 << bit for bit in range(len(detectors())) if proves(bit, " " * (PROVED + 1)))


@cache
def formed(bit: int) -> bool:
    """True for a kind whose values have a form, so that what stands around one is none of it; names have none."""
    detector = detectors()[bit]
    return detector.pattern is not None or detector.label.startswith("id.")


@cache
def _seeing() -> int:
    """The bits of kinds that a value shows by other means than a pattern."""
    return sum(1 << bit for bit, each in enumerate(detectors()) if each.see is not None)
