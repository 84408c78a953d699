"""Memcached, and caches that speak its text protocol. Open when keys and values can be read without a login. TCP only.

Sources: https://github.com/memcached/memcached/blob/master/doc/protocol.txt ; crawler.c of the same place, by which a
crawl ends with its reader; the release notes of 1.5.6, since when `metadump` has an end, and of 1.6.10, since when the
meta commands stay as they are; https://github.com/DinoTools/dionaea , a honeypot that knows `stats` and not `version`.

What changes on the other side are counters alone: a dump walks the items and moves none, and `mg` with the flag `u`
neither marks an item as read nor keeps it from being evicted. Before 1.6.10 there is only `get`, which does both.
The control is a command that no server knows. It leaves with the first question, so that a server of the binary
protocol alone, which waits for 24 bytes, hangs up at once; it is then asked two empty binary requests. Where some
values were given, a key of a random name is asked for too, which a trap has as well.
"""

import re
import secrets
from collections.abc import Mapping, Sequence
from statistics import median_low

from leftopen.probes import Spec
from leftopen.raw import Finding, RawCollection, Times
from leftopen.survey.families import families, readable, record
from leftopen.survey.survey import Catalogue, Entry, Survey, Words, walk
from leftopen.wire.memcached import (
    Dump,
    Item,
    Refused,
    TooLarge,
    begins,
    binary,
    binary_answer,
    cachedump,
    command,
    meta_value,
    metadump,
    reply,
    sound,
    stats,
    value,
)
from leftopen.wire.talk import Closed, Foreign, Message, SampleLimits, Talk, redial, send

CONTROL = "leftopen_control"
SPEC = Spec(
    protocols=("memcached",),
    ports=(11211,),
    over="raw",
    verbs=frozenset(
        [
            CONTROL,
            "binary noop",
            "binary version",
            "get",
            "lru_crawler metadump",
            "mg",
            "stats",
            "stats cachedump",
            "stats items",
            "version",
        ]
    ),
    recognises=begins,
    opening=command("version"),
    wide=(11212, 11213, 11214),
    one_lock=True,
)

WORDS = Words(
    collection="family of keys",
    record="value",
    listed="A dump",
    read="reading some of each",
    control="an unknown command was refused as Memcached does",
    collections="families of keys",
)

_SMALL = 65_536
"""Bytes of statistics; of the names of items at least; bytes by which a value may be larger than the dump said."""
_KEYS = 500
_CLASSES = 16
_ASKED = 3
"""Keys that are named and yet not there: fewer may have run out in between."""
_AFRESH = 3
"""Connections for what comes after a value that was larger than the dump said."""
_LEADS_ON = "proxy_conn_requests"
"""The statistic of requests that its proxy got (doc/protocol.txt, "General-purpose statistics"): keys are led on to
other servers then, while statistics and dumps are of its own store (doc/proxy)."""

_AUTH = 0x20
"""Status of the binary protocol: authentication required, or failed."""


def probe(limits: SampleLimits) -> Talk[Finding]:
    """Asks a server that knows `version` what it lets anyone read."""
    return (yield from walk(Survey("memcached", limits, WORDS), _Memcached()))


