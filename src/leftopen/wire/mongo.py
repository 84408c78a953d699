"""The wire protocol of MongoDB: commands that only read, and bounded replies.

Sources: https://www.mongodb.com/docs/manual/reference/mongodb-wire-protocol/ and .../legacy-opcodes/ . The verb is the
command, the first name of the document. Commands travel in OP_MSG since MongoDB 3.6 (wire version 6), before that in
OP_QUERY on the collection `$cmd`; OP_QUERY on any other collection is `find`. Every version answers `isMaster` in
OP_QUERY: it is how official clients greet.
"""

import re
import struct
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from functools import lru_cache
from typing import Any

from leftopen.wire import bson
from leftopen.wire.talk import Broken, Foreign, Message, Parse, Send, SendAll, Talk

GRAMMAR = "mongo"
Document = dict[str, Any]
_DENIED = """
abortTransaction abortReshardCollection addShard addShardToZone aggregate analyze appendOplogNote applyOps
authenticate autoCompact balancerStart balancerStop cleanupOrphaned clearJumboFlag cloneCollection
cloneCollectionAsCapped collMod commitTransaction compact convertToCapped copydb create createIndexes createRole
createSearchIndexes createUser currentOp delete drop dropAllRolesFromDatabase dropAllUsersFromDatabase
dropConnections dropDatabase dropIndexes dropRole dropSearchIndex dropUser enableSharding eval explain filemd5
findAndModify findandmodify flushRouterConfig fsync fsyncUnlock getMore getnonce grantPrivilegesToRole
grantRolesToRole grantRolesToUser group insert invalidateUserCache killAllSessions killAllSessionsByPattern
killCursors killOp killSessions logApplicationMessage logRotate logout mapReduce mapreduce mergeChunks moveChunk
moveCollection movePrimary planCacheClear planCacheClearFilters planCacheSetFilter profile reIndex
refineCollectionShardKey removeShard renameCollection repairDatabase replSetAbortPrimaryCatchUp replSetFreeze
replSetInitiate replSetMaintenance replSetReconfig replSetResizeOplog replSetStepDown replSetSyncFrom resetError
reshardCollection revokePrivilegesFromRole revokeRolesFromRole revokeRolesFromUser rotateCertificates saslContinue
saslStart setAuditConfig setClusterParameter setDefaultRWConcern setFeatureCompatibilityVersion setIndexCommitQuorum
setParameter setProfilingLevel setUserWriteBlockMode shardCollection shutdown split splitVector startSession top
transitionFromDedicatedConfigServer transitionToDedicatedConfigServer unshardCollection update updateRole
updateSearchIndex updateUser validate
"""
DENIED = frozenset(_DENIED.split())
"""Commands that write, log in, run code or burden the server. `aggregate` is one: `$out` and `$merge` write."""

DENIED_OPERATORS = frozenset({"$where", "$function", "$accumulator", "$out", "$merge", "$eval"})
"""Operators that run code or write; a command that holds one has no verb."""

_DENIED_BYTES = re.compile(b"|".join(re.escape(name.encode()) + rb"\0" for name in sorted(DENIED_OPERATORS)))

NOT_PERMITTED = 13
NOT_FOUND = 59

MODERN = 6
"""The wire version since which OP_MSG is spoken."""

_OP_REPLY, _OP_QUERY, _OP_MSG, _ID = 1, 2004, 2013, 1
_HEAD = struct.Struct("<iiii")
_MSG = struct.Struct("<iiiiiBi")
"""The head of an OP_MSG, flags, the kind of its only section, and the size of the document in it."""
_SECTION = struct.Struct("<IB")
_BODY = _MSG.size - 4
_REPLY = struct.Struct("<iqii")
_CHECKSUM, _FAILED, _SECONDARY_OK = 1, 2, 4
_DOCUMENTS = 1000
_LARGEST = 4 << 20
"""Bytes of all replies that are read in one go."""
_ANY_MEMBER = bson.elements({"$readPreference": {"mode": "primaryPreferred"}})
"""Ends each command: a secondary may answer it too."""


class TooLarge(Broken):
    """A reply larger than was asked for. Nothing of it was read: go on in a fresh connection."""


def command(verb: str, value: object, database: str, *, old: bool = False, **fields: object) -> Message:
    """A command on a database, `old` in OP_QUERY; a secondary may answer it.

    Only its verb is shown: names of databases and collections are the peer's.
    """
    document = {verb: value, **fields}
    if old:
        return Message(GRAMMAR, verb, _query(f"{database}.$cmd", -1, document, {}), verb)
    return _modern_command(verb, bson.elements(document), database)


