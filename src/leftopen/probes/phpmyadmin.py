"""phpMyAdmin, a web page for MySQL and MariaDB. Open when its first page is logged in without a login and names
databases, while a page of a random name is not found.

Sources: phpMyAdmin documentation ("Configuration": `auth_type`) and source of 4 and 5 (`templates/login`,
`Header::getJsParams`): the page says whether it is logged in; with `auth_type` `http` it asks by itself. Names of
databases are read from that page, and no statement is sent: whoever gets so far reads and changes all of them, so that
it is never called empty.
"""

import re
import secrets
from collections.abc import Iterable
from urllib.parse import unquote_plus

from leftopen.model import DoorState
from leftopen.probes import Spec
from leftopen.raw import Finding, RawCollection
from leftopen.survey.doors import by_name
from leftopen.survey.http import PAGE
from leftopen.survey.survey import Catalogue, Entry, Survey, Words, walk
from leftopen.wire import http
from leftopen.wire.talk import Foreign, Request, Response, SampleLimits, Talk, fetch

_BASES = ("/", "/phpmyadmin/")
_MOST = 262_144
_MARK = b"phpMyAdmin"
_MARKS = (b"<title>phpMyAdmin", b"| phpMyAdmin ", b" phpMyAdmin=", b'realm="phpMyAdmin')
_FORM = b'name="pma_username"'
_INSIDE = re.compile(rb"""logged_in:\s{0,4}["']?(?:true|1)\b""")
_DATABASE = re.compile(
    rb"""(?:route=/database/structure|db_structure\.php)[?&;]?[^"'<>]{0,99}?\bdb=([^"'&;<>]{1,256})"""
)
_VERSION = re.compile(rb"""[?&;]v=(\d{1,2}\.\d{1,2}\.\d{1,3})""")
_SYSTEM = frozenset({"information_schema", "performance_schema", "mysql", "sys"})
_LIST = "databases"
_NOTHING = "not possible, as it names none but those of the server itself; no statement was sent"


def _recognises(first: bytes) -> bool:
    """By its title, a cookie of its name, or the realm of its login."""
    if not first.startswith(b"HTTP/"):
        return False
    return any(
        mark in first for mark in (b"<title>phpMyAdmin", b"| phpMyAdmin ", b" phpMyAdmin=", b'realm="phpMyAdmin')
    )


SPEC = Spec(
    protocols=("phpmyadmin",),
    ports=(80, 443, 8080),
    over="http",
    recognises=_recognises,
    verbs=frozenset(f"GET {base}{path}" for base in _BASES for path in ("", "index.php?route={route}", "{name}.php")),
)
WORDS = Words("list", "name", "The first page", "that of {}",
              "a page of a random name was not found")  # fmt: skip


def probe(limits: SampleLimits) -> Talk[Finding]:
    """Asks a server at its root, and where packages put it."""
    return (yield from walk(Survey("phpmyadmin", limits, WORDS, product="phpMyAdmin"), _PhpMyAdmin()))


class _PhpMyAdmin(Catalogue):
    """See `survey.Catalogue`. There is one entry: the list of databases."""

    def __init__(self) -> None:
        self._base = _BASES[0]
        self._names: list[str] = []

    def greet(self, survey: Survey) -> Talk[None]:
        """A form for a login, or a page that says that it is logged in."""
        for base in _BASES:
            response = yield from fetch(_page(base))
            asks = _asks(response)
            if asks:  # another one may stand in the other place
                survey.locked = survey.locked or f"GET {base} asks for a login"
            elif response.status == 200 and _MARK in response.body and b"logged_in:" in response.body:
                self._names = _named(response)
                if not _INSIDE.search(response.body):
                    survey.undecided = "It shows neither a login nor a database: it may not reach its server"
            else:
                continue
            told = _VERSION.search(response.body)
            survey.version = told[1].decode("ascii") if told else survey.version
            if not asks:
                self._base, survey.locked = base, None
                return
        if not survey.locked:
            raise Foreign("no page of phpMyAdmin")

    def control(self, survey: Survey) -> Talk[None]:
        """A page of a random name is not there; releases before 5 have files, and no routes."""
        name = f"leftopen_{secrets.token_hex(6)}"
        for request in (
            http.get(f"{self._base}index.php?route={{route}}", most=PAGE, route=name),
            http.get(f"{self._base}{{name}}.php", most=PAGE, name=name),
        ):
            survey.controlled = (yield from fetch(request)).status == 404
            if survey.controlled:
                return

    def entries(self, survey: Survey) -> Talk[list[Entry]]:
        """The databases that the first page named."""
        yield from ()
        own = [name for name in self._names if name not in _SYSTEM]
        if not own:
            survey.barred = _NOTHING
        return [Entry(_LIST, RawCollection(_LIST, records=len(own), door=self._base))]

    def sample(self, survey: Survey, entries: list[Entry]) -> Talk[None]:
        """Their names."""
        yield from ()
        for entry in entries:
            survey.keep(entry, [{"database": name} for name in self._names if name not in _SYSTEM])


def reread(limits: SampleLimits, door: str) -> Talk[DoorState]:  # noqa: ARG001 - see `probes.Probe`
    """The first page once more."""
    ways: Iterable[Request] = [_page(door)] if door in _BASES else []
    return (yield from by_name(ways, lambda response: bool(_INSIDE.search(response.body) and _named(response)), _asks))


def _page(base: str) -> Request:
    return http.get(base, most=_MOST)


def _asks(response: Response) -> bool:
    """Whether it asks for a login: with a form, or by its status."""
    if response.status == 401:
        return 'realm="phpMyAdmin' in response.headers.get("www-authenticate", "")
    return response.status == 200 and _MARK in response.body and _FORM in response.body


def _named(response: Response) -> list[str]:
    """The databases that links of the page lead to, each once."""
    found = (unquote_plus(each.decode("utf-8", "replace")) for each in _DATABASE.findall(response.body))
    return list(dict.fromkeys(found))
