"""A database with cases of people and places that do not exist, for the tests of what becomes of them."""

from pathlib import Path

from msgspec.structs import replace

from leftopen.cases import opening
from leftopen.cases.desk import Desk
from leftopen.model import Access, Estate, Party, Report, Run, ScopeNote, Service, Severity, Tool
from leftopen.model import Parts as EnisaParts
from leftopen.store.store import Exposure, State, Store

SEEN, LATER, LAST = "2026-11-23T09:00:00Z", "2026-11-24T09:00:00Z", "2026-11-25T09:00:00Z"
PARTS = EnisaParts(2, 1.0, 0.5)


def door(number: int, score: float | None = 2.5, protocol: str = "redis") -> Service:
    address = f"10.0.0.{number}"
    weight = None if score is None else Severity(score, score, score, "medium", PARTS)
    return Service(
        id=f"{address}:6379/tcp",
        address=address,
        port=6379,
        protocol=protocol,
        access=Access.OPEN,
        proof="It was read.",
        severity=weight,
    )


def operator(name: str | None, verdict: str = "confirmed", *contacts: str, confidence: float = 0.8) -> Party:
    return Party(name, "operator", verdict, confidence, (), contacts)  # type: ignore[arg-type]  # few words, in tests


def estate(*services: Service, parties: tuple[Party, ...] = (), name: str = "estate-1") -> Estate:
    return Estate(name, tuple(service.id for service in services), parties=parties)


def audit(
    *services: Service, estates: tuple[Estate, ...] = (), run: str = "one", at: str = SEEN, scope: str = "Test"
) -> Report:
    shown = Run(run, at, at, 9, len(services), len(services), 0)
    return Report(Tool("leftopen", "0"), ScopeNote(scope, "sha256:0"), shown, services, estates)


class Place:
    """A database in a folder."""

    def __init__(self, folder: Path) -> None:
        self.file = folder / "x.db"
        self.url = f"sqlite:///{self.file}"

    def save(self, *reports: Report) -> None:
        with Store(self.url) as store:
            for report in reports:
                store.save(report, "scope", opening.join)

    def one(self, *services: Service, party: str | None = None, run: str = "one", at: str = SEEN) -> None:
        """An audit that saw these services, as one estate."""
        parties = (operator(party, "confirmed", "privacy@example.org"),) if party else ()
        self.save(audit(*services, estates=(estate(*services, parties=parties),), run=run, at=at))

    def ask(self, number: int, state: State, at: str = LATER) -> None:
        """A retest that had this answer for the exposure of that number."""
        with Store(self.url) as store:
            store.record(number, at=at, state=state, says="Told.", then=opening.asked)

    def exposures(self) -> list[Exposure]:
        with Store(self.url) as store:
            return store.exposures()

    def desk(self, store: Store, who: str = "Ada") -> Desk:
        return Desk(store, who)


def elsewhere(service: Service, protocol: str) -> Service:
    """Another product at the same door."""
    return replace(service, protocol=protocol)
