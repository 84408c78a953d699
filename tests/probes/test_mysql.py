"""Cases that no server of the lab shows by itself; the others are in `tests/talks/mysql/*.talk`."""

import struct

import pytest

from leftopen.model import Access, DoorState
from leftopen.probes.mysql import probe, reread
from leftopen.wire.talk import SampleLimits
from tests.talk import Peer, Step, play, said
from tests.wire.test_mysql import answer, hello, packet

OK = packet(2, b"\0\0\0\2\0\0\0")
TABLES = [b"table_schema", b"table_name", b"table_type", b"engine", b"table_rows", b"data_length", b"created"]
PEOPLE: list[bytes | None] = [b"crm", b"people", b"BASE TABLE", b"InnoDB", b"0", b"16384", b"1700000000"]


def error(code: int, sequence: int = 2) -> bytes:
    return packet(sequence, b"\xff" + struct.pack("<H", code) + b"#42000no")


def asked(*answers: bytes, afresh: bytes = b"") -> Peer:
    """A server that says these; before `afresh` a fresh connection is made."""
    steps: list[Step] = []
    for each in answers:
        steps += [Step("~", b"redial")] if each is afresh else []
        steps.append(Step("<", each))
    return Peer(steps, strict=False)


MISSING = error(1049, 1)
NO_TLS = hello(b"5.7.44").replace(b"\xff\xff\x21", b"\xff\xf7\x21")
"""A greeting without the capability CLIENT_SSL."""

ROWS = answer([b"email"], [[b"zoe@example.org"]])
COUNT = answer([b"count(*)"], [[b"1"]])


def test_a_table_whose_estimate_is_none_is_read_and_counted() -> None:
    finding = play(probe(SampleLimits()), asked(NO_TLS, OK, MISSING, answer(TABLES, [PEOPLE]), ROWS, COUNT))
    assert (finding.access, finding.product, finding.version) == (Access.OPEN, "MySQL", "5.7.44")
    assert [(store.name, store.records, store.created) for store in finding.stores] == [
        ("crm.people", 1, 1_700_000_000)
    ]


@pytest.mark.parametrize(
    ("estimate", "limit", "records", "says"),
    [
        (b"25000000", 25, 2, "; the store says 25,000,000, and 2 were all that a read gave"),
        (b"1", 2, None, "; the store says 1, and 2 were read"),
        (b"25000000", 2, 25_000_000, ""),
    ],
)
def test_a_read_refutes_an_estimate(estimate: bytes, limit: int, records: int | None, says: str) -> None:
    """To its end a larger one, and always one of fewer than it shows; the table is too large to be counted."""
    table = [*PEOPLE[:4], estimate, b"99999999", PEOPLE[6]]
    two = answer([b"email"], [[b"zoe@example.org"], [b"ana@example.org"]])
    finding = play(probe(SampleLimits(records=limit)), asked(NO_TLS, OK, MISSING, answer(TABLES, [table]), two))
    assert [store.records for store in finding.stores] == [records]
    assert says in said(finding.proof)
    assert says or "the store says" not in said(finding.proof)


def test_without_a_table_it_is_empty_for_one_who_would_see_all() -> None:
    talk = asked(NO_TLS, OK, MISSING, answer(TABLES, []), *rights(b"SELECT"), answer(TABLES, []))
    assert play(probe(SampleLimits()), talk).access is Access.EMPTY


def test_a_table_of_somebody_in_a_database_of_the_product_is_read() -> None:
    own: list[bytes | None] = [b"mysql", b"clients", *PEOPLE[2:]]
    talk = asked(NO_TLS, OK, MISSING, answer(TABLES, []), *rights(b"SELECT"), answer(TABLES, [own]), ROWS, COUNT)
    finding = play(probe(SampleLimits()), talk)
    assert (finding.access, [store.name for store in finding.stores]) == (Access.OPEN, ["mysql.clients"])
    refused = asked(NO_TLS, OK, MISSING, answer(TABLES, []), *rights(b"SELECT"), error(1142, 1))
    assert play(probe(SampleLimits()), refused).access is Access.UNKNOWN


def rights(*held: bytes) -> tuple[bytes, bytes]:
    """Who this user is, and what users may do everywhere: another one everything."""
    others: list[list[bytes | None]] = [[b"'root'@'localhost'", b"SELECT"], [b"''@'%'", b"SELECT"]]
    own: list[list[bytes | None]] = [[b"'root'@'%'", right] for right in held]
    return answer([b"current_user"], [[b"root@%"]]), answer([b"grantee", b"privilege_type"], others + own)


