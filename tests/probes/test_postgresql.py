import struct
from typing import Any

import pytest

from leftopen.model import Access, DoorState
from leftopen.probes.postgresql import probe, reread
from leftopen.raw import Finding
from leftopen.wire.postgres import CAREFUL
from leftopen.wire.talk import Foreign, SampleLimits
from tests.probes.postgres import (
    DEMAND,
    OPENED,
    READY,
    Rows,
    Server,
    ask,
    listed,
    message,
    refusal,
)
from tests.talk import TALKS, Peer, Step, parse, play, said, still


def records(finding: Finding) -> list[Any]:
    return [raw.value for store in finding.stores for raw in store.raws]


@pytest.mark.parametrize(
    ("answers", "access"),
    [
        ({}, Access.OPEN),
        ({"SELECT left": "42501"}, Access.METADATA),
        ({"SELECT left": "57014"}, Access.METADATA),
        ({"SELECT c.oid": [listed(may="f")]}, Access.METADATA),
        ({"SELECT c.oid": []}, Access.EMPTY),
        ({'SELECT count(*) FROM "': [("0",)], "SELECT left": []}, Access.EMPTY),
        ({"SELECT c.oid": [listed(size=0, rows=-1)]}, Access.OPEN),
        (
            {"SELECT c.oid": [listed(size=0, rows=-1)], 'SELECT count(*) FROM "': [("0",)], "SELECT left": []},
            Access.EMPTY,
        ),
        ({"SELECT c.oid": [listed(limited="t")], "SELECT left": []}, Access.METADATA),
        ({"SELECT c.oid": [listed(kind="v", rows=-1)]}, Access.OPEN),
        ({"SELECT c.oid": [listed(kind="v", rows=-1)], "SELECT r.ev_class": "42501"}, Access.METADATA),
        ({"SELECT c.oid": [listed(kind="f", rows=-1)]}, Access.METADATA),
        (
            {"SELECT c.oid": [listed(kind="m", size=0)], 'SELECT count(*) FROM "': "55000", "SELECT left": "55000"},
            Access.EMPTY,
        ),
        ({"SELECT c.oid": "42501"}, Access.UNKNOWN),
        ({"SELECT c.oid": "42501", "SELECT table_schema": [("doc", "people")], "SELECT *": [("Ana",)]}, Access.OPEN),
        ({"SELECT c.oid": [], "SELECT datname": [("postgres",), ("more",)]}, Access.EMPTY),
        ({"SELECT datname": "42501", "SELECT c.oid": []}, Access.UNKNOWN),
        ({"SELECT 1": [("1",)]}, Access.DECOY),
        ({"SELECT 1": []}, Access.DECOY),
        ({"SELECT 1": "42501"}, Access.UNKNOWN),
    ],
)
def test_verdicts(answers: dict[str, Rows | str], access: Access) -> None:
    assert ask(answers)[0].access == access


@pytest.mark.parametrize(
    ("start", "access"),
    [
        (message(b"R", struct.pack(">I", 3)), Access.LOCKED),
        (message(b"R", struct.pack(">I", 5) + b"salt"), Access.LOCKED),
        (refusal("28000", "FATAL"), Access.LOCKED),
        (refusal("28P01", "FATAL"), Access.LOCKED),
        (refusal("53300", "FATAL"), Access.UNKNOWN),
        (refusal("57P03", "FATAL"), Access.UNKNOWN),
        (message(b"R", bytes(4)) + refusal("28000", "FATAL"), Access.UNKNOWN),
        (message(b"R", bytes(4)) + refusal("3D000", "FATAL"), Access.UNKNOWN),
    ],
)
def test_starts(start: bytes, access: Access) -> None:
    finding, _ = ask(None, start)
    assert finding.access == access
    assert (finding.remedy == "trusted") == start.startswith(b"R\0\0\0\x08\0\0\0\0")


def test_another_database_is_tried_once() -> None:
    finding, server = ask(None, message(b"R", bytes(4)) + refusal("3D000", "FATAL"), OPENED)
    assert finding.access == Access.OPEN
    assert finding.stores[0].name == "template1.people"
    assert server.started[:2] == [("postgres", "postgres"), ("postgres", "template1")]


