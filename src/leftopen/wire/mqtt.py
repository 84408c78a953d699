"""MQTT 3.1.1: a session without a login, subscriptions of quality 0, and what comes of them in bounded reads.

Source: OASIS Standard "MQTT Version 3.1.1" (2014), chapters 2 and 3. The verb is the type of the control packet and
how it is sent. `verb_of` reads it from the bytes and gives none for a CONNECT with a will, a name, a password or a
session that stays, nor for a SUBSCRIBE that would do more than listen: shared subscriptions (`$share/`, `$queue/`,
`$exclusive/`) take messages away from those they are meant for, and a quality above 0 asks for acknowledgements.
"""

import re
import struct
from dataclasses import dataclass, field

from leftopen.wire.talk import Broken, Foreign, Message, Talk, exact

GRAMMAR = "mqtt"
DENIED = frozenset({"PUBLISH", "PUBACK", "PUBREC", "PUBREL", "PUBCOMP", "AUTH"})
"""All that publishes, or tells the other side that a message arrived."""

_CONNECT, _CONNACK, _PUBLISH, _SUBSCRIBE, _SUBACK, _PINGRESP = 0x10, 0x20, 0x30, 0x82, 0x90, 0xD0
_HEAD = b"\x00\x04MQTT\x04\x02\x00\x3c"
"""The protocol at level 4, a clean session and nothing else, kept alive for 60 seconds."""

_FIXED = {b"\xc0\x00": "PINGREQ", b"\xe0\x00": "DISCONNECT"}
_CLIENT = re.compile(rb"[a-z0-9-]{0,23}")
_FILTER = re.compile(r"(?!\$)[^\0]{1,200}|\$SYS/[^\0]{1,200}")
REFUSED = 0x80
_LAST = 5
"""The highest code of a refusal to connect."""

_PIECE = 65_536


@dataclass(frozen=True, slots=True)
class Published:
    """A message: its topic, the first bytes of what it says, and how many bytes it took on the wire.

    `retained`: it was kept by the broker for whoever subscribes; `cut`: it says more than `payload`.
    """

    topic: bytes = field(repr=False)
    payload: bytes = field(repr=False)
    size: int
    retained: bool
    cut: bool


@dataclass(frozen=True, slots=True)
class Granted:
    """What became of a subscription with this number; `code` is a quality, or from `REFUSED` on a refusal; None where
    the packet says that it has none."""

    number: int
    code: int | None


class Pong:
    """The answer to a PINGREQ."""


# --- what is sent -----------------------------------------------------------------------------------------------------


def connect(client: str = "") -> Message:
    """Asks for a session without a login that ends with its connection; the broker names a client without a name."""
    name = client.encode("ascii")
    body = _HEAD + struct.pack(">H", len(name)) + name
    return Message(GRAMMAR, "CONNECT anonymous", bytes([_CONNECT, len(body)]) + body, "CONNECT without a login")


def subscribe(number: int, topics: str) -> Message:
    """Asks for the messages of these topics at quality 0, those that are retained first."""
    name = topics.encode()
    body = struct.pack(">HH", number, len(name)) + name + b"\0"
    return Message(GRAMMAR, "SUBSCRIBE QoS 0", bytes([_SUBSCRIBE]) + _length(len(body)) + body, f"SUBSCRIBE {topics}")


def subscribable(topics: str) -> bool:
    """Whether these topics can be subscribed to as they are."""
    return _FILTER.fullmatch(topics) is not None and not any(sign in topics for sign in "#+")


def ping() -> Message:
    """Asks for a sign of life: what is answered after it came after it."""
    return Message(GRAMMAR, "PINGREQ", b"\xc0\x00", "PINGREQ")


def disconnect() -> Message:
    """Ends the session."""
    return Message(GRAMMAR, "DISCONNECT", b"\xe0\x00", "DISCONNECT")


def _length(size: int) -> bytes:
    """Seven bits a byte, the low ones first."""
    return bytes([size]) if size < 0x80 else bytes([size & 0x7F | 0x80, size >> 7])


def verb_of(data: bytes) -> str:
    """The verb that these bytes say; "" where they are not exactly one packet that only listens."""
    if data in _FIXED:
        return _FIXED[data]
    more = data[1:2] >= b"\x80"
    body = data[3:] if more else data[2:]
    if len(data) < 2 or data[1 : len(data) - len(body)] != _length(len(body)):
        return ""
    if data[0] == _CONNECT:
        name = body[len(_HEAD) + 2 :]
        fits = body == _HEAD + struct.pack(">H", len(name)) + name and _CLIENT.fullmatch(name)
        return "CONNECT anonymous" if fits else ""
    if data[0] != _SUBSCRIBE or len(body) < 6 or body[-1] != 0 or body[2:4] != struct.pack(">H", len(body) - 5):
        return ""
    return "SUBSCRIBE QoS 0" if _FILTER.fullmatch(body[4:-1].decode("utf-8", "replace")) else ""


# --- what is heard ----------------------------------------------------------------------------------------------------


def recognises(first: bytes) -> bool:
    """Whether this is the answer to a CONNECT, and nothing after it."""
    return len(first) == 4 and first[:2] == b"\x20\x02" and first[2] < 2 and first[3] <= _LAST


def connected() -> Talk[int]:
    """What becomes of a CONNECT: 0, or the code of a refusal (1 to 5). Raises `Foreign` where it is no MQTT."""
    said = yield from exact(4)
    if not recognises(said):
        raise Foreign("no answer to a CONNECT")
    return said[3]


def packet(payload: int, most: int) -> Talk[Published | Granted | Pong]:
    """The next packet: of a message the first `payload` bytes are kept; `Broken` where it is longer than `most`.

    What is not kept is read in pieces and dropped.
    """
    kind = (yield from exact(1))[0]
    length, taken = yield from _size()
    if length > most:
        raise Broken("a packet longer than was asked for")
    if kind & 0xF0 == _PUBLISH:
        return (yield from _published(kind, length, payload, 1 + taken))
    if kind == _PINGRESP and length == 0:
        return Pong()
    if kind == _SUBACK and length in (2, 3):
        body = yield from exact(length)
        return Granted(int.from_bytes(body[:2], "big"), body[2] if length > 2 else None)
    raise Broken("a packet that was not asked for")


def _size() -> Talk[tuple[int, int]]:
    """The length of what follows, and how many bytes said it."""
    length = 0
    for place in range(4):
        byte = (yield from exact(1))[0]
        length |= (byte & 0x7F) << 7 * place
        if byte < 0x80:
            return length, place + 1
    raise Broken("a length that does not end")


def _published(kind: int, length: int, payload: int, head: int) -> Talk[Published]:
    numbered = 2 if kind & 0x06 else 0
    if length < 2 + numbered:
        raise Broken("a message shorter than its topic")
    named = int.from_bytes((yield from exact(2)), "big")
    left = length - 2 - named - numbered
    if left < 0:
        raise Broken("a message shorter than its topic")
    topic = (yield from exact(named)) if named else b""
    if numbered:
        yield from exact(numbered)
    kept = min(left, payload)
    said = (yield from exact(kept)) if kept else b""
    rest = left - kept
    while rest:
        size = min(rest, _PIECE)
        yield from exact(size)
        rest -= size
    return Published(topic, said, head + length, bool(kind & 1), left > kept)
