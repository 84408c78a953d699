"""JSON for programs: `report.json`, described by the published JSON Schema; also read back from here.

Keys keep the order of the model with `schema` first. Unknown numbers are null. Lone surrogates, which UTF-8 cannot
hold and which a hostile peer can send as JSON escapes, become `?`.
"""

import json
from typing import Any

import msgspec

from leftopen.model import SCHEMA, Report

NAME = "json"
SUFFIX = ".json"


class NotAReport(ValueError):
    """Bytes that are no `leftopen.report/1`; the text says where, and repeats nothing of the content."""


def document(report: Report) -> dict[str, Any]:
    """The report as dicts, lists and plain values, `schema` first."""
    tree: dict[str, Any] = msgspec.to_builtins(report)
    return {"schema": tree.pop("schema"), **tree}


def render(report: Report) -> bytes:
    """`report.json`: UTF-8, two spaces of indentation, a final newline."""
    tree = document(report)
    try:
        data = msgspec.json.encode(tree)
    except UnicodeEncodeError:
        data = json.dumps(tree, ensure_ascii=False).encode("utf-8", "replace")
    return msgspec.json.format(data, indent=2) + b"\n"


def load(data: bytes) -> Report:
    """The report in `data`. Types are strict; fields that a later version added are ignored.

    Raises:
        Unreadable: not JSON, another schema, or a field that is missing or of the wrong type.
    """
    try:
        named = msgspec.json.decode(data, type=_Named)
        if named.schema != SCHEMA:
            raise NotAReport(f"the schema is not {SCHEMA}")
        return msgspec.json.decode(data, type=Report)
    except msgspec.ValidationError as e:
        _, _, place = str(e).partition(" - at ")
        raise NotAReport(f"not a {SCHEMA}: missing or of the wrong type at {place or 'the top'}") from None
    except (msgspec.DecodeError, UnicodeDecodeError):
        raise NotAReport("not JSON in UTF-8, or cut off") from None
    except RecursionError:
        raise NotAReport("JSON that is nested too deep") from None


class _Named(msgspec.Struct):
    schema: str
