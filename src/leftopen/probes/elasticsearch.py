"""Elasticsearch and OpenSearch, over HTTP.

Open when a search gives a record without credentials, while one in an index of a random name is refused as the product
refuses it. Where the list of indices is refused, others that name some are tried (`_alias`, `_mapping`, a search in all
of them); where only GET passes, searches are asked by GET. Sources: the REST API reference of Elasticsearch (cat
indices, get alias, get mapping, search, min and max aggregations, cluster health) and of OpenSearch; answers of 2.4 to
8.19 and of OpenSearch are in the transcripts. Tells of the decoy ElasticPot: its published source, `responses/`.
"""

import re
import secrets
from collections.abc import Mapping
from contextlib import suppress
from dataclasses import replace
from typing import Any

from leftopen.model import DoorState
from leftopen.probes import Spec
from leftopen.raw import Finding, RawCollection, Times
from leftopen.survey import elastic
from leftopen.survey.doors import by_name
from leftopen.survey.http import LEAST, LISTING, PAGE, REFUSED, again, barred, lock, patient
from leftopen.survey.survey import Catalogue, Entry, Survey, Words, walk
from leftopen.wire import http, json
from leftopen.wire.talk import Broken, Foreign, Request, Response, SampleLimits, Talk, fetch

_MARKS = re.compile(
    rb'"lucene_version"|"You Know, for Search"|opensearch\.org|security_exception|x-elastic-product'
    rb'|realm="?(?:Elasticsearch|OpenSearch Security|Open Distro Security|Search Guard|security)'
    rb"|www-authenticate: ApiKey|^OpenSearch Security not initialized|AuthorizationException|IndexMissingException"
    rb"|es:ESHttp",
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
        {"GET /", "GET /_cat/indices", "GET /_alias", "GET /_mapping", "GET /_search", "GET /_cluster/health"}
        | {"GET /{index}/_mapping", "GET /{index}/_search", "POST /{index}/_search"}
    ),
    recognises=_recognises,
    behind=True,
)
WORDS = Words(
    collection="index",
    collections="indices",
    record="record",
    listed="GET /_cat/indices",
    read="POST /{}/_search",
    control="an index of a random name was refused as the product does",
)

MAPPING, RECORDS = 262_144, 65_536
"""Most bytes of one mapping, and of one long record."""

DATES = 4
"""Most date fields of an index whose span is asked."""

TEXTS = 2
"""Most texts of an index that hold dates, whose span is asked; each costs two searches."""

_TURNS = 5
"""Searches in one index, each with less of its records, until one comes whole."""

PRODUCTS = {"elasticsearch": "Elasticsearch", "opensearch": "OpenSearch"}
TAGLINES = {"elasticsearch": "You Know, for Search", "opensearch": "The OpenSearch Project: https://opensearch.org/"}
REALMS = {
    "OpenSearch Security": "opensearch",
    "Open Distro Security": "elasticsearch",
    "Search Guard": "elasticsearch",
}
"""The realms of the security plugins, none of which any other product uses."""

ELASTICPOT = frozenset({"1cf0aa9d61f185b59f643939f862c01f89b21360", "db18744ea5570fa9bf868df44fecd4b58332ff24"})
_STARTING = b"OpenSearch Security not initialized"
"""Text: opensearch-project/security, `BackendRegistry`; answered to every request in the first seconds."""

_AMAZON = re.compile(r"not authorized to perform: es:ESHttp")
"""How the front end of Amazon OpenSearch Service refuses who is not signed in ("Troubleshooting", access policies)."""

_MARK = "x-elastic-product"
_MARKED = (7, 14)
"""The version since which each answer has this header (release notes 7.14)."""

_CHECKED = {"size": 1, "_source": False}
_ROOT: Request = http.get("/", most=PAGE)


def probe(limits: SampleLimits) -> Talk[Finding]:
    """Asks one node; see the module."""
    return (yield from walk(Survey("elasticsearch", limits, WORDS), _Node()))


