"""Kafka and brokers that speak its protocol. Open when records of a topic are read without a login, while a topic of a
random name is refused as one that does not exist.

Sources: Apache Kafka documentation ("Protocol guide", "Security", "Broker configs": auto.create.topics.enable,
allow.everyone.if.no.acl.found); KIP-361 and KIP-896 (which versions of requests brokers keep). A Metadata request that
names a topic may *make* it: only all topics are asked for, and the random name stands in ListOffsets, which makes none.
No group is joined and nothing is committed, so that consumers of the owner lose nothing.

Brokers list only topics that the client may describe, and who may read one may ("Authorization and ACLs"): one that
names none, and refuses a topic of a random name for want of a right, is `locked`. `empty` is said only where the broker
says that it has no rules of access at all. Partitions that another broker leads are counted and not asked for: nobody
else is contacted.
"""

import secrets
from contextlib import suppress
from dataclasses import replace
from typing import Any

from leftopen.model import DoorState
from leftopen.probes import Spec
from leftopen.raw import Finding, RawCollection, Times
from leftopen.survey.families import readable, record
from leftopen.survey.survey import Catalogue, Entry, Survey, Words, walk
from leftopen.wire import kafka
from leftopen.wire.batches import Record, Records, records
from leftopen.wire.talk import Broken, Closed, Message, SampleLimits, Spent, Talk, redial, send

SPEC = Spec(
    protocols=("kafka",),
    ports=(9092, 9093),
    over="raw",
    verbs=frozenset(kafka.VERBS.values()),
    recognises=kafka.recognises,
    opening=kafka.versions(),
    anywhere=5,
    meets={
        "GET /": "close",
        "TLS": "close",
        "rtsp": "close",
        "resp": "close",
        "postgres": "wait",
        "mongo": "close",
    },
    wide=(9094, 9095, 19092, 29092, 39092),
)
WORDS = Words("topic", "record", "A request for all topics", "fetching {}",
              "a topic of a random name was refused as one that does not exist")  # fmt: skip
_RIGHTS = frozenset({kafka.NO_TOPIC_RIGHT, kafka.NO_CLUSTER_RIGHT})
_PARTITIONS = 5000
"""Partitions whose offsets are asked for."""

_TRIES = 4
"""Partitions of a topic that are fetched from, until one gives a record."""

_AFRESH = 8
_PAGE = 8192
"""Bytes of records that are asked for at least."""

_UNPACKED = 4
"""So many times the bytes of a page are unpacked of it."""

_EVENT = "timestamp"
"""The field of a record with the time that its maker set; where the broker set it (LogAppendTime) it is of the log."""

_REREAD = 64
"""Partitions of a topic that is asked for by its name."""


def probe(limits: SampleLimits) -> Talk[Finding]:
    """Asks a broker that answers which requests it knows."""
    return (yield from walk(Survey("kafka", limits, WORDS, product="Kafka"), _Kafka()))


