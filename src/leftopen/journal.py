"""The journal of a run: what was sent and heard, when and to whom, one JSON object a line, hash-chained.

A line is `{"seq":…,"utc":…,"kind":…, fields…, "prev":…,"hash":…}`. `hash` is the SHA-256 of the line's own bytes up to
the comma before `"hash"`; `prev` is the `hash` of the line before, so that a line which is changed, dropped, inserted
or moved breaks the chain at a place that `verify` names. Who can write the file can also write a whole new chain.
Therefore `end` signs it (`leftopen.signing`): the `close` line holds the digests of the documents that were written
beside the journal, the `seal` line after it a signature of its hash. Nothing may follow a seal but a `reopen` line,
which is signed too: that is how a run that is resumed, or a command that writes another document, goes on.

    {…,"kind":"close","lines":812,"documents":{"report.json":"SHA-256 in hexadecimal",…},…}
    {…,"kind":"seal","key":"public key","signature":"Ed25519 of 'leftopen journal close HASH OF THE LINE BEFORE'",…}
    {…,"kind":"reopen","key":…,"signature":"… of 'leftopen journal reopen HASH OF THE LINE BEFORE'",…}

A line is written at most `_FLUSH_SECONDS` after it was noted, whatever the run does meanwhile, so that what was sent
stands here even where the program is killed; it is forced to the disk about once a second.

An exchange is a line when something is sent: `in` and `digest` of what was heard before it, `out` bytes with their
`verbs` and as `shown`; what was heard last has a line of its own. What was sent is kept as redacted text, cut at
`SHOWN` characters. Of answers only the length and a digest are kept. A plain hash of a short answer could be guessed
back to the personal value in it, so `digest` is BLAKE2b (RFC 7693) with a random key of the run: it shows within the
run that two answers were the same, and the key is dropped with the run.

Processes that ask for the run have a `Notebook` each, whose pages the first process takes over into the one chain, a
few times a second: `seq` is the order in which lines were taken over, `utc` when each was noted.
"""

import fcntl
import hashlib
import os
import secrets
import threading
import time
from abc import ABC, abstractmethod
from collections.abc import Iterator, Mapping, Sequence
from contextlib import suppress
from functools import lru_cache
from pathlib import Path
from types import TracebackType
from typing import Any, Self

import msgspec
from msgspec import Struct

from leftopen import regular

NAME = "journal.jsonl"
"""The journal of a run, in its output folder."""

SHOWN = 200
"""Characters of what we sent that a line keeps."""

FIRST = "0" * 64
"""`prev` of the first line."""

_LINE = 65_536
_FLUSH_BYTES = 65_536
_FLUSH_SECONDS = 0.05
"""Seconds that a line waits for others to be written with; half of what is promised, as threads come late."""

_SYNC_SECONDS = 1.0
_OVERHEAD = 384
"""Bytes of a line besides its fields, at most."""

_MOST_SAID = _LINE - _OVERHEAD

ENDS = frozenset({"close", "seal"})
"""Kinds of line after which nothing is missing."""

_TAIL = b',"hash":"'
_OWN = frozenset({"seq", "utc", "kind", "prev", "hash"})
_encode = msgspec.json.Encoder().encode


class JournalError(Exception):
    """The journal cannot be written or continued; a run without a journal stops."""


class ChainCheck(Struct, frozen=True):
    """What `verify` found. `line` is the first line (from 1) where the chain breaks, `head` the last good hash.

    `closed`: the last line is one that ends a journal, so that nothing is missing there. `torn`: bytes of a last
    line that a crash cut short.
    """

    intact: bool
    lines: int
    head: str
    closed: bool
    says: str
    line: int | None = None
    torn: int = 0


class _Head(Struct):
    """The part of a line that the chain needs."""

    seq: int
    kind: str
    prev: str


class JournalLine(Struct, frozen=True):
    """A line that stands in its place in the chain: the `number`-th (from 1); `body` is its JSON but for the hash."""

    number: int
    kind: str
    prev: str
    hash: str
    body: bytes


