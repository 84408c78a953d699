"""Cassandra, Scylla and others that speak CQL. Open when rows are read without a login, while a table of a random name
is refused as one that does not exist.

Sources: CQL native protocol v4; Cassandra documentation ("Configuring authentication": AllowAllAuthenticator is the
default; "system_schema", "system.size_estimates"). A server that wants a login says so before anything else
(AUTHENTICATE). Estimates are of partitions, which have a row each at least, and are renewed every five minutes: a table
without any has not been written to disk, and is small enough to be counted.
"""

import secrets
import uuid
from collections.abc import Iterable
from typing import Any

from leftopen.model import DoorState
from leftopen.probes import Spec
from leftopen.raw import Finding, RawCollection
from leftopen.survey.doors import parted, together
from leftopen.survey.figures import count
from leftopen.survey.survey import Catalogue, Entry, Survey, Words, walk
from leftopen.wire import cql
from leftopen.wire.talk import Broken, Message, SampleLimits, Spent, Talk, redial, send

SPEC = Spec(
    protocols=("cassandra",),
    ports=(9042, 9142),
    over="raw",
    verbs=frozenset({"OPTIONS", "STARTUP", "SELECT"}),
    recognises=cql.recognises,
    opening=cql.options(),
    wide=(19042,),
)
WORDS = Words("table", "row", "SELECT from system_schema.tables", "SELECT from {}",
              "a table with a random name was refused as one that does not exist")  # fmt: skip
_VERSIONS = (4, 3)
_LISTED = 5000
_LISTING = 1 << 20
_PAGE = 65_536
"""Bytes of one row of the product's own, or of an error."""

_OWN = frozenset(
    {
        "dse_analytics",
        "dse_insights",
        "dse_insights_local",
        "dse_leases",
        "dse_perf",
        "dse_security",
        "dse_system",
        "dse_system_local",
        "system",
        "system_auth",
        "system_cluster_metadata",
        "system_distributed",
        "system_distributed_everywhere",
        "system_schema",
        "system_traces",
        "system_views",
        "system_virtual_schema",
    }
)
"""Keyspaces of the product itself, and of that of DataStax; an owner's may begin as these do."""

_LISTS = (
    (
        "SELECT keyspace_name, table_name, id FROM system_schema.tables LIMIT 5000",
        "SELECT keyspace_name, view_name, id FROM system_schema.views LIMIT 5000",
    ),
    ("SELECT keyspace_name, columnfamily_name, cf_id FROM system.schema_columnfamilies LIMIT 5000",),
)
"""Of 3.0 and later, with views, which are data; and of what came before."""

_SIZES = """
SELECT keyspace_name, table_name, partitions_count, mean_partition_size FROM system.size_estimates LIMIT 100000
"""
_SMALL = 16 << 20
"""Bytes of the largest table that is counted."""

_AFRESH = 8


def probe(limits: SampleLimits) -> Talk[Finding]:
    """Asks a server that answers what it supports."""
    return (yield from walk(Survey("cassandra", limits, WORDS, product="Cassandra"), _Cassandra()))


