"""Elasticsearch and OpenSearch, over HTTP.

Open when `GET /_cat/indices` names indices and `POST /{index}/_search` gives a record without credentials, while a
search in an index of a random name is refused as the product refuses it. Sources: the REST API reference of
Elasticsearch (cat indices, get mapping, search, min and max aggregations, cluster health) and of OpenSearch; answers of
2.4 to 8.19 and of OpenSearch are in the transcripts. Tells of the decoy ElasticPot: its published source, `responses/`.
"""

import re
import secrets
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any

from leftopen.model import Access
from leftopen.probes import Spec
from leftopen.raw import Finding, Phrase, Raw, Seen, Store, Times
from leftopen.wire import http, json
from leftopen.wire.talk import Broken, Closed, Fault, Foreign, Late, Limits, Response, Spent, Talk, fetch

SPEC = Spec(
    protocols=("elasticsearch", "opensearch"),
    ports=(9200, 9201, 9202, 9250, 19200),
    over="http",
    says=frozenset(
        {
            "GET /",
            "GET /_cat/indices",
            "GET /_cluster/health",
            "GET /{index}/_mapping",
            "POST /{index}/_search",
        }
    ),
    likely=90,
)

PAGE = 65_536
LISTING = 1 << 20
MAPPING = 262_144
RECORDS = 65_536
"""Most bytes of one answer: greetings and refusals, the list of indices, one mapping, one sample."""

PATHS = 1000
DATES = 4
"""Most fields of a mapping that are kept, and date fields whose span is asked."""

COLUMNS = "index,status,docs.count,store.size,creation.date"
REFUSED = (401, 403)
PRODUCTS = {"elasticsearch": "Elasticsearch", "opensearch": "OpenSearch"}
TAGLINES = {"elasticsearch": "You Know, for Search", "opensearch": "The OpenSearch Project: https://opensearch.org/"}
REALMS = {
    "OpenSearch Security": "opensearch",
    "Open Distro Security": "elasticsearch",
    "Search Guard": "elasticsearch",
}
"""The realms of the security plugins, none of which any other product uses."""

ELASTICPOT = frozenset({"1cf0aa9d61f185b59f643939f862c01f89b21360", "db18744ea5570fa9bf868df44fecd4b58332ff24"})
_NAME = re.compile(r'[^-_+\s\\/*?"<>|,#A-Z][^\s\\/*?"<>|,#A-Z]{0,254}')
"""What an index can be called ("create index", path parameters): nothing else is asked about."""


@dataclass
class _Survey:
    """What is known so far; `problem` is our own words for what ended it early."""

    protocol: str
    version: str | None = None
    facts: dict[str, str] = field(default_factory=dict)
    refused: int | None = None
    listed: int | None = None
    aside: int = 0
    controlled: bool = False
    tell: str | None = None
    problem: str | None = None
    stores: list[Store] = field(default_factory=list)
    shown: str | None = None
    barred: int | None = None
    contradicted: bool = False
    left: int = 0


def probe(limits: Limits) -> Talk[Finding]:
    """Asks one node; see the module."""
    root = yield from fetch(http.get("/", most=PAGE))
    survey = _identify(root)
    survey.left = limits.sample_bytes
    try:
        yield from _catalogue(survey, root, limits)
    except (Broken, Closed, Late, Spent) as fault:
        survey.problem = _FAULTS[type(fault)]
    return _verdict(survey)


_FAULTS: Mapping[type[Fault], str] = {
    Broken: "it broke its own protocol",
    Closed: "it closed the connection",
    Late: "it did not answer in time",
    Spent: "the budget of the audit was used up",
}


# --- who it is --------------------------------------------------------------------------------------------------------


