"""The classifier alone: records in, labels per field out; or lines in, hits with offsets out. Pure and streaming.

`fields` keeps counters and a bounded sample per field, whatever the number of records; `per_record` keeps one line and
a bounded number of short values.
Neither gives a value back, only labels, counts, masks and offsets.
"""

from collections.abc import Iterable, Iterator, Sequence
from typing import Any

from leftopen.model import CLAIM, Label
from leftopen.privacy.detect import concepts, stores
from leftopen.privacy.detect.decide import Judged, labels_of
from leftopen.privacy.fields import Fields, path_of
from leftopen.privacy.files.lines import Lines, of_texts

_LINE = 4 * 1024 * 1024
_LINES, _CHARACTERS = 128, 131_072
"""Lines, and about how many characters of them, whose values are looked at together."""


def fields(records: Iterable[Any], name: str = "") -> dict[str, Any]:
    """`{"fields": [{path, type, records, labels: [{label, confidence, share, matches, example}]}], "holds": […]}`.

    `holds`: what these taken together are, by the names of `detect.stores`.

    `name` is what the collection is called (a file's name without its ending), where that may say what it is about.
    """
    return fields_of(([record] for record in records), name)


def fields_of(batches: Iterable[Sequence[Any]], name: str = "") -> dict[str, Any]:
    """The same of records that come several at once, as many as may be held at a time."""
    found = Fields(frozenset(hint.concept for hint in concepts.read(name) if hint.strength >= 0.5))
    for records in batches:
        if len(records) == 1:
            found.take(records[0])
        else:
            found.take_all(records)
    told = [_field(judged) for judged in found.judge()]
    return {"fields": told, "holds": list(stores.holds(name, map(_claims, told)))}


def _claims(field: dict[str, Any]) -> tuple[str, list[str]]:
    return field["path"], [each["label"] for each in field["labels"] if each["confidence"] >= CLAIM]


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
    documents = Lines()
    number = 0
    for heads in _together(line[:_LINE] for line in lines):
        places = [place for place, head in enumerate(heads) if head.lstrip()[:1] in ("{", "[")]
        told = dict(zip(places, documents.hits([heads[place] for place in places]), strict=True))
        rest = [place for place in range(len(heads)) if told.get(place) is None]
        told.update(zip(rest, of_texts([heads[place] for place in rest]), strict=True))
        for place in range(len(heads)):
            yield {"record": number, "hits": told[place]}
            number += 1


def _together(lines: Iterable[str]) -> Iterator[list[str]]:
    """Lines as many at a time as are looked at together."""
    held: list[str] = []
    size = 0
    for line in lines:
        held.append(line)
        size += len(line)
        if len(held) >= _LINES or size >= _CHARACTERS:
            yield held
            held, size = [], 0
    if held:
        yield held