class _Cassandra(Catalogue):
    """See `survey.Catalogue`. The key of an entry is (keyspace, table).

    `version`: of the protocol; `options`: what it supports; `afresh`: sessions begun anew.
    """

    counted = 5000

    def __init__(self) -> None:
        self.version = _VERSIONS[0]
        self.options: dict[str, list[str]] = {}
        self.afresh = 0

    def greet(self, survey: Survey) -> Talk[None]:
        """What it supports, in the first version of the protocol that both speak; then a session without a login."""
        asks = yield from self.session()
        if any(name.startswith("SCYLLA_") for name in self.options):
            survey.product = "ScyllaDB"
        if isinstance(asks, cql.Refused):
            says = f"A session without a login was refused (error {asks.code:#06x})"
            survey.locked, survey.undecided = (says, None) if asks.code == cql.CREDENTIALS else (None, says)
        elif asks is not None:
            survey.locked = "It asks for a login before anything else"
            survey.facts["authenticator"] = asks.rpartition(".")[2][:100]

    def session(self) -> Talk[cql.Refused | str | None]:
        """Begins a session; who asks for a login, or an error, or None."""
        said: cql.Refused | None = None
        for self.version in _VERSIONS:
            if said is not None:
                yield from redial()
            told = cql.supported((yield from _answer(cql.options(self.version))))
            if not isinstance(told, cql.Refused):
                self.options = told
                return cql.authenticator((yield from _answer(cql.startup(self.version))))
            said = told
        return said

    def _select(
        self, template: str, *names: str, rows: int = _LISTED, most: int = _LISTING
    ) -> Talk[cql.Rows | cql.Refused]:
        """The rows of a query, or an error; a fresh session follows an answer that is too large."""
        said = cql.rows((yield from _answer(cql.query(template, *names, rows=rows, version=self.version), most)))
        if isinstance(said, cql.Rows) and said.cut:
            self.afresh += 1
            if self.afresh > _AFRESH:
                raise Spent("answers were larger than was asked for, again and again")
            yield from redial()
            if (yield from self.session()) is not None:
                raise Spent("it let us in once and not again")
        return said

    def control(self, survey: Survey) -> Talk[None]:
        """A table of a random name; then who it is."""
        name = f"leftopen_{secrets.token_hex(8)}"
        said = yield from self._select("SELECT * FROM {}.{} LIMIT 1", name, name, rows=1, most=_PAGE)
        if not isinstance(said, cql.Refused):
            survey.decoy = "It answered a query on a table that does not exist"
            return
        survey.controlled = said.code in (cql.INVALID, cql.UNAUTHORIZED)
        where = "SELECT release_version, cluster_name FROM system.local LIMIT 1"
        if survey.product == "ScyllaDB":
            where = "SELECT version FROM system.versions LIMIT 1"
        told = yield from self._select(where, rows=1, most=_PAGE)
        if isinstance(told, cql.Rows) and told.rows:
            row = told.rows[0]
            version, cluster = row.get("release_version", row.get("version")), row.get("cluster_name")
            survey.version = version[:40] if isinstance(version, str) else None
            if isinstance(cluster, str):
                survey.facts["cluster_name"] = cluster[:100]

    def entries(self, survey: Survey) -> Talk[list[Entry]]:
        """Tables and views of all keyspaces but the product's own."""
        found: list[Entry] = []
        for way in _LISTS:
            known = False
            for each in way:
                said = yield from self._select(each)
                if isinstance(said, cql.Rows):
                    known = True
                    survey.whole = survey.whole and not (said.cut or said.more) and len(said.rows) < _LISTED
                    survey.whole = survey.whole and all(map(_names, said.rows))
                    found += [entry for row in said.rows if (entry := _entry(row)) is not None]
                elif said.code == cql.UNAUTHORIZED:
                    survey.whole, survey.barred = False, f"refused with error {said.code:#06x}"
                elif said.code != cql.INVALID:
                    survey.whole = False
            if known:
                return found
        survey.whole = False
        return found

    def figures(self, survey: Survey, entries: list[Entry]) -> Talk[None]:  # noqa: ARG002 - see Catalogue
        """Partitions and bytes, as the node estimates those that it holds first."""
        said = yield from self._select(_SIZES, rows=100_000)
        if isinstance(said, cql.Refused):
            return
        total: dict[tuple[Any, Any], tuple[int, int]] = {}
        for row in said.rows:
            place, mean = (row.get("keyspace_name"), row.get("table_name")), count(row.get("mean_partition_size"))
            some = count(row.get("partitions_count")) or 0
            partitions, size = total.get(place, (0, 0))
            total[place] = partitions + some, size + some * (mean or 0)
        for entry in entries:
            partitions, size = total.get(entry.key, (0, 0))
            if partitions:
                entry.store.records, entry.store.bytes = partitions, size
                entry.weigh()

    def sample(self, survey: Survey, entries: list[Entry]) -> Talk[None]:
        """Rows of each; of an answer that is too large those that came before it was."""
        for entry in entries:
            room = survey.room()
            if room < 1024:
                break
            some = f"SELECT * FROM {{}}.{{}} LIMIT {max(1, entry.want)}"  # noqa: S608 - names are quoted by query
            said = yield from self._select(some, *entry.key, rows=max(1, entry.want), most=room)
            if isinstance(said, cql.Refused):
                if said.code == cql.UNAUTHORIZED:
                    survey.barred = f"refused with error {said.code:#06x}"
                continue
            if said.of not in (None, entry.key):
                survey.decoy = "A query on one table was answered with rows of another"
                return
            survey.took(sum(_size(row.values()) for row in said.rows))
            entry.store.declared = dict(said.types)
            survey.keep(entry, said.rows, more=said.more)
            if said.cut and not said.rows:
                entry.shown = 1  # a row began, and is larger than the page
            elif not (said.cut or said.more) and len(said.rows) < max(1, entry.want):
                entry.store.records = len(said.rows)

    def dates(self, survey: Survey) -> Talk[None]:
        """Counts the small tables, of which nothing or partitions were estimated."""
        for entry in survey.entries:
            small = entry.store.bytes is None or entry.store.bytes <= _SMALL
            if small and entry.shown and entry.shown >= entry.want:
                said = yield from self._select("SELECT count(*) FROM {}.{}", *entry.key, rows=1, most=_PAGE)
                if isinstance(said, cql.Rows) and said.rows:
                    entry.store.records = count(said.rows[0].get("count")) or entry.store.records

    def seen(self, keyspace: str, table: str) -> Talk[DoorState]:
        """Whether a table gives a row still."""
        said = yield from self._select("SELECT * FROM {}.{} LIMIT 1", keyspace, table, rows=1, most=_LISTING)
        if isinstance(said, cql.Refused):
            return DoorState.SHUT if said.code == cql.UNAUTHORIZED else DoorState.UNDECIDED
        own = said.of in (None, (keyspace, table))
        return DoorState.OPEN if own and (said.rows or said.cut) else DoorState.UNDECIDED


