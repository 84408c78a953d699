"""An animal's fields among those of whose it is."""

from typing import Any

import pytest

from leftopen.privacy.files.classify import fields
from tests.privacy.told import claimed

OWNERS = ("Marla Whitlow", "Owen Pardew", "Tessa Haverly", "Colm Quibell", "Hattie Tolliver", "Imogen Stroud")


def claims(**columns: list[Any]) -> dict[str, set[str]]:
    records = [{name: values[n % len(values)] for name, values in columns.items()} for n in range(12)]
    return {
        field["path"]: {label["label"] for label in field["labels"] if label["confidence"] >= 0.5}
        for field in fields(records)["fields"]
    }


def test_a_horse_beside_its_owner() -> None:
    found = claims(
        horse_name=["Silver Comet", "Misty", "Old Harbour"],
        horse_sex=["mare", "gelding"],
        horse_birth_date=["2014-03-02", "2016-05-11", "2012-07-30"],
        owner_name=[*OWNERS],
        owner_birth_date=["1961-03-02", "1984-05-11", "1975-07-30"],
        owner_religion=["catholic", "jewish", "muslim"],
        rider=[*OWNERS],
    )
    assert not found["horse_name"] | found["horse_sex"] | found["horse_birth_date"]
    assert found["owner_name"] == found["rider"] == {"person.name"}
    assert found["owner_birth_date"] == {"person.birth_date"}


def test_a_breed_beside_who_adopts() -> None:
    found = claims(
        perro=["Toby", "Luna", "Rocky"],
        raza=["mestizo", "galgo"],
        sexo_perro=["macho", "hembra"],
        adoptante=["Rocío Tapia", "Iván Mora", "Elsa Gil", "Jairo Pinzón"],
        religion_adoptante=["católica", "ninguna", "judía"],
        tel_adoptante=["612345678", "623456789", "634567891"],
    )
    assert not found["raza"] | found["sexo_perro"]
    assert found["adoptante"] == {"person.name"}
    assert found["religion_adoptante"] == {"special.religion"}


@pytest.mark.parametrize("name", ["dog_walker_name", "horse_owner_name", "cat_sitter_name"])
def test_who_has_to_do_with_an_animal_is_somebody(name: str) -> None:
    assert claims(**{name: [*OWNERS], "phone": ["+1 503 555 0142", "+1 503 555 0143"]})[name] == {"person.name"}


def test_people_stay_of_a_race_where_one_field_names_an_animal() -> None:
    found = claims(
        nombre=["Rocío Tapia", "Iván Mora", "Elsa Gil"],
        raza=["mestizo", "blanca", "indígena"],
        perro=["sí", "no"],
        telefono=["612345678", "623456789"],
    )
    assert found["raza"] == {"special.ethnicity"}


def test_a_word_for_origins_over_breeds_is_of_the_animal() -> None:
    cats = ["Minka", "Felix", "Mohrle"]
    owners = {
        "Halter": ["Uwe Brandt", "Heike Seifert", "Jörg Vogt"],
        "Telefon Halter": ["0170 1234567", "0171 7654321"],
    }
    assert not claims(Katze=cats, Rasse=["Europäisch Kurzhaar", "Perser"], **owners)["Rasse"]
    people = claims(Katze=cats, race=["asian", "black", "white"], **owners)
    assert people["race"] == {"special.ethnicity"}


@pytest.mark.parametrize("word", ["kind", "bebek", "mare", "at", "chat", "tax", "pas", "kan", "so"])
def test_a_word_that_is_an_animal_s_in_some_language_is_somebody_s_in_others(word: str) -> None:
    people = {
        f"{word}_name": [*OWNERS],
        f"{word}_birth_date": ["1961-03-02", "1984-05-11", "1975-07-30"],
        f"{word}_gender": ["f", "m"],
    }
    found = claims(email=[f"u{n}@mail.example" for n in range(12)], **people)
    assert "person.name" in found[f"{word}_name"]
    assert "person.birth_date" in found[f"{word}_birth_date"]
    assert "person.gender" in found[f"{word}_gender"]


def test_children_have_a_name_and_a_birthday_in_german() -> None:
    found = claims(
        mutter=[*OWNERS],
        kind_name=["Mia", "Ben", "Emma"],
        kind_geburtsdatum=["2016-03-02", "2018-05-11"],
        kind_geschlecht=["m", "w"],
    )
    assert "person.name" in found["kind_name"]
    assert "person.birth_date" in found["kind_geburtsdatum"]
    assert "person.gender" in found["kind_geschlecht"]


def test_one_word_alone_tells_no_animal() -> None:
    assert claims(chat_age=[17, 22, 35], email=["a@mail.example", "b@mail.example"])["chat_age"] == {"person.age"}