class _Node(Catalogue):
    """See `survey.Catalogue`. The key of an entry is its `elastic.Row`.

    `by_get`: searches are asked by GET; `given`: hits that a search in all indices gave; `doubt`: what is not as the
    product has it, and no proof by itself; `pages`: what searches gave, where there is doubt; `texts`: paths of texts
    in the index that is read, and whether all that were seen are dates.
    """

    def __init__(self) -> None:
        self.rows: list[elastic.IndexRow] = []
        self.given: dict[str, list[Mapping[str, Any]]] = {}
        self.by_get = self.doubt = self.checked = False
        self.pages: list[object] = []
        self.texts: dict[str, bool] = {}
        self._root = b""

    # --- who it is ----------------------------------------------------------------------------------------------------

    def greet(self, survey: Survey) -> Talk[None]:
        """Raises `Foreign` unless the greeting, open or refused, can only be that of one of the two products."""
        root = yield from fetch(_ROOT)
        if root.body.startswith(_STARTING) or _MARK in root.headers:
            root = yield from again(_ROOT, root)
        self._root = root.body
        body = elastic.body_of(root)
        if root.status == 503 and root.body.startswith(_STARTING):
            survey.protocol, survey.undecided = (
                "opensearch",
                "Its security had not started yet: what it will show cannot be told",
            )
        elif (refusing := _refusing(root, body) if root.status in REFUSED else None) is not None:
            survey.protocol = refusing
        elif not self._known(survey, root, body):
            survey.protocol = yield from self._unsigned()
        survey.product = PRODUCTS[survey.protocol]

    def _known(self, survey: Survey, root: Response, body: Mapping[str, Any]) -> bool:
        """Whether it greets as one of them, and who it says that it is."""
        version = body.get("version")
        number = version.get("number") if isinstance(version, dict) else None
        if not isinstance(version, dict) or not isinstance(number, str):
            return False
        tagged = (name for name, words in TAGLINES.items() if body.get("tagline") == words)
        protocol = "opensearch" if version.get("distribution") == "opensearch" else next(tagged, None)
        if protocol is None and "lucene_version" not in version:
            return False
        survey.protocol, survey.version = protocol or "elasticsearch", number
        for key, name in (("cluster_name", "cluster_name"), ("cluster_uuid", "cluster_uuid"), ("name", "node")):
            if isinstance(value := body.get(key), str) and value not in ("", "_na_"):
                survey.facts[name] = value
        self.doubt = survey.protocol == "elasticsearch" and _since(number, _MARKED) and _MARK not in root.headers
        return True

    def _unsigned(self) -> Talk[str]:
        """A greeting that is none of theirs, or that something else gave or refused: it is one of them if the list or a
        search answers as theirs do."""
        for request, shown in ((_listing(hidden=True), _rows), (_searching_all(1), _hits)):
            answer = yield from patient(request)
            with suppress(Broken):
                if answer.status == 200 and shown(answer):
                    return "elasticsearch"
        raise Foreign("no greeting of Elasticsearch or OpenSearch, and no list or search of theirs")

    # --- what it shows ------------------------------------------------------------------------------------------------

    def control(self, survey: Survey) -> Talk[None]:
        """The list first, as a trap may show itself there; then an index that cannot exist, and the cluster's name."""
        yield from self._list(survey)
        if survey.locked or survey.decoy or survey.undecided:
            return
        name = f"leftopen-{secrets.token_hex(6)}"
        answer = yield from self._search(name, {"size": 1}, PAGE)
        if not _own(answer):
            self.by_get = True
            answer = yield from self._search(name, {"size": 1}, PAGE)
            self.by_get = _own(answer)
        kind, _ = elastic.error_of(elastic.body_of(answer))
        missing = answer.status == 404 and kind in ("index_not_found_exception", "IndexMissingException")
        survey.controlled = missing or answer.status in REFUSED
        if 200 <= answer.status < 300:
            survey.decoy = "It searched an index of a random name as if it were there"
        if not self.rows:
            barred(survey, answer)
        if self.by_get:
            survey.words = replace(survey.words, read="GET /{}/_search")
        health = yield from fetch(http.get("/_cluster/health", most=PAGE))
        named, said = survey.facts.get("cluster_name"), elastic.body_of(health).get("cluster_name")
        told = health.status == 200 and health.body.lstrip()[:1] == b"{"  # else it is a page of a proxy's
        if told and named is not None and said != named:
            survey.decoy = "Its greeting and its health do not name the same cluster"
        if {row.name for row in self.rows} & ELASTICPOT:
            survey.decoy = "It has the indices that the decoy ElasticPot ships with"

    def _list(self, survey: Survey) -> Talk[None]:
        """The indices that are there; where the list of them is refused, those that another answer names."""
        listing = yield from patient(_listing(hidden=True))
        if listing.status == 400:  # this version cannot list hidden ones
            listing = yield from patient(_listing(hidden=False))
        if listing.status == 200 and listing.body == self._root:
            survey.decoy = "Different paths gave the same body"
            return
        rows = _rows(listing) if listing.status == 200 else None
        survey.whole = rows is not None and not listing.cut
        if rows is not None:
            self.rows, survey.listed = rows, len(rows)
            return
        if not _unauthenticated(listing):
            for path in ("/_alias", "/_mapping"):
                answer = yield from fetch(http.get(path, most=LISTING))
                self.rows = elastic.named(answer) if answer.status == 200 else []
                if self.rows:
                    survey.words = replace(survey.words, listed=f"GET {path}")
                    return
            if (yield from self._found(survey)) or listing.status not in REFUSED:
                return
        refusal = f"GET /_cat/indices was refused with {listing.status} without a login"
        lock(survey, refusal, before=survey.version is not None and not _own(listing))

    def _found(self, survey: Survey) -> Talk[bool]:
        """Whether a search in all indices is answered; what it gives names some of them."""
        answer = yield from patient(_searching_all(max(1, survey.limits.records)))
        survey.took(len(answer.body))
        if answer.status != 200:
            if answer.status not in REFUSED:
                raise Broken("neither a list nor a search is given or refused")
            return False
        for hit in _hits(answer):
            self.given.setdefault(str(hit.get("_index")), []).append(hit)
        self.rows = [elastic.IndexRow(name, None, None, None, closed=False) for name in self.given]
        survey.words = replace(survey.words, listed="GET /_search", read="GET /_search")
        return True

    def entries(self, survey: Survey) -> Talk[list[Entry]]:
        """Users' indices; those of the product too where there is nothing in the others."""
        yield from ()
        users = [row for row in self.rows if not row.system]
        if any(row.records != 0 for row in users):
            own = len(self.rows) - len(users)
            survey.aside = f" (and {own} of the product's own)" if own else ""
        else:
            users = self.rows
        return [_entry(row) for row in users]

    def sample(self, survey: Survey, entries: list[Entry]) -> Talk[None]:
        """Fields, records and dates of one after the other; one that breaks is left as far as it came."""
        for entry in entries:
            if not entry.key.closed and elastic.can_be_asked(entry.key.name):
                try:
                    yield from self._describe(survey, entry)
                except Broken:
                    continue
        if survey.barred and not self.given and not any(entry.shown for entry in entries):
            yield from self._by_others(survey)
        if self.doubt and len(self.pages) > 1 and all(page == self.pages[0] for page in self.pages):
            survey.decoy = "It gave the same records for each index, and its figures or headers are not the product's"
        if survey.barred is None and any(entry.key.closed for entry in entries):
            survey.barred = "not possible, as it is closed"

    def _by_others(self, survey: Survey) -> Talk[None]:
        """Where each index is refused by its name: a role or a proxy may give it by an alias, which a search in all
        that there is for us takes."""
        answer = yield from patient(_searching_all(max(1, survey.limits.records)))
        survey.took(len(answer.body))
        for hit in _hits(answer) if answer.status == 200 else []:
            self.given.setdefault(str(hit.get("_index")), []).append(hit)
        known = {entry.store.name: entry for entry in survey.entries}
        for name, hits in self.given.items():
            if name not in known:
                known[name] = _entry(elastic.IndexRow(name, None, None, None, closed=False))
                survey.entries.append(known[name])
            survey.keep(known[name], filter(None, map(elastic.record_of, hits)), shown=len(hits))
            survey.words = replace(survey.words, read="GET /_search")

    def _describe(self, survey: Survey, entry: Entry) -> Talk[None]:
        store = entry.store
        mapping = yield from patient(http.get("/{index}/_mapping", most=MAPPING, index=store.name))
        told: Mapping[str, Any] = {}
        if mapping.status == 200 and not mapping.cut:
            told = json.mapping(mapping.body)
            store.declared = elastic.declared(told)
            store.said = elastic.said(told, store.declared)
        self.texts = {}
        yield from self._read(survey, entry)
        if entry.shown and not self.by_get:
            yield from _dates(store)
            always = [path for path, dates in self.texts.items() if dates]
            sorts = elastic.sorted_by(told) if always else {}
            for path in [path for path in always if path in sorts][:TEXTS]:
                yield from self._span(store, path, sorts[path])
        if given := self.given.get(store.name, []):
            survey.keep(entry, filter(None, map(elastic.record_of, given)), shown=0 if entry.shown else len(given))

    def _span(self, store: RawCollection, path: str, by: str) -> Talk[None]:
        """First and last of a text that holds dates, by sorting: the values of one field of two records."""
        ends: list[float] = []
        for order in ("asc", "desc"):
            body = {"size": 1, "_source": False, "sort": [{by: {"order": order}}]}
            answer = yield from self._search(store.name, body, PAGE)
            hits = _hits(answer) if answer.status == 200 else []
            keys = hits[0].get("sort") if hits else None
            end = elastic.dated(keys[0]) if isinstance(keys, list) and keys else None
            if end is None:
                return
            ends.append(end)
        if ends[0] <= ends[1]:
            store.times.append(Times("first and last, sorted", ends[0], ends[1], path))

    def _read(self, survey: Survey, entry: Entry) -> Talk[None]:
        """A page of records; where none comes whole one, then a page without the fields that are too long for it."""
        left_out: list[str] = []
        begun: dict[str, Any] | None = None
        whole = False
        room = survey.room()
        size, most = entry.want, room - room // 4
        for _ in range(_TURNS):
            if not size or most < LEAST:
                break
            without = {"_source": {"excludes": left_out}} if left_out else {}
            answer = yield from self._search(entry.store.name, {"size": size, **without}, most)
            survey.took(len(answer.body))
            whole = self._take(survey, entry, answer, size) or not answer.cut
            if whole:
                entry.ended = not answer.cut and (yield from self._ended(entry, size))
                break
            begun, long = elastic.begun(answer)
            size, most, before = 1, min(survey.left // 2, RECORDS), most
            if most <= before or left_out:
                if long is None or self.by_get or long in left_out:
                    break
                left_out.append(long)
                size, most = entry.want, min(survey.left, RECORDS)
        if not whole:
            yield from self._prove(survey, entry, begun)
        if self.doubt and entry.shown and not self.checked:
            self.checked = True
            answer = yield from self._search(entry.store.name, _CHECKED, PAGE)
            if answer.status == 200 and len(_hits(answer)) > 1:
                survey.decoy = "It gave more records than were asked for"

    def _ended(self, entry: Entry, size: int) -> Talk[bool]:
        """Whether no record follows those that were shown, in any of its parts."""
        if not entry.claims_more(entry.shown, size):
            return False
        answer = yield from self._search(entry.store.name, {**_CHECKED, "from": entry.shown}, PAGE)
        body = elastic.body_of(answer)
        hits, parts = body.get("hits"), body.get("_shards")
        none = isinstance(hits, dict) and hits.get("hits") == []
        every = isinstance(parts, dict) and parts.get("failed") == 0 and body.get("timed_out") is False
        return answer.status == 200 and none and every

    def _prove(self, survey: Survey, entry: Entry, begun: dict[str, Any] | None) -> Talk[None]:
        """A record without its content; with what came of it before, where something did."""
        answer = yield from self._search(entry.store.name, _CHECKED, PAGE)
        if self._take(survey, entry, answer, 1) and begun:
            survey.keep(entry, [begun], shown=0)

    def _take(self, survey: Survey, entry: Entry, answer: Response, size: int) -> bool:
        """Keeps the records of a search; False where it showed none."""
        barred(survey, answer)
        if answer.status != 200:
            return False
        hits = elastic.hits_of(answer)
        entry.asked |= not answer.cut
        if not hits.shown:
            return False
        if any(hit.get("_index", entry.store.name) != entry.store.name for hit in hits.shown):
            survey.decoy = "A search in one index gave records of another"
        counted, entry.store.records = (
            entry.store.records,
            hits.total if hits.total is not None else entry.store.records,
        )
        if counted is not None and hits.total is not None:
            self.doubt |= hits.total > 2 * counted + 100 or hits.total * 100 < counted
        self.doubt |= len(hits.shown) > size
        self.pages.append([(hit.get("_id"), hit.get("_source")) for hit in hits.shown])
        for hit in hits.shown:
            source = hit.get("_source")
            for path, date in elastic.dated_texts(source) if isinstance(source, dict) else ():
                self.texts[path] = date and self.texts.get(path, True)
        survey.odd += hits.odd
        survey.keep(entry, filter(None, map(elastic.record_of, hits.shown)), shown=len(hits.shown))
        return True

    def _search(self, index: str, body: Mapping[str, Any], most: int) -> Talk[Response]:
        """A search; by GET it holds words of ours alone."""
        if not self.by_get:
            return (yield from patient(http.post("/{index}/_search", body, most=most, index=index)))
        bare = {"_source": "false"} if body.get("_source") is False else {}
        after = {"from": body["from"]} if "from" in body else {}
        query: dict[str, str | int] = {"size": body["size"], **bare, **after}
        return (yield from patient(http.get("/{index}/_search", most=most, query=query, index=index)))


# --- reading what came ------------------------------------------------------------------------------------------------


def _refusing(root: Response, body: Mapping[str, Any]) -> str | None:
    """The protocol of a node that refused the greeting, where it says so."""
    challenge = root.headers.get("www-authenticate", "")
    for realm, protocol in REALMS.items():
        if f'realm="{realm}"' in challenge:
            return protocol
    kind, reason = elastic.error_of(body)
    if kind == "security_exception":
        return "opensearch" if reason.startswith("no permissions for") else "elasticsearch"
    if _AMAZON.search(str(body.get("Message", body.get("message", "")))):
        return "opensearch"
    return "elasticsearch" if root.headers.get(_MARK) == "Elasticsearch" else None


def _unauthenticated(answer: Response) -> bool:
    """Whether the product itself wants a login for whatever is asked, so that nothing else need be asked."""
    _, reason = elastic.error_of(elastic.body_of(answer))
    challenge = answer.headers.get("www-authenticate", "")
    plugin = any(f'realm="{realm}"' in challenge for realm in REALMS)
    return answer.status == 401 and (plugin or reason.startswith("missing authentication"))


def _own(answer: Response) -> bool:
    """Whether the product itself answered, and not something before it."""
    kind, _ = elastic.error_of(elastic.body_of(answer))
    return answer.status < 300 or bool(kind) or _MARK in answer.headers


def _since(number: str, version: tuple[int, int]) -> bool:
    found = re.match(r"(\d{1,3})\.(\d{1,3})", number)
    return found is not None and (int(found[1]), int(found[2])) >= version


def _listing(*, hidden: bool) -> Request:
    """The list of indices; with hidden ones (the parts of data streams) where the version can list them."""
    query = {"format": "json", "bytes": "b", "h": elastic.COLUMNS}
    return http.get("/_cat/indices", most=LISTING, query={**query, "expand_wildcards": "all"} if hidden else query)


def _searching_all(size: int) -> Request:
    return http.get("/_search", most=RECORDS, query={"size": size})


def _rows(listing: Response) -> list[elastic.IndexRow] | None:
    """The rows of a list; None where it is none."""
    try:
        return elastic.rows(listing)
    except Broken:
        return None


def _hits(answer: Response) -> list[Mapping[str, Any]]:
    try:
        return list(elastic.hits_of(answer).shown)
    except Broken:
        return []


def _entry(row: elastic.IndexRow) -> Entry:
    times = [Times("index creation date", row.created, row.created)] if row.created else []
    store = RawCollection(row.name, records=row.records, bytes=row.bytes, created=row.created, times=times)
    return Entry(row, store)


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


def reread(limits: SampleLimits, door: str) -> Talk[DoorState]:  # noqa: ARG001 - see `probes.Probe`
    """A role or a proxy may let an index be searched though it lists none, by either way to search, or by an alias of
    which a search in all that there is for us takes the records."""
    if not elastic.can_be_asked(door):
        return DoorState.UNDECIDED
    ways = (
        http.post("/{index}/_search", {"size": 1}, most=RECORDS, index=door),
        http.get("/{index}/_search", most=RECORDS, query={"size": 1}, index=door),
    )
    state = yield from by_name(ways, lambda answer: bool(_hits(answer)))
    if state is not DoorState.SHUT:
        return state
    by_alias = http.get("/_search", most=RECORDS, query={"size": 1, "q": f'_index:"{door}"'})
    given = yield from by_name([by_alias], lambda answer: any(hit.get("_index") == door for hit in _hits(answer)))
    return given if given is DoorState.OPEN else state
