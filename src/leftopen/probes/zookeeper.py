"""ZooKeeper, and others that speak its protocol (ClickHouse Keeper). Open when values of nodes are read in a session
without a login, while a node of a random name is not there.

Sources: see `wire.zookeeper`; ZooKeeper programmer's guide ("ZooKeeper access control using ACLs": rights are of one
node and not of those below it) and administrator's guide (`enforce.auth.enabled`, `4lw.commands.whitelist`). A session
is what reading takes; it is ended when all was asked. Kafka, HBase, Solr and ClickHouse keep their configuration there.
"""

import re
import secrets
from contextlib import suppress
from typing import Any

from leftopen.model import DoorState
from leftopen.probes import Spec
from leftopen.raw import Finding, RawCollection, Times
from leftopen.survey import families
from leftopen.survey.choice import family
from leftopen.survey.survey import Catalogue, Entry, Survey, Words, walk
from leftopen.wire.talk import Broken, Closed, Late, SampleLimits, SendAll, Spent, Talk, redial, rest, send
from leftopen.wire.zookeeper import (
    AUTH_FAILED,
    CHILDREN,
    CLOSE,
    CONNECT,
    DATA,
    NEEDS_LOGIN,
    NO_AUTH,
    NO_NODE,
    VERSION,
    Answer,
    Stat,
    answer,
    ask,
    close,
    connect,
    names,
    product,
    recognises,
    session,
    value,
    version,
)

SPEC = Spec(
    protocols=("zookeeper",),
    ports=(2181,),
    over="raw",
    verbs=frozenset({CONNECT, CHILDREN, DATA, CLOSE, VERSION}),
    recognises=recognises,
    opening=connect(),
    anywhere=6,
    meets=dict.fromkeys(("GET /", "TLS", "rtsp", "resp", "mongo", "kafka"), "close"),
    wide=(2182, 2281, 9181),
)
WORDS = Words("family of nodes", "node", "getChildren from /", "getData of {}", "a node of a random name was not there",
              collections="families of nodes")  # fmt: skip
_LOGIN = frozenset({AUTH_FAILED, NEEDS_LOGIN})
"""Errors that speak of the session: whatever it asks is refused."""

_SPEAK = ("ZooKeeper", "ClickHouse Keeper", "RaftKeeper")
"""The products that speak this protocol, as they call themselves."""

_OWN = "/zookeeper"
"""Quotas and the ensemble itself."""

_OWN_BELOW = frozenset({f"{_OWN}/config", f"{_OWN}/quota"})
"""All that it makes there itself; whoever comes may make more (Programmer's Guide, "Quotas" and "Dynamic
Reconfiguration")."""

_PRODUCTS = "brokers config consumers hbase configs collections clickhouse kafka solr dubbo druid nifi ledgers"
_KNOWN = tuple(f"/{name}" for name in _PRODUCTS.split())
"""Where the products that keep their state there begin, for a list of / that is refused."""

_AT_ONCE = 20
_ASKED, _VALUES = 90, 130
"""Nodes whose names below are asked for, and whose values are: together well below what one service is asked."""

_FEW = 30
"""So many nodes below one are all asked for what is below them; of more so many of each family."""

_ALIKE = 3
_LISTING = 1 << 19
_NODES = 20_000
_AFRESH = 6
_NAME = re.compile(r"[^\s=]{1,100}")
_SIBLINGS = 10
_NOT_ASKED = 1
"""No error of ZooKeeper: those are below 0."""


def probe(limits: SampleLimits) -> Talk[Finding]:
    """Asks a server that begins a session as ZooKeeper does."""
    return (yield from walk(Survey("zookeeper", limits, WORDS), _ZooKeeper()))


