"""MQTT brokers. Open when a subscription made without a login brought messages of somebody, while one to a random topic
brought none.

Sources: OASIS Standard "MQTT Version 3.1.1" (2014); mosquitto.conf(5) and mosquitto(8) (`$SYS`; an access list drops
messages of a subscription that was granted, so that a grant alone proves nothing); EMQX documentation ("Authorization":
by default `#` and `+/#` alone are refused). Nothing is published, no will is left and no message is acknowledged. What
comes is what the broker retained for whoever subscribes, and what passes in the seconds of listening.

A broker never says what topics it has: that none came is no proof that there is none, so that it is never empty here.
"""

import re
import secrets
from collections import Counter
from contextlib import suppress

from leftopen.model import DoorState
from leftopen.probes import Spec
from leftopen.raw import Finding, RawCollection
from leftopen.survey.choice import family
from leftopen.survey.families import families, readable, record
from leftopen.survey.survey import Catalogue, Entry, Survey, Words, walk
from leftopen.wire.mqtt import (
    REFUSED,
    Granted,
    Pong,
    Published,
    connect,
    connected,
    disconnect,
    packet,
    ping,
    recognises,
    subscribable,
    subscribe,
)
from leftopen.wire.talk import Broken, Closed, Late, SampleLimits, Spent, Talk, pause, redial, send

SPEC = Spec(
    protocols=("mqtt",),
    ports=(1883, 8883),
    over="raw",
    verbs=frozenset({"CONNECT anonymous", "SUBSCRIBE QoS 0", "PINGREQ", "DISCONNECT"}),
    recognises=recognises,
    opening=connect(),
    anywhere=7,
    meets=dict.fromkeys(("GET /", "TLS", "rtsp", "resp", "postgres", "mongo"), "close"),
    wide=(1884, 8884, 11883),
)
WORDS = Words("family of topics", "message", "A subscription", "listening to {}",
              "a subscription to a random topic brought none", collections="families of topics")  # fmt: skip
_WAYS = (("#",), ("+/+/#", "+"))
"""Subscriptions to all topics, the next where the first is refused."""

_OWN = "$SYS/#"
_LOGIN = frozenset({4, 5})
"""Codes of a CONNACK: bad user name or password, not authorised."""

_OTHERWISE = {1: "speaks another version of MQTT", 2: "takes no name of a client", 3: "says it is not available"}
_ROUNDS = 4
"""Times that it is asked for a sign of life while listening, a second apart; the last one that brought nothing ends it:
some brokers send what they retained after they answered."""

_PAYLOAD = 16_384
_PACKET = 1 << 20
_HEARD = 4
"""So many times the bytes of a sample are heard: a broker sends as it likes, and what is not kept is dropped."""

_FEW = 65_536
_MOST = 5000
"""Messages that are heard."""


def probe(limits: SampleLimits) -> Talk[Finding]:
    """Asks a broker for a session without a login."""
    return (yield from walk(Survey("mqtt", limits, WORDS), _Mqtt()))


