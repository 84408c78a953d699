import pytest
from msgspec.structs import replace

from leftopen.audit.outcome import report
from leftopen.audit.progress import Findings, State
from leftopen.model import Access, Problem, Service, Stage, Status
from leftopen.store.checkpoint import Begun
from tests.permits import permitted, scope_of

BEGUN = Begun("run-1", "s", "00", "2026-11-23T09:00:00Z")


def service(address: str) -> Service:
    return Service(id=f"{address}:1/tcp", address=address, port=1, protocol="redis", access=Access.LOCKED, proof="p")


def test_services_stand_in_order_and_names_with_their_addresses() -> None:
    permit = permitted(
        scope_of(["10.0.0.0/8", "db.example", "gone.example"], [1]), {"db.example": ["10.9.0.1", "10.9.0.2"]}
    )
    found = Findings(State(3))
    for address in ("10.0.0.10", "10.0.0.9", "fd00::1"):
        found.keep(service(address), ())
    made = report(permit, BEGUN, found, "head", whole=False, expired=True, lost=("10.0.0.9", 1))
    assert [each.address for each in made.services] == ["10.0.0.9", "10.0.0.10", "fd00::1"]
    assert made.scope.names == {"db.example": ("10.9.0.1", "10.9.0.2")}
    assert made.scope.digest == permit.scope.digest
    assert (made.run.id, made.run.complete, made.run.expired, made.run.journal) == ("run-1", False, True, "head")
    assert made.run.lost == "10.0.0.0/8"
    assert made.run.probed == 3


@pytest.mark.parametrize("status", [Status.UNJUDGED, Status.BROKEN, Status.SILENT, Status.CLOSED, Status.BUDGET])
def test_a_service_that_could_not_be_judged_leaves_the_run_incomplete(status: Status) -> None:
    permit = permitted(scope_of(["10.0.0.0/8"], [1]), {})
    found = Findings(State(3))
    found.keep(service("10.0.0.9"), ())
    for address, stage in (("10.0.0.9", Stage.PROVE), ("10.0.0.8", Stage.CONNECT), ("10.0.0.7", Stage.DESCRIBE)):
        found.problems.append(Problem(address, 1, stage, "no answer", status))
    told = report(permit, BEGUN, found, "head", whole=True, expired=False, lost=None)
    assert (told.run.complete, told.run.unjudged) == (True, 0), "judged, not there, or judged before"
    for probe in ("redis", "memcached"):
        found.problems.append(Problem("10.0.0.6", 1, Stage.PROVE, "no answer", status, probe))
    left = report(permit, BEGUN, found, "head", whole=True, expired=False, lost=None)
    assert (left.run.complete, left.run.unjudged) == (False, 1)


def test_a_doubt_that_its_host_settles_is_no_service_that_could_not_be_judged() -> None:
    found = Findings(State(5))
    says = "recognised as rtsp, but it could not be told what anyone can read"
    for address, traps in (("10.0.0.1", 3), ("10.0.0.2", 2)):
        doubt = replace(service(address), access=Access.UNKNOWN, doubted=True)
        found.keep(doubt, (Problem(address, 1, Stage.PROVE, says, Status.UNJUDGED, "rtsp"),))
        for port in range(2, 2 + traps):
            decoy = replace(service(address), id=f"{address}:{port}/tcp", port=port, access=Access.DECOY)
            found.keep(decoy, ())
    made = report(permitted(scope_of(["10.0.0.0/8"], [1])), BEGUN, found, "head", whole=True, expired=False, lost=None)
    said = {each.address: each.access for each in made.services if each.port == 1}
    assert said == {"10.0.0.1": Access.DECOY, "10.0.0.2": Access.UNKNOWN}
    assert [each.address for each in made.errors] == ["10.0.0.2"]
    assert (made.run.errors, made.run.unjudged, made.run.complete) == (1, 1, False)


@pytest.mark.parametrize(("stage", "status"), [(Stage.CONNECT, Status.LOCAL), (Stage.DESCRIBE, Status.BUG)])
def test_what_this_machine_could_not_ask_or_describe_is_no_all_clear(stage: Stage, status: Status) -> None:
    found = Findings(State(3))
    found.keep(service("10.0.0.9"), ())
    for address in ("10.0.0.9", "10.0.0.8"):
        found.problems.append(Problem(address, 1, stage, "no more descriptors", status))
    made = report(permitted(scope_of(["10.0.0.0/8"], [1])), BEGUN, found, "head", whole=True, expired=False, lost=None)
    assert (made.run.complete, made.run.unjudged) == (False, 1), "the other one was judged before"
