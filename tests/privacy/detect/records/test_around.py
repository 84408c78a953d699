"""What stands around a field opens ways to a kind."""

import random
from typing import Any

import pytest

from leftopen.privacy.detect.kinds import detectors
from leftopen.privacy.detect.records.around import Judged, beside_each
from leftopen.privacy.detect.weigh import weigh
from leftopen.privacy.fields import Fields
from tests.privacy.told import claimed

LABELS = [detector.label for detector in detectors()]


def ways(record: dict[str, Any], field: str, about: frozenset[str] = frozenset()) -> set[tuple[str, str]]:
    """The labels and ways that company opens for one field of records like this one."""
    fields = Fields()
    for _ in range(12):
        fields.take(record)
    judged = [Judged(each.column, weigh(each.column)) for each in fields.judge()]
    told = zip(judged, beside_each(judged, about), strict=True)
    return {(LABELS[bit], way.way) for each, found in told if each.column.node.parts[-1] == field for bit, way in found}


def test_the_rest_of_a_record_adds_to_a_kind() -> None:
    face = {"face_id": "f-1", "feature": [0.08] * 128, "beard": True}
    assert ("biometric.face_embedding", "company") in ways(face, "feature")
    assert ways({"title": "The long road", "feature": [0.08] * 128}, "feature") == set()


def test_an_ambiguous_name_is_vouched_for_by_what_is_personal() -> None:
    record = {"name": "Ada Okafor", "email": "ada@example.org"}
    assert ("person.name", "beside") in ways(record, "name")
    assert ways({"name": "Ada Okafor", "weight": 3}, "name") == set()
    assert ("person.name", "beside") in ways({"name": "Ada Okafor", "weight": 3}, "name", frozenset({"about.person"}))


def test_words_of_other_closed_sets_make_no_claim_by_company() -> None:
    record = {"diagnosis": "asthma", "medical": "new", "patient_id": "p1"}
    assert {way for label, way in ways(record, "medical") if label == "special.health"} <= {"hint_company"}


PERSON = {"full_name": "Ada Okafor", "birth_date": "1980-02-01", "email": "ada@example.org"}


@pytest.mark.parametrize(
    ("field", "value", "label"),
    [
        ("vorstrafen_kv", "nein", "criminal.record"),
        ("etnia_kalderas", "no", "special.ethnicity"),
        ("ninshin_kasei", 12, "special.fertility"),
        ("nojo_haengsa", "Y", "special.union"),
    ],
)
def test_part_of_a_name_tells_what_is_special_in_records_of_people(field: str, value: object, label: str) -> None:
    assert (label, "beside") in ways({**PERSON, field: value}, field)
    assert (label, "beside") not in ways({"sku": "A-1", "price": 3.5, field: value}, field)


@pytest.mark.parametrize(("field", "value"), [("religie_ore", 2), ("vorstrafen_anzahl", 3), ("etnia_gitana_kpi", 4)])
def test_numbers_and_measures_of_it_tell_nothing(field: str, value: object) -> None:
    assert not {way for _, way in ways({**PERSON, field: value}, field)} & {"beside"}


def test_halves_of_a_point_may_be_called_by_whose_they_are() -> None:
    both = {"lat_dom": 45.8131, "lon_dom": 15.9775}
    assert ("location.coordinates", "company") in ways({**both, "kod": 4}, "lat_dom")
    assert not ways({"lat_dom": 45.8131, "kod": 4}, "lat_dom") & {("location.coordinates", "company")}


def test_a_name_whose_values_are_words_of_other_sets_vouches_for_none() -> None:
    runs = [
        {"suite": f"s{n % 3}", "diagnosis": ("pass", "fail")[n % 2], "condition": ("wear", "flaky")[n % 2], "seed": n}
        for n in range(24)
    ]
    assert not any(claimed(runs).values())
    cases = [{**run, "diagnosis": ("asthma", "migraine")[n % 2], "patient": f"P{n}"} for n, run in enumerate(runs)]
    assert claimed(cases)["diagnosis"] == {"special.health"}


def test_streets_beside_what_is_personal_are_no_names_and_surnames_are() -> None:
    streets = ("Church Road", "Mill Lane", "Town School", "Station Road")
    rows = [{"email": f"a{n}@mail.example", "common name": streets[n % 4]} for n in range(24)]
    assert claimed(rows)["common name"] == set()
    people = ("Anna Lane", "Jan Brandt", "Ute Pohl", "Max Road")
    assert claimed([{**row, "common name": people[n % 4]} for n, row in enumerate(rows)])["common name"] == {
        "person.name"
    }


