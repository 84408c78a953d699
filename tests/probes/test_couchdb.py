"""Cases that the transcripts in `tests/talks/couchdb` do not show. Answers: docs.couchdb.org, API reference."""

from typing import Any
from urllib.parse import unquote

import pytest

from leftopen.lab.web import Answer, Ask, as_json
from leftopen.model import Access, DoorState
from leftopen.probes.couchdb import probe, reread
from leftopen.raw import Finding
from leftopen.wire.talk import Foreign, SampleLimits
from tests.probes import pure
from tests.talk import said

WELCOME = {
    "couchdb": "Welcome",
    "version": "3.3.3",
    "uuid": "5eed5eed",
    "vendor": {"name": "The Apache Software Foundation"},
}
UNAUTHORIZED = {"error": "unauthorized", "reason": "You are not a server admin."}
PEOPLE = [{"_id": f"{i:04}", "_rev": "1-5eed", "name": f"Zoe {i}", "email": f"zoe{i}@mail.example"} for i in range(40)]
DESIGN = {"_id": "_design/_auth", "_rev": "1-5eed", "language": "javascript"}
Databases = dict[str, list[dict[str, Any]]]


class Couch:
    """A server; `listing`, `reading`: statuses of what is refused."""

    def __init__(self, databases: Databases, *, listing: int = 200, reading: int = 200, welcome: Any = None) -> None:
        self.databases, self.listing, self.reading = databases, listing, reading
        self.welcome = WELCOME if welcome is None else welcome

    def __call__(self, ask: Ask) -> Answer:
        parts = ask.path.strip("/").split("/")
        if parts == [""]:
            return as_json(self.welcome)
        if parts == ["_all_dbs"]:
            return as_json([*self.databases]) if self.listing == 200 else as_json(UNAUTHORIZED, self.listing)
        documents = self.databases.get(parts[0])
        if documents is None:
            return as_json({"error": "not_found", "reason": "Database does not exist."}, 404)
        if self.reading != 200:
            return as_json(UNAUTHORIZED, self.reading)
        if parts[1:] == ["_all_docs"]:
            rows = [{"id": it["_id"], "key": it["_id"], "value": {"rev": "1-5eed"}, "doc": it} for it in documents]
            start = unquote(ask.query.get("startkey", '""')).strip('"')
            rows = [row for row in sorted(rows, key=lambda row: row["id"]) if row["id"] >= start]
            return as_json({"total_rows": len(documents), "offset": 0, "rows": rows[: int(ask.query["limit"])]})
        size = sum(len(str(document)) for document in documents)
        return as_json(
            {"db_name": parts[0], "doc_count": len(documents), "sizes": {"external": size, "file": 9 * size}}
        )


def ask(server: pure.Server, limits: SampleLimits | None = None) -> tuple[Finding, list[str]]:
    finding, asked = pure.run(probe, server, limits)
    return finding, [one.path for one in asked]


def test_open_with_documents() -> None:
    finding, _ = ask(Couch({"crm": PEOPLE, "_users": [DESIGN], "notes": []}))
    assert finding.access is Access.OPEN
    assert "GET /_all_dbs named 3 databases without a login, and GET /crm/_all_docs gave 25 documents" in said(
        finding.proof
    )
    assert (finding.product, finding.version, finding.facts) == ("CouchDB", "3.3.3", {"cluster_uuid": "5eed5eed"})
    assert [(store.name, store.records, len(store.raws)) for store in finding.stores] == [
        ("crm", 40, 25),
        ("_users", 0, 0),
        ("notes", 0, 0),
    ]
    value = finding.stores[0].raws[0].value
    assert value is not None
    assert value["email"] == "zoe0@mail.example"


