"""The protocol of Kafka: what topics there are, how many records are in them, and bounded reads of these.

Source: Apache Kafka documentation ("Protocol guide"). Requests of versions that brokers from 0.10.1 to 4 know are sent,
all before the compact forms. The verb is the name of the request and how it is asked. `verb_of` reads the whole
request, and gives a name that is denied for Metadata of named topics, which *makes* a topic of that name where the
broker may create topics, and for a Fetch that speaks for a replica. There is no consumer group here and nothing is
committed: groups are never joined.
"""

import struct
from collections.abc import Iterable
from dataclasses import dataclass, field

from leftopen.wire.mark import mark
from leftopen.wire.talk import Broken, Foreign, Message, Talk, exact

GRAMMAR = "kafka"
_DENIED = """
Produce Metadata-of-named-topics Fetch-as-a-replica LeaderAndIsr StopReplica UpdateMetadata ControlledShutdown
OffsetCommit JoinGroup Heartbeat LeaveGroup SyncGroup SaslAuthenticate CreateTopics DeleteTopics DeleteRecords
InitProducerId AddPartitionsToTxn EndTxn WriteTxnMarkers TxnOffsetCommit CreateAcls DeleteAcls AlterConfigs
AlterReplicaLogDirs CreatePartitions CreateDelegationToken DeleteGroups ElectLeaders IncrementalAlterConfigs
"""
DENIED = frozenset(_DENIED.split())
"""Whatever writes, joins, elects, or logs in."""

FETCH, LIST_OFFSETS, METADATA, SASL, VERSIONS, ACLS, LOG_DIRS = 1, 2, 3, 17, 18, 29, 35
VERBS = {
    (VERSIONS, 0): "ApiVersions",
    (METADATA, 1): "Metadata of all topics",
    (METADATA, 4): "Metadata of all topics",
    (LIST_OFFSETS, 1): "ListOffsets",
    (FETCH, 4): "Fetch",
    (FETCH, 2): "Fetch",
    (SASL, 0): "SaslHandshake of no mechanism",
    (ACLS, 1): "DescribeAcls of one topic",
    (LOG_DIRS, 1): "DescribeLogDirs",
}
EARLIEST, LATEST, FIRST_DATED = -2, -1, 0
"""What is asked for instead of a time: the first offset, that of the next record, and the first with a time."""

NO_TOPIC, NOT_LEADER, NO_TOPIC_RIGHT, NO_CLUSTER_RIGHT, NO_MECHANISM, SASL_STATE, NO_SECURITY = 3, 6, 29, 31, 33, 34, 54
"""UNKNOWN_TOPIC_OR_PARTITION, NOT_LEADER_OR_FOLLOWER, TOPIC_AUTHORIZATION_FAILED, CLUSTER_AUTHORIZATION_FAILED,
UNSUPPORTED_SASL_MECHANISM, ILLEGAL_SASL_STATE, SECURITY_DISABLED."""

_CLIENT = b"leftopen"
_NOBODY = -1
_WAIT = 0
_ANSWER = 4 << 20
_HEAD = struct.Struct(">hhih")
_MANY = 100_000
"""Entries of a list that are believed."""


@dataclass(frozen=True, slots=True)
class Partition:
    """A part of a topic; `error`: why it is not served, 0 where it is; `leader`: the number of a broker."""

    number: int
    error: int
    leader: int


@dataclass(frozen=True, slots=True)
class Topic:
    """A topic as it is listed; `internal`: it is the product's own."""

    name: str = field(repr=False)
    error: int
    internal: bool
    partitions: tuple[Partition, ...]


@dataclass(frozen=True, slots=True)
class Cluster:
    """What a broker tells of its cluster: `brokers` are (number, host, port)."""

    brokers: tuple[tuple[int, str, int], ...]
    name: str | None
    topics: tuple[Topic, ...]


@dataclass(frozen=True, slots=True)
class Offset:
    """What a partition answered: `at` in milliseconds, -1 where there is none."""

    error: int
    at: int
    offset: int


@dataclass(frozen=True, slots=True)
class Fetched:
    """What one partition gave; `cut`: there is more of it, unread, so that the connection is of no more use."""

    error: int
    data: bytes = field(repr=False)
    cut: bool


Place = tuple[str, int]
"""A topic and the number of a partition."""


# --- what is sent -----------------------------------------------------------------------------------------------------