def test_where_postgres_is_trusted_no_other_role_is_tried() -> None:
    finding, server = ask(None, message(b"R", bytes(4)) + refusal("28000", "FATAL"))
    assert (finding.access, finding.remedy) == (Access.UNKNOWN, "trusted")
    assert server.started == [("postgres", "postgres")]


def test_locked_says_who_was_asked_for_and_how() -> None:
    finding, server = ask(None, DEMAND, tls=True)
    assert finding.access == Access.LOCKED
    assert said(finding.proof).startswith("The roles postgres (in TLS and without), root, app, ")
    assert said(finding.proof).endswith(", each in the database of its name, were asked for a password (SCRAM).")
    assert server.started[:3] == [("postgres", "postgres"), ("postgres", "postgres"), ("root", "root")]
    assert all(role in said(finding.proof) for role, _ in server.started)
    assert server.asked.count("SSLRequest") == server.asked.count("StartupMessage") - 1
    assert len(server.started) < 16


REPLICA = message(b"R", bytes(4)) + message(b"S", b"server_version\x0015.6 (Debian)\0") + READY


@pytest.mark.parametrize(
    ("system", "control", "access"),
    [
        ([("7300000000000000001", "1", "0/1", None)], "42601", Access.METADATA),
        ([("7300000000000000001", "1", "0/1", None)], [("1",)], Access.UNKNOWN),
        ([("none", "1", "0/1", None)], "42601", Access.UNKNOWN),
        ("42501", "42601", Access.UNKNOWN),
    ],
)
def test_who_may_copy_the_whole_server_is_not_locked_out(
    system: Rows | str, control: Rows | str, access: Access
) -> None:
    finding, server = ask({"IDENTIFY_SYSTEM": system, "SELECT 1": control}, *[DEMAND] * 12, REPLICA)
    assert finding.access is access
    assert server.started[-1] == ("postgres", "true")
    if access is Access.METADATA:
        assert (finding.remedy, finding.product, finding.version) == ("replication", "PostgreSQL", "15.6")
        assert finding.facts == {"cluster_uuid": "654ecf52ac5a0001"}
        assert "copy of the whole server" in said(finding.proof)


@pytest.mark.parametrize(
    ("state", "access"), [("53300", Access.UNKNOWN), ("57P03", Access.UNKNOWN), ("28000", Access.LOCKED)]
)
def test_a_server_that_has_no_room_for_one_who_copies_it_is_not_called_locked(state: str, access: Access) -> None:
    assert ask(None, *[DEMAND] * 12, refusal(state, "FATAL"))[0].access is access


def test_a_server_that_ends_when_it_is_asked_for_a_copy_is_not_called_locked() -> None:
    demand = [Step("<", b"N"), Step(">", b""), Step("<", DEMAND), Step("~", b"redial")]
    finding = play(probe(SampleLimits()), Peer([*demand * 12, Step("~", b"close")], strict=False))
    assert finding.access is Access.UNKNOWN
    assert said(finding.proof).endswith("; whether replicas are was not answered.")


def test_partitions_are_listed_where_the_table_that_they_make_may_not_be_read() -> None:
    parts = listed("people_1")
    whole = listed(kind="p", may="f")
    lists: dict[str, Rows | str] = {"SELECT c.oid": [whole], "PARTS": [parts]}
    finding, server = ask(lists)
    assert finding.access is Access.OPEN
    assert [store.name for store in finding.stores if store.raws] == ["postgres.people_1"]
    assert any("c.relispartition AND has_any" in asked for asked in server.asked)


def test_a_server_that_has_enough_of_it_is_not_called_locked() -> None:
    demand = [Step("<", b"N"), Step(">", b""), Step("<", DEMAND), Step("~", b"redial")]
    finding = play(probe(SampleLimits()), Peer([*demand * 2, Step("~", b"close")], strict=False))
    assert finding.access == Access.UNKNOWN
    assert said(finding.proof).startswith("root was refused as a role, ")


def test_an_answer_of_another_kind_leaves_it_undecided() -> None:
    finding, _ = ask(None, DEMAND, DEMAND, refusal("53300", "FATAL"))
    assert finding.access == Access.UNKNOWN
    finding, _ = ask(None, DEMAND, message(b"R", bytes(4)) + refusal("28000", "FATAL"), DEMAND)
    assert (finding.access, finding.remedy) == (Access.UNKNOWN, "trusted")


