"""MySQL, MariaDB and others that speak their protocol. Open when rows are read as a user without a password, while a
table of a random name is refused as one that does not exist or may not be read.

Source: MySQL source documentation ("Client/Server Protocol"), reference manual ("Securing the initial account",
"Anonymous users", "INFORMATION_SCHEMA TABLES"). Two users are asked, each once: `root`, who had no password in
many packages and images, and the anonymous one. No password is ever sent. Sessions end with COM_QUIT, so that they do
not count as aborted.
"""

import secrets
from collections.abc import Sequence
from contextlib import suppress

from leftopen.model import DoorState
from leftopen.probes import Spec
from leftopen.raw import Finding, RawCollection
from leftopen.survey.figures import written
from leftopen.survey.survey import Catalogue, Entry, Survey, Words, walk
from leftopen.wire.mysql import (
    Greeting,
    Refused,
    TooLarge,
    greeting,
    let_in,
    login,
    query,
    quit_,
    recognises,
    rows,
    ssl_request,
)
from leftopen.wire.talk import Broken, Closed, SampleLimits, Spent, Talk, redial, send, start_tls

SPEC = Spec(
    protocols=("mysql",),
    ports=(3306, 3307, 33060),
    over="raw",
    verbs=frozenset({"SSLRequest", "HandshakeResponse", "AuthSwitchResponse", "SELECT", "Quit"}),
    recognises=recognises,
)
WORDS = Words("table", "row", "The user {}", "SELECT from {}", "a table with a random name was refused")
USERS = ("root", "")
"""Those that may have no password: the first administrator, and the anonymous user."""

_TABLES = """
SELECT table_schema, table_name, table_type, engine, table_rows, data_length, unix_timestamp(create_time)
FROM information_schema.tables
WHERE table_schema NOT IN ('mysql', 'information_schema', 'performance_schema', 'sys') LIMIT 5000
"""
_SYSTEM = """
SELECT table_schema, table_name, table_type, engine, table_rows, data_length, unix_timestamp(create_time)
FROM information_schema.tables WHERE table_schema = 'mysql'
AND table_name IN ('user', 'global_priv', 'servers', 'slave_master_info', 'general_log', 'slow_log') LIMIT 5000
"""
"""The product's own tables that hold users with their hashes, passwords of other servers, statements: asked for where
nothing else is seen."""
_OWNED = """
SELECT table_schema, table_name, table_type, engine, table_rows, data_length, unix_timestamp(create_time)
FROM information_schema.tables WHERE table_schema IN ('mysql', 'sys') AND table_type = 'BASE TABLE'
AND table_name NOT IN (
'audit_log_filter', 'audit_log_user', 'column_stats', 'columns_priv', 'component', 'db', 'default_roles', 'engine_cost',
'event', 'firewall_group_allowlist', 'firewall_groups', 'firewall_membership', 'firewall_users', 'firewall_whitelist',
'func', 'general_log', 'global_grants', 'global_priv', 'gtid_executed', 'gtid_slave_pos', 'help_category',
'help_keyword', 'help_relation', 'help_topic', 'host', 'index_stats', 'innodb_ddl_log', 'innodb_dynamic_metadata',
'innodb_index_stats', 'innodb_table_stats', 'inventory', 'ndb_binlog_index', 'password_history', 'plugin', 'proc',
'procs_priv', 'proxies_priv', 'replication_asynchronous_connection_failover',
'replication_asynchronous_connection_failover_managed', 'replication_group_configuration_version',
'replication_group_member_actions', 'role_edges', 'roles_mapping', 'server_cost', 'servers', 'slave_master_info',
'slave_relay_log_info', 'slave_worker_info', 'slow_log', 'spider_link_failed_log', 'spider_link_mon_servers',
'spider_table_crd', 'spider_table_position_for_recovery', 'spider_table_sts', 'spider_tables', 'spider_xa',
'spider_xa_failed_log', 'spider_xa_member', 'sys_config', 'table_stats', 'tables_priv', 'time_zone',
'time_zone_leap_second', 'time_zone_name', 'time_zone_transition', 'time_zone_transition_type', 'transaction_registry',
'user', 'wsrep_allowlist', 'wsrep_cluster', 'wsrep_cluster_members', 'wsrep_streaming_log') LIMIT 5000
"""
"""Tables of somebody in the product's own databases (reference manuals of MySQL, "The mysql System Schema", and of
MariaDB, "The mysql Database Tables"): asked for where nothing else is seen."""
_NAMED = "SELECT current_user"
_RIGHTS = "SELECT grantee, privilege_type FROM information_schema.user_privileges LIMIT 5000"
"""What users may do everywhere, of which some see their own alone: with SELECT every table that there is is seen."""
_ROUTINES = """
SELECT count(*) FROM information_schema.routines
WHERE routine_schema NOT IN ('mysql', 'information_schema', 'performance_schema', 'sys')
"""
_TOLD = 7
"""What a list of tables tells of each."""
_TABLES_LISTED = 5000
_LISTING = 1 << 20
_MISSING = frozenset({1049, 1146})
"""ER_BAD_DB_ERROR, ER_NO_SUCH_TABLE."""

