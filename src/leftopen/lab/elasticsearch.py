"""A loopback Elasticsearch or OpenSearch: enough for our probe and for the official Python client 8.

It holds what it is given and takes nothing: whatever would write is answered 405. Forms of the answers: those of the
real servers in `tests/talks`.
"""

import hashlib
import ssl
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime
from typing import Any, Literal

import msgspec

from leftopen.lab.server import Content, Running, listen
from leftopen.lab.web import Answer, Ask, as_json, conversation

Record = Mapping[str, Any]
_CREATED = 1_544_498_530_000


@dataclass(frozen=True, slots=True)
class Index:
    """An index; `created` is epoch milliseconds."""

    name: str
    records: Sequence[Record]
    created: int = _CREATED


@dataclass(slots=True)
class Elasticsearch:
    """A node. `access`: `locked` refuses all, `limited` shows names and counts and refuses records."""

    indices: Sequence[Index] = ()
    version: str = "8.19.0"
    distribution: Literal["elasticsearch", "opensearch"] = "elasticsearch"
    cluster: str = "lab"
    node: str = "lab-1"
    access: Literal["open", "limited", "locked"] = "open"
    _by_name: dict[str, Index] = field(init=False)

    def __post_init__(self) -> None:
        self._by_name = {index.name: index for index in self.indices}

    def answer(self, ask: Ask) -> Answer:
        """The answer to one request."""
        if self.access == "locked":
            return self._unauthorised()
        if ask.method not in ("GET", "HEAD", "POST"):
            return _error(405, "illegal_argument_exception", "this node only reads")
        match ask.path.strip("/").split("/"):
            case [""]:
                answer = self._root()
            case ["_cat", "indices", *names]:
                answer = as_json([self._row(index) for index in self._wanted(",".join(names))])
            case ["_cluster", "health"]:
                answer = as_json(self._health())
            case ["_mapping"]:
                answer = as_json({index.name: _mapping(index) for index in self.indices})
            case ["_search" | "_count" as action]:
                answer = self._records(action, self.indices, ask)
            case [name, *_] if name not in self._by_name:
                answer = _missing(name)
            case [name, "_mapping"]:
                answer = as_json({name: _mapping(self._by_name[name])})
            case [name, "_search" | "_count" as action]:
                answer = self._records(action, [self._by_name[name]], ask)
            case _:
                answer = _error(405, "illegal_argument_exception", "this node only reads")
        return self._marked(answer, ask)

    def _marked(self, answer: Answer, ask: Ask) -> Answer:
        """With what the official client wants to see: the product, and the media type that it asked for."""
        headers = dict(answer.headers)
        if self.distribution == "elasticsearch":
            headers["X-elastic-product"] = "Elasticsearch"
        if "vnd.elasticsearch+json" in ask.headers.get("accept", ""):
            headers["Content-Type"] = "application/vnd.elasticsearch+json;compatible-with=8"
        return Answer(answer.status, answer.body, headers)

    def _unauthorised(self) -> Answer:
        if self.distribution == "opensearch":
            return Answer(401, b"Unauthorized", {"WWW-Authenticate": 'Basic realm="OpenSearch Security"'})
        challenge = 'Basic realm="security", charset="UTF-8"'
        why = {"type": "security_exception", "reason": "missing authentication credentials for REST request"}
        body = {"error": {"root_cause": [why], **why}, "status": 401}
        return as_json(body, 401, **{"WWW-Authenticate": challenge, "X-elastic-product": "Elasticsearch"})

    def _root(self) -> Answer:
        version: dict[str, Any] = {"number": self.version, "build_snapshot": False, "lucene_version": "9.12.0"}
        tagline = "You Know, for Search"
        if self.distribution == "opensearch":
            version["distribution"] = "opensearch"
            tagline = "The OpenSearch Project: https://opensearch.org/"
        uuid = hashlib.sha256(self.cluster.encode()).hexdigest()[:22]
        names = {"name": self.node, "cluster_name": self.cluster, "cluster_uuid": uuid}
        return as_json({**names, "version": version, "tagline": tagline})

    def _wanted(self, names: str) -> Iterator[Index]:
        return (index for index in self.indices if not names or index.name in names.split(","))

    def _row(self, index: Index) -> dict[str, str]:
        size = str(len(msgspec.json.encode(index.records)))
        figures = {"docs.count": str(len(index.records)), "store.size": size, "creation.date": str(index.created)}
        return {"health": "green", "status": "open", "index": index.name, "pri": "1", "rep": "0", **figures}

    def _health(self) -> dict[str, Any]:
        return {"cluster_name": self.cluster, "status": "green", "timed_out": False, "number_of_nodes": 1}

    def _records(self, action: str, indices: Sequence[Index], ask: Ask) -> Answer:
        if self.access == "limited":
            why = {"type": "security_exception", "reason": "action [indices:data/read/search] is unauthorized for user"}
            return as_json({"error": {"root_cause": [why], **why}, "status": 403}, 403)
        body = msgspec.json.decode(ask.body) if ask.body else {}
        found = [(index.name, i, record) for index in indices for i, record in enumerate(index.records)]
        shards = {"total": len(indices), "successful": len(indices), "skipped": 0, "failed": 0}
        if action == "_count":
            return as_json({"count": len(found), "_shards": shards})
        size = int(ask.query.get("size", body.get("size", 10)))
        first = int(body.get("from", 0))
        hits = [
            {"_index": name, "_id": str(i), "_score": 1.0}
            | ({} if body.get("_source") is False else {"_source": _without(record, body.get("_source"))})
            for name, i, record in found[first : first + size]
        ]
        total = {"value": len(found), "relation": "eq"}
        answer = {"took": 1, "timed_out": False, "_shards": shards, "hits": {"total": total, "hits": hits}}
        if "aggs" in body:
            answer["aggregations"] = {
                key: _extreme(wanted, [record for _, _, record in found]) for key, wanted in body["aggs"].items()
            }
        return as_json(answer)


