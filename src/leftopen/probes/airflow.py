"""Apache Airflow, which runs jobs on data, over its REST API. Open when variables, connections, jobs or their runs are
listed without a login, while a variable of a random name is refused as not found.

Sources: Airflow documentation ("Airflow public API" of 3, "Stable REST API" of 2, "Auth managers", "FAB auth manager:
access control" on AUTH_ROLE_PUBLIC): the release is told to everyone and is no proof. Who is nobody gets 401; 403 is
for a user without that right, which everybody is where the public has a role. `/auth/token`, which may hand out an
administrator's, is never asked. Whoever gets so far starts jobs there too, which is not asked: so it is never called
empty.
"""

import secrets
from typing import Any

from leftopen.model import DoorState
from leftopen.probes import Spec
from leftopen.raw import Finding, RawCollection
from leftopen.survey.doors import by_name, lists
from leftopen.survey.figures import count
from leftopen.survey.http import LISTING, PAGE, REFUSED, ask, barred, body_of, in_turn, patient, unshown
from leftopen.survey.survey import Catalogue, Entry, Survey, Unsigned, Words, walk
from leftopen.wire import http, json
from leftopen.wire.talk import Request, SampleLimits, Talk

_BASES = ("/api/v2", "/api/v1")
"""Of 3, and of 2."""

_LISTS = {
    "variables": "/variables",
    "connections": "/connections",
    "dags": "/dags",
    "dag_runs": "/dags/~/dagRuns",
    "users": "/users",
}
"""Paths by the name of the array in their answer; users stand there in 2 alone."""

_ONE = "/variables/{key}"
_MARKS = (b"<title>Airflow", b"- Airflow</title>")
_NOTHING = "not possible, as nothing is listed; what jobs may be started there was not asked"


def _recognises(first: bytes) -> bool:
    """By its title, where it shows a page at once."""
    return first.startswith(b"HTTP/") and any(mark in first for mark in _MARKS)


SPEC = Spec(
    protocols=("airflow",),
    ports=(8080,),
    over="http",
    recognises=_recognises,
    verbs=frozenset(f"GET {base}{path}" for base in _BASES for path in ("/version", _ONE, *_LISTS.values())),
)
WORDS = Words("list", "record", "The API", "that of {}",
              "a variable of a random name was refused as not found")  # fmt: skip


def probe(limits: SampleLimits) -> Talk[Finding]:
    """Asks a server that tells its release as Airflow does."""
    return (yield from walk(Survey("airflow", limits, WORDS, product="Apache Airflow"), _Airflow()))


class _Airflow(Catalogue):
    """See `survey.Catalogue`. The key of an entry is the name of a list; `_named`: the release was told, and with it
    the base of all paths."""

    def __init__(self) -> None:
        self._base, self._named = _BASES[0], True
        self._refused: dict[str, int] = {}

    def greet(self, survey: Survey) -> Talk[None]:
        """The release, of 3 or of 2."""
        for base in _BASES:
            answer = yield from ask(http.get(f"{base}/version", most=PAGE))
            version = answer.text("version")
            if answer.ok and version and version[:1].isdigit() and "git_version" in answer.body:
                self._base, survey.version = base, version
                return
        self._named = False
        raise Unsigned("no release of Airflow")

    def control(self, survey: Survey) -> Talk[None]:
        """A variable of a random name is not there."""
        answer = yield from ask(http.get(f"{self._base}{_ONE}", most=PAGE, key=f"leftopen_{secrets.token_hex(6)}"))
        told = "detail" in answer.body or "title" in answer.body
        survey.controlled = answer.status in (404, *REFUSED) and told
        if answer.ok and answer.text("key"):
            survey.decoy = "It has a variable that does not exist"

    def entries(self, survey: Survey) -> Talk[list[Entry]]:
        """The lists that are given, with their totals."""
        found, odd = list[Entry](), False
        survey.whole = False
        if not self._named and not (yield from self._placed()):
            return []
        for name in _LISTS:
            response = yield from patient(self._list(name, 1, PAGE))
            body = body_of(response)
            if response.status in REFUSED:
                self._refused[name] = response.status
            elif response.status == 200 and (isinstance(body.get(name), list) or json.begun(response.body, name)):
                found.append(Entry(name, RawCollection(name, records=count(body.get("total_entries")))))
            elif response.status != 404:
                odd = True
        if odd and not found and self._refused:
            refused = ", ".join(f"{name} with {status}" for name, status in self._refused.items())
            survey.undecided = f"Lists were refused without a login ({refused}); others were neither given nor refused"
        elif not found and 403 in self._refused.values():
            survey.undecided = "Lists were refused with 403, as to a role of everybody that may have other rights"
        elif not found and self._refused:
            status = self._refused.get("variables", max(self._refused.values()))
            survey.locked = f"GET {self._base}/variables was refused with {status} without a login"
        elif all(entry.store.records == 0 for entry in found):
            survey.barred = _NOTHING
        return found

    def _placed(self) -> Talk[bool]:
        """Whether one of the two releases gives one of the first lists; its base is kept."""
        for self._base in _BASES:
            for name in ("variables", "dags"):
                response = yield from patient(self._list(name, 1, PAGE))
                if response.status == 200 and isinstance(body_of(response).get(name), list):
                    return True
                if response.status == 404:
                    break  # nothing of that release is here
        return False

    def sample(self, survey: Survey, entries: list[Entry]) -> Talk[None]:
        """A page of each; what it holds of secrets Airflow masks by their names alone."""
        for entry, room in in_turn(survey, entries):
            response = yield from patient(self._list(entry.key, entry.want, room))
            survey.took(len(response.body))
            if barred(survey, response) or response.status != 200:
                continue
            rows: list[Any] = json.whole(response.body, entry.key)
            if not rows and response.cut and (cut := json.begun(response.body, entry.key)):
                rows = [cut.value]
            survey.keep(entry, rows, more=unshown(response, rows))

    def _list(self, name: str, limit: int, most: int) -> Request:
        return _listing(self._base, name, limit, most)


def _listing(base: str, name: str, limit: int, most: int = LISTING) -> Request:
    return http.get(f"{base}{_LISTS[name]}", most=most, query={"limit": max(1, limit)})


def reread(limits: SampleLimits, door: str) -> Talk[DoorState]:  # noqa: ARG001 - see `probes.Probe`
    """One list may be given where others are not."""
    ways = [_listing(base, door, 1) for base in _BASES] if door in _LISTS else []
    return (yield from by_name(ways, lists(door)))
