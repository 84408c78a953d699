"""Apache Solr, over HTTP. Open when the status of cores names them and a select gives documents without a login, while
a core of a random name is refused as not there.

Sources: Solr Reference Guide ("CoreAdmin API": STATUS; "Common query parameters"; "Rule-based authorization":
`blockUnknown`), `BasicAuthPlugin` (realm and words of a refusal). Where several nodes share collections each core is a
part of one, and is read as it stands on this node; no other node is asked. A node without a core answers for the
collections of the others all the same ("SolrCloud Distributed Requests"), so that it is asked for these.
"""

import re
import secrets
from dataclasses import replace
from typing import Any

from leftopen.model import DoorState
from leftopen.probes import Spec
from leftopen.raw import Finding, RawCollection, Times
from leftopen.survey.doors import besides, by_name, lists
from leftopen.survey.figures import count, moment
from leftopen.survey.http import (
    LISTING,
    PAGE,
    REFUSED,
    array,
    ask,
    barred,
    body_of,
    in_turn,
    locked,
    nothing_after,
    patient,
    unshown,
)
from leftopen.survey.survey import Catalogue, Entry, Survey, Unsigned, Words, walk
from leftopen.wire import http
from leftopen.wire.talk import SampleLimits, Talk

_SYSTEM = "/solr/admin/info/system?wt=json"
_STATUS = "/solr/admin/cores?action=STATUS&wt=json"
_COLLECTIONS = "/solr/admin/collections?action=LIST&wt=json"
_SELECT = "/solr/{core}/select?q=%2A%3A%2A&rows={rows}&wt=json"
_QUERY = "/solr/{core}/query?q=%2A%3A%2A&rows=1&wt=json"
"""The other handler that the product's own configurations have for the same."""

_AFTER = "/solr/{core}/select?q=%2A%3A%2A&rows=1&start={start}&wt=json"


def _recognises(first: bytes) -> bool:
    """Its start page, or that of the server it runs in where there is nothing at the root."""
    if not first.startswith(b"HTTP/"):
        return False
    jetty = first.startswith(b"HTTP/1.1 404 ") and b"Powered by Jetty" in first
    return jetty or b"/solr/\r\n" in first or b"Solr Admin" in first or b'realm="solr"' in first


SPEC = Spec(
    protocols=("solr",),
    ports=(8983,),
    over="http",
    verbs=frozenset({f"GET {path}" for path in (_SYSTEM, _STATUS, _COLLECTIONS, _SELECT, _QUERY, _AFTER)}),
    recognises=_recognises,
    behind=True,
)
WORDS = Words(
    "core", "document", "The status of cores", "a select in {}", "one of a random name was refused as not there"
)
_NAME = re.compile(r"[A-Za-z0-9_][A-Za-z0-9_.-]{0,199}")
"""Names of cores (identifiers, Reference Guide); others are listed and not asked about."""


def probe(limits: SampleLimits) -> Talk[Finding]:
    """Asks a server that tells its system as Solr does."""
    return (yield from walk(Survey("solr", limits, WORDS, product="Solr"), _Solr()))