_DENIED = frozenset({1044, 1045, 1142, 1143, 1227, 1370, 1410, 1698, 1820, 1862, 3118, 3159, 3955, 4151})
"""Access denied, for want of TLS too, the account is locked, its password has expired (errmsg-utf8.txt)."""

_LOGIN = frozenset({1044, 1045, 1698, 3118, 3955, 4151})
"""Those of `_DENIED` that a login is refused with whatever else is done: others ask for TLS, or for a new password,
which anybody could set."""

_EXPIRED = frozenset({1820})
"""ER_MUST_CHANGE_PASSWORD: of a session that was let in all the same."""

_HOST, _BLOCKED = 1130, 1129
"""ER_HOST_NOT_PRIVILEGED: no user may come from our address; ER_HOST_IS_BLOCKED: of connections that failed, for a
while, which says nothing of any user."""

_PARTLY = frozenset({1142, 1143})
"""ER_TABLEACCESS_DENIED_ERROR, ER_COLUMNACCESS_DENIED_ERROR: some columns may be for this user all the same."""

_COLUMNS = """
SELECT table_schema, table_name, column_name, privileges FROM information_schema.columns
WHERE table_schema NOT IN ('mysql', 'information_schema', 'performance_schema', 'sys') LIMIT 5000
"""
_MOST_COLUMNS = 100

_EXACT = frozenset({"MyISAM", "Aria", "MEMORY", "ARCHIVE", "CSV"})
"""Engines that count their rows; others estimate them, and an estimate of none is no count."""

_TRAP = b"aaaaaaaa"
"""What the decoy dionaea has where servers draw at random: its published source, `mysql/include/packets.py`."""

_AFRESH = 4
_COUNTED = 16 << 20
"""Bytes of the largest table that is counted where the server estimates."""


def probe(limits: SampleLimits) -> Talk[Finding]:
    """Asks a server that greets as MySQL does."""
    return (yield from walk(Survey("mysql", limits, WORDS), _MySQL()))


