"""What fields are called in languages east of German and Italian, and what there is of nobody: `privacy/east.toml`."""

import tomllib
from itertools import cycle
from pathlib import Path
from typing import Any

import pytest

from leftopen.model import CLAIM
from leftopen.privacy.detect.concepts import read
from leftopen.privacy.files import classify

EAST: dict[str, Any] = tomllib.loads((Path(__file__).parents[1] / "privacy" / "east.toml").read_text("utf-8"))
ROWS = 40


@pytest.mark.parametrize("language", EAST["words"])
def test_names_of_fields_are_known(language: str) -> None:
    unknown = {
        name: concept
        for concept, names in EAST["words"][language].items()
        for name in names
        if not any(hint.concept == concept and hint.strength >= 0.9 for hint in read(name))
    }
    assert unknown == {}


def test_each_language_is_asked_for_several_kinds() -> None:
    assert len(EAST["words"]) >= 24
    assert min(len(concepts) for concepts in EAST["words"].values()) >= 5


@pytest.mark.parametrize("thing", EAST["thing"], ids=[thing["name"] for thing in EAST["thing"]])
def test_tables_of_things_are_of_nobody(thing: dict[str, Any]) -> None:
    columns = {name: cycle(values) for name, values in thing["columns"]}
    records = [{name: next(values) for name, values in columns.items()} for _ in range(ROWS)]
    told = {
        field["path"]: [label["label"] for label in field["labels"] if label["confidence"] >= CLAIM]
        for field in classify.fields(records)["fields"]
    }
    assert {path: labels for path, labels in told.items() if labels} == {}
