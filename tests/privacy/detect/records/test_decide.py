"""From evidence to confidence."""

import json
import re
import tomllib
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from leftopen.model import CLAIM
from leftopen.privacy.detect.checksum import br_nis
from tests.privacy.told import claimed, told

CARD_LIKE = [4_000_000_000_000_000 + n * 1_000_003 for n in range(200)]


def test_value_and_name_agree_then_value_then_name() -> None:
    addresses = [f"u{n}@example.org" for n in range(20)]
    both = told("email", addresses)["contact.email"]
    value = told("x9", addresses)["contact.email"]
    name = told("email", ["unknown"] * 20).get("contact.email", 0.0)
    assert both > value > 0.5 > name


def test_a_field_that_is_never_filled_is_a_hint() -> None:
    assert told("身份证号", [None] * 5) == {"id.cn.resident": 0.4}


def test_share_lowers_confidence() -> None:
    addresses = [f"u{n}@example.org" for n in range(20)]
    few = [*addresses[:2], *(f"free words number {n}" for n in range(18))]
    assert told("x9", addresses)["contact.email"] > told("x9", few)["contact.email"]


def test_what_chance_explains_is_no_claim() -> None:
    assert told("x9", CARD_LIKE).get("finance.card", 0) < 0.5


def test_a_single_lucky_number_is_no_claim() -> None:
    assert told("x9", [4111111111111111]).get("finance.card", 0) < 0.5
    assert told("card_number", [4111111111111111])["finance.card"] >= 0.9


@pytest.mark.parametrize("name", ["order_id", "invoice_no", "订单号", "trace_id", "número de pedido"])
def test_names_of_other_things_speak_against(name: str) -> None:
    numbers = [13_900_000_000 + n * 104_729 for n in range(40)]
    assert told(name, numbers).get("contact.phone", 0) < told("x9", numbers)["contact.phone"]
    assert told(name, numbers).get("contact.phone", 0) < 0.5


def test_two_kinds_in_one_field_are_both_told() -> None:
    values = [f"u{n}@example.org" if n % 2 else f"+49 30 90{1000 + n}" for n in range(40)]
    assert set(told("value", values)) == {"contact.email", "contact.phone"}


def test_the_stronger_reading_of_the_same_values_wins() -> None:
    numbers = ["11010519491231002X", "110105194912310046"[:17] + "6"]
    assert set(told("电话", [numbers[0]] * 20)) == {"id.cn.resident"}


def test_company_of_siblings_not_of_cousins() -> None:
    records = [
        {"product": {"name": "Ada Lovelace"}, "buyer": {"name": "Ada Lovelace", "mail": f"u{n}@example.org"}}
        for n in range(12)
    ]
    found = claimed(records)
    assert found["buyer.name"] == {"person.name"}
    assert found["product.name"] == set()


GOOD = {
    "contact.email": (["email", "recipient", "x9"], [f"u{n}@example.org" for n in range(20)]),
    "id.cn.resident": (["身份证", "document_no", "x9"], ["11010519491231002X"] * 20),
    "person.name": (["full_name", "name", "person"], ["Maria Garcia", "Ada Lovelace", "James Brown"] * 7),
    "contact.address": (["address", "street_address", "home_address"], ["12 Acacia Avenue, Springfield"] * 20),
}


@pytest.mark.parametrize("label", GOOD)
def test_agreeing_evidence_never_lowers(label: str) -> None:
    names, values = GOOD[label]
    alone = told("q7", values).get(label, 0.0)
    assert all(told(name, values).get(label, 0.0) >= min(alone, 0.5) for name in names if label in told(name, values))
    assert told(names[0], values)[label] >= alone


@given(share=st.integers(0, 20), name=st.sampled_from(["email", "mail_to", "contact_email", "recipient"]))
@settings(deadline=None, max_examples=40)
def test_a_name_that_agrees_never_lowers_what_values_say(share: int, name: str) -> None:
    values = [f"u{n}@example.org" if n < share else f"word {n}" for n in range(20)]
    assert told(name, values).get("contact.email", 0.0) >= told("q7", values).get("contact.email", 0.0)