NAMES = ("Ada Okafor", "Colin Whitfield", "Fiona Barlow", "Nigel Tully", "Beth Garside", "Priya Marsden")
SOMEBODY: dict[str, tuple[Any, ...]] = {
    "name": NAMES,
    "dob": ("1971-04-03", "1988-11-23", "1990-01-30", "1965-07-19"),
    "email": tuple(f"{name.split()[0].lower()}{n}@mail.example" for n, name in enumerate(NAMES)),
}


def table(**told: tuple[Any, ...]) -> list[dict[str, Any]]:
    """Forty records, whose values come again."""
    return [{name: values[n % len(values)] for name, values in told.items()} for n in range(40)]


PLAIN: dict[str, tuple[Any, ...]] = {
    "position": ("Manager", "Clerk", "Driver", "Analyst"),
    "identity": ("basic", "plus", "gold"),
    "min": (0, 1, 2, 5, 12),
    "ttl": (3600, 86400),
    "parcel_weight_kg": (0.4, 12.5, 3.1),
    "product_weight_kg": (0.4, 12.5, 3.1),
    "carton_height_cm": (40, 60, 75),
    "name_on_box": ("yes", "no"),
    "namn_på_kartong": ("ja", "nej"),
    "belegdatum": ("2025-11-03", "2025-10-19", "2025-12-01"),
}


@pytest.mark.parametrize(("name", "values"), PLAIN.items())
def test_what_an_order_or_a_job_has_is_nothing_of_whom_it_is(name: str, values: tuple[Any, ...]) -> None:
    assert claimed(table(**SOMEBODY, **{name: values}))[name] == set()


SOMEBODYS: dict[str, tuple[str, tuple[Any, ...]]] = {
    "position": ("special.sex_life", ("bisexual", "gay", "heterosexual")),
    "weight_kg": ("special.health", (61.5, 80.2, 93.0)),
    "patient_weight_kg": ("special.health", (61.5, 80.2, 93.0)),
    "height_cm": ("special.health", (161, 180, 175)),
    "name_on_card": ("person.name", NAMES[::-1]),
    "schulgeburtsdatum": ("person.birth_date", ("2011-11-03", "2012-10-19", "2010-12-01")),
    "kindgdatum": ("person.birth_date", ("2011-11-03", "2012-10-19", "2010-12-01")),
    "gender": ("person.gender", (0, 1, 2)),
}


@pytest.mark.parametrize(("name", "told"), SOMEBODYS.items())
def test_the_same_words_over_what_is_somebodys(name: str, told: tuple[str, tuple[Any, ...]]) -> None:
    label, values = told
    assert label in claimed(table(**SOMEBODY, **{name: values}))[name]


STATES = ("good", "worn", "out of service")


@pytest.mark.parametrize("path", ["machine_condition", "device.condition", "vehicle.condition"])
def test_a_machine_beside_a_patient_has_no_illness(path: str) -> None:
    def beside(values: tuple[str, ...]) -> set[str]:
        patient = {"name": "Anna Berg", "diagnosis": "asthma"}
        parent, _, name = path.rpartition(".")
        told = [{name: values[n % len(values)]} for n in range(24)]
        records = [{"patient": patient, **({parent: each} if parent else each)} for each in told]
        assert claimed(records)["patient.diagnosis"] == {"special.health"}
        return claimed(records)[path]

    assert not beside(STATES)
    assert beside(("asthma", "migraine", "depression")) == {"special.health"}


def test_numbers_of_things_are_no_faith() -> None:
    def told(values: list[str]) -> set[str]:
        rows = [
            {"nombre_completo": "Ada Ruiz", "fecha_nacimiento": "1980-01-02", "velo": values[n % len(values)]}
            for n in range(40)
        ]
        return claimed(rows)["velo"]

    assert told([f"B-{n}" for n in range(2000, 2040)]) == set()
    assert told(["hiyab", "largo", "ninguno"]) == {"special.religion"}


@pytest.mark.parametrize(
    ("lat", "lon"), [("breite", "laenge"), ("bredd", "längd"), ("šířka", "délka"), ("leveys", "pituus")]
)
def test_a_width_and_a_length_in_degrees_are_a_position(lat: str, lon: str) -> None:
    """One word for both in many languages: nobody measures furniture to a tenth of a millimetre."""
    rows = [{"kunde": "Rosa Blum", lat: 53.5 + at / 7919, lon: 9.9 + at / 7907} for at in range(20)]
    assert claimed(rows)[lat] == claimed(rows)[lon] == {"location.coordinates"}
    wares = [{"kunde": "Rosa Blum", lat: 53.5 + at / 10, lon: 9.9 + at / 10} for at in range(20)]
    assert claimed(wares)[lat] == claimed(wares)[lon] == set()
    alone = [{"kunde": "Rosa Blum", lat: 53.5 + at / 7919, "n": at} for at in range(20)]
    assert claimed(alone)[lat] == set()