class _Kafka(Catalogue):
    """See `survey.Catalogue`. The key of an entry is the name of a topic.

    `modern`: it knows requests of Kafka from 0.11 on; `apis`: what it knows; `topics`: what it listed; `begins`,
    `ends`: offsets by partition; `first`: the first time of a record by topic; `afresh`: sessions begun anew.
    """

    counted = 5000

    def __init__(self) -> None:
        self.apis: dict[int, tuple[int, int]] = {}
        self.cluster = kafka.Cluster((), None, ())
        self.begins: dict[kafka.Place, kafka.Offset] = {}
        self.ends: dict[kafka.Place, kafka.Offset] = {}
        self.codecs: set[str] = set()
        self.first: dict[str, float] = {}
        self.afresh = self.read = 0

    def knows(self, api: int, version: int) -> bool:
        """Whether it knows this version of a request."""
        first, last = self.apis.get(api, (1, 0))
        return first <= version <= last

    def greet(self, survey: Survey) -> Talk[None]:
        """Everyone is told which requests there are; the topics are the first thing that a login is asked for."""
        yield from self._session()
        if not all(map(self.apis.__contains__, (kafka.METADATA, kafka.LIST_OFFSETS, kafka.FETCH))):
            survey.undecided = "It answers as Kafka does, but serves no topics here (a controller)"
            return
        if not self.knows(kafka.LIST_OFFSETS, 1):
            survey.undecided = "It is a broker from before 0.10.1, whose offsets are not asked for"
            return
        modern = self.knows(kafka.METADATA, 4)
        try:
            self.cluster = kafka.cluster((yield from _answer(kafka.metadata(modern=modern))), modern=modern)
        except Closed:
            yield from self._closed(survey)
            return
        survey.facts["brokers"] = str(len(self.cluster.brokers))
        if self.cluster.name:
            survey.facts["cluster_id"] = self.cluster.name[:100]
            if self.cluster.name.startswith("redpanda."):
                survey.product = "Redpanda"

    def _session(self) -> Talk[None]:
        yield from send(kafka.versions())
        self.apis = yield from kafka.known()

    def _closed(self, survey: Survey) -> Talk[None]:
        """It closes when topics are asked for; where it wants a login, it says how."""
        named = yield from self._mechanisms()
        if named is None:
            survey.undecided = "It told which requests it knows, and closed when its topics were asked for"
        else:
            survey.locked = "It closed when its topics were asked for without a login, and asks for one by SASL"
            survey.facts["sasl"] = ", ".join(sorted(named))[:100]

    def _mechanisms(self) -> Talk[list[str] | None]:
        """How it may be logged in to; None where it asks for no login."""
        try:
            yield from redial()
            yield from self._session()
            error, named = kafka.listed((yield from _answer(kafka.mechanisms())))
        except Closed:
            return None
        return named if error == kafka.NO_MECHANISM and named else None

    def control(self, survey: Survey) -> Talk[None]:
        """The offsets of a topic of a random name."""
        place = (f"leftopen-{secrets.token_hex(8)}", 0)
        said = (yield from self._offsets([place], kafka.LATEST)).get(place)
        survey.controlled = said is not None and said.error in {kafka.NO_TOPIC, *_RIGHTS}
        if said is not None and said.error in _RIGHTS and not self.cluster.topics:
            survey.locked = f"It names no topic without a login, and refuses one of a random name (error {said.error})"
        if said is not None and said.error == 0:
            survey.decoy = "It told the offset of a topic that does not exist"
        elif said is not None and said.error in _RIGHTS:
            survey.words = replace(WORDS, control="a topic of a random name was refused for want of a right")

    def entries(self, survey: Survey) -> Talk[list[Entry]]:
        """All topics that may be described, but the product's own."""
        topics = [topic for topic in self.cluster.topics if not topic.internal]
        if internal := len(self.cluster.topics) - len(topics):
            survey.aside = f" beside {internal} of its own"
        if any(topic.error in _RIGHTS for topic in topics):
            survey.barred = f"refused with error {kafka.NO_TOPIC_RIGHT}"
        survey.whole = (not topics) and (yield from self._ruleless())
        return [Entry(topic.name, RawCollection(topic.name), weight=512) for topic in topics]

    def _ruleless(self) -> Talk[bool]:
        """Whether the broker has no rules of access, so that no topic can be hidden from us."""
        if not self.knows(kafka.ACLS, 1):
            return False
        rules = yield from _answer(kafka.rules(f"leftopen-{secrets.token_hex(8)}"))
        return kafka.refused(rules) == kafka.NO_SECURITY

    def _offsets(self, places: list[kafka.Place], at: int) -> Talk[dict[kafka.Place, kafka.Offset]]:
        return kafka.found((yield from _answer(kafka.offsets(places, at))))

    def figures(self, survey: Survey, entries: list[Entry]) -> Talk[None]:
        """Records by offsets, bytes, and the time of the first record."""
        wanted = {entry.key for entry in entries}
        topics = [topic for topic in self.cluster.topics if topic.name in wanted]
        places = [(topic.name, part.number) for topic in topics for part in topic.partitions][:_PARTITIONS]
        if not places:
            return
        self.begins = yield from self._offsets(places, kafka.EARLIEST)
        self.ends = yield from self._offsets(places, kafka.LATEST)
        dated = yield from self._offsets(places, kafka.FIRST_DATED)
        bytes_of: dict[str, int] = {}
        if self.knows(kafka.LOG_DIRS, 1):
            bytes_of = kafka.sizes((yield from _answer(kafka.log_dirs())))
        parts = {topic.name: [(topic.name, part.number) for part in topic.partitions] for topic in topics}
        for entry in entries:
            self._figure(entry, parts.get(entry.key, []), dated, bytes_of)
        elsewhere = sum(1 for place in places if self.ends.get(place, _NONE).error == kafka.NOT_LEADER)
        if elsewhere:
            survey.facts["elsewhere"] = f"{elsewhere} of {len(places)} partitions are led by other brokers"

    def _figure(
        self, entry: Entry, places: list[kafka.Place], dated: dict[kafka.Place, kafka.Offset], bytes_of: dict[str, int]
    ) -> None:
        spans = [self._span(place) for place in places]
        here = sum(span for span in spans if span is not None)
        entry.store.records = here if here or (spans and None not in spans) else None
        entry.store.bytes = bytes_of.get(entry.key)
        times = [dated[place].at for place in places if place in dated and 0 < dated[place].at < 1 << 48]
        if times:
            self.first[entry.key] = min(times) / 1000
        entry.weigh()

    def _span(self, place: kafka.Place) -> int | None:
        """Offsets of a partition from its first record to its last; None where another broker leads it."""
        begin, end = self.begins.get(place, _NONE), self.ends.get(place, _NONE)
        return None if begin.error or end.error else max(0, end.offset - begin.offset)

    def sample(self, survey: Survey, entries: list[Entry]) -> Talk[None]:
        """The latest records of each topic, of its fullest partitions."""
        for entry in entries:
            room = survey.room()
            if room < 1024 or self.afresh > _AFRESH:
                break
            places = [place for place in self.ends if place[0] == entry.key and self._span(place)]
            places.sort(key=lambda place: -(self._span(place) or 0))
            for place in places[:_TRIES]:
                begin, end = self.begins[place].offset, self.ends[place].offset
                latest = max(begin, end - max(1, entry.want))
                for offset in dict.fromkeys((latest, begin)):
                    yield from self._fetch(survey, entry, place, offset, room)
                    if entry.shown:
                        break
                if entry.shown:
                    break
        if self.codecs:
            survey.facts["not_read"] = f"records compressed with {', '.join(sorted(self.codecs))}"

    def _fetch(self, survey: Survey, entry: Entry, place: kafka.Place, offset: int, room: int) -> Talk[None]:
        said = yield from self._read(place, offset, room, min(room, max(_PAGE, 2 * entry.weight * entry.want)))
        if isinstance(said, int):
            if said in _RIGHTS:
                survey.barred = f"refused with error {said}"
            return
        kept = [each for each in said.records if each.offset >= offset]
        shown = [_record(each) for each in kept if each.value is not None or each.key is not None]
        survey.took(self.read)
        survey.keep(entry, shown, shown=len(shown) + said.unread)
        self.codecs |= said.codecs
        times = [each.at for each in kept if each.at]
        if times:
            first = min([self.first.get(entry.key, times[0]), *times])
            path = None if said.appended else _EVENT
            entry.store.times.append(Times("times of its records", first, max(times), path))
            if said.appended:
                entry.store.created = first

    def _read(self, place: kafka.Place, offset: int, room: int, wanted: int) -> Talk[Records | int]:
        """The records from an offset on, or the error; the first batch is sent whole where it is larger than wanted."""
        modern = self.knows(kafka.FETCH, 4)
        request = kafka.fetch(place, offset, wanted, modern=modern)
        yield from send(request)
        said = yield from kafka.fetched(request, room + _FRAME, modern=modern)
        if said is not None and said.cut:
            if self.afresh > _AFRESH:
                raise Spent("answers were larger than was asked for, again and again")
            self.afresh += 1
            yield from redial()
            yield from self._session()
        self.read = len(said.data) if said else 0
        if said is None:
            return 0
        return said.error or records(said.data, room * _UNPACKED)

    def seen(self, topic: str) -> Talk[DoorState]:
        """Whether records of this topic are read still."""
        yield from self._session()
        places = [(topic, number) for number in range(_REREAD)]
        try:
            self.begins = yield from self._offsets(places, kafka.EARLIEST)
        except Closed:
            return DoorState.UNDECIDED if (yield from self._mechanisms()) is None else DoorState.SHUT
        errors = {said.error for said in self.begins.values()}
        if errors and errors <= _RIGHTS:
            return DoorState.SHUT
        states = []
        for place in [place for place, said in self.begins.items() if not said.error][:_TRIES]:
            said = yield from self._read(place, self.begins[place].offset, _PAGE, _PAGE)
            if isinstance(said, int):
                states.append(DoorState.SHUT if said in _RIGHTS else DoorState.UNDECIDED)
            elif said.records or said.unread:
                return DoorState.OPEN
            else:
                states.append(DoorState.UNDECIDED)
        return DoorState.SHUT if states and set(states) == {DoorState.SHUT} else DoorState.UNDECIDED


