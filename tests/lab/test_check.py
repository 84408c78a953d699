"""The check of the demo can fail: each way to be wrong gives its complaint, and only that."""

import dataclasses
from functools import partial

import pytest
from msgspec.structs import replace

from leftopen.lab import decoy
from leftopen.lab.check import by_evidence, complaints
from leftopen.lab.planted import Planted, one
from leftopen.model import (
    Access,
    Catalog,
    Collection,
    Estate,
    Field,
    Label,
    Level,
    Link,
    Parts,
    Party,
    Problem,
    Report,
    Run,
    ScopeNote,
    Service,
    Severity,
    Stage,
    Status,
    Tool,
)

plant = partial(Planted, parties=frozenset())
PLANTED = (
    plant("faces", "127.81.0.1", 9200, decoy.serve, "elasticsearch", "open",
            {"captures": {"face": one("biometric.face_image"), "who": one("id.cn.resident", "person.name")}},
            "vision", "very high", by_evidence=True),
    plant("register", "127.81.0.1", 27017, decoy.serve, frozenset({"mongodb", "ferretdb"}), "open",
            {"city.people": {"name": one("person.name")}}, "vision", by_evidence=True),
    plant("camera", "127.81.0.1", 8554, decoy.serve, "rtsp", "locked", estate="vision"),
    plant("shop", "127.81.0.2", 6379, decoy.serve, "redis", "open", estate="shop"),
    plant("trap", "127.81.0.3", 6379, decoy.serve, "redis", frozenset({"decoy", "unknown"})),
)  # fmt: skip


def label(name: str, confidence: float = 0.9) -> Label:
    return Label(name, confidence, 1.0, 25, "█")


def severity(level: Level = "very high") -> Severity:
    return Severity(4.25, 4.25, 4.25, level, Parts(4, 1.0, 0.25))


def service(address: str, port: int, protocol: str, access: Access, estate: str | None, *held: Collection) -> Service:
    return Service(
        id=f"{address}:{port}/tcp", address=address, port=port, protocol=protocol, access=access, proof="told",
        catalog=Catalog(held), estate=estate, severity=severity() if access.exposed else None,
        remedy=("Shut it.",) if access.exposed else (),
    )  # fmt: skip


CAPTURES = Collection(
    "captures",
    fields=(
        Field("face", "text", (label("biometric.face_image"),)),
        Field("who", "text", (label("id.cn.resident"), label("person.name"), label("contact.phone", 0.49))),
        Field("hat", "bool"),
    ),
)
PEOPLE = Collection("city.people", fields=(Field("name", "string", (label("person.name", 0.5),)),))
FACES, REGISTER, CAMERA, SHOP, TRAP = SERVICES = (
    service("127.81.0.1", 9200, "elasticsearch", Access.OPEN, "estate-1", CAPTURES),
    service("127.81.0.1", 27017, "mongodb", Access.OPEN, "estate-1", PEOPLE),
    service("127.81.0.1", 8554, "rtsp", Access.LOCKED, "estate-1"),
    service("127.81.0.2", 6379, "redis", Access.OPEN, "estate-2"),
    service("127.81.0.3", 6379, "redis", Access.DECOY, None),
)
ADDRESS = Link("same-address", (FACES.id, REGISTER.id, CAMERA.id), 0.6, "all answer there")
NAMES = Link("same-names", (FACES.id, REGISTER.id), 0.7, "a word stands in both")
VISION = Estate("estate-1", (FACES.id, REGISTER.id, CAMERA.id), (ADDRESS, NAMES))
REPORT = Report(
    Tool("leftopen", "0"),
    ScopeNote("s", "d"),
    Run("r", "2026-11-23T09:00:00Z", "2026-11-23T09:00:41Z", 9, 5, 5, 0),
    SERVICES,
    (VISION, Estate("estate-2", (SHOP.id,))),
)


def changed(before: Service, after: Service) -> Report:
    return replace(REPORT, services=tuple(after if each is before else each for each in SERVICES))


def fields(*held: Field) -> Report:
    return changed(FACES, replace(FACES, catalog=Catalog((replace(CAPTURES, fields=held),))))


def linked(*links: Link) -> Report:
    return replace(REPORT, estates=(replace(VISION, links=links), REPORT.estates[1]))


FACE, WHO, HAT = CAPTURES.fields
MORE = service("127.81.0.9", 80, "camera", Access.LOCKED, None)


def test_a_right_report_has_no_complaints() -> None:
    assert complaints(REPORT, PLANTED) == []


