"""Memcached, and caches that speak its text protocol. Open when keys and values can be read without a login. TCP only.

Sources: https://github.com/memcached/memcached/blob/master/doc/protocol.txt ; crawler.c of the same place, by which a
crawl ends with its reader; the release notes of 1.5.6, since when `metadump` has an end, and of 1.6.10, since when the
meta commands stay as they are; https://github.com/DinoTools/dionaea , a honeypot that knows `stats` and not `version`.

What changes on the other side are counters alone: a dump walks the items and moves none, and `mg` with the flag `u`
neither marks an item as read nor keeps it from being evicted. Before 1.6.10 there is only `get`, which does both.
The control is a command that no server knows. It leaves with the first question, so that a server of the binary
protocol alone, which waits for 24 bytes, hangs up at once; it is then asked two empty binary requests.
"""

import re
import secrets
from collections.abc import Mapping
from contextlib import suppress
from dataclasses import dataclass, field

from leftopen.model import Access
from leftopen.probes import Spec
from leftopen.raw import Finding, Raw, RawCollection, Times
from leftopen.survey.families import families, readable, record
from leftopen.wire.memcached import (
    Dump,
    Item,
    Refused,
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
from leftopen.wire.talk import Broken, Closed, Foreign, Late, SampleLimits, Spent, Talk, redial, send

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
    anywhere=True,
    wide=(11212, 11213, 11214),
)

_SMALL = 65_536
"""Bytes of statistics; of the names of items at least; bytes by which a value may be larger than the dump said."""
_KEYS = 500
_CLASSES = 16
_ASKED = 3
"""Keys that are named and yet not there: fewer may have run out in between."""
_AUTH = 0x20
"""Status of the binary protocol: authentication required, or failed."""


@dataclass
class _Seen:
    """What the talk has shown so far: a verdict can be given at any moment."""

    version: str
    control: bytes | Refused | None = None
    stats: dict[str, str] = field(default_factory=dict)
    refused: Refused | None = None
    items: tuple[Item, ...] = ()
    whole: bool = False
    asked: int = 0
    missing: int = 0
    values: int = 0
    listed: int = 0
    stores: list[RawCollection] = field(default_factory=list)

    @property
    def count(self) -> int | None:
        """How many items the server says it has."""
        said = self.stats.get("curr_items", "")
        return int(said) if re.fullmatch(r"[0-9]{1,18}", said) else None


def probe(limits: SampleLimits) -> Talk[Finding]:
    """Asks a server that knows `version` what it lets anyone read."""
    try:
        yield from send(command("version"))
        yield from send(command(CONTROL, secrets.token_hex(8)))
        greeting = yield from reply(first=True)
    except Closed:
        return (yield from _binary())
    if isinstance(greeting, Refused):
        if _needs_login(greeting):
            return Finding("memcached", Access.LOCKED, "`version` was refused: a login is required.", remedy="locked")
        return (yield from _nameless(greeting))
    seen = _Seen(greeting.removeprefix(b"VERSION ").decode("utf-8", "replace"))
    with suppress(Broken, Closed, Late, Spent):  # what has been shown until then is judged
        seen.control = yield from reply()
        if _unknown(seen.control):
            yield from _look(seen, limits)
    return _verdict(seen)


def _binary() -> Talk[Finding]:
    """A server that hangs up on text may be one of the binary protocol alone, as SASL makes it."""
    yield from redial()
    yield from send(binary("version"))
    yield from send(binary("noop"))
    status, body = yield from binary_answer("version", first=True)
    version = body.decode("utf-8", "replace") if status == 0 else None
    status, _ = yield from binary_answer("noop")
    if status == _AUTH:
        access, proof = (
            Access.LOCKED,
            "Text is not understood, and an empty binary request was refused: a login is required.",
        )
    else:
        access, proof = Access.UNKNOWN, "Only the binary protocol is understood, which is not read here."
    remedy = "locked" if access is Access.LOCKED else None
    return Finding("memcached", access, proof, product="Memcached", version=version, remedy=remedy)


def _nameless(greeting: Refused) -> Talk[Finding]:
    """Every Memcached knows `version`; a honeypot is known that has statistics of one and does not."""
    if _unknown(greeting) and _unknown((yield from reply())):
        yield from send(command("stats"))
        said = yield from stats(_SMALL)
        if isinstance(said, dict) and {"version", "pointer_size", "curr_items"} <= said.keys():
            proof = (
                "It has the statistics of a Memcached and does not know the command `version`: a honeypot does that."
            )
            return Finding("memcached", Access.DECOY, proof, version=said["version"])
    raise Foreign("an error that is none of Memcached")


# --- asking -----------------------------------------------------------------------------------------------------------


def _look(seen: _Seen, limits: SampleLimits) -> Talk[None]:
    """Fills `seen`: the statistics, the names of items, then values of each family of keys."""
    yield from send(command("stats"))
    said = yield from stats(_SMALL)
    if isinstance(said, Refused):
        seen.refused = said
        return
    seen.stats = said
    dump = yield from _dump(seen, max(limits.sample_bytes, _SMALL))
    seen.items, seen.whole = dump.items, dump.whole
    by_key = {item.key: item for item in dump.items}
    groups = families(by_key, limits.collections)
    seen.listed = len(groups)
    room = limits.sample_bytes
    for name, keys in groups.items():
        if len(seen.stores) == limits.collections:
            break
        members = [by_key[key] for key in keys]
        seen.stores.append(_store(seen, name, members))
        room = yield from _sample(seen, seen.stores[-1], members[: limits.records], room)


