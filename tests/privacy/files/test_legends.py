"""What documents say of the fields of their records."""

from typing import Any

import pytest

from leftopen.privacy.files import legends
from leftopen.privacy.sayings import Sayings


def told(value: Any, path: tuple[str, ...] = ()) -> Sayings:
    sayings = Sayings()
    legends.told(path, value, sayings)
    return sayings


@pytest.mark.parametrize(
    "document",
    [
        {"schema": {"properties": {"f": {"title": "Caste"}}}},
        {"schema": {"properties": {"g": {"properties": {"f": {"description": "Caste"}}}}}},
        {"fields": [{"name": "f", "doc": "Caste"}]},
        {"fields": [{"name": "f", "metadata": {"comment": "Caste"}}]},
        {"columns": [{"id": "x"}, {"id": "f", "label": "Caste"}]},
        {"labels": {"f": "Caste"}},
        {"mappings": {"_meta": {"f": {"description": "Caste"}}}},
        {"validator": {"$jsonSchema": {"properties": {"f": {"description": "Caste"}}}}},
    ],
)
def test_words_for_a_field(document: dict[str, Any]) -> None:
    assert told(document).texts(("rows", "[]", "f")) == ["Caste"]


@pytest.mark.parametrize(
    "document",
    [
        {"legend": {"f": {"1": "Sikh", "2": "Jain"}}},
        {"fields": [{"name": "f", "values": {"1": "Sikh", "2": "Jain"}}]},
        {"fields": [{"name": "f", "options": [{"value": 1, "label": "Sikh"}, {"value": 2, "label": "Jain"}]}]},
        {"schema": {"properties": {"f": {"oneOf": [{"const": 1, "title": "Sikh"}, {"const": 2, "title": "Jain"}]}}}},
        {"schema": {"properties": {"f": {"enum": [1, 2], "enumNames": ["Sikh", "Jain"]}}}},
    ],
)
def test_what_codes_stand_for(document: dict[str, Any]) -> None:
    assert told(document).meanings(("f",)) == {"1": "Sikh", "2": "Jain"}


def test_a_part_of_a_long_document() -> None:
    assert told({"f": {"1": "Sikh"}}, ("legend",)).meanings(("f",)) == {"1": "Sikh"}
    assert not told({"f": {"1": "Sikh"}}, ("rows",))


def test_records_say_nothing() -> None:
    assert not told({"data": [{"name": "Anna", "title": "Dr"}], "total": 1})
    assert not told([{"name": "Anna", "description": "x"}])


def test_deep_and_wide_documents_are_bounded() -> None:
    deep: Any = {"title": "x"}
    for _ in range(500):
        deep = {"properties": {"a": deep}}
    told({"schema": deep})
    told({"legend": {str(number): {"1": "x"} for number in range(50_000)}})