def versions() -> Message:
    """Which requests it knows; answered to everyone, before any login."""
    return _request(VERSIONS, 0, b"")


def metadata(*, modern: bool) -> Message:
    """All topics, and none to be made."""
    every = struct.pack(">i", -1)
    return _request(METADATA, 4, every + b"\0") if modern else _request(METADATA, 1, every)


def mechanisms() -> Message:
    """How it wants to be logged in to: a mechanism that nobody has is asked for, and it names those that it has."""
    return _request(SASL, 0, _text("NONE"))


def offsets(places: Iterable[Place], at: int) -> Message:
    """The offsets of these partitions."""
    body = struct.pack(">i", _NOBODY) + _by_topic(places, struct.pack(">q", at))
    return _request(LIST_OFFSETS, 1, body)


def fetch(place: Place, offset: int, most: int, *, modern: bool) -> Message:
    """Records of one partition from an offset on, about `most` bytes of them."""
    head = struct.pack(">iii", _NOBODY, _WAIT, 0) + (struct.pack(">ib", most, 0) if modern else b"")
    body = head + _by_topic([place], struct.pack(">qi", offset, most))
    return _request(FETCH, 4 if modern else 2, body)


def log_dirs() -> Message:
    """The bytes that its partitions take on its disks."""
    return _request(LOG_DIRS, 1, struct.pack(">i", -1))


def rules(topic: str) -> Message:
    """The access rules of one topic: those who have no rules say so."""
    literal, anything, of_topics = 3, 1, 2
    nobody = struct.pack(">h", -1)
    body = bytes([of_topics]) + _text(topic) + bytes([literal]) + nobody * 2 + bytes([anything, anything])
    return _request(ACLS, 1, body)


def _request(api: int, version: int, body: bytes) -> Message:
    data = _HEAD.pack(api, version, _number(api, version, body), len(_CLIENT)) + _CLIENT + body
    verb = VERBS[api, version]
    return Message(GRAMMAR, verb, struct.pack(">i", len(data)) + data, verb)


def _number(api: int, version: int, body: bytes) -> int:
    return mark(struct.pack(">hh", api, version), body)


def _text(text: str) -> bytes:
    data = text.encode()
    return struct.pack(">h", len(data)) + data


def _by_topic(places: Iterable[Place], rest: bytes) -> bytes:
    topics: dict[str, list[int]] = {}
    for name, number in places:
        topics.setdefault(name, []).append(number)
    parts = [
        _text(name) + struct.pack(">i", len(numbers)) + b"".join(struct.pack(">i", number) + rest for number in numbers)
        for name, numbers in topics.items()
    ]
    return struct.pack(">i", len(parts)) + b"".join(parts)


def verb_of(data: bytes) -> str:
    """The verb that these bytes say; "" where they are not exactly one request of ours."""
    if len(data) < 14 or int.from_bytes(data[:4], "big") != len(data) - 4:
        return ""
    api, version, number, size = _HEAD.unpack_from(data, 4)
    verb = VERBS.get((api, version), "")
    body = data[4 + _HEAD.size + max(0, size) :]
    if api == METADATA and body != b"\xff" * 4 + (b"\0" if version >= 4 else b""):
        return "Metadata-of-named-topics"
    if api in (FETCH, LIST_OFFSETS) and body[:4] != b"\xff" * 4:
        return "Fetch-as-a-replica"
    if (api == SASL and body != _text("NONE")) or number != _number(api, version, body):
        return ""
    return verb


# --- what is heard ----------------------------------------------------------------------------------------------------


class Answer:
    """Reads one answer from its beginning to its end. Raises `Broken` where it is shorter than it says."""

    def __init__(self, data: bytes) -> None:
        self._data, self._place = data, 0

    def take(self, size: int) -> bytes:
        """So many bytes."""
        if size < 0 or self._place + size > len(self._data):
            raise Broken("an answer shorter than it says")
        self._place += size
        return self._data[self._place - size : self._place]

    def rest(self) -> bytes:
        """All that is left of it."""
        return self.take(len(self._data) - self._place)

    def number(self, size: int) -> int:
        """A number of so many bytes."""
        return int.from_bytes(self.take(size), "big", signed=True)

    def text(self) -> str | None:
        """A name; None where there is none."""
        size = self.number(2)
        return None if size < 0 else self.take(size).decode("utf-8", "replace")

    def many(self) -> range:
        """The places of a list."""
        count = self.number(4)
        if count > _MANY:
            raise Broken("a list longer than any")
        return range(max(0, count))


