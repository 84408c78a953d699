"""LDAP version 3: an anonymous bind and searches, in bounded reads.

Sources: RFC 4511 (4.1.1 message, 4.2 bind, 4.5 search, appendix A result codes), RFC 4512 (5.1 rootDSE), X.690 for the
subset of BER that LDAP takes: lengths are told, at the begin. The verb is the name of the operation; `verb_of` reads
it from the bytes, and gives none for a bind with a name or a password, nor for a message with controls.
"""

from collections.abc import Iterator
from dataclasses import dataclass, field

from leftopen.wire.talk import Broken, Foreign, Message, Talk, exact

GRAMMAR = "ldap"
BIND, SEARCH, UNBIND = "bind anonymous", "search", "unbind"
DENIED = frozenset({"bind", "modify", "add", "delete", "modifyDN", "compare", "extended", "abandon"})

_SEQUENCE, _SET, _INTEGER, _TEXT, _ENUM, _BOOLEAN, _SIMPLE, _PRESENT, _EQUAL, _AND = (
    0x30, 0x31, 0x02, 0x04, 0x0A, 0x01, 0x80, 0x87, 0xA3, 0xA0,
)  # fmt: skip
_BIND, _BOUND, _UNBIND, _SEARCH, _ENTRY, _DONE, _REFERENCE, _EXTENDED = 0x60, 0x61, 0x42, 0x63, 0x64, 0x65, 0x73, 0x78
_ANSWERS = frozenset({_BOUND, _ENTRY, _DONE, _EXTENDED})
SUCCESS, OPERATIONS, SIZE_LIMIT, STRONGER, NO_OBJECT, INAPPROPRIATE, RIGHTS, UNWILLING = 0, 1, 4, 8, 32, 48, 50, 53
BASE, ONE, SUB = 0, 1, 2
NAMES = ("1.1",)
"""Asks for no attribute: names of entries alone."""

_BINDS, _SEARCHES = 1, 2
"""Numbers of our messages: of a bind, which is the first of a connection, and of searches."""

_SECONDS = 10
_UNBOUND = bytes([_SEQUENCE, 5, _INTEGER, 1, 3, _UNBIND, 0])


class TooLarge(Broken):
    """More than was asked for: go on in a fresh connection. `entries` came whole before that."""

    def __init__(self, entries: "list[Found]") -> None:
        super().__init__("an answer larger than was asked for")
        self.entries = entries


@dataclass(frozen=True, slots=True)
class Found:
    """An entry: its name, its attributes, and the bytes it took."""

    name: str = field(repr=False)
    attributes: dict[str, list[bytes]] = field(repr=False)
    size: int = 0


@dataclass(frozen=True, slots=True)
class Result:
    """How an operation ended: its code, and words of the peer's."""

    code: int
    says: str = field(repr=False)


@dataclass(frozen=True, slots=True)
class Listed:
    """What a search gave."""

    entries: list[Found]
    result: Result


# --- what is sent -----------------------------------------------------------------------------------------------------


def bind() -> Message:
    """Asks to be taken for nobody."""
    body = _tlv(_INTEGER, b"\3") + _tlv(_TEXT, b"") + _tlv(_SIMPLE, b"")
    return Message(GRAMMAR, BIND, _message(_BINDS, _tlv(_BIND, body)), BIND)


def search(base: str, scope: int, most: int, attributes: tuple[str, ...] = (), equal: tuple[str, str] = ("", ""),
           *, types: bool = False, every: bool = False) -> Message:  # fmt: skip
    """Asks for up to `most` entries: all that have a class, or those where an attribute is `equal`; `types`: for names
    of attributes; `every`: by the filter that is true of each, class or none (RFC 4526)."""
    name, value = equal
    matching = _tlv(_TEXT, name.encode()) + _tlv(_TEXT, value.encode())
    parts = (
        _tlv(_TEXT, base.encode()),
        _tlv(_ENUM, bytes([scope])),
        _tlv(_ENUM, b"\0"),
        _tlv(_INTEGER, most.to_bytes(3, "big")),
        _tlv(_INTEGER, bytes([_SECONDS])),
        _tlv(_BOOLEAN, b"\xff" if types else b"\0"),
        _tlv(_EQUAL, matching) if name else _tlv(_AND, b"") if every else _tlv(_PRESENT, b"objectClass"),
        _tlv(_SEQUENCE, b"".join(_tlv(_TEXT, each.encode()) for each in attributes)),
    )
    return Message(GRAMMAR, SEARCH, _message(_SEARCHES, _tlv(_SEARCH, b"".join(parts))), f"search of scope {scope}")


def unbind() -> Message:
    """Ends the session."""
    return Message(GRAMMAR, UNBIND, _UNBOUND, UNBIND)


def _tlv(tag: int, content: bytes) -> bytes:
    size = len(content)
    length = bytes([size]) if size < 0x80 else b"\x83" + size.to_bytes(3, "big")
    return bytes([tag]) + length + content


def _message(number: int, operation: bytes) -> bytes:
    return _tlv(_SEQUENCE, _tlv(_INTEGER, bytes([number])) + operation)


def verb_of(data: bytes) -> str:
    """The verb that these bytes say; "" where they are not exactly one message that only reads."""
    if data in (bind().data, _UNBOUND):
        return BIND if data != _UNBOUND else UNBIND
    try:
        outer = [*values(data)]
        inner = [*values(outer[0][1])] if len(outer) == 1 and outer[0][0] == _SEQUENCE else []
    except Broken:
        return ""
    return SEARCH if [tag for tag, _ in inner] == [_INTEGER, _SEARCH] else ""


