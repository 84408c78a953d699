"""A case with something to tell: two places of an invented organisation, and whom to tell of them."""

from msgspec.structs import replace

from leftopen.model import (
    Access,
    Authorisation,
    Catalog,
    Collection,
    Field,
    Label,
    Party,
    People,
    Report,
    Service,
    Severity,
    Window,
)
from leftopen.model import Parts as EnisaParts
from tests.cases.cases import Place, audit, estate

OWNER, HOSTER = "privacy@example.org", "abuse@hoster.example"


def store(number: int = 1, **changes: object) -> Service:
    address = f"10.0.0.{number}"
    fields = tuple(
        Field(name, "string", (Label(label, 0.9, 1.0, 25, "█"),))
        for name, label in (("name", "person.name"), ("card", "finance.card"), ("face", "biometric.face_embedding"))
    )
    told = Service(
        id=f"{address}:9200/tcp",
        address=address,
        port=9200,
        protocol="elasticsearch",
        product="Elasticsearch",
        version="7.10.2",
        access=Access.OPEN,
        proof="It was read.",
        catalog=Catalog((Collection("visitors", 12345, 1, None, 25, fields), Collection("orders", 1)), 2),
        window=Window(data_from="2018-12-11T00:00:00Z", open_since="2026-03-01T00:00:00Z"),
        severity=Severity(4.5, 4.5, 5.0, "very high", EnisaParts(4, 1.0, 0.5)),
        remedy=("Close the port, now.", "Keep the logs since 2018-12-11T00:00:00Z."),
    )
    return replace(told, **changes)


def report(*services: Service, owner: str | None = OWNER, hoster: str | None = HOSTER) -> Report:
    """An audit that saw these services, as one estate with an operator and a hoster."""
    parties = (
        Party("Example Org", "operator", "confirmed", 0.9, (), (owner,) if owner else ()),
        Party("Example Hosting", "hoster", "confirmed", 0.9, (), (hoster,) if hoster else ()),
    )
    one = replace(estate(*services, parties=parties), people=People(9000, 12000, "identity numbers"))
    told = audit(*services, estates=(one,))
    by = Authorisation("Chief Privacy Officer", "AUD-7", "2030-01-31")
    return replace(told, scope=replace(told.scope, authorisation=by))


def planted(place: Place, *services: Service, owner: str | None = OWNER, hoster: str | None = HOSTER) -> Place:
    """The database holds case 1 now."""
    place.save(report(*(services or (store(1), store(2))), owner=owner, hoster=hoster))
    return place
