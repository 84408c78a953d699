"""leftopen: finds data stores left open inside your own scope and says what personal data they expose."""

from collections.abc import Iterable, Mapping
from typing import Any

__version__ = "0.1.0"
__all__ = ["classify"]


def classify(records: Iterable[Any], name: str = "") -> dict[str, Any]:
    """Which fields of records hold which kinds of personal data; values are only looked at, never given back.

    `records` are mappings, lists or plain values of any shape, rows of a database, data classes, or tuples with names,
    read once; memory does not grow with their number. A mapping, a text or bytes by themselves are one record.
    `name`, where the collection has one, may say what it is about. The answer is that of `leftopen classify --format
    json`: `{"fields": [{path, type, records, labels: [{label, confidence, share, matches, example}]}]}`, examples
    masked; a label with a confidence of 0.5 or more is a claim.

    >>> found = classify([{"who": {"email": f"anna{i}@example.org"}} for i in range(5)])
    >>> [(field["path"], field["labels"][0]["label"], field["labels"][0]["example"]) for field in found["fields"]]
    [('who.email', 'contact.email', 'a████@e██████.org')]
    """
    from leftopen.privacy.files.classify import fields

    return fields([records] if isinstance(records, Mapping | str | bytes) else records, name)
