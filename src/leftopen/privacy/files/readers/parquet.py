"""Apache Parquet (parquet.apache.org/docs/file-format): needs `leftopen[parquet]`, which brings pyarrow."""

from collections.abc import Iterator
from typing import Any, BinaryIO

from leftopen.extras import needed
from leftopen.privacy.files.readers import Unreadable, seekable

NAME = "Parquet"
SUFFIXES = (".parquet", ".pq")
ORDER = 20

_ROWS = 1000


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
        for batch in parquet.ParquetFile(seekable(file)).iter_batches(_ROWS):
            yield from batch.to_pylist()
    except (ArrowException, OSError) as fault:
        raise Unreadable("not a sound Parquet file") from fault
