"""Redis, Valkey, KeyDB and others that speak RESP. Open when keys and values can be read without a password.

Sources: https://redis.io/docs/latest/commands/ and, for `-DENIED`, `-NOAUTH` and `-NOPERM`,
https://redis.io/docs/latest/operate/oss_and_stack/management/security/ .
Reading here changes nothing on the other side: `CLIENT NO-TOUCH`, `SELECT` and `READONLY` change our own connection
only; since 7.2 the first keeps even the order in which keys are evicted, and the last lets a replica of a cluster
answer itself instead of naming another server (`-MOVED`), where we do not go. The control is a command that no server
knows.
"""

import re
import secrets
from collections.abc import Iterable, Sequence
from contextlib import suppress
from dataclasses import dataclass, replace

from leftopen.probes import Spec
from leftopen.raw import Finding, RawCollection, Times
from leftopen.survey import redis as values
from leftopen.survey.families import families
from leftopen.survey.redis import MAP, Key
from leftopen.survey.survey import Catalogue, Entry, Survey, Words, walk
from leftopen.wire.resp import LARGEST, Refused, Status, TooLarge, Value, ask_all, begins, command, reply
from leftopen.wire.talk import Broken, Closed, Foreign, Late, Message, SampleLimits, Talk, redial, send

CONTROL = "LEFTOPEN.CONTROL"
_SAYS = """
DBSIZE HKEYS HMGET HSTRLEN INFO LEFTOPEN.CONTROL PING RANDOMKEY READONLY SCAN SELECT STRLEN TYPE XRANGE XREVRANGE
"""
SPEC = Spec(
    protocols=("redis",),
    ports=(6379, 6380, 26379),
    over="raw",
    verbs=frozenset([*_SAYS.split(), *values.VERBS, "CLIENT NO-TOUCH", "MEMORY USAGE"]),
    recognises=begins,
    opening=command("PING"),
    anywhere=2,
    one_lock=True,
)
WORDS = Words(
    collection="family of keys",
    record="value",
    listed="SCAN",
    read="reading some of each",
    control="an unknown command was refused as Redis does",
    collections="families of keys",
)

_SMALL, _LARGE, _TEXT = 65_536, 524_288, 16_384
"""Bytes of a reply that is no list of keys or values, of a page of a value; of others; of a text that are read."""
_DATABASES, _NUMBERS = 8, 32
"""Databases that are looked into; numbers that are tried where nobody says which there are (16 by default)."""
_FIRST, _KEYS = 50, 500
"""Keys asked for at first, and at most once it is known how long they are."""
_ROUNDS, _DRAWN = 8, 40
"""Pages of keys; keys that are drawn where they cannot be listed."""
_REQUESTS = 224
"""Requests that types, sizes and values may take; the driver allows 256 to a service."""
_WIDE, _TRIED = 3, 32
"""Of a family: hashes that are read field by field; keys that are tried where the first is refused."""
_AFRESH = 3
"""Connections for what comes after a reply that was too large."""
_WEIGHT = 256
_BUSY = {"LOADING", "MASTERDOWN", "BUSY", "NOPERM"}


def probe(limits: SampleLimits) -> Talk[Finding]:
    """Asks a server on which PING is understood what it lets anyone read."""
    return (yield from walk(Survey("redis", limits, WORDS), _Redis()))


@dataclass(frozen=True, slots=True)
class _Family:
    """The key of an entry: keys of one database."""

    number: int
    names: Sequence[bytes]


