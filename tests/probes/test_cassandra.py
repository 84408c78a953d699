"""Cases that no server of the lab shows by itself; the others are in `tests/talks/cassandra/*.talk`."""

import struct
from uuid import UUID

import pytest

from leftopen.model import Access, DoorState
from leftopen.probes.cassandra import probe, reread
from leftopen.raw import Finding
from leftopen.wire import cql
from leftopen.wire.talk import SampleLimits
from tests.probes.numbered import Numbered
from tests.talk import Step, play, said
from tests.wire.test_cql import READY, error, frame, rows, supported
from tests.wire.test_cql_types import short

REDIAL = b"redial"
MADE = UUID("50554d6e-29bb-11e5-b345-feff819cdc9f").bytes
MISSING, DENIED = error(cql.INVALID), error(cql.UNAUTHORIZED)
LOCAL = rows({"release_version": 0x0D, "cluster_name": 0x0D}, (b"4.1.3", b"city"))
SIZES = {"keyspace_name": 0x0D, "table_name": 0x0D, "partitions_count": 0x02, "mean_partition_size": 0x02}
NO_SIZES, NO_VIEWS = rows(SIZES), rows({"keyspace_name": 0x0D, "view_name": 0x0D, "id": 0x0C})
PEOPLE = rows({"name": 0x0D}, (b"Ana",), (b"Bo",))
COUNT = rows({"count": 0x02}, (struct.pack(">q", 70),))


def tables(*names: tuple[bytes, bytes], number: bytes = MADE) -> bytes:
    return rows({"keyspace_name": 0x0D, "table_name": 0x0D, "id": 0x0C}, *((a, b, number) for a, b in names))


def asked(*answers: bytes, limits: SampleLimits | None = None) -> Finding:
    steps = [Step("~" if each is REDIAL else "<", each) for each in answers]
    return play(probe(limits or SampleLimits()), Numbered(steps, slice(2, 4), slice(2, 4)))


BEGUN = (supported(), READY, MISSING, LOCAL)
ALIKE = tables((b"dse_customers", b"people"), (b"dse_system", b"x"), (b"system_auth", b"roles"))
ONE = tables((b"crm", b"people"), (b"system", b"local"), (b"dse_system", b"x"), (b"", b""))


def test_rows_are_read_with_their_types_and_the_time_of_making() -> None:
    finding = asked(*BEGUN, ONE, NO_VIEWS, NO_SIZES, PEOPLE)
    assert (finding.access, finding.product, finding.version) == (Access.OPEN, "Cassandra", "4.1.3")
    (store,) = finding.stores
    assert (store.name, store.records, store.declared) == ("crm.people", 2, {"name": "text"})
    assert store.created == pytest.approx(1_436_832_018.8, abs=1)
    assert finding.listed == 1


def test_estimates_of_partitions_are_summed_and_large_tables_are_not_counted() -> None:
    def part(partitions: int, mean: int) -> tuple[bytes, ...]:
        return b"crm", b"people", struct.pack(">q", partitions), struct.pack(">q", mean)

    sizes = rows(SIZES, part(1 << 20, 100), part(1 << 20, 300))
    finding = asked(*BEGUN, ONE, NO_VIEWS, sizes, PEOPLE, limits=SampleLimits(records=2))
    assert [(store.records, store.bytes) for store in finding.stores] == [(1 << 21, 400 << 20)]
    small = rows(SIZES, part(9, 100))
    finding = asked(*BEGUN, ONE, NO_VIEWS, small, PEOPLE, COUNT, limits=SampleLimits(records=2))
    assert [(store.records, store.bytes) for store in finding.stores] == [(70, 900)]


def test_a_number_that_is_none_tells_no_time() -> None:
    odd = rows({"keyspace_name": 0x0D, "table_name": 0x0D, "id": 0x0D}, (b"crm", b"people", b"odd"))
    finding = asked(*BEGUN, odd, NO_VIEWS, NO_SIZES, PEOPLE)
    assert [store.created for store in finding.stores] == [None]


