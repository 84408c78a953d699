"""The JSON Schema (2020-12) of `report.json`: built from the model, published as `report-1.schema.json`.

A test tells when the published file is stale; `schema.publish(folder)` writes it.
Objects stay open (no `additionalProperties: false`), since a later version may add fields and never renames one.
"""

import json
from importlib import resources
from pathlib import Path
from typing import Any

import msgspec

from leftopen.model import SCHEMA, Report

FILE = "report-1.schema.json"
_SHARE = {"minimum": 0, "maximum": 1}
_COUNT = {"minimum": 0}
_TIME = {"pattern": r"^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(\.\d+)?Z$"}
_RULES: dict[str, dict[str, dict[str, Any]]] = {
    "Report": {"schema": {"const": SCHEMA}},
    "Run": {"started": _TIME, "finished": _TIME} | dict.fromkeys(("targets", "answering", "probed", "errors"), _COUNT),
    "Service": {"port": {"minimum": 0, "maximum": 65535}},
    "Problem": {"port": {"minimum": 0, "maximum": 65535}},
    "Footprint": dict.fromkeys(("connections", "requests", "bytes_in", "bytes_out", "seconds"), _COUNT),
    "Label": {"confidence": _SHARE, "share": _SHARE, "matches": _COUNT},
    "Link": {"strength": _SHARE},
    "Party": {"confidence": _SHARE},
    "People": {"low": _COUNT, "high": _COUNT},
}
"""What the types alone do not say, by definition and property."""


def current() -> dict[str, Any]:
    """The schema that the model of this version has."""
    (root,), definitions = msgspec.json.schema_components([Report], ref_template="#/$defs/{name}")
    for name, rules in _RULES.items():
        for prop, rule in rules.items():
            definitions[name]["properties"][prop].update(rule)
    report = definitions["Report"]
    report["required"] = ["schema", *report["required"]]
    return {
        "$schema": "https://json-schema.org/draft/2020-12/schema",
        "$id": "urn:leftopen:report:1",
        "title": SCHEMA,
        **root,
        "$defs": dict(sorted(definitions.items())),
    }


def publish(folder: Path) -> None:
    """Writes the schema of the model into `folder`."""
    (folder / FILE).write_text(json.dumps(current(), ensure_ascii=False, indent=2) + "\n", "utf-8")


def published() -> dict[str, Any]:
    """The schema as published with this version."""
    schema: dict[str, Any] = json.loads((resources.files(__name__) / FILE).read_text("utf-8"))
    return schema
