"""Directories that speak LDAP. Open when attributes of entries are read without a login, while an entry of a random
name is not there.

Sources: see `wire.ldap`; OpenLDAP administrator's guide ("Access Control", `disallow bind_anon`, `require authc`),
Microsoft Open Specifications [MS-ADTS] 3.1.1.3.1.1 (rootDSE) and 5.1.1 (dsHeuristics: anonymous operations). That a
bind without a name succeeds, and that the rootDSE is readable, is so by design and proves nothing. A bind that is
refused proves no lock either: LDAP takes searches without one. Servers hide entries that nobody may read, so that no
entry is not the same as an empty directory.
"""

import secrets
from contextlib import suppress
from typing import Any

from leftopen.model import DoorState
from leftopen.probes import Spec
from leftopen.raw import Finding, RawCollection
from leftopen.survey import families
from leftopen.survey.survey import Catalogue, Entry, Survey, Words, walk
from leftopen.wire.ldap import (
    BASE,
    BIND,
    INAPPROPRIATE,
    NAMES,
    NO_OBJECT,
    ONE,
    OPERATIONS,
    RIGHTS,
    SEARCH,
    SIZE_LIMIT,
    STRONGER,
    SUB,
    SUCCESS,
    UNBIND,
    UNWILLING,
    Found,
    Listed,
    Result,
    TooLarge,
    above,
    bind,
    bound,
    listed,
    recognises,
    search,
    unbind,
)
from leftopen.wire.talk import Broken, Closed, Late, Message, SampleLimits, Talk, redial, send

SPEC = Spec(
    protocols=("ldap",),
    ports=(389, 636, 3268, 3269),
    over="raw",
    verbs=frozenset({BIND, SEARCH, UNBIND}),
    recognises=recognises,
    opening=bind(),
    anywhere=8,
    meets={"TLS": "close", "rtsp": "wait", "resp": "wait", "postgres": "close", "mongo": "close"},
    wide=(1389, 1636, 10389),
)
WORDS = Words("container", "record", "A search of the directory", "a search of {}",
              "an entry of a random name was not there")  # fmt: skip
_ROOT = (
    "namingContexts", "defaultNamingContext", "objectClass", "vendorName", "vendorVersion",
    "domainFunctionality", "dnsHostName",
)  # fmt: skip
_CONTEXTS = 8
_NAMES, _UNITS = 5000, 200
_LISTING = 1 << 18
_ASKED = ("*", "createTimestamp")
_LARGE = frozenset({"jpegphoto", "thumbnailphoto", "photo", "audio", "usercertificate", "userpkcs12"})
"""Attributes left out where an entry with them is too large to be read."""

_LONG = {
    "cn": "commonName",
    "sn": "surname",
    "l": "localityName",
    "st": "stateOrProvinceName",
    "street": "streetAddress",
}
"""What RFC 4519 calls attributes besides their short names, which say nothing to whoever does not know them."""

_BARE = frozenset({"objectclass", "createtimestamp"})
"""Attributes that show nothing of what an entry says."""


def probe(limits: SampleLimits) -> Talk[Finding]:
    """Asks a server that answers an anonymous bind as LDAP does."""
    return (yield from walk(Survey("ldap", limits, WORDS), _Ldap()))


