"""Redis, Valkey, KeyDB and others that speak RESP. Open when keys and values can be read without a password.

Sources: https://redis.io/docs/latest/commands/ and, for `-DENIED`, `-NOAUTH` and `-NOPERM`,
https://redis.io/docs/latest/operate/oss_and_stack/management/security/ .
Reading here changes nothing on the other side: `CLIENT NO-TOUCH` and `SELECT` change our own connection only; since 7.2
the former keeps even the order in which keys are evicted. The control is a command that no server knows.
"""

import re
import secrets
from collections.abc import Iterable, Iterator, Mapping
from contextlib import suppress
from dataclasses import dataclass, field
from typing import Any, NamedTuple

from leftopen.model import Access
from leftopen.probes import Spec
from leftopen.raw import Finding, Raw, RawCollection, Times
from leftopen.survey.families import families, readable, record
from leftopen.wire.resp import Refused, Status, Value, ask_all, begins, command, reply
from leftopen.wire.talk import Broken, Closed, Foreign, Late, Message, SampleLimits, Spent, Talk, send

CONTROL = "LEFTOPEN.CONTROL"
_SAYS = """
DBSIZE GETRANGE HSCAN INFO JSON.GET LEFTOPEN.CONTROL LRANGE PING SCAN SELECT SSCAN TYPE XRANGE XREVRANGE ZSCAN
"""
SPEC = Spec(
    protocols=("redis",),
    ports=(6379, 6380, 26379),
    over="raw",
    verbs=frozenset([*_SAYS.split(), "CLIENT NO-TOUCH", "MEMORY USAGE"]),
    recognises=begins,
    opening=command("PING"),
    anywhere=True,
)

_SMALL = 65_536
"""Bytes of a reply that is no list of keys or values; of a value read whole; of the items of one value."""
_LARGE = 524_288
_TEXT = 16_384
_ITEMS = 10
_DATABASES = 8
_ROUNDS = 8
_FIRST, _KEYS = 50, 500
"""Keys asked for at first, and at most once it is known how long they are."""
_REQUESTS = 224
"""Requests that types, sizes and values may take; the driver allows 256 to a service."""
_FACT = re.compile(r"^([^:\r\n]*):(.*)$", re.MULTILINE)
_BUSY = {"LOADING", "MASTERDOWN", "BUSY", "NOPERM"}
_FORKS = {"valkey": "Valkey", "dragonfly": "Dragonfly", "garnet": "Garnet", "kvrocks": "Kvrocks"}


@dataclass
class _Seen:
    """What the talk has shown so far: a verdict can be given at any moment."""

    info: dict[str, str] = field(default_factory=dict)
    control: Value = None
    refused: Refused | None = None
    keys: int | None = None
    named: int = 0
    complete: bool = False
    values: int = 0
    listed: int = 0
    left: int = _REQUESTS
    stores: list[RawCollection] = field(default_factory=list)
    decoy: bool = False


def probe(limits: SampleLimits) -> Talk[Finding]:
    """Asks a server on which PING is understood what it lets anyone read."""
    with suppress(Closed):  # protected mode refuses and closes before it is asked
        yield from send(command("PING"))
    greeting = yield from reply(_SMALL, first=True)
    if isinstance(greeting, Refused):
        if _needs_password(greeting):
            return _locked(greeting)
        if greeting.code not in _BUSY:
            raise Foreign("an error that is none of Redis")
    elif greeting != b"PONG":
        raise Foreign("no PONG")
    seen = _Seen()
    with suppress(Broken, Closed, Late, Spent):  # what has been shown until then is judged
        yield from _look(seen, limits)
    return _verdict(seen)


# --- asking -----------------------------------------------------------------------------------------------------------


def _ask(verb: str, *args: str | bytes | int, most: int = _SMALL) -> Talk[Value]:
    yield from send(command(verb, *args))
    return (yield from reply(most))