def test_a_single_lucky_text_in_many_is_no_claim() -> None:
    quiet = [f"the lamp in room {n} was replaced by the night shift" for n in range(400)]
    for lucky in ("I saw Maria Garcia at noon there", "the card 4111111111111111 was read twice"):
        assert all(sure < CLAIM for sure in told("log_line", [*quiet, lucky]).values())
    assert (
        told("log_line", [*quiet[:40], *[f"write to u{n}@example.org today" for n in range(40)]])["contact.email"]
        >= CLAIM
    )


@pytest.mark.parametrize(
    ("name", "values"),
    [
        ("race_condition_found", [True, False]),
        ("good_faith", ["Y", "N"]),
        ("health_check", ["failing", "passing"]),
        ("treatment_group", ["control", "variant_b"]),
        ("hit_points", [12, 40]),
        ("long_press", [0, 1]),
        ("lat_ms", [12, 87]),
        ("clave_municipio", ["014", "023"]),
        ("pass_rate", [0.4, 0.9]),
        ("credit_union_rate", [8.5, 1.1]),
    ],
)
def test_words_with_a_second_meaning_claim_nothing(name: str, values: list[object]) -> None:
    assert [label for label, sure in told(name, values * 15).items() if sure >= CLAIM] == []


def test_records_about_animals_articles_and_machines_are_about_nobody() -> None:
    pets = [
        {"name": "Rocky", "species": "dog", "breed": "poodle", "sex": "M", "birth_date": f"2020-01-{n:02}"}
        for n in range(1, 20)
    ]
    assert [labels for labels in claimed(pets).values() if labels] == []
    owned = [{**pet, "owner_name": "Ada Lovelace", "owner_phone": f"+4930901{n:03}"} for n, pet in enumerate(pets)]
    found = claimed(owned)
    assert (found["owner_name"], found["owner_phone"], found["sex"]) == ({"person.name"}, {"contact.phone"}, set())
    feed = [
        {"sku": f"A{n}", "gtin": "5681811740353", "brand": "Jordan", "gender": "male", "price": 9} for n in range(20)
    ]
    assert claimed(feed)["gender"] == set()


def test_what_follows_an_address_in_a_list_of_logins() -> None:
    hashes = [f"u{n}@example.org:{n:032x}" for n in range(20)]
    assert {"contact.email", "credential.password_hash"} <= set(told("line", hashes))
    words = [f"u{n}@example.org:Tr0ub4dor{n}" for n in range(20)]
    assert {"contact.email", "credential.password"} <= set(told("line", words))


@pytest.mark.parametrize(
    "value", ["git@github.com:acme/web.git", "ssh://git@host.example:22/b.git", "deploy@build-3.internal.example"]
)
def test_an_at_sign_is_not_always_an_address(value: str) -> None:
    assert "contact.email" not in told("target", [value] * 20)


def test_a_password_in_a_connection_string() -> None:
    assert (
        told("url", [f"postgres://app:s3cr3t{n}@db.example:5432/x" for n in range(20)])["credential.password"] >= CLAIM
    )


def test_identifiers_of_a_messenger_are_telephone_numbers() -> None:
    assert set(told("jid", [f"551186477{n:04}@s.whatsapp.net" for n in range(20)])) == {"contact.phone"}


COLUMNS: dict[str, list[list[Any]]] = tomllib.loads((Path(__file__).parents[2] / "columns.toml").read_text("utf-8"))
PEOPLE = ["Ada Lovelace", "Maria Garcia", "James Brown", "Olivia Martin", "Peter Schmidt", "Anna Rossi", "Lucas Dubois"]
PEOPLE += ["Emma Johnson", "Noah Williams", "Ivan Petrov"]
STREETS = [f"{n} Station Road, Leeds" for n in range(1, 20)]


def many(values: list[Any]) -> list[Any]:
    """Some values as a column has them."""
    return (values * 40)[: max(40, len(values))]


@pytest.mark.parametrize(("name", "values"), COLUMNS["nothing"])
def test_homonyms_machines_numbers_and_closed_sets_are_nothing(name: str, values: list[Any]) -> None:
    assert [label for label, sure in told(name, many(values)).items() if sure >= CLAIM] == []


