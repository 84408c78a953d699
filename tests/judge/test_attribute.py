"""Estates as they occur, made small: who is told as what. Every organisation is invented."""

from collections.abc import Sequence
from dataclasses import dataclass, field

import pytest
from msgspec.structs import replace

from leftopen.judge.attribute import parties
from leftopen.judge.looked import NOTHING, Holder, Looked, Network, Registration, Security
from leftopen.model import Access, Catalog, Certificate, Collection, Field, MailDomain, Party, Service

ADDRESS = "10.0.0.1"


def service(
    port: int = 9200,
    facts: dict[str, str] | None = None,
    certificate: Certificate | None = None,
    collections: Sequence[str] = (),
    mail: Sequence[tuple[str, int]] = (),
    protocol: str = "elasticsearch",
    fields: Sequence[str] = (),
) -> Service:
    return Service(
        id=f"{ADDRESS}:{port}/tcp",
        address=ADDRESS,
        port=port,
        protocol=protocol,
        access=Access.OPEN,
        proof="p",
        facts=facts or {},
        certificate=certificate,
        catalog=Catalog(
            tuple(Collection(name, 100, fields=tuple(Field(path, "text") for path in fields)) for name in collections)
        ),
        mail_domains=tuple(MailDomain(domain, people) for domain, people in mail),
    )


def certificate(subject: str, *names: str, key: str = "ab") -> Certificate:
    return Certificate(subject, subject, names, key * 32, "2020-01-01T00:00:00Z", "2030-01-01T00:00:00Z")


def looked(
    network: Network | None = None,
    pointers: Sequence[str] = (),
    names: dict[str, str] | None = None,
    domains: dict[str, str | None] | None = None,
    holder: Holder | None = None,
) -> Looked:
    return Looked(
        networks={ADDRESS: network} if network else {},
        pointers={ADDRESS: tuple(pointers)},
        holders={ADDRESS: holder} if holder else {},
        names={name: (address,) for name, address in (names or {}).items()},
        registrations={name: Registration(name, organisation) for name, organisation in (domains or {}).items()},
        state="done",
    )


FAIRHAVEN = certificate("CN=db,O=Fairhaven Clinic Ltd", "db.fairhaven.example")
STRATOHOST = Network(
    "STRATO-1", "STRATOHOST-NET", "Stratohost GmbH", "ALLOCATED PA", abuse=("abuse@stratohost.example",)
)
ASSIGNED = Network("FAIR-1", "FAIRHAVEN", "Fairhaven Clinic Limited", "ASSIGNED PA", abuse=("noc@fairhaven.example",))
CUSTOMERS = [f"shop{n}.{name}.example" for n, name in enumerate(("acorn", "birch", "cedar", "damson", "elder"))]
STUDENTS = (("northmoor.example", 40),)

Told = tuple[str, str | None, str]
"""Role, name, verdict."""


@dataclass(frozen=True)
class Shape:
    """An estate, what must be told of it, and names that must not stand as the operator."""

    about: str
    services: Sequence[Service]
    told: Sequence[Told]
    looked: Looked = NOTHING
    names: dict[str, tuple[str, ...]] = field(default_factory=dict)
    not_operator: Sequence[str] = ()


