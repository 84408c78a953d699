from leftopen.audit.outcome import report
from leftopen.audit.progress import Findings, State
from leftopen.model import Access, Service
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