class _Redis(Catalogue):
    """See `survey.Catalogue`. `number`: the database of this connection; `left`: requests."""

    def __init__(self) -> None:
        self.info: dict[str, str] = {}
        self.number, self.left, self.afresh = 0, _REQUESTS, 0
        self.readonly = self.typeless = self.listed = False
        self.keys: int | None = None
        self.lacks: set[str] = set()
        self.refused: Refused | None = None

    # --- asking -------------------------------------------------------------------------------------------------------

    def _all(
        self, asked: Iterable[Message], most: int = _SMALL, got: list[Value] | None = None, whole: int = LARGEST
    ) -> Talk[list[Value]]:
        commands = list(asked)
        self.left -= len(commands)
        return (yield from ask_all(commands, most, got, whole))

    def _of_keys(self, messages: Iterable[Message]) -> Talk[list[Value]]:
        """The same for what names keys: a replica is asked to answer for itself where it says who else would."""
        commands = list(messages)
        answers = yield from self._all(commands)
        if not self.readonly and any(isinstance(answer, Refused) and answer.code == "MOVED" for answer in answers):
            self.readonly = True
            _, *answers = yield from self._all([command("READONLY"), *commands])
        return answers

    def _afresh(self) -> Talk[None]:
        """Goes on in a connection of its own, as this one was."""
        self.afresh += 1
        yield from redial()
        again = [command("READONLY")] if self.readonly else []
        again += self._quiet()
        again += [command("SELECT", self.number)] if self.number else []
        yield from self._all(again)

    def _quiet(self) -> list[Message]:
        known = values.product(self.info) in ("Redis", "Valkey") and values.version(self.info) >= (7, 2)
        return [command("CLIENT NO-TOUCH", "ON")] if known else []

    def greet(self, survey: Survey) -> Talk[None]:
        """PING, which even those answer that ask for a password; where it was renamed, what only Redis says."""
        with suppress(Closed):  # protected mode refuses and closes before it is asked
            yield from send(command("PING"))
        greeting = yield from reply(_SMALL, first=True)
        if values.needs_password(greeting):
            survey.locked = "PING was refused: a password is required"
            if greeting.code == "DENIED":
                survey.remedy = "protected"
                survey.locked = (
                    "PING from this address was refused by protected mode: no password is set, only loopback is served"
                )
        elif isinstance(greeting, Refused) and values.unknown(greeting) and "ping" in greeting.text:
            info, size = yield from ask_all([command("INFO", "server"), command("DBSIZE")], _SMALL)
            if "redis_version" not in values.info(info) and not isinstance(size, int):
                raise Foreign("an error that is none of Redis")
        elif isinstance(greeting, Refused) and greeting.code == "ERR" and "max number of clients" in greeting.text:
            survey.undecided = "It serves nobody more now: as many clients as it takes are connected"
        elif isinstance(greeting, Refused) and greeting.code not in values.CODES - {"ERR"}:
            raise Foreign("an error that is none of Redis")
        elif not isinstance(greeting, Refused) and greeting != b"PONG":
            raise Foreign("no PONG")

    def control(self, survey: Survey) -> Talk[None]:
        """Who it is, and a command that does not exist."""
        known = [command("INFO", section) for section in ("server", "replication", "keyspace", "sentinel")]
        *answers, control = yield from ask_all([*known, command(CONTROL, secrets.token_hex(8))], _SMALL)
        for answer in answers:
            self.info |= values.info(answer)
        self.listed = any(isinstance(answer, bytes) and b"# Keyspace" in answer for answer in answers)
        survey.product = values.product(self.info)
        survey.version = values.told_version(self.info)
        survey.facts = values.facts(self.info)
        survey.controlled = values.unknown(control)
        if values.needs_password(control):
            survey.locked = "PING was answered, but reading keys requires a password"
        elif control is not None and not isinstance(control, Refused):
            survey.decoy = "A command that does not exist was answered as if it did: no Redis does that"
        elif values.mode(self.info) == "sentinel":
            survey.remedy = "sentinel"
            survey.words = replace(WORDS, listed="INFO of a Redis Sentinel")
            survey.barred = "not tried, since it names servers and holds no keys"

    # --- listing ------------------------------------------------------------------------------------------------------

    def entries(self, survey: Survey) -> Talk[list[Entry]]:
        """Families of keys of each database that holds some."""
        if survey.barred:
            return []
        yield from self._all(self._quiet())
        found: list[Entry] = []
        numbers = yield from self._numbers(survey)
        survey.whole &= len(numbers) <= _DATABASES
        for number in numbers[:_DATABASES]:
            try:
                found += yield from self._database(survey, number)
            except (Broken, Closed, Late):  # of one database: those before it are not lost
                survey.whole = False
                if not found or self.afresh >= _AFRESH:
                    raise
                yield from self._afresh()
            if survey.decoy or survey.locked:
                return []
        if self.keys is not None:
            survey.aside = f" among the {self.keys} that DBSIZE counted" if self.keys else " where DBSIZE counted none"
        if not found and self.refused:
            yield from self._nothing_named(survey)
        return found

    def _database(self, survey: Survey, number: int) -> Talk[list[Entry]]:
        """Families of keys of one database."""
        select = [command("SELECT", number)] if number != self.number else []
        asked = [*select, command("DBSIZE"), command("SCAN", 0, "COUNT", _FIRST)]
        *selected, size, answer = yield from self._all(asked, _LARGE)
        if select and selected != [b"OK"]:
            survey.whole = False
            return []
        self.number = number
        if isinstance(size, int):
            self.keys = (self.keys or 0) + max(0, size)
        names, whole = yield from self._named(survey, answer, size)
        survey.whole &= whole
        survey.took(sum(map(len, names)))
        found = []
        for family, members in families(names, survey.limits.collections).items():
            called = f"db{number}/{family}" if number else family
            store = RawCollection(called, records=len(members) if whole else None, family=True)
            found.append(Entry(_Family(number, members), store, weight=_WEIGHT, place=str(number)))
        return found

    def _numbers(self, survey: Survey) -> Talk[list[int]]:
        """Numbers of the databases that hold keys, the fullest first, 0 always among them."""
        told = {
            int(name[2:]): int(found[1]) if (found := re.match(r"keys=(\d{1,18})", value)) else 0
            for name, value in self.info.items()
            if re.fullmatch(r"db\d{1,4}", name)
        }
        if not (told or self.listed):
            told = yield from self._tried(survey)
        return sorted({0: 0} | told, key=lambda number: (-told.get(number, 0), number))

    def _tried(self, survey: Survey) -> Talk[dict[int, int]]:
        """Where INFO does not say: SELECT upward until a number is out of range."""
        told: dict[int, int] = {}
        for numbers in (range(1, _NUMBERS // 2 + 1), range(_NUMBERS // 2 + 1, _NUMBERS)):
            asked = [message for number in numbers for message in (command("SELECT", number), command("DBSIZE"))]
            answers = yield from self._all(asked)
            for number, selected, size in zip(numbers, answers[::2], answers[1::2], strict=True):
                if isinstance(selected, Refused):
                    survey.whole &= "range" in selected.text or "cluster" in selected.text
                    return told
                self.number = number
                if size != 0:
                    told[number] = size if isinstance(size, int) else 0
        survey.whole = False
        return told

    def _named(self, survey: Survey, answer: Value, size: Value) -> Talk[tuple[list[bytes], bool]]:
        """Keys of this database, from the first page of a SCAN on, and whether these are all."""
        keys: dict[bytes, None] = {}
        for left in reversed(range(_ROUNDS)):
            if isinstance(answer, Refused):
                return (yield from self._drawn(survey, answer, size))
            cursor, some = values.page(answer)
            keys |= dict.fromkeys(some)
            if cursor == b"0":
                return list(keys), bool(keys) or not (isinstance(size, int) and size > 0)
            if not left or sum(map(len, keys)) > survey.left // 2:
                break
            count = max(1, min(_KEYS, _LARGE // (4 * max(map(len, keys), default=1))))
            (answer,) = yield from self._all([command("SCAN", cursor, "COUNT", count)], _LARGE)
        return list(keys), False

    def _drawn(self, survey: Survey, refused: Refused, size: Value) -> Talk[tuple[list[bytes], bool]]:
        """Where keys cannot be listed, some are drawn."""
        self.refused = refused
        (first,) = yield from self._all([command("RANDOMKEY")])
        if values.needs_password(refused) and values.needs_password(first):
            survey.locked = "PING was answered, but reading keys requires a password"
            return [], False
        if size == 0 and not isinstance(first, bytes):
            return [], True
        if values.unknown(refused) and values.unknown(first) and values.version(self.info) >= (2, 8):
            nowhere = secrets.token_hex(8)
            known = [command("TYPE", nowhere), *(values.read(verbs[0], nowhere.encode(), 1, 1) for verbs in _READ)]
            if all(map(values.unknown, (yield from self._all(known)))):
                survey.decoy = "It claims a version that knows SCAN, TYPE and each command that reads, and refuses all"
        if not isinstance(first, bytes | Refused | None):
            raise Broken("what is no name of a key where one was asked for")
        if not isinstance(first, bytes):
            return [], False
        survey.words = replace(WORDS, listed="RANDOMKEY")
        more = yield from self._all([command("RANDOMKEY") for _ in range(_DRAWN)])
        keys = list(dict.fromkeys(key for key in (first, *more) if isinstance(key, bytes)))
        return keys, len(keys) == size

    def _nothing_named(self, survey: Survey) -> Talk[None]:
        """No key was named: what it was that was refused, and whether values could be read by who knows a key."""
        assert self.refused
        if self.refused.code in ("LOADING", "MASTERDOWN", "BUSY"):
            survey.undecided = "PING was answered; for all else it is busy with its own data, and may be asked later"
        elif self.info or self.keys:
            survey.barred = f"impossible: SCAN and RANDOMKEY were refused ({values.word(self.refused)})"
        elif self.refused.code == "NOPERM":
            nowhere = secrets.token_hex(8).encode()
            verbs = [verb for verbs in _READ for verb in verbs]
            answers = yield from self._of_keys(values.read(verb, nowhere, 1, 1) for verb in verbs)
            if all(map(values.barred_by_name, answers, verbs)):
                survey.locked = (
                    "PING was answered, but the anonymous user may run none of INFO, DBSIZE, SCAN, RANDOMKEY, "
                    f"{', '.join(verbs)}"
                )
            else:
                survey.undecided = "The anonymous user may read values, but not list the names of keys"

    # --- reading ------------------------------------------------------------------------------------------------------

    def sample(self, survey: Survey, entries: list[Entry]) -> Talk[None]:
        """Database by database, that of now first."""
        places = sorted({entry.key.number for entry in entries}, key=lambda number: (number != self.number, number))
        for done, number in enumerate(places):
            found = [entry for entry in entries if entry.key.number == number]
            if survey.left <= 0:
                return
            if number != self.number:
                self.number = number
                yield from self._all([command("SELECT", number)])
            to_come = sum(1 for entry in entries if entry.key.number in places[done:])
            yield from self._sample(survey, found, self.left * len(found) // max(1, to_come))

    def _sample(self, survey: Survey, found: list[Entry], left: int) -> Talk[None]:
        """Reads values of these families with so many requests.

        The keys of a family mostly have one type, so that they are first taken to be of the type of one of them: a key
        of another type says so (`WRONGTYPE`), and is asked for its own.
        """
        kinds = yield from self._kinds([entry.key.names[0] for entry in found])
        names = [entry.key.names for entry in found]
        for place, several in enumerate(names):
            names[place] = yield from self._allowed(several, kinds, place)
        wants = [min(entry.want, len(several)) for entry, several in zip(found, names, strict=True)]
        alone = sum(1 for entry in found if len(entry.key.names) == 1)
        counts = values.shares(wants, survey.limits.records, (left - len(found) - alone) // 2)
        keys = [
            Key(entry, name, kind, alone=len(entry.key.names) == 1)
            for entry, several, count, kind in zip(found, names, counts, kinds, strict=True)
            for name in several[:count]
        ]
        others = yield from self._values(survey, keys)
        if others and survey.left > 0 and self.left > 3 * len(others):
            kinds = yield from self._kinds([key.name for key in others])
            for key, kind in zip(others, kinds, strict=True):
                key.kind = kind
            yield from self._values(survey, others)

    def _allowed(self, names: Sequence[bytes], kinds: list[Value], place: int) -> Talk[Sequence[bytes]]:
        """The keys of a family that may be read, where its first is refused: a user may have some. Mends its type."""
        if self.typeless or not isinstance(kinds[place], Refused) or len(names) == 1 or self.left < 2 * _TRIED:
            return names
        some = names[1 :: max(1, len(names) // _TRIED)][:_TRIED]
        told = yield from self._of_keys(command("TYPE", name) for name in some)
        kept = [(name, kind) for name, kind in zip(some, told, strict=True) if isinstance(kind, bytes)]
        if kept:
            kinds[place] = kept[0][1]
        return [name for name, _ in kept] or names

    def _kinds(self, names: Sequence[bytes]) -> Talk[list[Value]]:
        """The type of each key; where TYPE is refused, that whose reader does not refuse it."""
        kinds: list[Value] = [None] * len(names)
        if not self.typeless:
            kinds = yield from self._of_keys(command("TYPE", name) for name in names)
            self.typeless = any(map(values.barred, kinds))
        if not self.typeless:
            return kinds
        for kind, verbs in values.READERS.items():
            for verb in filter(None, (values.LENGTHS.get(kind), *verbs)):
                todo = [place for place, known in enumerate(kinds) if not isinstance(known, bytes)]
                if not todo or len(todo) > self.left // 2:
                    return kinds
                answers = yield from self._of_keys(values.read(verb, names[place], 1, 1) for place in todo)
                for place, answer in zip(todo, answers, strict=True):
                    # MGET passes over what is no text
                    kinds[place] = None if isinstance(answer, Refused) or answer == [None] else kind
                if not any(map(values.barred, answers)):
                    break
        return kinds

    def _values(self, survey: Survey, keys: list[Key]) -> Talk[list[Key]]:
        """Reads the values of these keys into their stores; gives those that turned out to be of another type."""
        asked = [key for key in keys if isinstance(key.kind, bytes) and key.kind in values.READERS]
        if len(asked) < len(keys) and any(not key.entry.asked for key in keys):
            survey.barred = survey.barred or "impossible for values of types that are not known here"
        yield from self._measure(survey, [key for key in asked if key.kind != b"string"])
        others: list[Key] = []
        todo = [key for key in asked if key.items > 0]
        while todo and survey.left > 0 and self.left >= len(todo):
            texts = sum(1 for key in todo if key.kind == b"string")
            share = max(1, min(_TEXT, survey.left // max(1, texts)))
            todo = yield from self._page(survey, todo, share, others)
        yield from self._narrow(survey, [key for key in asked if key.items == 0 and key.kind == b"hash"])
        yield from self._spans(asked)
        return others

    def _narrow(self, survey: Survey, wide: list[Key]) -> Talk[None]:
        """Reads hashes of few fields, one of which is large, without those that are."""
        for key in wide[:_WIDE]:
            if not key.length or key.length > MAP or self.left < MAP + 2 or survey.left <= 0:
                continue
            try:
                (names,) = yield from self._all([command("HKEYS", key.name)])
                known = [name for name in names if isinstance(name, bytes)] if isinstance(names, list) else []
                sizes = yield from self._all(command("HSTRLEN", key.name, name) for name in known[:MAP])
                small = [name for name, size in zip(known, sizes, strict=False) if size in range(_TEXT)]
                if small:
                    (found,) = yield from self._all([command("HMGET", key.name, *small)], _LARGE)
                    pairs = zip(small, found, strict=False) if isinstance(found, list) else ()
                    survey.took(values.weight(found))
                    key.put(survey, "HGETALL", [part for pair in pairs for part in pair])
            except TooLarge:
                yield from self._afresh()

    def _measure(self, survey: Survey, several: list[Key]) -> Talk[None]:
        """Says of values of many items how many are asked for: the page is bounded, not the value."""
        sizes = yield from self._of_keys(command("MEMORY USAGE", key.name) for key in several)
        for key, size in zip(several, sizes, strict=True):
            key.size = size if isinstance(size, int) else None
        counted = [key for key in several if key.type in values.LENGTHS and (key.alone or (key.size or 0) > _SMALL)]
        counted = counted[: max(0, self.left - len(several))]
        lengths = yield from self._of_keys(command(values.LENGTHS[key.type], key.name) for key in counted)
        for key, length in zip(counted, lengths, strict=True):
            key.length = length if isinstance(length, int) and length > 0 else None
        for key in several:
            if key.spread:
                key.items = max(values.ITEMS, survey.limits.records)
                key.entry.store.records = key.length
            mean = (key.size or 0) // (key.length or 1)
            page = min(_SMALL, max(1024, survey.left))
            if mean * key.items > page:
                key.items = page // mean
            if key.items == 0 or (key.kind in values.TEXTS and mean > page):
                key.items = 0
                survey.barred = "left undone where one item alone is larger than what may be read"

    def _page(self, survey: Survey, todo: list[Key], share: int, others: list[Key]) -> Talk[list[Key]]:
        """One page of each value; gives those that are to be asked for again, in another way."""
        asked = [(key, verb) for key in todo if (verb := self._verb(key))]
        if len(asked) < len(todo):
            survey.barred = "left undone where a value could be had as a whole alone"
        got: list[Value] = []
        again: list[Key] = []
        most = survey.left if survey.shown else _LARGE - _SMALL
        if all(verb == "GETRANGE" for _, verb in asked):
            most = share
        try:
            reads = [values.read(verb, key.name, key.items, share) for key, verb in asked]
            yield from self._all(reads, most + _SMALL, got, survey.left + _SMALL)
        except TooLarge:
            survey.barred = "answered with more than may be read"
            if self.afresh >= _AFRESH:
                raise
            again = [key for key, _ in asked[len(got) + 1 :]]
        finally:
            moved = self._keep(survey, zip(asked, got, strict=False), others, again)
        if len(got) < len(asked):
            yield from self._afresh()
        elif moved:
            yield from self._all([command("READONLY")])
        return again

    def _verb(self, key: Key) -> str:
        """The command that reads this value, "" where there is none; all of a value only where it is small, or where
        nobody tells its size and it is one of many of its family, as records are."""
        small = not key.alone if key.size is None else key.size <= _SMALL
        verbs = (verb for verb in values.READERS[key.type] if verb not in self.lacks)
        return next((verb for verb in verbs if small or verb not in values.WHOLE), "")

    def _keep(
        self, survey: Survey, answers: Iterable[tuple[tuple[Key, str], Value]], others: list[Key], again: list[Key]
    ) -> bool:
        """Puts values into their stores; True where a replica has to be asked to answer for itself."""
        moved = False
        for (key, verb), value in answers:
            if isinstance(value, Refused) and value.code == "WRONGTYPE":
                others.append(key)
            elif isinstance(value, Refused) and value.code == "MOVED" and not self.readonly:
                again.append(key)
                moved = True
            elif isinstance(value, Refused):
                if values.barred(value) and len(values.READERS[key.type]) > 1 and verb not in self.lacks:
                    self.lacks.add(verb)
                if verb in self.lacks and self._verb(key):
                    again.append(key)
                else:
                    survey.barred = f"refused with {values.word(value)}"
            elif isinstance(value, Status):
                raise Broken("a status where there should be a value")
            else:
                survey.took(values.weight(value))
                key.put(survey, verb, value)
        self.readonly |= moved
        return moved

    def _spans(self, keys: Sequence[Key]) -> Talk[None]:
        """The ids of a stream begin with the time in milliseconds at which an entry was added."""
        streams = {key.entry.store.name: key for key in reversed(keys) if key.kind == b"stream" and key.entry.shown}
        several = list(streams.values())
        if not several or self.left < 2 * len(several):
            return
        first = [command("XRANGE", key.name, "-", "+", "COUNT", 1) for key in several]
        last = [command("XREVRANGE", key.name, "+", "-", "COUNT", 1) for key in several]
        ends = yield from self._all([*first, *last], _LARGE)
        for key, begin, end in zip(several, ends, ends[len(several) :], strict=False):
            times = Times("ids of a stream", values.stream_time(begin), values.stream_time(end))
            key.entry.store.times.append(times)


_READ = tuple(verbs for kind, verbs in values.READERS.items() if kind in values.LENGTHS and kind != b"vectorset")
"""The commands that read the types which every Redis has."""