@pytest.mark.parametrize(
    ("held", "tables", "routines", "access", "says"),
    [
        (b"USAGE", answer(TABLES, []), answer([b"count(*)"], [[b"0"]]), Access.UNKNOWN, "is not shown to it"),
        (b"FILE", answer(TABLES, []), answer([b"count(*)"], [[b"0"]]), Access.UNKNOWN, "rights of other kinds"),
        (b"USAGE", answer(TABLES, []), answer([b"count(*)"], [[b"2"]]), Access.METADATA, "procedures or functions (2)"),
        (b"USAGE", error(1142, 1), error(1142, 1), Access.UNKNOWN, "is not shown to it"),
        (b"USAGE", answer(TABLES, [[b"mysql", b"user", *PEOPLE[2:]]]), error(1142, 1), Access.OPEN, "mysql.user"),
    ],
)
def test_a_user_without_a_table_may_read_by_other_ways(
    held: bytes, tables: bytes, routines: bytes, access: Access, says: str
) -> None:
    talk = asked(NO_TLS, OK, MISSING, answer(TABLES, []), *rights(held), tables, routines, ROWS, COUNT)
    finding = play(probe(SampleLimits()), talk)
    assert finding.access is access
    assert says in said(finding.proof)


def test_a_row_of_the_list_that_names_no_table_may_be_any() -> None:
    nameless: list[bytes | None] = [b"crm", None, *PEOPLE[2:]]
    assert play(probe(SampleLimits()), asked(NO_TLS, OK, MISSING, answer(TABLES, [nameless]))).access is Access.UNKNOWN


def test_the_nameless_user_who_sees_nothing_proves_no_emptiness() -> None:
    again = bytes(bytearray(NO_TLS))
    nobody = answer([b"current_user"], [[b"@%"]]), answer([b"grantee", b"privilege_type"], [[b"''@'%'", b"USAGE"]])
    none = answer([b"count(*)"], [])
    talk = asked(NO_TLS, error(1045), again, OK, MISSING, answer(TABLES, []), *nobody, none, none, afresh=again)
    finding = play(probe(SampleLimits()), talk)
    assert (finding.access, finding.remedy) == (Access.UNKNOWN, "nameless")


COLUMNS = [b"table_schema", b"table_name", b"column_name", b"privileges"]


@pytest.mark.parametrize(
    "columns",
    [
        error(1142, 1),
        answer(COLUMNS, []),
        answer(COLUMNS, [[b"crm", b"other", b"email", b"select"], [b"crm", b"people", b"email", b"insert,update"]]),
        answer(COLUMNS, [[b"crm", b"people", None, b"select"], [b"crm", None, b"email", b"select"]]),
    ],
)
def test_rows_that_are_refused_leave_the_list(columns: bytes) -> None:
    talk = asked(NO_TLS, OK, MISSING, answer(TABLES, [PEOPLE]), error(1142, 1), columns)
    assert play(probe(SampleLimits()), talk).access is Access.METADATA


def test_columns_that_may_be_read_are_read_where_not_all_may_be() -> None:
    """The right to some columns is none to a table as a whole."""
    told = answer(COLUMNS, [[b"crm", b"people", b"email", b"select,insert"], [b"crm", b"people", b"na`me", b"select"]])
    two = answer([b"email", b"na`me"], [[b"zoe@example.org", b"Zoe"]])
    talk = asked(NO_TLS, OK, MISSING, answer(TABLES, [PEOPLE]), error(1142, 1), told, two, COUNT)
    finding = play(probe(SampleLimits()), talk)
    assert finding.access is Access.OPEN
    assert [raw.value for raw in finding.stores[0].raws] == [{"email": "zoe@example.org", "na`me": "Zoe"}]


def test_another_refusal_is_no_matter_of_columns() -> None:
    talk = asked(NO_TLS, OK, MISSING, answer(TABLES, [PEOPLE]), error(1317, 1), ROWS)
    assert play(probe(SampleLimits()), talk).access is Access.METADATA


def test_rows_of_a_table_that_does_not_exist_are_a_decoy() -> None:
    assert play(probe(SampleLimits()), asked(NO_TLS, OK, ROWS)).access is Access.DECOY