class _Ldap(Catalogue):
    """See `survey.Catalogue`. The key of an entry is the name of what its records are below.

    `contexts`: the tops of the directory, as the rootDSE names them; `root`: how asking for that ended;
    `every`: entries are found by no class of theirs, but by a filter that is always true.
    """

    def __init__(self) -> None:
        self.contexts: list[str] = []
        self.root = Result(SUCCESS, "")
        self.every = False

    def greet(self, survey: Survey) -> Talk[None]:
        """A bind without a name, and the rootDSE, whatever became of the bind."""
        yield from send(bind())
        yield from bound()
        said = yield from self._ask(search("", BASE, 1, _ROOT), _LISTING)
        self.root = said.result
        told = {name.lower(): held for each in said.entries for name, held in each.attributes.items()}
        survey.product, survey.version = _product(told)
        self.contexts = [_text(each) for each in told.get("namingcontexts", []) if each]
        if first := [_text(each) for each in told.get("defaultnamingcontext", []) if each]:
            self.contexts = [*first, *(each for each in self.contexts if each not in first)]
        if self.contexts:
            survey.facts["naming_context"] = self.contexts[0]

    def control(self, survey: Survey) -> Talk[None]:
        """An entry of a random name; one that is refused instead is no decoy either."""
        under = f",{self.contexts[0]}" if self.contexts else ""
        said = yield from self._ask(search(f"cn=leftopen_{secrets.token_hex(8)}{under}", BASE, 1, NAMES), _LISTING)
        survey.controlled = said.result.code == NO_OBJECT or refused(said.result)
        if said.entries:
            survey.decoy = "It has an entry that does not exist"
        elif refused(self.root) and self.root.code != RIGHTS:
            survey.locked = f"The rootDSE, which is for everybody, is refused without a login (code {self.root.code})"

    def entries(self, survey: Survey) -> Talk[list[Entry]]:
        """The containers of the entries below each top, by the names of these entries."""
        names: dict[str, int] = {}
        ends: list[Result] = []
        survey.whole = 0 < len(self.contexts) <= _CONTEXTS
        for context in self.contexts[:_CONTEXTS]:
            said = yield from self._ask(search(context, SUB, _NAMES, NAMES), _LISTING)
            if not said.entries and said.result.code == SUCCESS:  # who may not search classes finds none by them
                said = yield from self._ask(search(context, SUB, _NAMES, NAMES, every=True), _LISTING)
                self.every = self.every or bool(said.entries)
            ends.append(said.result)
            for each in said.entries:
                place = above(each.name) if each.name.lower() != context.lower() else each.name
                names[place] = names.get(place, 0) + 1
            if said.result.code != SUCCESS:
                survey.whole = False
            if said.result.code == SIZE_LIMIT or (said.entries and said.result.code != SUCCESS):
                for unit in (yield from self._units(context)):
                    names.setdefault(unit, 0)
        if not names:
            self._none(survey, ends)
        return [_entry(name, count if survey.whole else None) for name, count in names.items()]

    def _units(self, context: str) -> Talk[list[str]]:
        """Containers by their class, where there are too many entries for all to be named."""
        equal = ("objectClass", "organizationalUnit")
        said = yield from self._ask(search(context, SUB, _UNITS, NAMES, equal), _LISTING)
        return [each.name for each in said.entries]

    def _none(self, survey: Survey, ends: list[Result]) -> None:
        """No entry is named: refused, or hidden, or not there."""
        survey.whole = False
        codes = ", ".join(str(each.code) for each in ends) or "none"
        by_entry = any(each.code == RIGHTS for each in ends)  # others are for others
        if ends and len(self.contexts) <= _CONTEXTS and all(map(refused, ends)) and not by_entry:
            survey.locked = f"Searches without a login are refused (codes {codes}); only the rootDSE can be read"
        else:
            survey.undecided = (
                f"A search without a login names no entry (codes {codes}): a directory hides what one may not read, "
                "and what is below may be readable by its name"
            )

    def sample(self, survey: Survey, entries: list[Entry]) -> Talk[None]:
        """Entries of each container with their attributes."""
        for entry in entries:
            room = survey.room()
            if room < 1024:
                break
            said = yield from self._read(entry.key, max(1, entry.want), room)
            survey.took(sum(each.size for each in said.entries))
            records = [record for each in said.entries if (record := _record(each))]
            if said.entries and not records:
                survey.barred = "answered with names alone"
            elif refused(said.result):
                survey.barred = f"refused (code {said.result.code})"
            else:
                survey.keep(entry, records)
        with suppress(Broken, Closed, Late):
            yield from send(unbind())

    def _read(self, name: str, most: int, room: int) -> Talk[Listed]:
        """Entries below this one, or itself where none is; without large attributes where these are too much."""
        said = yield from self._ask(search(name, ONE, most, _ASKED, every=self.every), room)
        if not said.entries and said.result.code == _CUT.code:
            kinds = yield from self._ask(search(name, ONE, most, ("*",), types=True, every=self.every), room)
            small = {kind for each in kinds.entries for kind in each.attributes if kind.lower() not in _LARGE}
            said = yield from self._ask(search(name, ONE, most, tuple(sorted(small)), every=self.every), room)
        if not said.entries and said.result.code == SUCCESS:
            said = yield from self._ask(search(name, BASE, 1, _ASKED, every=self.every), room)
        return said

    def _ask(self, message: Message, most: int) -> Talk[Listed]:
        """What a search gave; of what was too much the begin, and a fresh connection from then on."""
        yield from send(message)
        try:
            return (yield from listed(most))
        except TooLarge as large:
            yield from redial()
            yield from send(bind())
            yield from bound()
            return Listed(large.entries, _CUT)

    def seen(self, door: str) -> Talk[DoorState]:
        """Whether attributes of an entry in this container are read still."""
        yield from send(bind())
        yield from bound()
        said = yield from self._read(door, 5, _LISTING)
        if not said.entries and said.result.code == SUCCESS:
            self.every = True
            said = yield from self._read(door, 5, _LISTING)
        if any(map(_record, said.entries)):
            return DoorState.OPEN
        shut = refused(said.result) and said.result.code != RIGHTS  # which is of this entry, and not of those below
        return DoorState.SHUT if not said.entries and shut else DoorState.UNDECIDED