def find(
    database: str,
    collection: str,
    limit: int,
    milliseconds: int,
    *,
    filter: Mapping[str, object],
    sort: Mapping[str, object] | None = None,
    projection: Mapping[str, object] | None = None,
) -> Message:
    """`find` of at most `limit` documents, which may take so long, and no cursor stays."""
    document: dict[str, object] = {"find": collection, "filter": filter}
    if sort:
        document["sort"] = sort
    if projection:
        document["projection"] = projection
    return _modern_command("find", bson.elements(document) + _once(limit, milliseconds), database)


@lru_cache(maxsize=64)
def _once(limit: int, milliseconds: int) -> bytes:
    return bson.elements({"limit": limit, "batchSize": limit, "singleBatch": True, "maxTimeMS": milliseconds})


def _modern_command(verb: str, elements: bytes, database: str) -> Message:
    whole = b"%b%b%b" % (elements, bson.text(b"$db", database), _ANY_MEMBER)
    return Message(GRAMMAR, verb, _framed(whole, _ID, 0), verb)


def old_find(
    database: str,
    collection: str,
    limit: int,
    *,
    filter: Mapping[str, object],
    sort: Mapping[str, object] | None = None,
    projection: Mapping[str, object] | None = None,
) -> Message:
    """`find` before there was a command for it: at most `limit` documents, and no cursor stays."""
    document = {"$query": filter, **({"$orderby": sort} if sort else {})}
    return Message(GRAMMAR, "find", _query(f"{database}.{collection}", -limit, document, projection or {}), "find")


def _query(name: str, limit: int, document: Mapping[str, object], projection: Mapping[str, object]) -> bytes:
    target = name.encode("utf-8", "replace").replace(b"\0", b"") + b"\0"
    documents = bson.encode(document) + (bson.encode(projection) if projection else b"")
    body = struct.pack("<i", _SECONDARY_OK) + target + struct.pack("<ii", 0, limit) + documents
    return _HEAD.pack(_HEAD.size + len(body), _ID, 0, _OP_QUERY) + body


def packed(document: Mapping[str, Any], request: int, response: int) -> bytes:
    """The bytes of an OP_MSG; also what the lab answers with."""
    return _framed(bson.elements(document), request, response)


def _framed(elements: bytes, request: int, response: int) -> bytes:
    """The OP_MSG whose document has these elements."""
    size = len(elements) + 5
    return b"%b%b\0" % (_MSG.pack(_BODY + size, request, response, _OP_MSG, 0, 0, size), elements)


def verb_of(data: bytes) -> str:
    """The command that these bytes say; "" where they are not exactly one, or hold an operator that is never sent."""
    try:
        size, _, _, code, flags, kind, document = _MSG.unpack_from(data)
        if code == _OP_MSG:
            named, places = False, [_BODY]
            fits = not flags and not kind and 5 <= document == size - _BODY and not data[-1]
        else:
            named, places = _queried(code, data)
            fits = bool(places)
        if not fits or size != len(data) or (_DENIED_BYTES.search(data) and _operators(data, places)):
            return ""
        return "find" if named else _first(data, places[0])
    except (Broken, struct.error, ValueError):
        return ""


def _queried(code: int, data: bytes) -> tuple[bool, list[int]]:
    """Whether an OP_QUERY is `find` by naming a collection, and where its documents begin, which have to fill it to its
    end."""
    if code != _OP_QUERY:
        raise Broken("a message of another kind")
    end = data.index(0, 20)
    place, places = end + 9, list[int]()
    while place < len(data) and len(places) < 2:
        places.append(place)
        place += bson.size_at(data, place)
    if place != len(data):
        raise Broken("a message that is more than its documents")
    return not data.endswith(b".$cmd", 20, end), places


def _first(data: bytes, place: int) -> str:
    """The first name in the document at `place`; "" where it is empty."""
    return data[place + 5 : data.index(0, place + 5)].decode("ascii") if data[place + 4] else ""


def _operators(data: bytes, places: Sequence[int]) -> bool:
    """Whether names in these documents are operators that are never sent, or could hide such a name."""
    documents = [bson.document_at(data, place)[0] for place in places]
    if b"".join(map(bson.encode, documents)) != data[places[0] :]:
        return True  # a name that comes twice, of which only the last is in `documents`
    return not DENIED_OPERATORS.isdisjoint(_names(documents))


def _names(value: object) -> set[str]:
    if isinstance(value, dict):
        return set(value).union(*map(_names, value.values()))
    return set[str]().union(*map(_names, value)) if isinstance(value, list) else set()


def exchange(message: Message, most: int, *, first: bool = False) -> Talk[dict[str, Any]]:
    """Sends a command; the document of the one reply of at most `most` bytes, of an old `find` as the command gives it.

    Raises `TooLarge`, `Broken` where it is no such reply, `Foreign` on `first` contact.
    """
    yield Send(message)
    reading = _Reading(1, most, first)
    yield Parse(reading, _HEAD.size + most)
    return reading.documents[0]