class _ZooKeeper(Catalogue):
    """See `survey.Catalogue`. The key of an entry are the paths of its nodes; `told`: what is known of a node.

    `afresh`: sessions begun anew since an answer was too large; `refused`: nodes whose list was refused.
    """

    def __init__(self) -> None:
        self.told: dict[str, Stat] = {}
        self.afresh = self.refused = 0

    def greet(self, survey: Survey) -> Talk[None]:
        """A session without a login, which everybody is given."""
        yield from self._session()
        survey.product = "ZooKeeper"

    def control(self, survey: Survey) -> Talk[None]:
        """A node of a random name."""
        (said,) = yield from self._all(DATA, [f"/leftopen_{secrets.token_hex(8)}"], _LISTING)
        survey.controlled = said.error == NO_NODE
        if said.error == 0:
            survey.decoy = "It has a node that does not exist"
        elif said.error in _LOGIN:
            survey.locked = f"A session without a login is refused whatever it asks (error {said.error})"
            yield from self._version(survey)

    def entries(self, survey: Survey) -> Talk[list[Entry]]:
        """Families of the nodes from / on, but for those of the product itself."""
        paths = yield from self._walk(survey, ["/"])
        if "/" in self.told and self.told["/"].bytes:
            paths = ["/", *paths]
        if self.refused and not paths:
            found = yield from self._walk(survey, list(_KNOWN))
            paths = [*(path for path in _KNOWN if path in self.told), *found]
            if not paths:
                survey.undecided = f"The list of / was refused (error {NO_AUTH}): nodes may be readable by name"
        return self._families(survey, paths)

    def _families(self, survey: Survey, paths: list[str]) -> list[Entry]:
        keys = {path.encode(): path for path in paths}
        kept = families.families(keys, max(survey.limits.collections, 1))
        return [self._entry(shape, [keys[key] for key in some], whole=survey.whole) for shape, some in kept.items()]

    def beside(self, survey: Survey) -> Talk[list[Entry]]:
        """What somebody put below the product's own node, or into it."""
        listed = yield from self._walk(survey, [_OWN], deep=False)
        others = [path for path in listed if path not in _OWN_BELOW]
        found = [*others, *(yield from self._walk(survey, _alike(others)))]
        if _OWN in self.told and self.told[_OWN].bytes:
            found.insert(0, _OWN)
        return self._families(survey, found)

    def _entry(self, shape: str, paths: list[str], *, whole: bool) -> Entry:
        """What of it was asked may tell how large all are."""
        known = [self.told[path] for path in paths if path in self.told]
        mean = sum(each.bytes for each in known) // max(1, len(known))
        store = RawCollection(shape, records=len(paths) if whole else None, bytes=mean * len(paths), family=True)
        changed = [each.created for each in known if each.created > 0]
        if changed:
            store.times.append(Times("creation of nodes", min(changed), max(changed)))
        return Entry(paths, store, weight=max(64, mean))

    def _walk(self, survey: Survey, level: list[str], *, deep: bool = True) -> Talk[list[str]]:
        """The paths of all that is below these nodes, as far as it may be listed, the shallow first."""
        found: list[str] = []
        asked = 0
        while level and asked < _ASKED and len(found) < _NODES:
            batch, level = level[:_AT_ONCE], level[_AT_ONCE:]
            asked += len(batch)
            for path, said in zip(batch, (yield from self._all(CHILDREN, batch, _LISTING)), strict=True):
                survey.whole &= said.error in (0, NO_NODE) and not said.cut
                self.refused += said.error == NO_AUTH
                if said.error:
                    continue
                below, told = names(said.body, cut=said.cut)
                if told is not None:
                    self.told[path] = told
                survey.whole &= all(map(_sound, below))
                paths = [f"{path.rstrip('/')}/{name}" for name in below if _sound(name)]
                paths = [each for each in paths if each != _OWN]
                found += paths
                level += _alike(paths) if deep else []
        survey.whole &= not level
        return found[:_NODES]

    def sample(self, survey: Survey, entries: list[Entry]) -> Talk[None]:
        """Values of nodes of each family, those that are known to have one first."""
        most = max(2, _VALUES // max(1, len(entries)))
        for entry in entries:
            room = survey.room()
            if room < 64 or self.afresh > _AFRESH:
                break
            fit = [path for path in entry.key if not self._empty(path)]
            said = yield from self._all(DATA, fit[: min(most, max(1, entry.want))], room)
            refused = [each for each in said if each.error not in (0, NO_NODE)]
            if refused and len(refused) == len(said):
                survey.barred = f"refused (error {refused[0].error})"
                continue
            self._keep(survey, entry, list(zip(fit, said, strict=False)))

    def _empty(self, path: str) -> bool:
        return path in self.told and not self.told[path].bytes

    def _keep(self, survey: Survey, entry: Entry, said: list[tuple[str, Answer]]) -> None:
        records = []
        for path, each in said:
            survey.took(len(each.body))
            if each.error == 0:
                held = each.body[4:] if each.cut else value(each.body)[0]
                if held:
                    entry.store.door = entry.store.door or path
                    records.append(families.record(path[1:].encode(), _readable(held)))
        survey.keep(entry, records)

    def dates(self, survey: Survey) -> Talk[None]:
        """Ends the session, and asks for the version."""
        yield from self._version(survey)

    def _version(self, survey: Survey) -> Talk[None]:
        """Not every server tells it; one that does closes after it."""
        with suppress(Broken, Closed, Late, Spent):
            yield from send(close())
            yield from redial()
            yield from send(version())
            named, number = product((yield from rest(4096)))
            survey.product = named if named in _SPEAK else survey.product
            survey.version = number

    # --- asking -------------------------------------------------------------------------------------------------------

    def _all(self, verb: str, paths: list[str], most: int) -> Talk[list[Answer]]:
        """The answers to the same question on each of these; after one that was too large in a fresh session."""
        said: list[Answer] = []
        while len(said) < len(paths) and self.afresh <= _AFRESH:
            asked = tuple(ask(verb, path) for path in paths[len(said) : len(said) + _AT_ONCE])
            yield SendAll(asked)
            for each in asked:
                said.append((yield from answer(each, most)))
                most = max(64, most - len(said[-1].body)) if verb == DATA else most
                if said[-1].error in _LOGIN:
                    return [*said, *[said[-1]] * (len(paths) - len(said))]
                if said[-1].cut:
                    self.afresh += 1
                    yield from redial()
                    yield from self._session()
                    break
        return [*said, *[Answer(_NOT_ASKED, b"")] * (len(paths) - len(said))]

    def _session(self) -> Talk[None]:
        yield from send(connect())
        yield from session()

    def seen(self, door: str) -> Talk[DoorState]:
        """Whether this node gives its value still, or one beside it: rights are of each node."""
        yield from self._session()
        (said,) = yield from self._all(DATA, [door], _LISTING)
        if said.error in _LOGIN:
            return DoorState.SHUT
        states = [said]
        if said.error:
            above = door.rpartition("/")[0] or "/"
            (listed,) = yield from self._all(CHILDREN, [above], _LISTING)
            below = names(listed.body, cut=listed.cut)[0] if not listed.error else []
            beside = [f"{above.rstrip('/')}/{name}" for name in below if _sound(name)]
            same = [each for each in beside if family(each) == family(door) and each != door][:_SIBLINGS]
            states += yield from self._all(DATA, same, _LISTING)
        if any(each.error == 0 and (each.cut or value(each.body)[0]) for each in states):
            return DoorState.OPEN
        return DoorState.SHUT if all(each.error == NO_AUTH for each in states) else DoorState.UNDECIDED


def reread(limits: SampleLimits, door: str) -> Talk[DoorState]:  # noqa: ARG001 - see `probes.Probe`
    """A node whose value was read."""
    return (yield from _ZooKeeper().seen(door)) if door[:1] == "/" else DoorState.UNDECIDED


def _sound(name: str) -> bool:
    return "/" not in name and name not in (".", "..") and len(name) < 1000 and "\ufffd" not in name


def _alike(paths: list[str]) -> list[str]:
    """Those that are asked for what is below them: all of few, of many a few of each family."""
    if len(paths) <= _FEW:
        return paths
    members: dict[str, list[str]] = {}
    for path in paths:
        members.setdefault(family(path), []).append(path)
    return [path for some in members.values() for path in some[:_ALIKE]][:_FEW]


def _readable(held: bytes) -> Any:
    """JSON as such, lines of `name=value` by their names, else text or bytes."""
    found = families.readable(held)
    return (_properties(found) or found) if isinstance(found, str) else found


def _properties(text: str) -> dict[str, str]:
    lines = [line for line in text[:65_536].splitlines() if line.strip() and line.lstrip()[:1] not in ("#", "!")][:200]
    pairs = [line.partition("=") for line in lines]
    if not pairs or not all(mark and _NAME.fullmatch(name.strip()) for name, mark, _ in pairs):
        return {}
    return {name.strip(): told.strip() for name, _, told in pairs}
