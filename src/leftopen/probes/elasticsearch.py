"""Elasticsearch and OpenSearch, over HTTP.

Open when `GET /_cat/indices` names indices and `POST /{index}/_search` gives a record without credentials, while a
search in an index of a random name is refused as the product refuses it. Sources: the REST API reference of
Elasticsearch (cat indices, get mapping, search, min and max aggregations, cluster health) and of OpenSearch; answers of
2.4 to 8.19 and of OpenSearch are in the transcripts. Tells of the decoy ElasticPot: its published source, `responses/`.
"""

import re
import secrets
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from leftopen.model import Access
from leftopen.probes import Spec
from leftopen.raw import Finding, Phrase, Quoted, Raw, RawCollection, Times
from leftopen.survey import elastic
from leftopen.wire import http, json
from leftopen.wire.talk import Broken, Closed, Fault, Foreign, Late, Response, SampleLimits, Spent, Talk, fetch

_MARKS = re.compile(
    rb'"lucene_version"|"You Know, for Search"|opensearch\.org|security_exception|x-elastic-product'
    rb'|realm="?(?:Elasticsearch|OpenSearch Security|Open Distro Security|Search Guard|security)'
    rb"|www-authenticate: ApiKey|^OpenSearch Security not initialized|AuthorizationException|IndexMissingException",
    re.MULTILINE,
)


def _recognises(first: bytes) -> bool:
    """By what only these two products, their plugins and the services that run them for others say."""
    return first.startswith(b"HTTP/") and _MARKS.search(first) is not None


SPEC = Spec(
    protocols=("elasticsearch", "opensearch"),
    ports=(9200, 9201, 9202, 9250, 19200),
    over="http",
    verbs=frozenset(
        {
            "GET /",
            "GET /_cat/indices",
            "GET /_cluster/health",
            "GET /{index}/_mapping",
            "POST /{index}/_search",
        }
    ),
    recognises=_recognises,
)

PAGE = 65_536
LISTING = 1 << 20
MAPPING = 262_144
RECORDS = 65_536
"""Most bytes of one answer: greetings and refusals, the list of indices, one mapping, one long record."""

LEAST, RESERVE = 1024, 16_384
"""With less of the budget left than the first no record is asked for; the second is kept for each index to come."""

MARGIN = 1.3
"""Records vary in length: a page is asked for as if they were this much longer than the ones before."""

DATES = 4
"""Most date fields of an index whose span is asked."""

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
    stores: list[RawCollection] = field(default_factory=list)
    shown: str | None = None
    barred: int | None = None
    contradicted: bool = False
    left: int = 0


def probe(limits: SampleLimits) -> Talk[Finding]:
    """Asks one node; see the module."""
    root = yield from fetch(http.get("/", most=PAGE))
    if root.status == 503 and root.body.startswith(_STARTING):
        proof = "It is OpenSearch, but its security has not started yet: what it will show cannot be told."
        return Finding("opensearch", Access.UNKNOWN, proof, product=PRODUCTS["opensearch"])
    survey = _identify(root)
    survey.left = limits.sample_bytes
    try:
        yield from _catalogue(survey, root, limits)
    except (Broken, Closed, Late, Spent) as fault:
        survey.problem = _FAULTS[type(fault)]
    return _verdict(survey)


_STARTING = b"OpenSearch Security not initialized"
"""Text: opensearch-project/security, `BackendRegistry`; answered to every request in the first seconds."""

_FAULTS: Mapping[type[Fault], str] = {
    Broken: "it broke its own protocol",
    Closed: "it closed the connection",
    Late: "it did not answer in time",
    Spent: "the budget of the audit was used up",
}


# --- who it is --------------------------------------------------------------------------------------------------------


def _identify(root: Response) -> _Survey:
    """Raises `Foreign` unless the greeting, open or refused, can only be that of one of the two products."""
    body = elastic.body_of(root)
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
    kind, reason = elastic.error_of(body)
    if kind == "security_exception":
        return "opensearch" if reason.startswith("no permissions for") else "elasticsearch"
    if root.headers.get("x-elastic-product") == "Elasticsearch":
        return "elasticsearch"
    raise Foreign("refused, and nothing says by which product")


