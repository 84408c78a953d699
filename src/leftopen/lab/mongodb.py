"""A MongoDB of the lab: enough of version 6 to be read by the probe and by the official client.

Documents without an `_id` get an ObjectId; the first was made on 1 March 2024, each later one an hour after.
A locked one refuses all but the greeting; nobody can log in to it.
"""

import asyncio
import ssl
import struct
from collections.abc import Callable, Iterable, Mapping, Sequence
from typing import Any

from leftopen.lab.server import Content, Running, listen
from leftopen.wire import bson, mongo
from leftopen.wire.bson import ObjectId

Document = Mapping[str, Any]
Stored = Mapping[str, Mapping[str, Sequence[Document]]]

_START, _STEP = 1_709_251_200, 3_600
_MOST = 1 << 20
_HEAD = struct.Struct("<iiii")
_OP_REPLY, _OP_QUERY, _OP_MSG = 1, 2004, 2013
_GREETING: Document = {
    "helloOk": True,
    "isWritablePrimary": True,
    "ismaster": True,
    "maxBsonObjectSize": 16_777_216,
    "maxMessageSizeBytes": 48_000_000,
    "maxWriteBatchSize": 100_000,
    "minWireVersion": 0,
    "maxWireVersion": 17,
    "readOnly": False,
}
_BUILD: Document = {"version": "6.0.19", "gitVersion": "5eed" * 10, "maxBsonObjectSize": 16_777_216}
_REFUSED: Document = {"ok": 0.0, "errmsg": "command requires authentication", "code": 13, "codeName": "Unauthorized"}


async def serve(
    address: str,
    port: int,
    content: Content,
    *,
    locked: bool = False,
    tls: ssl.SSLContext | None = None,
    replica_set: str | None = None,
) -> Running:
    """Starts one; with `replica_set` it is the only member of a set of that name."""
    member = {"setName": replica_set, "hosts": [f"{address}:{port}"], "me": f"{address}:{port}"} if replica_set else {}
    greeting = {**_GREETING, **member}
    stored = {
        database: {name: _documents(records) for name, records in collections.items()}
        for database, collections in content.items()
    }

    async def talk(reader: asyncio.StreamReader, writer: asyncio.StreamWriter, note: Callable[[str], None]) -> None:
        while True:
            size, request, _, code = _HEAD.unpack(await reader.readexactly(_HEAD.size))
            if not _HEAD.size < size <= _MOST:
                raise ValueError("a message of no good size")
            asked = _asked(code, await reader.readexactly(size - _HEAD.size))
            note(next(iter(asked), ""))
            writer.write(_packed(code, request, answer(stored, locked, greeting, asked)))
            await writer.drain()

    return await listen(address, port, talk, tls)


def _documents(records: Sequence[Document]) -> list[Document]:
    return [
        {"_id": ObjectId(f"{_START + number * _STEP:08x}{number:016x}"), **record}
        for number, record in enumerate(records)
    ]


def _asked(code: int, body: bytes) -> Document:
    """The command of an OP_MSG, or of the OP_QUERY with which clients greet."""
    if code == _OP_MSG and body[4] == 0:
        return bson.document_at(body, 5)[0]
    if code == _OP_QUERY:
        return bson.document_at(body, body.index(b"\0", 4) + 9)[0]
    raise ValueError("a message of another kind")


def _packed(code: int, request: int, document: dict[str, Any]) -> bytes:
    if code == _OP_MSG:
        return mongo.packed(document, 1, request)
    body = struct.pack("<iqii", 8, 0, 0, 1) + bson.encode(document)
    return _HEAD.pack(_HEAD.size + len(body), 1, request, _OP_REPLY) + body


def answer(stored: Stored, locked: bool, greeting: Document, asked: Document) -> dict[str, Any]:
    """The answer to one command; `asked` names its database as `$db`."""
    verb = next(iter(asked), "")
    if verb.lower() in ("hello", "ismaster", "ping", "buildinfo", "endsessions"):
        known: Mapping[str, Document] = {"hello": greeting, "ismaster": greeting, "buildinfo": _BUILD}
        return {**known.get(verb.lower(), {}), "ok": 1.0}
    if verb not in ("listDatabases", "listCollections", "collStats", "count", "find"):
        return {"ok": 0.0, "errmsg": f"no such command: '{verb}'", "code": 59, "codeName": "CommandNotFound"}
    if locked:
        return dict(_REFUSED)
    database = str(asked.get("$db", ""))
    collections = stored.get(database, {})
    if verb == "listDatabases":
        return {"databases": [{"name": name} for name in (*stored, "admin", "local")], "ok": 1.0}
    if verb == "listCollections":
        found = [{"name": name, "type": "collection"} for name in collections]
        return _cursor(f"{database}.$cmd.listCollections", found)
    documents = collections.get(str(asked[verb]), ())
    if verb == "find":
        return _cursor(f"{database}.{asked[verb]}", _found(documents, asked))
    size = sum(len(bson.encode(document)) for document in documents)
    count = len(documents)
    if verb == "count":
        return {"n": count, "ok": 1.0}
    return {"count": count, "size": size, "avgObjSize": size // max(count, 1), "ok": 1.0}


def _cursor(name: str, found: Sequence[Document]) -> dict[str, Any]:
    return {"cursor": {"firstBatch": list(found), "id": 0, "ns": name}, "ok": 1.0}


def _found(documents: Sequence[Document], asked: Document) -> list[Document]:
    """Equality in the filter, one field to sort by, fields in or out; anything else is passed over."""
    wanted = {name: value for name, value in asked.get("filter", {}).items() if not isinstance(value, dict)}
    found = [one for one in documents if all(one.get(name) == value for name, value in wanted.items())]
    for name, way in asked.get("sort", {}).items():
        found = sorted((one for one in found if name in one), key=lambda one: one[name], reverse=way < 0)
    named = asked.get("projection", {})
    if named and all(named.values()):
        found = [{name: value for name, value in one.items() if name in {"_id", *named}} for one in found]
    elif named:
        found = [_without(one, named) for one in found]
    return found[: abs(int(asked.get("limit", 0))) or len(found)]


def _without(document: Document, paths: Iterable[str]) -> Document:
    """The document without these fields, which may be those of documents in it."""
    for path in paths:
        first, _, rest = path.partition(".")
        inner = document.get(first)
        document = {name: value for name, value in document.items() if name != first}
        if rest and isinstance(inner, Mapping):
            document = {**document, first: _without(inner, [rest])}
    return document
