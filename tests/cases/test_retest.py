"""Shut is a word for proof only: the table says for each pair what may be said."""

import pytest
from msgspec.structs import replace

from leftopen.cases.retest import State, judge, verdicts
from leftopen.model import Access, Problem, Report, Run, ScopeNote, Service, Stage, Status, Tool


def service(access: Access, protocol: str = "redis") -> Service:
    return Service(
        id="10.0.0.1:6379/tcp", address="10.0.0.1", port=6379, protocol=protocol, access=access, proof="told"
    )


BEFORE = service(Access.OPEN)


def problem(status: Status, says: str = "told", address: str = "10.0.0.1") -> Problem:
    return Problem(address, 6379, Stage.CONNECT, says, status)


@pytest.mark.parametrize(
    ("now", "status", "state"),
    [
        (service(Access.OPEN), None, "open"),
        (service(Access.METADATA), None, "open"),
        (service(Access.FACTORY), None, "open"),
        (service(Access.EMPTY), None, "open"),
        (service(Access.LOCKED), None, "shut"),
        (service(Access.DECOY), None, "unclear"),
        (service(Access.UNKNOWN), None, "unclear"),
        (service(Access.LOCKED, "mysql"), None, "shut"),
        (service(Access.OPEN, "mysql"), None, "unclear"),
        (service(Access.EMPTY, "mysql"), None, "unclear"),
        (service(Access.UNKNOWN, "mysql"), None, "unclear"),
        (service(Access.DECOY, "mysql"), None, "unclear"),
        (service(Access.UNKNOWN), Status.REFUSED, "unclear"),
        (None, Status.REFUSED, "shut"),
        (None, None, "unclear"),
    ],
)
def test_judge(now: Service | None, status: Status | None, state: State) -> None:
    verdict = judge(BEFORE, now, problem(status) if status else None)
    assert verdict.state == state
    assert verdict.says.endswith(".")


@pytest.mark.parametrize("status", list(Status))
def test_without_a_service_only_a_refused_connection_is_shut(status: Status) -> None:
    assert (judge(BEFORE, None, problem(status)).state == "shut") == (status is Status.REFUSED)


def test_the_state_hangs_on_no_sentence() -> None:
    assert judge(BEFORE, None, problem(Status.REFUSED, "tomorrow's words for it")).state == "shut"
    assert judge(BEFORE, None, problem(Status.SILENT, "refuses the connection")).state == "unclear"


@pytest.mark.parametrize("before", [a for a in Access if a.exposed])
@pytest.mark.parametrize("now", list(Access))
def test_only_locked_is_shut_when_something_answers(before: Access, now: Access) -> None:
    assert (judge(service(before), service(now)).state == "shut") == (now is Access.LOCKED)


def test_an_emptied_store_is_said_to_be_an_open_door() -> None:
    assert "emptied" in judge(BEFORE, service(Access.EMPTY)).says


def test_why_nothing_could_be_said_is_shown() -> None:
    assert "(silent)" in judge(BEFORE, None, problem(Status.SILENT, "silent")).says
    assert "(no answer)" in judge(BEFORE, None).says


def test_verdicts_pair_known_services_with_an_audit() -> None:
    gone, moved, late = (replace(BEFORE, id=f"10.0.0.{n}:6379/tcp", address=f"10.0.0.{n}") for n in (2, 3, 4))
    audit = Report(
        Tool("leftopen", "0.1.0"),
        ScopeNote("s", "d"),
        Run("r", "2026-11-23T09:00:00Z", "2026-11-23T09:00:41Z", 4, 1, 1, 1),
        (service(Access.LOCKED),),
        (),
        (
            problem(Status.REFUSED, address="10.0.0.2"),
            problem(Status.SILENT, "did not answer in time", "10.0.0.4"),
        ),
    )
    found = list(verdicts([BEFORE, gone, moved, late], audit))
    assert [each.state for each in found] == ["shut", "shut", "unclear", "unclear"]
    assert "did not answer in time" in found[3].says