# --- what it shows ----------------------------------------------------------------------------------------------------


def _catalogue(survey: _Survey, root: Response, limits: SampleLimits) -> Talk[None]:
    listing = yield from _listing()
    if listing.status in REFUSED:
        survey.refused = listing.status
        return
    survey.refused = None
    if listing.status == 200 and listing.body == root.body:
        survey.tell = "different paths gave the same body"
        return
    if listing.status != 200:
        raise Broken("the list of indices is neither given nor refused")
    rows = elastic.rows(listing)
    yield from _control(survey)
    yield from _health(survey)
    if {row.name for row in rows} & ELASTICPOT:
        survey.tell = "it has the indices that the decoy ElasticPot ships with"
    users = sorted((row for row in rows if not row.system), key=_size, reverse=True)
    survey.listed, survey.aside = len(users), len(rows) - len(users)
    if survey.tell or not survey.controlled:
        return
    chosen = users[: limits.collections]
    survey.stores = [_store(row) for row in chosen]
    for place, (row, store) in enumerate(zip(chosen, survey.stores, strict=True)):
        if not row.closed and elastic.can_be_asked(row.name):
            yield from _describe(survey, store, limits, len(chosen) - place)


def _size(row: elastic.Row) -> int:
    return -1 if row.records is None else row.records


def _listing() -> Talk[Response]:
    """The list of indices; hidden ones (the parts of data streams) too where the version can list them."""
    query = {"format": "json", "bytes": "b", "h": elastic.COLUMNS}
    whole = yield from fetch(http.get("/_cat/indices", most=LISTING, query={**query, "expand_wildcards": "all"}))
    if whole.status != 400:
        return whole
    return (yield from fetch(http.get("/_cat/indices", most=LISTING, query=query)))


def _store(row: elastic.Row) -> RawCollection:
    times = [Times("index creation date", row.created, row.created)] if row.created else []
    return RawCollection(row.name, records=row.records, bytes=row.bytes, created=row.created, times=times)


def _control(survey: _Survey) -> Talk[None]:
    """An index that cannot exist must be refused in the product's own words."""
    name = f"leftopen-{secrets.token_hex(6)}"
    answer = yield from fetch(http.post("/{index}/_search", {"size": 1}, most=PAGE, index=name))
    kind, _ = elastic.error_of(elastic.body_of(answer))
    if 200 <= answer.status < 300:
        survey.tell = "an index of a random name was searched as if it were there"
    survey.controlled = (
        answer.status == 404 and kind in ("index_not_found_exception", "IndexMissingException")
    ) or answer.status in REFUSED


def _health(survey: _Survey) -> Talk[None]:
    """A cluster is called the same wherever it says its name."""
    health = yield from fetch(http.get("/_cluster/health", most=PAGE))
    named = survey.facts.get("cluster_name")
    if health.status == 200 and named is not None and elastic.body_of(health).get("cluster_name") != named:
        survey.tell = "its greeting and its health do not name the same cluster"


def _describe(survey: _Survey, store: RawCollection, limits: SampleLimits, to_come: int) -> Talk[None]:
    """Fields, sample and dates of one index; one that breaks is left as far as it came."""
    try:
        mapping = yield from fetch(http.get("/{index}/_mapping", most=MAPPING, index=store.name))
        if mapping.status == 200 and not mapping.cut:
            store.declared = elastic.declared(json.mapping(mapping.body))
        if store.records == 0:
            return
        if (yield from _sample(survey, store, limits, to_come)):
            yield from _dates(store)
    except Broken:
        return