NOBODY: Told = ("operator", None, "unknown")
SHAPES = [
    # defaults and makers
    Shape("default name of a cluster", [service(facts={"cluster_name": "docker-cluster"})], [NOBODY]),
    Shape("the name of the product", [service(facts={"cluster_name": "elasticsearch"})], [NOBODY]),
    Shape("what every guide writes", [service(facts={"cluster_name": "my-cluster"})], [NOBODY]),
    Shape("a name of everybody's data", [service(facts={"cluster_name": "analytics-prod"})], [NOBODY]),
    Shape(
        "OpenSSL's default",
        [service(certificate=certificate("CN=localhost,O=Internet Widgits Pty Ltd", "localhost"))],
        [NOBODY],
    ),
    Shape("a distribution's default", [service(certificate=certificate("CN=h,O=Default Company Ltd"))], [NOBODY]),
    Shape("Go's default", [service(certificate=certificate("O=Acme Co"))], [NOBODY]),
    Shape(
        "a maker's certificate",
        [service(certificate=certificate("CN=nas,O=Synology Inc.", "synology"))],
        [NOBODY, ("vendor", "Synology Inc.", "likely")],
    ),
    Shape(
        "a camera's maker in its own words",
        [service(554, {"vendor": "Tiandy", "realm": "Tiandy"}, protocol="rtsp")],
        [NOBODY, ("vendor", "Tiandy", "likely")],
    ),
    Shape("who makes the store is no vendor", [service(facts={"vendor": "MongoDB, Inc."})], [NOBODY]),
    Shape("a masked organisation", [service(certificate=certificate("CN=x,O=M████ P████"))], [NOBODY]),
    # certificates
    Shape(
        "an organisation and its domain",
        [service(certificate=FAIRHAVEN)],
        [("operator", "Fairhaven Clinic Ltd", "likely")],
    ),
    Shape(
        "a comma in the name",
        [service(certificate=certificate(r"CN=x,O=Hengda Trading Co.\, Ltd"))],
        [("operator", "Hengda Trading Co., Ltd", "likely")],
    ),
    Shape(
        "a plus and letters of others in the name",
        [service(certificate=certificate(r"O=B\C3\A4renfels \+ Partner AG+CN=x"))],
        [("operator", "Bärenfels + Partner AG", "likely")],
    ),
    Shape(
        "a host name alone",
        [service(certificate=certificate("CN=db.fairhaven.example"))],
        [("operator", "fairhaven.example", "unknown")],
    ),
    Shape(
        "copies of one certificate are one clue",
        [service(port, certificate=certificate("CN=x", "a.fairhaven.example")) for port in range(1, 9)],
        [("operator", "fairhaven.example", "unknown")],
    ),
    Shape(
        "customers of a delivery network",
        [service(certificate=certificate("CN=edge", *CUSTOMERS))],
        [NOBODY],
        not_operator=["acorn.example", "birch.example"],
    ),
    Shape(
        "customers of a delivery network that names itself",
        [service(certificate=certificate("CN=edge,O=Cloudflare\\, Inc.", *CUSTOMERS[:2]))],
        [NOBODY, ("hoster", "Cloudflare, Inc.", "unknown")],
        not_operator=["Cloudflare, Inc."],
    ),
    Shape(
        "many names of one organisation",
        [service(certificate=certificate("O=Fairhaven Clinic Ltd", "fairhaven.example", *CUSTOMERS))],
        [("operator", "Fairhaven Clinic Ltd", "likely")],
        not_operator=["acorn.example"],
    ),
    Shape(
        "most names of one domain",
        [service(certificate=certificate("CN=x", *(f"{n}.fairhaven.example" for n in "abcdefg"), *CUSTOMERS[:3]))],
        [("operator", "fairhaven.example", "unknown")],
    ),
    Shape(
        "a name that leads here",
        [service(certificate=FAIRHAVEN)],
        [("operator", "Fairhaven Clinic Ltd", "confirmed")],
        looked(names={"db.fairhaven.example": ADDRESS}),
    ),
    Shape(
        "a name that leads elsewhere",
        [service(certificate=FAIRHAVEN)],
        [("operator", "Fairhaven Clinic Ltd", "likely")],
        looked(names={"db.fairhaven.example": "10.9.9.9"}),
    ),
    Shape(
        "the registry spells the name",
        [service(certificate=certificate("CN=db.fairhaven.example"))],
        [("operator", "Stichting Fairhaven", "confirmed")],
        looked(names={"db.fairhaven.example": ADDRESS}, domains={"fairhaven.example": "Stichting Fairhaven"}),
    ),
    Shape(
        "the registry hides the name",
        [service(certificate=certificate("CN=db.fairhaven.example"))],
        [("operator", "fairhaven.example", "confirmed")],
        looked(names={"db.fairhaven.example": ADDRESS}, domains={"fairhaven.example": None}),
    ),
    # networks
    Shape(
        "a hoster's network alone", [service()], [NOBODY, ("hoster", "Stratohost GmbH", "likely")], looked(STRATOHOST)
    ),
    Shape(
        "a hoster's network and an operator",
        [service(certificate=FAIRHAVEN)],
        [("operator", "Fairhaven Clinic Ltd", "confirmed"), ("hoster", "Stratohost GmbH", "likely")],
        looked(STRATOHOST, names={"db.fairhaven.example": ADDRESS}),
        not_operator=["Stratohost GmbH"],
    ),
    Shape(
        "a hoster's reverse name in its own network",
        [service()],
        [NOBODY, ("hoster", "Stratohost GmbH", "likely")],
        looked(STRATOHOST, ["static-10-0-0-1.stratohost.example"], {"static-10-0-0-1.stratohost.example": ADDRESS}),
        not_operator=["Stratohost GmbH", "stratohost.example"],
    ),
    Shape(
        "a hoster's certificate in its own network",
        [service(certificate=certificate("CN=vps,O=Stratohost GmbH", "panel.stratohost.example"))],
        [NOBODY, ("hoster", "Stratohost GmbH", "confirmed")],
        looked(STRATOHOST),
    ),
    Shape(
        "a network assigned to nobody else",
        [service()],
        [("operator", "Fairhaven Clinic Limited", "unknown")],
        looked(ASSIGNED),
    ),
    Shape(
        "an assignment that the certificate agrees with",
        [service(certificate=FAIRHAVEN)],
        [("operator", "Fairhaven Clinic Limited", "confirmed")],
        looked(ASSIGNED),
    ),
    Shape(
        "an own allocation that the certificate agrees with",
        [service(certificate=certificate("O=University of Northmoor", "es.northmoor.example"))],
        [("operator", "Northmoor University", "confirmed"), ("hoster", "Northmoor University", "likely")],
        looked(Network("NM-1", "NORTHMOOR", "Northmoor University", "ALLOCATED PA")),
    ),
    Shape(
        "an allocation to a name that says nothing",
        [service()],
        [NOBODY, ("hoster", "Bluepeak Ltd", "likely")],
        looked(Network("BP-1", "BLUEPEAK", "Bluepeak Ltd", "ALLOCATED PA")),
    ),
    Shape(
        "a network that strangers share",
        [service()],
        [NOBODY, ("hoster", "Bluepeak Ltd", "likely")],
        looked(Network("BP-1", "BLUEPEAK", "Bluepeak Ltd", "ASSIGNED PA", crowded=True)),
    ),
    Shape(
        "a network of no known type",
        [service()],
        [NOBODY, ("hoster", "Bluepeak Ltd", "unknown")],
        looked(Network("BP-1", "BLUEPEAK", "Bluepeak Ltd")),
    ),
    Shape(
        "who announces the network",
        [service()],
        [NOBODY, ("hoster", "Bluepeak Ltd", "unknown")],
        looked(holder=Holder(64500, "Bluepeak Ltd")),
    ),
    Shape(
        "a reverse name of its own",
        [service()],
        [("operator", "fairhaven.example", "unknown")],
        looked(pointers=["mail.fairhaven.example"], names={"mail.fairhaven.example": ADDRESS}),
    ),
    Shape(
        "a reverse name that does not lead back",
        [service()],
        [NOBODY],
        looked(pointers=["mail.fairhaven.example"], names={"mail.fairhaven.example": "10.9.9.9"}),
    ),
    Shape(
        "certificate and registry name two",
        [service(certificate=FAIRHAVEN)],
        [("operator", "Fairhaven Clinic Ltd", "likely"), ("operator", "Corran Energy SA", "unknown")],
        looked(Network("CO-1", "CORRAN", "Corran Energy SA", "ASSIGNED PA")),
    ),
    Shape(
        "the scope names the host",
        [service()],
        [("operator", "fairhaven.example", "unknown")],
        names={"db.fairhaven.example": (ADDRESS,)},
    ),
    Shape(
        "the scope names the host that the certificate names",
        [service(certificate=FAIRHAVEN)],
        [("operator", "Fairhaven Clinic Ltd", "confirmed")],
        names={"db.fairhaven.example": (ADDRESS,)},
    ),
    # names
    Shape(
        "one chosen name",
        [service(facts={"cluster_name": "harbour-watch"})],
        [("operator", "harbour-watch", "unknown")],
    ),
    Shape(
        "copies of a chosen name are one clue",
        [service(port, {"cluster_name": "harbour-watch"}) for port in range(1, 9)],
        [("operator", "harbour-watch", "unknown")],
    ),
    Shape(
        "two products with one chosen name",
        [
            service(1, {"cluster_name": "harbour-watch"}),
            service(2, {"replica_set": "Harbour_Watch"}, protocol="mongodb"),
        ],
        [("operator", "harbour-watch", "likely")],
    ),
    Shape(
        "a chosen name and a certificate",
        [
            service(1, {"cluster_name": "harbour-watch-prod"}),
            service(2, certificate=certificate("CN=x,O=Harbour Watch\\, Ltd")),
        ],
        [("operator", "Harbour Watch, Ltd", "confirmed")],
    ),
    Shape(
        "a copied name beside somebody else's certificate",
        [service(facts={"cluster_name": "harbour-watch"}, certificate=FAIRHAVEN)],
        [("operator", "Fairhaven Clinic Ltd", "likely"), ("operator", "harbour-watch", "unknown")],
        looked(names={"db.fairhaven.example": ADDRESS}),
    ),
    Shape(
        "an installer's realm on cameras and the cluster",
        [
            service(9200, {"cluster_name": "qingshan-vision"}),
            service(554, {"vendor": "Hikvision", "realm": "Hikvision qingshan-vision"}, protocol="rtsp"),
        ],
        [("operator", "qingshan-vision", "likely"), ("vendor", "Hikvision", "likely")],
    ),
    # platforms
    Shape(
        "a platform's name in title and collections",
        [
            service(
                facts={"title": "CityEye Platform"}, protocol="kibana", collections=["cityeye_events", "cityeye_faces"]
            )
        ],
        [NOBODY, ("vendor", "CityEye Platform", "likely")],
        not_operator=["CityEye Platform", "cityeye"],
    ),
    Shape(
        "a platform's name in title, cluster and collections, and its customer's certificate",
        [
            service(
                facts={"title": "CityEye Platform", "cluster_name": "cityeye"},
                collections=["cityeye_events"],
                certificate=FAIRHAVEN,
            )
        ],
        [("operator", "Fairhaven Clinic Ltd", "confirmed"), ("vendor", "CityEye Platform", "likely")],
        looked(names={"db.fairhaven.example": ADDRESS}),
        not_operator=["CityEye Platform", "cityeye"],
    ),
    Shape(
        "a platform that others run under their names",
        [service(facts={"cluster_name": "moodle"})],
        [NOBODY, ("vendor", "moodle", "unknown")],
    ),
    Shape(
        "the own name in title and collections",
        [service(facts={"title": "Fairhaven"}, collections=["fairhaven_patients"], certificate=FAIRHAVEN)],
        [("operator", "Fairhaven Clinic Ltd", "confirmed")],
    ),
    # origins and people
    Shape(
        "a payment service's records at a lender",
        [
            service(
                certificate=certificate("O=Lendwell Finance BV", "es.lendwell.example"),
                collections=["paynest_payments_2025", "paynest_refunds", "applications"],
            )
        ],
        [("operator", "Lendwell Finance BV", "confirmed"), ("origin", "paynest", "likely")],
        looked(names={"es.lendwell.example": ADDRESS}),
        not_operator=["paynest"],
    ),
    Shape(
        "a family of collections is one clue",
        [
            service(
                certificate=certificate("O=Lendwell Finance BV"),
                collections=["paynest-2025.01", "paynest-2025.02", "paynest-2025.03"],
            )
        ],
        [("operator", "Lendwell Finance BV", "likely"), ("origin", "paynest", "unknown")],
    ),
    Shape("collections alone name nobody", [service(collections=["paynest_payments", "paynest_refunds"])], [NOBODY]),
    Shape(
        "a university's students",
        [service(mail=STUDENTS)],
        [NOBODY, ("subject_org", "northmoor.example", "likely")],
        not_operator=["northmoor.example"],
    ),
    Shape(
        "a university's students at somebody who teaches",
        [service(certificate=certificate("O=Lernwerk GmbH", "x.lernwerk.example"), mail=STUDENTS)],
        [("operator", "Lernwerk GmbH", "likely"), ("subject_org", "University of Northmoor", "likely")],
        looked(domains={"northmoor.example": "University of Northmoor"}),
        not_operator=["University of Northmoor"],
    ),
    Shape(
        "a university's own store",
        [service(certificate=certificate("O=University of Northmoor"), mail=STUDENTS)],
        [
            ("operator", "University of Northmoor", "confirmed"),
            ("subject_org", "northmoor.example", "likely"),
        ],
    ),
    Shape("mail providers are nobody", [service(mail=(("gmail.com", 90), ("mail.ru", 40), ("qq.com", 20)))], [NOBODY]),
]


