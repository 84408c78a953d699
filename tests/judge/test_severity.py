from pathlib import Path
from typing import get_args

import pytest
from msgspec.structs import replace

from leftopen import report
from leftopen.judge.severity import BANDS, RANSOM, claims, level, overridden, severity, sized, worst
from leftopen.model import Access, Catalog, Collection, Field, Label, Level, People, Service
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


@pytest.mark.parametrize(
    ("name", "note"),
    [
        ("READ__ME_TO_RECOVER_YOUR_DATA", True),
        ("how_to_restore_your_data", True),
        ("how-to-get-back-your-database", True),
        ("README_MISSING_DATABASES", True),
        ("hacked_by_x", True),
        ("how_to_get_my_files", True),
        ("PWNED_secure_your_stuff", True),
        ("we_have_your_data", True),
        ("store_recovery_warning", True),
        ("we_have_stock", False),
        ("spawned_jobs", False),
        ("data_recovery_points", False),
        ("thread_messages", False),
        ("unread_metrics", False),
        ("restore_points", False),
        ("missing_persons", False),
    ],
)
def test_notes_of_ransom_are_told_by_their_names(name: str, note: bool) -> None:
    assert bool(RANSOM.search(name)) is note


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


def test_the_open_door_has_a_score_of_its_own() -> None:
    read = severity(service(FACES), public=True)
    metadata = severity(service(FACES, access=Access.METADATA), public=True)
    assert read is not None
    assert metadata is not None
    assert (read.cvss4_score, metadata.cvss4_score) == (8.7, 6.9)


def test_how_bad_and_how_large_are_two_words() -> None:
    found = severity(service(collection("person.name", "contact.email", records=2_500_000)), public=True)
    assert found is not None
    assert (found.level, found.scale) == ("low", "mass")
    assert found.scale_says == "2,500,000 records that hold something of people"
    assert found.effect.startswith("negligible")
    sizes = [(80, "few"), (100, "few"), (101, "many"), (10_001, "very many"), (1_000_001, "mass")]
    for records, word in sizes:
        told = severity(service(replace(FACES, records=records)), public=True)
        assert told is not None
        assert told.scale == word
    nobody = severity(service(collection()), public=True)
    assert nobody is not None
    assert (nobody.scale, nobody.opens) == ("not known", ())


@pytest.mark.parametrize(
    ("label", "word"),
    [("credential.token", "sessions"), ("credential.api_key", "keys"), ("credential.password", "passwords")],
)
def test_what_opens_other_doors_has_a_line_of_its_own(label: str, word: str) -> None:
    found = severity(service(collection("contact.email", label)), public=True)
    assert found is not None
    (line,) = found.opens
    assert word in line


def test_a_factory_login_and_a_camera_open_something() -> None:
    device = severity(service(access=Access.FACTORY, protocol="rtsp"), public=True)
    view = severity(service(protocol="rtsp"), public=True)
    assert device is not None
    assert view is not None
    assert "login" in device.opens[0]
    assert "camera" in view.opens[0]


def test_a_person_may_overrule_it_and_both_are_kept() -> None:
    found = severity(service(FACES), public=True)
    assert found is not None
    once = overridden(found, 1.0, by="Ann", at="2026-11-27T00:00:00Z", reason="test data")
    assert (once.score, once.level) == (1.0, "low")
    assert once.override is not None
    assert (once.override.computed, once.override.computed_level) == (4.5, "very high")
    twice = overridden(once, 3.0, by="Bob", at="2026-11-28T00:00:00Z", reason="it is not")
    assert twice.override is not None
    assert (twice.override.by, twice.override.computed) == ("Bob", 4.5)
    for score, by, reason in ((7.0, "Ann", "x"), (-1.0, "Ann", "x"), (1.0, " ", "x"), (1.0, "Ann", " ")):
        with pytest.raises(ValueError, match=r"severity|override"):
            overridden(found, score, by=by, at="x", reason=reason)


def test_an_estate_is_as_large_as_its_people() -> None:
    found = severity(service(FACES), public=True)
    people = sized(found, People(80, 120, "x"), 5000)
    assert people is not None
    assert (people.scale, people.scale_says) == ("many", "80 to 120 people in up to 5,000 records")
    exact = sized(found, People(80, 80, "x"), 0)
    assert exact is not None
    assert (exact.scale, exact.scale_says) == ("few", "80 people")
    records = sized(found, None, 5000)
    assert records is not None
    assert records.scale == "many"
    assert sized(None, None, 0) is None
    none = sized(found, None, 0)
    assert none == found