def exchange_all(
    messages: Iterable[Message], most: int, documents: list[dict[str, Any]] | None = None
) -> Talk[list[dict[str, Any]]]:
    """Sends all of them, then reads a reply to each, of at most `most` bytes: one round trip.

    A server does what comes on one connection in a row. `documents`: where the replies go, so that those before a fault
    are not lost.
    """
    commands = tuple(_numbered(message, number) for number, message in enumerate(messages, _ID))
    reading = _Reading(len(commands), most, False, documents)
    if commands:
        yield SendAll(commands)
        yield Parse(reading, min(len(commands) * (_HEAD.size + most), _LARGEST))
    return reading.documents


@dataclass(slots=True)
class Pages:
    """Replies as far as they came: whole ones, their bytes, and of the one after them, where it was longer than its
    page, what came of it and in which field it was cut. After such a one the connection is of no more use."""

    documents: list[dict[str, Any]] = field(default_factory=list)
    bytes: int = 0
    cut: dict[str, Any] | None = None
    path: tuple[str, ...] = ()


def pages(messages: Iterable[Message], most: int, total: int, found: Pages) -> Talk[None]:
    """Sends all of them, then reads a page of at most `most` bytes of each reply, and no more than `total` of all.

    `found` is filled as they come, so that those before a fault are not lost.
    """
    commands = tuple(_numbered(message, number) for number, message in enumerate(messages, _ID))
    if commands:
        yield SendAll(commands)
        yield Parse(_Paging(len(commands), most, total, found), min(len(commands) * (_HEAD.size + most), _LARGEST))


def _numbered(message: Message, number: int) -> Message:
    """The same with another request id, which the reply to it will name."""
    data = message.data
    return Message(message.grammar, message.verb, data[:4] + number.to_bytes(4, "little") + data[8:], message.shown)


class _Reading:
    """Replies as they come in, to requests that are numbered from `_ID` on; `documents` has those that are whole."""

    __slots__ = ("_count", "_first", "_most", "_place", "documents")

    def __init__(self, count: int, most: int, first: bool, documents: list[dict[str, Any]] | None = None) -> None:
        self._count, self._most, self._first, self._place = count, most, first, 0
        self.documents = [] if documents is None else documents

    def read(self, data: bytes, start: int) -> int:
        """See `talk.Reader`."""
        place, documents = start + self._place, self.documents
        while True:
            if len(data) - place < _HEAD.size:
                end = place + _HEAD.size
            else:
                size, _, response, code = _HEAD.unpack_from(data, place)
                if code not in (_OP_MSG, _OP_REPLY) or response != _ID + len(documents) or size < 26:
                    raise (Foreign if self._first else Broken)("not an answer of MongoDB")
                if size - _HEAD.size > self._most:
                    raise Foreign("a greeting too long") if self._first else TooLarge("a reply larger than asked for")
                end = place + size
            if end > len(data):
                self._place = place - start
                return end
            documents.append((_old if code == _OP_REPLY else _modern)(data, place + _HEAD.size, end))
            place = end
            if len(documents) == self._count:
                return place


class _Paging(_Reading):
    """Replies of which no more is read than a page each."""

    __slots__ = ("_found", "_left")

    def __init__(self, count: int, most: int, total: int, found: Pages) -> None:
        super().__init__(count, most, False, found.documents)
        self._found, self._left = found, total

    def read(self, data: bytes, start: int) -> int:
        """See `talk.Reader`."""
        while True:
            page = min(self._most, max(0, self._left - self._place))
            try:
                end = self._one(data, start, page)
            except TooLarge:
                return self._end(data, start + self._place, page)
            if end > len(data) or len(self.documents) == self._count:
                self._found.bytes = self._place
                return end

    def _one(self, data: bytes, start: int, page: int) -> int:
        """See `_Reading.read`, for one reply."""
        count, most = self._count, self._most
        self._count, self._most = len(self.documents) + 1, page
        try:
            end = super().read(data, start)
        finally:
            self._count, self._most = count, most
        if end <= len(data):
            self._place = end - start
        return end

    def _end(self, data: bytes, place: int, page: int) -> int:
        """The place after a page of the reply that begins at `place`, once it is there."""
        end = place + _HEAD.size + page
        if end > len(data):
            return end
        self._found.bytes = self._place + page
        self._found.cut, self._found.path = _begun(data, place, end)
        return end


