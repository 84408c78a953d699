"""Answers of the REST interface of Elasticsearch (1.x to 8.x) and OpenSearch, as the transcripts show them.

Source: REST API references ("cat indices", "get mapping", "search", "min aggregation", error bodies).
"""

import re
from collections.abc import Container, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any

from leftopen.wire import json
from leftopen.wire.talk import Broken, Response

COLUMNS = "index,status,docs.count,store.size,creation.date"
"""The columns of the cat API that `rows` reads."""

MOST_PATHS = 1000
"""Most fields of one mapping that are kept."""

_LISTING = 1 << 20
_NAME = re.compile(r'[^-_+\s\\/*?"<>|,#A-Z][^\s\\/*?"<>|,#A-Z]{0,254}')


def body_of(response: Response) -> dict[str, Any]:
    """The JSON object of an answer; {} where it is none."""
    try:
        value = json.decode(response.body, most=_LISTING)
    except Broken:
        return {}
    return value if isinstance(value, dict) else {}


def error_of(body: Mapping[str, Any]) -> tuple[str, str]:
    """Type and reason of an error; in 1.x it is one sentence, whose first word is the type."""
    error = body.get("error")
    if isinstance(error, dict):
        return str(error.get("type", "")), str(error.get("reason", ""))
    return (error.partition("[")[0], error) if isinstance(error, str) else ("", "")


def can_be_asked(name: str) -> bool:
    """Whether an index can be called so ("create index", path parameters); other names could mean other requests."""
    return _NAME.fullmatch(name) is not None


@dataclass(frozen=True, slots=True)
class IndexRow:
    """One index of the list; `created` is epoch seconds."""

    name: str
    records: int | None
    bytes: int | None
    created: float | None
    closed: bool

    @property
    def system(self) -> bool:
        """An index of the product itself; `.ds-` are the parts of data streams, which hold what users put there."""
        return self.name.startswith(".") and not self.name.startswith(".ds-")


def rows(listing: Response) -> list[IndexRow]:
    """The indices of `GET /_cat/indices` with `COLUMNS`; a list that was cut ends after its last whole one."""
    body = listing.body[: listing.body.rfind(b"}") + 1] + b"]" if listing.cut else listing.body
    found = json.decode(body, most=_LISTING + 1)
    if not isinstance(found, list) or not all(
        isinstance(one, dict) and isinstance(one.get("index"), str) for one in found
    ):
        raise Broken("a list of indices that names none")
    return [_row(one) for one in found]


def _row(one: Mapping[str, Any]) -> IndexRow:
    created = _figure(one.get("creation.date"))
    return IndexRow(
        one["index"],
        _figure(one.get("docs.count")),
        _figure(one.get("store.size")),
        _seconds(created) if created else None,
        one.get("status") == "close",
    )


def seconds_of(aggregation: object) -> float | None:
    """The value of a min or max aggregation over dates, as epoch seconds; None where there is none."""
    value = aggregation.get("value") if isinstance(aggregation, dict) else None
    return _seconds(value) if isinstance(value, int | float) else None


def _seconds(millis: float) -> float | None:
    """Epoch seconds of a time between the years 1 and 9999; other figures are no dates of records."""
    return millis / 1000 if -62_135_596_800_000 <= millis < 253_402_300_800_000 else None


def sorted_by(body: Mapping[str, Any]) -> dict[str, str]:
    """Paths of texts and the field that sorts each: itself where it is a keyword, else its keyword multi-field.

    Source: "text type family" and "fields" of the mapping reference; in 2.x a keyword is a `string` that is
    `not_analyzed`. Those inside nested objects cannot be sorted by without naming the object and are left out.
    """
    found: dict[str, str] = {}
    for one in _mapped(body):
        _sort(one, "", found)
    return found


def _sort(node: object, prefix: str, found: dict[str, str]) -> None:
    properties = node.get("properties") if isinstance(node, dict) else None
    for name, child in properties.items() if isinstance(properties, dict) else ():
        if not isinstance(child, dict) or child.get("type") == "nested" or len(found) == MOST_PATHS:
            continue
        if "properties" in child:
            _sort(child, f"{prefix}{name}.", found)
        elif _keyword(child):
            found[prefix + name] = prefix + name
        elif isinstance(more := child.get("fields"), dict):
            inner = next((inner for inner, one in more.items() if _keyword(one)), None)
            if inner is not None:
                found[prefix + name] = f"{prefix}{name}.{inner}"


def _keyword(field: object) -> bool:
    if not isinstance(field, dict):
        return False
    return field.get("type") == "keyword" or (field.get("type"), field.get("index")) == ("string", "not_analyzed")


_CENTURIES = frozenset({"19", "20"})
_DATED = re.compile(r"(?:19|20)\d\d-[01]\d-[0-3]\d(?:[ T][0-2]\d:[0-5]\d[-+:.,0-9Z]{0,20})?")
"""ISO 8601 dates and times, which sort as text as they do in time."""


def dated(text: object) -> float | None:
    """Epoch seconds of a date written as text (ISO 8601; UTC where no zone is said), None for any other value.

    >>> dated("1970-01-02"), dated("1970-01-01 00:01:00"), dated("2026-02-30"), dated("2026"), dated(5)
    (86400.0, 60.0, None, None, None)
    """
    if not isinstance(text, str) or _DATED.fullmatch(text) is None:
        return None
    try:
        moment = datetime.fromisoformat(text.replace(",", "."))
    except ValueError:
        return None
    return (moment if moment.tzinfo else moment.replace(tzinfo=UTC)).timestamp()


