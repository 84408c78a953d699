"""Cases that no server of the lab shows by itself; the others are in `tests/talks/clickhouse_native/*.talk`."""

import pytest

from leftopen.model import Access, DoorState
from leftopen.probes import probes
from leftopen.probes.clickhouse_native import SPEC, probe, reread
from leftopen.raw import Finding
from leftopen.wire.talk import Broken, Closed, Foreign, Message, SampleLimits
from tests.talk import Peer, Step, play
from tests.wire.test_clickhouse import END, block, error, hello

COLUMNS = {"email": "String", "note": "Nullable(String)", "faces": "Array(Float32)", "tags": "Array(String)"}
CAST = {"a": "String", "b": "Nullable(String)", "c": "String", "d": "String"}
VERSION = block({"version()": "String"}, ("24.8.1.2",)) + END
GREETED = hello() + VERSION
OLDER = hello() + block({"version()": "String"}, ("18.16.1",)) + END
MISSING = error(60)
HEAD = block(COLUMNS) + END
ROW = ("zoe@example.org", "x", "[0.5,1]", "['O\\'Neil \"q\"','b']")
ROWS = block(CAST, ROW) + END


def tables(*names: tuple[str, str]) -> bytes:
    return block({"database": "String", "name": "String"}, *names) + END


def parts(*rows: tuple[str, ...]) -> bytes:
    return block(dict.fromkeys("abcde", "String"), *rows) + END


def grants(*lines: str) -> bytes:
    return block({"GRANTS": "String"}, *((line,) for line in lines)) + END


def engines(*rows: tuple[str, str, str]) -> bytes:
    return block(dict.fromkeys(("database", "name", "engine"), "String"), *rows) + END


ALL = grants("GRANT SHOW, SELECT, INSERT ON *.* TO default")
PEOPLE, COUNTED = tables(("crm", "people")), parts(("crm", "people", "40", "4000", "1700000000"))
LISTED = GREETED + MISSING + PEOPLE + COUNTED


def steps(connections: tuple[bytes, ...]) -> list[Step]:
    found: list[Step] = []
    for place, said in enumerate(connections):
        found += [Step("~", b"redial")] if place else []
        found.append(Step("<", said))
    return [*found, Step("~", b"close")]


def asked(*connections: bytes, sent: list[Message] | None = None, limits: SampleLimits | None = None) -> Finding:
    heard: list[Message] = [] if sent is None else sent
    return play(probe(limits or SampleLimits()), Peer(steps(connections), strict=False), heard.append)


def test_rows_are_texts_and_lists_become_lists_again() -> None:
    finding = asked(LISTED + HEAD + ROWS)
    assert (finding.access, finding.version) == (Access.OPEN, "24.8.1.2")
    (store,) = finding.stores
    assert (store.name, store.records, store.bytes, store.created) == ("crm.people", 40, 4000, 1_700_000_000)
    assert store.declared == COLUMNS
    (raw,) = store.raws
    assert raw.value == {"email": "zoe@example.org", "note": "x", "faces": [0.5, 1], "tags": ['O\'Neil "q"', "b"]}


def test_a_list_that_was_cut_stays_text() -> None:
    finding = asked(LISTED + HEAD + block(CAST, ("z", None, "[0.5,1.", "['b")) + END)
    assert [raw.value for raw in finding.stores[0].raws] == [
        {"email": "z", "note": None, "faces": "[0.5,1.", "tags": "['b"}
    ]


def test_columns_that_are_no_text_are_left_out() -> None:
    head = block({"email": "LowCardinality(Nullable(String))", "state": "AggregateFunction(sum, UInt8)"}) + END
    sent: list[Message] = []
    finding = asked(LISTED + head + error(43) + block({"a": "String"}, ("zoe@example.org",)) + END, sent=sent)
    assert [raw.value for raw in finding.stores[0].raws] == [{"email": "zoe@example.org"}]
    assert b"`state`" in sent[-2].data
    assert b"`state`" not in sent[-1].data


def test_a_user_who_may_change_no_setting_is_asked_without_any() -> None:
    sent: list[Message] = []
    finding = asked(hello() + error(164) + VERSION + MISSING + PEOPLE + COUNTED + HEAD + ROWS, sent=sent)
    assert finding.access is Access.OPEN
    assert [b"readonly" in message.data for message in sent[1:4]] == [True, False, False]


def test_of_a_page_that_is_too_large_the_first_rows_are_kept_and_the_next_table_is_read() -> None:
    two = GREETED + MISSING + tables(("crm", "photos"), ("crm", "people")) + parts(("crm", "photos", "90", "9000", "0"))
    two += engines()
    page = block(CAST, ROW) + block(CAST, ("x" * 400_000, None, "", ""))
    finding = asked(two + HEAD + page, hello() + HEAD + ROWS)
    assert {store.name: len(store.raws) for store in finding.stores} == {"crm.photos": 1, "crm.people": 1}


def test_where_not_even_a_block_fits_one_row_is_asked_for() -> None:
    sent: list[Message] = []
    finding = asked(LISTED + HEAD + block(CAST, ("x" * 400_000, None, "", "")), hello() + ROWS, sent=sent)
    assert len(finding.stores[0].raws) == 1
    assert b"LIMIT 1\x02" in sent[-1].data


