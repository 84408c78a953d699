"""`leftopen classify`."""

import io
import os
import sys
import time
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path
from typing import Annotated, Any, Literal

import msgspec
from cyclopts import Parameter

from leftopen.face import console
from leftopen.face.console import DONE, EARLY, EXPOSED, UNUSABLE, Stop
from leftopen.face.tables import table
from leftopen.model import CLAIM
from leftopen.privacy.files import classify as classifying
from leftopen.privacy.files import readers, source, summary
from leftopen.privacy.files.readers import FileReader, Unreadable
from leftopen.privacy.files.source import Input
from leftopen.privacy.files.texts import SHOWN

STDIN = "-"
EVERY = 10.0
"""Seconds between two words of progress."""
_STEP = 1024


def classify(
    *files: Annotated[str, Parameter(name="FILE", allow_leading_hyphen=True)],
    format: Literal["table", "json"] = "table",
    per_record: Annotated[bool, Parameter(negative="")] = False,
    fail_on: Annotated[tuple[str, ...], Parameter(negative="")] = (),
) -> int:
    """Say which fields of a file hold which kinds of personal data. Values are never shown.

    Reads JSON, NDJSON, CSV, Parquet, SQLite, Excel, SQL dumps, BSON, LDIF, HL7, DICOM JSON, vCard, settings, logs and
    text of any size in constant memory, also packed with gzip, bzip2, xz, Zstandard, zip or tar, and every file of a
    folder.

    Examples:

    leftopen classify people.ndjson orders.csv.gz exports/

    pg_dump shop | leftopen classify - --format json

    leftopen classify notes.txt --per-record

    leftopen classify fixtures/ --fail-on special --fail-on finance.card

    Parameters
    ----------
    files
        The files and folders; "-" is standard input.
    format
        table or json.
    per_record
        One JSON line for each line of text or NDJSON, with the place of each hit in characters of its field's value.
    fail_on
        Exit with 1 where this is claimed: a label, its beginning or its end (special, id.us, health), an ENISA class
        (sensitive), or any.
    """
    if not files:
        raise Stop(UNUSABLE, "Name the files to classify, or - for standard input.")
    try:
        wanted = summary.wanted(fail_on)
    except KeyError as unknown:
        raise Stop(UNUSABLE, f"--fail-on {unknown.args[0]}: no such label. See leftopen labels.") from None
    run = _Run(format, per_record, several=len(files) > 1 or any(Path(name).is_dir() for name in files))
    for name in files:
        run.take(name)
    run.end()
    return run.code or (EXPOSED if run.claimed & wanted else DONE)


