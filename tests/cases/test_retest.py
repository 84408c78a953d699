"""Shut is a word for proof only: the table says for each pair what may be said."""

import pytest
from msgspec.structs import replace

from leftopen.cases.retest import State, judge, verdicts
from leftopen.model import Access, Problem, Report, Run, ScopeNote, Service, Tool
from leftopen.net.session.connection import REFUSES


def service(access: Access, protocol: str = "redis") -> Service:
    return Service(
        id="10.0.0.1:6379/tcp", address="10.0.0.1", port=6379, protocol=protocol, access=access, proof="told"
    )


BEFORE = service(Access.OPEN)


@pytest.mark.parametrize(
    ("now", "reason", "state"),
    [
        (service(Access.OPEN), "", "open"),
        (service(Access.METADATA), "", "open"),
        (service(Access.FACTORY), "", "open"),
        (service(Access.EMPTY), "", "open"),
        (service(Access.LOCKED), "", "shut"),
        (service(Access.DECOY), "", "unclear"),
        (service(Access.UNKNOWN), "", "unclear"),
        (service(Access.LOCKED, "mysql"), "", "shut"),
        (service(Access.OPEN, "mysql"), "", "unclear"),
        (service(Access.EMPTY, "mysql"), "", "unclear"),
        (service(Access.UNKNOWN, "mysql"), "", "unclear"),
        (service(Access.DECOY, "mysql"), "", "unclear"),
        (service(Access.UNKNOWN), REFUSES, "unclear"),
        (None, REFUSES, "shut"),
        (None, "", "unclear"),
        (None, "silent", "unclear"),
        (None, "late", "unclear"),
        (None, "dropped", "unclear"),
        (None, "not refused", "unclear"),
    ],
)
def test_judge(now: Service | None, reason: str, state: State) -> None:
    verdict = judge(BEFORE, now, reason)
    assert verdict.state == state
    assert verdict.says.endswith(".")


@pytest.mark.parametrize("before", [a for a in Access if a.exposed])
@pytest.mark.parametrize("now", list(Access))
def test_only_locked_is_shut_when_something_answers(before: Access, now: Access) -> None:
    assert (judge(service(before), service(now)).state == "shut") == (now is Access.LOCKED)


def test_an_emptied_store_is_said_to_be_an_open_door() -> None:
    assert "emptied" in judge(BEFORE, service(Access.EMPTY)).says


def test_why_nothing_could_be_said_is_shown() -> None:
    assert "(silent)" in judge(BEFORE, None, "silent").says
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
            Problem("10.0.0.2", 6379, "connect", REFUSES),
            Problem("10.0.0.4", 6379, "connect", "did not answer in time"),
        ),
    )
    found = list(verdicts([BEFORE, gone, moved, late], audit))
    assert [each.state for each in found] == ["shut", "shut", "unclear", "unclear"]
    assert "did not answer in time" in found[3].says