def recognises(first: bytes) -> bool:
    """Whether these bytes begin the answer to our first question, which bears its mark."""
    if len(first) < 14 or first[4:8] != _mark(_FIRST):
        return False
    length, error, count = int.from_bytes(first[:4], "big"), first[8:10], int.from_bytes(first[10:14], "big")
    return error in (b"\0\0", b"\0\x23") and 0 <= count < 500 and 10 + 6 * count <= length <= 4096


def answer(to: Message, most: int = _ANSWER) -> Talk[Answer]:
    """The answer to this request, at most `most` bytes of it."""
    length = yield from _begun(to)
    if not 0 <= length <= most:
        raise Broken("an answer longer than was asked for")
    return Answer((yield from exact(length)) if length else b"")


def _begun(to: Message) -> Talk[int]:
    """The head of an answer, which bears the number of the request: how many bytes follow."""
    head = yield from exact(8)
    if head[4:] != _mark(to):
        raise Broken("an answer to a question that was not asked")
    return int.from_bytes(head[:4], "big", signed=True) - 4


def _mark(request: Message) -> bytes:
    """The number of a request, as it stands in it and in its answer."""
    return request.data[8:12]


_FIRST = versions()


def known() -> Talk[dict[int, tuple[int, int]]]:
    """Which requests it knows, each from one version to another. Raises `Foreign` where it is no Kafka."""
    head = yield from exact(14)
    if not recognises(head):
        raise Foreign("no versions of Kafka")
    size = int.from_bytes(head[:4], "big") - 10
    said = Answer((yield from exact(size)) if size else b"")
    count = int.from_bytes(head[10:14], "big")
    return {said.number(2): (said.number(2), said.number(2)) for _ in range(count)}


def cluster(said: Answer, *, modern: bool) -> Cluster:
    """The brokers and the topics."""
    if modern:
        said.take(4)
    brokers = []
    for _ in said.many():
        brokers.append((said.number(4), said.text() or "", said.number(4)))
        said.text()
    name = said.text() if modern else None
    said.take(4)
    return Cluster(tuple(brokers), name, tuple(_topic(said) for _ in said.many()))


def _topic(said: Answer) -> Topic:
    error, name, internal = said.number(2), said.text() or "", said.take(1) != b"\0"
    partitions = []
    for _ in said.many():
        wrong, number, leader = said.number(2), said.number(4), said.number(4)
        for _ in range(2):
            said.take(4 * len(said.many()))
        partitions.append(Partition(number, wrong, leader))
    return Topic(name, error, internal, tuple(partitions))


def found(said: Answer) -> dict[Place, Offset]:
    """The offsets by partition."""
    places: dict[Place, Offset] = {}
    for _ in said.many():
        name = said.text() or ""
        for _ in said.many():
            number, error, at, offset = said.number(4), said.number(2), said.number(8), said.number(8)
            places[name, number] = Offset(error, at, offset)
    return places


def sizes(said: Answer) -> dict[str, int]:
    """Bytes by topic, as far as its partitions lie here."""
    said.take(4)
    total: dict[str, int] = {}
    for _ in said.many():
        said.take(2)
        said.text()
        for _ in said.many():
            name = said.text() or ""
            for _ in said.many():
                said.take(4)
                total[name] = total.get(name, 0) + max(0, said.number(8))
                said.take(9)
    return total


def fetched(to: Message, most: int, *, modern: bool) -> Talk[Fetched | None]:
    """What one partition gave, at most `most` bytes of its records; None where it says nothing of any."""
    length = yield from _begun(to)
    if length <= 0:
        raise Broken("an answer without anything in it")
    said = Answer((yield from exact(min(length, most))))
    said.take(4)
    for _ in said.many():
        said.text()
        for _ in said.many():
            said.take(4)
            error = said.number(2)
            said.take(8)
            if modern:
                said.take(8)
                for _ in said.many():
                    said.take(16)
            size = said.number(4)
            left = said.rest()
            return Fetched(error, left[: max(0, size)], length > most)
    return None


def listed(said: Answer) -> tuple[int, list[str]]:
    """The error of a handshake, and the mechanisms that there are."""
    error = said.number(2)
    return error, [said.text() or "" for _ in said.many()]


def refused(said: Answer) -> int:
    """The error that an answer begins with, after what it waited."""
    said.take(4)
    return said.number(2)