async def serve(
    address: str, port: int, content: Content, *, locked: bool = False, tls: ssl.SSLContext | None = None
) -> Running:
    """Serves the records in `content[""]`, each collection as an index."""
    indices = [Index(name, records) for name, records in content.get("", {}).items()]
    return await listen_node(address, port, Elasticsearch(indices, access="locked" if locked else "open"), tls=tls)


async def listen_node(address: str, port: int, node: Elasticsearch, *, tls: ssl.SSLContext | None = None) -> Running:
    """Serves this node."""
    return await listen(address, port, conversation(node.answer), tls)


def _error(status: int, kind: str, reason: str) -> Answer:
    why = {"type": kind, "reason": reason}
    return as_json({"error": {"root_cause": [why], **why}, "status": status}, status)


def _missing(name: str) -> Answer:
    return _error(404, "index_not_found_exception", f"no such index [{name}]")


def _without(record: Record, source: object) -> Record:
    """The record without the fields that `{"excludes": [paths]}` names."""
    for path in source.get("excludes", ()) if isinstance(source, dict) else ():
        first, _, rest = path.partition(".")
        inner = record.get(first)
        record = {name: value for name, value in record.items() if name != first}
        if rest and isinstance(inner, Mapping):
            record = {**record, first: _without(inner, {"excludes": [rest]})}
    return record


def _extreme(wanted: Mapping[str, Mapping[str, str]], records: Sequence[Record]) -> dict[str, float | None]:
    """`{"min": {"field": path}}` over dates, in epoch milliseconds."""
    ((word, over),) = wanted.items()
    times = [time for record in records if (time := _millis(record.get(over["field"]))) is not None]
    return {"value": None if not times else min(times) if word == "min" else max(times)}


def _mapping(index: Index) -> dict[str, Any]:
    merged: dict[str, Any] = {}
    for record in index.records:
        _merge(merged, record)
    return {"mappings": {"properties": merged}}


def _merge(properties: dict[str, Any], record: Record) -> None:
    for name, value in record.items():
        if isinstance(value, Mapping):
            _merge(properties.setdefault(name, {"properties": {}})["properties"], value)
        else:
            properties.setdefault(name, _type(value))


def _type(value: object) -> dict[str, Any]:
    """As dynamic mapping has it; long lists of floats as somebody who keeps vectors declares them."""
    if isinstance(value, list | tuple):
        if len(value) >= 64 and isinstance(value[0], float):
            return {"type": "dense_vector", "dims": len(value)}
        return _type(value[0]) if value else {"type": "text"}
    kinds: list[tuple[type, str]] = [(bool, "boolean"), (int, "long"), (float, "float"), (datetime, "date")]
    for kind, word in kinds:
        if isinstance(value, kind):
            return {"type": word}
    if isinstance(value, str) and _millis(value) is not None:
        return {"type": "date"}
    return {"type": "text", "fields": {"keyword": {"type": "keyword", "ignore_above": 256}}}


def _millis(value: object) -> float | None:
    if isinstance(value, str) and value[:4].isdigit() and value[4:5] == "-":
        try:
            value = datetime.fromisoformat(value)
        except ValueError:
            return None
    if not isinstance(value, datetime):
        return None
    return (value if value.tzinfo else value.replace(tzinfo=UTC)).timestamp() * 1000
