"""The classifier alone: records in, labels per field out; or lines in, hits with offsets out. Pure and streaming.

`fields` keeps counters and a bounded sample per field, whatever the number of records; `per_record` keeps one line.
Neither gives a value back, only labels, counts, masks and offsets.
"""

from collections.abc import Iterable, Iterator
from typing import Any

from leftopen.model import CLAIM, Label
from leftopen.privacy import concepts, running
from leftopen.privacy.decide import Judged, decide, labels_of
from leftopen.privacy.detectors import detectors
from leftopen.privacy.engine import Column
from leftopen.privacy.fields import Fields, path_of
from leftopen.privacy.flatten import Node, value_like
from leftopen.privacy.positions import Placed, inside, placed
from leftopen.privacy.scan import HEAD, sound

_LINE = 4 * 1024 * 1024


def fields(records: Iterable[Any], name: str = "") -> dict[str, Any]:
    """`{"fields": [{path, type, records, labels: [{label, confidence, share, matches, example}]}]}`.

    `name` is what the collection is called (a file's name without its ending), where that may say what it is about.
    """
    found = Fields(frozenset(hint.concept for hint in concepts.read(name) if hint.strength >= 0.5))
    for record in records:
        found.take(record)
    return {"fields": [_field(judged) for judged in found.judge()]}


def _field(judged: Judged) -> dict[str, Any]:
    column = judged.column
    return {
        "path": path_of(column.node),
        "type": column.types.most_common(1)[0][0] if column.types else "null",
        "records": column.present,
        "labels": [_label(label) for label in labels_of(judged)],
    }


def _label(label: Label) -> dict[str, Any]:
    return {
        "label": label.label,
        "confidence": label.confidence,
        "share": label.share,
        "matches": label.matches,
        "example": label.example,
    }


def per_record(lines: Iterable[str]) -> Iterator[dict[str, Any]]:
    """`{"record": n, "hits": [{label, start, end, field, confidence}]}` for each line, JSON or text."""
    for number, line in enumerate(lines):
        head = line[:_LINE]
        stripped = head.lstrip()
        hits = _of_json(head) if stripped[:1] in ("{", "[") else None
        yield {"record": number, "hits": _of_text(head) if hits is None else hits}


def _hit(label: str, start: int, end: int, field: str | None, confidence: float) -> dict[str, Any]:
    return {"label": label, "start": start, "end": end, "field": field, "confidence": round(confidence, 2)}


def _of_text(line: str) -> list[dict[str, Any]]:
    found = detectors()
    return [
        _hit(found[hit.bit].label, start + hit.start, start + hit.end, None, hit.confidence)
        for start in range(0, len(line), HEAD)
        for hit in running.hits(line[start : start + HEAD])
    ]


def _of_json(line: str) -> list[dict[str, Any]] | None:
    """The hits of a JSON line, None where it is none."""
    leaves: dict[tuple[str, ...], list[Placed]] = {}
    for each in placed(line):
        parts = tuple("*" if part != "[]" and value_like(part) else part for part in each.parts)
        leaves.setdefault(parts, []).append(each)
    if not leaves:
        return None
    columns = []
    for parts, found in leaves.items():
        column = Column(Node(parts), concepts.around(parts))
        column.take([each.value for each in found])
        columns.append(column)
    hits: list[dict[str, Any]] = []
    for judged in decide(columns):
        claims = {v.bit: v.confidence for v in judged.verdicts if v.confidence >= CLAIM}
        path = path_of(judged.column.node)
        for each in leaves[judged.column.node.parts]:
            hits += _of_leaf(line, each, path, claims)
    return sorted(hits, key=lambda hit: (hit["start"], hit["end"], hit["label"]))


def _of_leaf(line: str, each: Placed, path: str, claims: dict[int, float]) -> list[dict[str, Any]]:
    """Whole values that the field's claims cover; else what stands inside a text."""
    whole = [
        _hit(detectors()[bit].label, each.start, each.end, path, confidence)
        for bit, confidence in claims.items()
        if _covers(bit, each.value)
    ]
    if whole or not isinstance(each.value, str):
        return whole
    hits = []
    for hit in running.hits(each.value[:HEAD]):
        start, end = inside(line, each, hit.start, hit.end)
        hits.append(_hit(detectors()[hit.bit].label, start, end, path, hit.confidence))
    return hits


def _covers(bit: int, value: Any) -> bool:
    """True where a claim of the field is about this whole value."""
    detector = detectors()[bit]
    if value is None or value == "":
        return False
    if detector.pattern is not None and isinstance(value, str) and detector.claim == "checked" and len(value) > 24:
        return detector.valid(sound(value).strip()) or (" " not in value.strip() and detector.plausible([value]))
    return detector.plausible([value]) or (detector.see is not None and detector.see([value]))