def test_views_are_data_too() -> None:
    views = rows({"keyspace_name": 0x0D, "view_name": 0x0D, "id": 0x0C}, (b"crm", b"by_name", bytes(16)))
    finding = asked(*BEGUN, tables(), views, NO_SIZES, rows({"name": 0x0D}, (b"Ana",), of="by_name"))
    assert [(store.name, store.created) for store in finding.stores] == [("crm.by_name", None)]


def test_without_a_table_of_the_owner_it_is_empty_and_with_empty_ones_too() -> None:
    assert asked(*BEGUN, tables((b"system", b"local")), NO_VIEWS, NO_SIZES).access is Access.EMPTY
    one = tables((b"crm", b"people"), (b"system", b"local"))
    assert asked(*BEGUN, one, NO_VIEWS, NO_SIZES, rows({"name": 0x0D})).access is Access.EMPTY


def test_a_row_of_the_list_that_names_no_table_may_be_any() -> None:
    assert asked(*BEGUN, tables((b"", b"")), NO_VIEWS, NO_SIZES).access is Access.UNKNOWN
    assert asked(*BEGUN, ONE, NO_VIEWS, NO_SIZES, rows({"name": 0x0D})).access is Access.UNKNOWN


def test_a_list_of_which_a_part_is_refused_is_no_proof_of_emptiness() -> None:
    assert asked(*BEGUN, tables(), DENIED, NO_SIZES).access is Access.METADATA
    assert asked(*BEGUN, tables(), error(0x1001), NO_SIZES).access is Access.UNKNOWN
    assert asked(*BEGUN, MISSING, MISSING, MISSING, NO_SIZES).access is Access.UNKNOWN


def test_releases_before_3_list_their_tables_elsewhere() -> None:
    names = {"keyspace_name": 0x0D, "columnfamily_name": 0x0D, "cf_id": 0x0C}
    older = rows(names, (b"crm", b"people", None))
    finding = asked(*BEGUN, MISSING, MISSING, older, error(cql.INVALID), PEOPLE)
    assert (finding.access, [store.name for store in finding.stores]) == (Access.OPEN, ["crm.people"])


def test_a_server_of_version_3_is_asked_in_version_3() -> None:
    finding = asked(error(cql.PROTOCOL), REDIAL, *BEGUN, ONE, NO_VIEWS, NO_SIZES, PEOPLE)
    assert finding.access is Access.OPEN
    finding = asked(error(cql.PROTOCOL), REDIAL, error(cql.PROTOCOL))
    assert (finding.access, said(finding.proof)) == (
        Access.UNKNOWN, "A session without a login was refused (error 0x000a)."
    )  # fmt: skip


def test_scylla_is_told_by_what_it_supports() -> None:
    version = rows({"version": 0x0D}, (b"5.4.1",))
    finding = asked(supported("SCYLLA_SHARD"), READY, MISSING, version, ONE, NO_VIEWS, NO_SIZES, PEOPLE)
    assert (finding.product, finding.version) == ("ScyllaDB", "5.4.1")
    finding = asked(supported(), READY, MISSING, error(0x2200), ONE, NO_VIEWS, NO_SIZES, PEOPLE)
    assert (finding.product, finding.version) == ("Cassandra", None)


def test_rows_that_are_refused_leave_the_list() -> None:
    finding = asked(*BEGUN, ONE, NO_VIEWS, NO_SIZES, DENIED)
    assert finding.access is Access.METADATA
    assert "refused with error 0x2100" in said(finding.proof)
    assert asked(*BEGUN, ONE, NO_VIEWS, NO_SIZES, error(0x1200)).access is Access.UNKNOWN


def test_rows_of_a_table_that_does_not_exist_are_a_decoy() -> None:
    assert asked(supported(), READY, PEOPLE).access is Access.DECOY


def test_rows_of_another_table_are_a_decoy() -> None:
    finding = asked(*BEGUN, ONE, NO_VIEWS, NO_SIZES, rows({"name": 0x0D}, (b"Ana",), of="others"))
    assert finding.access is Access.DECOY