def _sample(survey: _Survey, store: RawCollection, limits: SampleLimits, to_come: int) -> Talk[bool]:
    """A few records within a share of the budget; one where none came whole, in the end without its content.

    The largest indices come first; each may take what is left but a little for those to come. True where a record was
    shown.
    """
    share = max(survey.left - RESERVE * (to_come - 1), survey.left // 4)
    for size, most in ((limits.records, share), (min(1, limits.records), min(survey.left - share, RECORDS))):
        if size and most >= LEAST:
            answer = yield from fetch(http.post("/{index}/_search", {"size": size}, most=most, index=store.name))
            survey.left -= len(answer.body)
            if _take(survey, store, answer):
                return True
            if not answer.cut:
                return False
    bare = {"size": 1, "_source": False}
    answer = yield from fetch(http.post("/{index}/_search", bare, most=PAGE, index=store.name))
    return _take(survey, store, answer)


def _take(survey: _Survey, store: RawCollection, answer: Response) -> bool:
    """Keeps the records of a search; False where it showed none."""
    if answer.status in REFUSED:
        survey.barred = answer.status
    if answer.status != 200:
        return False
    hits = elastic.hits_of(answer)
    if not hits.shown:
        survey.contradicted |= not answer.cut and bool(store.records or hits.total)
        return False
    survey.shown = survey.shown or store.name
    store.records = store.records if hits.total is None else hits.total
    store.raws = [
        Raw({"_id": hit["_id"], **hit["_source"]}) for hit in hits.shown if isinstance(hit.get("_source"), dict)
    ]
    return True


def _dates(store: RawCollection) -> Talk[None]:
    """First and last of the date fields, without records; those inside nested objects cannot be asked this way."""
    paths = [path for path, kind in store.declared.items() if kind in ("date", "date_nanos") and "[]" not in path]
    paths = sorted(paths, key=lambda path: path.count("."))[:DATES]
    if not paths:
        return
    wanted = {f"{word}{i}": {word: {"field": path}} for i, path in enumerate(paths) for word in ("min", "max")}
    body = {"size": 0, "aggs": wanted}
    answer = yield from fetch(http.post("/{index}/_search", body, most=PAGE, index=store.name))
    values = elastic.body_of(answer).get("aggregations")
    if answer.status != 200 or not isinstance(values, dict):
        return
    for i, path in enumerate(paths):
        first, last = (elastic.seconds_of(values.get(f"{word}{i}")) for word in ("min", "max"))
        if first is not None and last is not None:
            store.times.append(Times("min and max", first, last, path))


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
    own = f" (and {survey.aside} of the product's own)" if survey.aside else ""
    named = f"GET /_cat/indices listed {_plural(survey.listed)}{own} without credentials"
    control = "an index of a random name was refused as the product does"
    if survey.tell:
        return Access.DECOY, Phrase(f"It claims to be open, but {survey.tell}.")
    if survey.shown is not None:
        proof = f"; {control}" + (f"; then {survey.problem}." if survey.problem else ".")
        return Access.OPEN, Phrase(f"{named} and POST /", Quoted(survey.shown), f"/_search gave records{proof}")
    if survey.problem:
        return Access.UNKNOWN, Phrase(
            f"It is {PRODUCTS[survey.protocol]}, but {survey.problem} before anything was proved."
        )
    if survey.refused:
        return Access.LOCKED, Phrase(f"GET /_cat/indices was refused with {survey.refused} without credentials.")
    if not survey.controlled:
        return Access.UNKNOWN, Phrase(f"{named}, but an index of a random name was not refused as the product does.")
    if not any(store.records != 0 for store in survey.stores):
        empty = "none with a record in it" if survey.listed else "and it holds nothing"
        return Access.EMPTY, Phrase(f"{named}, {empty}; {control}.")
    if survey.barred:
        return Access.METADATA, Phrase(f"{named}, with their counts; a search was refused with {survey.barred}.")
    if survey.contradicted:
        return Access.DECOY, Phrase(f"{named}, but no search gave one of the records that it counts.")
    return Access.METADATA, Phrase(f"{named}, with their counts; no search gave a record.")


def _plural(count: int | None) -> str:
    return "1 index" if count == 1 else f"{count or 'no'} indices"