def _begun(data: bytes, place: int, end: int) -> tuple[dict[str, Any], tuple[str, ...]]:
    """What came of a reply that was cut, and where it was."""
    code = _HEAD.unpack_from(data, place)[3]
    place += _HEAD.size
    if code == _OP_MSG:
        return bson.begun(data, place + _SECTION.size, end) if place + _SECTION.size + 4 < end else ({}, ())
    place += _REPLY.size
    documents: list[dict[str, Any]] = []
    path: tuple[str, ...] = ()
    while place + 4 < end:
        try:
            document, place = bson.document_at(data, place, end)
        except Broken:
            document, cut = bson.begun(data, place, end)
            path = ("cursor", "firstBatch", str(len(documents)), *cut)
            place = end
        documents.append(document)
    return {"cursor": {"firstBatch": documents}, "ok": 1.0}, path


def _modern(data: bytes, place: int, end: int) -> dict[str, Any]:
    """The document of an OP_MSG whose flags are at `place`."""
    flags, kind = _SECTION.unpack_from(data, place)
    if flags & ~_CHECKSUM & 0xFFFF or kind:
        raise Broken("an answer of a kind that was not asked for")
    document, after = bson.document_at(data, place + _SECTION.size, end)
    if after != end - (4 if flags & _CHECKSUM else 0):
        raise Broken("bytes after a BSON document")
    return document


def _old(data: bytes, place: int, end: int) -> dict[str, Any]:
    """The documents of an OP_REPLY whose flags are at `place`, as an OP_MSG has them."""
    if end - place < _REPLY.size:
        raise Broken("an answer shorter than its head")
    flags, more, _, count = _REPLY.unpack_from(data, place)
    place += _REPLY.size
    documents: list[dict[str, Any]] = []
    while place < end and len(documents) < _DOCUMENTS:
        document, place = bson.document_at(data, place, end)
        documents.append(document)
    if count != len(documents) or (flags & _FAILED and not documents):
        raise Broken("an answer of another number of documents than it says")
    if flags & _FAILED:
        return {**documents[0], "ok": 0.0}
    if count == 1 and "ok" in documents[0]:
        return documents[0]
    return {"cursor": {"firstBatch": documents, "id": more}, "ok": 1.0}


_COURTESY = b"access MongoDB over HTTP on the native driver port"
"""What a server answers to HTTP (text: mongodb/mongo, `ServiceStateMachine`)."""


def begins(first: bytes) -> bool:
    """Whether these first bytes of a connection may be of MongoDB: the head of a reply, or the courtesy to browsers."""
    if _COURTESY in first:
        return True
    if len(first) < _HEAD.size:
        return False
    size, _, _, code = _HEAD.unpack_from(first)
    return code in (_OP_MSG, _OP_REPLY) and 26 <= size <= 48 << 20


# --- what replies say -------------------------------------------------------------------------------------------------


def ok(answer: Mapping[str, Any]) -> bool:
    """Whether a command was done."""
    return answer.get("ok") == 1


def code(answer: Mapping[str, Any]) -> int | None:
    """The error code of a refusal, 0 where it has none; None where it is no refusal."""
    if not answer or ok(answer):
        return None
    found = answer.get("code")
    if isinstance(found, int):
        return found
    says = str(answer.get("errmsg", answer.get("$err", ""))).lower()  # until 2.4 there were words only
    if says.startswith(("unauthorized", "not authorized", "need to login")):
        return NOT_PERMITTED
    return NOT_FOUND if says.startswith("no such c") else 0


def number(answer: Mapping[str, Any], name: str) -> int | None:
    """A count or a size in a command that was done."""
    value = answer.get(name)
    if not ok(answer) or isinstance(value, bool) or not isinstance(value, int | float):
        return None
    return int(value) if 0 <= value < 2**63 else None


def batch(answer: Mapping[str, Any]) -> list[dict[str, Any]]:
    """The documents of a cursor."""
    cursor = answer.get("cursor")
    found = cursor.get("firstBatch") if isinstance(cursor, dict) else None
    return [item for item in found if isinstance(item, dict)] if isinstance(found, list) else []


def whole(answer: Mapping[str, Any]) -> bool:
    """Whether a cursor has shown all of its documents, each of which has a name: else it may have listed more."""
    cursor = answer.get("cursor")
    found = cursor.get("firstBatch") if isinstance(cursor, dict) and not cursor.get("id") else None
    return isinstance(found, list) and all(map(named, found))


def named(item: object) -> bool:
    """Whether an item of a list is a document that says its name."""
    return isinstance(item, dict) and isinstance(item.get("name"), str) and item["name"] != ""


def holds_nothing(answer: Mapping[str, Any]) -> bool:
    """An empty answer; some servers know no `find` on `admin`, which is no answer that a trap would give."""
    return (ok(answer) and "cursor" in answer and not batch(answer)) or code(answer) == NOT_FOUND