def test_a_database_that_is_trusted_alone_is_found() -> None:
    finding, server = ask(None, DEMAND, DEMAND, message(b"R", bytes(4)) + refusal("28000", "FATAL"), OPENED)
    assert finding.access == Access.OPEN
    assert server.started[:4] == [("postgres", "postgres"), ("root", "root"), ("app", "app"), ("postgres", "app")]


def test_the_console_of_a_pooler_names_its_databases() -> None:
    lost = refusal("08P01", "FATAL", "bouncer config error")
    unknown = refusal("08P01", "FATAL", "unsupported startup parameter: options")
    console: dict[str, Rows | str] = {"SHOW": [("pgbouncer", None), ("shop", "127.0.0.1")]}
    finding, server = ask(console, unknown, lost, OPENED)
    assert (finding.access, finding.product) == (Access.OPEN, "PgBouncer")
    assert server.started[2:4] == [("postgres", "pgbouncer"), ("postgres", "shop")]
    assert all(sql.startswith(CAREFUL) for sql in server.asked if "SELECT" in sql)
    finding, server = ask(None, lost)
    assert (finding.access, finding.product) == (Access.UNKNOWN, "PgBouncer")


@pytest.mark.parametrize("banner", [b"SSH-2.0-OpenSSH_9.2p1\r\n", b"SMTP ready\r\n", b"NO\r\n"])
def test_a_banner_that_begins_like_the_offer_of_tls_is_foreign(banner: bytes) -> None:
    with pytest.raises(Foreign):
        play(probe(SampleLimits()), Peer([Step("<", banner)], strict=False))


def test_a_pooler_that_knows_no_options_is_asked_without() -> None:
    finding, server = ask(None, refusal("08P01", "FATAL", "unsupported startup parameter: options"), OPENED)
    assert finding.access == Access.OPEN
    assert server.asked[:5] == ["SSLRequest", "StartupMessage", "Redial", "SSLRequest", "StartupMessage"]


def test_tls_is_used_where_it_is_offered_on_each_connection() -> None:
    _, server = ask({"SELECT datname": [("postgres",), ("crm",)]}, tls=True)
    opened = ["SSLRequest", "StartTls", "StartupMessage"]
    words = [word for word in server.asked if not word.startswith("SELECT")]
    assert words == [*opened, *("Terminate", "Redial", *opened) * 2]


def test_databases_are_entered_by_family_and_size() -> None:
    names: Rows = [*((f"tenant_{number}", "6", "9000000") for number in range(30)), ("crm", "6", "8500000")]
    finding, server = ask({"SELECT datname": names, "SELECT c.oid": []})
    assert ("postgres", "crm") in server.started
    assert len(server.started) == 10
    assert finding.access == Access.UNKNOWN
    assert "of 10 of 32 databases" in said(finding.proof)


def test_the_largest_table_is_found_behind_empty_ones() -> None:
    empty = [listed(f"a{number}", rows=-1, size=0) for number in range(30)]
    finding, server = ask({"SELECT c.oid": [*empty, listed("zz", rows=-1)]})
    assert finding.stores[0].name == "postgres.zz"
    assert [store.records for store in finding.stores[:2]] == [2, 0], "it counts 3, and a read to the end gave 2"
    assert len([sql for sql in server.asked if sql.startswith("SELECT left")]) == 1


def test_where_rows_may_stand_elsewhere_no_byte_is_no_proof() -> None:
    others: list[dict[str, Rows | str]] = [
        {"SELECT version": [("PostgreSQL 9.4.24 (Greenplum Database 6.8) on x86_64",)]},
        {"SELECT count(*) FROM pg_largeobject_metadata": [("0",), ("1",)]},
    ]
    for more in others:
        assert ask({"SELECT c.oid": [listed(size=0, rows=-1)], **more})[0].access == Access.OPEN


