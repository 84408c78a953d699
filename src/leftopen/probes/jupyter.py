"""Jupyter Server and the notebook servers before it. Open when the files of a folder are named without a login, while
one of a random name is refused as not found.

Sources: Jupyter Server documentation ("REST API", "Security in the Jupyter Server") and source (`services/contents`,
`base/handlers`): `/api` gives the release to everyone and is no proof; without a token the rest answers 403. Folders
are asked for as such, so that no notebook or file is ever sent. Whoever gets so far runs programs there too, which is
not asked: so it is never called empty.
"""

import re
import secrets
from collections import deque
from collections.abc import Mapping
from typing import Any

from leftopen.model import DoorState
from leftopen.probes import Spec
from leftopen.raw import Finding, RawCollection, Times
from leftopen.survey.doors import by_name, lists
from leftopen.survey.figures import count, moment
from leftopen.survey.http import LISTING, PAGE, REFUSED, body_of, lock, patient
from leftopen.survey.survey import Catalogue, Entry, Survey, Unsigned, Words, walk
from leftopen.wire import http, json
from leftopen.wire.talk import Broken, Request, Response, SampleLimits, Talk

_PARTS = ("_a", "_b", "_c")
_FOLDERS = tuple(
    "/api/contents" + "".join(f"/{{{part}}}" for part in _PARTS[:depth]) + "?type=directory" for depth in range(4)
)
_ONE = "/api/contents/{name}?content=0"
_MOST_FOLDERS = 30
_MARK = b"/api/security/csp-report"
_BASE = re.compile(r"(?:/[\w.~@-]{1,60}){1,6}")
_MISSING = (b"does not exist", b"No such file")
_NOTHING = "not possible, as there is no file; what programs may be run there was not asked"


def _recognises(first: bytes) -> bool:
    """Where browsers are told to complain to stands in a header of each answer."""
    return first.startswith(b"HTTP/") and _MARK in first


SPEC = Spec(
    protocols=("jupyter",),
    ports=(8888,),
    over="http",
    recognises=_recognises,
    verbs=frozenset({"GET /api", f"GET {_ONE}"} | {f"GET {path}" for path in _FOLDERS}),
)
WORDS = Words("folder", "file", "GET /api/contents", "that of {}",
              "a file of a random name was refused as not found")  # fmt: skip


def probe(limits: SampleLimits) -> Talk[Finding]:
    """Asks a server that tells its release as Jupyter does."""
    return (yield from walk(Survey("jupyter", limits, WORDS), _Jupyter()))


class _Jupyter(Catalogue):
    """See `survey.Catalogue`. The key of an entry is the path of a folder, in parts."""

    def __init__(self) -> None:
        self._files: dict[tuple[str, ...], list[Mapping[str, Any]]] = {}
        self._root: Response | None = None

    def greet(self, survey: Survey) -> Talk[None]:
        """Nothing but the release; then a file that is not there, or the want of a token, in its words."""
        said = yield from patient(http.get("/api", most=PAGE))
        if said.status == 404 and _below(said):
            survey.product = "Jupyter Server"
            survey.undecided = "It is Jupyter, which stands below another path and was not asked there"
            return
        body = body_of(said)
        version = body.get("version")
        if said.status != 200 or set(body) != {"version"} or not isinstance(version, str) or not version[:1].isdigit():
            raise Unsigned("no release of Jupyter")
        unknown = yield from patient(http.get(_ONE, most=PAGE, name=f"leftopen_{secrets.token_hex(6)}"))
        survey.controlled = unknown.status == 404 and any(words in unknown.body for words in _MISSING)
        refusal = unknown.status in REFUSED and "message" in body_of(unknown)
        if not (survey.controlled or refusal or _MARK.decode() in said.headers.get("content-security-policy", "")):
            raise Unsigned("no contents of Jupyter")
        survey.product = "Jupyter Notebook" if version.partition(".")[0] in ("4", "5", "6") else "Jupyter Server"
        survey.version = version
        if unknown.status == 200 and "writable" in body_of(unknown):
            survey.decoy = "It has a file that does not exist"

    def control(self, survey: Survey) -> Talk[None]:
        """Told by the greeting; a file that was refused is no lock while a folder is shown."""
        root = self._root = yield from patient(_folder((), LISTING))
        if root.status in REFUSED:
            lock(survey, f"GET /api/contents was refused with {root.status}: it asks for a token or a password")
        elif not survey.controlled and _listed(root) is not None:
            survey.controlled = True

    def entries(self, survey: Survey) -> Talk[list[Entry]]:
        """The folders, those above first; what is in each is named by the same answer."""
        waiting, found = deque[tuple[str, ...]]([()]), list[Entry]()
        while waiting and len(found) < _MOST_FOLDERS:
            path = waiting.popleft()
            files = yield from self._read(survey, path)
            if files is None:
                continue
            inside = [name for each in files if each.get("type") == "directory" and (name := _name(each))]
            if len(path) < len(_PARTS):
                waiting.extend((*path, name) for name in inside)
            self._files[path] = [each for each in files if each.get("type") != "directory" and _name(each)]
            sizes = [size for each in self._files[path] if (size := count(each.get("size"))) is not None]
            store = RawCollection("/" + "/".join(path), records=len(self._files[path]), bytes=sum(sizes))
            found.append(Entry(path, store))
        if not any(self._files.values()) and not survey.barred:
            survey.barred = _NOTHING
        return found

    def _read(self, survey: Survey, path: tuple[str, ...]) -> Talk[list[Mapping[str, Any]] | None]:
        try:
            response = self._root if self._root and not path else (yield from patient(_folder(path, LISTING)))
        except Broken:
            return None
        if response.status in REFUSED:
            survey.barred = f"refused with {response.status}"
        return _listed(response)

    def sample(self, survey: Survey, entries: list[Entry]) -> Talk[None]:
        """Names, sizes and times, as they were listed."""
        yield from ()
        for entry in entries:
            files = self._files[entry.key]
            survey.keep(entry, [{"name": each["name"], "size": each.get("size")} for each in files])
            moments = [when for each in files if (when := moment(each.get("last_modified"))) is not None]
            if moments:
                entry.store.times.append(Times("changes of files", min(moments), max(moments)))


def reread(limits: SampleLimits, door: str) -> Talk[DoorState]:  # noqa: ARG001 - see `probes.Probe`
    """A folder may be shown although the one above it is not."""
    path = tuple(part for part in door.split("/") if part)
    ways = [_folder(path, LISTING)] if len(path) <= len(_PARTS) else []
    return (yield from by_name(ways, lists("content")))


def _below(response: Response) -> bool:
    """Whether it stands below a path (`base_url`), as its complaints go there; that may hold somebody's name."""
    before, mark, _ = response.headers.get("content-security-policy", "").partition(_MARK.decode())
    return bool(mark) and _BASE.fullmatch(before.rpartition("report-uri ")[2]) is not None


def _folder(path: tuple[str, ...], most: int) -> Request:
    """Asked for as a folder, a file or a notebook of that name is refused and not sent."""
    parts = dict(zip(_PARTS, path, strict=False))
    return http.get(_FOLDERS[len(path)], most=most, query=None, headers=None, shared=True, **parts)


def _listed(response: Response) -> list[Mapping[str, Any]] | None:
    """What is in a folder; None where the answer is no folder."""
    if response.status != 200 or b'"content"' not in response.body:
        return None
    return [each for each in json.whole(response.body, "content") if isinstance(each, dict)]


def _name(each: Mapping[str, Any]) -> str:
    name = each.get("name")
    return name if isinstance(name, str) else ""