_CUT = Result(SIZE_LIMIT, "larger than was asked for")


def reread(limits: SampleLimits, door: str) -> Talk[DoorState]:  # noqa: ARG001 - see `probes.Probe`
    """A container of which entries were read."""
    return (yield from _Ldap().seen(door))


def refused(result: Result) -> bool:
    """Whether it was refused for want of a login or a right; some say so with a code of many meanings."""
    told = result.says.lower()
    bind_first = result.code == OPERATIONS and ("successful bind" in told or "000004dc" in told)
    unwilling = result.code == UNWILLING and "authentication required" in told
    return result.code in (STRONGER, INAPPROPRIATE, RIGHTS) or bind_first or unwilling


def _entry(name: str, count: int | None) -> Entry:
    return Entry(name, RawCollection(name, records=count), weight=512)


def _record(found: Found) -> dict[str, Any]:
    """The attributes by their names, one value as such; nothing where none says anything."""
    told = {name: [families.decoded(each) for each in held] for name, held in found.attributes.items() if held}
    if not any(name.lower() not in _BARE for name in told):
        return {}
    return {_LONG.get(name.lower(), name): held[0] if len(held) == 1 else held for name, held in told.items()}


def _text(value: bytes) -> str:
    return value.decode("utf-8", "replace")


def _product(told: dict[str, list[bytes]]) -> tuple[str | None, str | None]:
    """The product, and where it tells it the version."""
    classes = b" ".join(told.get("objectclass", []))
    vendor = _text(b" ".join([*told.get("vendorname", []), *told.get("vendorversion", [])]))[:200]
    if "domainfunctionality" in told:
        return "Active Directory", None
    if b"OpenLDAProotDSE" in classes:
        return "OpenLDAP", None
    for mark, product in (("389-Directory/", "389 Directory Server"), ("389 Project", "389 Directory Server")):
        if mark in vendor:
            return product, vendor.partition("389-Directory/")[2].partition(" ")[0] or None
    return ("ApacheDS", None) if "Apache Software Foundation" in vendor else (None, None)
