"""Apache Cassandra 5.0: open, empty, and with a login, whose default administrator is gone.

It is filled over its own protocol, in the few frames that this takes.
"""

import re
import socket
import struct
from contextlib import suppress
from functools import partial
from pathlib import Path
from typing import Self

from tests.live.frame import PASSWORD, Expect, LabError, Place, Running, Server, run
from tests.live.people import PEOPLE_LABELS
from tests.live.remedies import Shut, Start
from tests.live.servers import _jvm

SOURCE = "Java archives 5.0.2, by Maven"
NEEDS = _jvm.NEEDS

_KIT = _jvm.Kit("cassandra-5.0", "cassandra", "5.0.2")
PORT, STORAGE = 9042, 7000
_OPENS = (
    *_jvm.OPENS,
    "--add-exports=java.base/jdk.internal.misc=ALL-UNNAMED",
    "--add-exports=java.management.rmi/com.sun.jmx.remote.internal.rmi=ALL-UNNAMED",
    "--add-exports=java.rmi/sun.rmi.registry=ALL-UNNAMED",
    "--add-exports=java.rmi/sun.rmi.server=ALL-UNNAMED",
    "--add-opens=java.rmi/sun.rmi.transport.tcp=ALL-UNNAMED",
    "--add-opens=jdk.management/com.sun.management.internal=ALL-UNNAMED",
)
_SETTINGS = """\
cluster_name: city
partitioner: org.apache.cassandra.dht.Murmur3Partitioner
num_tokens: 4
authenticator: {kind}Authenticator
authorizer: {rights}Authorizer
role_manager: CassandraRoleManager
commitlog_sync: periodic
commitlog_sync_period: 10000ms
endpoint_snitch: SimpleSnitch
listen_address: {at}
rpc_address: {at}
native_transport_port: 9042
storage_port: 7000
seed_provider: [{{class_name: org.apache.cassandra.locator.SimpleSeedProvider, parameters: [{{seeds: "{at}"}}]}}]
memtable_heap_space: 32MiB
memtable_offheap_space: 32MiB
file_cache_size: 16MiB
concurrent_reads: 4
concurrent_writes: 4
commitlog_segment_size: 4MiB
"""
_LOGGING = '<configuration><root level="OFF"/></configuration>\n'


def get(home: Path) -> str | None:
    """Fetch the server."""
    return _jvm.get(home, (_KIT,))


def _start(place: Place, *, login: bool = False) -> Running:
    kind, rights = ("Password", "Cassandra") if login else ("AllowAll", "AllowAll")
    file, logging = place.work / "cassandra.yaml", place.work / "logback.xml"
    file.write_text(_SETTINGS.format(kind=kind, rights=rights, at=place.address), "ascii")
    logging.write_text(_LOGGING, "ascii")
    return _run(place)


def _run(place: Place) -> Running:
    file, logging = place.work / "cassandra.yaml", place.work / "logback.xml"
    library = _KIT.path(place.home) / "lib"
    properties = {
        "java.security.manager": "allow",
        "logback.configurationFile": str(logging),
        "cassandra.config": f"file://{file}",
        "cassandra.storagedir": str(place.work),
        "cassandra.ring_delay_ms": "100",
        "cassandra.skip_wait_for_gossip_to_settle": "0",
        "cassandra.superuser_setup_delay_ms": "0",
        "cassandra-foreground": "yes",
    }
    started = _jvm.java(place, 384, [library / "*"], "org.apache.cassandra.service.CassandraDaemon", **properties)
    agent = f"-javaagent:{next(library.glob('jamm-*.jar'))}"
    return run(place, [started[0], *_OPENS, agent, *started[1:]])


class _Session:
    """A session as whoever owns the server has it. Raises OSError or LabError where it is not let in."""

    def __init__(self, place: Place, user: str = "", password: str = "") -> None:
        self._socket = socket.create_connection((place.address, PORT), timeout=120)
        try:
            self._begin(user, password)
        except BaseException:
            self._socket.close()
            raise

    def _begin(self, user: str, password: str) -> None:
        opcode, _ = self._ask(1, b"\0\1\0\x0bCQL_VERSION\0\x053.0.0")
        if opcode == 3:
            token = f"\0{user}\0{password}".encode()
            opcode, _ = self._ask(15, struct.pack(">i", len(token)) + token)
        if opcode not in (2, 16):
            raise LabError("no session")

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self._socket.close()

    def run(self, statement: str) -> bytes:
        """What a statement answers."""
        data = statement.encode()
        opcode, body = self._ask(7, struct.pack(">i", len(data)) + data + b"\0\1\0")
        if opcode != 8:
            raise LabError(body[6:200].decode("utf-8", "replace"))
        return body

    def _ask(self, opcode: int, body: bytes) -> tuple[int, bytes]:
        self._socket.sendall(struct.pack(">BBhBi", 4, 0, 0, opcode, len(body)) + body)
        head = self._exactly(9)
        return head[4], self._exactly(int.from_bytes(head[5:], "big"))

    def _exactly(self, size: int) -> bytes:
        data = b""
        while len(data) < size:
            if not (more := self._socket.recv(size - len(data))):
                raise LabError("it closed")
            data += more
        return data