class ChainBroken(Exception):
    """The chain breaks at line `number` (from 1)."""

    def __init__(self, number: int, says: str) -> None:
        super().__init__(f"line {number}: {says}")
        self.number = number


class Torn(Exception):
    """The last line was cut short, as a crash leaves it; `size` bytes are there of it."""

    def __init__(self, size: int) -> None:
        super().__init__("a last line cut short")
        self.size = size


class _Broken(Exception):
    """The chain breaks here."""


Noted = tuple[float, str, bytes]
"""Of a line: when (epoch seconds), its kind, its fields as a JSON object."""


class Log(ABC):
    """Where what is done is noted. `key` makes the digests of a run, in all its processes, and is kept nowhere."""

    def __init__(self, key: bytes | None = None) -> None:
        self.key = key or secrets.token_bytes(32)
        self._keyed = hashlib.blake2b(key=self.key, digest_size=32)

    def digest(self) -> hashlib.blake2b:
        """A fresh keyed digest of this run: `update` it with what was heard."""
        return self._keyed.copy()

    def note(self, kind: str, **fields: Any) -> None:
        """Adds a line. Field values are JSON-like; none may hold what a peer sent."""
        if not _OWN.isdisjoint(fields):
            raise ValueError("a field with a name of the chain's own")
        self.put(kind, fields)

    def put(self, kind: str, fields: dict[str, Any]) -> None:
        """`note` for names of fields that are constants, none of them of the chain's own."""
        said = _encode(fields)
        if len(said) > _MOST_SAID:
            raise ValueError("a journal line that is too long")
        self._add((time.time(), kind, said))

    @abstractmethod
    def _add(self, noted: Noted) -> None:
        """Keeps it."""


class Notebook(Log):
    """The notes of a process that has no journal of its own, until the one that has takes them over."""

    def __init__(self, key: bytes) -> None:
        super().__init__(key)
        self._noted: list[Noted] = []

    def take(self) -> list[Noted]:
        """What was noted since the last time."""
        noted, self._noted = self._noted, []
        return noted

    def _add(self, noted: Noted) -> None:
        self._noted.append(noted)


