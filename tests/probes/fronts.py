"""Elasticsearch with something before it that refuses some requests, and traps that only look like one."""

from collections.abc import Callable
from typing import Any

from leftopen.lab.elasticsearch import Elasticsearch, Index
from leftopen.lab.web import Answer, Ask, as_json
from leftopen.probes.elasticsearch import probe
from leftopen.raw import Finding
from leftopen.wire.talk import SampleLimits
from tests.probes import pure
from tests.probes.pure import Server

PEOPLE = [{"name": f"Zoe {i}", "born": f"19{i:02}-01-01"} for i in range(40)]
NODE = Elasticsearch([Index("people", PEOPLE)], cluster="clinic")


def run(server: Server, limits: SampleLimits | None = None) -> tuple[Finding, list[Ask]]:
    return pure.run(probe, server, limits)


FORBIDDEN = Answer(403, b"<html><title>403 Forbidden</title></html>", {"Content-Type": "text/html"})


def fronted(refused: Callable[[Ask], bool], node: Elasticsearch = NODE, answer: Answer = FORBIDDEN) -> Server:
    """A node behind something that refuses some requests."""
    return lambda ask: answer if refused(ask) else node.answer(ask)


HITS = [{"_index": "users", "_id": str(i), "_source": {"email": f"a{i}@mail.example"}} for i in range(3)]


def static(hits: list[dict[str, Any]], *, headers: bool, count: int = 3) -> Server:
    """The same hits whatever is searched, but for an index that is not there."""
    rows = as_json([{"index": name, "docs.count": str(count)} for name in ("users", "orders")])
    answer = as_json({"took": 1, "hits": {"total": {"value": 3, "relation": "eq"}, "hits": hits}})

    def said(ask: Ask) -> Answer:
        found = NODE.answer(ask)
        if ask.path == "/_cat/indices":
            found = rows
        elif ask.path.startswith(("/users", "/orders")):
            found = answer if ask.path.endswith("_search") else as_json({})
        return Answer(found.status, found.body, found.headers if headers else {})

    return said
