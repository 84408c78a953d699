"""The custody of an output folder: what its journal and the documents beside it can prove, and what not.

The journal alone proves that its lines are in order (`journal.verify`). Who can write the folder can make a chain anew,
so that more is asked here: the end is signed by a known key, nothing follows it, each document is as it was written,
and the report names a line of this very journal.
"""

import hashlib
import os
import re
from collections.abc import Mapping
from pathlib import Path
from typing import TypeVar

import msgspec
from msgspec import Struct

from leftopen import journal, regular, signing, stamping
from leftopen.journal import ChainBroken, Journal, JournalLine, Torn
from leftopen.signing import Signature
from leftopen.stamping import Trust
from leftopen.store import checkpoint

REPORT = "report.json"
_CHUNK = 1 << 20
_NEXT = ".next"
_STAMP, _STAMPED = "journal.", ".tsr"
_STAMP_NAME = re.compile(r"journal\.([0-9a-f]{16})\.tsr")
_AFTER = {"close": ("seal", "reopen"), "seal": ("reopen",)}
"""Kinds of line that may follow an end of the journal."""


class Custody(Struct, frozen=True):
    """What was found: `faults` by the place where they are (`report.html`, `journal.jsonl:12`) and what is wrong there;
    what was `proved`; what could not be (`unproved`), which is no fault.
    """

    faults: tuple[tuple[str, str], ...]
    proved: tuple[str, ...]
    unproved: tuple[str, ...]

    @property
    def intact(self) -> bool:
        """Whether nothing is wrong."""
        return not self.faults


def digest(data: bytes) -> str:
    """A document as the closing line knows it."""
    return hashlib.sha256(data).hexdigest()


def end(folder: Path, documents: Mapping[str, bytes]) -> str | None:
    """Ends, or ends anew, the journal of a folder into which these documents have been written; those of an earlier end
    stay in its custody. Why it could not be signed, None where it is.

    Raises JournalError.
    """
    kept = _documents(folder / journal.NAME)
    ending = Journal(folder / journal.NAME)
    try:
        ending.end({**kept, **{name: digest(data) for name, data in documents.items()}})
    finally:
        ending.close()
    return ending.unsigned


def put(folder: Path, documents: Mapping[str, bytes]) -> str | None:
    """Puts documents into a folder in the place of those that are there, and ends its journal anew, so that the folder
    is whole at each moment, a kill included: they are written beside, the journal ends with their digests, and then
    they take their places, which `settle` goes on with. Why it could not be signed, None where it is.

    Raises JournalError, OSError.
    """
    try:
        for name, data in documents.items():
            _write(folder / _beside(name), data)
    except OSError:
        for name in documents:
            (folder / _beside(name)).unlink(missing_ok=True)
        raise
    unsigned = end(folder, documents)
    for name in documents:
        (folder / _beside(name)).replace(folder / name)
    return unsigned


def settle(folder: Path) -> None:
    """Puts in place what `put` was cut short in, and takes away what it had only begun. Raises OSError."""
    begun = list(folder.glob(_beside("*")))
    wanted = _documents(folder / journal.NAME, signed=signing.known() is not None) if begun else {}
    for path in begun:
        name = path.name[1 : -len(_NEXT)]
        if name in wanted and digest(regular.held(path)) == wanted[name]:
            path.replace(folder / name)
        else:
            path.unlink()


def _beside(name: str) -> str:
    """Where a document is written until it takes its place."""
    return f".{name}{_NEXT}"


def _write(path: Path, data: bytes) -> None:
    """Writes a file anew, on the disk when this returns, readable by its owner only."""
    path.unlink(missing_ok=True)
    handle = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL | os.O_NOFOLLOW, 0o600)
    with os.fdopen(handle, "wb") as file:
        file.write(data)
        file.flush()
        os.fsync(file.fileno())


def head(place: Path) -> str | None:
    """The hash of the last line of a folder's journal, where that is its end and the chain is whole."""
    last: JournalLine | None = None
    try:
        for last in journal.entries(place / journal.NAME):  # noqa: B007 - the last one is wanted
            pass
    except (ChainBroken, Torn):
        return None
    return last.hash if last is not None and last.kind in journal.ENDS else None


