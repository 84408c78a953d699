r"""Transcripts of talks with real servers, and a peer that replays them to a probe.

A transcript is `tests/talks/<probe>/<name>.talk`, written by `python -m tests.record`, read line by line:

    # a comment; the first says which server, version and configuration was recorded
    ~ limits records=5 collections=4      the `SampleLimits` of the recording, where not the default (first, once)
    > *1\r\n$4\r\nPING\r\n                what the probe sent
    < +PONG\r\n                           what the peer sent
    ~ tls                                 the probe asked for TLS            (`StartTls`)
    ~ in-tls                              it did, and was in TLS already      (`StartTls`, `InTls`)
    ~ redial                              the probe asked for a fresh connection (`Redial`)
    ~ close                               the peer closed
    ~ late                                the peer did not answer in time
    = {"access": "open", ...}             the outcome (`summary`) or {"fault": "Foreign"}; keys left out: any

Lines of one kind that follow each other are joined without anything between. Bytes are UTF-8 text with the escapes
`\\ \r \n \t \xNN`. For probes over HTTP `>` is `Request.message.data`, `<` the answer as it came, head and body.
Names that must be random come from `secrets.token_hex(n)`, called through the module: `still` makes them constant
while recording and replaying.
"""

import json
import re
import secrets
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Protocol, cast
from unittest import mock

from leftopen.raw import Finding, Phrase, Quoted
from leftopen.scope.file import Limits
from leftopen.wire import http
from leftopen.wire.talk import (
    Broken,
    Closed,
    Device,
    Exact,
    Fault,
    InTls,
    Late,
    Message,
    Op,
    Parse,
    Pause,
    Ration,
    Redial,
    Reply,
    Request,
    Response,
    Rest,
    SampleLimits,
    Send,
    SendAll,
    Spent,
    StartTls,
    T,
    Talk,
    Until,
)

TALKS = Path(__file__).parent / "talks"
MOST_OPS = 20_000
"""A talk that asks for more operations than this does not end."""
MOST_READ = 4 << 20
"""No probe needs a single read of more bytes than this; one that asks for more believed a lying length."""
WIDTH = 110


@dataclass(frozen=True, slots=True)
class Step:
    """`kind` is `>`, `<` or `~`; `data` the bytes, or the word after `~`."""

    kind: str
    data: bytes


@dataclass(frozen=True, slots=True)
class Script:
    """One transcript."""

    path: Path
    limits: SampleLimits
    steps: tuple[Step, ...]
    outcome: dict[str, Any]

    @property
    def probe(self) -> str:
        return self.path.parent.name

    @property
    def received(self) -> int:
        """How many bytes the peer sent."""
        return sum(len(step.data) for step in self.steps if step.kind == "<")

    def given(
        self, *, timeout: float, seconds: float, rate: int = 100_000, per_host: int = Limits().per_host
    ) -> Limits:
        """The limits of a scope under which it is asked for as much as it was; `seconds`: of a service."""
        return Limits(
            rate=rate,
            per_host=per_host,
            timeout=timeout,
            service_seconds=seconds,
            sample_records=self.limits.records,
            sample_collections=self.limits.collections,
            sample_bytes=self.limits.sample_bytes,
        )


def escape(data: bytes) -> str:
    """Bytes as one line of text.

    >>> escape(b"caf\\xc3\\xa9 \\xff\\r\\n")
    'café \\\\xff\\\\r\\\\n'
    """
    named = {"\\": "\\\\", "\r": "\\r", "\n": "\\n", "\t": "\\t"}

    def one(char: str) -> str:
        if char in named:
            return named[char]
        if 0xDC80 <= ord(char) <= 0xDCFF:
            return f"\\x{ord(char) - 0xDC00:02x}"
        return char if char.isprintable() else "".join(f"\\x{byte:02x}" for byte in char.encode())

    text = "".join(one(char) for char in data.decode("utf-8", "surrogateescape"))
    return re.sub(r" $", r"\\x20", text)


