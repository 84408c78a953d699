"""etcd, over the JSON gateway of its API v3. Open when a range over all keys names them and gives their values without
a login, while a key of a random name is not there.

Sources: etcd documentation ("gRPC gateway": `/v3` since 3.4, `/v3beta` in 3.3, `/v3alpha` before; keys and values in
base64; "API reference": range) and `api/v3rpc/rpctypes/error.go` (the words of a refusal). `/version` and `/health`
answer everyone and are no proof. Where certificates of clients are asked for, TLS says so before any of this.
"""

import base64
import binascii
import secrets
from collections.abc import Mapping
from dataclasses import replace
from typing import Any, NamedTuple

from leftopen.model import DoorState
from leftopen.probes import Spec
from leftopen.raw import Finding, RawCollection
from leftopen.survey import families
from leftopen.survey.doors import by_name, door_state, lists, together
from leftopen.survey.figures import written
from leftopen.survey.http import LISTING, PAGE, REFUSED, Answer, ask, body_of, in_turn, lock, more, patient, unshown
from leftopen.survey.survey import Catalogue, Entry, Survey, Unsigned, Words, walk
from leftopen.wire import http, json
from leftopen.wire.talk import Broken, Request, Response, SampleLimits, Talk

_PREFIXES = ("/v3", "/v3beta", "/v3alpha")
_DOOR = "API v2 "
"""Begins the door of what API v2 gave; the word of its remedy is `older`."""

_PARTS = ("a", "b", "c")
_OLDER = tuple("/v2/keys/" + "/".join(f"{{{part}}}" for part in _PARTS[:depth]) for depth in range(4))
"""The keys of API v2, which are others, with logins of their own: it is on by default up to 3.3."""

_UNLISTED = "API v2 holds nothing that it lists, and keys whose name begins with `_` it lists to nobody"
"""etcd 2.3 documentation, "Creating a hidden node"; CoreOS and etcd itself kept what they share in such folders."""

_UNTOLD = "what API v2 would give cannot be told from its answer"
_FOLDERS = 40
_ABSENT, _NO_RIGHT = 100, 110
"""Errors of API v2: there is no such key; insufficient credentials."""

_NOTHING = b"404 page not found"
"""What Go's router says of a path that there is not."""


def _recognises(first: bytes) -> bool:
    """Where there is nothing at `/`, in the words of Go's own router: few others say these, and no server's name."""
    return first.startswith(b"HTTP/1.1 404 ") and first.endswith(_NOTHING + b"\n") and b"\nserver:" not in first


SPEC = Spec(
    protocols=("etcd",),
    ports=(2379, 4001),
    over="http",
    verbs=frozenset(
        ["GET /version", *(f"GET {path}" for path in _OLDER), *(f"POST {prefix}/kv/range" for prefix in _PREFIXES)]
    ),
    recognises=_recognises,
)
WORDS = Words("family of keys", "value", "A range over all keys", "a range over {}",
              "a key with a random name was not there", collections="families of keys")  # fmt: skip
_EVERY = base64.b64encode(b"\0").decode()
"""As `key` the first of all keys, as `range_end` the end of all."""

_KEYS = 2000
"""Keys that are listed to tell their families."""

_CLOSED = ("user name is empty", "invalid auth token")
"""A login is wanted, for whatever is asked."""

_BY_KEY = "permission denied"
"""These keys are not for the role that we have, which a proxy or a certificate may give: it speaks of no others."""


def probe(limits: SampleLimits) -> Talk[Finding]:
    """Asks a server that tells its version as etcd does."""
    return (yield from walk(Survey("etcd", limits, WORDS, product="etcd"), _Etcd()))


class _Family(NamedTuple):
    """What its keys begin with, and those that were listed: others may begin so, too (`/` and `/users/`)."""

    begin: bytes
    names: tuple[bytes, ...]