def test_a_database_that_is_not_entered_is_not_called_empty() -> None:
    names: Rows = [("postgres", "6", "8000000"), ("shut", "6", None)]
    refused = refusal("42501", "FATAL")
    answers: dict[str, Rows | str] = {"SELECT datname": names, "SELECT c.oid": []}
    finding, _ = ask(answers, OPENED, refused)
    assert finding.access == Access.UNKNOWN
    assert "of 1 of 2 databases" in said(finding.proof)


def test_a_database_that_breaks_off_does_not_lose_the_others() -> None:
    names: Rows = [("postgres", "6", "8000000"), ("more", "6", "9000000")]
    finding, _ = ask({"SELECT datname": names}, OPENED, b"?broken", OPENED)
    assert finding.access == Access.OPEN
    assert [store.name for store in finding.stores] == ["postgres.people"]
    assert "of 1 of 2 databases" in said(finding.proof)


def test_a_database_without_encoding_is_asked_for_its_bytes() -> None:
    names: Rows = [("postgres", "6", "8000000"), ("old", "0", "9000000")]
    finding, server = ask({"SELECT datname": names})
    assert finding.access == Access.OPEN
    assert server.encodings == ["UTF8", "SQL_ASCII", "UTF8"]
    bare = OPENED.replace(READY, message(b"S", b"server_encoding\0SQL_ASCII\0") + READY)
    assert ask(None, bare)[1].encodings == ["UTF8", "SQL_ASCII"]


def test_large_objects_are_read_by_their_first_page() -> None:
    some: dict[str, Rows | str] = {
        "SELECT c.oid": [],
        "SELECT count(*) FROM pg_largeobject_metadata": [("1",), ("0",)],
        "SELECT loid": [("16400", "\\x41")],
    }
    assert records(ask(some)[0]) == [{"loid": "16400", "data": b"A"}]
    finding, _ = ask({**some, "SELECT loid": "42501"})
    assert finding.access == Access.METADATA


def test_a_wide_table_is_read_to_its_last_column() -> None:
    columns: Rows = [*((f"answer_{number}", "integer") for number in range(300)), ("email", "text")]
    row = (*("1" for _ in range(300)), "zoe@example.org")
    finding, server = ask({"SELECT attname": columns, "SELECT left": [row] * 3})
    assert [record["email"] for record in records(finding)] == ["zoe@example.org"] * 3
    (asked,) = [sql for sql in server.asked if sql.startswith("SELECT attname")]
    assert asked.endswith("LIMIT 999")


def test_tables_among_those_of_the_product_are_read_where_no_other_has_a_row() -> None:
    members = ("16400", "pg_catalog", "members", "r", "-1", "0", None, "0", "t", "f", "f")
    finding, _ = ask({"SELECT c.oid": [], "WITHIN": [members]})
    assert (finding.access, [store.name for store in finding.stores]) == (Access.OPEN, ["postgres.pg_catalog.members"])
    nothing: dict[str, Rows | str] = {"SELECT c.oid": [], "WITHIN": [members], 'SELECT count(*) FROM "': [("0",)]}
    assert ask({**nothing, "SELECT left": []})[0].access == Access.EMPTY
    assert ask({"SELECT c.oid": [], "WITHIN": "57014"})[0].access == Access.UNKNOWN, "it was not told"


def test_tables_among_those_of_the_product_are_asked_for_where_nothing_else_was_shown() -> None:
    assert not [sql for sql in ask({})[1].asked if "n.nspname IN ('pg_catalog'" in sql]
    kin: dict[str, Rows | str] = {"SELECT version": [("CockroachDB CCL v24.1.0 (x86_64-pc-linux-gnu)",)]}
    finding, server = ask({**kin, "SELECT c.oid": []})
    assert finding.access == Access.EMPTY
    assert not [sql for sql in server.asked if "n.nspname IN ('pg_catalog'" in sql], "it numbers tables in its own way"
    other: dict[str, Rows | str] = {
        "SELECT version": [("PostgreSQL 8.0.2 on i686, Redshift 1.0.7",)],
        "SELECT c.oid": [],
    }
    assert ask(other)[0].access == Access.EMPTY
    assert ask({**other, "WITHIN": "42883"})[0].access == Access.EMPTY, "it knows no such function"
    members = ("16400", "pg_catalog", "members", "r", "-1", "0", None, "0", "t", "f", "f")
    assert ask({**other, "WITHIN": [members]})[0].access == Access.UNKNOWN, "whose that is cannot be told"