class _Run:
    """One call: what was claimed, and the exit code that faults ask for."""

    def __init__(self, format: str, per_record: bool, several: bool) -> None:
        self.format, self.per_record, self.several = format, per_record, several
        self.code = DONE
        self.claimed: set[str] = set()
        self.found: list[dict[str, Any]] = []
        self.read = 0

    def fault(self, code: int, says: str) -> None:
        """One line; a file that cannot be used weighs more than one that ended early."""
        console.fail(says)
        self.code = UNUSABLE if UNUSABLE in (code, self.code) else code

    def take(self, name: str) -> None:
        """A file, a folder or standard input."""
        path = Path(name)
        if name != STDIN and path.is_dir():
            for inner in _inside(path):
                self._file(str(inner), inside=True)
        else:
            self._file(name, inside=False)

    def _file(self, name: str, inside: bool) -> None:
        try:
            with closing(io.FileIO(sys.stdin.fileno() if name == STDIN else name, closefd=name != STDIN)) as raw:
                for file in source.unpacked(raw, "" if name == STDIN else name):
                    inside = inside or file.shown not in (name, "")
                    self._member(file.shown or STDIN, file, inside)
        except Unreadable as error:
            self.fault(EARLY if inside else UNUSABLE, f"{name}: {error}")
        except OSError as error:
            self.fault(UNUSABLE, f"{name}: cannot be read ({error.strerror}). Name a file that exists.")

    def _member(self, name: str, file: Input, inside: bool) -> None:
        watched = _Watched(name)
        try:
            if file.fault is None or file.head:
                reader = readers.reader_for(file.called, file.head, lines=self.per_record)
                if self.per_record:
                    self._lines(file, reader)
                else:
                    self._fields(name, file, reader, watched)
        except Unreadable as error:
            watched.fault = str(error)
        fault = watched.fault or file.fault
        if fault is not None:
            early = inside or watched.count
            self.fault(EARLY if early else UNUSABLE, f"{name}: {fault}" + _so_far(watched.count))
        self.read += 1

    def _fields(self, name: str, file: Input, reader: FileReader, watched: "_Watched") -> None:
        found = classifying.fields_of(watched.over(reader.batches(file)), file.stem)
        encoding = SHOWN.get(file.encoding or "ascii", file.encoding)
        about = {"format": reader.name, "encoding": encoding} if file.encoding else {"format": reader.name}
        if encoding not in ("ASCII", "UTF-8"):
            console.say(f"{name}: read as {encoding}")
        if watched.fault is not None and not watched.count:
            return
        self.claimed |= summary.claimed(found["fields"])
        if self.format == "json":
            self.found.append({"file": name, **about, "records": watched.count, **found})
        else:
            console.out(_table(name, found))
            self.found.append(found)

    def _lines(self, file: Input, reader: FileReader) -> None:
        if reader.lines is None:
            raise Unreadable(f"--per-record is for text and NDJSON, and this is {reader.name}.")
        encode = msgspec.json.Encoder().encode
        console.lines(encode(self._hits(record)) for record in classifying.per_record(reader.lines(file)))

    def _hits(self, record: dict[str, Any]) -> dict[str, Any]:
        self.claimed.update(hit["label"] for hit in record["hits"])
        return record

    def end(self) -> None:
        """The document, or the line that sums up."""
        if self.per_record or not self.found:
            return
        if self.format == "json":
            console.out(_json(_document(self.found, self.several)))
        else:
            told = summary.together(name for each in self.found for name in each["holds"])
            says = summary.sentence([field for each in self.found for field in each["fields"]])
            console.out("".join(f"{line}\n" for line in (told, says) if line))


def _inside(folder: Path) -> Iterator[Path]:
    """The files of a folder and those below it, by name; links are not followed, so that none leads outside."""
    for place, folders, names in os.walk(folder):
        folders.sort()
        for name in sorted(names):
            path = Path(place, name)
            if path.is_file() and not path.is_symlink():
                yield path


def _document(found: list[dict[str, Any]], several: bool) -> dict[str, Any]:
    """One file's answer, or that of all: their fields with the name of their file, and what each of them is."""
    if len(found) == 1 and not several:
        (only,) = found
        about = {key: value for key, value in only.items() if key not in ("file", "fields", "records")}
        return {"fields": only["fields"], "summary": summary.counts(only["fields"]), **about}
    fields = [{"file": each["file"], **field} for each in found for field in each["fields"]]
    files = [{key: value for key, value in each.items() if key != "fields"} for each in found]
    return {"fields": fields, "summary": summary.counts(fields), "files": files}


def _so_far(count: int) -> str:
    return f"; the {count} record{'s' if count > 1 else ''} before that are told" if count else ""


class _Watched:
    """Records on their way: how many, what ended them, and a word of progress on long input."""

    def __init__(self, name: str) -> None:
        self.name = name
        self.count = 0
        self.fault: str | None = None

    def over(self, batches: Iterator[list[Any]]) -> Iterator[list[Any]]:
        """The records, to the first fault."""
        told, step = time.monotonic(), _STEP
        try:
            for records in batches:
                self.count += len(records)
                if self.count >= step:
                    step = self.count + _STEP
                    if time.monotonic() - told > EVERY:
                        told = time.monotonic()
                        console.say(f"{self.name}: {self.count:,} records so far")
                yield records
        except Unreadable as error:
            self.fault = str(error)


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