def dated_texts(record: Mapping[str, Any], prefix: str = "") -> Iterator[tuple[str, bool]]:
    """Paths of the texts in a record, objects entered, and whether each is a date; lists and other values are left."""
    for name, value in record.items():
        if isinstance(value, str):
            yield prefix + name, value[:2] in _CENTURIES and dated(value) is not None
        elif isinstance(value, dict) and prefix.count(".") < _DEEP:
            yield from dated_texts(value, f"{prefix}{name}.")


_DEEP = 8
"""Most objects within each other that are looked into for dates."""


def _figure(value: object) -> int | None:
    """A count; all columns of the cat API are text."""
    text = str(value)
    return int(text) if text.isascii() and text.isdigit() and len(text) <= 15 else None


def declared(body: Mapping[str, Any]) -> dict[str, str]:
    """Field paths and types of a mapping; up to 6.x mapping types stand between the index and its properties."""
    found: dict[str, str] = {}
    for one in _mapped(body):
        for path, field in _fields(one):
            kind = field.get("type")
            if "properties" in field or not isinstance(kind, str):
                continue
            if len(found) == MOST_PATHS:
                return found
            found[path] = kind
    return found


def said(body: Mapping[str, Any], known: Container[str]) -> dict[str, str]:
    """What a mapping says of its fields in words: by the `meta` of a field, and by the name of a `known` one in the
    `_meta` of the mapping, which is for whoever wrote it (Elasticsearch, "meta", "_meta field")."""
    found: dict[str, str] = {}
    for one in _mapped(body):
        free = one.get("_meta") if isinstance(one, dict) else None
        for held in (free, *(free.values() if isinstance(free, dict) else ())):
            for name, told in held.items() if isinstance(held, dict) else ():
                text = told.get("description") if isinstance(told, dict) else told
                if name in known and isinstance(text, str):
                    found.setdefault(name, text)
        for path, field in _fields(one):
            meta = field.get("meta")
            for text in meta.values() if isinstance(meta, dict) else ():
                if isinstance(text, str) and len(found) < MOST_PATHS:
                    found.setdefault(path.replace("[]", ""), text)
    return found


def _mapped(body: Mapping[str, Any]) -> Iterator[object]:
    """What holds the properties of each index, and of each mapping type where there are any."""
    for index in body.values():
        mappings = index.get("mappings") if isinstance(index, dict) else None
        if isinstance(mappings, dict):
            yield from [mappings] if isinstance(mappings.get("properties"), dict) else mappings.values()


def _fields(node: object, prefix: str = "") -> Iterator[tuple[str, dict[str, Any]]]:
    """The properties below a node with their paths, objects and what they hold."""
    properties = node.get("properties") if isinstance(node, dict) else None
    for name, child in properties.items() if isinstance(properties, dict) else ():
        if isinstance(child, dict):
            yield prefix + name, child
            if "properties" in child:
                nested = "[]" if child.get("type") == "nested" else ""
                yield from _fields(child, f"{prefix}{name}{nested}.")


def named(answer: Response) -> list[IndexRow]:
    """The indices that `GET /_alias` or `GET /_mapping` names: all that is known of them; of a cut answer none."""
    own = {name: one for name, one in body_of(answer).items() if isinstance(one, dict) and _TOLD & one.keys()}
    return [IndexRow(name, None, None, None, closed=False) for name in own]


_TOLD = frozenset({"aliases", "mappings"})


@dataclass(frozen=True, slots=True)
class Hits:
    """What a search showed: `total` where it is exact; each hit has an `_id`, most a `_source`; `odd`: how many were
    mended or could not be read."""

    total: int | None
    shown: Sequence[Mapping[str, Any]]
    odd: int = 0


def record_of(hit: Mapping[str, Any]) -> dict[str, Any] | None:
    """The record of a hit; None where it was asked for without its content."""
    source = hit.get("_source")
    return {"_id": hit.get("_id"), **source} if isinstance(source, dict) else None


def begun(answer: Response) -> tuple[dict[str, Any] | None, str | None]:
    """Of an answer that ends inside its first hit: what came of the record, and the field in which it ends."""
    cut = json.begun(answer.body, "hits") if answer.cut else None
    if cut is None:
        return None, None
    field = ".".join(cut.path[1:]) if cut.path[:1] == ("_source",) else ""
    return record_of(cut.value), field or None


def hits_of(answer: Response) -> Hits:
    """The hits of a search, of an answer that was cut those that came whole. `Broken` where there is no list.

    Where one hit is not JSON by the book, each is read by itself, so that it costs no other.
    """
    outer: object = None
    if not answer.cut:
        try:
            outer = json.mapping(answer.body, most=len(answer.body), lenient=False).get("hits")
        except Broken:
            outer = None
    hits = outer.get("hits") if isinstance(outer, dict) else None
    if isinstance(outer, dict) and isinstance(hits, list):
        total = outer.get("total")
        if isinstance(total, dict):
            total = total.get("value") if total.get("relation") == "eq" else None
        exact = total if isinstance(total, int) and total >= 0 else None
        return Hits(exact, [hit for hit in hits if isinstance(hit, dict) and "_id" in hit])
    found = json.elements(answer.body, "hits")
    shown = [hit for hit in found.found if isinstance(hit, dict) and "_id" in hit]
    if not (shown or answer.cut):
        raise Broken("a search without hits")
    return Hits(None, shown, found.mended + found.dropped)
