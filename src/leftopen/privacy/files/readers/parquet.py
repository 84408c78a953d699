"""Apache Parquet (parquet.apache.org/docs/file-format): needs `leftopen[parquet]`, which brings pyarrow."""

from collections.abc import Iterator
from typing import Any, BinaryIO

import msgspec

from leftopen.extras import needed
from leftopen.privacy.files import legends
from leftopen.privacy.files.readers import Unreadable, seekable
from leftopen.privacy.sayings import Sayings, sayings_of

NAME = "Parquet"
SUFFIXES = (".parquet", ".pq")
ORDER = 20

_ROWS = 1000
_LARGEST, _FIELDS = 1 << 20, 4096
"""Bytes of a schema that another program left in the file (Spark, Avro), and fields whose own words are read."""
_PLAIN = (b"PARQUET:",)
"""How keys begin that the format itself writes."""


def fits(head: bytes) -> bool:
    """True for the format's first four bytes."""
    return head.startswith(b"PAR1")


def records(file: BinaryIO) -> Iterator[Any]:
    """Each row as a mapping, batch by batch."""
    try:
        from pyarrow import ArrowException, parquet
    except ImportError as fault:
        raise Unreadable(f"Parquet {needed('parquet')}") from fault
    try:
        table = parquet.ParquetFile(seekable(file))
        _says(table.schema_arrow, sayings_of(file))
        for batch in table.iter_batches(_ROWS):
            yield from batch.to_pylist()
    except (ArrowException, OSError) as fault:
        raise Unreadable("not a sound Parquet file") from fault


def _says(schema: Any, sayings: Sayings) -> None:
    """What the schema says of its fields: their names, words of their own, and in schemas of other programs."""
    sayings.declare((), schema.names[:_FIELDS])
    for place in range(min(len(schema), _FIELDS)):
        field = schema.field(place)
        for key, text in (field.metadata or {}).items():
            if not key.startswith(_PLAIN):
                sayings.say((field.name,), text[:_LARGEST].decode("utf-8", "replace"))
    for text in (schema.metadata or {}).values():
        if text[:1] == b"{" and len(text) <= _LARGEST:
            try:
                legends.of_schema(msgspec.json.decode(text), sayings)
            except (msgspec.DecodeError, RecursionError):
                continue
