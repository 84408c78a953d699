"""HDFS, over WebHDFS. Open when folders and files are listed without a login, while a path of a random name is refused
as not there. Listings only: no file is opened.

Sources: Hadoop documentation ("WebHDFS REST API": LISTSTATUS, GETCONTENTSUMMARY, RemoteException). Without a login
Hadoop believes whatever name a client gives itself: none is given here. `/jmx` answers everyone and is no proof.
"""

import secrets
from collections.abc import Mapping
from typing import Any

from leftopen.model import DoorState
from leftopen.probes import Spec
from leftopen.raw import Finding, RawCollection, Times
from leftopen.survey.doors import by_name
from leftopen.survey.figures import count
from leftopen.survey.http import LISTING, REFUSED, Answer, ask, barred, body_of, refused
from leftopen.survey.survey import Catalogue, Entry, Survey, Unsigned, Words, walk
from leftopen.wire import http
from leftopen.wire.talk import Request, Response, SampleLimits, Talk

_PARTS = ("a", "b", "c")
_LISTS = tuple(
    "/webhdfs/v1/" + "/".join(f"{{{part}}}" for part in _PARTS[:depth]) + "?op=LISTSTATUS" for depth in range(4)
)


def _recognises(first: bytes) -> bool:
    """The start page of a name node sends on to its overview."""
    return first.startswith(b"HTTP/") and (b"dfshealth.html" in first or b"/index.html\r\n" in first)


SPEC = Spec(
    protocols=("hdfs",),
    ports=(9870, 50070),
    over="http",
    verbs=frozenset(f"GET {path}" for path in _LISTS),
    recognises=_recognises,
)
WORDS = Words("folder", "file", "LISTSTATUS", "LISTSTATUS of {}", "a path of a random name was refused as not there")
_NO_PERMISSION = "AccessControlException"
_LOCKS = frozenset({"AuthenticationException", "AuthorizationException", "SecurityException", "InvalidToken"})
"""Exceptions by which a login is asked for. Any other trouble is answered with 403, too (`ExceptionHandler` of
WebHDFS: each `IOException`): a name node that stands by, starts or is in safe mode is no lock."""
_KNOWN = ("user", "tmp", "data", "apps", "hbase", "warehouse", "public", "backup")
"""Folders that are looked for by name where the root may not be listed."""

_FOLDERS = 60
"""Folders that are looked into to find files, at most."""


def probe(limits: SampleLimits) -> Talk[Finding]:
    """Asks a server that lists, or refuses to list, as WebHDFS does."""
    return (yield from walk(Survey("hdfs", limits, WORDS, product="Hadoop HDFS"), _Hdfs()))


class _Hdfs(Catalogue):
    """See `survey.Catalogue`. The key of an entry are the parts of the path of a folder; its list is its sample too.

    `_closed`: the root may not be listed by whoever has no name.
    """

    def __init__(self) -> None:
        self._root: list[dict[str, Any]] = []
        self._closed = False
        self._files: dict[tuple[str, ...], list[dict[str, Any]]] = {}

    def greet(self, survey: Survey) -> Talk[None]:
        """The root is listed or refused; nothing else answers so."""
        answer = yield from ask(_list(()))
        listed = _files(answer)
        self._closed = _exception(answer) == _NO_PERMISSION
        if self._closed:
            pass  # of the root, to one without a name: it says nothing of what is below
        elif _wants_a_name(answer.headers):
            survey.undecided = "It asks whoever comes for a name, and believes any: who gives one may read"
        elif _refused(answer):
            survey.locked = f"LISTSTATUS of the root was refused with {answer.status} without a login"
        elif listed is None and _exception(answer) is not None:
            survey.undecided = f"LISTSTATUS of the root failed with {answer.status}, and not for want of a login"
        elif listed is None:
            self._closed = not (answer.ok or answer.status in (404, 405, 410))
            raise Unsigned("no list of WebHDFS")
        self._root = listed or []

    def control(self, survey: Survey) -> Talk[None]:
        """A path of a random name is not there."""
        answer = yield from ask(_list((f"leftopen_{secrets.token_hex(6)}",)))
        survey.controlled = answer.status == 404 and _exception(answer) == "FileNotFoundException"
        if answer.ok:
            survey.decoy = "It has a folder that does not exist"

    def entries(self, survey: Survey) -> Talk[list[Entry]]:
        """Folders that hold files, three levels deep."""
        found: list[Entry] = []
        left: list[tuple[str, ...]] = [(name,) for name in _KNOWN] if self._closed else [()]
        survey.whole = not self._closed
        asked = seen = 0
        while left and asked < _FOLDERS:
            path = left.pop(0)
            listed: list[dict[str, Any]] | None = self._root
            if path:
                answer = yield from ask(_list(path))
                barred(survey, answer)
                listed = _files(answer)
            asked += 1
            seen += listed is not None
            survey.whole &= listed is not None and all(map(_told, listed))
            below = [each for each in listed or () if each.get("type") == "DIRECTORY"]
            names = [name for each in below if isinstance(name := each.get("pathSuffix"), str) and _plain(name)]
            survey.whole &= len(names) == len(below)
            survey.whole &= not any(map(_more_behind, listed or ()))
            deep = len(path) >= len(_PARTS)
            survey.whole &= not deep or not below
            left += [(*path, name) for name in names] if not deep else []
            files = [each for each in listed or () if each.get("type") == "FILE"]
            if files:
                self._files[path] = files
                found.append(_entry(path, files))
        survey.whole &= not left
        if self._closed and not seen:
            survey.undecided = "The root may not be listed without a login; a path may be whose name is known"
        return found

    def sample(self, survey: Survey, entries: list[Entry]) -> Talk[None]:
        """Names and sizes of files, as they were listed."""
        for entry in entries:
            files = self._files[entry.key]
            survey.keep(entry, [{"name": each.get("pathSuffix"), "length": each.get("length")} for each in files])
        yield from ()