@pytest.mark.parametrize("word", ["propriétaire", "proprietario", "eigenaar", "Besitzer", "majitel", "владелец"])
def test_owners_of_animals_are_somebody_in_other_languages_too(word: str) -> None:
    found = claims(
        **{word: ["Benoît Rousseau", "Mireille Lefèvre", "Thierry Garnier", "Solène Bourgeois"]},
        chien=["Rex", "Médor"],
        race_animal=["épagneul", "siamois"],
    )
    assert "person.name" in found[word]


def test_what_a_list_of_livestock_tells_is_a_beast_s_though_its_keeper_can_be_reached() -> None:
    herd: dict[str, list[Any]] = {
        "ear_tag": [f"AT{n:012d}" for n in range(12)],
        "breed": ["Pinzgauer", "Murbodner"],
        "milk_yield": [21, 24],
        "species": ["cattle", "goat"],
        "sex": ["f", "m"],
        "age_months": [4, 31, 66],
        "disease": ["mastitis", "none"],
        "keeper": [*OWNERS],
    }
    found = claims(phone=[f"+43 660 12345{n:02}" for n in range(12)], **herd)
    assert found["sex"] == found["age_months"] == found["disease"] == set()
    assert found["keeper"] == {"person.name"}
    dogs: dict[str, list[Any]] = {
        "dog_breed": ["beagle"],
        "dog_chip": ["276093400000001"],
        "disability": ["blind", "deaf"],
        "gender": ["f", "m"],
    }
    found = claims(phone=[f"+43 660 12345{n:02}" for n in range(12)], full_name=[*OWNERS], **dogs)
    assert found["disability"] == {"special.health"}
    assert found["gender"] == {"person.gender"}


GROWERS = [
    "Ellen Marsh",
    "Ravi Patel",
    "Joan Clarke",
    "Piet Visser",
    "Olga Stern",
    "Hugh Ferris",
    "Mona Beck",
    "Ian Reid",
]


@pytest.mark.parametrize(
    ("name", "values"),
    [
        ("disease", ["downy mildew", "rust", "none", "botrytis"]),
        ("krankheit", ["Grauschimmel", "keine", "Feuerbrand", "Schorf"]),
        ("enfermedad", ["roya", "ninguna", "mildiu", "antracnosis"]),
        ("хвороба", ["парша", "немає", "іржа", "фітофтороз"]),
        ("病害", ["白粉病", "锈病", "霜霉病"]),
    ],
)
def test_illnesses_of_plants_and_their_heights_are_not_their_growers(name: str, values: list[str]) -> None:
    rows = [
        {"grower": GROWERS[n % 8], name: values[n % len(values)], "height_cm": 40 + n, "weight_kg": 1.5 + n / 8}
        for n in range(30)
    ]
    told = claimed(rows)
    assert told["grower"] == {"person.name"}
    assert told[name] == told["height_cm"] == told["weight_kg"] == set()


@pytest.mark.parametrize("illness", ["asthma", "hay fever"])
def test_an_illness_of_somebody_beside_one_of_plants_is_theirs(illness: str) -> None:
    values = ["mildew", illness, "eczema"]
    rows = [{"grower": GROWERS[n % 8], "disease": values[n % 3], "height_cm": 150 + n} for n in range(30)]
    told = claimed(rows)
    assert told["disease"] == told["height_cm"] == {"special.health"}


def test_no_plant_has_a_pressure_of_its_blood() -> None:
    rows = [
        {
            "crop": ("maize", "beans")[n % 2],
            "crop_disease": ("rust", "mildew", "none")[n % 3],
            "systolic": 98 + n,
            "hba1c": 5.1,
        }
        for n in range(30)
    ]
    told = claimed(rows)
    assert told["systolic"] == told["hba1c"] == {"special.health"}
    assert told["crop_disease"] == set()


@pytest.mark.parametrize(("animal", "race"), [("haustier", "rasse"), ("mascota", "raza"), ("animal", "race")])
def test_a_general_word_for_an_animal_tells_its_breed_beside_its_owner(animal: str, race: str) -> None:
    columns = {f"{animal}_name": ["Filou", "Balu", "Minka"], f"{animal}_{race}": ["beagle", "siamese", "collie"]}
    found = claims(owner_name=[*OWNERS], owner_race=["asian", "black", "white"], **columns)
    assert found[f"{animal}_{race}"] == set()
    assert found["owner_race"] == {"special.ethnicity"}


def test_shorter_ear_tags_tell_beasts_where_they_are_called_so() -> None:
    columns = {"geslacht": ["V", "M"], "geboortedatum": ["2019-03-02", "2021-07-11"], "ras": ["Lakenvelder", "Jersey"]}
    tags = [f"NL {n:09d}" for n in range(512000017, 512000029)]
    assert not any(claims(oornummer=tags, **columns).values())
    assert "person.gender" in claims(dossier=tags, **columns)["geslacht"]