@pytest.mark.parametrize("shape", SHAPES, ids=lambda shape: shape.about)
def test_who_is_told_as_what(shape: Shape) -> None:
    found = parties(shape.services, shape.looked, shape.names)
    told = {(party.role, party.name, party.verdict) for party in found}
    assert set(shape.told) <= told
    operators = {party.name for party in found if party.role == "operator"}
    assert operators.isdisjoint(shape.not_operator)
    wanted = {name for role, name, _ in shape.told if role == "operator"}
    assert operators == wanted
    for party in found:
        assert party.clues or party.name is None
        assert (party.verdict == "confirmed") <= (party.contradictions == ())
        assert bool(party.decide) is (party.verdict != "confirmed")
        assert 0 <= party.confidence < 1


def test_there_are_shapes_enough() -> None:
    assert len({shape.about for shape in SHAPES}) == len(SHAPES) >= 40


def only(role: str, found: Sequence[Party]) -> list[Party]:
    return [party for party in found if party.role == role]


def test_a_contradiction_names_both_and_says_what_would_decide() -> None:
    network = Network("CO-1", "CORRAN", "Corran Energy SA", "ASSIGNED PA")
    found = only("operator", parties([service(certificate=FAIRHAVEN)], looked(network)))
    for party in found:
        (says,) = party.contradictions
        assert "Fairhaven Clinic Ltd" in says
        assert "Corran Energy SA" in says
        assert any("which of the two" in way for way in party.decide)
    alone = only("operator", parties([service(certificate=FAIRHAVEN)], looked()))
    assert alone[0].contradictions == ()
    assert alone[0].confidence > found[0].confidence