def _identify(root: Response) -> _Survey:
    """Raises `Foreign` unless the greeting, open or refused, can only be that of one of the two products."""
    body = _object(root)
    if root.status in REFUSED:
        return _Survey(_refusing(root, body), refused=root.status)
    version, tagline = body.get("version"), body.get("tagline")
    number = version.get("number") if isinstance(version, dict) else None
    if not isinstance(version, dict) or not isinstance(number, str):
        raise Foreign("no greeting of Elasticsearch or OpenSearch")
    for protocol, words in TAGLINES.items():
        if tagline == words or version.get("distribution") == protocol:
            break
    else:
        if "lucene_version" not in version:
            raise Foreign("no greeting of Elasticsearch or OpenSearch")
        protocol = "elasticsearch"
    survey = _Survey("opensearch" if version.get("distribution") == "opensearch" else protocol, number)
    for key, name in (("cluster_name", "cluster_name"), ("cluster_uuid", "cluster_uuid"), ("name", "node")):
        if isinstance(value := body.get(key), str) and value not in ("", "_na_"):
            survey.facts[name] = value
    return survey


def _refusing(root: Response, body: Mapping[str, Any]) -> str:
    """The protocol of a node that refused the greeting."""
    challenge = root.headers.get("www-authenticate", "")
    for realm, protocol in REALMS.items():
        if f'realm="{realm}"' in challenge:
            return protocol
    reason = _reason(body)
    if _kind(body) == "security_exception":
        return "opensearch" if reason.startswith("no permissions for") else "elasticsearch"
    if root.headers.get("x-elastic-product") == "Elasticsearch":
        return "elasticsearch"
    raise Foreign("refused, and nothing says by which product")


def _object(response: Response) -> dict[str, Any]:
    """The JSON object of an answer; {} where it is none."""
    try:
        value = json.decode(response.body, most=LISTING)
    except Broken:
        return {}
    return value if isinstance(value, dict) else {}


def _kind(body: Mapping[str, Any]) -> str:
    """The type of an error; 1.x has it as the first word of a sentence."""
    error = body.get("error")
    if isinstance(error, dict):
        return str(error.get("type"))
    return error.partition("[")[0] if isinstance(error, str) else ""


def _reason(body: Mapping[str, Any]) -> str:
    error = body.get("error")
    return str(error.get("reason", "")) if isinstance(error, dict) else ""


# --- what it shows ----------------------------------------------------------------------------------------------------


def _catalogue(survey: _Survey, root: Response, limits: Limits) -> Talk[None]:
    listing = yield from _listing()
    if listing.status in REFUSED:
        survey.refused = listing.status
        return
    survey.refused = None
    if listing.body == root.body:
        survey.tell = "different paths gave the same body"
        return
    if listing.status != 200:
        raise Broken("the list of indices is neither given nor refused")
    rows = _rows(listing)
    yield from _control(survey)
    yield from _health(survey)
    names = {row["index"] for row in rows}
    if names & ELASTICPOT:
        survey.tell = "it has the indices that the decoy ElasticPot ships with"
    stores = [_store(row) for row in rows if not _system(row["index"])]
    survey.listed, survey.aside = len(stores), len(rows) - len(stores)
    if survey.tell or not survey.controlled:
        return
    stores.sort(key=lambda store: -1 if store.records is None else store.records, reverse=True)
    closed = {row["index"] for row in rows if row.get("status") == "close"}
    survey.stores = stores[: limits.collections]
    for store in survey.stores:
        if store.name not in closed and _NAME.fullmatch(store.name):
            yield from _describe(survey, store, limits)


def _listing() -> Talk[Response]:
    """The list of indices; hidden ones (the parts of data streams) too where the version can list them."""
    query = {"format": "json", "bytes": "b", "h": COLUMNS}
    whole = yield from fetch(http.get("/_cat/indices", most=LISTING, query={**query, "expand_wildcards": "all"}))
    if whole.status != 400:
        return whole
    return (yield from fetch(http.get("/_cat/indices", most=LISTING, query=query)))


def _rows(listing: Response) -> list[dict[str, Any]]:
    """The indices, each a flat object; a list that was cut ends after its last whole one."""
    body = listing.body[: listing.body.rfind(b"}") + 1] + b"]" if listing.cut else listing.body
    rows = json.decode(body, most=LISTING + 1)
    if not isinstance(rows, list) or not all(
        isinstance(row, dict) and isinstance(row.get("index"), str) for row in rows
    ):
        raise Broken("a list of indices that names none")
    return rows


