"""FTP servers with an anonymous login. Open when files are listed after it, while a folder of a random name is not
there.

Sources: see `wire.ftp`; vsftpd.conf(5), the documentation of ProFTPD and Pure-FTPd. Anonymous FTP is public by RFC
1635, so that its login is none: it proves that anyone is let in, and names nobody. Whether what is there was meant for
everyone, only its owner knows: names and sizes of files are shown, no file is opened. Lists come from `STAT`; a server
that has no list there shows no more than that it lets anyone in. TLS is tried where the login is refused for want of
it. Answers carry no number: one that nobody asked for moves all that follow, and then a folder that is not there reads
as a refused login. So each is held to what answers its command, and a refusal counts once `QUIT` has its own answer.
"""

import re
import secrets
from contextlib import suppress

from leftopen.model import DoorState
from leftopen.probes import Spec
from leftopen.raw import Finding, RawCollection
from leftopen.survey.survey import Catalogue, Entry, Survey, Words, walk
from leftopen.wire.ftp import PASS, USER, Answer, File, answer, command, file, place, recognises, reply, speakable
from leftopen.wire.talk import Broken, Closed, Foreign, Late, SampleLimits, Talk, redial, send, start_tls

SPEC = Spec(
    protocols=("ftp",),
    ports=(21,),
    over="raw",
    verbs=frozenset({USER, PASS, "AUTH TLS", "CWD", "PWD", "QUIT", "SIZE", "STAT"}),
    recognises=recognises,
    wide=(990, 2121, 8021),
)
WORDS = Words(
    "folder",
    "file",
    "STAT as `anonymous`",
    "the list of {}",
    "a folder of a random name was refused as not there",
)
_NAMES = frozenset({230, 232, 331, 332, 336, 421, 530, 532, 534, 550, 522})
"""What a server of FTP may answer to a name, and none of mail does."""

_IN = frozenset({202, 230, 232})
_REFUSED = frozenset({332, 522, 530, 532, 534})
"""Of the answers to a login those that refuse it."""

_WRONG = frozenset({500, 501, 502, 503, 504})
"""It did not understand, or not now: no refusal."""
_TLS = re.compile(
    r"\b(ssl|tls|ftps|(?:un)?encrypt\w{0,6}|(?:clear|plain)[ -]?text|auth first|(?:in)?secure)\b", re.IGNORECASE
)
_FULL = re.compile(r"\b(too many|maximum|limit|already connected|exceed\w{0,3}|busy|home directory)\b", re.IGNORECASE)
"""Words by which a login is refused for another reason than who asks: ProFTPD has 530 for each of its limits
(documentation of `MaxClients`, `MaxClientsPerHost`), IIS for a folder that is not there."""
_GONE = frozenset({450, 451, 501, 550, 553})
_NO_LOGIN = 530
_BYE = 221
_LISTED = frozenset({211, 212, 213})
_LISTING = 1 << 18
_FOLDERS = 60
_DEEP = 4
_PRODUCTS = ("vsFTPd", "ProFTPD", "Pure-FTPd", "FileZilla Server", "pyftpdlib", "Serv-U", "CrushFTP", "Wing FTP Server")


_TWISTED = "Guest login ok, type your email address as password."
"""How Twisted, a library, asks for the password of `anonymous` (`twisted/protocols/ftp.py`). Servers that are built
with it and greet as a product do so to be taken for it: dionaea (published source, `ftp.py`), honeypots of qeeqbox."""

_PRETENDED = "DiskStation"
"""What dionaea greets as where nobody set it up otherwise (its published `conf/services/ftp.yaml.in`)."""

_BUSY = (120, 421)
"""In the place of a greeting: it takes a while, or serves nobody (RFC 959, 4.2)."""


def probe(limits: SampleLimits) -> Talk[Finding]:
    """Asks a server that greets and takes names as FTP does."""
    return (yield from walk(Survey("ftp", limits, WORDS), _Ftp()))