@pytest.mark.parametrize(
    ("report", "says"),
    [
        (replace(REPORT, services=(FACES, REGISTER, CAMERA, TRAP)), "shop at 127.81.0.2:6379 was missed"),
        (replace(REPORT, services=(*SERVICES, MORE)), f"{MORE.id} was reported, and nothing was planted there"),
        (changed(FACES, replace(FACES, protocol="opensearch")), "faces: taken for opensearch"),
        (changed(REGISTER, replace(REGISTER, protocol="redis")), "register: taken for redis"),
        (changed(FACES, replace(FACES, access=Access.METADATA)), "faces: said to be metadata"),
        (changed(CAMERA, replace(CAMERA, access=Access.UNKNOWN)), "camera: said to be unknown"),
        (changed(TRAP, replace(TRAP, access=Access.EMPTY)), "trap: said to be empty"),
        (changed(FACES, replace(FACES, severity=severity("high"))), "faces: severity is high, not very high"),
        (changed(SHOP, replace(SHOP, severity=None)), "shop: exposed, but without a severity or a remedy"),
        (changed(SHOP, replace(SHOP, remedy=())), "shop: exposed, but without a severity or a remedy"),
        (fields(replace(FACE, labels=()), WHO), "faces: captures face: biometric.face_image was missed"),
        (fields(WHO), "faces: captures face: biometric.face_image was missed"),
        (fields(FACE, replace(WHO, labels=WHO.labels[1:])), "faces: captures who: id.cn.resident was missed"),
        (
            fields(FACE, replace(WHO, labels=(label("id.cn.resident", 0.49), label("person.name")))),
            "faces: captures who: id.cn.resident was missed",
        ),
        (
            fields(FACE, WHO, replace(HAT, labels=(label("special.health", 0.5),))),
            "faces: captures hat: special.health was over-claimed",
        ),
        (
            fields(replace(FACE, labels=(*FACE.labels, label("person.photo"))), WHO),
            "faces: captures face: person.photo was over-claimed",
        ),
        (
            changed(SHOP, replace(SHOP, catalog=Catalog((PEOPLE,)))),
            "shop: city.people name: person.name was over-claimed",
        ),
        (changed(REGISTER, replace(REGISTER, estate="estate-7")), "the services of 'vision' are in 2 estates"),
        (changed(SHOP, replace(SHOP, estate=None)), "shop: is in no estate"),
        (changed(SHOP, replace(SHOP, estate="estate-1")), "estate-1 holds services of 2 operators"),
        (changed(TRAP, replace(TRAP, estate="estate-2")), "estate-2 holds services of 2 operators"),
        (linked(ADDRESS), "the services of 'vision' are joined by no more than their address"),
        (
            linked(ADDRESS, replace(NAMES, strength=0.4)),
            "the services of 'vision' are joined by no more than their address",
        ),
        (
            linked(ADDRESS, replace(NAMES, services=(FACES.id, CAMERA.id))),
            "the services of 'vision' are joined by no more than their address",
        ),
        (
            replace(REPORT, errors=(Problem("127.81.0.2", 6379, Stage.CONNECT, "too many"),)),
            "1 error, the first at 127.81.0.2:6379: too many",
        ),
    ],
)
def test_each_way_to_be_wrong_is_told(report: Report, says: str) -> None:
    assert complaints(report, PLANTED) == [says]


def test_that_a_decoy_leaves_open_what_it_is_is_no_error() -> None:
    known = dataclasses.replace(PLANTED[0], access=frozenset({"decoy", "unknown", str(PLANTED[0].access)}))
    doubt = Problem(known.address, known.port, Stage.PROVE, "told", Status.UNJUDGED)
    assert complaints(replace(REPORT, errors=(doubt,)), [known, *PLANTED[1:]]) == []
    assert complaints(replace(REPORT, errors=(doubt,)), PLANTED)
    assert complaints(replace(REPORT, errors=(replace(doubt, status=Status.BUDGET),)), [known, *PLANTED[1:]])


def test_a_severity_is_missed_twice_where_one_was_planted() -> None:
    assert complaints(changed(FACES, replace(FACES, severity=None)), PLANTED) == [
        "faces: severity is none, not very high",
        "faces: exposed, but without a severity or a remedy",
    ]


def test_a_collection_that_is_missing_is_told_once() -> None:
    report = changed(REGISTER, replace(REGISTER, catalog=Catalog()))
    assert complaints(report, PLANTED) == ["register: collection city.people was missed"]


@pytest.mark.parametrize(
    "report",
    [
        changed(REGISTER, replace(REGISTER, protocol="ferretdb")),
        changed(TRAP, replace(TRAP, access=Access.UNKNOWN)),
        fields(FACE, replace(WHO, labels=WHO.labels[:2]), HAT),
        fields(FACE, WHO, replace(HAT, labels=(label("special.health", 0.49),))),
        changed(SHOP, replace(SHOP, catalog=Catalog((Collection("other", fields=(HAT,)),)))),
        linked(NAMES),
        linked(replace(NAMES, services=(FACES.id, CAMERA.id)), replace(NAMES, services=(CAMERA.id, REGISTER.id))),
    ],
)
def test_what_is_as_good_is_no_complaint(report: Report) -> None:
    assert complaints(report, PLANTED) == []


def test_nothing_at_all_is_a_complaint_for_each() -> None:
    nothing = replace(REPORT, services=(), estates=())
    assert complaints(nothing, PLANTED) == [f"{p.name} at {p.address}:{p.port} was missed" for p in PLANTED]


def test_evidence_may_lead_over_a_third_service_and_over_several_estates() -> None:
    chain = linked(replace(NAMES, services=(FACES.id, SHOP.id)), replace(NAMES, services=(SHOP.id, CAMERA.id)))
    assert by_evidence(chain, {FACES.id, CAMERA.id})
    assert not by_evidence(chain, {FACES.id, CAMERA.id, REGISTER.id})
    assert by_evidence(chain, {REGISTER.id})
    assert not by_evidence(REPORT, {FACES.id, SHOP.id})


def test_a_party_in_the_wrong_role_is_a_complaint() -> None:
    wanted = [replace_planted(item) if item.name == PLANTED[0].name else item for item in PLANTED]
    told = Estate("estate-1", VISION.services, VISION.links, (Party("Lendwell", "hoster", "likely", 0.5),))
    wrong = complaints(replace(REPORT, estates=(told, REPORT.estates[1])), wanted)
    assert wrong == [f"{PLANTED[0].name}: told as of []"]
    right = Estate("estate-1", VISION.services, VISION.links, (Party("Lendwell", "operator", "likely", 0.5),))
    assert complaints(replace(REPORT, estates=(right, REPORT.estates[1])), wanted) == []


def replace_planted(item: Planted) -> Planted:
    return dataclasses.replace(item, parties=frozenset({("operator", "Lendwell")}))