def _look(seen: _Seen, limits: SampleLimits) -> Talk[None]:
    """Fills `seen`: who answers, the control, then keys and values of each database."""
    known = [command("INFO", section) for section in ("server", "replication", "keyspace", "sentinel")]
    *answers, seen.control = yield from ask_all([*known, command(CONTROL, secrets.token_hex(8))], _SMALL)
    for answer in answers:
        seen.info |= _info(answer)
    if not _unknown(seen.control) or _mode(seen.info) == "sentinel":
        return
    before = []
    if _product(seen.info) in ("Redis", "Valkey") and _version(seen.info) >= (7, 2):
        before.append(command("CLIENT NO-TOUCH", "ON"))
    room = limits.sample_bytes
    complete = True
    for number in _databases(seen.info):
        select = [command("SELECT", number)] if number else []
        page = command("SCAN", 0, "COUNT", _FIRST)
        *first, size, answer = yield from ask_all([*before, *select, command("DBSIZE"), page], _LARGE)
        before.clear()
        if number and first != [b"OK"]:
            complete = False
            continue
        keys, whole = yield from _scan(seen, answer, room // 2)
        room -= sum(map(len, keys))
        complete = complete and whole
        if isinstance(size, int):
            seen.keys = (seen.keys or 0) + max(size, 0)
        seen.named += len(keys)
        groups = families(keys, limits.collections)
        seen.listed += len(groups)
        found = []
        for name, members in list(groups.items())[: limits.collections - len(seen.stores)]:
            store = RawCollection(f"db{number}/{name}" if number else name, records=len(members) if whole else None)
            seen.stores.append(store)
            found.append((store, members))
        room = yield from _sample(seen, found, limits.records, room)
    seen.complete = complete


def _scan(seen: _Seen, answer: Value, room: int) -> Talk[tuple[list[bytes], bool]]:
    """Keys of the database, from the first page of a SCAN on, and whether these are all."""
    keys: dict[bytes, None] = {}
    for left in reversed(range(_ROUNDS)):
        if isinstance(answer, Refused):
            seen.refused = answer
            if _unknown(answer):
                kind = yield from _ask("TYPE", secrets.token_hex(8))
                seen.decoy = _unknown(kind) and _version(seen.info) >= (2, 8)
            break
        cursor, some = _page(answer)
        keys |= dict.fromkeys(some)
        if cursor == b"0":
            return list(keys), True
        if not left or sum(map(len, keys)) > room:
            break
        count = max(1, min(_KEYS, _LARGE // (4 * max(map(len, keys), default=1))))
        answer = yield from _ask("SCAN", cursor, "COUNT", count, most=_LARGE)
    return list(keys), False


class _Key(NamedTuple):
    """A key whose value is wanted, of the type that it is taken for."""

    store: RawCollection
    name: bytes
    kind: Value


def _sample(seen: _Seen, found: list[tuple[RawCollection, list[bytes]]], records: int, room: int) -> Talk[int]:
    """Reads values of these families while there is room for bytes; returns the room left.

    The keys of a family mostly have one type, so that they are first taken to be of the type of one of them: a key of
    another type says so (`WRONGTYPE`), and is asked for its own.
    """
    if room <= 0:
        return room
    seen.left -= len(found)
    shares = _shares([len(members) for _, members in found], records, seen.left // 2)
    kinds = yield from ask_all((command("TYPE", members[0]) for _, members in found), _SMALL)
    keys = [
        _Key(store, name, kind)
        for (store, members), share, kind in zip(found, shares, kinds, strict=True)
        for name in members[:share]
    ]
    others, room = yield from _values(seen, keys, room)
    if others and room > 0:
        seen.left -= len(others)
        kinds = yield from ask_all((command("TYPE", key.name) for key in others), _SMALL)
        again = [_Key(key.store, key.name, kind) for key, kind in zip(others, kinds, strict=True)]
        _, room = yield from _values(seen, again, room)
    return room


def _shares(sizes: list[int], most: int, left: int) -> list[int]:
    """How many keys of each family are read, the largest family first: each is to have some of what is `left`."""
    shares = []
    for place, size in reversed(list(enumerate(sizes, 1))):
        shares.append(max(0, min(size, most, left // place)))
        left -= shares[-1]
    return shares[::-1]


def _values(seen: _Seen, keys: list[_Key], room: int) -> Talk[tuple[list[_Key], int]]:
    """Reads the values of these keys into their stores; also gives those that turned out to be of another type."""
    known = [key for key in keys if isinstance(key.kind, bytes) and key.kind in _READERS]
    several = [key for key in known if key.kind != b"string"]
    texts = [key for key in known if key.kind == b"string"]
    sizes = yield from ask_all((command("MEMORY USAGE", key.name) for key in several), _SMALL)
    asked: list[_Key] = []
    for key, size in zip(several, sizes, strict=True):
        weight = size if isinstance(size, int) else 1
        if weight < min(_LARGE, room):
            room -= min(weight, _TEXT)
            asked.append(key)
    share = min(_TEXT, room // max(1, len(texts)))  # of a text only the begin is read, however long it is
    asked += texts if share > 0 else []
    seen.left -= len(several) + len(asked)
    values: list[Value] = []
    try:
        yield from ask_all((_reader(key, share) for key in asked), _LARGE, values)
    finally:
        others, weight = _keep(seen, zip(asked, values, strict=False))
    yield from _spans(asked)
    return others, room - weight


def _keep(seen: _Seen, answers: Iterable[tuple[_Key, Value]]) -> tuple[list[_Key], int]:
    """Puts values into their stores; the keys of another type, and the bytes of the values."""
    others, weight = [], 0
    for key, value in answers:
        if isinstance(value, Refused) and value.code == "WRONGTYPE":
            others.append(key)
        elif isinstance(value, Refused):
            seen.refused = value
        elif isinstance(value, Status):
            raise Broken("a status where there should be a value")
        elif value is not None:
            assert isinstance(key.kind, bytes)
            weight += _weight(value)
            seen.values += 1
            key.store.raws.append(Raw(record(key.name, _shaped(key.kind, value))))
    return others, weight


def _spans(keys: list[_Key]) -> Talk[None]:
    """The ids of a stream begin with the time in milliseconds at which an entry was added."""
    streams = {key.store.name: key for key in reversed(keys) if key.kind == b"stream" and key.store.raws}
    several = list(streams.values())
    first = [command("XRANGE", key.name, "-", "+", "COUNT", 1) for key in several]
    last = [command("XREVRANGE", key.name, "+", "-", "COUNT", 1) for key in several]
    ends = yield from ask_all([*first, *last], _LARGE)
    for key, begin, end in zip(several, ends, ends[len(several) :], strict=False):
        key.store.times.append(Times("ids of a stream", _stream_time(begin), _stream_time(end)))


# --- reading what came ------------------------------------------------------------------------------------------------

_READERS: Mapping[bytes, tuple[str, tuple[str | int, ...]]] = {
    b"string": ("GETRANGE", (0,)),
    b"hash": ("HSCAN", (0, "COUNT", _ITEMS)),
    b"list": ("LRANGE", (0, _ITEMS - 1)),
    b"set": ("SSCAN", (0, "COUNT", _ITEMS)),
    b"zset": ("ZSCAN", (0, "COUNT", _ITEMS)),
    b"stream": ("XRANGE", ("-", "+", "COUNT", _ITEMS)),
    b"ReJSON-RL": ("JSON.GET", ()),
}


def _reader(key: _Key, share: int) -> Message:
    """The command that reads a value; of a text, `share` bytes."""
    assert isinstance(key.kind, bytes)
    verb, args = _READERS[key.kind]
    return command(verb, key.name, *args, share - 1) if verb == "GETRANGE" else command(verb, key.name, *args)


def _shaped(kind: bytes, value: Value) -> Any:
    """The value as a record: fields of a hash, items of a list, of a set, of a stream."""
    if kind in (b"string", b"ReJSON-RL"):
        return readable(value) if isinstance(value, bytes) else None
    if kind in (b"hash", b"set", b"zset"):
        value = _page(value)[1]  # type: ignore[assignment]  # a list of bytes is a list of values
    if kind == b"hash":
        return dict(_pairs(value))
    if kind == b"zset":
        return {"members": [{"member": member, "score": score} for member, score in _pairs(value)]}
    if not isinstance(value, list):
        raise Broken("no list where there should be one")
    if kind == b"stream":
        return {"entries": [dict(_pairs(entry[1])) for entry in value if isinstance(entry, list) and len(entry) == 2]}
    return {"items": [readable(item) for item in value if isinstance(item, bytes)]}


def _pairs(value: Value) -> Iterator[tuple[str, Any]]:
    flat = [item for item in value if isinstance(item, bytes)] if isinstance(value, list) else []
    for name, item in zip(flat[::2], flat[1::2], strict=False):
        yield name.decode("utf-8", "replace"), readable(item)


def _page(answer: Value) -> tuple[bytes, list[bytes]]:
    """The cursor and the items of a SCAN."""
    match answer:
        case [bytes() as cursor, list() as found] if cursor.isdigit() and len(cursor) <= 20:
            return cursor, [item for item in found if isinstance(item, bytes)]
    raise Broken("no page of a SCAN")


def _weight(value: Value) -> int:
    if isinstance(value, list):
        return sum(map(_weight, value))
    return len(value) if isinstance(value, bytes) else 8


def _stream_time(entries: Value) -> float | None:
    match entries:
        case [[bytes() as id, *_]] if re.fullmatch(rb"\d{12,14}-\d{1,20}", id):
            return int(id.partition(b"-")[0]) / 1000
    return None


def _info(answer: Value) -> dict[str, str]:
    """`name:value` lines of INFO; a refusal has none."""
    if not isinstance(answer, bytes):
        return {}
    return {name: value.strip() for name, value in _FACT.findall(answer.decode("utf-8", "replace"))}


def _databases(info: Mapping[str, str]) -> list[int]:
    """Numbers of the databases that hold keys, 0 always among them."""
    numbers = {int(name[2:]) for name in info if re.fullmatch(r"db\d{1,4}", name)}
    return sorted({0} | numbers)[:_DATABASES]


def _version(info: Mapping[str, str]) -> tuple[int, ...]:
    found = re.match(r"(\d{1,4})\.(\d{1,4})", info.get("redis_version", ""))
    return (int(found[1]), int(found[2])) if found else (0,)


def _mode(info: Mapping[str, str]) -> str:
    return info.get("redis_mode") or info.get("server_mode", "")


def _product(info: Mapping[str, str]) -> str | None:
    for word, name in _FORKS.items():
        if f"{word}_version" in info:
            return name
    if "keydb" in info.get("executable", "").lower():
        return "KeyDB"
    return "Redis" if "redis_version" in info else None


def _unknown(answer: Value) -> bool:
    return isinstance(answer, Refused) and answer.code == "ERR" and "unknown command" in answer.text


def _needs_password(answer: Value) -> bool:
    if not isinstance(answer, Refused):
        return False
    old = answer.code == "ERR" and answer.text.startswith("operation not permitted")  # until 2.6
    return old or answer.code in ("NOAUTH", "DENIED")


# --- judging ----------------------------------------------------------------------------------------------------------


def _locked(answer: Refused) -> Finding:
    if answer.code == "DENIED":
        says = "PING from this address was refused by protected mode: no password is set, only loopback is served."
        return Finding("redis", Access.LOCKED, says, remedy="protected")
    return Finding("redis", Access.LOCKED, "PING was refused: a password is required.")


def _verdict(seen: _Seen) -> Finding:
    access, proof = _judged(seen)
    product = _product(seen.info)
    version = next((seen.info[f"{word}_version"] for word in _FORKS if f"{word}_version" in seen.info), None)
    shown = access in (Access.OPEN, Access.METADATA)
    return Finding(
        "redis",
        access,
        proof,
        product=product,
        version=version or seen.info.get("redis_version"),
        stores=seen.stores if shown else (),
        listed=seen.listed or None if shown else None,
        facts=_facts(seen.info),
        remedy="sentinel" if _mode(seen.info) == "sentinel" else None,
    )


def _judged(seen: _Seen) -> tuple[Access, str]:
    refused = seen.refused or (seen.control if isinstance(seen.control, Refused) else None)
    if _needs_password(refused):
        return Access.LOCKED, "PING was answered, but reading keys requires a password."
    if seen.control is not None and not isinstance(seen.control, Refused):
        return Access.DECOY, "A command that does not exist was answered as if it did: no Redis does that."
    if not _unknown(seen.control):
        return Access.UNKNOWN, "PING was answered, but the control, an unknown command, was not refused as Redis does."
    if seen.decoy:
        return Access.DECOY, "It claims a version that knows SCAN and TYPE, and refuses both: a honeypot does that."
    if _mode(seen.info) == "sentinel":
        return Access.METADATA, "INFO of a Redis Sentinel was read without a password: it names servers, holds no keys."
    control = "an unknown command was refused as Redis does"
    if seen.named:
        count = "SCAN" if seen.keys is None else f"DBSIZE counted {_some(seen.keys, 'key')} and SCAN"
        named = f"{count} named {seen.named} without a password"
        if seen.values:
            return Access.OPEN, f"{named}, and {_some(seen.values, 'value')} could be read; {control}."
        return Access.METADATA, f"{named}, but no value could be read; {control}."
    if seen.refused and seen.refused.code == "NOPERM":
        if seen.info:
            return Access.METADATA, f"INFO was read without a password, but reading keys is not permitted; {control}."
        return Access.LOCKED, "PING was answered, but the anonymous user may run no command that reads."
    if seen.complete and seen.keys == 0:
        return Access.EMPTY, f"DBSIZE and SCAN were answered without a password: there are no keys; {control}."
    return Access.UNKNOWN, "Commands are answered without a password, but no key could be read."


def _some(count: int, noun: str) -> str:
    return f"{count} {noun}" if count == 1 else f"{count} {noun}s"


def _facts(info: Mapping[str, str]) -> dict[str, str]:
    """`cluster_uuid` is the replication id, the same on a primary and its replicas."""
    names = {
        "cluster_uuid": "master_replid",
        "mode": "redis_mode",
        "os": "os",
        "role": "role",
        "primary": "master_host",
    }
    facts = {fact: info[name] for fact, name in names.items() if info.get(name)}
    watched = re.search(r"address=([^,]{1,64})", info.get("master0", ""))
    return facts | ({"primary": watched[1]} if watched else {})
