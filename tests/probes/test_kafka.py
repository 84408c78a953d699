"""Cases that no server of the lab shows by itself; the others are in `tests/talks/kafka/*.talk`."""

import json
from collections.abc import Iterable

import pytest

from leftopen.model import Access, DoorState
from leftopen.probes.kafka import probe, reread
from leftopen.raw import Finding
from leftopen.wire import kafka
from leftopen.wire.talk import Op, Reply, SampleLimits
from tests.probes.numbered import Numbered
from tests.talk import Step, messages, play, said
from tests.wire.test_batches import batch, record
from tests.wire.test_kafka import APIS, answer, many, numbers, offsets, part, records, text, topic, topics, versions

NO_ACL = {api: span for api, span in APIS.items() if api not in (kafka.ACLS, kafka.LOG_DIRS)}
REDIAL = b"redial"
CLOSE = b"close"


class Named(Numbered):
    """A peer that gives the random name of a question back."""

    def answer(self, op: Op) -> Reply:
        """The reply to one operation."""
        for message in messages(op):
            if message.verb == "ListOffsets" and b"leftopen-" in message.data[22:]:
                name = message.data[message.data.index(b"leftopen-", 22) :][:25]
                for place, step in enumerate(self._steps):
                    self._steps[place] = Step(step.kind, step.data.replace(b"leftopen-" + b"x" * 16, name))
        return super().answer(op)


def named(steps: list[Step]) -> Named:
    return Named(steps, slice(8, 12), slice(4, 8))


MISSING = offsets("leftopen-" + "x" * 16, (0, kafka.NO_TOPIC, -1, -1))


def asked(*answers: bytes) -> Finding:
    steps = [Step("~", each) if each in (REDIAL, CLOSE) else Step("<", each) for each in answers]
    return play(probe(SampleLimits()), named(steps))


def begun(*listed: bytes, apis: dict[int, tuple[int, int]] = NO_ACL, name: str | None = "c") -> list[bytes]:
    return [versions(apis), topics(*listed, name=name), MISSING]


def figures(name: str, spans: Iterable[tuple[int, int, int]], at: int = -1) -> list[bytes]:
    """What three questions are answered: (partition, first offset, end), an offset of -6 where another broker leads."""
    rows = list(spans)
    told = [[(n, 6 if a < 0 else 0, t, v) for n, a, t, v in rows_] for rows_ in (
        [(n, a, -1, a) for n, a, b in rows], [(n, a, -1, b) for n, a, b in rows], [(n, a, at, a) for n, a, b in rows]
    )]  # fmt: skip
    return [offsets(name, *each) for each in told]


def values(finding: Finding) -> list[object]:
    return [raw.value for store in finding.stores for raw in store.raws]


PEOPLE = batch(*(record(i, b"k%d" % i, json.dumps({"email": f"a{i}@mail.example"}).encode()) for i in range(3)))


def test_records_are_counted_by_offsets_and_read_from_the_end() -> None:
    finding = asked(*begun(topic("t", part(0))), *figures("t", [(0, 0, 3)], 1_700_000_000_000), records(PEOPLE))
    assert (finding.access, finding.product) == (Access.OPEN, "Kafka")
    assert [(store.records, store.created, len(store.raws)) for store in finding.stores] == [(3, None, 3)]
    assert values(finding)[0] == {"_key": "k0", "email": "a0@mail.example"}


@pytest.mark.parametrize(("attributes", "created", "path"), [(0, None, "timestamp"), (8, 1_700_000_000, None)])
def test_times_that_the_broker_set_are_of_the_log_and_others_of_events(
    attributes: int, created: float | None, path: str | None
) -> None:
    """LogAppendTime, and CreateTime, which whoever sends a record sets as he likes."""
    some = batch(record(0, b"k", b'{"email": "a@mail.example"}'), attributes=attributes)
    (store,) = asked(*begun(topic("t", part(0))), *figures("t", [(0, 0, 1)], 1_700_000_000_000), records(some)).stores
    assert store.created == created
    assert [(times.path, times.first) for times in store.times] == [(path, 1_700_000_000)]


def test_bytes_come_from_its_disks() -> None:
    disk = numbers("h", 0) + text("/d") + many(text("t") + many(numbers("iqqb", 0, 900, 0, 0)))
    apis = {**NO_ACL, kafka.LOG_DIRS: (0, 4)}
    finding = asked(
        *begun(topic("t", part(0)), apis=apis),
        *figures("t", [(0, 0, 3)]),
        answer(numbers("i", 0) + many(disk)),
        records(PEOPLE),
    )
    assert [store.bytes for store in finding.stores] == [900]