class _MySQL(Catalogue):
    """See `survey.Catalogue`. The key of an entry is (database, table).

    `user`: that of the session; `tls`: it is worth a try; `in_tls`: this session is in it; `afresh`: sessions begun
    anew since an answer was too large.
    """

    counted = 5000
    user, tls, in_tls = USERS[0], True, False
    afresh = 0
    readable: dict[tuple[str, str], list[str]] | None = None

    def greet(self, survey: Survey) -> Talk[None]:
        """The first of the users that is let in; what refused the last one is the proof of a lock."""
        said: Refused | None = None
        codes: list[int] = []
        for self.user in USERS:
            if codes:
                yield from redial()
            said = yield from self._session(survey)
            if said is None:
                survey.remedy = None if self.user else "nameless"
                survey.words = Words(
                    "table", "row", f"The user {self.user or 'without a name'}", WORDS.read, WORDS.control
                )
                return
            codes.append(said.code)
            if said.code not in _DENIED:
                break
        assert said is not None
        if said.code == _HOST:
            survey.locked, survey.remedy = f"It serves no client at our address (error {said.code})", "host"
        elif said.code == _BLOCKED:
            says = "too many connections had failed before, and may serve it later"
            survey.undecided, survey.remedy = f"It blocks our address (error {said.code}), from which {says}", "host"
        elif any(code in _DENIED - _LOGIN for code in codes):
            told = ", ".join(map(str, codes))
            survey.undecided = f"A login without a password was refused, though not for want of one (errors {told})"
        elif said.code in _DENIED:
            survey.locked = f"The users root and without a name were refused without a password (error {said.code})"
        else:
            raise Broken(f"a login that ended with error {said.code}")

    def _session(self, survey: Survey) -> Talk[Refused | None]:
        """Asks to be let in, in TLS where it is offered: an account may ask for it, and no other word says so."""
        try:
            return (yield from self._try(survey))
        except Broken:
            if not self.in_tls:
                raise
        self.tls = self.in_tls = False
        yield from redial()
        return (yield from self._try(survey))

    def _try(self, survey: Survey) -> Talk[Refused | None]:
        told = yield from greeting()
        if isinstance(told, Refused):
            return told
        survey.product, survey.version = _product(told)
        if _TRAP in told.challenge:
            survey.decoy = "What it should have drawn at random is eight times the same letter: the decoy dionaea's"
            return None
        self.in_tls = self.tls and told.tls
        if self.in_tls:
            yield from send(ssl_request())
            yield from start_tls()
        yield from send(login(self.user, told.plugin, tls=self.in_tls))
        return (yield from let_in())

    def control(self, survey: Survey) -> Talk[None]:
        """A table of a random name, in a database that is not there."""
        name = f"leftopen_{secrets.token_hex(8)}"
        yield from send(query("SELECT * FROM {}.{} LIMIT 1", name, name))
        said = yield from rows(_LISTING)
        if isinstance(said, Refused) and said.code in _EXPIRED:
            who = self.user or "without a name"
            survey.undecided = f"The user {who} was let in without a password, and may do nothing but set a new one"
        elif isinstance(said, Refused):
            survey.controlled = said.code in _MISSING | _DENIED
        else:
            survey.decoy = "It answered a query on a table that does not exist"

    def entries(self, survey: Survey) -> Talk[list[Entry]]:
        """All tables and views that this user sees; the product's own databases are left out."""
        yield from send(query(_TABLES))
        said = yield from rows(_LISTING)
        if isinstance(said, Refused):
            survey.whole, survey.barred = False, f"refused with error {said.code}"
            return []
        found = [entry for row in said if (entry := _entry(list(row.values()), _door(self.user))) is not None]
        survey.whole = len(found) == len(said) < _TABLES_LISTED and self.user == USERS[0]
        return found if said else (yield from self._others(survey))

    def beside(self, survey: Survey) -> Talk[list[Entry]]:
        """Where no table that it sees has a row."""
        return (yield from self._others(survey)) if survey.found else []

    def _others(self, survey: Survey) -> Talk[list[Entry]]:
        """Where it sees no table: whether it would, if there were one; else what it may read or do beside."""
        (name,) = (yield from self._values(_NAMED)) or [("",)]
        user, _, host = name[0].rpartition("@")
        rights = {right for grantee, right in (yield from self._values(_RIGHTS, 2)) if grantee == f"'{user}'@'{host}'"}
        if "SELECT" in rights:
            return (yield from self._system(survey, _OWNED))
        survey.whole = False
        found = yield from self._system(survey, _SYSTEM)
        called = written(next((value for (value,) in (yield from self._values(_ROUTINES))), None))
        who = f"The user {self.user or 'without a name'} was let in without a password and sees no table"
        if called:
            survey.barred = f"left undone: it may call procedures or functions ({called}), which may read more than it"
        elif set(rights) - {"USAGE"}:
            survey.undecided = f"{who}, but has rights of other kinds, by which data may be read"
        else:
            survey.undecided = f"{who}: what is granted to others is not shown to it"
        return found

    def _system(self, survey: Survey, asked: str) -> Talk[list[Entry]]:
        """Tables in the product's own databases."""
        yield from send(query(asked))
        said = yield from rows(_LISTING)
        survey.whole &= not isinstance(said, Refused)
        listed = [] if isinstance(said, Refused) else [list(row.values()) for row in said]
        whole = [row for row in listed if len(row) == _TOLD]
        return [entry for row in whole if (entry := _entry(row, _door(self.user))) is not None]

    def _values(self, asked: str, columns: int = 1) -> Talk[list[tuple[str, ...]]]:
        """The rows of so many texts that a query gives; none of one that is refused."""
        yield from send(query(asked))
        said = yield from rows(_LISTING)
        found = [] if isinstance(said, Refused) else [tuple(map(str, row.values())) for row in said]
        return [row for row in found if len(row) == columns]

    def seen(self, user: str) -> Talk[DoorState]:
        """Whether this user is let in still, and lists a table."""
        self.user = user
        said = yield from self._session(Survey("mysql", SampleLimits(), WORDS))
        if said is not None:
            return DoorState.SHUT if said.code in _LOGIN and self.tls else DoorState.UNDECIDED
        yield from send(query(_TABLES))
        listed = yield from rows(_LISTING)
        with suppress(Closed):
            yield from send(quit_())
        return DoorState.UNDECIDED if isinstance(listed, Refused) or not listed else DoorState.OPEN

    def sample(self, survey: Survey, entries: list[Entry]) -> Talk[None]:
        """Rows of each; of an answer that is too large those that came before it was."""
        for entry in entries:
            room = survey.room()
            if room < 1024 or self.afresh > _AFRESH:
                break
            said, cut = yield from self._some(survey, entry, room)
            if isinstance(said, Refused) and said.code in _PARTLY and (columns := (yield from self._columns(entry))):
                said, cut = yield from self._some(survey, entry, room, columns)
            if isinstance(said, Refused):
                survey.barred = f"refused with error {said.code}"
                continue
            survey.took(sum(len(value or b"") for row in said for value in row.values()))
            survey.keep(entry, said, ended=not cut and len(said) < entry.want)

    def _some(
        self, survey: Survey, entry: Entry, room: int, columns: Sequence[str] = ()
    ) -> Talk[tuple[list[dict[str, str | bytes | None]] | Refused, bool]]:
        """Rows of these columns, or of all, and whether the answer was too large and broken off."""
        what = ", ".join(["{}"] * len(columns)) or "*"
        some = f"SELECT {what} FROM {{}}.{{}} LIMIT {entry.want}"  # noqa: S608 - names are quoted by query
        yield from send(query(some, *columns, *entry.key))
        try:
            return (yield from rows(room)), False
        except TooLarge as large:
            entry.asked = True
            yield from self._again(survey)
            return large.rows, True

    def _columns(self, entry: Entry) -> Talk[list[str]]:
        """Those of a table that this user may read, where these are not all; asked for once, of all tables."""
        if self.readable is None:
            yield from send(query(_COLUMNS))
            said = yield from rows(_LISTING)
            self.readable = {}
            for row in [] if isinstance(said, Refused) else said:
                database, table, column, rights = (*row.values(), *[None] * 4)[:4]
                if isinstance(database, str) and isinstance(table, str) and "select" in str(rights).split(","):
                    self.readable.setdefault((database, table), []).append(str(column or ""))
        return [column for column in self.readable.get(entry.key, []) if column][:_MOST_COLUMNS]

    def dates(self, survey: Survey) -> Talk[None]:
        """Counts the small tables whose rows were estimated, and ends the session."""
        for entry in survey.entries:
            if entry.asked and entry.store.bytes is not None and entry.store.bytes <= _COUNTED:
                yield from send(query("SELECT count(*) FROM {}.{}", *entry.key))
                said = yield from rows(_LISTING)
                if not isinstance(said, Refused) and said:
                    entry.store.records = written(next(iter(said[0].values()), None))
        with suppress(Closed):
            yield from send(quit_())

    def _again(self, survey: Survey) -> Talk[None]:
        """A fresh session: what is left of an answer is not read."""
        self.afresh += 1
        yield from redial()
        if (yield from self._session(survey)) is not None:
            raise Spent("it let us in once and not again")


