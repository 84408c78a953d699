"""Open services as they were recorded, over bytes: a peer that knows answers by what was sent, one of them replaced."""

from collections.abc import Callable
from dataclasses import dataclass

from leftopen.probes import Probe, probes
from leftopen.wire.talk import (
    Closed,
    Exact,
    Fault,
    Late,
    Op,
    Parse,
    Redial,
    Reply,
    Rest,
    Send,
    SendAll,
    Until,
)
from tests.talk import Script, messages, outcome, scripts, still

RAW: dict[str, Probe] = {each.name: each for each in probes() if each.spec.over == "raw"}
LEFT_OUT = {("postgresql", "plain")}
"""Its refusal of TLS changes with each connection, which a peer that knows no connection cannot tell."""

RECORDED = [
    script
    for script in scripts()
    if script.probe in RAW
    and script.outcome.get("access") == "open"
    and (script.probe, script.path.stem) not in LEFT_OUT
]


@dataclass(frozen=True, slots=True)
class Odd:
    """What comes in the place of an answer, before the peer closes or falls silent. `same`: only where the answer
    begins so."""

    data: Callable[[bytes], bytes]
    then: type[Fault] | None = None
    same: bytes = b""


def exchanges(script: Script) -> list[tuple[bytes, bytes]]:
    """What was sent, and what answered it; the first is empty where the server speaks first."""
    found, sent = list[tuple[bytes, bytes]](), b""
    for step in script.steps:
        if step.kind == ">":
            sent += step.data
        elif step.kind == "<":
            found.append((sent, step.data))
            sent = b""
    return found


class Peer:
    """Answers what it knows, however often and in whatever order it is asked, but the answer number `at` oddly."""

    def __init__(self, script: Script, at: int, odd: Odd) -> None:
        self.met = False
        self._at, self._odd = at, odd
        self._known: dict[bytes, list[tuple[int, bytes]]] = {}
        for number, (sent, came) in enumerate(exchanges(script)):
            self._known.setdefault(sent, []).append((number, came))
        self._dial()

    def _dial(self) -> None:
        self._sent = self._there = b""
        self._ends: type[Fault] | None = None
        self._answer()

    def _answer(self) -> None:
        known = self._known.get(self._sent)
        if known is None:
            return
        number, came = known.pop(0) if len(known) > 1 else known[0]
        self._sent = b""
        if number == self._at and came.startswith(self._odd.same):
            self.met, came, self._ends = True, self._odd.data(came), self._odd.then
        self._there += came

    def answer(self, op: Op) -> Reply:
        """The reply to one operation."""
        if isinstance(op, Send | SendAll):
            if self._ends is Closed and not self._there:
                raise Closed("the peer closed")
            for message in messages(op):
                self._sent += message.data
            self._answer()
        elif isinstance(op, Redial):
            self._dial()
        elif isinstance(op, Exact):
            return self._take(op.n if op.n <= len(self._there) else None)
        elif isinstance(op, Until):
            end = self._there.find(op.mark)
            return self._take(end + len(op.mark) if end >= 0 else None)
        elif isinstance(op, Rest):
            return self._take(min(op.most, len(self._there)))
        elif isinstance(op, Parse):
            end = op.reader.read(self._there, 0)
            self._take(end if end <= len(self._there) else None)
            return b""
        return None

    def _take(self, size: int | None) -> bytes:
        if size is None:
            raise (self._ends or Late)("nothing more comes")
        taken, self._there = self._there[:size], self._there[size:]
        return taken


def said_of(script: Script, at: int, odd: Odd) -> str | None:
    """The word for its access, or the fault; None where that answer was never given."""
    peer = Peer(script, at, odd)
    with still():
        found = outcome(RAW[script.probe].talk(script.limits), peer)
    return str(found.get("access") or found.get("fault")) if peer.met else None
