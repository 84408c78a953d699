"""The wire protocol of MongoDB: commands that only read, and bounded replies.

Sources: https://www.mongodb.com/docs/manual/reference/mongodb-wire-protocol/ and .../legacy-opcodes/ . The verb is the
command, the first name of the document. Commands travel in OP_MSG since MongoDB 3.6 (wire version 6), before that in
OP_QUERY on the collection `$cmd`; OP_QUERY on any other collection is `find`. Every version answers `isMaster` in
OP_QUERY: it is how official clients greet.
"""

import re
import struct
from collections.abc import Iterable, Mapping
from typing import Any

from leftopen.wire import bson
from leftopen.wire.talk import Broken, Foreign, Message, Talk, exact

GRAMMAR = "mongo"
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
_REPLY = struct.Struct("<iqii")
_CHECKSUM, _FAILED, _SECONDARY_OK = 1, 2, 4
_DOCUMENTS = 1000


class TooLarge(Broken):
    """A reply larger than was asked for. Nothing of it was read: go on in a fresh connection."""


def command(verb: str, value: object, database: str, *, old: bool = False, **fields: object) -> Message:
    """A command on a database, `old` in OP_QUERY; a secondary may answer it.

    Only its verb is shown: names of databases and collections are the peer's.
    """
    document = {verb: value, **fields}
    if old:
        return Message(GRAMMAR, verb, _query(f"{database}.$cmd", -1, document, {}), verb)
    document |= {"$db": database, "$readPreference": {"mode": "primaryPreferred"}}
    return Message(GRAMMAR, verb, packed(document, _ID, 0), verb)


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


def packed(document: dict[str, Any], request: int, response: int) -> bytes:
    """The bytes of an OP_MSG; also what the lab answers with."""
    body = bytes(4) + b"\0" + bson.encode(document)
    return _HEAD.pack(_HEAD.size + len(body), request, response, _OP_MSG) + body


def verb_of(data: bytes) -> str:
    """The command that these bytes say; "" where they are not exactly one, or hold an operator that is never sent."""
    try:
        size, _, _, code = _HEAD.unpack_from(data)
        named, places = _documents(code, data)
        if size != len(data) or _operators(data, places) & DENIED_OPERATORS:
            return ""
        return "find" if named else _first(data, places[0])
    except (Broken, IndexError, struct.error, ValueError):
        return ""


def _documents(code: int, data: bytes) -> tuple[bool, list[int]]:
    """Whether a message of ours is `find` by naming a collection, and where its documents begin, which have to fill it
    to its end."""
    if code == _OP_MSG and data[16:21] == bytes(5):
        named, place = False, 21
    elif code == _OP_QUERY:
        end = data.index(0, 20)
        named, place = not data.endswith(b".$cmd", 20, end), end + 9
    else:
        raise Broken("a message of another kind")
    places: list[int] = []
    while place < len(data) and len(places) < (1 if code == _OP_MSG else 2):
        places.append(place)
        place += bson.size_at(data, place)
    if place != len(data):
        raise Broken("a message that is more than its documents")
    return named, places


def _first(data: bytes, place: int) -> str:
    """The first name in the document at `place`; "" where it is empty."""
    return data[place + 5 : data.index(0, place + 5)].decode("ascii") if data[place + 4] else ""


def _operators(data: bytes, places: Iterable[int]) -> set[str]:
    """Names in these documents that begin with a `$`; none is looked for where no byte sequence could be one."""
    if not _DENIED_BYTES.search(data):
        return set()
    return set[str]().union(*(_dollars(bson.document_at(data, place)[0]) for place in places))


def _dollars(value: object) -> set[str]:
    if isinstance(value, dict):
        return {name for name in value if name.startswith("$")}.union(*map(_dollars, value.values()))
    return set[str]().union(*map(_dollars, value)) if isinstance(value, list) else set()


def reply(most: int, *, first: bool = False) -> Talk[dict[str, Any]]:
    """The document of one reply of at most `most` bytes; the documents of an old `find` as the command gives them.

    Raises `TooLarge`, `Broken` where it is no such reply, `Foreign` on `first` contact.
    """
    fault = Foreign if first else Broken
    size, _, response, code = _HEAD.unpack((yield from exact(_HEAD.size)))
    if code not in (_OP_MSG, _OP_REPLY) or response != _ID or size < 26:
        raise fault("not an answer of MongoDB")
    if size - _HEAD.size > most:
        raise fault("a greeting too long") if first else TooLarge("a reply larger than was asked for")
    body = yield from exact(size - _HEAD.size)
    return _old(body) if code == _OP_REPLY else _modern(body)


def _modern(body: bytes) -> dict[str, Any]:
    flags = int.from_bytes(body[:4], "little")
    if flags & ~_CHECKSUM & 0xFFFF or body[4] != 0:
        raise Broken("an answer of a kind that was not asked for")
    return bson.decode(body[5:-4] if flags & _CHECKSUM else body[5:])


def _old(body: bytes) -> dict[str, Any]:
    if len(body) < _REPLY.size:
        raise Broken("an answer shorter than its head")
    flags, _, _, count = _REPLY.unpack_from(body)
    place, documents = _REPLY.size, list[dict[str, Any]]()
    while place < len(body) and len(documents) < _DOCUMENTS:
        document, place = bson.document_at(body, place)
        documents.append(document)
    if count != len(documents) or (flags & _FAILED and not documents):
        raise Broken("an answer of another number of documents than it says")
    if flags & _FAILED:
        return {**documents[0], "ok": 0.0}
    if count == 1 and "ok" in documents[0]:
        return documents[0]
    return {"cursor": {"firstBatch": documents}, "ok": 1.0}
