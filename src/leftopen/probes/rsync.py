"""Daemons of rsync. Open when the files of a module are listed, and the beginning of some read, without a login, while
a module of a random name is refused as unknown.

Sources: rsyncd.conf(5), rsync(1); see `wire.rsync` for the protocol. The server is only ever asked to send. A list goes
three levels deep, and of a file no more is read than fits into the sample; each is a connection of its own, which ends
when enough was read. Modules with `list = no` are not shown, so that a list without a module proves nothing.
"""

import secrets

from leftopen.model import DoorState
from leftopen.probes import Spec
from leftopen.raw import Finding, RawCollection, Times
from leftopen.survey import documents
from leftopen.survey.choice import chosen, family
from leftopen.survey.survey import Catalogue, Entry, Survey, Words, walk
from leftopen.wire.rsync import (
    NEWEST,
    OLDEST,
    File,
    Pieces,
    Refused,
    begun,
    entered,
    files,
    filters,
    greeting,
    hello,
    listing,
    module,
    modules,
    named,
    recognises,
    seed,
    speakable,
)
from leftopen.wire.talk import Broken, Closed, SampleLimits, Talk, redial, send

SPEC = Spec(
    protocols=("rsync",),
    ports=(873,),
    over="raw",
    verbs=frozenset({"@RSYNCD", "#list", "module", "--sender", "filters", "transfer"}),
    recognises=recognises,
    wide=(874, 8730),
)
WORDS = Words(
    "folder or file",
    "record",
    "Its modules",
    "reading {}",
    "a module of a random name was refused as unknown",
    "folders and files",
)
_MODULES = 20
_LISTING = 1 << 20
_HEAD = 32_768
"""Bytes of one file that are read, at most."""

_LINE = 200
"""Bytes of one record of a file, as a guess."""

_WIDE = 1024
"""Bytes that are enough for most records."""


def probe(limits: SampleLimits) -> Talk[Finding]:
    """Asks a server that greets as a daemon of rsync does."""
    return (yield from walk(Survey("rsync", limits, WORDS, product="rsync"), _Rsync()))


