"""What a file holds once it is unpacked: itself, or the members of gzip, bzip2, xz, Zstandard, zip and tar around it.

Nothing is written anywhere: members are read as they are unpacked, and what must be read from its end (a zip, a
Parquet file) is held in memory where it comes from a pipe. What is unpacked is bounded, so that a few bytes that
unpack to a great many end as a fault of that member. A member that ends early gives what came before; `fault` says so.
"""

import io
import tarfile
import zipfile
import zlib
from collections.abc import Iterator
from functools import cache
from pathlib import PurePath
from typing import Any, BinaryIO

from leftopen.privacy.files.readers import HEAD, Unreadable, seekable
from leftopen.privacy.sayings import Sayings

DEPTH = 4
"""Packings one within another."""
MEMBERS = 10_000
_PART = 200
"""Characters of a part of the path of a file in an archive."""
MOST = 1 << 36
"""Bytes that are unpacked of one member."""
RATIO, FREE = 300, 1 << 28
"""Times its packed size that a member may have beyond its first `FREE` bytes: repetitive logs pack to a hundredth."""
LINE = 4 * 1024 * 1024
"""Bytes that are looked at to tell lines of JSON from one document."""

_GZIP, _BZIP, _XZ, _ZSTD, _ZIP = b"\x1f\x8b", b"BZh", b"\xfd7zXZ\x00", b"\x28\xb5\x2f\xfd", b"PK\x03\x04"
_PACKED = {_GZIP: "gzip", _BZIP: "bzip2", _XZ: "xz", _ZSTD: "Zstandard"}
_SHEETS = ("xl/workbook", "content.xml")
"""Members that only spreadsheets have: these are read whole."""


class Input(io.BufferedReader):
    """Bytes to read. `shown`: where they are; `called`: their name without the endings of what they were packed in;
    `head`: the first of them; `encoding`: of the text, once that is known; `sayings`: what it says of its fields, as
    far as it was read; `passed()`: how many were read, about.
    """

    def __init__(self, raw: Any, shown: str, called: str = "") -> None:
        start = _upto(raw, HEAD)
        if start.lstrip(b"\xef\xbb\xbf \t\r\n")[:1] == b"{" and b"\n" not in start:
            start += _upto(raw, LINE - len(start))
        self.head = start
        self.shown, self.called = shown, called or shown
        self.encoding: str | None = None
        self.sayings = Sayings()
        if raw.seekable():
            raw.seek(-len(start), io.SEEK_CUR)
            super().__init__(raw, HEAD)
            self.passed = self.tell
        else:
            again = _Again(start, raw)
            super().__init__(again, HEAD)
            self.passed = lambda: again.passed
        self._origin = raw

    @property
    def fault(self) -> str | None:
        """Why it ended early, if it did."""
        return getattr(self._origin, "fault", None)

    @property
    def stem(self) -> str:
        """Its name without folders and endings."""
        return PurePath(self.called).stem


def _upto(raw: Any, size: int) -> bytes:
    held = bytearray()
    while len(held) < size and (data := raw.read(size - len(held))):
        held += data
    return bytes(held)


class _Again(io.RawIOBase):
    """What was read already, then the rest."""

    def __init__(self, start: bytes, rest: Any) -> None:
        self._start, self._at, self._rest = start, 0, rest
        self.passed = 0

    def readable(self) -> bool:
        return True

    def readinto(self, buffer: Any) -> int:
        if self._at < len(self._start):
            data = self._start[self._at : self._at + len(buffer)]
            self._at += len(data)
        else:
            data = self._rest.read(len(buffer)) or b""
            self._start = b""
            self._at = 0
        buffer[: len(data)] = data
        self.passed += len(data)
        return len(data)


class _Unpacked(io.RawIOBase):
    """The bytes of a member as they are unpacked, to their end or to the first fault."""

    def __init__(self, inner: Any, packed: Any) -> None:
        self._inner, self._packed = inner, packed
        self._size = 0
        self.fault: str | None = None

    def readable(self) -> bool:
        return True

    def readinto(self, buffer: Any) -> int:
        if self.fault is not None:
            return 0
        try:
            data = self._inner.read1(len(buffer))  # what `read` had gathered before a fault would be lost with it
        except _broken():
            self.fault = "what is packed in it is cut short or broken"
            return 0
        self._size += len(data)
        if self._size > MOST or (self._size > FREE and self._size > RATIO * (self._packed() + 1)):
            self.fault = f"unpacks to more than {self._size >> 20} MiB, of which the rest was left out"
            return 0
        buffer[: len(data)] = data
        return len(data)


@cache
def _broken() -> tuple[type[Exception], ...]:
    """What unpackers raise."""
    from lzma import LZMAError

    from backports.zstd import ZstdError

    known = (EOFError, OSError, ValueError, RuntimeError, zlib.error, zipfile.BadZipFile, tarfile.TarError)
    return (*known, LZMAError, ZstdError)