def test_what_was_not_looked_at_is_not_called_empty() -> None:
    two: Rows = [listed(rows=0), listed("more", rows=0)]
    answers: dict[str, Rows | str] = {"SELECT c.oid": two, 'SELECT count(*) FROM "': [("0",)], "SELECT left": []}
    assert ask(answers, limits=SampleLimits(collections=2))[0].access == Access.EMPTY
    assert ask(answers, limits=SampleLimits(collections=1))[0].access == Access.UNKNOWN


def test_values_are_what_their_types_say() -> None:
    kinds = [
        *(("flag", "boolean"), ("n", "bigint"), ("x", "double precision"), ("price", "numeric(10,2)")),
        *(("more", "jsonb"), ("photo", "bytea"), ("face", "vector(3)"), ("faces", "real[]"), ("none", "text")),
        *(("odd", "integer"), ("tags", "text[]")),
    ]
    row = ("t", "7", "0.5", "12.50", '{"a": [1]}', "\\x89ff", "[0.5,-1,2]", "{0.25,1}", None, "x", "{a,b}")
    finding, server = ask({"SELECT attname": [*kinds], "SELECT left": [row]})
    assert records(finding) == [
        {
            "flag": True,
            "n": 7,
            "x": 0.5,
            "price": "12.50",
            "more": {"a": [1]},
            "photo": b"\x89\xff",
            "face": [0.5, -1.0, 2.0],
            "faces": [0.25, 1.0],
            "none": None,
            "odd": "x",
            "tags": "{a,b}",
        }
    ]
    sample = server.asked[-1]
    assert 'left("face"::text, 16384)' in sample
    assert sample.endswith('FROM "public"."people" LIMIT 8')


def test_large_tables_are_neither_counted_nor_searched_for_dates() -> None:
    large = listed(rows=25_000_000, size=65 << 20)
    bounds = [("born", '{"2019-01-02 00:00:00+00","2020-05-05 10:00:00+00"}')]
    answers: dict[str, Rows | str] = {"SELECT c.oid": [large], "SELECT attname": [("born", "date")]}
    finding, server = ask({**answers, "SELECT s.attname": bounds}, limits=SampleLimits(records=2))  # type: ignore[dict-item]  # rows as above
    (store,) = finding.stores
    assert store.records == 25_000_000
    assert not [sql for sql in server.asked if sql.startswith(('SELECT count(*) FROM "', "SELECT extract"))]
    assert [(times.basis, times.first) for times in store.times] == [("statistics of the server", 1546387200.0)]


def test_rows_follow_the_room() -> None:
    _, server = ask({"SELECT c.oid": [listed(rows=100, size=20 << 20)]}, limits=SampleLimits(sample_bytes=1 << 20))
    assert server.asked[-1].endswith("LIMIT 5")


def test_unanalysed_tables_have_no_number_but_0_is_one_when_counted() -> None:
    fresh = listed(rows=-1, size=None)
    assert ask({"SELECT c.oid": [fresh]}, limits=SampleLimits(records=2))[0].stores[0].records is None
    assert ask({"SELECT c.oid": [fresh]})[0].stores[0].records == 2, "read to its end"
    finding, _ = ask({'SELECT count(*) FROM "': [("0",)]})
    assert finding.access == Access.OPEN  # rows came all the same
    assert finding.stores[0].records == 2


@pytest.mark.parametrize(
    ("table", "records", "says"),
    [
        ({"rows": 25_000_000}, 2, "; the store says 25,000,000, and 2 were all that a read gave"),
        ({"rows": 1}, None, "; the store says 1, and 2 were read"),
        ({"rows": 2}, 2, ""),
        ({"rows": 25_000_000, "limited": "t"}, 25_000_000, ""),
    ],
)
def test_a_read_to_the_end_refutes_an_estimate(table: dict[str, Any], records: int | None, says: str) -> None:
    """But where rules of the table hide rows from this role."""
    finding, _ = ask({"SELECT c.oid": [listed(size=65 << 20, **table)]})
    assert finding.stores[0].records == records
    assert says in said(finding.proof)
    assert says or "the store says" not in said(finding.proof)