class _Etcd(Catalogue):
    """See `survey.Catalogue`. The key of an entry is a family, or the pairs that API v2 gave.

    `older`: API v2 is asked too, or alone where v3 is locked or not there; `without`: it is refused, or not there;
    `guarded`: it is refused; `lock`: that of v3; `known`: all keys of v3 were listed.
    """

    doubted = True
    prefix = _PREFIXES[0]
    older = without = known = guarded = False
    lock: str | None = None

    def greet(self, survey: Survey) -> Talk[None]:
        """The version of the server and of its cluster."""
        answer = yield from ask(http.get("/version", most=PAGE))
        if "etcdserver" not in answer.body or "etcdcluster" not in answer.body:
            raise Unsigned("no version of etcd")
        survey.version = answer.text("etcdserver")

    def control(self, survey: Survey) -> Talk[None]:
        """A key of a random name is not there; the first prefix that is known is kept."""
        name = base64.b64encode(f"leftopen/{secrets.token_hex(8)}".encode()).decode()
        for self.prefix in _PREFIXES:
            answer = yield from ask(http.post(f"{self.prefix}/kv/range", {"key": name}, most=PAGE))
            if answer.status != 404:
                break
        header = answer.body.get("header")
        survey.controlled = answer.ok and isinstance(header, dict) and not answer.body.get("kvs")
        if answer.ok and answer.body.get("kvs"):
            survey.decoy = "It has a key that does not exist"
        elif _by_key(answer):
            survey.controlled = True
        elif _refused(answer):
            self.lock = f"A range over keys was refused with {answer.status}: it asks for a login"
        if isinstance(header, dict) and isinstance(header.get("cluster_id"), str):
            survey.facts = {"cluster_id": _in_hexadecimal(header["cluster_id"])}
        if (self.lock or answer.status == 404) and not (yield from self._look_older(survey)):
            self._shut(survey, self.without)

    def _look_older(self, survey: Survey) -> Talk[bool]:
        """Whether API v2 answers for a key of a random name as for one that is not there."""
        answer = yield from ask(_older((f"leftopen_{secrets.token_hex(8)}",)))
        if answer.status == 404 and answer.body.get("errorCode") == _ABSENT:
            self.older = survey.controlled = True
        elif answer.body.get("errorCode") == _NO_RIGHT and not survey.controlled and not self.lock:
            survey.undecided = "A key of API v2 is not for who has no login; others may be"
        by_key = answer.body.get("errorCode") == _NO_RIGHT  # a role of all, which may read others
        self.guarded = answer.status in REFUSED
        self.without = (answer.status in REFUSED and not by_key) or (answer.status == 404 and not answer.body)
        return self.older

    def _shut(self, survey: Survey, without: bool) -> None:
        """Locked where API v2 gives nothing either; where it answers as it should not, that is not known."""
        if without or not self.lock:
            survey.locked = self.lock
        else:
            survey.undecided = f"{self.lock}, and {_UNTOLD}"

    def _older_entries(self, survey: Survey) -> Talk[list[Entry]]:
        """Families of the keys that folders list with their values, three levels deep."""
        values: dict[bytes, bytes] = {}
        left: list[tuple[str, ...]] = [()]
        asked, refused = 0, False
        while left and asked < _FOLDERS:
            path = left.pop(0)
            asked += 1
            response = yield from patient(_older(path))
            survey.whole &= response.status == 200 and not response.cut and _folder(response)
            refused |= asked == 1 and response.status in REFUSED
            for each in json.whole(response.body, "nodes") if response.status == 200 else ():
                if not isinstance(each, dict):
                    survey.whole = False
                    continue
                key = each.get("key")
                parts = tuple(key.strip("/").split("/")) if isinstance(key, str) else ()
                if each.get("dir") is True and len(parts) <= len(_PARTS) and all(map(_plain, parts)):
                    left.append(parts)
                elif isinstance(key, str) and isinstance(each.get("value"), str):
                    values[key.encode()] = each["value"].encode()
                else:
                    survey.whole = False
        survey.whole &= not left
        if values:
            survey.remedy = "older"
            both = self.known and self.lock is None
            survey.words = (
                replace(WORDS, listed="A range over all keys and GET /v2/keys", read="a read of {}")
                if both
                else replace(WORDS, listed="GET /v2/keys", read="the folders of {}")
            )
        else:
            self._shut(survey, refused)
            if survey.whole and not (survey.locked or refused):
                before = f"{self.lock}, and " if self.lock else ""
                survey.undecided = f"{before}{_UNLISTED}"
        kept = families.families(values, survey.limits.collections)
        return [_older_entry(shape, [(key, values[key]) for key in keys]) for shape, keys in kept.items()]

    def entries(self, survey: Survey) -> Talk[list[Entry]]:
        """The families of the first keys, and those of API v2, which are others."""
        if self.older:
            return (yield from self._older_entries(survey))
        found = yield from self._entries(survey)
        if survey.locked or not (found or survey.whole):
            return found
        if (yield from self._look_older(survey)):
            found += yield from self._older_entries(survey)
        elif self.guarded and not found:
            survey.whole, survey.undecided = False, "API v3 holds nothing, and API v2 is not for who has no login"
        elif not (self.without or found):
            survey.whole, survey.undecided = False, f"API v3 holds nothing, and {_UNTOLD}"
        return found

    def _entries(self, survey: Survey) -> Talk[list[Entry]]:
        body = {"key": _EVERY, "range_end": _EVERY, "limit": _KEYS, "keys_only": True}
        response = yield from patient(http.post(f"{self.prefix}/kv/range", body, most=LISTING))
        if _by_key(_answer(response)):
            survey.whole = False
            survey.undecided = "A range over all keys is not for who has no login; one over others may be"
            return []
        if _denied(response):
            lock(survey, f"A range over all keys was refused with {response.status}: it asks for a login")
            return []
        if not isinstance(body_of(response).get("header"), dict) and not response.cut:
            raise Broken("no answer of etcd to a range")
        keys = [key for each in json.whole(response.body, "kvs") if (key := _bytes(each, "key")) is not None]
        counted = body_of(response).get("count")  # left out where there is none
        total = None if response.cut else 0 if counted is None else written(counted)
        survey.whole = total == len(keys) or (total is None and not keys and not response.cut)
        survey.whole &= bool(keys) or not more(body_of(response))
        kept = families.families(keys, survey.limits.collections)
        self.known = survey.whole
        return [
            Entry(
                _Family(shape.partition("*")[0].encode(), tuple(some)),
                RawCollection(shape, records=len(some) if self.known else None),
            )
            for shape, some in kept.items()
        ]

    def sample(self, survey: Survey, entries: list[Entry]) -> Talk[None]:
        """Values of keys that begin as those of the family do."""
        for entry, room in in_turn(survey, entries):
            if not isinstance(entry.key, _Family):
                records = [families.record(key, families.readable(value)) for key, value in entry.key[: entry.want]]
                survey.took(sum(len(value) for _, value in entry.key[: entry.want]))
                survey.keep(entry, records, shown=len(entry.key))
                continue
            yield from self._read(survey, entry, {**_range(entry.key.begin), "limit": entry.want}, room)
            if entry.asked and not entry.shown:  # others begin so, too, and come first
                yield from self._read(survey, entry, {"key": base64.b64encode(entry.key.names[0]).decode()}, room)

    def _read(self, survey: Survey, entry: Entry, body: Mapping[str, Any], room: int) -> Talk[None]:
        """Those of the keys of a range that are of the family."""
        response = yield from patient(http.post(f"{self.prefix}/kv/range", body, most=room))
        survey.took(len(response.body))
        if _denied(response):
            survey.barred = f"refused with {response.status}"
        elif response.status == 200 and (b'"header"' in response.body or response.cut):
            told = json.whole(response.body, "kvs")
            names = frozenset(entry.key.names)
            some = [_record(each) for each in told if not self.known or _bytes(each, "key") in names]
            survey.keep(entry, some, more=unshown(response, some))


