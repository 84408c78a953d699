"""What the classifier claims of one field, or of the fields of records: shared by the tests of detectors."""

from collections.abc import Iterable
from typing import Any

from leftopen.model import CLAIM
from leftopen.privacy.files import classify


def told(name: str, values: Iterable[Any]) -> dict[str, float]:
    """Label to confidence of one field, hints included."""
    fields = classify.fields({name: value} for value in values)["fields"]
    return {label["label"]: label["confidence"] for label in fields[0]["labels"]}


def claimed(records: Iterable[Any]) -> dict[str, set[str]]:
    """Path to labels that are claims."""
    fields = classify.fields(records)["fields"]
    return {f["path"]: {label["label"] for label in f["labels"] if label["confidence"] >= CLAIM} for f in fields}


def in_text(text: str) -> list[tuple[str, str]]:
    """(label, characters) of each hit in a line of text."""
    (record,) = classify.per_record([text])
    return [(hit["label"], text[hit["start"] : hit["end"]]) for hit in record["hits"]]
