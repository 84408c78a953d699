"""The wire protocol of MongoDB: OP_MSG commands that only read, and bounded replies.

Source: https://www.mongodb.com/docs/manual/reference/mongodb-wire-protocol/ . The verb is the command, the first name
of the document. OP_MSG is spoken since MongoDB 3.6.
"""

import struct
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

NOT_PERMITTED = 13
NOT_FOUND = 59

_OP_MSG, _ID = 2013, 1
_HEAD = struct.Struct("<iiii")
_CHECKSUM, _MORE = 1, 2


class TooLarge(Broken):
    """A reply larger than was asked for. Nothing of it was read: go on in a fresh connection."""


def command(verb: str, value: object, database: str, **fields: object) -> Message:
    """A command on a database. Only its verb is shown: names of databases and collections are the peer's."""
    document = {verb: value, **fields, "$db": database}
    return Message(GRAMMAR, verb, packed(document, _ID, 0), verb)


def packed(document: dict[str, Any], request: int, response: int) -> bytes:
    """The bytes of an OP_MSG; also what the lab answers with."""
    body = bytes(4) + b"\0" + bson.encode(document)
    return _HEAD.pack(_HEAD.size + len(body), request, response, _OP_MSG) + body


def verb_of(data: bytes) -> str:
    """The command that these bytes say; "" where they are not exactly one, or hold an operator that is never sent."""
    if len(data) < 21 or _HEAD.unpack_from(data)[::3] != (len(data), _OP_MSG) or data[16:21] != bytes(5):
        return ""
    try:
        document = bson.decode(data[21:])
    except Broken:
        return ""
    return next(iter(document), "") if not _operators(document) & DENIED_OPERATORS else ""


def _operators(value: object) -> set[str]:
    if isinstance(value, dict):
        return {name for name in value if name.startswith("$")}.union(*map(_operators, value.values()))
    return set[str]().union(*map(_operators, value)) if isinstance(value, list) else set()


def reply(most: int, *, first: bool = False) -> Talk[dict[str, Any]]:
    """The document of one reply of at most `most` bytes.

    Raises `TooLarge`, `Broken` where it is no such reply, `Foreign` on `first` contact.
    """
    fault = Foreign if first else Broken
    size, _, response, code = _HEAD.unpack((yield from exact(_HEAD.size)))
    if code != _OP_MSG or response != _ID or size < 26:
        raise fault("not an answer of MongoDB")
    if size - _HEAD.size > most:
        raise fault("a greeting too long") if first else TooLarge("a reply larger than was asked for")
    body = yield from exact(size - _HEAD.size)
    flags = int.from_bytes(body[:4], "little")
    if flags & _CHECKSUM:
        body = body[:-4]
    if flags & ~_CHECKSUM & 0xFFFF or body[4] != 0:
        raise fault("an answer of a kind that was not asked for")
    return bson.decode(body[5:])