def reread(limits: SampleLimits, door: str) -> Talk[DoorState]:  # noqa: ARG001 - see `probes.Probe`
    """A role may read the keys that begin so and no others; asked wherever a gateway may be."""
    if door.startswith(_DOOR):
        path = tuple(door.removeprefix(_DOOR).strip("/").split("/"))
        path = () if path == ("",) else path
        ways = [_older(path)] if len(path) <= len(_PARTS) and all(map(_plain, path)) else []
        state = yield from by_name(ways, _has_value, _denied_older)
        if state is DoorState.SHUT:
            return (yield from _key_in(path))
        gone = state is DoorState.UNDECIDED and bool(ways) and (yield from _without_older())
        return DoorState.SHUT if gone else state
    begin = door.partition("*")[0].encode()
    states: list[DoorState] = []
    for prefix in _PREFIXES:
        body = {**_range(begin), "limit": 1}
        response = yield from patient(http.post(f"{prefix}/kv/range", body, most=PAGE, shared=False))
        if response.status != 404 or not response.body.startswith(_NOTHING):
            states.append(_whole_range(door, response))
    return together(states)


def _whole_range(door: str, response: Response) -> DoorState:
    """What a range over a family has shown. A role that may read a part of it is refused all of it, so that this shuts
    no family; a login that is asked for shuts each."""
    state = door_state(response, lists("kvs"), _denied)
    part = state is DoorState.SHUT and "*" in door and _by_key(_answer(response))
    return DoorState.UNDECIDED if part else state


