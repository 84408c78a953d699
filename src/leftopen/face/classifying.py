"""What `leftopen classify` does, once its arguments are known."""

import os
import sys
import time
from collections.abc import Iterator, Sequence
from contextlib import closing
from pathlib import Path
from typing import Any, Literal, TypeVar

import msgspec

from leftopen.face import console, large
from leftopen.face.console import DONE, EARLY, EXPOSED, UNUSABLE, Stop
from leftopen.face.stream import Stream
from leftopen.face.tables import table
from leftopen.harmless import clean
from leftopen.model import CLAIM
from leftopen.privacy.encodings import SHOWN
from leftopen.privacy.files import readers, source, summary
from leftopen.privacy.files.readers import FileReader, Unreadable
from leftopen.privacy.files.source import Input

T = TypeVar("T")

STDIN = "-"
EVERY = 10.0
"""Seconds between two words of progress."""
_STEP = 1024
_NAME = 1000
"""Characters of the name of a file that are shown."""

Format = Literal["table", "json"] | None
"""None: as a table, but for the lines of single records."""


def at_once(words: Sequence[str]) -> int | None:
    """`run` with the words of a command line; None where any of them wants the parser of options.

    That takes twice as long to load as all that `run` needs for a page of records.
    """
    files = list(words)
    per_record = "--per-record" in files
    if per_record:
        files.remove("--per-record")
    shown: Format = None
    if "--format" in files:
        at = files.index("--format")
        _, *told = files[at : at + 2]
        if told not in (["table"], ["json"]):
            return None
        shown = "json" if told == ["json"] else "table"
        del files[at : at + 2]
    if not files or any(word.startswith("-") and word != STDIN for word in files):
        return None
    return run(files, shown, per_record=per_record)


def run(files: Sequence[str], format: Format = None, *, per_record: bool, fail_on: Sequence[str] = ()) -> int:
    """Classifies files and folders; returns the exit code."""
    if not files:
        raise Stop(UNUSABLE, "Name the files to classify, or - for standard input.")
    if per_record and format == "table":
        raise Stop(UNUSABLE, "--per-record: writes a JSON line for each record, no table. Leave --format out.")
    try:
        wanted = summary.wanted(fail_on)
    except KeyError as unknown:
        raise Stop(UNUSABLE, f"--fail-on {unknown.args[0]}: no such label. See leftopen labels.") from None
    for name in files:
        if name.startswith("-") and name != STDIN and not Path(name).exists():
            raise Stop(UNUSABLE, f"Unknown option: {name}. See: leftopen classify --help")
    run = _Run(format or "table", per_record, several=len(files) > 1 or any(Path(name).is_dir() for name in files))
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
        self.records = 0

    def fault(self, code: int, says: str) -> None:
        """One line; a file that cannot be used weighs more than one that ended early."""
        console.fail(says)
        self.code = UNUSABLE if UNUSABLE in (code, self.code) else code

    def take(self, name: str) -> None:
        """A file, a folder or standard input."""
        path = Path(name)
        if name != STDIN and path.is_dir():
            found = False
            for inner in _inside(path):
                found = True
                self._file(str(inner), inside=True)
            if not found:
                console.say(f"{name}: holds no file")
        else:
            self._file(name, inside=False)

    def _file(self, name: str, inside: bool) -> None:
        if name == STDIN and sys.stdin is None:  # closed by whoever started us
            self.fault(UNUSABLE, "standard input is closed. Name a file, or write to it.")
            return
        try:
            with closing(Stream(sys.stdin.fileno() if name == STDIN else name, closefd=name != STDIN)) as raw:
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

    def _fields(self, name: str, file: Input, reader: FileReader, watched: "_Watched") -> None:
        found = large.fields_of(reader, file, watched)
        encoding = SHOWN.get(file.encoding or "ascii", file.encoding)
        about = {"format": reader.name, "encoding": encoding} if file.encoding else {"format": reader.name}
        if encoding not in ("ASCII", "UTF-8"):
            console.say(f"{name}: read as {encoding}")
        if watched.fault is not None and not watched.count:
            return
        if not watched.count:
            console.say(f"{name}: {'holds no record' if file.head else 'is empty'}")
        self.records += watched.count
        self.claimed |= summary.claimed(found["fields"])
        if self.format == "json":
            self.found.append({"file": name, **about, "records": watched.count, **found})
        else:
            console.out(_table(name, found))
            self.found.append(found)

    def _lines(self, file: Input, reader: FileReader) -> None:
        if reader.lines is None:
            raise Unreadable(f"--per-record is for text and NDJSON, and this is {reader.name}.")
        console.lines(large.written(reader.lines(file), self.claimed))

    def end(self) -> None:
        """The document, or the line that sums up."""
        if self.per_record or not (self.found or self.code == DONE):
            return
        if self.format == "json":
            console.out(_json(_document(self.found, self.several)))
        else:
            told = summary.together(name for each in self.found for name in each["holds"])
            says = summary.sentence([field for each in self.found for field in each["fields"]])
            says = says if self.records else "nothing was there to classify"
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

        self._told, self._step = time.monotonic(), _STEP

    def until(self, parts: Iterator[T]) -> Iterator[T]:
        """What is read, to the first fault."""
        try:
            yield from parts
        except Unreadable as error:
            self.fault = str(error)

    def add(self, records: int) -> None:
        """So many records more were taken."""
        self.count += records
        if self.count >= self._step:
            self._step = self.count + _STEP
            if time.monotonic() - self._told > EVERY:
                self._told = time.monotonic()
                console.say(f"{self.name}: {self.count:,} records so far")


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
    return f"{clean(name, _NAME)}\n" + table(("field", "type", "records", "labels", "example"), rows)