@pytest.mark.parametrize(("code", "access"), [(1130, Access.LOCKED), (1129, Access.UNKNOWN)])
def test_a_server_for_other_hosts_is_locked_for_us_and_one_that_blocks_us_for_a_while_is_not(
    code: int, access: Access
) -> None:
    finding = play(probe(SampleLimits()), asked(error(code, 0)))
    assert (finding.access, finding.remedy) == (access, "host")
    assert f"error {code}" in said(finding.proof)


@pytest.mark.parametrize(("codes", "access"), [((1045, 1698), Access.LOCKED), ((1862, 1045), Access.UNKNOWN)])
def test_a_password_that_anybody_may_set_is_no_lock(codes: tuple[int, int], access: Access) -> None:
    again = bytes(bytearray(NO_TLS))
    talk = asked(NO_TLS, error(codes[0]), again, error(codes[1]), afresh=again)
    assert play(probe(SampleLimits()), talk).access is access


def test_the_door_of_a_table_is_the_user_who_was_let_in() -> None:
    finding = play(probe(SampleLimits()), asked(NO_TLS, OK, MISSING, answer(TABLES, [PEOPLE]), ROWS, COUNT))
    assert [store.door for store in finding.stores] == ["user root"]


@pytest.mark.parametrize(
    ("door", "answers", "state"),
    [
        ("user root", (NO_TLS, OK, answer(TABLES, [PEOPLE])), DoorState.OPEN),
        ("user without a name", (NO_TLS, OK, answer(TABLES, [PEOPLE])), DoorState.OPEN),
        ("user root", (NO_TLS, error(1045)), DoorState.SHUT),
        ("user root", (NO_TLS, error(1862)), DoorState.UNDECIDED),
        ("user root", (error(1129, 0),), DoorState.UNDECIDED),
        ("user root", (error(1130, 0),), DoorState.UNDECIDED),
        ("user root", (NO_TLS, OK, answer(TABLES, [])), DoorState.UNDECIDED),
        ("user root", (NO_TLS, OK, error(1142, 1)), DoorState.UNDECIDED),
        ("user zoe", (), DoorState.UNDECIDED),
    ],
)
def test_a_user_who_was_let_in_is_asked_for_again(door: str, answers: tuple[bytes, ...], state: DoorState) -> None:
    assert play(reread(SampleLimits(), door), asked(*answers)) is state


@pytest.mark.parametrize("drawn", [b"aaaaaaaa\0", b"\0aaaaaaaa"])
def test_a_challenge_that_is_one_letter_is_that_of_a_decoy(drawn: bytes) -> None:
    """The second stands where a version ends in two zeros."""
    trap = NO_TLS.replace(b"xxxxxxxx\0", drawn)
    assert play(probe(SampleLimits()), asked(trap, OK, MISSING, answer(TABLES, [PEOPLE]), ROWS)).access is Access.DECOY


def test_a_password_that_is_none_and_has_expired_is_no_lock_and_shows_nothing() -> None:
    """MySQL lets such a user in and has it set a new one, which anybody could."""
    finding = play(probe(SampleLimits()), asked(NO_TLS, OK, error(1820, 1)))
    assert finding.access is Access.UNKNOWN
    assert "set a new one" in said(finding.proof)


OLD: list[bytes | None] = [b"crm", b"old", *PEOPLE[2:]]
NO_ROW, NO_COUNT = answer([b"email"], []), answer([b"count(*)"], [[b"0"]])


def test_an_empty_table_says_nothing_of_those_beside_it() -> None:
    begun = (NO_TLS, OK, MISSING, answer(TABLES, [OLD]), NO_ROW)
    own: list[bytes | None] = [b"mysql", b"clients", *PEOPLE[2:]]
    talk = asked(*begun, *rights(b"SELECT"), answer(TABLES, [own]), ROWS, NO_COUNT, COUNT)
    finding = play(probe(SampleLimits()), talk)
    assert (finding.access, [store.name for store in finding.stores]) == (Access.OPEN, ["crm.old", "mysql.clients"])
    talk = asked(*begun, *rights(b"SELECT"), answer(TABLES, []), NO_COUNT)
    assert play(probe(SampleLimits()), talk).access is Access.EMPTY
    talk = asked(*begun, *rights(b"USAGE"), answer(TABLES, []), NO_COUNT, NO_COUNT)
    assert play(probe(SampleLimits()), talk).access is Access.UNKNOWN