@pytest.mark.parametrize("price", ["price", "цена", "fiyat", "pris"])
def test_the_price_of_what_somebody_bought_is_no_transaction(price: str) -> None:
    rows = [{"customer": "Rosa Blum", "email": f"rosa{at}@post.example", price: 3.5 + at} for at in range(20)]
    assert claimed(rows)[price] == set()


def test_sentences_about_somebody_are_no_names() -> None:
    names = ["Anna Berg", "Omar Haddad", "Maria Garcia", "John Smith", "Olga Ivanova", "Peter Weber", "Ada King"]
    said = [
        "Pays always late.",
        "Wants to be called back.",
        "Alles gut bezahlt.",
        "Kommt immer zu spät.",
        "Ad rem velit.",
    ]
    rows = [
        {"cust_name": name, "cust_description": said[at % 5], "cust_mail": f"u{at}@example.org"}
        for at, name in enumerate(names)
    ]
    told = claimed(rows)
    assert "person.name" in told["cust_name"]
    assert "person.name" not in told["cust_description"]


def test_a_word_above_says_nothing_of_numbers_that_are_proved() -> None:
    rng = random.Random(4)
    rows = [
        {
            "parties": [
                {
                    "data": {
                        "ssno": f"{rng.randint(100, 665)}-{rng.randint(10, 99)}-{rng.randint(1000, 9999)}",
                        "mail": f"u{at}@example.org",
                    }
                }
            ]
        }
        for at in range(24)
    ]
    assert claimed(rows)["parties[].data.ssno"] == {"id.us.ssn"}


def test_what_is_noted_of_a_face_stands_beside_the_rest_though_each_has_a_field_for_its_value() -> None:
    rng = random.Random(5)
    seen = [
        {"shots": {name: {"value": rng.choice(("yes", "no")), "confidence": 90} for name in ("hat", "beard", "smile")}}
        for _ in range(20)
    ]
    assert "biometric.face_attribute" in claimed(seen)["shots.hat.value"]
    worn = [{"outfit": {name: {"value": rng.choice(("yes", "no"))} for name in ("hat", "gloves")}} for _ in seen]
    assert not claimed(worn)["outfit.hat.value"]


def test_an_ambiguous_word_below_a_face_is_of_it() -> None:
    rng = random.Random(6)
    rows = [(round(rng.random(), 3), round(rng.random(), 3)) for _ in range(20)]
    faces = [{"faces": [{"emotion": {"disgust": one, "fear": other}}]} for one, other in rows]
    assert "biometric.face_attribute" in claimed(faces)["faces[].emotion.disgust"]
    texts = [{"document": {"emotion": {"disgust": one, "fear": other}}} for one, other in rows]
    assert not claimed(texts)["document.emotion.disgust"]


def test_a_moment_is_told_by_its_values_where_no_name_says_it() -> None:
    point = [{"lat": 52.1 + n / 997, "lon": 4.9 + n / 991, "kenteken": f"XR-{n:03d}-K"} for n in range(20, 44)]
    timed = [{**row, "gepasseerd": f"2025-02-{n % 27 + 1:02d}T08:1{n % 6}:00Z"} for n, row in enumerate(point)]
    dated = [{**row, "gepasseerd": f"2025-02-{n % 27 + 1:02d}"} for n, row in enumerate(point)]
    assert "location.trace" in claimed(timed)["lat"]
    assert "location.trace" not in claimed(dated)["lat"]
    abroad = [{**row, "abfahrt": f"{n % 27 + 1:02d}.02.2025 10:1{n % 6}"} for n, row in enumerate(point)]
    assert "location.trace" in claimed(abroad)["lat"]


def test_a_bare_word_for_a_name_beside_a_part_of_one_is_the_other_part() -> None:
    rows = [{"Nume": ("Buzdugan", "Cîrlig", "Șoltuz")[n % 3], "Prenume": ("Ileana", "Radu")[n % 2]} for n in range(24)]
    assert claimed(rows)["Nume"] == {"person.name"}
    assert not claimed([{"Nume": row["Nume"], "pret": 4 + n} for n, row in enumerate(rows)])["Nume"]
    coded = [{**row, "Nume": f"NX-{n % 3}"} for n, row in enumerate(rows)]
    assert not claimed(coded)["Nume"]