class _Solr(Catalogue):
    """See `survey.Catalogue`. The key of an entry is the name of the core.

    `closed`: a core of a random name is refused; `shared`: the node is one of several, as far as it tells; `here`:
    collections of which it holds a part.
    """

    doubted = True
    closed = False
    shared = False
    here: frozenset[Any] | set[Any] = frozenset()

    def greet(self, survey: Survey) -> Talk[None]:
        """The version of Lucene's Solr; a refusal names its realm."""
        response = yield from patient(http.get(_SYSTEM, most=PAGE))
        told = body_of(response)
        lucene, self.shared = told.get("lucene"), told.get("mode") == "solrcloud"
        challenge = response.headers.get("www-authenticate", "").lower()
        if response.status in REFUSED and 'realm="solr"' in challenge:
            pass  # a rule for that alone, or for all: what is refused beside it tells
        elif isinstance(lucene, dict) and isinstance(lucene.get("solr-spec-version"), str):
            survey.version = lucene["solr-spec-version"]
        else:
            raise Unsigned("no system of Solr")

    def control(self, survey: Survey) -> Talk[None]:
        """A core of a random name is not there."""
        response = yield from patient(http.get(_SELECT, most=PAGE, core=f"leftopen_{secrets.token_hex(6)}", rows="0"))
        survey.controlled = response.status in (404, *REFUSED)
        self.closed = response.status in REFUSED
        if response.status == 200 and b'"response"' in response.body:
            survey.decoy = "It has a core that does not exist"

    def entries(self, survey: Survey) -> Talk[list[Entry]]:
        """The cores of this node, with counts, bytes and the last change."""
        answer = yield from ask(http.get(_STATUS, most=LISTING))
        if answer.status in REFUSED and self.closed:
            survey.controlled = False
        if locked(survey, answer):
            return []
        status = answer.body.get("status")
        survey.whole = answer.ok and isinstance(status, dict)
        found = status.items() if isinstance(status, dict) else ()
        survey.whole = survey.whole and all(isinstance(told, dict) for _, told in found)
        if failed := answer.body.get("initFailures"):
            many = len(failed) if isinstance(failed, dict) else 1
            survey.whole, survey.aside = False, f" beside {many} that did not load"
        here = [_entry(name, told) for name, told in found if isinstance(told, dict)]
        parts = [told.get("cloud") for _, told in found if isinstance(told, dict)]
        self.here = {part.get("collection") for part in parts if isinstance(part, dict)}
        return here or (yield from self._elsewhere(survey))

    def beside(self, survey: Survey) -> Talk[list[Entry]]:
        """Where no core of this node has a document."""
        return (yield from self._elsewhere(survey)) if survey.found else []

    def _elsewhere(self, survey: Survey) -> Talk[list[Entry]]:
        """The collections of a node of several that holds no part of them."""
        if not self.shared:
            return []
        answer = yield from ask(http.get(_COLLECTIONS, most=LISTING))
        listed = answer.body.get("collections")
        names = [name for name in listed if isinstance(name, str)] if isinstance(listed, list) else []
        survey.whole &= answer.ok and isinstance(listed, list) and len(names) == len(listed)
        others = [name for name in names if name not in self.here]
        survey.words = replace(WORDS, listed="The list of collections") if others else survey.words
        return [Entry(name, RawCollection(name)) for name in others]

    def sample(self, survey: Survey, entries: list[Entry]) -> Talk[None]:
        """Documents of each core."""
        for entry, room in in_turn(survey, [entry for entry in entries if _NAME.fullmatch(entry.key)]):
            response = yield from patient(http.get(_SELECT, most=room, core=entry.key, rows=str(entry.want)))
            survey.took(len(response.body))
            if not barred(survey, response) and (docs := array(response, "docs")) is not None:
                ended = yield from _ended(entry, len(docs))
                survey.keep(entry, docs, ended=ended, more=unshown(response, docs))


def reread(limits: SampleLimits, door: str) -> Talk[DoorState]:  # noqa: ARG001 - see `probes.Probe`
    """A rule may let a core be searched though the status of cores is refused."""
    ways = [http.get(_SELECT, most=PAGE, core=door, rows="1")] if _NAME.fullmatch(door) else []
    state = yield from by_name(ways, lists("docs"))
    return (yield from besides(state, [http.get(_QUERY, most=PAGE, core=door)] if ways else [], lists("docs")))


def _ended(entry: Entry, shown: int) -> Talk[bool]:
    """Whether no document follows these, on any part that answers; those that do not are said to be missing."""
    if not entry.claims_more(shown, entry.want):
        return False
    after = http.get(_AFTER, most=PAGE, core=entry.key, start=str(shown))
    told = (yield from nothing_after(after, "response", "docs")).get("responseHeader")
    return isinstance(told, dict) and not told.get("partialResults")


def _entry(name: str, told: dict[str, Any]) -> Entry:
    index = told.get("index")
    figures = index if isinstance(index, dict) else {}
    store = RawCollection(name, records=count(figures.get("numDocs")), bytes=count(figures.get("sizeInBytes")))
    changed = moment(figures.get("lastModified"))
    if changed is not None:
        store.times.append(Times("last change of the index", None, changed))
    entry = Entry(name, store)
    entry.weigh()
    return entry