class _Ftp(Catalogue):
    """See `survey.Catalogue`. The key of an entry are the files in a folder; `over`: nothing more can be asked;
    `named`: it took the name, and asked for a password; `greeted`, `asked`: the words in which it did.
    """

    over = False
    named = False
    asked = greeted = ""

    def greet(self, survey: Survey) -> Talk[None]:
        """The anonymous login, in TLS where it is refused for want of it."""
        yield from self._hello(survey)
        said = yield from self._login()
        known = _NAMES | _IN | (_WRONG if self.named else frozenset())
        wants_tls = said.code not in _IN and (said.code in (522, 534) or _TLS.search(said.text) is not None)
        if (said.code not in known and not (wants_tls or _later(said))) or "starttls" in said.text.lower():
            raise Foreign("no answer of FTP to a name")
        if wants_tls:
            said = yield from self._in_tls(survey, said)
        if said.code in _IN:
            self._pretends(survey)
            return
        if _later(said):
            survey.undecided = f"It serves nobody now ({said.code})"
        elif said.code not in _REFUSED:
            survey.undecided = f"It neither took nor refused the anonymous login ({said.code})"
        else:
            yield from self.in_step()
            survey.locked = f"The anonymous login was refused ({said.code})"

    def _pretends(self, survey: Survey) -> None:
        """Whether it greeted as one server, and asked for the password in the words of another."""
        if self.asked == _TWISTED and (survey.product or _PRETENDED in self.greeted):
            survey.decoy = "It greets as one product and answers in the words of a library: a honeypot does that"

    def in_step(self) -> Talk[None]:
        """Raises `Broken` where the last answer was that to another question: `QUIT` has one that nothing else has."""
        self.over = True
        try:
            yield from send(command("QUIT"))
            said = yield from reply()
        except (Closed, Late):
            return  # one answer too many would have been here
        if said.code not in (_BYE, 421):
            raise Broken("its answers do not fit what was asked")

    def _hello(self, survey: Survey) -> Talk[None]:
        try:
            said = yield from answer(4096)
        except Broken:
            raise Foreign("no greeting of FTP") from None
        if said.code in _BUSY and "smtp" not in said.text.lower():
            raise Broken(f"it serves nobody now ({said.code})")
        if said.code != 220 or "smtp" in said.text.lower():
            raise Foreign("no greeting of FTP")
        self.greeted = said.text
        survey.product, survey.version = _product(said.text)

    def _login(self) -> Talk[Answer]:
        yield from send(command(USER))
        said = yield from reply()
        if said.code == 220 and "smtp" not in said.text.lower():
            raise Broken("a second greeting")
        if said.code == 331:
            self.named, self.asked = True, said.text
            yield from send(command(PASS))
            try:
                said = yield from reply()
            except Late:  # a login that fails is answered late on purpose (pam_fail_delay(3): up to three seconds)
                said = yield from reply()
            if not (said.code in _NAMES | _IN | _WRONG or 400 <= said.code < 500):
                raise Broken("no answer of FTP to a password")
        return said

    def _in_tls(self, survey: Survey, refused: Answer) -> Talk[Answer]:
        """The same in TLS; the refusal stands where there is none."""
        yield from redial()
        yield from self._hello(survey)
        yield from send(command("AUTH TLS"))
        said = yield from reply()
        if said.code != 234:
            return said if _later(said) else refused
        yield from start_tls()
        survey.facts["tls"] = "required"
        return (yield from self._login())

    def control(self, survey: Survey) -> Talk[None]:
        """A folder of a random name; who enters it is asked for the size of a file of a random name."""
        said = yield from self.ask("CWD", f"leftopen_{secrets.token_hex(6)}")
        if said.code == 530 and (yield from self.ask("PWD")).code == 530:
            yield from self.in_step()
            survey.locked = "The anonymous login was taken, and what is asked after it refused (530)"
        if said.code == 250:
            said = yield from self.ask("SIZE", f"leftopen_{secrets.token_hex(6)}")
            if said.code == 213:
                survey.decoy = "It has a folder and a file that do not exist"
        survey.controlled = said.code in _GONE

    def ask(self, word: str, path: str | None = None) -> Talk[Answer]:
        """The answer to a command."""
        yield from send(command(word, path))
        said = yield from reply(_LISTING)
        self.over |= said.cut or said.code == 421
        return said

    def entries(self, survey: Survey) -> Talk[list[Entry]]:
        """Folders that hold files, from where the login leads to."""
        said = yield from self.ask("PWD")
        start = (place(said.text) if said.code == 257 else None) or "/"
        survey.whole = start == "/"
        found: list[Entry] = []
        left = [(start if speakable(start) else "/", 0)]
        asked = 0
        while left and asked < _FOLDERS and not self.over:
            path, depth = left.pop(0)
            listed = yield from self._list(survey, path)
            asked += 1
            files = [each for each in listed if each.kind != "d"]
            if files:
                found.append(_entry(path, files))
            below = [f"{path.rstrip('/')}/{each.name}" for each in listed if each.kind == "d"]
            below = [each for each in below if not each.endswith(("/.", "/.."))]
            sound = [each for each in below if speakable(each) and depth < _DEEP]
            survey.whole &= len(sound) == len(below)
            left += [(each, depth + 1) for each in sound]
        survey.whole &= not left
        return found

    def _list(self, survey: Survey, path: str) -> Talk[list[File]]:
        """What is in a folder. Where nothing is, not even the folder itself, it may have been kept from us."""
        said = yield from self.ask("STAT", path)
        lines = said.lines if said.code in _LISTED else ()
        listed = [found for each in lines if (found := file(each)) is not None and "/" not in found.name]
        survey.whole &= bool(listed) and not said.cut and not any(map(_strange, lines[1:-1]))
        if not listed:
            survey.barred = f"refused ({said.code})" if said.code not in _LISTED else "answered with no list"
        return listed

    def sample(self, survey: Survey, entries: list[Entry]) -> Talk[None]:
        """Names and sizes of the files, as they were listed."""
        for entry in entries:
            kept = [{"name": each.name, "size": each.size} for each in entry.key[: entry.want]]
            survey.keep(entry, kept, shown=len(entry.key))
        if not self.over:
            with suppress(Broken, Closed, Late):
                yield from self.ask("QUIT")