def test_what_cannot_be_unpacked_is_proved_by_count() -> None:
    packed = batch(body=b"\xff\xfe", count=7, attributes=2)
    finding = asked(*begun(topic("t", part(0))), *figures("t", [(0, 0, 7)]), records(packed))
    assert finding.access is Access.OPEN
    assert "gave 7 records" in said(finding.proof)
    assert finding.facts["not_read"] == "records compressed with snappy"
    assert values(finding) == []


def test_values_are_json_text_or_bytes_and_headers_are_read() -> None:
    rows = [
        record(0, b'{"id": 4}', b'\0\0\0\0\x07{"email": "a@mail.example"}'),
        record(1, None, b"\0\0\0\0\x07\x10abcd"),
        record(2, b"k", "王丹".encode(), b"\x02" + b"\x02h\x02v"),
        record(3, b"k", None),
        record(4, None, b"{not json"),
    ]
    finding = asked(*begun(topic("t", part(0))), *figures("t", [(0, 0, 5)]), records(batch(*rows)))
    assert values(finding) == [
        {"_key": {"id": 4}, "email": "a@mail.example"},
        {"value": b"\0\0\0\0\x07\x10abcd"},
        {"_key": "k", "value": "王丹", "_headers": {"h": "v"}},
        {"_key": "k", "value": None},
        {"value": "{not json"},
    ]


def test_a_batch_larger_than_asked_for_gives_what_came_and_a_fresh_connection_goes_on() -> None:
    large = batch(record(0, b"k", b"small"), record(1, b"k", b"x" * 400_000))
    finding = asked(
        *begun(topic("t", part(0)), topic("u", part(0))),
        answer(many(text("t") + many(numbers("ihqq", 0, 0, -1, 0)), text("u") + many(numbers("ihqq", 0, 0, -1, 0)))),
        answer(many(text("t") + many(numbers("ihqq", 0, 0, -1, 2)), text("u") + many(numbers("ihqq", 0, 0, -1, 3)))),
        answer(many()),
        records(PEOPLE),
        records(large),
        REDIAL,
        versions(NO_ACL),
    )
    assert [(store.name, len(store.raws)) for store in finding.stores] == [("u", 3), ("t", 1)]


def test_partitions_that_others_lead_are_told_and_not_asked() -> None:
    listed = topic("t", part(0), part(1, leader=2))
    finding = asked(*begun(listed), *figures("t", [(0, 0, 3), (1, -6, -6)]), records(PEOPLE))
    assert finding.facts["elsewhere"] == "1 of 2 partitions are led by other brokers"
    assert [store.records for store in finding.stores] == [3]


def test_a_topic_that_only_others_serve_is_not_empty() -> None:
    finding = asked(*begun(topic("t", part(0))), *figures("t", [(0, -6, -6)]))
    assert finding.access is Access.UNKNOWN
    assert [store.records for store in finding.stores] == [None]


def test_topics_without_a_record_are_no_proof_that_none_is_hidden() -> None:
    assert asked(*begun(topic("t", part(0))), *figures("t", [(0, 4, 4)])).access is Access.UNKNOWN


@pytest.mark.parametrize(("error", "access"), [(54, Access.EMPTY), (0, Access.UNKNOWN), (31, Access.UNKNOWN)])
def test_without_a_topic_it_is_empty_only_where_it_has_no_rules(error: int, access: Access) -> None:
    rules = answer(numbers("ih", 0, error))
    assert asked(*begun(apis=APIS), rules).access is access
    assert asked(*begun(), rules).access is Access.UNKNOWN


def test_its_own_topics_are_told_apart() -> None:
    finding = asked(*begun(topic("__consumer_offsets", part(0), internal=True), apis=APIS), answer(numbers("ih", 0, 0)))
    assert "beside 1 of its own" in said(finding.proof)


def test_records_that_are_refused_leave_the_list() -> None:
    finding = asked(*begun(topic("t", part(0))), *figures("t", [(0, 0, 3)]), records(b"", 29), records(b"", 29))
    assert finding.access is Access.METADATA
    assert "refused with error 29" in said(finding.proof)
    assert asked(*begun(topic("t", error=29))).access is Access.METADATA


def test_a_batch_of_marks_at_the_end_is_passed_over() -> None:
    marks = batch(*[record(0, b"m", b"m")], attributes=0x20)
    many_ = [(0, 0, 90)]
    finding = asked(*begun(topic("t", part(0))), *figures("t", many_), records(marks), records(PEOPLE))
    assert finding.access is Access.OPEN


