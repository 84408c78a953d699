"""The classifier alone: records in, labels per field out; or lines in, hits with offsets out. Pure and streaming.

`fields` keeps counters and a bounded sample per field, whatever the number of records; `per_record` keeps one line and
a bounded number of short values.
Neither gives a value back, only labels, counts, masks and offsets.
"""

from collections.abc import Iterable, Iterator, Sequence
from typing import Any

from leftopen.model import CLAIM, Label
from leftopen.privacy.detect import standing, stores
from leftopen.privacy.detect.records.around import Judged
from leftopen.privacy.detect.records.decide import labels_of
from leftopen.privacy.fields import Fields, path_of
from leftopen.privacy.files.hits import Told, of_texts, told
from leftopen.privacy.files.lines import Lines
from leftopen.privacy.sayings import Sayings

_LINE = 4 * 1024 * 1024
_LINES, _CHARACTERS = 1024, 524_288
"""Lines, and about how many characters of them, whose values are looked at together."""


def fields(records: Iterable[Any], name: str = "") -> dict[str, Any]:
    """`{"fields": [{path, type, records, labels: [{label, confidence, share, matches, example}]}], "holds": […]}`.

    `holds`: what these taken together are, by the names of `detect.stores`.

    `name` is what the collection is called (a file's name without its ending), where that may say what it is about.
    """
    return fields_of(([record] for record in records), name)


def fields_of(batches: Iterable[Sequence[Any]], name: str = "") -> dict[str, Any]:
    """The same of records that come several at once, as many as may be held at a time."""
    found = begun(name)
    for records in batches:
        take(found, records)
    return ended(found, name)


def begun(name: str = "") -> Fields:
    """The fields of what is called so, before any record."""
    return Fields(standing.of_store(name))


def take(found: Fields, records: Sequence[Any]) -> None:
    """Records that come at once."""
    if len(records) == 1:
        found.take(records[0])
    else:
        found.take_all(records)


def ended(found: Fields, name: str = "", sayings: Sayings | None = None) -> dict[str, Any]:
    """What `fields` says of all records that were taken; `sayings`: what the file says of its fields."""
    told = [_field(judged) for judged in found.judge(sayings)]
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
    work = LineByLine()
    number = 0
    for some in together(lines):
        for parts in work.told(some):
            yield {"record": number, "hits": [hit for part in parts for hit in part.hits]}
            number += 1


def written(lines: Iterable[str], labels: set[str]) -> Iterator[bytes]:
    """The same as JSON; `labels` takes those of the hits, at the latest when all are given."""
    yield from LineByLine().all_written(together(lines), 0, labels)


class LineByLine:
    """Reads lines, some at a time; what a line holds is told by itself. `labels` are those of all hits so far."""

    def __init__(self) -> None:
        self.labels: set[str] = set()
        self._documents = Lines()

    def all_written(self, batches: Iterable[Sequence[str]], number: int, labels: set[str]) -> Iterator[bytes]:
        """The hits of lines that come several at once, as JSON; `labels` takes those of them."""
        for some in batches:
            yield from self.written(some, number)
            number += len(some)
            labels |= self.labels

    def written(self, heads: Sequence[str], number: int) -> Iterator[bytes]:
        """The hits of lines, as JSON, the first of them with this number."""
        for at, parts in enumerate(self.told(heads), number):
            yield b'{"record":%d,"hits":[%b]}' % (at, b",".join([part.written for part in parts]))

    def told(self, heads: Sequence[str]) -> list[list[Told]]:
        """The hits of lines."""
        places = [place for place, head in enumerate(heads) if head.lstrip()[:1] in ("{", "[")]
        found = dict(zip(places, self._documents.told([heads[place] for place in places]), strict=True))
        rest = [place for place in range(len(heads)) if found.get(place) is None]
        for place, hits in zip(rest, of_texts([heads[place] for place in rest]), strict=True):
            found[place] = [told(hits)] if hits else []
            self.labels.update(hit["label"] for hit in hits)
        self.labels |= self._documents.labels
        return [found[place] or [] for place in range(len(heads))]


def together(lines: Iterable[str]) -> Iterator[list[str]]:
    """Lines, as far as they are looked at, as many at a time as are looked at together."""
    held: list[str] = []
    size = 0
    for line in lines:
        held.append(line[:_LINE])
        size += min(len(line), _LINE)
        if len(held) >= _LINES or size >= _CHARACTERS:
            yield held
            held, size = [], 0
    if held:
        yield held