def reread(limits: SampleLimits, door: str) -> Talk[DoorState]:
    """A folder whose list was read. That it is refused by its name may say as well that it is not there."""
    ftp, survey = _Ftp(), Survey("ftp", limits, WORDS)
    yield from ftp.greet(survey)
    if survey.locked:
        return DoorState.SHUT
    if survey.undecided or not speakable(door):
        return DoorState.UNDECIDED
    said = yield from ftp.ask("STAT", door)
    if any(file(line) is not None for line in said.lines if said.code in _LISTED):
        return DoorState.OPEN
    if said.code != _NO_LOGIN:
        return DoorState.UNDECIDED
    yield from ftp.in_step()
    return DoorState.SHUT


def _later(said: Answer) -> bool:
    """Whether a login is not taken for another reason than who asks."""
    return 400 <= said.code < 500 or (said.code not in _IN and _FULL.search(said.text) is not None)


def _strange(line: str) -> bool:
    """Whether a line of a list may tell of a file, in a way that is not known here."""
    return bool(line.strip()) and file(line) is None and re.fullmatch(r"\s{0,20}total \d{1,19}\s{0,20}", line) is None


def _entry(path: str, files: list[File]) -> Entry:
    sizes = [each.size for each in files if each.size is not None]
    return Entry(files, RawCollection(path, records=len(files), bytes=sum(sizes)))


def _product(text: str) -> tuple[str | None, str | None]:
    """The product that a greeting names, and its version."""
    if "Microsoft FTP Service" in text:
        return "Microsoft FTP Service", None
    named = next((name for name in _PRODUCTS if name.lower() in text.lower()), None)
    if named is None:
        return None, None
    version = re.search(re.escape(named) + r"(?: Server)?[ /]{1,3}v?(\d{1,4}(?:\.\w{1,8}){1,4})", text, re.IGNORECASE)
    return named, version[1] if version else None
