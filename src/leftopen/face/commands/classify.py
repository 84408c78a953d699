"""`leftopen classify`."""

import io
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Annotated, Any, BinaryIO, Literal

import msgspec
from cyclopts import Parameter

from leftopen.face import console
from leftopen.face.console import DONE, UNUSABLE, Stop
from leftopen.face.tables import table
from leftopen.model import CLAIM
from leftopen.privacy.files import classify as classifying
from leftopen.privacy.files import readers
from leftopen.privacy.files.readers import FileReader, Unreadable

STDIN = "-"


def classify(
    *files: Annotated[str, Parameter(name="FILE", allow_leading_hyphen=True)],
    format: Literal["table", "json"] = "table",
    per_record: Annotated[bool, Parameter(negative="")] = False,
) -> int:
    """Say which fields of a file hold which kinds of personal data. Values are never shown.

    Reads JSON, NDJSON, CSV, Parquet, SQLite and plain text, of any size in constant memory.

    Examples:

    leftopen classify people.ndjson orders.csv

    zcat dump.json.gz | leftopen classify - --format json

    leftopen classify notes.txt --per-record

    Parameters
    ----------
    files
        The files; "-" is standard input.
    format
        table or json.
    per_record
        One JSON line for each line of text or NDJSON, with the place of each hit in characters.
    """
    if not files:
        raise Stop(UNUSABLE, "Name the files to classify, or - for standard input.")
    for name in files:
        with _opened(name) as (file, reader):
            if per_record:
                _per_record(name, file, reader)
            else:
                found = classifying.fields(reader.records(file), "" if name == STDIN else Path(name).stem)
                shown = {"file": name, **found} if len(files) > 1 else found
                console.out(_json(shown) if format == "json" else _table(name, found))
    return DONE


@contextmanager
def _opened(name: str) -> Iterator[tuple[BinaryIO, FileReader]]:
    """The file with the reader that fits it. What cannot be read is said in one line."""
    try:
        place = sys.stdin.fileno() if name == STDIN else name
        with io.BufferedReader(io.FileIO(place, closefd=name != STDIN), readers.HEAD) as file:
            yield file, readers.reader_for("" if name == STDIN else name, file.peek(readers.HEAD))
    except Unreadable as error:
        raise Stop(UNUSABLE, f"{name}: {error}") from None
    except OSError as error:
        raise Stop(UNUSABLE, f"{name}: cannot be read ({error.strerror}). Name a file that exists.") from None


def _per_record(name: str, file: BinaryIO, reader: FileReader) -> None:
    if reader.lines is None:
        raise Stop(UNUSABLE, f"{name}: --per-record is for text and NDJSON, and this is {reader.name}.")
    encode = msgspec.json.Encoder().encode
    console.lines(encode(record) for record in classifying.per_record(reader.lines(file)))


def _json(found: dict[str, Any]) -> str:
    return msgspec.json.format(msgspec.json.encode(found), indent=2).decode() + "\n"


def _table(name: str, found: dict[str, Any]) -> str:
    rows = []
    for field in found["fields"]:
        claims = [label for label in field["labels"] if label["confidence"] >= CLAIM]
        hints = [f"({label['label']}?)" for label in field["labels"] if label["confidence"] < CLAIM]
        labels = ", ".join([f"{label['label']} {label['confidence']:.2f}" for label in claims] + hints)
        example = claims[0]["example"] if claims else ""
        rows.append((field["path"], field["type"], str(field["records"]), labels, example))
    return f"{name}\n" + table(("field", "type", "records", "labels", "example"), rows)