class _Mqtt(Catalogue):
    """See `survey.Catalogue`. The key of an entry are its topics.

    `kept`: what messages say, by topic; `heard`: how many came; `retained`: topics of which one was kept by the broker;
    `families`: messages kept by the shape of their topic; `own`: how many are of the broker itself; `size`: bytes of
    all; `refused`: the code of a refused subscription; `client`: our name; `ended`: listening came to its end.
    """

    def __init__(self) -> None:
        self.kept: dict[bytes, list[bytes]] = {}
        self.heard: Counter[bytes] = Counter()
        self.retained: set[bytes] = set()
        self.families: Counter[str] = Counter()
        self.own = self.size = 0
        self.refused: int | None = None
        self.client = ""
        self.ended = True

    def greet(self, survey: Survey) -> Talk[None]:
        """A session without a login, under a name of ours where the broker gives none."""
        code = yield from self._session()
        if code == 2:
            self.client = f"leftopen-{secrets.token_hex(4)}"
            yield from redial()
            code = yield from self._session()
        if code in _LOGIN:
            survey.locked = f"A session without a login was refused (code {code})"
        elif code:
            survey.undecided = f"It {_OTHERWISE[code]} (code {code})"

    def _session(self) -> Talk[int]:
        yield from send(connect(self.client))
        return (yield from connected())

    def control(self, survey: Survey) -> Talk[None]:
        """A topic of a random name: nothing may come."""
        topic = f"leftopen/{secrets.token_hex(8)}"
        try:
            yield from self._subscribe(survey, f"{topic}/#", 1, _FEW)
        except Closed:
            survey.undecided = "It let a client in without a login, and closed when it subscribed"
            return
        if not survey.decoy and (self.own or any(not name.startswith(topic.encode()) for name in self.heard)):
            survey.decoy = "It sent messages that nobody had subscribed to"
        survey.controlled = True

    def entries(self, survey: Survey) -> Talk[list[Entry]]:
        """The families of the topics of which anything came; before that what the broker tells of itself."""
        try:
            yield from self._subscribe(survey, _OWN, 1, _FEW)
        except Closed:
            yield from redial()
            if (yield from self._session()):
                raise Spent("it let us in once and not again") from None
        with suppress(Closed, Late, Spent):  # what came is there
            yield from self._all(survey)
        self._told(survey)
        survey.whole = False
        kept = families(self.heard, survey.limits.collections)
        return [
            Entry(topics, RawCollection(shape, records=self._retained(topics), family=True))
            for shape, topics in kept.items()
        ]

    def _retained(self, topics: list[bytes]) -> int | None:
        """How many messages the broker keeps of these; None where that is not known, or none is kept."""
        return sum(topic in self.retained for topic in topics) or None if self.ended else None

    def _all(self, survey: Survey) -> Talk[None]:
        self.ended = False
        for way in _WAYS:
            granted = False
            for topics in way:
                granted |= yield from self._subscribe(survey, topics, _ROUNDS, survey.limits.sample_bytes * _HEARD)
            if granted:
                self.refused = None
                break
        self.ended = self.size <= survey.limits.sample_bytes * _HEARD and self.heard.total() <= _MOST

    def _told(self, survey: Survey) -> None:
        """What it comes to where nobody's message came."""
        if self.heard:
            return
        how = "no message came while it was listened to"
        if self.refused is not None:
            how = f"subscriptions to all topics were refused (code {self.refused})"
        if self.own:
            survey.aside = f" beside {self.own} messages of the broker itself"
            survey.barred = f"without result: {how}"
        else:
            survey.undecided = f"It let a client in without a login, but {how}"

    def _subscribe(self, survey: Survey, topics: str, rounds: int, most: int) -> Talk[bool]:
        """Listens to these topics, until nothing more comes or so many bytes came; whether it was granted."""
        number = int(secrets.token_hex(2), 16) or 1
        yield from send(subscribe(number, topics))
        code: int | None = None
        for turn in range(rounds):
            before = self.size
            if turn:
                yield from pause(1)
            yield from send(ping())
            alive = False
            while not alive or code is None:
                said = yield from packet(min(_PAYLOAD, survey.left), _PACKET)
                if isinstance(said, Granted):
                    if said.number != number:
                        raise Broken("an answer to a subscription that was not asked for")
                    if said.code is None:
                        survey.decoy = "It took a subscription and said a length that has no word for it: dionaea's"
                        return False
                    code = said.code
                elif isinstance(said, Pong):
                    alive = True
                else:
                    self._take(survey, said)
                    if self.size > most or self.heard.total() > _MOST:
                        return True
            if code >= REFUSED:
                self.refused = code
                return False
            if self.heard and self.size == before:
                break
        return True

    def _take(self, survey: Survey, said: Published) -> None:
        """Counts a message, and keeps what it says where there is room for one more of its kind."""
        self.size += said.size
        if said.topic.startswith(b"$"):
            self.own += 1
            if said.topic.endswith(b"/version"):
                _name(survey, said)
            return
        self.heard[said.topic] += 1
        if said.retained:
            self.retained.add(said.topic)
        kind = family(said.topic.decode("utf-8", "replace"))
        if self.families[kind] < survey.limits.records and (said.payload or not said.cut):
            self.families[kind] += 1
            self.kept.setdefault(said.topic, []).append(said.payload)
            survey.took(len(said.payload))

    def seen(self, survey: Survey, door: str) -> Talk[DoorState]:
        """Whether a message of these topics is heard still."""
        yield from self.greet(survey)
        if survey.locked:
            return DoorState.SHUT
        if survey.undecided:
            return DoorState.UNDECIDED
        topics = "/".join("+" if "*" in level else level for level in door.split("/"))
        with suppress(Closed, Late, Spent):  # what came is there
            yield from self._subscribe(survey, topics, _ROUNDS, survey.limits.sample_bytes)
        if self.heard:
            return DoorState.OPEN
        alone = self.refused is not None and topics == door
        return DoorState.SHUT if alone else DoorState.UNDECIDED

    def sample(self, survey: Survey, entries: list[Entry]) -> Talk[None]:
        """What was heard; the session ends here."""
        for entry in entries:
            said = [(topic, payload) for topic in entry.key for payload in self.kept.get(topic, ())]
            shown = sum(self.heard[topic] for topic in entry.key)
            survey.keep(entry, [record(topic, readable(payload)) for topic, payload in said], shown=shown)
        with suppress(Closed):
            yield from send(disconnect())


def reread(limits: SampleLimits, door: str) -> Talk[DoorState]:
    """A family of topics. Shut is a broker that lets nobody in without a login, or one topic that it refuses: where all
    of a family are refused at once, one of them may not be, and a subscription that brings nothing proves nothing."""
    if not subscribable(door):
        return DoorState.UNDECIDED
    return (yield from _Mqtt().seen(Survey("mqtt", limits, WORDS), door))


def _name(survey: Survey, said: Published) -> None:
    """Mosquitto says `mosquitto version 2.0.11` at `$SYS/broker/version`; EMQX its number at `$SYS/brokers/…`."""
    found = re.search(r"\d{1,4}(?:\.\d{1,4}){1,3}", said.payload[:100].decode("utf-8", "replace"))
    if said.topic == b"$SYS/broker/version" and said.payload.startswith(b"mosquitto"):
        survey.product = "Mosquitto"
    elif said.topic.startswith(b"$SYS/brokers/"):
        survey.product = "EMQX"
    survey.version = found[0] if found else None