# --- what is heard ----------------------------------------------------------------------------------------------------


def values(data: bytes) -> Iterator[tuple[int, bytes]]:
    """The values that follow each other, as (tag, content)."""
    place = 0
    while place < len(data):
        begin, size = _head(data, place)
        if begin + size > len(data):
            raise Broken("a value of a lying length")
        yield data[place], data[begin : begin + size]
        place = begin + size


def _head(data: bytes, place: int) -> tuple[int, int]:
    """Where the content of a value begins, and its length."""
    if place + 2 > len(data):
        raise Broken("a value without a length")
    size = data[place + 1]
    if size < 0x80:
        return place + 2, size
    more = size & 0x7F
    if not 0 < more <= 4 or place + 2 + more > len(data):
        raise Broken("a length that LDAP does not take")
    return place + 2 + more, int.from_bytes(data[place + 2 : place + 2 + more], "big")


def recognises(first: bytes) -> bool:
    """Whether these bytes begin a message that answers: a sequence, a small number, and an operation of answers."""
    if first[:1] != bytes([_SEQUENCE]):
        return False
    try:
        begin, _ = _head(first, 0)
    except Broken:
        return False
    return first[begin : begin + 2] == b"\2\1" and len(first) > begin + 3 and first[begin + 3] in _ANSWERS


def message(most: int, number: int) -> Talk[tuple[int, bytes]]:
    """The tag of an answer's operation and its content. Raises `Foreign` where it is no LDAP, `TooLarge`, and `Broken`
    where it does not bear the number of our message (RFC 4511, 4.1.1.1); 0 has a notice that the session ends."""
    head = yield from exact(2)
    more = head[1] & 0x7F if head[1] & 0x80 else 0
    if head[0] != _SEQUENCE or more > 4 or head[1] == 0x80:
        raise Foreign("no answer of LDAP")
    size = int.from_bytes((yield from exact(more)), "big") if more else head[1]
    if size < 5:
        raise Foreign("no answer of LDAP")
    begin = yield from exact(5)
    if begin[:1] != bytes([_INTEGER]) or begin[1] not in (1, 2, 3, 4):
        raise Foreign("no answer of LDAP")
    if size > most:
        raise TooLarge([])
    body = begin + ((yield from exact(size - 5)) if size > 5 else b"")
    parts = [*values(body)]
    if len(parts) < 2:
        raise Broken("a message without an operation")
    if int.from_bytes(parts[0][1], "big") != (0 if parts[1][0] == _EXTENDED else number):
        raise Broken("an answer to another message")
    return parts[1]


def result(content: bytes) -> Result:
    """How an operation ended."""
    parts = [*values(content)]
    if [tag for tag, _ in parts[:3]] != [_ENUM, _TEXT, _TEXT] or len(parts[0][1]) != 1:
        raise Broken("a result that is none")
    return Result(parts[0][1][0], parts[2][1][:1000].decode("utf-8", "replace"))


def bound() -> Talk[Result]:
    """How a bind ended. Raises `Foreign` where it is no LDAP."""
    tag, content = yield from message(65_536, _BINDS)
    if tag not in (_BOUND, _EXTENDED):
        raise Foreign("no answer of LDAP")
    return result(content)


def listed(most: int) -> Talk[Listed]:
    """The entries of a search and how it ended. Raises `TooLarge` with those that came whole in `most` bytes."""
    found: list[Found] = []
    left = most
    while True:
        try:
            tag, content = yield from message(max(left, 0), _SEARCHES)
        except TooLarge:
            raise TooLarge(found) from None
        left -= len(content)
        if tag == _ENTRY:
            found.append(entry(content))
        elif tag in (_DONE, _EXTENDED):
            return Listed(found, result(content))
        elif tag != _REFERENCE:
            raise Broken("an answer to what was not asked")


def entry(content: bytes) -> Found:
    """An entry with its attributes."""
    parts = [*values(content)]
    if [tag for tag, _ in parts] != [_TEXT, _SEQUENCE]:
        raise Broken("an entry that is none")
    attributes: dict[str, list[bytes]] = {}
    for tag, each in values(parts[1][1]):
        pair = [*values(each)]
        if tag != _SEQUENCE or [kind for kind, _ in pair] != [_TEXT, _SET]:
            raise Broken("an attribute that is none")
        attributes[pair[0][1].decode("utf-8", "replace")] = [value for _, value in values(pair[1][1])]
    return Found(parts[0][1].decode("utf-8", "replace"), attributes, len(content))


def above(name: str) -> str:
    """The name of the entry above, "" where there is none.

    >>> above("uid=zoe,ou=people,dc=example"), above("cn=Zoe\\\\, M.D.,dc=example"), above("dc=example")
    ('ou=people,dc=example', 'dc=example', '')
    """
    place = name.find(",")
    while place > 0 and _escaped(name, place):
        place = name.find(",", place + 1)
    return name[place + 1 :].lstrip() if place > 0 else ""


def _escaped(name: str, place: int) -> bool:
    marks = 0
    while marks < place and name[place - 1 - marks] == "\\":
        marks += 1
    return marks % 2 == 1
