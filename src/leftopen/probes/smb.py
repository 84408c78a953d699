"""Windows and Samba file servers (SMB 2 and 3). Open when the names of files in a share are listed in a session in
which nobody is named, while a share of a random name is refused.

Sources: MS-SMB2, MS-SRVS (NetrShareEnum), MS-NLMP (the anonymous user); smb.conf(5) (`guest ok`, `map to guest`,
`restrict anonymous`). Names, sizes and times only: no file is opened, and no name of a user is ever sent, so that a
server that takes every wrong name for a guest shows no more than it shows to nobody. Whether a share may be written is
what the server itself says of the right (MaximalAccess). A server that speaks SMB 1 alone is recognised, and asked
nothing: there is no client of it here.
"""

import secrets

from leftopen.model import DoorState
from leftopen.probes import Spec
from leftopen.raw import Finding, RawCollection, Times
from leftopen.survey.choice import chosen, family
from leftopen.survey.doors import unasked
from leftopen.survey.survey import Catalogue, Entry, Survey, Words, walk
from leftopen.survey.telling import tells
from leftopen.wire import ntlm, smb, srvsvc
from leftopen.wire.smb import At
from leftopen.wire.srvsvc import Share
from leftopen.wire.talk import Broken, Message, SampleLimits, Talk, send

SPEC = Spec(
    protocols=("smb",),
    ports=(445, 139),
    over="raw",
    verbs=frozenset(
        {
            "NEGOTIATE",
            "SESSION_SETUP",
            "TREE_CONNECT",
            "CREATE srvsvc",
            "BIND srvsvc",
            "NetrShareEnum",
            "READ srvsvc",
            "CREATE folder",
            "QUERY_DIRECTORY",
        }
    ),
    recognises=smb.recognises,
    opening=smb.opening(),
    anywhere=9,
    meets={"GET /": "wait", "TLS": "wait", "rtsp": "wait", "resp": "wait", "postgres": "wait", "mongo": "close"},
    wide=(1445, 4445),
    beyond=unasked("Files", "the lists of shares and folders", "the rights of each"),
)
WORDS = Words("folder", "file name", "NetrShareEnum", "listing {}", "a share with a random name was refused")
_SHARES = 20
_FOLDERS = 40
"""Folders that are listed, of all shares."""

_DEEP = 4
_PAGES = 4
"""Pages of one folder: some thousand names."""

_PARTS = 64
"""Parts of the answer that lists shares: of 4 KiB each."""

_ANYONE_READS, _ANYONE_WRITES = 0x1, 0x2
_WRITERS = "writable_shares"
_NO_FOLDERS = (1, 2, 3)
"""Kinds of shares that hold no files: printers, devices, pipes. Believed where the share itself says so too, as it is
entered (MS-SMB2, 2.2.10). In none that says so anything is opened: of a printer that may begin a job."""

_DISK = 1


def probe(limits: SampleLimits) -> Talk[Finding]:
    """Asks a server that answers a negotiation of SMB."""
    return (yield from walk(Survey("smb", limits, WORDS), _Smb()))