class _Memcached(Catalogue):
    """See `survey.Catalogue`. The key of an entry are the items of a family."""

    def __init__(self) -> None:
        self.stats: dict[str, str] = {}
        self.version: tuple[int, ...] = (0,)
        self.asked = self.missing = self.given = self.afresh = 0
        self.plain = False

    def greet(self, survey: Survey) -> Talk[None]:
        """Every Memcached knows `version`; one that hangs up on text may speak the binary protocol alone."""
        try:
            yield from send(command("version"))
            yield from send(command(CONTROL, secrets.token_hex(8)))
            greeting = yield from reply(first=True)
        except Closed:
            yield from self._binary(survey)
            return
        if not isinstance(greeting, Refused):
            survey.version = greeting.removeprefix(b"VERSION ").decode("utf-8", "replace")
            found = re.match(r"(\d{1,4})\.(\d{1,4})\.(\d{1,4})", survey.version)
            self.version = tuple(map(int, found.groups())) if found else (0,)
        elif _needs_login(greeting):
            survey.locked, survey.remedy = "`version` was refused: a login is required", "locked"
        elif _serves_nobody(greeting):
            survey.undecided = "It serves nobody more now, as its error says"
        else:
            yield from self._nameless(survey, greeting)

    def _binary(self, survey: Survey) -> Talk[None]:
        """SASL leaves the binary protocol alone; it is asked two empty requests."""
        yield from redial()
        yield from send(binary("version"))
        yield from send(binary("noop"))
        status, body = yield from binary_answer("version", first=True)
        survey.product, survey.remedy = "Memcached", "locked"
        survey.version = body.decode("utf-8", "replace") if status == 0 else None
        status, _ = yield from binary_answer("noop")
        if status == _AUTH:
            survey.locked = "Text is not understood, and an empty binary request was refused: a login is required"
        else:
            survey.undecided = "Only the binary protocol is understood, which is not read here"

    def _nameless(self, survey: Survey, greeting: Refused) -> Talk[None]:
        """A honeypot is known that has statistics of a Memcached and does not know `version`."""
        if _unknown(greeting) and _unknown((yield from reply())):
            yield from send(command("stats"))
            said = yield from stats(_SMALL)
            if isinstance(said, dict) and {"version", "pointer_size", "curr_items"} <= said.keys():
                survey.version = said["version"]
                survey.decoy = (
                    "It has the statistics of a Memcached and does not know the command `version`: a honeypot does that"
                )
                return
        raise Foreign("an error that is none of Memcached")

    def control(self, survey: Survey) -> Talk[None]:
        """The answer to the command that does not exist, which left with the greeting."""
        if survey.undecided:
            return
        control = yield from reply()
        survey.controlled = _unknown(control)
        if _needs_login(control):
            survey.locked, survey.remedy = "`version` was answered, but reading keys requires a login", "locked"
        elif isinstance(control, bytes):
            survey.decoy = "A command that does not exist was answered as if it did: no Memcached does that"

    # --- listing ------------------------------------------------------------------------------------------------------

    def entries(self, survey: Survey) -> Talk[list[Entry]]:
        """The statistics, then families of the keys that a dump names."""
        yield from send(command("stats"))
        said = yield from stats(_SMALL)
        if isinstance(said, dict):
            self.stats = said
            survey.product = _product(said)
        elif self._closed(survey, said):
            return []
        count = _number(self.stats.get("curr_items", ""))
        dump = yield from self._dump(survey, count)
        survey.whole = dump.whole and (bool(dump.items) or count == 0)
        if _number(self.stats.get(_LEADS_ON, "")):
            survey.whole, survey.undecided = (
                False,
                "It leads on to other servers, whose items it neither counts nor lists",
            )
        if count is not None:
            survey.aside = f" among the {count} that `stats` counted" if count else " where `stats` counted none"
        by_key = {item.key: item for item in dump.items}
        found: list[Entry] = []
        for name, keys in families(by_key, survey.limits.collections).items():
            items = [by_key[key] for key in keys]
            found.append(self._entry(name, items, whole=dump.whole, first=not found))
        return found

    def _closed(self, survey: Survey, refused: Refused) -> bool:
        """Whether a refusal asks for a login."""
        if _needs_login(refused):
            survey.locked, survey.remedy = "`version` was answered, but reading keys requires a login", "locked"
        return bool(survey.locked)

    def _dump(self, survey: Survey, count: int | None) -> Talk[Dump]:
        """Items by name. A dump that is not read to its end would go on, so the connection ends there."""
        if self.version >= (1, 5, 6):
            yield from send(command("lru_crawler metadump", "all"))
            dump = yield from metadump(_KEYS, max(survey.limits.sample_bytes, _SMALL))
            if isinstance(dump, Dump):
                if not dump.whole:
                    yield from redial()
                return dump
            if self._closed(survey, dump):
                return Dump((), whole=False)
        return (yield from self._class_by_class(survey, count))

    def _class_by_class(self, survey: Survey, count: int | None) -> Talk[Dump]:
        """Items by name, of each class of sizes, the fullest first: what there is before 1.5.6, and where that dump is
        not allowed or another one runs.
        """
        yield from send(command("stats items"))
        said = yield from stats(_SMALL)
        if isinstance(said, Refused):
            survey.barred = None if self._closed(survey, said) or not count else "not allowed: keys are not listed"
            return Dump((), whole=False)
        named = {re.fullmatch(r"items:([0-9]{1,3}):number", name): _number(size) or 0 for name, size in said.items()}
        classes = sorted(((size, int(found[1])) for found, size in named.items() if found), reverse=True)[:_CLASSES]
        items: list[Item] = []
        for _, number in classes:
            most = _KEYS // len(classes)
            yield from send(command("stats cachedump", number, most))
            dump = yield from cachedump(most)
            if isinstance(dump, Refused):
                if not self._closed(survey, dump) and not items:
                    survey.barred = "not allowed: keys are not listed"
                break
            items += dump.items
        return Dump(tuple(items), whole=len(items) == count)

    def _entry(self, name: str, items: Sequence[Item], *, whole: bool, first: bool) -> Entry:
        """A family of keys. Nothing in a cache is older than the start of its server."""
        used = [item.used for item in items if item.used]
        times = [Times("when items were last set or read", min(used), max(used))] if used else []
        now, uptime = (_number(self.stats.get(name, "")) for name in ("time", "uptime"))
        if first and now is not None and uptime is not None and now < 10**11:
            times.append(Times("start of the server, which holds nothing older", now - uptime, None))
        size = sum(item.size for item in items)
        usual = median_low(item.size for item in items)  # one that is large does not cost the others their places
        store = RawCollection(
            name, records=len(items) if whole else None, bytes=size if whole else None, times=times, family=True
        )
        return Entry(items, store, weight=max(1, usual))

    # --- reading ------------------------------------------------------------------------------------------------------

    def sample(self, survey: Survey, entries: list[Entry]) -> Talk[None]:
        """Values of each family, as many as fit."""
        for entry in entries:
            keys = self._wanted(survey, entry)
            while keys and self.afresh < _AFRESH:
                keys = keys[(yield from self._values(survey, entry, keys)) :]
        if self.missing >= _ASKED and self.missing == self.asked:
            survey.decoy = "Of the items that it named, none is there: a honeypot does that"
        elif self.given >= _ASKED and (yield from self._has_anything()):
            survey.decoy = "It gave the value of a key that does not exist: no Memcached does that"

    def _has_anything(self) -> Talk[bool]:
        """Whether a key of a random name has a value."""
        key = f"leftopen_{secrets.token_hex(8)}".encode()
        yield from send(self._asks(key))
        try:
            return isinstance((yield from (meta_value if self._quiet else value)(_SMALL)), bytes)
        except TooLarge:
            return True

    @property
    def _quiet(self) -> bool:
        """True where there is a way to read an item that leaves it as it is."""
        return self.version >= (1, 6, 10) and not self.plain

    def _asks(self, key: bytes) -> Message:
        return command("mg", key, "v", "u") if self._quiet else command("get", key)

    def _wanted(self, survey: Survey, entry: Entry) -> list[bytes]:
        """Keys whose values fit into the room, by the sizes that the dump said."""
        room, keys = survey.room(), list[bytes]()
        for item in entry.key:
            if len(keys) < entry.want and sound(item.key) and item.size <= room:
                room -= item.size
                keys.append(item.key)
        if not keys:
            survey.barred = survey.barred or "left undone where a value is larger than what may be read"
        return keys

    def _values(self, survey: Survey, entry: Entry, keys: Sequence[bytes]) -> Talk[int]:
        """Reads these values; how many of the keys are done, the last of them by a value that was too large."""
        quiet = self._quiet
        for key in keys:
            yield from send(self._asks(key))
        refused = None
        for done, key in enumerate(keys, 1):
            try:
                read = yield from (meta_value if quiet else value)(survey.left + _SMALL)
            except TooLarge:
                survey.barred = "left undone where a value is larger than what may be read"
                self.afresh += 1
                yield from redial()
                return done if self.afresh < _AFRESH else len(keys)
            self.asked += 1
            if isinstance(read, Refused):
                refused = read
                continue
            if read is None:
                self.missing += 1
                survey.keep(entry, [])
                continue
            self.given += 1
            survey.took(len(read))
            survey.keep(entry, [record(key, readable(read))])
        if refused and quiet and _unknown(refused):
            self.plain = True
            return (yield from self._values(survey, entry, keys))
        if refused and not self._closed(survey, refused):
            survey.barred = "refused"
        return len(keys)


def _number(said: str) -> int | None:
    return int(said) if re.fullmatch(r"[0-9]{1,18}", said) else None


def _product(said: Mapping[str, str]) -> str | None:
    return "Memcached" if {"pid", "pointer_size", "libevent"} <= said.keys() else None


def _unknown(said: bytes | Refused | None) -> bool:
    return isinstance(said, Refused) and said.code == "ERROR" and not said.text


def _serves_nobody(said: Refused) -> bool:
    """Whether it has no room for a client, or for what was asked (doc/protocol.txt, "Error strings")."""
    full = said.code == "ERROR" and said.text.startswith("too many open connections")
    return full or (said.code == "SERVER_ERROR" and bool(said.text))


def _needs_login(said: bytes | Refused | None) -> bool:
    return isinstance(said, Refused) and said.code == "CLIENT_ERROR" and said.text.startswith("unauthenticated")
