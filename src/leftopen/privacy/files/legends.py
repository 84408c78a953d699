"""What a document of JSON says of the fields of its records: schemas, lists of columns, legends of codes.

    {"properties": {"fld_a": {"title": "Ethnicity", "oneOf": [{"const": 1, "title": "Roma"}]}}}     JSON Schema
    {"fields": [{"name": "c7", "doc": "HIV status"}]}         Avro, Spark, BigQuery, Frictionless Data, survey tools
    {"legend": {"q17": {"1": "Catholic", "2": "Muslim"}}}     codes by field
    {"labels": {"q17": "Religion"}}                           titles by field

Whatever stands below is a field wherever one is called so; all is bounded by depth and by what `Sayings` takes.
"""

from collections.abc import Iterator, Mapping
from typing import Any

from leftopen.privacy.sayings import ANYWHERE, Sayings

_DEPTH = 6
_WIDEST = 4096
"""Members of one map or list that are looked at."""
_TOLD = frozenset(
    (
        *("schema", "properties", "fields", "columns", "variables", "mappings", "metadata", "meta", "_meta"),
        *(
            "questions",
            "items",
            "$defs",
            "codelists",
            "categories",
            "descriptions",
            "$jsonschema",
            "validator",
            "options",
        ),
        *("legend", "legends", "codebook", "codes", "labels", "value_labels", "valuelabels", "variable_labels"),
        *("dictionary", "datadictionary", "data_dictionary", "lookup", "lookups", "enums", "choices", "definitions"),
    )
)
"""Keys below which fields are spoken of, in small letters."""
_NAMES = ("name", "field", "column", "variable", "id", "key", "code", "fieldName", "columnName", "col", "var")
_TEXTS = ("description", "title", "label", "comment", "doc", "text", "displayName", "question", "caption", "meaning")
"""What a saying is called beside a name; `title` and `description` are JSON Schema's."""
_CODES = ("values", "codes", "options", "choices", "categories", "levels", "labels", "valueLabels", "value_labels")
_CODE = ("const", "value", "code", "id", "key")
_SCHEMA = ("oneOf", "anyOf")


def told(path: tuple[str, ...], value: Any, sayings: Sayings) -> None:
    """Takes what a document, or a part of a long one, says of fields."""
    if path:
        if path[-1].casefold() in _TOLD and len(path) <= _DEPTH:
            _walk(value, sayings)
    elif isinstance(value, dict) and len(value) <= _WIDEST:
        for key, item in value.items():
            if isinstance(item, (dict, list)) and key.casefold() in _TOLD:
                _walk(item, sayings)


def of_schema(value: Any, sayings: Sayings) -> None:
    """Takes all that a schema says."""
    _walk(value, sayings)


def _walk(value: Any, sayings: Sayings) -> None:
    stack: list[tuple[Any, int]] = [(value, 0)]
    left = _WIDEST
    while stack and left > 0:
        item, depth = stack.pop()
        left -= 1
        if depth > _DEPTH:
            continue
        if isinstance(item, dict):
            for key, inner in _first(item):
                _say(key, inner, sayings)
                if isinstance(inner, (dict, list)):
                    stack.append((inner, depth + 1))
        elif isinstance(item, list):
            for each in item[:_WIDEST]:
                if not isinstance(each, dict):
                    break
                name = next((each[key] for key in _NAMES if isinstance(each.get(key), str)), "")
                if name:
                    _say(name, each, sayings)
                stack += [(inner, depth + 1) for inner in each.values() if isinstance(inner, (dict, list))]


def _first(item: Mapping[str, Any]) -> Iterator[tuple[str, Any]]:
    for count, (key, inner) in enumerate(item.items()):
        if count >= _WIDEST:
            return
        yield key, inner


def _say(name: str, said: Any, sayings: Sayings) -> None:
    """What stands under the name of a field, or beside it."""
    place = (ANYWHERE, name)
    if isinstance(said, str):
        if name not in _TEXTS and name not in _NAMES:
            sayings.say(place, said)
        return
    if not isinstance(said, dict):
        return
    for key in _TEXTS:
        sayings.say(place, said.get(key))
    if isinstance(inner := said.get("metadata"), dict):
        for key in _TEXTS:
            sayings.say(place, inner.get(key))
    if meanings := _meanings(said):
        sayings.mean(place, meanings)
        return
    for key in (*_CODES, *_SCHEMA):
        if meanings := _meanings(said.get(key)):
            sayings.mean(place, meanings)
            return
    named = said.get("enumNames") or said.get("x-enumNames") or said.get("x-enum-varnames")
    if isinstance(named, list) and isinstance(codes := said.get("enum"), list):
        pairs = zip(codes, named, strict=False)
        sayings.mean(place, [(str(code), name) for code, name in pairs if isinstance(name, str)])


def _meanings(said: Any) -> list[tuple[str, str]]:
    """Codes with what they stand for, by a map or by a list of maps."""
    if isinstance(said, dict):
        pairs = [(key, text) for key, text in _first(said) if isinstance(text, str) and _is_code(key)]
        return pairs if pairs and len(pairs) == len(said) else []
    found = []
    for each in said[:_WIDEST] if isinstance(said, list) else ():
        if not isinstance(each, dict):
            return []
        code = next((each[key] for key in _CODE if isinstance(each.get(key), (str, int))), None)
        text = next((each[key] for key in (*_TEXTS, "name") if isinstance(each.get(key), str)), None)
        if code is not None and text is not None:
            found.append((str(code), text))
    return found


def _is_code(key: str) -> bool:
    """True for what stands in place of a word: a number or a few letters.

    >>> _is_code("1"), _is_code("RC"), _is_code("description")
    (True, True, False)
    """
    return key.lstrip("-").isdigit() or 0 < len(key) <= 3