def keep_stamp(place: Path, head: str, answer: bytes) -> Path:
    """Keeps the time stamp of an end beside the journal; where there was one of it, this one takes its place."""
    path = place / f"{_STAMP}{head[:16]}{_STAMPED}"
    temporary = path.with_name(_beside(path.name))
    _write(temporary, answer)
    temporary.replace(path)
    return path


def lost(folder: Path) -> bool:
    """Whether a folder holds what a run writes, and not the journal that belongs beside it."""
    return not (folder / journal.NAME).is_file() and any((folder / name).exists() for name in (REPORT, checkpoint.NAME))


def kept(path: Path) -> bool:
    """Whether a file stands in a folder that has a journal, so that it is to come into custody."""
    return (path.parent / journal.NAME).is_file()


def own(path: Path, suffix: str = "") -> bool:
    """Whether a file is one that such a folder stands on: journal, checkpoint, time stamp, what `put` has begun, and
    its report, but for another one that ends in the same `suffix`.
    """
    names = {journal.NAME, checkpoint.NAME, *([] if REPORT.endswith(suffix) else [REPORT])}
    begun = path.name.startswith(".") and path.name.endswith(_NEXT)
    return kept(path) and (path.name in names or begun or bool(_of_stamp(path.name)))


def _documents(path: Path, *, signed: bool = False) -> dict[str, str]:
    """Those of the last end, or of the last one that is `signed`; of a chain that is broken, those until then."""
    found: dict[str, str] = {}
    closed: dict[str, str] = {}
    try:
        for entry in journal.entries(path):
            if entry.kind == "close":
                closed = _said(entry, _Close).documents
            if entry.kind == ("seal" if signed else "close"):
                found = closed
    except (ChainBroken, Torn, OSError):
        pass
    return found


class _Close(Struct):
    """What a closing line says."""

    documents: dict[str, str] = {}


class _Open(Struct):
    """What the first line of a run says."""

    retest: bool = False


_Said = TypeVar("_Said", _Close, _Open)


def _said(entry: JournalLine, kind: type[_Said]) -> _Said:
    """What a line says; of one that says nothing of the kind, what is so where nothing is said."""
    try:
        return msgspec.json.decode(entry.body + b"}", type=kind)
    except msgspec.MsgspecError:
        return kind()


class _Run(Struct):
    journal: str | None = None


class _Report(Struct):
    """The part of a report that tells which journal it was made with."""

    run: _Run


class _Beside(Struct):
    """The report beside a journal, and the hash of the line of the journal that it was made with."""

    readable: bool
    head: str | None = None

    @classmethod
    def read(cls, path: Path) -> "_Beside | None":
        """None where there is none."""
        if not path.is_file():
            return None
        try:
            return cls(True, msgspec.json.decode(path.read_bytes(), type=_Report).run.journal)
        except (OSError, msgspec.MsgspecError, UnicodeDecodeError, RecursionError):
            return cls(False)


def verify(place: Path, key: str | None = None, trust: Trust | None = None) -> Custody:
    """What an output folder, or a journal alone, can prove.

    `key`: the public key of whoever is to have signed it, in hexadecimal; without it, this user's. `trust`: who vouches
    for time stamps. Raises OSError where the journal cannot be read.
    """
    alone = not place.is_dir()
    report = None if alone else _Beside.read(place / REPORT)
    check = _Check(place if alone else place / journal.NAME, key or signing.known(), report)
    check.journal()
    if alone:
        check.unproved.append("the documents beside it, which were not looked at")
    else:
        check.folder(place)
        check.stamps(place, trust)
    return Custody(tuple(check.faults), tuple(check.proved), tuple(check.unproved))


