"""The few operations a probe can ask for. A probe is a generator that yields these and receives bytes.

    Fault
    ├── Foreign     the answer is not in this protocol: another probe may fit
    ├── Broken      the peer speaks the protocol but broke it (a lying length, bad JSON, too deep)
    ├── Closed      the peer closed or reset the connection
    ├── Late        no answer in time
    └── Spent       our own budget of bytes, seconds or requests is used up

`Foreign` and `Broken` are raised by grammars, the other three by the driver, thrown in at the `yield`. Their text is
in our own words and holds nothing that the peer sent. Every read names a maximum: there is no unbounded read.
Each helper is a generator: call it with `yield from` (a rule in `tests/rules` checks that nobody forgets).
"""

from collections.abc import Generator, Mapping
from dataclasses import dataclass
from typing import ClassVar, Protocol, TypeVar

from msgspec import Struct

from leftopen.model import Status

T = TypeVar("T")

LOGIN = " +login"
"""Ends the verb of every message that carries credentials, so that the driver can count and refuse these."""


class Fault(Exception):
    """A talk that did not end well, through no bug of ours. `status` is what it comes to if nothing else fits; `fate`
    says in a proof what the service did."""

    status: ClassVar[Status] = Status.UNDECIDED
    fate: ClassVar[str] = "it spoke something else"


class Foreign(Fault):
    """Not this protocol."""

    status = Status.FOREIGN


class Broken(Fault):
    """This protocol, broken by the peer."""

    status = Status.BROKEN
    fate = "it broke its own protocol"


class InTls(Broken):
    """TLS was asked for inside TLS: nothing was sent, and the talk may go on as it is."""


class Closed(Fault):
    """The peer closed or reset the connection."""

    status = Status.CLOSED
    fate = "it closed the connection"


class Late(Fault):
    """No answer in time."""

    status = Status.SILENT
    fate = "it did not answer in time"


class Spent(Fault):
    """A budget of ours is used up."""

    status = Status.BUDGET
    fate = "the budget of the audit was used up"


class Message(Struct, frozen=True):
    """Bytes to send. Only encoders in `wire/` build one, so that `verb` is what the bytes say.

    `verb` is checked against the probe's declared verbs; `grammar` names the `wire` module whose `DENIED` applies;
    `shown` is what the journal may keep of it (never a secret).
    """

    grammar: str
    verb: str
    data: bytes
    shown: str


class Send(Struct, frozen=True):
    """Send a message; the reply is None."""

    message: Message


class SendAll(Struct, frozen=True):
    """Send these messages, one after the other; the reply is None. What answers them can be read afterwards."""

    messages: tuple[Message, ...]


class Exact(Struct, frozen=True):
    """Read exactly `n` bytes."""

    n: int


class Until(Struct, frozen=True):
    """Read up to and including `mark`; more than `most` bytes without it is `Broken`."""

    mark: bytes
    most: int


class Rest(Struct, frozen=True):
    """Read until the peer closes, at most `most` bytes (then what is there is the reply)."""

    most: int


class Parser(Protocol):
    """Understands one answer while it comes in, however it is cut into pieces."""

    def read(self, data: bytes, start: int) -> int:
        """The place in `data` after the answer that begins at `start`.

        A place beyond the end of `data` says that so many bytes have to be there; then `read` is called again with the
        same bytes and more after them, though `start` may be another. What was understood need not be read again.
        """


class Parse(Struct, frozen=True):
    """Read what `reader` takes for one answer; more than `most` bytes of it is `Broken`. The reply is empty: what was
    understood is in the reader."""

    reader: Parser
    most: int


class StartTls(Struct, frozen=True):
    """Go on inside TLS on this connection; the reply is None. Raises `InTls` where it is inside already."""


class Redial(Struct, frozen=True):
    """Close this connection and open a fresh one to the same target (in TLS if it was); the reply is None."""


class Response(Struct, frozen=True):
    """An HTTP answer. `headers` keys are lower case, values the raw text, repeats joined with a newline; `cut`: the
    body is longer than was asked for and ends here."""

    status: int
    reason: str
    headers: Mapping[str, str]
    body: bytes
    cut: bool = False


class Pause(Struct, frozen=True):
    """Wait so many seconds before asking again, as a service wished; the reply is None."""

    seconds: float


class Ration(Struct, frozen=True):
    """Take no more than so many bytes of answers from now on, as the network counts them; `None`: as many as ever. The
    reply is None. What comes beyond raises `Spent`, and the connection is over."""

    most: int | None


class Device(Struct, frozen=True):
    """What is known of the device that is asked; the reply is None. `serial`: its number, by which logins are counted
    over all its addresses; `locked_out`: it showed a sign of that, and is sent no login any more, on no port."""

    serial: str | None = None
    locked_out: bool = False


class Request(Struct, frozen=True):
    """An HTTP request; the reply is a `Response`. Identical ones to one target are sent once and shared.

    `message` comes from `wire.http`; `most` bounds the body as decoded; `shared` False asks again on purpose.
    """

    message: Message
    most: int
    shared: bool = True


Op = Send | SendAll | Exact | Until | Parse | Rest | StartTls | Redial | Pause | Ration | Device | Request
Reply = bytes | Response | None
Talk = Generator[Op, Reply, T]


@dataclass(frozen=True, slots=True)
class SampleLimits:
    """What a probe may take from one service (see `[limits]` in the scope file)."""

    records: int = 25
    collections: int = 20
    sample_bytes: int = 262_144
    factory_credentials: bool = False


def send(message: Message) -> Talk[None]:
    """Send a message."""
    yield Send(message)


def exact(n: int) -> Talk[bytes]:
    """Read exactly `n` bytes."""
    reply = yield Exact(n)
    assert isinstance(reply, bytes)
    return reply


def line(most: int, mark: bytes = b"\r\n") -> Talk[bytes]:
    """Read a line of at most `most` bytes; the reply has no `mark`."""
    reply = yield Until(mark, most)
    assert isinstance(reply, bytes)
    return reply[: -len(mark)]


def rest(most: int) -> Talk[bytes]:
    """Read until the peer closes, at most `most` bytes."""
    reply = yield Rest(most)
    assert isinstance(reply, bytes)
    return reply


def start_tls() -> Talk[None]:
    """Go on inside TLS. Raises `InTls` where it is inside already."""
    yield StartTls()


def redial() -> Talk[None]:
    """Go on in a fresh connection."""
    yield Redial()


def pause(seconds: float) -> Talk[None]:
    """Wait before asking again."""
    yield Pause(seconds)


def fetch(request: Request) -> Talk[Response]:
    """Ask over HTTP."""
    reply = yield request
    assert isinstance(reply, Response)
    return reply


def ration(most: int | None) -> Talk[None]:
    """Take no more than so many bytes from now on."""
    yield Ration(most)


def device(*, serial: str | None = None, locked_out: bool = False) -> Talk[None]:
    """Tell what is known of the device that is asked."""
    if serial or locked_out:
        yield Device(serial, locked_out)