def _key_in(path: tuple[str, ...]) -> Talk[DoorState]:
    """Whether keys of a folder that is refused are refused, too: a right to `/people/*` is none to `/people`."""
    inside = (*path[: len(_PARTS) - 1], f"leftopen_{secrets.token_hex(8)}")
    return (yield from by_name([_older(inside)], _has_value, _denied_older))


def _without_older() -> Talk[bool]:
    """Whether it is etcd that knows no API v2 any more: nothing is at the root of its keys, which there always is."""
    root = yield from patient(Request(_older(()).message, LISTING, shared=False))
    if root.status != 404 or not root.body.startswith(_NOTHING):
        return False
    version = yield from patient(http.get("/version", most=PAGE))
    return version.status == 200 and isinstance(body_of(version).get("etcdserver"), str)


_NODE = frozenset({"key", "dir", "nodes", "modifiedIndex", "createdIndex", "expiration", "ttl"})
"""What API v2 says of a folder (etcd 2.3 documentation, "etcd API")."""

_DIGITS = 20
"""Of a number of 64 bits."""


def _in_hexadecimal(told: str) -> str:
    """A number of 64 bits as the product shows it (`etcdctl endpoint status`), so that it is not taken for another."""
    number = int(told) if told.isascii() and told.isdigit() and len(told) <= _DIGITS else 0
    return f"{number:x}" if number >= 10**17 else told


def _older(path: tuple[str, ...]) -> Request:
    names = dict(zip(_PARTS, path, strict=False))
    return http.get(_OLDER[len(path)], most=LISTING, query=None, headers=None, shared=True, **names)


def _older_entry(shape: str, pairs: list[tuple[bytes, bytes]]) -> Entry:
    folder = pairs[0][0].decode("utf-8", "replace").rpartition("/")[0]
    size = sum(len(value) for _, value in pairs)
    return Entry(pairs, RawCollection(shape, records=len(pairs), bytes=size, door=f"{_DOOR}{folder or '/'}"))


def _folder(response: Response) -> bool:
    """Whether an answer of API v2 is of a folder, and says nothing but what is read of it."""
    node = body_of(response).get("node")
    if not isinstance(node, dict) or node.get("dir") is not True:
        return False
    return node.keys() <= _NODE and isinstance(node.get("nodes", []), list)


def _plain(name: str) -> bool:
    return name not in ("", ".", "..") and not any(sign in name for sign in "\\?#;%")


def _has_value(response: Response) -> bool:
    return any(isinstance(each.get("value"), str) for each in json.whole(response.body, "nodes"))


def _denied_older(response: Response) -> bool:
    return response.status in REFUSED


def _denied(response: Response) -> bool:
    return _refused(_answer(response))


def _answer(response: Response) -> Answer:
    return Answer(response.status, response.headers, body_of(response))


def _range(begin: bytes) -> dict[str, str]:
    """The keys that begin so: the end is the begin with its last byte one higher."""
    if not begin:
        return {"key": _EVERY, "range_end": _EVERY}
    end = begin[:-1] + bytes([begin[-1] + 1]) if begin[-1] < 0xFF else b"\0"
    return {"key": base64.b64encode(begin).decode(), "range_end": base64.b64encode(end).decode()}


def _record(each: dict[str, Any]) -> dict[str, Any]:
    value = _bytes(each, "value") or b""
    return families.record(_bytes(each, "key") or b"", families.readable(value))


def _bytes(each: Any, name: str) -> bytes | None:
    told = each.get(name) if isinstance(each, dict) else None
    try:
        return base64.b64decode(told, validate=True) if isinstance(told, str) else None
    except (binascii.Error, ValueError):
        return None


def _says(answer: Answer) -> str:
    return f"{answer.body.get('message', '')} {answer.body.get('error', '')}"[:400]


def _by_key(answer: Answer) -> bool:
    return answer.status >= 400 and f"etcdserver: {_BY_KEY}" in _says(answer)


def _refused(answer: Answer) -> bool:
    """Whether these keys are refused for want of a login or a right."""
    words = (*_CLOSED, _BY_KEY)
    return answer.status in REFUSED or (answer.status >= 400 and any(each in _says(answer) for each in words))