def test_a_page_that_is_too_large_gives_what_came_and_a_fresh_session_goes_on() -> None:
    large = rows({"name": 0x0D}, (b"Ana",), (b"x" * 300_000,))
    two = tables((b"crm", b"people"), (b"crm", b"photos"))
    photos = rows({"name": 0x0D}, (b"a",), (b"b",), of="photos")
    finding = asked(*BEGUN, two, NO_VIEWS, NO_SIZES, large, REDIAL, supported(), READY, photos)
    assert [(store.name, len(store.raws)) for store in finding.stores] == [("crm.people", 1), ("crm.photos", 2)]
    only = rows({"name": 0x0D}, (b"x" * 300_000,))
    finding = asked(*BEGUN, ONE, NO_VIEWS, NO_SIZES, only, REDIAL, supported(), READY)
    assert (finding.access, [len(store.raws) for store in finding.stores]) == (Access.OPEN, [0])
    finding = asked(*BEGUN, ONE, NO_VIEWS, NO_SIZES, only, REDIAL, supported(), frame(3, short("x")))
    assert "the budget of the audit was used up" in said(finding.proof)


@pytest.mark.parametrize(
    ("answer", "access"),
    [(error(cql.CREDENTIALS), Access.LOCKED), (error(0x1001), Access.UNKNOWN), (frame(3, short("a.b")), Access.LOCKED)],
)
def test_a_session_that_is_refused_is_a_lock_where_it_is_for_want_of_a_login(answer: bytes, access: Access) -> None:
    assert asked(supported(), answer).access is access


@pytest.mark.parametrize(
    ("door", "answers", "state"),
    [
        ("crm.people", (supported(), READY, PEOPLE), DoorState.OPEN),
        ("crm.people", (supported(), READY, rows({"name": 0x0D})), DoorState.UNDECIDED),
        ("crm.people", (supported(), READY, rows({"name": 0x0D}, (b"Ana",), of="others")), DoorState.UNDECIDED),
        ("crm.people", (supported(), READY, DENIED), DoorState.SHUT),
        ("crm.people", (supported(), READY, MISSING), DoorState.UNDECIDED),
        ("crm.people", (supported(), frame(3, short("a"))), DoorState.SHUT),
        ("crm.people", (supported(), error(cql.CREDENTIALS)), DoorState.SHUT),
        ("crm.people", (supported(), error(0x1001)), DoorState.UNDECIDED),
        ("crm.a\0b", (supported(), READY), DoorState.UNDECIDED),
        ("people", (supported(), READY), DoorState.UNDECIDED),
        ("crm.b.c", (supported(), READY, MISSING, rows({"name": 0x0D}, (b"Ana",), of="b.c")), DoorState.UNDECIDED),
        ("crm.b.c", (supported(), READY, rows({"name": 0x0D}, (b"Ana",), of="b.c"), MISSING), DoorState.OPEN),
    ],
)
def test_a_table_that_was_read_is_asked_for_again(door: str, answers: tuple[bytes, ...], state: DoorState) -> None:
    steps = [Step("<", each) for each in answers]
    assert play(reread(SampleLimits(), door), Numbered(steps, slice(2, 4), slice(2, 4))) is state


def test_a_page_without_a_row_after_which_more_come_is_not_empty() -> None:
    one = tables((b"crm", b"people"), (b"system", b"local"))
    assert asked(*BEGUN, one, NO_VIEWS, NO_SIZES, rows({"name": 0x0D}, flags=3)).access is Access.UNKNOWN
    assert asked(*BEGUN, one, NO_VIEWS, NO_SIZES, rows({"name": 0x0D}, (b"Ana",), flags=3)).access is Access.OPEN
    none = rows({"keyspace_name": 0x0D, "table_name": 0x0D, "id": 0x0C}, flags=3)
    assert asked(*BEGUN, none, NO_VIEWS, NO_SIZES).access is Access.UNKNOWN


def test_a_keyspace_that_begins_as_one_of_the_product_is_its_owners() -> None:
    theirs = rows({"name": 0x0D}, (b"Ana",), place="dse_customers")
    finding = asked(*BEGUN, ALIKE, NO_VIEWS, NO_SIZES, theirs)
    assert (finding.access, [store.name for store in finding.stores]) == (Access.OPEN, ["dse_customers.people"])