class _Counted:
    """Packed bytes, counted as they are read."""

    def __init__(self, file: BinaryIO) -> None:
        self._file, self.count = file, 0

    def read(self, size: int = -1) -> bytes:
        data = self._file.read(size)
        self.count += len(data)
        return data

    def readable(self) -> bool:
        return True

    def seekable(self) -> bool:
        return False

    @property
    def closed(self) -> bool:
        return False


class _Refused(io.RawIOBase):
    """A member that gives nothing, and why."""

    def __init__(self, fault: str) -> None:
        self.fault = fault

    def readable(self) -> bool:
        return True

    def readinto(self, _buffer: Any) -> int:
        return 0


def unpacked(raw: Any, shown: str, called: str = "", depth: int = 0) -> Iterator[Input]:
    """Every file that a file is or holds, each to be read before the next. Raises `Unreadable` where none can be."""
    file = Input(raw, shown, called)
    magic = next((mark for mark in _PACKED if file.head.startswith(mark)), None)
    if depth >= DEPTH and (magic is not None or file.head.startswith(_ZIP)):
        yield Input(_Refused(f"packed more than {DEPTH} times"), shown)
    elif magic is not None:
        counted = _Counted(file)
        inner = _Unpacked(_stream(magic, counted), lambda: counted.count)
        yield from unpacked(inner, shown, _inner_name(file.called), depth + 1)
    elif file.head.startswith(_ZIP):
        yield from _zip(file, shown, depth)
    elif file.head[257:262] == b"ustar":
        yield from _tar(file, shown, depth)
    else:
        yield file


def _joined(shown: str, member: str) -> str:
    """Where a file in an archive is, as it may be shown: whoever packed it may have called it after somebody."""
    from leftopen.privacy.redact import redacted  # needed for archives alone

    def told(part: str) -> str:
        if "@" in part:
            return redacted(part, _PART)  # what is behind the last dot is no sort of file there
        stem, dot, end = part.rpartition(".")
        return f"{redacted(stem, _PART)}{dot}{redacted(end, _PART)}"

    return _beneath(shown, "/".join(map(told, member.split("/"))))


def _beneath(place: str, member: str) -> str:
    return f"{place}/{member}" if place else member


def _inner_name(called: str) -> str:
    stem, dot, suffix = called.rpartition(".")
    if suffix.lower() == "tgz":
        return f"{stem}.tar"
    return stem if dot and suffix.lower() in ("gz", "bz2", "xz", "zst", "zstd") else called


def _stream(magic: bytes, file: Any) -> Any:
    if magic == _GZIP:
        from gzip import GzipFile

        return GzipFile(fileobj=file, mode="rb")
    if magic == _BZIP:
        from bz2 import BZ2File

        return BZ2File(file)
    if magic == _XZ:
        from lzma import LZMAFile

        return LZMAFile(file)
    from backports.zstd import ZstdFile

    return ZstdFile(file)


def _zip(file: Input, shown: str, depth: int) -> Iterator[Input]:
    whole = seekable(file)
    try:
        archive = zipfile.ZipFile(whole)
    except (zipfile.BadZipFile, OSError, ValueError, RuntimeError) as fault:
        raise Unreadable("a zip file that is cut short or broken") from fault
    with archive:
        members = [member for member in archive.infolist() if not member.is_dir()]
        if any(member.filename.startswith(_SHEETS) for member in members):
            whole.seek(0)
            yield Input(whole, shown)
            return
        for member in members[:MEMBERS]:
            name, called = _joined(shown, member.filename), _beneath(file.called, member.filename)
            try:
                opened = archive.open(member)
            except (zipfile.BadZipFile, OSError, RuntimeError):
                says = "is encrypted" if member.flag_bits & 1 else "cannot be unpacked"
                yield Input(_Refused(says), name)
                continue
            with opened:
                size = member.compress_size
                yield from unpacked(_Unpacked(opened, lambda size=size: size), name, called, depth + 1)
        if len(members) > MEMBERS:
            yield Input(_Refused(f"{len(members) - MEMBERS} more files in it were left out"), shown)


def _tar(file: Input, shown: str, depth: int) -> Iterator[Input]:
    try:
        with tarfile.open(fileobj=file, mode="r|") as archive:
            for count, member in enumerate(archive):
                if count >= MEMBERS:
                    yield Input(_Refused("the rest of it was left out"), shown)
                    return
                opened = archive.extractfile(member) if member.isreg() else None
                if opened is not None:
                    inner = _Unpacked(opened, lambda size=member.size: size)
                    called = _beneath(file.called, member.name)
                    yield from unpacked(inner, _joined(shown, member.name), called, depth + 1)
    except (tarfile.TarError, OSError):
        yield Input(_Refused("cut short or broken"), shown)
