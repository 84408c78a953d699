"""One JSON document (RFC 8259): a list of records, an object that holds one list of them, or a single record.

The whole document is in memory while it is read; for files larger than that use NDJSON.
"""

from collections.abc import Iterator
from typing import Any, BinaryIO

import msgspec

from leftopen.privacy.files.readers import Unreadable, ndjson

NAME = "JSON"
SUFFIXES = (".json", ".geojson")
ORDER = 40


def fits(head: bytes) -> bool:
    """True where the first character opens an object or a list, and it is not the first of several lines of JSON."""
    several = b"\n" in head.strip() and ndjson.fits(head)
    return head.lstrip(b"\xef\xbb\xbf \t\r\n")[:1] in (b"{", b"[") and not several


def records(file: BinaryIO) -> Iterator[Any]:
    """The records of the document; lines of JSON under the name `.json` are read as lines."""
    data = file.read().removeprefix(b"\xef\xbb\xbf")
    try:
        document = msgspec.json.decode(data)
    except (msgspec.DecodeError, UnicodeError, RecursionError) as fault:
        if not ndjson.fits(data[:65_536]):
            raise Unreadable(_why(data, fault)) from fault
        for line in data.splitlines():
            if line.strip():
                try:
                    yield msgspec.json.decode(line)
                except (msgspec.DecodeError, UnicodeError, RecursionError):
                    yield {"text": line.decode("utf-8", "replace")}
        return
    if isinstance(document, list):
        yield from document
    elif isinstance(document, dict) and (held := _held(document)) is not None:
        yield from held
    else:
        yield document


def _held(document: dict[str, Any]) -> list[Any] | None:
    """The hits of a search answer, whose `_source` are the records; other objects are one record."""
    hits = document.get("hits")
    inner = hits.get("hits") if isinstance(hits, dict) else None
    if isinstance(inner, list) and all(isinstance(hit, dict) for hit in inner):
        return [hit.get("_source", hit) for hit in inner]
    return None


def _why(data: bytes, fault: Exception) -> str:
    """What is wrong with it, without a word of what it holds."""
    if not data.strip():
        return "an empty file"
    if isinstance(fault, RecursionError):
        return "JSON that is nested too deep"
    try:
        data.decode("utf-8")
    except UnicodeDecodeError as odd:
        return f"not UTF-8, from byte {odd.start + 1} on: JSON is (RFC 8259)"
    return "JSON that is cut short" if "truncated" in str(fault) else "not a JSON document"
