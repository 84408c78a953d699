"""`shut` is said of a door that refuses, and of nothing else: set-ups that look like it, by the real command."""

import asyncio
from collections.abc import Callable
from functools import partial
from pathlib import Path

import pytest

from leftopen.face.cli import main
from leftopen.lab.elasticsearch import Elasticsearch, Index, listen_node
from leftopen.lab.server import Running, listen
from leftopen.lab.web import Answer, Ask, as_json
from leftopen.store.store import Store
from tests.labs import PEOPLE, labs, scope_file
from tests.net.certificates import make, server_context

HOST = "127.82.42.1"


class Case:
    """A folder with a database, and what is asked of it."""

    def __init__(self, folder: Path) -> None:
        self.folder, self.url = folder, f"sqlite:///{folder}/x.db"

    def audit(self, running: Running, more: str = "") -> int:
        scope = scope_file(self.folder, [running], more)
        return main(["audit", str(scope), "--out", str(self.folder / "a"), "--db", self.url, "--quiet"])

    def retest(self) -> int:
        return main(["retest", "--all", "--db", self.url, "--out", str(self.folder / "out")])

    def states(self) -> list[str]:
        with Store(self.url) as store:
            return [exposure.state for exposure in store.exposures()]


@pytest.fixture
def case(tmp_path: Path) -> Case:
    return Case(tmp_path)


PAGE = Answer(200, b"<title>Shop</title>", {"Content-Type": "text/html"})
NO = {"error": {"type": "security_exception", "reason": "missing authentication credentials"}, "status": 401}
CHANGED: dict[str, tuple[Callable[[Ask], Answer | None], str]] = {
    "the catalogue alone is refused": (lambda ask: as_json({}, 403) if ask.path.startswith("/_cat") else None, "open"),
    "the first page alone is refused": (lambda ask: as_json(NO, 401) if ask.path == "/" else None, "open"),
    "all is refused": (lambda ask: as_json(NO, 401, **{"X-elastic-product": "Elasticsearch"}), "shut"),
    "nothing is found": (lambda ask: Answer(404, b"gone"), "unclear"),
    "all fails": (lambda ask: Answer(500, b"oops"), "unclear"),
    "all is sent to a login": (lambda ask: Answer(302, b"", {"Location": "https://sso.example.org/"}), "unclear"),
    "all is a bad request": (lambda ask: Answer(400, b"Bad Request"), "unclear"),
    "a page of something else": (lambda ask: PAGE, "unclear"),
    "a page before it": (lambda ask: PAGE if ask.path == "/" else None, "open"),
    "it says no and gives all": (lambda ask: None, "open"),
}


@pytest.mark.parametrize("how", CHANGED)
def test_shut_is_what_refuses_the_door_that_was_open(how: str, case: Case) -> None:
    now, state = CHANGED[how]
    changed = [False]

    class Changing(Elasticsearch):
        def answer(self, ask: Ask) -> Answer:
            given = super().answer(ask)
            if not changed[0]:
                return given
            if how == "it says no and gives all":
                return Answer(401 if given.status == 200 else given.status, given.body, given.headers)
            return now(ask) or given

    with labs(partial(listen_node, HOST, 0, Changing([Index("people", PEOPLE)], cluster="clinic"))) as (one,):
        assert case.audit(one) == 1
        changed[0] = True
        assert case.retest() in {"shut": (0,), "open": (1,), "unclear": (1, 4)}[state]
    assert case.states() == [state]


async def stalls(address: str, port: int) -> Running:
    """Takes connections and never answers."""

    async def talk(reader: asyncio.StreamReader, _: asyncio.StreamWriter, note: Callable[[str], None]) -> None:
        note("connected")
        await reader.read(-1)

    return await listen(address, port, talk)


@pytest.mark.parametrize(("answers", "state"), [(True, "unclear"), (False, "shut")], ids=["slow", "moved"])
def test_a_door_that_is_slow_now_and_one_that_moved_to_another_port(answers: bool, state: str, case: Case) -> None:
    node = Elasticsearch([Index("people", PEOPLE)], cluster="clinic")
    with labs(partial(listen_node, HOST, 0, node)) as (one,):
        assert case.audit(one, "[limits]\ntimeout = 0.3\nservice_seconds = 3\n") == 1
    with labs(partial(stalls, HOST, one.port) if answers else partial(listen_node, HOST, 0, node)):
        assert case.retest() == (0 if state == "shut" else 1)
    assert case.states() == [state]


def test_a_door_with_another_certificate_is_the_same_door(case: Case, tmp_path: Path) -> None:
    node = Elasticsearch([Index("people", PEOPLE)], cluster="clinic")
    first, second = (server_context(make(tmp_path, names=[name])) for name in ("a.example.org", "b.example.org"))
    with labs(partial(listen_node, HOST, 0, node, tls=first)) as (one,):
        assert case.audit(one) == 1
    with labs(partial(listen_node, HOST, one.port, node, tls=second)):
        assert case.retest() == 1
    assert case.states() == ["open"]
