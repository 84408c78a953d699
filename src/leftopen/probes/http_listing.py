"""Web servers that list their folders. Open when files whose names are those of dumps, backups, exports or documents
are listed and there for anyone (asked with HEAD), while a path of a random name is not.

Sources: documentation of nginx (`autoindex`), Apache (`mod_autoindex`), Python (`http.server`), IIS ("Directory
Browse"), lighttpd and Caddy. Names, sizes and times only: no file is fetched. A listing without such a name is no more
than metadata, since who lists pictures and packages mostly means to.
"""

import secrets
from collections.abc import Iterable
from email.utils import parsedate_to_datetime

from leftopen.model import DoorState
from leftopen.probes import Spec
from leftopen.raw import Finding, RawCollection, Times
from leftopen.survey.doors import by_name, unasked
from leftopen.survey.http import PAGE, REFUSED, barred, patient
from leftopen.survey.survey import Catalogue, Entry, Survey, Words, walk
from leftopen.survey.telling import tells
from leftopen.wire import http
from leftopen.wire.listing import Listing, denied, read, titled
from leftopen.wire.talk import Foreign, Request, Response, SampleLimits, Talk

_PARTS = ("a", "b", "c")
_FOLDERS = tuple("/" + "".join(f"{{{part}}}/" for part in _PARTS[:depth]) for depth in range(len(_PARTS)))
_FILES = tuple("/" + "/".join(f"{{{part}}}" for part in _PARTS[: depth + 1]) for depth in range(len(_PARTS)))
_MOST_FOLDERS = 30
_MOST_FILES = 10
"""Files of one folder that are asked whether they are there."""

_LARGE = 262_144

_SHOW_ALL = ("Python http.server", "Caddy")
"""Servers that list names which begin with a dot, too: those of nginx (`ngx_http_autoindex_module.c`), Apache
(`IndexIgnore .??*`, its default) and lighttpd (`dir-listing.hide-dotfiles`) do not, and `.git` or `.env` may be
there."""


def _recognises(first: bytes) -> bool:
    """By how the page at the root is called."""
    return first.startswith(b"HTTP/") and (titled(first) or denied(first))


SPEC = Spec(
    protocols=("http-listing",),
    ports=(80, 443, 8000, 8080),
    over="http",
    recognises=_recognises,
    verbs=frozenset({*(f"GET {path}" for path in _FOLDERS), *(f"HEAD {path}" for path in _FILES)}),
    beyond=unasked("Files", "the lists of folders and files of random names", "its configuration"),
)
WORDS = Words(
    "folder", "file", "The listing of its root", "HEAD of what is in {}", "a path of a random name was not there"
)

_NO_NAME = "not tried, as no name is that of a dump, a backup, an export or a document"


def probe(limits: SampleLimits) -> Talk[Finding]:
    """Asks a server whose root is a listing."""
    return (yield from walk(Survey("http-listing", limits, WORDS), _Folders()))