class _Check:
    """One look at a journal, line by line, and then at what lies beside it."""

    def __init__(self, path: Path, key: str | None, report: "_Beside | None") -> None:
        self._path, self._key, self._report = path, key, report
        self.faults: list[tuple[str, str]] = []
        self.proved: list[str] = []
        self.unproved: list[str] = []
        self._met = False
        self._before: JournalLine | None = None
        self._closing: dict[str, str] = {}
        self._documents: dict[str, str] = {}
        self._signers: list[str] = []
        self._unsigned = False
        self._ends: dict[str, tuple[int, str]] = {}
        self._reopened: int | None = None
        self._retest = False

    # --- the journal --------------------------------------------------------------------------------------------------

    def journal(self) -> None:
        """Goes through the lines."""
        torn = False
        try:
            for entry in journal.entries(self._path):
                self._line(entry)
                self._met = self._met or (self._report is not None and self._report.head == entry.hash)
                self._before = entry
        except ChainBroken as broken:
            self._fault(str(broken), broken.number)
            return
        except Torn:
            torn = True
        if self._before is None:
            self._fault("holds no line")
        else:
            self.proved.append(f"{self._before.number} lines, none changed, left out or added between them")
        unsigned = self._before is not None and self._before.kind == "close"
        if torn or not self._ended or (unsigned and self._reopened is not None):
            self._torn_or_open()
        elif unsigned and self._before is not None:
            self._documents = self._closing
            self._missing_signature(self._before.number + 1)
        for signer in dict.fromkeys(self._signers):
            self._by(signer)

    @property
    def _ended(self) -> bool:
        return self._before is not None and self._before.kind in journal.ENDS

    def _line(self, entry: JournalLine) -> None:
        before = self._before.kind if self._before else ""
        if before in journal.ENDS and entry.kind not in _AFTER[before]:
            self._fault(f"line {entry.number}: comes after the end of the journal", entry.number)
        if entry.kind in journal.ENDS:
            self._ends[entry.hash[:16]] = (entry.number, entry.hash)
        if entry.kind == "open":
            self._retest = _said(entry, _Open).retest
        if entry.kind == "close":
            self._closing = _said(entry, _Close).documents
        if entry.kind == "seal" or (entry.kind == "close" and self._key is None):
            self._documents, self._reopened = self._closing, None
        if entry.kind in ("seal", "reopen"):
            if entry.kind not in _AFTER.get(before, ()):
                self._fault(f"line {entry.number}: a {entry.kind} that ends nothing", entry.number)
            self._signature(entry)
            if entry.kind == "reopen":
                self._reopened = entry.number

    def _signature(self, entry: JournalLine) -> None:
        try:
            by = Signature(**msgspec.json.decode(entry.body + b"}", type=_Signed).known())
        except msgspec.MsgspecError:
            self._missing_signature(entry.number)
            return
        purpose = "close" if entry.kind == "seal" else entry.kind
        if signing.signed(purpose, entry.prev, by):
            self._signers.append(by.key)
        else:
            self._fault(f"line {entry.number}: its signature does not fit", entry.number)

    def _missing_signature(self, number: int) -> None:
        if self._key is not None:
            self._fault(f"line {number}: the end is not signed", number)
        elif not self._unsigned:
            self._unsigned = True
            self.unproved.append("that it was not made anew: it is not signed")

    def _by(self, signer: str) -> None:
        """What a good signature says, by whose it is."""
        shown = signing.fingerprint(signer)
        if self._key is None:
            self.unproved.append(f"who signed it: there is no key here to hold {shown} against (--key)")
        elif signer == self._key:
            self.proved.append(f"signed with the key {shown}")
        else:
            self._fault(f"signed with another key, {shown}: name its owner's with --key, if you trust it")

    def _torn_or_open(self) -> None:
        """A journal that was not closed is one of a run that is unfinished, which leaves a checkpoint behind, or of a
        command that was to add to it: its documents are then those of the end before, which are held against that.
        """
        if (self._path.parent / checkpoint.NAME).is_file():
            what, way = "run", "--resume goes on with it"
            if self._retest:
                what, way = "retest", "another one asks all of them anew"
            self.unproved.append(f"its end: the {what} was cut short and not closed ({way})")
        elif self._reopened is not None:
            says = f"what was to follow its end before line {self._reopened}: a command was cut short"
            self.unproved.append(f"{says}; its documents are those of that end")
        else:
            self._fault("its end is missing: it was never closed, and there is no run to resume")

    # --- what lies beside it ------------------------------------------------------------------------------------------

    def folder(self, place: Path) -> None:
        """Holds the documents against the last end."""
        for name, wanted in sorted(self._documents.items()):
            self._document(place, name, wanted)
        if self._documents and not self.faults:
            self.proved.append(f"{', '.join(sorted(self._documents))}: as written")
        if self._report is not None:
            self._held(self._report, str(place / REPORT))
        elif REPORT not in self._documents:
            self.unproved.append("that it is the journal of a certain report: there is none here")
        own = {journal.NAME, checkpoint.NAME, *self._documents, *map(_beside, self._documents)}
        names = [path.name for path in place.iterdir() if path.name not in own and not _of_stamp(path.name)]
        if (place / journal.NAME).is_symlink():
            self._fault("is a link, so that what it says may change elsewhere")
        others = sorted(map(ascii, names))
        if others:
            more = f" and {len(others) - 5} more" if len(others) > 5 else ""
            self.unproved.append(f"{', '.join(others[:5])}{more}: not written by leftopen, or not into its custody")

    def stamps(self, place: Path, trust: Trust | None) -> None:
        """Holds time stamps against the ends that they are of."""
        for path in sorted(each for each in place.iterdir() if _of_stamp(each.name)):
            line, full = self._ends.get(_of_stamp(path.name), (None, ""))
            if path.is_symlink() or not path.is_file():
                self.faults.append((str(path), "is no file"))
                continue
            try:
                with path.open("rb") as file:
                    answer = file.read(stamping.LARGEST + 1)
            except OSError as error:
                self.faults.append((str(path), f"cannot be read ({error.strerror})"))
                continue
            faults, proved, unproved = stamping.told([(line, full, answer)], "of the journal", trust)
            self.faults += [(str(path), says) for says in faults]
            self.proved += proved
            self.unproved += unproved

    def _document(self, place: Path, name: str, wanted: str) -> None:
        if name in ("", ".", "..") or "/" in name or "\0" in name:
            self._fault("names a document that is no file beside it")
            return
        path = place / name
        says = _differs(path, wanted)
        if says is None:
            return
        if _differs(place / _beside(name), wanted) is None:
            self.unproved.append(f"{name}: it was not put in its place, and lies beside as {_beside(name)}")
        else:
            self.faults.append((str(path), says))

    def _held(self, report: "_Beside", place: str) -> None:
        """The report knows a line of the journal that it was made with."""
        if REPORT not in self._documents:
            self.faults.append((place, "no closing line of the journal knows it"))
        if not report.readable:
            self.faults.append((place, "cannot be read as a report"))
        elif report.head is None:
            self.unproved.append("that the report was made with this journal: it does not say")
        elif not self._met:
            self.faults.append((place, "was made with another journal, or its end is missing there"))

    def _fault(self, says: str, number: int | None = None) -> None:
        self.faults.append((f"{self._path}:{number}" if number else str(self._path), says))


def _differs(path: Path, wanted: str) -> str | None:
    """How a file differs from the one of this digest; None where it is that."""
    found = hashlib.sha256()
    try:
        if path.is_symlink():
            return "is a link, so that what it says may change elsewhere"
        if not path.is_file():
            return "is missing"
        with path.open("rb") as file:
            while data := file.read(_CHUNK):
                found.update(data)
    except OSError as error:
        return f"cannot be read ({error.strerror})"
    return None if found.hexdigest() == wanted else "was changed after it was written"


def _of_stamp(name: str) -> str:
    """The beginning of the hash that a file of this name is a stamp of; "" for any other name."""
    found = _STAMP_NAME.fullmatch(name)
    return found[1] if found else ""


class _Signed(Struct):
    """What a seal and a reopening line say."""

    key: str
    signature: str

    def known(self) -> dict[str, str]:
        """The two by name."""
        return {"key": self.key, "signature": self.signature}