class Journal(Log):
    """Append-only; continues the chain of an existing file. Safe to use from several threads.

    It is left with `close`, to be continued, or with `end`. `unsigned` is why it cannot be signed, if so.

    Raises `JournalError` where the file cannot be written (full disk), is written by another run, or is damaged.
    """

    def __init__(self, path: Path | str) -> None:
        super().__init__()
        self.path = Path(path)
        self._lock = threading.Lock()
        self._pending: list[Noted] = []
        self._size = 0
        self._flushed = self._synced = time.monotonic()
        self._file = -1
        self._failed: str | None = None
        self._wake, self._over = threading.Event(), threading.Event()
        self._flusher: threading.Thread | None = None
        self.unsigned: str | None = None
        try:
            self._file = regular.opened(self.path, os.O_RDWR | os.O_CREAT | os.O_APPEND | os.O_NOFOLLOW)
            self._begin()
        except OSError as error:
            self._drop()
            raise JournalError(f"{self.path}: {error.strerror}") from error
        except JournalError:
            self._drop()
            raise

    @property
    def head(self) -> str:
        """The hash of the last line."""
        if self._pending:
            self.sync()
        return self._prev.decode()

    def _begin(self) -> None:
        try:
            fcntl.flock(self._file, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError as error:
            raise JournalError(f"{self.path}: another run is writing this journal") from error
        found = verify(self.path)
        if not found.intact:
            raise JournalError(f"{self.path}: {found.says}; keep this file and start with another")
        self._seq, self._prev = found.lines, found.head.encode()
        torn = found.torn
        if torn:
            os.ftruncate(self._file, self.path.stat().st_size - torn)
            found = verify(self.path)
        if found.closed:
            self._sign("reopen")
        if torn:
            self.note("repair", says="a last line cut short by a crash was taken away", bytes=torn)

    def adopt(self, several: Sequence[Noted]) -> None:
        """Takes over what another process has noted."""
        with self._lock:
            self._take(several, sum(len(said) for _, _, said in several))

    def _add(self, noted: Noted) -> None:
        with self._lock:
            self._take([noted], len(noted[2]))

    def _take(self, several: Sequence[Noted], size: int) -> None:
        if self._file < 0:
            raise JournalError(self._failed or f"{self.path}: closed")
        if not self._pending:
            self._flushed = time.monotonic()
            self._rouse()
        self._pending += several
        self._size += size + _OVERHEAD * len(several)
        if self._size >= _FLUSH_BYTES or time.monotonic() - self._flushed >= _FLUSH_SECONDS:
            self._flush()

    def _rouse(self) -> None:
        """Has what waits written in time: by a thread, since the run may be busy or wait for an answer."""
        if self._flusher is None:
            self._flusher = threading.Thread(target=self._keep_flushing, name="journal", daemon=True)
            self._flusher.start()
        self._wake.set()

    def _keep_flushing(self) -> None:
        while not self._over.is_set():
            self._wake.wait()
            self._over.wait(_FLUSH_SECONDS)
            with self._lock:
                self._wake.clear()
                if self._file < 0:
                    return
                with suppress(JournalError):  # the next who notes something hears of it
                    self._flush()
            self._sync_at_times()

    def _sync_at_times(self) -> None:
        """Forces to the disk what was written, beside those who write: it may take long."""
        clock = time.monotonic()
        if clock - self._synced < _SYNC_SECONDS:
            return
        self._synced = clock
        with self._lock:
            if self._file < 0:
                return
            twin = os.dup(self._file)
        try:
            os.fsync(twin)
        except OSError as error:
            with self._lock:
                self._fail(error)
        finally:
            os.close(twin)

    def sync(self) -> None:
        """Everything noted so far is on the disk when this returns."""
        with self._lock:
            if self._file < 0:
                if self._failed:
                    raise JournalError(self._failed)
                return
            self._flush()
            try:
                os.fsync(self._file)
            except OSError as error:
                raise self._fail(error) from None

    def close(self) -> None:
        """Leaves the journal, to be continued; what was noted is on the disk."""
        try:
            self.sync()
        finally:
            with self._lock:
                self._drop()

    def end(self, documents: Mapping[str, str]) -> str:
        """Ends the journal: a `close` line with the digests of the documents beside it (by name, SHA-256 in
        hexadecimal), and its seal. The hash of the last line.

        Where there is no key to sign with there is no seal, and `unsigned` says why.
        """
        self.sync()
        self.note("close", lines=self._seq, documents=dict(sorted(documents.items())))
        self._sign("seal")
        head = self.head
        self.close()
        return head

    def _sign(self, kind: str) -> None:
        """Adds a line with a signature of the hash of the line before."""
        from leftopen import signing  # late: it takes time that a run which is killed does not have to wait

        try:
            by = signing.sign("close" if kind == "seal" else kind, self.head)
        except signing.NoKey as why:
            self.unsigned = str(why)
            if kind != "seal":
                self.note(kind)
        else:
            self.note(kind, key=by.key, signature=by.signature)

    def _flush(self) -> None:
        data = memoryview(b"".join([self._line(*noted) for noted in self._pending]))
        self._pending, self._size = [], 0
        try:
            while data:
                data = data[os.write(self._file, data) :]
        except OSError as error:
            raise self._fail(error) from None

    def _fail(self, error: OSError) -> JournalError:
        self._failed = f"{self.path}: cannot be written: {error.strerror}"
        self._drop()
        return JournalError(self._failed)

    def _line(self, when: float, kind: str, said: bytes) -> bytes:
        """The next line of the chain. Lines are made in a row, when they are written, since that costs less."""
        fields = b",%b" % said[1:-1] if len(said) > 2 else b""
        body = b'{"seq":%d,"utc":"%b","kind":%b%b,"prev":"%b"' % (
            self._seq, _utc(int(when * 1000)), _quoted(kind), fields, self._prev,
        )  # fmt: skip
        self._prev = hashlib.sha256(body).hexdigest().encode()
        self._seq += 1
        return b'%b,"hash":"%b"}\n' % (body, self._prev)

    def _drop(self) -> None:
        file, self._file = self._file, -1
        self._over.set()
        self._wake.set()
        if file >= 0:
            os.close(file)

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()


@lru_cache(maxsize=64)
def _quoted(kind: str) -> bytes:
    return msgspec.json.encode(kind)


@lru_cache(maxsize=16)
def _utc(millis: int) -> bytes:
    """ISO 8601 with milliseconds; the text is kept, as many lines fall into one."""
    second, rest = divmod(millis, 1000)
    return b"%b.%03dZ" % (_second(second), rest)


@lru_cache(maxsize=1)
def _second(second: int) -> bytes:
    return time.strftime("%Y-%m-%dT%H:%M:%S", time.gmtime(second)).encode()


def verify(path: Path | str, *, head: str | None = None) -> ChainCheck:
    """Whether the chain of this file holds; `head`: the hash of a line as kept elsewhere, which others may follow.

    A last line without its end is no break but `torn`: that is how a crash leaves a file. Whether it is signed, and
    what lies beside it, is for `store.custody` to say. Raises `OSError` where the file cannot be read.
    """
    count, prev, kind = 0, FIRST, ""
    torn, kept = 0, head is None
    try:
        for entry in entries(path):
            count, prev, kind = entry.number, entry.hash, entry.kind
            kept = kept or prev == head
    except ChainBroken as broken:
        return ChainCheck(False, count, prev, False, str(broken), broken.number)
    except Torn as cut:
        torn = cut.size
    if not kept:
        return ChainCheck(False, count, prev, False, f"after line {count}: the end that was kept is missing", count + 1)
    closed = kind in ENDS and not torn
    says = "intact" if closed else "intact so far, but it was never closed"
    return ChainCheck(True, count, prev, closed, says, None, torn)


def entries(path: Path | str) -> Iterator[JournalLine]:
    """The lines of a file, each held against the one before. Raises ChainBroken, Torn and OSError."""
    prev = FIRST
    for number, line in _lines(Path(path)):
        if not line.endswith(b"\n") and len(line) <= _LINE:
            raise Torn(len(line))
        try:
            prev, entry = _follow(line, number, prev)
        except _Broken as broken:
            raise ChainBroken(number, str(broken)) from None
        yield entry


def _lines(path: Path) -> Iterator[tuple[int, bytes]]:
    with os.fdopen(regular.opened(path, os.O_RDONLY), "rb") as file:
        number = 0
        while line := file.readline(_LINE + 1):
            number += 1
            yield number, line


def _follow(line: bytes, number: int, prev: str) -> tuple[str, JournalLine]:
    """The hash of this line, the `number`-th, which has to follow the hash `prev`, and what it says."""
    seq = number - 1
    body, found, rest = line.rpartition(_TAIL)
    if not found or len(rest) != 67 or not rest.endswith(b'"}\n'):
        raise _Broken("not a line of a journal")
    own = hashlib.sha256(body).hexdigest()
    if own.encode() != rest[:64]:
        raise _Broken("changed: its bytes do not give its hash")
    try:
        head = msgspec.json.decode(body + b"}", type=_Head)
    except msgspec.MsgspecError:
        raise _Broken("not a line of a journal") from None
    if head.seq > seq:
        raise _Broken(f"line {seq + 1} is missing or has been moved")
    if head.seq < seq:
        raise _Broken(f"inserted, or moved from line {head.seq + 1}")
    if head.prev != prev:
        raise _Broken("does not follow the line before, one of the two was replaced")
    return own, JournalLine(number, head.kind, prev, own, body)