class _Smb(Catalogue):
    """See `survey.Catalogue`. The key of an entry are the files of a folder.

    `number`: of the next message; `host`: as it calls itself, for the paths of shares.
    """

    def __init__(self) -> None:
        self.number = 1
        self.session = self.tree = 0
        self.host = "*SMBSERVER"

    def _at(self) -> At:
        at = At(self.number, self.session, self.tree)
        self.number += 1
        return at

    def _ask(self, message: Message) -> Talk[smb.Answer]:
        yield from send(message)
        return (yield from smb.answer(message))

    # --- the session --------------------------------------------------------------------------------------------------

    def greet(self, survey: Survey) -> Talk[None]:
        """Negotiates; then a session in which nobody is named."""
        told = yield from self._ask(smb.opening())
        if told.old:
            survey.undecided = "It speaks SMB 1 alone, which is not asked here"
            survey.remedy = "smb1"
            survey.facts["dialect"] = "1"
            return
        if told.status == smb.OK and told.number(4, 2) == 0x02FF:
            told = yield from self._ask(smb.negotiate(self._at()))
        if told.status != smb.OK:
            survey.undecided = f"It refused each dialect of SMB 2 and 3 (status {told.status:#010x})"
            return
        version = told.number(4, 2)
        survey.facts["dialect"] = f"{version >> 8}.{version >> 4 & 15}.{version & 15}"
        yield from self._login(survey)

    def _login(self, survey: Survey) -> Talk[None]:
        told = yield from self._ask(smb.setup(self._at(), ntlm.HELLO))
        if told.status == smb.MORE:
            self._introduced(survey, ntlm.challenge(told.part(4)))
            self.session = told.session
            told = yield from self._ask(smb.setup(self._at(), ntlm.NOBODY))
        if told.status in smb.REFUSED:
            survey.locked = f"A session in which nobody is named was refused (status {told.status:#010x})"
        elif told.status != smb.OK:
            survey.undecided = f"A session in which nobody is named was not begun (status {told.status:#010x})"
        self.session = told.session

    def _introduced(self, survey: Survey, told: ntlm.Challenge | None) -> None:
        if told is None:
            return
        survey.facts |= told.names
        if name := told.names.get("computer"):
            self.host = name if not set(name) & set("\\/") else self.host
        if told.version and not told.version.endswith(".0"):
            survey.product, survey.version = "Windows", told.version
        elif told.version:
            survey.product = "Samba"  # which says that it is build 0 of Windows

    def enter(self, share: str) -> Talk[smb.Answer]:
        """Enters a share; all that follows is asked in there."""
        self.tree = 0
        told = yield from self._ask(smb.tree(self._at(), f"\\\\{self.host}\\{share}"))
        self.tree = told.tree
        return told

    def control(self, survey: Survey) -> Talk[None]:
        """A share of a random name."""
        told = yield from self.enter(f"leftopen{secrets.token_hex(4)}")
        if told.status == smb.OK:
            survey.decoy = "It let us into a share that does not exist"
        survey.controlled = told.status in smb.MISSING or told.status in smb.REFUSED

    # --- the shares ---------------------------------------------------------------------------------------------------

    def entries(self, survey: Survey) -> Talk[list[Entry]]:
        """The folders of all shares that may be entered."""
        shares = yield from self._shares()
        if not isinstance(shares, list):
            survey.undecided = (
                f"It lets in who names nobody, and refused the list of its shares (status {shares:#010x}); "
                "one that is not listed was not asked"
            )
            return []
        self._commented(survey, shares)
        others = yield from self._disguised(survey, shares)
        disks = [share for share in shares if (share.kind == 0 or share in others) and _plain(share.name)]
        if not disks:
            survey.undecided = "It names no share of files without a login, and may have some that it does not name"
        some = chosen(disks, _SHARES, size=lambda share: -share.special, family_of=lambda share: family(share.name))
        survey.facts["shares"] = str(len(disks))
        wanted = sum(share.kind not in _NO_FOLDERS or share in others for share in shares)
        survey.whole &= len(some) == wanted
        found: list[Entry] = []
        refused = 0
        left = _FOLDERS
        for place, share in enumerate(some):
            told = yield from self.enter(share.name)
            if not _files(told):
                refused += told.status in smb.REFUSED
                found.append(Entry([], RawCollection(share.name), place=share.name, opaque=True))
                continue
            if told.number(12, 4) & _ANYONE_WRITES:
                survey.facts[_WRITERS] = str(int(survey.facts.get(_WRITERS, "0")) + 1)
            listed = yield from self._folders(survey, share.name, max(1, left // (len(some) - place)))
            left -= len(listed)
            found += listed
        if refused:
            survey.barred = f"refused in {refused} of {len(some)}"
        survey.aside = f" in {len(disks)} share{'' if len(disks) == 1 else 's'}"
        survey.whole = False  # shares that are not listed can be entered all the same (`browseable = no`)
        return found

    def _disguised(self, survey: Survey, shares: list[Share]) -> Talk[list[Share]]:
        """Shares that are listed as printers, devices or pipes, and are folders to whoever enters them."""
        strange = [share for share in shares if share.kind in _NO_FOLDERS and share.name.upper() != "IPC$"]
        found = []
        for share in strange[:_SHARES]:
            told = (yield from self.enter(share.name)) if _plain(share.name) else None
            if told is None or told.status != smb.OK:
                survey.whole = False
            elif _files(told):
                found.append(share)
        survey.whole &= len(strange) <= _SHARES
        return found

    def _shares(self) -> Talk[list[Share] | int]:
        """The list, or the status of what refused it."""
        told = yield from self.enter("IPC$")
        if told.status == smb.OK:
            told = yield from self._ask(smb.pipe(self._at()))
        if told.status != smb.OK:
            return told.status
        file = told.place(64 + 64, 16)
        said = yield from self._said(file, srvsvc.BIND)
        if isinstance(said, int) or not srvsvc.bound(said):
            return said if isinstance(said, int) else smb.ACCESS_DENIED
        found = bytearray()
        data = yield from self._said(file, srvsvc.LIST)
        for _ in range(_PARTS):
            if isinstance(data, int):
                return data
            told_part = srvsvc.fragment(data)
            part = srvsvc.stub(told_part)
            if isinstance(part, srvsvc.Refused):
                return part.code
            found += part
            if told_part.last:
                shares = srvsvc.shares(bytes(found))
                return shares.code if isinstance(shares, srvsvc.Refused) else shares
            told = yield from self._ask(smb.read(self._at(), file))
            data = told.place(told.number(2, 1), told.number(4, 4)) if told.status == smb.OK else told.status
        raise Broken("a list of shares that does not end")

    def _said(self, file: bytes, said: bytes) -> Talk[bytes | int]:
        """What the pipe answers, or the status of what refused it."""
        told = yield from self._ask(smb.call(self._at(), file, said))
        if told.status not in (smb.OK, smb.OVERFLOW):
            return told.status
        return told.part(32, wide=True)

    def _commented(self, survey: Survey, shares: list[Share]) -> None:
        """Samba says its version in the comment on its pipes, where nobody wrote another."""
        comment = next((share.comment for share in shares if share.kind == 3), "")
        _, _, after = comment.partition("(Samba ")
        version = after.partition("-")[0].rstrip(")")
        if version and version.replace(".", "").isdigit() and version.isascii():
            survey.product, survey.version = "Samba", version[:20]

    # --- the folders --------------------------------------------------------------------------------------------------

    def _folders(self, survey: Survey, share: str, most: int) -> Talk[list[Entry]]:
        """The folders of the share that was entered, breadth first."""
        found: list[Entry] = []
        left: list[tuple[str, ...]] = [()]
        asked = 0
        while left and asked < most:
            path = left.pop(0)
            asked += 1
            listed = yield from self.listed(path)
            if not isinstance(listed, tuple):
                survey.whole = False
                continue
            held, whole = listed
            below = [(*path, each.name) for each in held if each.folder]
            inside = [each for each in held if not each.folder]
            survey.whole &= whole and (len(path) < _DEEP or not below) and all(_plain(each[-1]) for each in below)
            if len(path) < _DEEP:
                left += [each for each in below if _plain(each[-1])]
            if inside or not path:
                found.append(_entry("/".join((share, *path)), share, inside))
        survey.whole &= not left
        return found

    def listed(self, path: tuple[str, ...]) -> Talk[tuple[list[smb.File], bool] | int]:
        """What is in a folder and whether that is all; or the status of what refused it."""
        told = yield from self._ask(smb.folder(self._at(), "\\".join(path)))
        if told.status != smb.OK:
            return told.status
        file = told.place(64 + 64, 16)
        found: list[smb.File] = []
        for _ in range(_PAGES):
            told = yield from self._ask(smb.directory(self._at(), file))
            if told.status in (smb.NO_MORE_FILES, smb.NO_FILE):
                return found, True
            if told.status != smb.OK:
                return (found, False) if found else told.status
            found += smb.files(told.place(told.number(2, 2), told.number(4, 4)))
        return found, False

    def sample(self, survey: Survey, entries: list[Entry]) -> Talk[None]:
        """Names and sizes of the files, those first that tell of dumps and documents."""
        for entry in entries:
            ranked = sorted(entry.key, key=lambda each: not tells(each.name))
            some = [{"name": each.name, "size": each.size} for each in ranked[: entry.want]]
            survey.took(sum(len(each["name"]) for each in some))
            survey.keep(entry, some, shown=len(ranked))
        yield from ()


def reread(limits: SampleLimits, door: str) -> Talk[DoorState]:
    """A folder by its path: a share may be entered that is not listed."""
    survey, asked = Survey("smb", limits, WORDS), _Smb()
    yield from asked.greet(survey)
    if survey.locked or survey.undecided:
        return DoorState.SHUT if survey.locked else DoorState.UNDECIDED
    share, *path = door.split("/")
    if not all(map(_plain, (share, *path))):
        return DoorState.UNDECIDED
    told = yield from asked.enter(share)
    listed = (yield from asked.listed(tuple(path))) if _files(told) else told.status
    if not isinstance(listed, tuple):
        return DoorState.SHUT if listed in smb.REFUSED else DoorState.UNDECIDED
    return DoorState.OPEN if any(not each.folder for each in listed[0]) else DoorState.UNDECIDED


def _entry(name: str, share: str, held: list[smb.File]) -> Entry:
    moments = [each.changed for each in held if each.changed is not None]
    made = [each.created for each in held if each.created is not None]
    store = RawCollection(
        name,
        records=len(held),
        bytes=sum(each.size for each in held),
        created=min(made, default=None),
        times=[Times("changes of files", min(moments), max(moments))] if moments else [],
    )
    return Entry(held, store, place=share)


def _files(told: smb.Answer) -> bool:
    """Whether a share was entered, and says that it holds files."""
    return told.status == smb.OK and told.number(2, 1) == _DISK


def _plain(name: str) -> bool:
    """Whether it is one name: not a path, and none that means another folder."""
    return name not in ("", ".", "..") and not set(name) & set("\\/\0:*?")