def test_an_answer_without_a_partition_shows_nothing() -> None:
    none = answer(numbers("i", 0) + many())
    finding = asked(*begun(topic("t", part(0))), *figures("t", [(0, 0, 3)]), none, none)
    assert finding.access is Access.METADATA
    assert "with their counts" in said(finding.proof)


def test_the_offset_of_a_topic_that_is_not_there_is_a_decoy() -> None:
    decoy = offsets("leftopen-" + "x" * 16, (0, 0, -1, 7))
    assert asked(versions(), topics(topic("t", part(0))), decoy).access is Access.DECOY


def test_redpanda_is_told_by_its_name() -> None:
    assert asked(*begun(apis=APIS, name="redpanda.7c1"), answer(numbers("ih", 0, 54))).product == "Redpanda"


def test_an_old_broker_is_told_its_topics_and_fetched_from_in_the_old_way() -> None:
    apis = {1: (0, 3), 2: (0, 1), 3: (0, 2), 18: (0, 0)}
    finding = asked(
        versions(apis),
        topics(topic("t", part(0)), modern=False),
        MISSING,
        *figures("t", [(0, 0, 3)]),
        records(PEOPLE, modern=False),
    )
    assert finding.access is Access.OPEN
    assert "before 0.10.1" in said(asked(versions({1: (0, 1), 2: (0, 0), 3: (0, 0), 18: (0, 0)})).proof)


MECHANISMS = answer(numbers("h", 33) + many(text("SCRAM-SHA-512")))


@pytest.mark.parametrize(
    ("then", "access"),
    [
        ((REDIAL, versions(), MECHANISMS), Access.LOCKED),
        ((REDIAL, versions(), answer(numbers("h", 34) + many())), Access.UNKNOWN),
        ((REDIAL, versions(), CLOSE), Access.UNKNOWN),
        ((), Access.UNKNOWN),
    ],
)
def test_locked_is_said_where_it_says_how_to_log_in(then: tuple[bytes, ...], access: Access) -> None:
    assert asked(versions(), CLOSE, *then).access is access


def again(*answers: bytes, door: str = "t") -> DoorState:
    steps = [Step("~", each) if each in (REDIAL, CLOSE) else Step("<", each) for each in answers]
    return play(reread(SampleLimits(), door), named(steps))


FIRST = offsets("t", (0, 0, -1, 0), (1, 3, -1, -1))


@pytest.mark.parametrize(
    ("answers", "state"),
    [
        ((versions(), FIRST, records(PEOPLE)), DoorState.OPEN),
        ((versions(), FIRST, records(b"")), DoorState.UNDECIDED),
        ((versions(), FIRST, records(b"", 29)), DoorState.SHUT),
        ((versions(), offsets("t", (0, 29, -1, -1))), DoorState.SHUT),
        ((versions(), offsets("t", (0, 3, -1, -1))), DoorState.UNDECIDED),
        ((versions(), answer(many())), DoorState.UNDECIDED),
        ((versions(), CLOSE, REDIAL, versions(), MECHANISMS), DoorState.SHUT),
        ((versions(), CLOSE, REDIAL, versions(), CLOSE), DoorState.UNDECIDED),
    ],
)
def test_a_topic_that_was_read_is_asked_for_again(answers: tuple[bytes, ...], state: DoorState) -> None:
    assert again(*answers) is state


def test_a_name_that_no_topic_has_is_not_asked_for() -> None:
    assert again(door="x" * 300) is DoorState.UNDECIDED
    assert again(door="\udce4") is DoorState.UNDECIDED


BARRED = offsets("leftopen-" + "x" * 16, (0, kafka.NO_TOPIC_RIGHT, -1, -1))


def test_a_broker_that_names_no_topic_and_refuses_one_is_locked() -> None:
    """Who may read a topic is shown it; that there are none and that none is shown look alike otherwise."""
    finding = asked(versions(NO_ACL), topics(name="c"), BARRED)
    assert finding.access is Access.LOCKED
    assert asked(versions(NO_ACL), topics(name="c"), MISSING).access is Access.UNKNOWN


def test_a_refusal_for_want_of_a_right_is_not_told_as_another() -> None:
    steps = [versions(NO_ACL), topics(topic("t", part(0)), name="c"), BARRED, *figures("t", [(0, 0, 3)])]
    finding = asked(*steps, records(PEOPLE))
    assert finding.access is Access.OPEN
    assert "for want of a right" in said(finding.proof)