def _system(name: str) -> bool:
    """Indices of the product itself; `.ds-` are the parts of data streams, which hold what users put there."""
    return name.startswith(".") and not name.startswith(".ds-")


def _store(row: Mapping[str, Any]) -> Store:
    created = _figure(row.get("creation.date"))
    seconds = created / 1000 if created else None
    times = [Times("index creation date", seconds, seconds)] if seconds else []
    return Store(
        row["index"],
        records=_figure(row.get("docs.count")),
        bytes=_figure(row.get("store.size")),
        created=seconds,
        times=times,
    )


def _figure(value: object) -> int | None:
    """A count; all columns of the cat API are text."""
    text = str(value)
    return int(text) if text.isascii() and text.isdigit() and len(text) <= 15 else None


def _control(survey: _Survey) -> Talk[None]:
    """An index that cannot exist must be refused in the product's own words."""
    name = f"leftopen-{secrets.token_hex(6)}"
    answer = yield from fetch(http.post("/{index}/_search", {"size": 1}, most=PAGE, index=name))
    kind = _kind(_object(answer))
    if 200 <= answer.status < 300:
        survey.tell = "an index of a random name was searched as if it were there"
    survey.controlled = (
        answer.status == 404 and kind in ("index_not_found_exception", "IndexMissingException")
    ) or answer.status in REFUSED


def _health(survey: _Survey) -> Talk[None]:
    """A cluster is called the same wherever it says its name."""
    health = yield from fetch(http.get("/_cluster/health", most=PAGE))
    named = survey.facts.get("cluster_name")
    if health.status == 200 and named is not None and _object(health).get("cluster_name") != named:
        survey.tell = "its greeting and its health do not name the same cluster"


def _describe(survey: _Survey, store: Store, limits: Limits) -> Talk[None]:
    """Fields, sample and dates of one index; one that breaks is left as far as it came."""
    try:
        mapping = yield from fetch(http.get("/{index}/_mapping", most=MAPPING, index=store.name))
        if mapping.status == 200 and not mapping.cut:
            store.declared = dict(_declared(json.mapping(mapping.body)))
        if store.records == 0:
            return
        hits = yield from _sample(survey, store, limits)
        if hits:
            yield from _dates(store)
    except Broken:
        return


def _declared(body: Mapping[str, Any]) -> Iterator[tuple[str, str]]:
    """Field paths and types of a mapping; up to 6.x one or more mapping types stand between index and properties."""
    found = 0
    for index in body.values():
        mappings = index.get("mappings") if isinstance(index, dict) else None
        if not isinstance(mappings, dict):
            continue
        kinds = [mappings] if isinstance(mappings.get("properties"), dict) else mappings.values()
        for kind in kinds:
            for pair in _properties(kind, ""):
                yield pair
                found += 1
                if found == PATHS:
                    return


def _properties(node: object, prefix: str) -> Iterator[tuple[str, str]]:
    properties = node.get("properties") if isinstance(node, dict) else None
    for name, child in properties.items() if isinstance(properties, dict) else ():
        path = f"{prefix}{name}"
        if not isinstance(child, dict):
            continue
        if "properties" in child:
            yield from _properties(child, f"{path}[]." if child.get("type") == "nested" else f"{path}.")
        elif isinstance(kind := child.get("type"), str):
            yield path, kind


def _sample(survey: _Survey, store: Store, limits: Limits) -> Talk[bool]:
    """A few records: fewer where they are long, in the end one without its content. True where one was shown."""
    for size in sorted({min(limits.records, size) for size in (limits.records, 5, 1)}, reverse=True):
        most = min(survey.left, RECORDS)
        if not most or not size:
            break
        answer = yield from fetch(http.post("/{index}/_search", {"size": size}, most=most, index=store.name))
        survey.left -= len(answer.body)
        if not answer.cut:
            return _hits(survey, store, answer)
    bare = {"size": 1, "_source": False}
    answer = yield from fetch(http.post("/{index}/_search", bare, most=PAGE, index=store.name))
    return _hits(survey, store, answer)


