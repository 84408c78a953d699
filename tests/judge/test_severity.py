from pathlib import Path
from typing import get_args

import pytest
from msgspec.structs import replace

from leftopen import report
from leftopen.judge.severity import BANDS, claims, level, severity, worst
from leftopen.model import Access, Catalog, Collection, Field, Label, Level, Service
from leftopen.report.plain.summary import COLOURS


def collection(*labels: str, name: str = "people", records: int | None = 5000, confidence: float = 0.9) -> Collection:
    fields = tuple(Field(f"f{n}", "text", (Label(label, confidence, 1.0, 25, "█"),)) for n, label in enumerate(labels))
    return Collection(name, records, None, None, 25, fields)


def service(*collections: Collection, access: Access = Access.OPEN, protocol: str = "mongodb") -> Service:
    return Service(
        id="10.0.0.1:1/tcp",
        address="10.0.0.1",
        port=1,
        protocol=protocol,
        access=access,
        proof="p",
        catalog=Catalog(collections, len(collections)),
    )


FACES = collection("biometric.face_embedding", "special.ethnicity", "id.cn.resident", "location.coordinates")


@pytest.mark.parametrize(
    ("held", "public", "parts", "score", "word"),
    [
        # ENISA working document, and the example of the report: 4 x 1 + 0.5
        (FACES, True, (4, 1.0, 0.5), 4.5, "very high"),
        (FACES, False, (4, 1.0, 0.25), 4.25, "very high"),
        (collection("person.name", "contact.email"), True, (1, 1.0, 0.5), 1.5, "low"),
        (collection("network.ip"), True, (1, 0.25, 0.5), 0.75, "low"),
        (collection("contact.email", "finance.transaction"), True, (3, 0.75, 0.5), 2.75, "medium"),
        (collection("person.name", "contact.phone", "finance.card"), True, (3, 1.0, 0.5), 3.5, "high"),
        (collection("person.name", "contact.phone", "special.fertility"), True, (4, 1.0, 0.5), 4.5, "very high"),
        (collection("contact.email", "credential.token"), True, (2, 0.75, 0.5), 2.0, "medium"),
        (collection("contact.email", "credential.password_hash"), True, (1, 0.75, 0.5), 1.25, "low"),
        (collection("id.us.ssn"), True, (1, 0.75, 0.5), 1.25, "low"),
        (collection("contact.phone"), True, (1, 0.5, 0.5), 1.0, "low"),
        (collection(), True, (1, 0.25, 0.5), 0.75, "low"),
    ],
)
def test_scores(held: Collection, public: bool, parts: tuple[float, ...], score: float, word: str) -> None:
    found = severity(service(held), public=public)
    assert found is not None
    assert [found.parts.dpc, found.parts.ei, found.parts.cb] == list(parts)
    assert (found.score, found.level) == (score, word)
    assert found.low <= found.score <= found.high
    assert found.why


def test_hints_never_raise_it() -> None:
    weak = collection("biometric.face_embedding", "id.cn.resident", confidence=0.49)
    found = severity(service(weak), public=True)
    assert found is not None
    assert found.score == 0.75
    assert claims([weak]) == {}


def test_flags() -> None:
    found = severity(service(FACES), public=True)
    assert found is not None
    assert {"large scale", "special categories", "biometric"} <= set(found.flags)
    few = severity(service(replace(FACES, records=80)), public=True)
    assert few is not None
    assert "large scale" not in few.flags
    assert found.cvss4 is not None
    assert "VC:H" in found.cvss4


def test_two_collections_do_not_make_one_record() -> None:
    apart = severity(service(collection("person.name"), collection("contact.email")), public=True)
    assert apart is not None
    assert apart.parts.ei == 0.75


def test_a_ransom_note_counts_as_abuse() -> None:
    hit = severity(service(FACES, collection(name="READ_ME_TO_RECOVER", records=1)), public=True)
    assert hit is not None
    assert hit.score == 5.5
    assert hit.high == 5.5
    plain = severity(service(collection(name="meowing")), public=True)
    assert plain is not None
    assert plain.parts.cb == 0.5


def test_cameras_count_as_behaviour() -> None:
    camera = severity(service(access=Access.FACTORY, protocol="rtsp"), public=True)
    assert camera is not None
    assert (camera.parts.dpc, camera.score, camera.level) == (2, 1.5, "low")
    assert camera.high > 2


@pytest.mark.parametrize("access", [Access.LOCKED, Access.EMPTY, Access.DECOY, Access.UNKNOWN])
def test_what_is_not_exposed_has_none(access: Access) -> None:
    assert severity(service(FACES, access=access), public=True) is None


def test_levels_and_worst() -> None:
    assert [level(score) for score in (0.5, 1.99, 2, 2.99, 3, 3.99, 4, 6)] == [
        "low",
        "low",
        "medium",
        "medium",
        "high",
        "high",
        "very high",
        "very high",
    ]
    low, high = severity(service(collection()), public=True), severity(service(FACES), public=True)
    assert worst([None, low, high]) is high
    assert worst([None]) is None


def test_the_bands_are_those_of_all_that_shows_them() -> None:
    names = [name for name, _, _ in BANDS]
    assert names == [*get_args(Level)] == [*COLOURS]
    style = (Path(report.__file__).parent / "templates" / "style.css").read_text("utf-8")
    for name in names:
        for use in (".level-{}", ".band.{}", ".node.{}", ".card.level-{}"):
            assert f"{use.format(name.replace(' ', '-'))} {{" in style


@pytest.mark.parametrize(("name", "start", "below"), BANDS)
def test_a_level_is_the_band_of_its_score(name: Level, start: float, below: float) -> None:
    assert level(start) == level(below - 0.01) == name
    assert level(BANDS[-1][2]) == level(99) == "very high"