def test_a_read_that_shows_more_than_an_estimate_refutes_it_and_one_that_shows_as_many_as_it_may_no_larger_one() -> (
    None
):
    pages: Rows = [("Ana",), ("Bela",)]
    for rows, records in ((1, None), (2, 2), (3, 3)):
        answers: dict[str, Rows | str] = {"SELECT c.oid": [listed(rows=rows, size=65 << 20)], "SELECT left": pages}
        finding, _ = ask(answers, limits=SampleLimits(records=2))
        assert finding.stores[0].records == records


@pytest.mark.parametrize(
    ("banner", "product", "version"),
    [
        ("PostgreSQL 16.4 (Debian 16.4-1) on x86_64", "PostgreSQL", "16.4"),
        ("PostgreSQL 17beta1 on x86_64", "PostgreSQL", "17beta1"),
        ("CockroachDB CCL v23.1.11 (x86_64)", "CockroachDB", "23.1.11"),
        ("Something else", None, "15.6"),
    ],
)
def test_products(banner: str, product: str | None, version: str) -> None:
    finding, _ = ask({"SELECT version": [(banner,)]})
    assert (finding.product, finding.version) == (product, version)
    assert finding.facts == {"cluster_uuid": f"{7300000000000000001:x}"}


def test_partitions_are_asked_for_only_where_they_exist() -> None:
    old = OPENED.replace(b"15.6\0", b"9.6\0\0")
    for start, known in ((OPENED, True), (old, False)):
        _, server = ask(None, start)
        assert any("relispartition" in sql for sql in server.asked) == known


def test_the_recording_is_read_as_it_is() -> None:
    script = parse(TALKS / "postgresql/open.talk")
    with still():
        finding = play(probe(script.limits), Peer(script.steps))
    read = {store.name: [raw.value for raw in store.raws] for store in finding.stores}
    assert read["crm.customers"][0] == {
        "id": 0,
        "name": "王丹",
        "email": "wang.dan@example.org",
        "phone": "13800138000",
        "born": "1990-03-07",
        "added": "2024-01-01 10:00:00+00",
        "extra": {"vip": True},
        "photo": b"\x89PNG\xff",
        "tags": "{a,b}",
    }
    assert {name for name, rows in read.items() if not rows} == {
        *("crm.far_people", "crm.through", "crm.acting", "crm.later", "crm.nothing", "crm.unfilled")
    }


def test_the_door_of_a_table_is_the_role_in_its_database() -> None:
    finding, _ = ask()
    assert [store.door for store in finding.stores] == ["role postgres in database postgres"]


CRM = "role postgres in database crm"


@pytest.mark.parametrize(
    ("door", "starts", "tls", "answers", "state"),
    [
        (CRM, (OPENED,), False, {}, DoorState.OPEN),
        (CRM, (DEMAND, OPENED), True, {}, DoorState.OPEN),
        (CRM, (refusal("42704", "FATAL", "unrecognized parameter"), OPENED), False, {}, DoorState.OPEN),
        (CRM, (DEMAND,), False, {}, DoorState.SHUT),
        (CRM, (DEMAND, refusal("28000", "FATAL")), True, {}, DoorState.SHUT),
        ("role crm in database crm", (DEMAND,), False, {}, DoorState.SHUT),
        (CRM, (DEMAND, message(b"R", bytes(4)) + refusal("28000", "FATAL")), False, {}, DoorState.UNDECIDED),
        (CRM, (refusal("3D000", "FATAL"),), False, {}, DoorState.UNDECIDED),
        (CRM, (DEMAND, refusal("53300", "FATAL")), True, {}, DoorState.UNDECIDED),
        (CRM, (OPENED,), False, {"SELECT c.oid": []}, DoorState.UNDECIDED),
        ("role zoe in database crm", (OPENED,), False, {}, DoorState.UNDECIDED),
        ("public.people", (OPENED,), False, {}, DoorState.UNDECIDED),
    ],
)
def test_a_role_in_a_database_is_asked_for_again_in_tls_and_without(
    door: str, starts: tuple[bytes, ...], tls: bool, answers: dict[str, Rows | str], state: DoorState
) -> None:
    assert play(reread(SampleLimits(), door), Server(answers, starts, tls)) is state