@pytest.mark.parametrize(
    ("said", "access"),
    [
        (error(194), Access.LOCKED),
        (error(516), Access.LOCKED),
        (error(210), Access.UNKNOWN),
        (GREETED + MISSING + tables() + ALL + engines() + parts(), Access.EMPTY),
        (GREETED + MISSING + tables() + ALL + error(497) + parts(), Access.METADATA),
        (GREETED + MISSING + tables() + grants("GRANT SELECT ON crm.* TO default") + parts(), Access.UNKNOWN),
        (OLDER + MISSING + tables() + error(81) + engines() + parts(), Access.EMPTY),
        (OLDER + MISSING + tables() + error(291) + parts(), Access.UNKNOWN),
        (GREETED + MISSING + tables() + error(497) + parts(), Access.UNKNOWN),
        (GREETED + MISSING + error(497), Access.METADATA),
        (GREETED + MISSING + PEOPLE + error(497) + error(497) + error(497), Access.METADATA),
        (LISTED + HEAD + error(241) + error(241), Access.METADATA),
        (LISTED + block({"n": "Dynamic"}) + END + error(43), Access.METADATA),
        (LISTED + block({"`": "String"}) + END, Access.METADATA),
        (GREETED + HEAD, Access.DECOY),
        (GREETED + error(241), Access.UNKNOWN),
        (hello() + error(241) + MISSING + tables() + ALL + engines() + parts(), Access.EMPTY),
        (GREETED + MISSING + block({"database": "String"}) + END, Access.UNKNOWN),
    ],
)
def test_what_it_says_decides(said: bytes, access: Access) -> None:
    finding = asked(said)
    assert finding.access is access
    assert finding.product == "ClickHouse"


def test_a_name_with_a_backtick_is_listed_and_not_asked_about() -> None:
    sent: list[Message] = []
    finding = asked(GREETED + MISSING + tables(("crm", "a`b")) + parts() + engines(), sent=sent)
    assert (finding.access, len(sent)) == (Access.UNKNOWN, 6)


@pytest.mark.parametrize("engine", ["Kafka", "RabbitMQ", "FileLog", "S3Queue"])
def test_what_a_read_would_take_away_is_not_read(engine: str) -> None:
    told = engines(("crm", "events", engine), ("crm", "all_events", "View"), ("crm", "people", "MergeTree"))
    named = tables(("crm", "events"), ("crm", "all_events"), ("crm", "people"))
    sent: list[Message] = []
    finding = asked(GREETED + MISSING + named + COUNTED + told + HEAD + ROWS, sent=sent)
    assert finding.access is Access.OPEN
    assert not [each for each in sent if b"events" in each.data]
    alone = asked(GREETED + MISSING + tables(("crm", "events")) + parts() + engines(("crm", "events", engine)))
    assert alone.access is Access.METADATA


def test_a_table_of_somebody_in_the_database_of_the_product_is_read() -> None:
    own = engines(("system", "clients", "MergeTree"))
    finding = asked(GREETED + MISSING + tables() + ALL + own + parts() + own + HEAD + ROWS)
    assert (finding.access, [store.name for store in finding.stores]) == (Access.OPEN, ["system.clients"])


def test_a_view_is_read_where_no_table_is_a_queue() -> None:
    told = engines(("crm", "all_people", "View"))
    finding = asked(GREETED + MISSING + tables(("crm", "all_people")) + parts() + told + HEAD + ROWS)
    assert finding.access is Access.OPEN


def test_other_columns_than_were_asked_for_break_it() -> None:
    finding = asked(LISTED + HEAD + block({"a": "String"}, ("x",)) + END)
    assert finding.access is Access.UNKNOWN
    assert not finding.stores[0].raws


def test_it_is_spent_where_it_lets_in_once_and_not_again() -> None:
    finding = asked(LISTED + HEAD + block(CAST, ("x" * 400_000, None, "", "")), error(516))
    assert finding.access is not Access.OPEN


def test_another_service_is_foreign() -> None:
    with pytest.raises((Foreign, Closed)):
        asked(b"HTTP/1.1 400 Bad Request\r\n\r\n")


@pytest.mark.parametrize(
    ("said", "door", "state"),
    [
        (hello() + HEAD + ROWS, "crm.people", DoorState.OPEN),
        (hello() + HEAD + block(CAST) + END, "crm.people", DoorState.UNDECIDED),
        (hello() + error(497), "crm.people", DoorState.SHUT),
        (hello() + HEAD + error(497), "crm.people", DoorState.SHUT),
        (hello() + MISSING, "crm.people", DoorState.UNDECIDED),
        (error(194), "crm.people", DoorState.SHUT),
        (error(210), "crm.people", DoorState.UNDECIDED),
        (hello(), "people", DoorState.UNDECIDED),
    ],
)
def test_a_table_is_asked_for_again_by_its_name(said: bytes, door: str, state: DoorState) -> None:
    assert play(reread(SampleLimits(), door), Peer(steps((said,)), strict=False)) is state


def test_a_name_that_cannot_be_quoted_is_a_fault() -> None:
    with pytest.raises(Broken):
        play(reread(SampleLimits(), "crm.a`b"), Peer(steps((hello(),)), strict=False))


def test_the_probe_shares_the_words_of_the_other_transport() -> None:
    known = {each.name: each for each in probes()}
    assert known["clickhouse_native"].words == known["clickhouse"].words
    assert SPEC.protocols == known["clickhouse"].spec.protocols


def test_a_server_whose_every_page_is_too_large_is_given_up() -> None:
    names = [("crm", f"t{place}") for place in range(12)]
    large = block(CAST, ROW) + block(CAST, ("x" * 400_000, None, "", ""))
    again = [hello() + HEAD + large] * 11
    finding = asked(GREETED + MISSING + tables(*names) + parts() + engines() + HEAD + large, *again)
    assert finding.access is Access.OPEN
    assert sum(bool(store.raws) for store in finding.stores) == 8