@pytest.mark.parametrize(
    ("server", "access"),
    [
        (Couch({}), Access.EMPTY),
        (Couch({"_users": [DESIGN], "_replicator": [DESIGN]}), Access.EMPTY),
        (
            Couch({"_users": [DESIGN, {"_id": "org.couchdb.user:zoe", "name": "zoe"}]}),
            Access.OPEN,
        ),
        (Couch({"crm": PEOPLE}, reading=401), Access.METADATA),
        (Couch({"crm": PEOPLE}, listing=401), Access.UNKNOWN),  # who knows its name reads it
        (Couch({"_users": PEOPLE}, listing=401), Access.OPEN),
        (Couch({"_users": [DESIGN]}, listing=401), Access.UNKNOWN),
        (Couch({"_users": PEOPLE}, listing=401, reading=401), Access.UNKNOWN),
        (lambda ask: as_json(WELCOME) if ask.path == "/" else as_json({"error": "unauthorized"}, 401), Access.LOCKED),
        (pure.altered(Couch({"_users": PEOPLE}), {"/_all_dbs": as_json([])}), Access.OPEN),
        (pure.altered(Couch({"_users": PEOPLE}, reading=401), {"/_all_dbs": as_json([])}), Access.UNKNOWN),
        (
            pure.altered(Couch({}), {"/_all_dbs": as_json([]), "/_users": as_json({"error": "unauthorized"}, 401)}),
            Access.UNKNOWN,
        ),
        (Couch({"crm": PEOPLE}, listing=500), Access.UNKNOWN),
        (Couch({"a/b": PEOPLE}), Access.UNKNOWN),
        (Couch({"a/b": PEOPLE, "crm": PEOPLE}), Access.OPEN),
        (lambda ask: as_json(WELCOME), Access.DECOY),
    ],
)
def test_verdicts(server: pure.Server, access: Access) -> None:
    assert ask(server)[0].access is access


def test_a_server_that_lets_only_users_in_is_known_by_its_header() -> None:
    """3.x with `require_valid_user`: everything is refused, the greeting too."""
    headers = {"Server": "CouchDB/3.3.3 (Erlang OTP/25)"}
    refused = as_json({"error": "unauthorized", "reason": "Authentication required."}, 401, **headers)
    finding, _ = ask(lambda ask: refused)
    assert (finding.access, finding.version, finding.product) == (Access.LOCKED, "3.3.3", "CouchDB")
    assert "_all_dbs was refused with 401" in said(finding.proof)
    with pytest.raises(Foreign):
        ask(lambda ask: as_json({"error": "unauthorized"}, 401))


def test_a_document_longer_than_its_page_gives_what_came_of_it() -> None:
    finding, _ = ask(Couch({"photos": [{"_id": "1", "owner": "Zoe", "image": "A" * 900_000, "place": "Lugo"}]}))
    assert finding.access is Access.OPEN
    assert [raw.value for raw in finding.stores[0].raws] == [{"_id": "1", "owner": "Zoe"}]


def test_databases_by_the_day_leave_room_for_others() -> None:
    logs = {f"log-2026-{month:02}-{day:02}": PEOPLE for month in range(1, 13) for day in range(1, 29)}
    finding, asked = ask(Couch({**logs, "customers": PEOPLE[:3]}))
    assert [store.name for store in finding.stores[:2]] == ["log-2026-01-01", "customers"]
    assert (finding.listed, len(finding.stores)) == (337, 20)
    assert len(asked) < 100


def test_pouchdb_server_is_one_too() -> None:
    finding, _ = ask(Couch({"crm": PEOPLE}, welcome={"express-pouchdb": "Welcome!", "version": "4.2.0"}))
    assert (finding.access, finding.product, finding.version) == (Access.OPEN, "PouchDB Server", "4.2.0")


@pytest.mark.parametrize("welcome", [{}, {"couchdb": 5}, {"couchdb": "Hello"}, {"version": "3.3.3"}, []])
def test_what_does_not_greet_so_is_foreign(welcome: Any) -> None:
    with pytest.raises(Foreign):
        ask(Couch({}, welcome=welcome))


def test_only_a_page_is_asked_of_each() -> None:
    finding, asked = ask(Couch({f"{name}": PEOPLE for name in "abc"}), SampleLimits(records=2, collections=2))
    assert [len(store.raws) for store in finding.stores] == [2, 2]
    assert sum(path.endswith("_all_docs") for path in asked) == 2