def reread(limits: SampleLimits, door: str) -> Talk[DoorState]:  # noqa: ARG001 - see `probes.Probe`
    """A folder may be listed though the root is not."""
    path = tuple(part for part in door.split("/") if part)
    ways = [_list(path)] if door == "/" + "/".join(path) and len(path) <= len(_PARTS) and all(map(_plain, path)) else []
    return (yield from by_name(ways, lambda response: bool(_files(_answer(response))), _denied))


def _denied(response: Response) -> bool:
    """Whether it takes a login, or a web server before it does. Where none is known, permissions are those of whatever
    name a client gives itself: that the nameless one has no permission is no lock."""
    stated = _exception(_answer(response)) in (None, *_LOCKS)
    return refused(response) and stated and not _wants_a_name(response.headers)


def _answer(response: Response) -> Answer:
    return Answer(response.status, response.headers, body_of(response))


def _list(path: tuple[str, ...]) -> Request:
    names = dict(zip(_PARTS, path, strict=False))
    return http.get(_LISTS[len(path)], most=LISTING, query=None, headers=None, shared=True, **names)


def _plain(name: str) -> bool:
    return name not in ("", ".", "..") and not any(sign in name for sign in "/\\?#;%")


def _entry(path: tuple[str, ...], files: list[dict[str, Any]]) -> Entry:
    sizes = [size for each in files if (size := count(each.get("length"))) is not None]
    store = RawCollection("/" + "/".join(path), records=len(files), bytes=sum(sizes))
    moments = [moment for each in files if (moment := count(each.get("modificationTime")))]
    if moments:
        store.times.append(Times("changes of files", min(moments) / 1000, max(moments) / 1000))
    return Entry(path, store)


def _files(answer: Answer) -> list[dict[str, Any]] | None:
    statuses = answer.body.get("FileStatuses")
    listed = statuses.get("FileStatus") if answer.ok and isinstance(statuses, dict) else None
    return [each if isinstance(each, dict) else {} for each in listed] if isinstance(listed, list) else None


def _told(each: dict[str, Any]) -> bool:
    """Whether an entry of a folder says its name and what it is; one that does not may be anything."""
    return isinstance(each.get("pathSuffix"), str) and each.get("type") in ("DIRECTORY", "FILE", "SYMLINK")


def _more_behind(each: dict[str, Any]) -> bool:
    """Whether an entry may lead to more than a list shows: a link; or a folder that may have snapshots, in which files
    stay that were deleted (documentation of HDFS, "HDFS Snapshots"; WebHDFS: `snapshotEnabled`)."""
    return each.get("type") == "SYMLINK" or each.get("snapshotEnabled") is True


def _exception(answer: Answer) -> str | None:
    told = answer.body.get("RemoteException")
    return told.get("exception") if isinstance(told, dict) else None


def _wants_a_name(headers: Mapping[str, str]) -> bool:
    """Whether it refuses only who gives no name (`PseudoAuthenticationHandler`: simple, nobody anonymous)."""
    return headers.get("www-authenticate", "").startswith("PseudoAuth")


def _refused(answer: Answer) -> bool:
    """Whether a login is called for; WebHDFS says it in JSON or as a challenge."""
    negotiates = answer.headers.get("www-authenticate", "").startswith("Negotiate")
    return answer.status in REFUSED and (_exception(answer) in _LOCKS or negotiates)