class _Rsync(Catalogue):
    """See `survey.Catalogue`. The key of an entry is what is in a folder, or the path of a file.

    `fresh`: nothing was said yet on this connection; `logins`, `hosts`: modules that ask for a login, or refuse our
    address.
    """

    def __init__(self) -> None:
        self.protocol = NEWEST
        self.fresh = True
        self.logins = self.hosts = 0

    def greet(self, survey: Survey) -> Talk[None]:
        """The greeting tells the protocol."""
        told = yield from greeting()
        survey.facts["protocol"] = str(told)
        self.protocol = min(told, NEWEST)

    def _afresh(self) -> Talk[None]:
        if not self.fresh:
            yield from redial()
            yield from greeting()
        self.fresh = False
        yield from send(hello(self.protocol))

    def control(self, survey: Survey) -> Talk[None]:
        """A module of a random name."""
        yield from self._afresh()
        yield from send(module(f"leftopen_{secrets.token_hex(6)}"))
        said = yield from entered()
        if said is None:
            survey.decoy = "It let us into a module that does not exist"
        elif said.host and not said.unknown:
            survey.locked, survey.remedy = "It serves no client at our address", "host"
        survey.controlled = said is not None and said.unknown

    def entries(self, survey: Survey) -> Talk[list[Entry]]:
        """The folders of all modules that may be entered, and those of their files that may hold records."""
        yield from self._afresh()
        yield from send(modules())
        names = yield from named()
        if isinstance(names, Refused):
            survey.undecided = "The list of its modules was refused, and what is not named was not asked"
            return []
        if not names:
            survey.undecided = "It names no module without a login, and may have some that it does not name"
            return []
        some = chosen(names, _MODULES, size=lambda _: 0, family_of=family)
        survey.facts["modules"] = str(len(names))
        survey.whole = len(some) == len(names)
        found: list[Entry] = []
        for name in some:
            try:
                found += yield from self._module(survey, name)
            except (Broken, Closed):
                survey.whole, survey.barred = False, "broken off"
        if survey.barred == "broken off" and not found:
            survey.undecided = "It names modules, and broke off where one was entered"
        count = f"{len(names)} module{'s' if len(names) > 1 else ''}"
        if survey.whole and self.logins + self.hosts == len(names):
            survey.remedy = None if self.logins else "host"
            how = "calls for a login" if self.logins else "refuses our address"
            survey.locked = f"It names {count}, and entering {'each' if len(names) > 1 else 'it'} {how}"
        survey.aside = f" in {count}"
        survey.whole = False  # modules that are not listed can be entered all the same (`list = no`)
        return found

    def _module(self, survey: Survey, name: str) -> Talk[list[Entry]]:
        refused = yield from self._enter(name)
        if refused is None and self.protocol < OLDEST:
            refused = Refused("")
        if refused is None:
            yield from send(listing(name))
            refused = yield from seed()
        if refused is not None:
            self.logins += refused.login
            self.hosts += refused.host
            survey.barred = "refused until a login" if refused.login else "refused"
            return []
        yield from send(filters(shallow=True))
        pieces = Pieces(_LISTING)
        try:
            listed, whole = yield from files(pieces, self.protocol)
        except Closed:
            if not pieces.errors:
                raise
            survey.whole, survey.barred = False, "refused"
            return []
        survey.whole &= whole
        return _entries(name, listed)

    def _enter(self, name: str) -> Talk[Refused | None]:
        yield from self._afresh()
        yield from send(module(name))
        return (yield from entered())

    def seen(self, survey: Survey, door: str) -> Talk[DoorState]:
        """Whether this module, folder or file in it is given still."""
        yield from self.greet(survey)
        found = yield from self._module(survey, door.partition("/")[0])
        if self.logins:
            return DoorState.SHUT
        same = [entry for entry in found if entry.store.name == door]
        for entry in same:
            entry.want = survey.limits.records
        survey.entries = same
        yield from self.sample(survey, same)
        return DoorState.OPEN if any(entry.shown for entry in same) else DoorState.UNDECIDED

    def sample(self, survey: Survey, entries: list[Entry]) -> Talk[None]:
        """Names and sizes of the files in a folder; records in the beginning of a file."""
        for entry in entries:
            if isinstance(entry.key, list):
                survey.keep(entry, map(_shown, entry.key[: entry.want]), shown=len(entry.key))
                continue
            try:
                yield from self._file(survey, entry)
            except (Broken, Closed):
                survey.odd += 1

    def _file(self, survey: Survey, entry: Entry) -> Talk[None]:
        most = min(survey.room(), _HEAD, _WIDE * (entry.want + 1))
        if most < _LINE:
            return
        refused = yield from self._enter(entry.key.partition("/")[0])
        head = refused or (yield from begun(entry.key, self.protocol, most))
        if isinstance(head, Refused):
            survey.barred = "refused"
            return
        survey.took(len(head))
        cut = len(head) < (entry.store.bytes or 0)
        survey.keep(entry, documents.records(head, entry.want, cut=cut))


def reread(limits: SampleLimits, door: str) -> Talk[DoorState]:
    """What was read in a module. Shut is one that calls for a login: a refused address is that of who asks."""
    return (yield from _Rsync().seen(Survey("rsync", limits, WORDS), door))


def _entries(name: str, listed: list[File]) -> list[Entry]:
    """A folder for each that holds files, and a file for each that may hold records."""
    folders: dict[str, list[File]] = {name: []}
    found: list[Entry] = []
    for each in listed:
        path = f"{name}/{each.name.decode('utf-8', 'replace')}"
        if each.folder:
            continue
        folder = path.rpartition("/")[0]
        folders.setdefault(folder, []).append(each)
        if each.regular and each.size and documents.data(path) and speakable(path):
            store = RawCollection(path, bytes=each.size, times=_times([each]))
            found.append(Entry(path, store, weight=_LINE, place=folder))
    folded = [
        Entry(
            held,
            RawCollection(folder, records=len(held), bytes=sum(each.size for each in held), times=_times(held)),
            place=folder,
        )
        for folder, held in folders.items()
        if held or len(folders) == 1
    ]
    return folded + found


def _times(held: list[File]) -> list[Times]:
    moments = [each.modified for each in held if each.modified > 0]
    return [Times("changes of files", min(moments), max(moments))] if moments else []


def _shown(each: File) -> dict[str, object]:
    return {"name": each.name.rpartition(b"/")[2].decode("utf-8", "replace"), "size": each.size}
