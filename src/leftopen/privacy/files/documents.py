"""What a whole document of JSON is records of: a list its items, the answer of a search its hits, rows as they are."""

from collections.abc import Iterator
from typing import Any

from leftopen.privacy.files import rows

_ANSWER = frozenset({"hits", "took", "timed_out", "_shards", "status", "_scroll_id", "pit_id", "num_reduce_phases"})


def records_of(value: Any) -> Iterator[Any]:
    """The records of a whole document."""
    if isinstance(value, list):
        yield from rows.with_rows(value)
    elif isinstance(value, dict) and (held := _held(value)) is not None:
        yield from held
    elif isinstance(value, dict):
        yield from rows.parts(rows.with_rows(value))
    else:
        yield value


def _held(document: dict[str, Any]) -> list[Any] | None:
    """The hits of a search answer, or of several in one; other objects are one record."""
    answers = document.get("responses")
    if isinstance(answers, list) and answers:
        held = [_held(answer) if isinstance(answer, dict) else None for answer in answers]
        if any(each is not None for each in held):
            return [hit for answer, hits in zip(answers, held, strict=True) for hit in (hits or [answer])]
    hits = document.get("hits")
    inner = hits.get("hits") if isinstance(hits, dict) else None
    if isinstance(inner, list) and all(isinstance(hit, dict) for hit in inner):
        rest = {key: value for key, value in document.items() if key not in _ANSWER}
        return [source(hit) for hit in inner] + ([rest] if rest else [])
    return None


def source(hit: Any) -> Any:
    """What a hit of a search is of."""
    return hit.get("_source", hit.get("fields", hit)) if isinstance(hit, dict) else hit