def _ready(place: Place, *, login: bool = False) -> bool:
    with suppress(OSError, LabError), _Session(place, *(("cassandra", "cassandra") if login else ())):
        return True
    return False


_KEYSPACE = "CREATE KEYSPACE crm WITH replication = {'class':'SimpleStrategy','replication_factor':1}"
_PART = "CREATE TYPE crm.part (maker text, size int)"
_VISITS = """
CREATE TABLE crm.visits (id timeuuid PRIMARY KEY, at timestamp, day date, hour time, amount decimal, points varint,
source inet, tags set<text>, seen list<int>, notes map<text, text>, place tuple<int, text>, made frozen<part>,
raw blob, face vector<float, 3>, score double, ok boolean)
"""
_VISIT = """
INSERT INTO crm.visits (id, at, day, hour, amount, points, source, tags, seen, notes, place, made, raw, face, score,
ok) VALUES (50554d6e-29bb-11e5-b345-feff819cdc9f, '2024-03-01T08:00:00Z', '2024-03-01', '08:30:00', 12.50, -70000000000,
'192.0.2.7', {'new', 'vip'}, [1, 2], {'agent': 'Ana'}, (3, 'west'), {maker: 'acme', size: 3}, 0x00010203,
[0.25, -1.5, 2.0], 0.5, true)
"""


def _fill(session: _Session, place: Place) -> None:
    """One row a person, and a table of all types."""
    names = list(place.people[0])
    for statement in (_KEYSPACE, _PART, _VISITS, _VISIT):
        session.run(" ".join(statement.split()))
    session.run(f"CREATE TABLE crm.customers (id int PRIMARY KEY, {', '.join(f'{name} text' for name in names)})")
    for number, person in enumerate(place.people):
        quoted = ", ".join("'" + str(person[name]).replace("'", "''") + "'" for name in names)
        session.run(f"INSERT INTO crm.customers (id, {', '.join(names)}) VALUES ({number}, {quoted})")


def _seed(place: Place) -> None:
    with _Session(place) as session:
        _fill(session, place)


def _seed_and_lock(place: Place) -> None:
    with _Session(place, "cassandra", "cassandra") as session:
        _fill(session, place)
        session.run(f"CREATE ROLE app WITH SUPERUSER = true AND LOGIN = true AND PASSWORD = '{PASSWORD}'")
    with _Session(place, "app", PASSWORD) as session:
        session.run("DROP ROLE cassandra")


_expect = partial(Expect, protocol="cassandra", product="Cassandra")
_OPEN = _expect("open", version="5.0.2", records=200, collection="crm.customers", labels=PEOPLE_LABELS)
_server = partial(Server, ports=(PORT, STORAGE), memory=450)

SERVERS: tuple[Server, ...] = (
    _server("cassandra-open", "127.77.138.1", expect={PORT: _OPEN}, start=_start, ready=_ready, seed=_seed),
    _server(
        "cassandra-locked",
        "127.77.138.2",
        expect={PORT: _expect("locked")},
        start=partial(_start, login=True),
        ready=partial(_ready, login=True),
        seed=_seed_and_lock,
    ),
    _server(
        "cassandra-empty",
        "127.77.138.3",
        expect={PORT: _expect("empty", version="5.0.2")},
        start=_start,
        ready=_ready,
    ),
)


def _log_in(place: Place, *words: str) -> Start:
    file = place.work / "cassandra.yaml"
    told = file.read_text("ascii")
    for word in words:
        told = re.sub(rf"^{word.partition(':')[0]}:.*$", word, told, flags=re.MULTILINE)
    file.write_text(told, "ascii")
    return lambda: _run(place)


SHUT = (
    Shut(
        "cassandra-open",
        ("authenticator: PasswordAuthenticator", "authorizer: CassandraAuthorizer"),
        _log_in,
        ready=partial(_ready, login=True),
    ),
)