@pytest.mark.parametrize(("label", "name", "values"), COLUMNS["kinds"])
def test_forms_under_a_clear_name_are_told(label: str, name: str, values: list[Any]) -> None:
    assert any(each.startswith(label) and sure >= CLAIM for each, sure in told(name, many(values)).items())


@pytest.mark.parametrize(
    "name", ["name", "person", "owner", "customer", "author", "patient", "contact", "recipient", "full_name", "name1"]
)
def test_a_name_that_agrees_never_lowers_that_of_people(name: str) -> None:
    alone = told("q7", PEOPLE * 3)["person.name"]
    assert told(name, PEOPLE * 3)["person.name"] >= alone >= CLAIM


@pytest.mark.parametrize("name", ["address", "addr", "street_address", "location", "residence", "home_address"])
def test_a_name_that_agrees_never_lowers_that_of_addresses(name: str) -> None:
    assert told(name, STREETS)["contact.address"] >= told("q7", STREETS)["contact.address"] >= CLAIM


SPECIAL = {label: row for row in COLUMNS["kinds"] if (label := row[0]).startswith(("special.", "criminal"))}


@settings(max_examples=60, deadline=None)
@given(
    st.sampled_from(
        ["condition", "treatment", "race", "church", "charges", "party", "drug", "surgery", "therapy", "sect"]
    ),
    st.one_of(
        st.lists(st.booleans(), min_size=5, max_size=20),
        st.lists(st.integers(0, 500), min_size=5, max_size=20),
        st.lists(st.sampled_from(["new", "used", "control", "variant_b", "failed", "UP", "yes", "A"]), min_size=5),
        st.lists(st.floats(0, 100), min_size=5, max_size=20),
    ),
)
def test_an_ambiguous_name_over_flags_numbers_and_other_words_is_nothing(name: str, values: list[Any]) -> None:
    people = [{"email": f"u{n}@example.org", name: value} for n, value in enumerate(values)]
    assert not any(label.startswith(("special", "criminal")) for label in claimed(people)[name])


@pytest.mark.parametrize("label", SPECIAL)
def test_company_never_lowers_a_special_category(label: str) -> None:
    _, name, values = SPECIAL[label]
    alone = told(name, many(values))
    people = [{"full_name": PEOPLE[n % 10], name: value} for n, value in enumerate(many(values))]
    assert {each for each, sure in alone.items() if sure >= CLAIM} <= claimed(people)[name]


TEXT = "parcel number {} left the station in time and came back later"