def _hits(survey: _Survey, store: Store, answer: Response) -> bool:
    if answer.status in REFUSED:
        survey.barred = answer.status
    if answer.status != 200 or answer.cut:
        return False
    outer = json.mapping(answer.body).get("hits")
    hits = outer.get("hits") if isinstance(outer, dict) else None
    if not isinstance(outer, dict) or not isinstance(hits, list):
        raise Broken("a search without hits")
    total = outer.get("total")
    if isinstance(total, dict):
        total = total.get("value") if total.get("relation") == "eq" else None
    exact = total if isinstance(total, int) and total >= 0 else None
    shown = [hit for hit in hits if isinstance(hit, dict) and "_id" in hit]
    if not shown:
        survey.contradicted |= bool(store.records or exact)
        return False
    survey.shown = survey.shown or store.name
    store.records = store.records if exact is None else exact
    store.raws = [Raw({"_id": hit["_id"], **hit["_source"]}) for hit in shown if isinstance(hit.get("_source"), dict)]
    return True


def _dates(store: Store) -> Talk[None]:
    """First and last of the date fields, without records; those inside nested objects cannot be asked this way."""
    paths = [path for path, kind in store.declared.items() if kind in ("date", "date_nanos") and "[]" not in path]
    paths = sorted(paths, key=lambda path: path.count("."))[:DATES]
    if not paths:
        return
    wanted = {f"{word}{i}": {word: {"field": path}} for i, path in enumerate(paths) for word in ("min", "max")}
    body = {"size": 0, "aggs": wanted}
    answer = yield from fetch(http.post("/{index}/_search", body, most=PAGE, index=store.name))
    values = _object(answer).get("aggregations")
    if answer.status != 200 or not isinstance(values, dict):
        return
    for i, path in enumerate(paths):
        first, last = (_value(values.get(f"{word}{i}")) for word in ("min", "max"))
        if first is not None and last is not None:
            store.times.append(Times("min and max", first / 1000, last / 1000, path))


def _value(node: object) -> float | None:
    value = node.get("value") if isinstance(node, dict) else None
    return float(value) if isinstance(value, int | float) else None


# --- what that means --------------------------------------------------------------------------------------------------


def _verdict(survey: _Survey) -> Finding:
    access, proof = _judge(survey)
    return Finding(
        survey.protocol,
        access,
        proof,
        product=PRODUCTS[survey.protocol],
        version=survey.version,
        stores=survey.stores,
        listed=survey.listed,
        facts=survey.facts,
    )


def _judge(survey: _Survey) -> tuple[Access, Phrase]:
    named = f"GET /_cat/indices listed {_plural(survey.listed)} without credentials"
    if survey.aside:
        named += f" besides {survey.aside} of the product's own"
    control = "an index of a random name was refused as the product does"
    if survey.tell:
        return Access.DECOY, Phrase(f"It claims to be open, but {survey.tell}.")
    if survey.shown is not None:
        proof = f"; {control}" + (f"; then {survey.problem}." if survey.problem else ".")
        return Access.OPEN, Phrase(f"{named} and POST /", Seen(survey.shown), f"/_search gave records{proof}")
    if survey.problem:
        return Access.UNKNOWN, Phrase(
            f"It is {PRODUCTS[survey.protocol]}, but {survey.problem} before anything was proved."
        )
    if survey.refused:
        return Access.LOCKED, Phrase(f"GET /_cat/indices was refused with {survey.refused} without credentials.")
    if not survey.controlled:
        return Access.UNKNOWN, Phrase(f"{named}, but an index of a random name was not refused as the product does.")
    if not any(store.records != 0 for store in survey.stores):
        return Access.EMPTY, Phrase(f"{named}, none with a record in it; {control}.")
    if survey.barred:
        return Access.METADATA, Phrase(f"{named} with their counts; a search was refused with {survey.barred}.")
    if survey.contradicted:
        return Access.DECOY, Phrase(f"{named}, but no search gave one of the records that it counts.")
    return Access.METADATA, Phrase(f"{named} with their counts; no search gave a record.")


def _plural(count: int | None) -> str:
    return "1 index" if count == 1 else f"{count} indices"
