import asyncio
import pickle
from functools import partial

import pytest

from leftopen.audit.assess import Assessed
from leftopen.audit.job import ProbeJob
from leftopen.journal import Notebook
from leftopen.lab import redis
from leftopen.model import Access, Status, Target
from leftopen.privacy.sketch import new_key
from leftopen.scope.file import Scope
from tests.labs import PEOPLE, labs
from tests.permits import permitted, scope_of

HOST = "127.82.17.1"


def scope(port: int, more: str = "") -> Scope:
    return scope_of([f"{HOST}:{port}"], [1], more=more)


def test_an_open_port_becomes_a_service_without_records() -> None:
    with labs(partial(redis.serve, HOST, 0, {"": {"people": PEOPLE}})) as (server,):
        notebook = Notebook(new_key())
        asking = ProbeJob(permitted(scope(server.port)), None, None, new_key())
        known = asyncio.run(asking.begin(notebook).ask(Target(HOST, server.port)))
    assert known.service
    assert known.service.access is Access.OPEN
    assert known.sketches
    assert {kind for _, kind, _ in notebook.take()} >= {"connect", "exchange"}
    assert asking.result is Assessed


def test_the_guard_is_asked_in_each_process() -> None:
    asking = ProbeJob(permitted(scope(1)), None, None, new_key())
    known = asyncio.run(asking.begin(Notebook(new_key())).ask(Target("127.82.17.2", 1)))
    assert known.service is None
    assert [problem.status for problem in known.problems] == [Status.BARRED]


def test_it_can_be_given_to_another_process_and_shows_no_key() -> None:
    asking = ProbeJob(permitted(scope(1)), "ann@example.org", HOST, b"k" * 32)
    assert pickle.loads(pickle.dumps(asking)) == asking
    assert repr(asking) == "<ProbeJob>"


def test_its_share_is_one_of_the_rate_of_the_scope(monkeypatch: pytest.MonkeyPatch) -> None:
    rates: list[float] = []
    monkeypatch.setattr("leftopen.net.session.driver.Driver.set_rate", lambda _, rate: rates.append(rate))
    asker = ProbeJob(permitted(scope(1, "[limits]\nrate = 900\n")), None, None, new_key()).begin(Notebook(new_key()))
    asker.set_share(1 / 3)
    assert rates == [300]


def test_its_key_is_dropped_when_nothing_more_is_asked() -> None:
    with labs(partial(redis.serve, HOST, 0, {"": {"people": PEOPLE}})) as (server,):
        asker = ProbeJob(permitted(scope(server.port)), None, None, new_key()).begin(Notebook(new_key()))
        asker.close()
        known = asyncio.run(asker.ask(Target(HOST, server.port)))
    assert known.service
    assert not known.sketches
    assert [problem.stage for problem in known.problems] == ["describe"]