class _Folders(Catalogue):
    """See `survey.Catalogue`. The key of an entry are the parts of the path of a folder."""

    def __init__(self) -> None:
        self._root = Listing((), ())
        self._telling: dict[tuple[str, ...], list[str]] = {}

    def greet(self, survey: Survey) -> Talk[None]:
        """The root is a listing, or says that there is none."""
        response = yield from patient(http.get("/", most=PAGE))
        survey.product = _product(response)
        listing = _listing(response, ())
        if response.status in REFUSED and denied(response.body):
            survey.locked = f"GET / was refused with {response.status}: it says that it lists no folder"
        elif listing is None:
            raise Foreign("no listing at the root")
        else:
            self._root = listing
            survey.whole &= not response.cut

    def control(self, survey: Survey) -> Talk[None]:
        """A path of a random name is not there."""
        response = yield from patient(http.head(_FILES[0], a=f"leftopen-{secrets.token_hex(6)}.csv"))
        survey.controlled = response.status in (404, 410, *REFUSED)
        if response.status == 200:
            survey.decoy = "It has a file that does not exist"

    def entries(self, survey: Survey) -> Talk[list[Entry]]:
        """Folders that hold files, two levels deep; those with telling names are looked into."""
        found: list[Entry] = []
        left: list[tuple[str, ...]] = [()]
        asked = 0
        while left and asked < _MOST_FOLDERS:
            path = left.pop(0)
            listing: Listing | None = self._root
            if path:
                response = yield from patient(_folder(path))
                listing = _listing(response, path)
                survey.whole &= not response.cut
            asked += 1
            if listing is None:
                survey.whole = False
                continue
            below = [(*path, name) for name in listing.folders if _plain(name)]
            deep = len(path) + 1 >= len(_FOLDERS)
            survey.whole &= not (deep and below) and not listing.strange and len(below) == len(listing.folders)
            left += [] if deep else below
            if listing.files:
                self._telling[path] = [name for name in listing.files if tells(name) and _plain(name)]
                store = RawCollection("/" + "".join(f"{part}/" for part in path), records=len(listing.files))
                found.append(Entry(path, store, opaque=not self._telling[path]))
        survey.whole &= not left
        if found and not any(self._telling.values()):
            survey.barred = _NO_NAME
        if not found and survey.whole and survey.product not in _SHOW_ALL:
            survey.undecided = "It lists no file, and servers of its kind leave out names that begin with a dot"
        return found

    def sample(self, survey: Survey, entries: list[Entry]) -> Talk[None]:
        """Names and sizes of files that are there."""
        for entry in entries:
            there: list[tuple[str, int | None, float | None]] = []
            for name in self._telling[entry.key][:_MOST_FILES]:
                response = yield from patient(_file(entry.key, name))
                if not barred(survey, response) and response.status == 200:
                    there.append((name, _size(response), _changed(response)))
            survey.keep(entry, [{"name": name, "size": size} for name, size, _ in there])
            moments = [moment for *_, moment in there if moment is not None]
            if moments:
                entry.store.times.append(Times("changes of files", min(moments), max(moments)))


def reread(limits: SampleLimits, door: str) -> Talk[DoorState]:  # noqa: ARG001 - see `probes.Probe`
    """A folder may be listed though the root is not, and its files be there though it is not listed: who refuses that
    list alone says of a name that nobody has that it is not there."""
    path = tuple(part for part in door.split("/") if part)
    fits = door == "/" + "".join(f"{part}/" for part in path) and len(path) < len(_FOLDERS) and all(map(_plain, path))

    def shown(response: Response) -> bool:
        listing = _listing(response, path)
        return listing is not None and bool(listing.files)

    state = yield from by_name([_folder(path)] if fits else [], shown)
    if state is not DoorState.SHUT:
        return state
    file = yield from patient(_file(path, f"leftopen-{secrets.token_hex(6)}.csv"))
    return state if file.status in REFUSED else DoorState.UNDECIDED


def _folder(path: tuple[str, ...]) -> Request:
    named = dict(zip(_PARTS, path, strict=False))
    return http.get(_FOLDERS[len(path)], most=_LARGE, query=None, headers=None, shared=True, **named)


def _file(path: tuple[str, ...], name: str) -> Request:
    named = dict(zip(_PARTS, (*path, name), strict=False))
    return http.head(_FILES[len(path)], shared=True, **named)


def _listing(response: Response, path: tuple[str, ...]) -> Listing | None:
    folder = "/" + "".join(f"{part}/" for part in path)
    return read(response.body, folder) if response.status == 200 else None


def _plain(name: str) -> bool:
    return (
        name not in ("", ".", "..") and not name.startswith("_") and not any(sign in name for sign in "/\\?#;%\ufffd")
    )


def _size(response: Response) -> int | None:
    length = response.headers.get("content-length", "")
    return int(length) if length.isascii() and length.isdigit() and len(length) <= 18 else None


def _changed(response: Response) -> float | None:
    try:
        return parsedate_to_datetime(response.headers.get("last-modified", "")).timestamp()
    except (ValueError, OverflowError):
        return None


_PRODUCTS: Iterable[tuple[str, str]] = (
    ("nginx", "nginx"),
    ("apache", "Apache httpd"),
    ("simplehttp", "Python http.server"),
    ("microsoft-iis", "IIS"),
    ("lighttpd", "lighttpd"),
    ("caddy", "Caddy"),
)


def _product(response: Response) -> str | None:
    server = response.headers.get("server", "").lower()
    return next((name for begins, name in _PRODUCTS if server.startswith(begins)), None)