def _answer(message: Message, most: int = _PAGE) -> Talk[cql.Frame]:
    yield from send(message)
    return (yield from cql.frame(message, most))


def reread(limits: SampleLimits, door: str) -> Talk[DoorState]:  # noqa: ARG001 - see `probes.Probe`
    """A table by its name, in a session without a login."""
    asked = _Cassandra()
    asks = yield from asked.session()
    if asks is not None:
        shut = not isinstance(asks, cql.Refused) or asks.code == cql.CREDENTIALS
        return DoorState.SHUT if shut else DoorState.UNDECIDED
    states = []
    for keyspace, table in parted(door):
        try:
            states.append((yield from asked.seen(keyspace, table)))
        except Broken:
            return DoorState.UNDECIDED
    return together(states)


def _names(row: dict[str, Any]) -> bool:
    """Whether a row of the list names a table; one that does not may be any."""
    named = [*row.values()][:2]
    return len(named) == 2 and all(isinstance(each, str) and each for each in named)


def _entry(row: dict[str, Any]) -> Entry | None:
    """A table of the owner's; the time of its making stands in its number, where that holds one."""
    if not _names(row):
        return None
    keyspace, name, number = [*row.values(), None][:3]
    if keyspace in _OWN:
        return None
    store = RawCollection(f"{keyspace}.{name}", created=_made(number))
    return Entry((keyspace, name), store, weight=512, place=keyspace)


def _made(number: object) -> float | None:
    """Epoch seconds from an identifier of version 1."""
    try:
        found = uuid.UUID(str(number))
    except ValueError:
        return None
    return (found.time - 0x01B21DD213814000) / 1e7 if found.version == 1 else None


def _size(values: Iterable[Any]) -> int:
    """About how many bytes values take."""
    return sum(len(each) if isinstance(each, str | bytes) else len(str(each)) for each in values)