def test_contacts_go_with_the_role() -> None:
    found = looked(STRATOHOST, names={"db.fairhaven.example": ADDRESS})
    security = {"fairhaven.example": Security("fairhaven.example", ("mailto:security@fairhaven.example",))}
    known = Looked(found.networks, found.pointers, found.holders, found.names, found.registrations, security, "done")
    told = parties([service(certificate=FAIRHAVEN)], known)
    assert only("operator", told)[0].contacts == ("security@fairhaven.example",)
    assert only("operator", told)[0].domain == "fairhaven.example"
    assert only("hoster", told)[0].contacts == ("abuse@stratohost.example",)


def test_where_nobody_is_known_the_way_is_by_the_hoster() -> None:
    (operator,) = only("operator", parties([service()], looked(STRATOHOST)))
    assert operator.contacts == ()
    assert any("hoster" in way for way in operator.decide)


def test_what_was_not_asked_is_said() -> None:
    (operator,) = only("operator", parties([service(certificate=FAIRHAVEN)]))
    assert any("not asked" in way for way in operator.decide)


def test_few_parties_of_a_role_are_told() -> None:
    several = [service(n, {"replica_set": f"{word}ton-fleet"}) for n, word in enumerate("abcdefghijkl", 1)]
    assert len(only("operator", parties(several))) <= 6


def test_the_country_is_that_of_the_networks_in_the_registry() -> None:
    hosted = looked(replace(STRATOHOST, country="DE"))
    found = parties([service()], hosted)
    assert [party.country for party in only("hoster", found)] == ["DE"]
    assert [party.country for party in only("operator", found)] == [None]
    elsewhere = "127.66.0.77"
    both = replace(hosted, networks={**hosted.networks, elsewhere: replace(STRATOHOST, country="FR")})
    two = parties([service(), replace(service(), id="x", address=elsewhere)], both)
    assert [party.country for party in only("hoster", two)] == [None], "of two countries none is told"