@pytest.mark.parametrize(
    ("server", "door", "state"),
    [
        (Couch({"crm": PEOPLE}, listing=401), "crm", DoorState.OPEN),
        (Couch({"crm": PEOPLE}, listing=401, reading=401), "crm", DoorState.SHUT),
        (Couch({}, listing=401), "crm", DoorState.UNDECIDED),
        (Couch({"crm": PEOPLE}), "crm/../_users", DoorState.UNDECIDED),
    ],
)
def test_a_database_is_asked_for_again_by_its_name(server: Couch, door: str, state: DoorState) -> None:
    assert pure.play_on(reread(SampleLimits(), door), server) is state


@pytest.mark.parametrize(("page", "after", "records"), [(3, 0, 2), (25, 0, 1_000_000), (3, 1, 1_000_000)])
def test_a_count_is_held_to_a_page_after_the_last_document(page: int, after: int, records: int) -> None:
    people = [DESIGN, *PEOPLE[: page - 1]]
    real = Couch({"crm": people})

    def server(ask: Ask) -> Answer:
        if ask.path == "/crm":
            return as_json({"db_name": "crm", "doc_count": 1_000_000})
        if "skip" in ask.query:
            assert ask.query["skip"] == str(page)
            return as_json({"total_rows": 1_000_000, "offset": page, "rows": PEOPLE[:after]})
        return real(ask)

    assert [store.records for store in pure.run(probe, server)[0].stores] == [records]


def _designs(many: int) -> list[dict[str, Any]]:
    return [{"_id": f"_design/view{i:02}", "_rev": "1-5eed", "views": {}} for i in range(many)]


PATIENTS = [{"_id": f"p{i:04}", "_rev": "1-5eed", "email": f"zoe{i}@mail.example"} for i in range(9)]


@pytest.mark.parametrize("counted", [True, False])
def test_documents_that_follow_a_page_of_designs_are_read(counted: bool) -> None:
    real = Couch({"crm": [*_designs(30), *PATIENTS]})

    def server(ask: Ask) -> Answer:
        return real(ask) if counted or ask.path != "/crm" else as_json(UNAUTHORIZED, 403)

    finding, asked = pure.run(probe, server)
    assert finding.access is Access.OPEN
    assert [len(store.raws) for store in finding.stores] == [9]
    assert len([ask for ask in asked if "startkey" in ask.query]) == 1


def test_designs_alone_are_no_documents() -> None:
    assert pure.run(probe, Couch({"crm": _designs(2)}))[0].access is Access.EMPTY
    finding, asked = pure.run(probe, Couch({"crm": _designs(30)}))
    assert finding.access is not Access.OPEN
    assert len([ask for ask in asked if "startkey" in ask.query]) == 1


def test_a_database_without_a_document_may_tell_what_the_deleted_ones_said() -> None:
    about = {"db_name": "crm", "doc_count": 0, "doc_del_count": 9, "sizes": {"external": 900}}
    finding, _ = ask(pure.altered(Couch({"crm": []}), {"/crm": as_json(about)}))
    assert finding.access is Access.UNKNOWN
    assert "deleted" in said(finding.proof)
    assert (
        ask(pure.altered(Couch({"crm": []}), {"/crm": as_json({**about, "doc_del_count": 0})}))[0].access
        is Access.EMPTY
    )


CHANGES = as_json({"results": [{"seq": 1, "id": "0001", "changes": [], "doc": PEOPLE[1]}], "last_seq": 1})


@pytest.mark.parametrize(
    ("changes", "state"),
    [(CHANGES, DoorState.OPEN), (Answer(403), DoorState.SHUT), (Answer(404), DoorState.UNDECIDED)],
)
def test_a_database_is_shut_where_its_changes_are_refused_too(changes: Answer, state: DoorState) -> None:
    peer = pure.altered(Couch({"crm": PEOPLE}), {"/_all_docs": Answer(403), "/_changes": changes})
    assert pure.play_on(reread(SampleLimits(), "crm"), peer) is state
