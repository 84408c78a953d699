"""NATS, and what its JetStream stores. Open when messages were read without a login, while a stream of a random name is
not there.

Sources: NATS documentation ("Client Protocol", "JetStream wire API Reference", "Authorization", "no_auth_user").
Questions to JetStream are messages to subjects of its own (see `wire.nats`); they change a counter of questions, and
nothing that is stored. Where nothing is stored it listens to all subjects for some seconds, as anyone could: that no
message came is no proof that none passes, so that it is never empty here. The greeting's `auth_required` is no proof
either way: a server may have a user for those who give none.
"""

import base64
import binascii
import re
import secrets
from contextlib import suppress
from dataclasses import replace
from typing import Any

from leftopen.model import DoorState
from leftopen.probes import Spec
from leftopen.raw import Finding, RawCollection, Times
from leftopen.survey.families import families, readable
from leftopen.survey.figures import count, moment
from leftopen.survey.survey import Catalogue, Entry, Survey, Words, walk
from leftopen.wire import json
from leftopen.wire.nats import (
    Delivered,
    Refused,
    about,
    askable,
    connect,
    directly,
    everything,
    heard,
    inbox,
    info,
    names,
    ping,
    pong,
    recognises,
    stored,
    streams,
)
from leftopen.wire.talk import Broken, Closed, InTls, Late, SampleLimits, Spent, Talk, pause, send, start_tls

SPEC = Spec(
    protocols=("nats",),
    ports=(4222,),
    over="raw",
    verbs=frozenset(
        [
            "CONNECT anonymous",
            "PING",
            "PONG",
            "SUB",
            "PUB $JS.API.STREAM.INFO",
            "PUB $JS.API.STREAM.LIST",
            "PUB $JS.API.STREAM.NAMES",
            "PUB $JS.API.STREAM.MSG.GET",
            "PUB $JS.API.DIRECT.GET",
        ]
    ),
    recognises=recognises,
    wide=(4223, 4224),
)
WORDS = Words("stream", "message", "JetStream", "reading {}", "a stream with a random name was not there")
PASSING = Words(
    "family of subjects",
    "message",
    "A subscription",
    "listening to {}",
    "a question to a stream with a random name brought none",
    collections="families of subjects",
)
_SUBJECTS = "subjects "
"""Begins the door of what was listened to: a stream may have the same name."""

_PAGE = 1 << 20
_PAYLOAD = 65_536
_LISTED = 5000
_QUESTIONS = 150
"""Messages that are asked for, one by one, in all."""

_ABOUT = 20
"""Streams of which nothing but their names was listed, that are asked about one by one."""

_ROUNDS = 3
"""Seconds of listening where nothing is stored."""

_MOST = 5000
_MISSING, _NO_JETSTREAM = 404, 503
_HEADER = re.compile(rb"\r\n(Nats-[A-Z][A-Za-z-]{1,30}): ?([^\r\n]{1,1000})")
_DATA = re.compile(rb'"data"\s*:\s*"([A-Za-z0-9+/]*)')


def probe(limits: SampleLimits) -> Talk[Finding]:
    """Asks a server that greets as NATS does."""
    return (yield from walk(Survey("nats", limits, WORDS, product="NATS"), _Nats()))