_NONE = kafka.Offset(kafka.NO_TOPIC, -1, -1)
_FRAME = 512
"""Bytes around the records of an answer: names and numbers."""


def reread(limits: SampleLimits, door: str) -> Talk[DoorState]:  # noqa: ARG001 - see `probes.Probe`
    """A topic by its name, wherever it is listed or not."""
    with suppress(UnicodeEncodeError):
        if len(door.encode()) <= _LONGEST:
            return (yield from _Kafka().seen(door))
    return DoorState.UNDECIDED


_LONGEST = 249
"""Letters that the name of a topic may have."""


def _answer(request: Message) -> Talk[kafka.Answer]:
    yield from send(request)
    return (yield from kafka.answer(request))


def _record(each: Record) -> dict[str, Any]:
    """Key, fields and headers. What begins as serializers with a registry of schemas write it is left as bytes, unless
    it is JSON after the number of its schema."""
    value: Any = each.value
    if value is not None:
        value = _read_value(value)
    found = record(each.key, value) if each.key is not None else record(b"", value)
    if each.key is None:
        del found["_key"]
    elif each.key[:1] == b"{":
        found["_key"] = _quiet(each.key)
    if each.headers:
        found["_headers"] = {
            name.decode("utf-8", "replace"): None if value is None else _quiet(value) for name, value in each.headers
        }
    return found


def _read_value(value: bytes) -> Any:
    if value[:1] == b"\0" and len(value) > 5:
        return _quiet(value[5:]) if value[5:6] in (b"{", b"[") else value
    return _quiet(value)


def _quiet(value: bytes) -> Any:
    """JSON, text or bytes; what only begins like JSON is text."""
    try:
        return readable(value)
    except Broken:
        return value