def unescape(text: str) -> bytes:
    """The bytes of an escaped line."""
    named = {"\\": b"\\", "r": b"\r", "n": b"\n", "t": b"\t"}

    def parts() -> Iterator[bytes]:
        for match in re.finditer(r"\\x([0-9a-f]{2})|\\(.)|([^\\]+)", text):
            byte, name, plain = match.groups()
            yield bytes.fromhex(byte) if byte else named[name] if name else plain.encode()

    return b"".join(parts())


def wrap(data: bytes) -> Iterator[str]:
    """Escaped lines of readable length, broken after each line feed."""
    for row in data.splitlines(keepends=True) if b"\n" in data else [data]:
        while row:
            size = min(len(row), WIDTH)
            while size > 1 and len(escape(row[:size])) > WIDTH:
                size -= max(1, (len(escape(row[:size])) - WIDTH) // 4)
            while 0 < size < len(row) and row[size] & 0xC0 == 0x80:  # never inside a character
                size -= 1
            size = size or min(len(row), WIDTH // 4)
            yield escape(row[:size])
            row = row[size:]


def parse(path: Path) -> Script:
    """Reads a transcript; raises ValueError with the line where it is not one."""
    limits, steps, outcome = SampleLimits(), list[Step](), ""
    for number, text in enumerate(path.read_text("utf-8").splitlines(), 1):
        kind, body = text[:1], text[2:]
        if kind in ("", "#"):
            continue
        if kind == "=":
            outcome += body
        elif kind == "~" and body.startswith("limits "):
            given: dict[str, Any] = {name: int(value) for name, value in (pair.split("=") for pair in body.split()[1:])}
            limits = SampleLimits(**given)
        elif kind == "~" and body in ("tls", "in-tls", "redial", "close", "late"):
            steps.append(Step(kind, body.encode()))
        elif kind in ("<", ">") and steps and steps[-1].kind == kind:
            steps[-1] = Step(kind, steps[-1].data + unescape(body))
        elif kind in ("<", ">"):
            steps.append(Step(kind, unescape(body)))
        else:
            raise ValueError(f"{path.name}:{number}: not a line of a transcript")
    return Script(path, limits, tuple(steps), json.loads(outcome))


def scripts(probe: str = "*") -> list[Script]:
    """The transcripts of a probe, or of all."""
    return [parse(path) for path in sorted(TALKS.glob(f"{probe}/*.talk"))]


def said(phrase: Phrase) -> str:
    """A proof as plain text."""
    return "".join(part.text if isinstance(part, Quoted) else part for part in phrase)


def summary(finding: Finding) -> dict[str, Any]:
    """What a transcript keeps of a finding: everything but the records."""
    return {
        "access": finding.access.value,
        "protocol": finding.protocol,
        "product": finding.product,
        "version": finding.version,
        "listed": finding.listed,
        "remedy": finding.remedy,
        "facts": finding.facts,
        "proof": said(finding.proof),
        "stores": [
            {
                "name": store.name,
                "records": store.records,
                "bytes": store.bytes,
                "created": store.created,
                "declared": store.declared,
                "sampled": len(store.raws),
                "keys": sorted({str(key) for raw in store.raws if raw.value is not None for key in raw.value}),
                "times": [[times.basis, times.path, times.first, times.last] for times in store.times],
            }
            for store in finding.stores
        ],
    }


@contextmanager
def still() -> Iterator[None]:
    """Random names are constant inside: `token_hex(2)` is `5eed`."""
    with mock.patch.object(secrets, "token_hex", lambda nbytes=32: ("5eed" * nbytes)[: 2 * nbytes]):
        yield


Watch = Callable[[Message], None]


def unwatched(message: Message) -> None:
    """Looks at no message."""


class Answering(Protocol):
    """What runs the operations of a talk: a recording, or a real server."""

    def answer(self, op: Op) -> Reply:
        """The reply to one operation; raises the fault that the driver would throw in."""


class Peer:
    """Answers operations as recorded.

    `strict`: what is sent must be what was recorded (else AssertionError), otherwise sends are not compared.
    `cut`: the peer closes after that many bytes. `trickle`: bytes arrive one at a time. `fail`: this fault instead of
    the read with that number, and on everything after it.
    """

    def __init__(
        self,
        steps: Sequence[Step],
        *,
        strict: bool = True,
        cut: int | None = None,
        trickle: bool = False,
        fail: tuple[int, type[Fault]] | None = None,
    ) -> None:
        self._steps = list(steps)
        self._strict, self._left, self._trickle = strict, cut, trickle
        self._fail = fail
        self._sent, self._buffer = b"", b""
        self._dead: Fault | None = None
        self._room: int | None = None
        self._shared: dict[bytes, Response] = {}
        self.reads = 0

    @property
    def done(self) -> bool:
        """True when nothing of the recording is left."""
        return not self._steps and not self._buffer and not self._sent

    def answer(self, op: Op) -> Reply:
        """The reply to one operation; raises the fault that the driver would throw in."""
        if isinstance(op, Send | SendAll):
            for message in messages(op):
                self._send(message.data)
            return None
        if isinstance(op, StartTls) and self._steps[:1] == [Step("~", b"in-tls")]:
            self._turn("in-tls")
            raise InTls("in TLS already")
        if isinstance(op, Redial | StartTls):
            self._turn("redial" if isinstance(op, Redial) else "tls")
            return None
        if isinstance(op, Ration):
            self._room = op.most
            return None
        if isinstance(op, Pause | Device):
            return None
        self.reads += 1
        if self._fail and self.reads > self._fail[0]:
            self._dead = self._fail[1]("as asked by the test")
        if isinstance(op, Request):
            return self._request(op)
        return self._read(op)

    def _send(self, data: bytes) -> None:
        if not self._strict or self._dead or self._left == 0:
            return
        self._sent += data
        while self._sent:
            assert self._steps, f"sends {self._sent[:200]!r} after the end of the recording"
            step = self._steps[0]
            assert step.kind == ">", f"sends {self._sent!r} where the recording has {step.kind} {step.data!r}"
            size = min(len(step.data), len(self._sent))
            assert step.data[:size] == self._sent[:size], f"sends {self._sent!r} where the recording has {step.data!r}"
            self._sent = self._sent[size:]
            self._advance(size)

    def _advance(self, size: int) -> None:
        step = self._steps[0]
        if size == len(step.data):
            self._steps.pop(0)
        else:
            self._steps[0] = Step(step.kind, step.data[size:])

    def _turn(self, word: str) -> None:
        if self._steps[:1] == [Step("~", b"redial")] and isinstance(self._dead, Closed):
            self._dead = None  # the recording goes on after the peer closed
        if self._dead or self._left == 0:
            raise self._dead or Closed("cut")
        if self._strict:
            assert self._steps, f"asks for {word} after the end of the recording"
            assert self._steps[0] == Step("~", word.encode()), f"asks for {word}, not as recorded"
            assert not self._buffer, f"asks for {word} with bytes unread"
        while self._steps and self._steps[0] != Step("~", word.encode()):
            self._steps.pop(0)
        if not self._steps:
            raise self._die(Closed("no further connection in the recording"))
        self._steps.pop(0)
        self._buffer = b""

    def _die(self, fault: Fault) -> Fault:
        self._dead = fault
        return fault

    def _more(self) -> bytes:
        """The next bytes of the peer."""
        if self._dead:
            raise self._dead
        if self._left == 0:
            raise self._die(Closed("cut"))
        while not self._strict and self._steps and self._steps[0].kind == ">":
            self._steps.pop(0)
        if not self._steps or self._steps[0].data == b"redial":
            assert not self._strict, "reads where the recording ends"
            raise self._die(Closed("the recording ends"))
        step = self._steps[0]
        if step.kind == "~":
            if step.data == b"tls":
                assert not self._strict, "reads where the recording starts TLS"
                self._steps.pop(0)
                return b""
            self._steps.pop(0)
            raise self._die(Late("recorded") if step.data == b"late" else Closed("recorded"))
        assert step.kind == "<", f"reads where the recording sends {step.data[:200]!r}"
        size = 1 if self._trickle else len(step.data)
        if self._left is not None:
            size = min(size, self._left)
            self._left -= size
        self._advance(size)
        return step.data[:size]

    def _take(self, size: int) -> bytes:
        taken, self._buffer = self._buffer[:size], self._buffer[size:]
        self._count(size)
        return taken

    def _count(self, size: int) -> None:
        """What comes unasked is none of the ration here: a driver takes little of it."""
        if self._room is not None:
            self._room -= size
            if self._room < 0:
                raise self._die(Spent("more than may come"))

    def _read(self, op: Exact | Until | Parse | Rest) -> bytes:
        if isinstance(op, Exact):
            assert 0 <= op.n <= MOST_READ, f"wants to read {op.n} bytes at once"
            while len(self._buffer) < op.n:
                self._buffer += self._more()
            return self._take(op.n)
        assert op.most <= MOST_READ, f"wants to read up to {op.most} bytes at once"
        if isinstance(op, Until):
            while (end := self._buffer.find(op.mark)) < 0 and len(self._buffer) < op.most:
                self._buffer += self._more()
            if end < 0 or end + len(op.mark) > op.most:
                raise self._die(Broken("no end of line in time"))
            return self._take(end + len(op.mark))
        if isinstance(op, Parse):
            return self._parse(op)
        try:
            while len(self._buffer) < op.most:
                self._buffer += self._more()
        except Closed:
            pass
        return self._take(op.most)

    def _parse(self, op: Parse) -> bytes:
        while (end := self._understood(op)) > len(self._buffer):
            assert end <= MOST_READ, f"wants to read {end} bytes at once"
            if len(self._buffer) >= op.most:
                raise self._die(Broken("no end of an answer in time"))
            while len(self._buffer) < end:
                self._buffer += self._more()
        self._take(end)
        return b""

    def _understood(self, op: Parse) -> int:
        """Bytes that end in a fault are read: a recording has them."""
        before = self._buffer
        try:
            return op.reader.read(before, 0)
        except Fault:
            self._take(len(before))
            raise

    def _request(self, op: Request) -> Response:
        assert op.most <= MOST_READ, f"wants a body of up to {op.most} bytes"
        data = op.message.data
        if op.shared and data in self._shared:
            return self._shared[data]
        self._send(data)
        received = self._more()
        while self._steps and self._steps[0].kind == "<" and self._left != 0:
            received += self._more()
        if self._steps and self._steps[0] == Step("~", b"close"):
            self._steps.pop(0)
        inner = Peer([Step("<", received)], strict=False)
        reader = http.read_response(op.most, verb=op.message.verb)
        response = play(reader, inner)
        self._count(len(received) - len(inner._buffer))
        if op.shared:
            self._shared[data] = response
        return response


def messages(op: Op) -> tuple[Message, ...]:
    """What an operation sends."""
    if isinstance(op, SendAll):
        return op.messages
    return (op.message,) if isinstance(op, Send | Request) else ()


def play(talk: Talk[T], peer: Answering, watch: Watch = unwatched) -> T:
    """Runs a talk against a peer; `watch` sees every message that it sends. Faults of the talk escape."""
    try:
        op = next(talk)
        for _ in range(MOST_OPS):
            for message in messages(op):
                watch(message)
            try:
                reply = peer.answer(op)
            except Fault as fault:
                op = talk.throw(fault)
            else:
                op = talk.send(reply)
    except StopIteration as end:
        return cast("T", end.value)
    raise AssertionError(f"more than {MOST_OPS} operations")


def feed(talk: Talk[T], received: bytes) -> T:
    """Runs a reader of a grammar over bytes, after which the peer closes."""
    return play(talk, Peer([Step("<", received)] if received else [], strict=False))


def outcome(talk: Talk[Finding], peer: Answering, watch: Watch = unwatched) -> dict[str, Any]:
    """The summary of a talk, `{"fault": name}` where it ended in one."""
    try:
        with still():
            return summary(play(talk, peer, watch))
    except Fault as fault:
        return {"fault": next(kind.__name__ for kind in type(fault).__mro__ if kind.__mro__[1] is Fault)}