class _Nats(Catalogue):
    """See `survey.Catalogue`. The key of an entry are the numbers of its first and last message, or what was heard.

    `key`: that of our inbox; `questions`: the server can say that nobody answers them; `stores`: JetStream is there;
    `passing`: what was heard by subject; `direct`: messages were given by `DIRECT.GET` alone;
    `allowing`: streams that give them so, where others do not answer at all.
    """

    direct = False

    def __init__(self) -> None:
        self.key = secrets.token_hex(8)
        self.stores = self.questions = True
        self.passing: dict[str, list[bytes]] = {}
        self.allowing: set[str] = set()

    def greet(self, survey: Survey) -> Talk[None]:
        """A session without a login, in TLS where the server speaks nothing else."""
        told = yield from info()
        version, cluster = told.get("version"), told.get("cluster")
        self.questions = told.get("headers") is True
        survey.version = version[:100] if isinstance(version, str) else None
        survey.facts = {"cluster": cluster[:200]} if isinstance(cluster, str) else {}
        if told.get("tls_required") is True:
            with suppress(InTls):  # it comes before a word (`handshake_first`), or from a proxy in front
                yield from start_tls()
        yield from send(connect())
        yield from send(ping())
        said = yield from self._word(_PAYLOAD)
        if isinstance(said, Refused):
            if said.login:
                survey.locked = "A session without a login was refused"
            else:
                survey.undecided = "It ended a session without a login with an error"
        elif said != "PONG":
            raise Broken("no sign of life")

    def _word(self, payload: int) -> Talk[Delivered | Refused | str]:
        """The next thing that matters; its own questions for a sign of life are answered."""
        for _ in range(_MOST):
            said = yield from heard(payload, _PAGE * 16)
            if said == "PING":
                yield from send(pong())
            elif said not in ("+OK", "INFO"):
                return said
        raise Broken("words without end")

    def _answer(self) -> Talk[dict[str, Any] | Refused]:
        """The answer to a question, whose `error` has a `code`."""
        said = yield from self._word(_PAGE)
        if isinstance(said, Refused):
            return said
        if isinstance(said, str) or said.cut:
            raise Broken("no answer to a question")
        if said.nobody:
            return {"error": {"code": _NO_JETSTREAM}}
        told = json.decode(said.payload)
        return told if isinstance(told, dict) else {}

    def control(self, survey: Survey) -> Talk[None]:
        """A stream of a random name is not there, whether there are streams at all or not."""
        yield from send(inbox(self.key))
        if not self.questions:  # before 2.2
            yield from send(ping())
            self.stores, survey.controlled = False, (yield from self._word(_PAYLOAD)) == "PONG"
            return
        yield from send(about(self.key, f"leftopen_{secrets.token_hex(8)}"))
        answer = yield from self._answer()
        if isinstance(answer, Refused):
            if answer.login:
                survey.locked = "A session without a login was refused"
            self.stores = survey.controlled = answer.permission  # to ask about one: a list of them is asked for apart
            survey.words = replace(WORDS, control="a question about a stream with a random name was refused")
            return
        code = _code(answer)
        self.stores = code == _MISSING
        survey.controlled = code is not None
        if code is None and isinstance(answer.get("config"), dict):
            survey.decoy = "It has a stream that does not exist"

    # --- listing ------------------------------------------------------------------------------------------------------

    def entries(self, survey: Survey) -> Talk[list[Entry]]:
        """The streams; where there are none, what passes."""
        found: list[Entry] = []
        while self.stores and len(found) < _LISTED:
            yield from send(streams(self.key, len(found)))
            answer = yield from self._answer()
            if isinstance(answer, Refused):
                found = yield from self._named()
                if not found:
                    survey.barred, survey.whole = "refused: a list of streams", False
                break
            listed, total = answer.get("streams"), answer.get("total")
            page = [entry for each in listed if (entry := self._told(each))] if isinstance(listed, list) else []
            found += page
            if not page or not isinstance(total, int) or len(found) >= total:
                break
        if found:
            if all(entry.store.records == 0 for entry in found):
                survey.barred = "without result: none of them holds a message"
            return found
        survey.whole = False
        return (yield from self._passing(survey))

    def _told(self, told: Any) -> Entry | None:
        """A stream as it is told of."""
        entry = _entry(told)
        if entry is not None and told["config"].get("allow_direct") is True:
            self.allowing.add(entry.store.name)
        return entry

    def _named(self) -> Talk[list[Entry]]:
        """The streams by their names, and what else is told of some: who may not list them may have that right."""
        yield from send(names(self.key, 0))
        answer = yield from self._answer()
        listed = None if isinstance(answer, Refused) else answer.get("streams")
        told = [name for name in listed if isinstance(name, str) and askable(name)] if isinstance(listed, list) else []
        found = [Entry((1, None), RawCollection(name)) for name in told[:_LISTED]]
        for place, entry in enumerate(found[:_ABOUT]):
            yield from send(about(self.key, entry.store.name))
            answer = yield from self._answer()
            if isinstance(answer, Refused):
                break
            found[place] = self._told(answer) or entry
        return found

    def _passing(self, survey: Survey) -> Talk[list[Entry]]:
        """Listens to all subjects for some seconds."""
        survey.words = PASSING
        with suppress(Closed, Late, Spent):  # what came is there
            yield from self._listen(survey)
        shapes = families((name.replace(".", "/").encode() for name in self.passing), survey.limits.collections)
        names = {name.replace(".", "/").encode(): name for name in self.passing}
        if not shapes:
            how = survey.barred or "nothing is stored, and no message came while it was listened to"
            survey.barred, survey.undecided = (
                None,
                f"It let a client in without a login, but {how}",
            )
        return [
            Entry([names[key] for key in keys], RawCollection(name, family=True, door=f"{_SUBJECTS}{name}"))
            for shape, keys in shapes.items()
            for name in [shape.replace("/", ".")]
        ]

    def _listen(self, survey: Survey) -> Talk[None]:
        yield from send(everything())
        for turn in range(_ROUNDS + 1):
            if turn:
                yield from pause(1)
            yield from send(ping())
            while (said := (yield from self._word(min(_PAYLOAD, survey.left)))) != "PONG":
                if isinstance(said, Refused):
                    survey.barred = "a subscription to all subjects was refused"
                    return
                if isinstance(said, Delivered) and not said.subject.startswith(("$", "_INBOX.")):
                    if len(self.passing) >= _MOST or not survey.left:
                        return
                    kept = self.passing.setdefault(said.subject, [])
                    if len(kept) < survey.limits.records:
                        kept.append(said.payload)
                        survey.took(said.size)

    def seen(self, survey: Survey, door: str) -> Talk[DoorState]:
        """Whether a message of this stream is given still, or one of these subjects is heard."""
        yield from self.greet(survey)
        if survey.locked:
            return DoorState.SHUT
        if survey.undecided:
            return DoorState.UNDECIDED
        if door.startswith(_SUBJECTS):
            heard_of = yield from self._passing(survey)
            return DoorState.OPEN if any(entry.store.door == door for entry in heard_of) else DoorState.UNDECIDED
        yield from send(inbox(self.key))
        said = yield from self._get(door, 1, survey.left)
        if isinstance(said, Refused) and said.permission:
            said = (yield from self._by_direct(door, survey.left)) or said
        if isinstance(said, Refused):
            return DoorState.SHUT if said.login or said.permission else DoorState.UNDECIDED
        given = isinstance(said, Delivered) and _message(said)[1] is not None
        return DoorState.OPEN if given else DoorState.UNDECIDED

    def _by_direct(self, stream: str, room: int) -> Talk[Delivered | Refused | None]:
        """What `DIRECT.GET` gives of a stream; None where nobody answers for some seconds, as of one without it."""
        yield from send(directly(self.key, stream, 1))
        for turn in range(_ROUNDS):
            if turn:
                yield from pause(1)
            yield from send(ping())
            said = yield from self._word(room)
            if not isinstance(said, str):
                return None if isinstance(said, Delivered) and said.nobody else said
        return None

    # --- reading ------------------------------------------------------------------------------------------------------

    def sample(self, survey: Survey, entries: list[Entry]) -> Talk[None]:
        """Messages of each stream, spread over all that it has; or what was heard."""
        for entry in entries:
            if self.passing:
                records = [_record(name, said) for name in entry.key for said in self.passing[name]]
                survey.keep(entry, records)
            else:
                yield from self._stored(survey, entry, max(1, _QUESTIONS // len(entries)))

    def _stored(self, survey: Survey, entry: Entry, most: int) -> Talk[None]:
        first, last = entry.key
        there = most if last is None else last - first + 1
        want = min(max(1, entry.want), most, there)
        step = max(1, there // want) if last is not None else 1
        found: dict[Any, dict[str, Any]] = {}
        try:
            for place in range(want):
                room = survey.room()
                if room < 1024:
                    break
                number = first + place * step + place % step  # out of step, as what is stored may come in turns
                said = yield from self._get(entry.store.name, number, room)
                if isinstance(said, str):
                    raise Broken("no answer to a question")
                if isinstance(said, Refused):
                    survey.barred = "refused" if said.permission else "ended with an error"
                    return
                survey.took(said.size)
                which, record = _message(said)
                if record is not None:
                    found[which] = record
        finally:  # what was shown before a fault was shown
            if found:
                survey.keep(entry, found.values())

    def _get(self, stream: str, number: int, room: int) -> Talk[Delivered | Refused | str]:
        """The message with this number; where that is not for us, in the other way, to which there is a right apart."""
        refusal: Delivered | Refused | None = None
        both = [directly] if self.direct else [stored, directly]
        for way in both if stream in self.allowing else [stored]:
            yield from send(way(self.key, stream, number))
            said = yield from self._word(room)
            if isinstance(said, str):
                return said
            if isinstance(said, Delivered) and not (refusal and said.nobody):  # no stream of that name gives it so
                self.direct = way is directly
                return said
            refusal = refusal or said
            if not (isinstance(refusal, Refused) and refusal.permission):
                break
        assert refusal is not None
        return refusal


def reread(limits: SampleLimits, door: str) -> Talk[DoorState]:
    """A stream, or subjects that were listened to: that nothing is heard of them proves nothing."""
    if not (door.startswith(_SUBJECTS) or askable(door)):
        return DoorState.UNDECIDED
    return (yield from _Nats().seen(Survey("nats", limits, WORDS), door))


def _code(answer: dict[str, Any]) -> int | None:
    error = answer.get("error")
    code = error.get("code") if isinstance(error, dict) else None
    return code if isinstance(code, int) else None


def _entry(told: Any) -> Entry | None:
    config, state = (told.get(name) if isinstance(told, dict) else None for name in ("config", "state"))
    if not isinstance(config, dict) or not isinstance(state, dict) or not isinstance(config.get("name"), str):
        return None
    first, last = count(state.get("first_seq")) or 1, count(state.get("last_seq")) or 0
    began, ended = moment(state.get("first_ts")), moment(state.get("last_ts"))
    records = count(state.get("messages"))
    times = [Times("times of the first and the last message", began, ended)] if records and began else []
    store = RawCollection(
        config["name"],
        records=records,
        bytes=count(state.get("bytes")),
        created=moment(told.get("created")),
        times=times,
    )
    entry = Entry((first, max(first, last)), store)
    entry.weigh()
    return entry


def _message(said: Delivered) -> tuple[Any, dict[str, Any] | None]:
    """The number and the record of a stored message; of one that was cut what came of it. What `DIRECT.GET` gives has
    both in headers, and is the message as it was sent."""
    if said.head:
        told = dict(_HEADER.findall(said.head))
        subject = told.get(b"Nats-Subject", b"").decode("utf-8", "replace")
        return told.get(b"Nats-Sequence"), _record(subject, said.payload) if b"Nats-Stream" in told else None
    if said.cut:
        begin = _DATA.search(said.payload)
        text = begin[1] if begin else b""
        value = _decoded(text[: len(text) // 4 * 4])
        return len(said.payload), {"value": readable(value)} if value else None
    try:
        told = json.decode(said.payload)
    except Broken:
        return None, None
    message = told.get("message") if isinstance(told, dict) else None
    if not isinstance(message, dict):
        return None, None
    data = message.get("data", "")
    value = _decoded(data.encode("ascii", "replace")) if isinstance(data, str) else None
    if value is None:
        return None, None
    return str(message.get("seq")), _record(str(message.get("subject", "")), value)


def _decoded(text: bytes) -> bytes | None:
    try:
        return base64.b64decode(text, validate=True)
    except (binascii.Error, ValueError):
        return None


def _record(subject: str, said: bytes) -> dict[str, Any]:
    """Its fields, and the last part of its subject, which may be a number or an address of somebody."""
    value = readable(said)
    return {"_key": subject.rpartition(".")[2], **(value if isinstance(value, dict) else {"value": value})}