def reread(limits: SampleLimits, door: str) -> Talk[DoorState]:  # noqa: ARG001 - see `probes.Probe`
    """A user who was let in; what of it may be read hangs on that."""
    user = next((user for user in USERS if _door(user) == door), None)
    return DoorState.UNDECIDED if user is None else (yield from _MySQL().seen(user))


def _door(user: str) -> str:
    return f"user {user or 'without a name'}"


def _entry(row: list[str | bytes | None], door: str) -> Entry | None:
    database, name, _, engine, counted, size, created = (*row, *[None] * 7)[:7]
    if not isinstance(database, str) or not isinstance(name, str):
        return None
    records = written(counted)
    if records == 0 and engine not in _EXACT:
        records = None
    store = RawCollection(
        f"{database}.{name}", records=records, bytes=written(size), created=written(created), door=door
    )
    entry = Entry((database, name), store, weight=256, place=database)
    entry.weigh()
    return entry


def _product(told: Greeting) -> tuple[str | None, str]:
    """MariaDB names itself, after a version that old clients understand; others do as they like."""
    version = told.version.removeprefix("5.5.5-")
    if "mariadb" in version.lower():
        return "MariaDB", version.partition("-")[0]
    named = next((name for name in ("TiDB", "Percona", "StarRocks", "Doris") if name.lower() in version.lower()), None)
    return named or "MySQL", version.partition("-")[0]
