"""Reading a text as a file, for the tests of every format."""

from pathlib import Path
from tempfile import TemporaryDirectory

from leftopen import ingest
from leftopen.ingest import Read


def read(data: str | bytes, name: str = "found.txt", named: str | None = None) -> Read:
    with TemporaryDirectory() as folder:
        path = Path(folder) / name
        path.write_bytes(data if isinstance(data, bytes) else data.encode())
        return ingest.read(path, named)


def pairs(found: Read) -> list[tuple[str, int]]:
    return [(item.host, item.port) for item in found.listed]