def _dump(seen: _Seen, room: int) -> Talk[Dump]:
    """Items by name. A dump that is not read to its end would go on, so the connection ends there."""
    if _version(seen) >= (1, 5, 6):
        yield from send(command("lru_crawler metadump", "all"))
        dump = yield from metadump(_KEYS, room)
        if isinstance(dump, Dump):
            if not dump.whole:
                yield from redial()
            return dump
        seen.refused = dump
        if "not allowed" in dump.text:
            return Dump((), whole=False)
    return (yield from _class_by_class(seen))


def _class_by_class(seen: _Seen) -> Talk[Dump]:
    """Items by name, of each class of sizes: what there is before 1.5.6, and while another dump runs."""
    yield from send(command("stats items"))
    said = yield from stats(_SMALL)
    if isinstance(said, Refused):
        seen.refused = said
        return Dump((), whole=False)
    classes = {int(found[1]): None for name in said if (found := re.fullmatch(r"items:([0-9]{1,3}):number", name))}
    items: list[Item] = []
    for number in list(classes)[:_CLASSES]:
        count = _KEYS // min(len(classes), _CLASSES)
        yield from send(command("stats cachedump", number, count))
        dump = yield from cachedump(count)
        if isinstance(dump, Refused):
            seen.refused = dump
            break
        items += dump.items
    return Dump(tuple(items), whole=len(items) == seen.count)


def _store(seen: _Seen, name: str, members: list[Item]) -> RawCollection:
    """A family of keys. Nothing in a cache is older than the start of its server."""
    used = [item.used for item in members if item.used]
    times = [Times("when items were last set or read", min(used), max(used))] if used else []
    now, uptime = (seen.stats.get(name, "") for name in ("time", "uptime"))
    if not seen.stores and all(re.fullmatch(r"[0-9]{1,11}", said) for said in (now, uptime)):
        times.append(Times("start of the server, which holds nothing older", int(now) - int(uptime), None))
    size = sum(item.size for item in members)
    return RawCollection(
        name,
        records=len(members) if seen.whole else None,
        bytes=size if seen.whole else None,
        times=times,
        family=True,
    )


def _sample(seen: _Seen, store: RawCollection, members: list[Item], room: int) -> Talk[int]:
    """Reads values into the store while there is room for bytes; returns the room left."""
    asked: list[bytes] = []
    planned = 0
    for item in members:
        if sound(item.key) and planned + item.size <= room:
            planned += item.size
            asked.append(item.key)
    quiet = _version(seen) >= (1, 6, 10)
    for key in asked:
        yield from send(command("mg", key, "v", "u") if quiet else command("get", key))
    for key in asked:
        read = yield from (meta_value if quiet else value)(max(room, 0) + _SMALL)
        seen.asked += 1
        if isinstance(read, Refused):
            seen.refused = read
        elif read is None:
            seen.missing += 1
        else:
            room -= len(read)
            seen.values += 1
            store.raws.append(Raw(record(key, readable(read))))
    return room


# --- judging ----------------------------------------------------------------------------------------------------------


def _version(seen: _Seen) -> tuple[int, ...]:
    found = re.match(r"(\d{1,4})\.(\d{1,4})\.(\d{1,4})", seen.version)
    return tuple(map(int, found.groups())) if found else (0,)


def _product(said: Mapping[str, str]) -> str | None:
    return "Memcached" if {"pid", "pointer_size", "libevent"} <= said.keys() else None


def _unknown(said: bytes | Refused | None) -> bool:
    return isinstance(said, Refused) and said.code == "ERROR"


def _needs_login(said: bytes | Refused | None) -> bool:
    return isinstance(said, Refused) and said.code == "CLIENT_ERROR" and said.text.startswith("unauthenticated")


def _verdict(seen: _Seen) -> Finding:
    access, proof = _judged(seen)
    shown = access in (Access.OPEN, Access.METADATA)
    return Finding(
        "memcached",
        access,
        proof,
        product=_product(seen.stats),
        version=seen.version,
        stores=seen.stores if shown else (),
        listed=seen.listed or None if shown else None,
    )


def _judged(seen: _Seen) -> tuple[Access, str]:
    if _needs_login(seen.control) or _needs_login(seen.refused):
        return Access.LOCKED, "`version` was answered, but reading keys requires a login."
    if isinstance(seen.control, bytes):
        return Access.DECOY, "A command that does not exist was answered as if it did: no Memcached does that."
    if not _unknown(seen.control):
        return Access.UNKNOWN, "`version` was answered, but the control, an unknown command, was not refused."
    control = "an unknown command was refused as Memcached does"
    counted = "" if seen.count is None else f"`stats` counted {_some(seen.count, 'item')} and "
    if seen.values:
        named = f"{counted}a dump named {len(seen.items)} without a login"
        return Access.OPEN, f"{named}, and {_some(seen.values, 'value')} could be read; {control}."
    if seen.missing >= _ASKED and seen.missing == seen.asked:
        return Access.DECOY, "Of the items that it named, none is there: a honeypot does that."
    if seen.items:
        return Access.METADATA, f"{counted}a dump named {len(seen.items)}, but no value could be read; {control}."
    if seen.count and seen.refused and "not allowed" in seen.refused.text:
        return Access.METADATA, f"{counted}was read without a login, but keys are not listed; {control}."
    if seen.whole and seen.count == 0:
        return Access.EMPTY, f"{counted}a dump named none, without a login; {control}."
    return Access.UNKNOWN, "Commands are answered without a login, but no item could be read."


def _some(count: int, noun: str) -> str:
    return f"{count} {noun}" if count == 1 else f"{count} {noun}s"