@pytest.mark.parametrize(("hits", "texts", "found"), [(1, 1000, False), (1, 1, True), (1, 100, True), (10, 1000, True)])
def test_hits_inside_text_are_held_against_chance(hits: int, texts: int, found: bool) -> None:
    step = texts // hits
    values = [TEXT.format(n) + (f" to ada{n}@example.org" if n % step == step // 2 else "") for n in range(texts)]
    assert (told("note", values).get("contact.email", 0.0) >= CLAIM) == found


def test_one_street_in_many_texts_is_no_address_and_no_person() -> None:
    values = [TEXT.format(n) for n in range(300)]
    values[7] += " by Martin Luther Road 7"
    assert [label for label, sure in told("note", values).items() if sure >= CLAIM] == []


def test_a_vet_knows_animals() -> None:
    rows = [
        {"name": PEOPLE[n % 10], "species": "dog", "breed": "collie", "sex": "M", "birth_date": f"2020-01-{n + 1:02}"}
        for n in range(20)
    ]
    assert not any(claimed(rows).values())


def test_statistics_by_place_are_about_nobody() -> None:
    rows = [
        {"county": "Kent" if n % 2 else "Essex", "disease": "measles", "sex": "all", "cases": 7 * n, "per_100k": n / 7}
        for n in range(20)
    ]
    assert not any(claimed(rows).values())
    streets = [{**row, "address": f"{n + 1} Mill Lane, Kent"} for n, row in enumerate(rows)]
    assert claimed(streets)["address"] == {"contact.address"}


def test_a_flag_is_of_the_face_that_stands_beside_it() -> None:
    face = [
        {"glasses": n % 2, "beard": n % 3 == 0, "minority": n % 2, "feat": [n / 7 - k for k in range(128)]}
        for n in range(20)
    ]
    assert claimed(face)["minority"] == {"special.ethnicity"}
    assert claimed(face)["feat"] == {"biometric.face_embedding"}
    assert not any(claimed([{"minority": row["minority"], "total": 3} for row in face]).values())


@pytest.mark.parametrize("name", ["faith_points", "skill_points", "union_id", "unionid"])
def test_counts_and_identifiers_of_other_things_beside_people_are_nothing(name: str) -> None:
    rows = [{"name": f"{PEOPLE[n % 10]}", "email": f"u{n}@example.org", name: 3 * n + 1} for n in range(20)]
    assert claimed(rows)[name] == set()


def test_who_lets_people_log_in_is_no_person() -> None:
    rows = [{"email": f"u{n}@example.org", "name": PEOPLE[n % 10], "provider": "google"} for n in range(20)]
    assert claimed(rows)["provider"] == set()


def test_names_without_a_header_beside_addresses_are_people() -> None:
    names = [
        f"{first} {last}" for first in ("Gareth", "Colm", "Dov", "Imogen") for last in ("Quibell", "Stroud", "Pardew")
    ]
    rows = [{"column1": name, "column2": f"u{n}@example.org"} for n, name in enumerate(names)]
    assert claimed(rows)["column1"] == {"person.name"}


def test_companies_and_devices_are_no_people() -> None:
    firms = ["Weber Logistik GmbH", "Martin & Sons Ltd", "Garcia Hermanos SL", "Blue River Inc", "Old Mill Group"] * 4
    assert told("name", firms).get("person.name", 0) < CLAIM
    assert told("device", [*PEOPLE, *PEOPLE]).get("person.name", 0) < CLAIM


def cpf(number: int) -> str:
    digits = [int(c) for c in f"{number:09}"]
    for first in (10, 11):
        rest = sum(d * (first - at) for at, d in enumerate(digits)) % 11
        digits.append(0 if rest < 2 else 11 - rest)
    return "".join(map(str, digits))


def dni(number: int) -> str:
    return f"{number:08}{'TRWAGMYFPDXBNJZSQVHLCKE'[number % 23]}"


def test_numbers_of_several_countries_under_one_name_are_of_none() -> None:
    mixed = [cpf(381_427_905 + 7919 * n) for n in range(14)] + [dni(41_806_377 + 6151 * n) for n in range(14)]
    mixed += [f"{756}.{1234 + n}.{5678 - n}.97" for n in range(6)] + [f"{200 + n}-41-{7000 + n}" for n in range(14)]
    assert [label for label, sure in told("national_id", mixed).items() if sure >= CLAIM] == ["id.xx.national"]


def test_numbers_of_one_country_under_a_general_name_are_that_country_s() -> None:
    found = told("national_id", [dni(41_806_377 + 6151 * n) for n in range(28)])
    assert [label for label, sure in found.items() if sure >= CLAIM] == ["id.es.dni"]


def test_numbers_that_their_name_and_check_settle_look_like_nothing_else() -> None:
    nis = [f"1{2300000000 + 77797 * n}" for n in range(400)]
    sound = [each for each in nis if br_nis(each)][:30]
    assert len(sound) == 30
    assert [label for label, sure in told("pis_pasep", sound).items() if sure >= CLAIM] == ["id.br.nis"]


TABLES: list[dict[str, Any]] = tomllib.loads((Path(__file__).parents[2] / "tables.toml").read_text("utf-8"))["table"]


def nested(path: str, value: Any, record: dict[str, Any]) -> None:
    """Puts a value where a dotted path says; `[]` is a list of one."""
    *above, last = re.split(r"\.(?=\S)", path)
    for part in above:
        if part.endswith("[]"):
            (record,) = record.setdefault(part[:-2], [{}])
        else:
            record = record.setdefault(part, {})
    record[last.removesuffix("[]")] = [value] if last.endswith("[]") else value


@pytest.mark.parametrize("table", TABLES, ids=[table["name"] for table in TABLES])
def test_tables_of_programs_are_told_whole(table: dict[str, Any]) -> None:
    records: list[dict[str, Any]] = []
    for row in table["rows"]:
        records.append({})
        for (path, _), value in zip(table["columns"], row, strict=True):
            nested(path, value, records[-1])
    beside = {"minor.child", "finance.transaction", "location.trace"}
    told = {path: labels - beside for path, labels in claimed(records).items()}
    wrong = {}
    for path, label in table["columns"]:
        allowed = label.split("|")
        found = told.get(path, set())
        fits = [each for each in found if any(one and each.startswith(one.rstrip("*")) for one in allowed)]
        if (not fits and label) or len(found) > len(fits):
            wrong[path] = (label, found)
    assert not wrong


WESTERN: dict[str, Any] = tomllib.loads((Path(__file__).parents[2] / "western.toml").read_text("utf-8"))
ASIAN: dict[str, Any] = tomllib.loads((Path(__file__).parents[2] / "asian.toml").read_text("utf-8"))
ABOUT_THINGS = [
    (f"{lang} {name}", told)
    for tables in (WESTERN["nothing"], ASIAN["nothing"])
    for lang, each in tables.items()
    for name, told in each.items()
]


@pytest.mark.parametrize(("_table", "told"), ABOUT_THINGS, ids=[name for name, _ in ABOUT_THINGS])
def test_what_is_told_of_plants_machines_and_goods_is_about_nobody(_table: str, told: dict[str, list[Any]]) -> None:
    rows = [{column: values[n % len(values)] for column, values in told.items()} for n in range(40)]
    assert {path: labels for path, labels in claimed(rows).items() if labels} == {}


@pytest.mark.parametrize("name", ["behandlung", "maladie", "tratamiento", "symptome", "diagnose"])
def test_an_illness_is_somebody_s_beside_a_patient_and_nobody_s_alone(name: str) -> None:
    values = ["Spritze", "Salbe", "Verband"]
    assert claimed([{"nr": n, name: values[n % 3]} for n in range(40)])[name] == set()
    patients = [{"patient_id": 40_000 + 7 * n, name: values[n % 3]} for n in range(40)]
    assert claimed(patients)[name] == {"special.health"}


def test_a_patient_with_a_device_is_no_machine() -> None:
    rows = [
        {
            "patient_id": 40_000 + 7 * n,
            "geraet": "Pumpe 4",
            "betriebsstunden": 80 + n,
            "blutgruppe": ("A+", "0-")[n % 2],
        }
        for n in range(40)
    ]
    assert claimed(rows)["blutgruppe"] == {"special.health"}


@pytest.mark.parametrize("name", ["standort", "ubicacion", "position"])
def test_an_ambiguous_word_takes_nothing_from_a_clear_one_behind_it(name: str) -> None:
    rows = [{f"{name}_lat": 47.1234 + n / 77, f"{name}_lon": 8.5431 + n / 91} for n in range(40)]
    assert claimed(rows)[f"{name}_lat"] == {"location.coordinates"}


def test_a_gender_vouches_for_no_ambiguous_name() -> None:
    rows = [{"gender": ("male", "female")[n % 2], "condition": ("torn", "stained")[n % 2]} for n in range(40)]
    assert claimed(rows)["condition"] == set()


def test_a_faith_in_a_game_is_nobody_s() -> None:
    choices = {"personnage": ("mage", "archer"), "guilde": ("Aube", "Nuit"), "religion": ("ordre", "chaos")}
    rows = [{name: values[n % 2] for name, values in choices.items()} for n in range(40)]
    assert not any(claimed(rows).values())


@pytest.mark.parametrize(("values", "label"), [("people", "person.name"), ("clans", "special.ethnicity")])
def test_names_of_people_under_an_ambiguous_name_are_no_special_data(values: str, label: str) -> None:
    """`clan` is a member in Croatian, and a clan in Somalia."""
    people = [
        f"{first} {last}" for first in ("Ivana", "Marko", "Ana", "Petar") for last in ("Horvat", "Babić", "Novak")
    ]
    held = people if values == "people" else ["Hawiye", "Darod", "Isaaq", "Rahanweyn"] * 3
    records = [
        {"clan": text, "oib": oib, "mobitel": f"+385 91 234 56{n:02d}"}
        for n, (text, oib) in enumerate(zip(held, ["69435151530", "94577403194", "33392005961"] * 4, strict=True))
    ]
    assert claimed(records)["clan"] == {label}


def test_two_ambiguous_names_one_below_the_other_are_clear_but_for_what_is_special() -> None:
    pay = [{"lohn": {"gehalt": 2100.5 + 7 * n}, "nr": n} for n in range(40)]
    assert claimed(pay)["lohn.gehalt"] == {"finance.income"}
    ill = [{"condition": {"treatment": ("new", "used")[n % 2]}, "nr": n} for n in range(40)]
    assert claimed(ill)["condition.treatment"] == set()


@pytest.mark.parametrize(
    ("record", "field", "label"),
    [
        ({"mitarbeiter": "NAME", "bruttogehalt": "3.200,50 €"}, "bruttogehalt", "finance.income"),
        (
            {"applicant": {"name": "NAME", "dob": "1980-04-01"}, "income": {"annual": 54000}},
            "income.annual",
            "finance.income",
        ),
        ({"owner": {"name": "NAME"}, "vehicle": {"vin": "1M8GDM9AXKP042788"}}, "vehicle.vin", "vehicle.vin"),
        (
            {"bastidor": "WVWZZZ1JZXW000001", "propietario": "NAME"},
            "bastidor",
            "vehicle.vin",
        ),
        ({"voiceprint": [0.05] * 192, "customer_name": "NAME"}, "voiceprint", "biometric.voice"),
        ({"调查": 1, "gestante": "NAME"}, "gestante", "person.name"),
        ({"from": "NAME", "subject": "lunch", "sent": "2024-03-01T10:00:00"}, "from", "person.name"),
    ],
)
def test_rare_kinds_are_told_by_what_stands_beside_them(record: dict[str, Any], field: str, label: str) -> None:
    records = [json.loads(json.dumps(record).replace("NAME", name)) for name in PEOPLE * 2]
    assert claimed(records)[field] == {label}


@pytest.mark.parametrize(
    "record",
    [
        {"vin": "1M8GDM9AXKP042788", "make": "Golf", "price": 12000},
        {"job": "nurse", "salary_min": 30000, "salary_max": 42000, "company": "Northwind"},
    ],
)
def test_a_vehicle_or_a_salary_of_nobody_is_nothing(record: dict[str, Any]) -> None:
    told = claimed([{**record, "n": n} for n in range(20)])
    assert not any(label in ("vehicle.vin", "finance.income") for labels in told.values() for label in labels)


def test_words_of_something_special_are_no_names_though_the_field_says_whose_they_are() -> None:
    person = {"jina_kamili": "Ada Okafor", "simu": "+254 700 100200"}
    faiths = ("Mkristo", "Mwislamu", "Mkatoliki")
    assert claimed([{**person, "dini_ya_mfungwa": faiths[n % 3]} for n in range(30)])["dini_ya_mfungwa"] == {
        "special.religion"
    }
    names = ("Maria Garcia", "Ada Lovelace", "James Brown")
    assert "person.name" in claimed([{**person, "dini_ya_mfungwa": names[n % 3]} for n in range(30)])["dini_ya_mfungwa"]


def test_two_letters_are_genders_of_somebody_where_no_third_is() -> None:
    def rows(letters: str, name: str) -> list[dict[str, str]]:
        return [
            {"full_name": "Ilse Brandt", "mail": f"i{n}@example.org", name: letters[n % len(letters)]}
            for n in range(30)
        ]

    assert claimed(rows("MF", "column9"))["column9"] == {"person.gender"}
    assert claimed(rows("MFS", "column9"))["column9"] == set()
    assert claimed(rows("MF", "tariff"))["tariff"] == set()
