"""What values tell of animals, plants and other things, and the tables of people that look so."""

from typing import Any

import pytest

from leftopen.privacy.detect.records import nature
from tests.privacy.told import claimed

GIVEN, SURNAMES = ("Ana", "Jan", "Eva", "Tom"), ("Nowak", "Weber", "Rossi")
PEOPLE = tuple(f"{given} {surname}" for given in GIVEN for surname in SURNAMES)


def table(told: dict[str, tuple[Any, ...]], size: int = 24) -> list[dict[str, Any]]:
    """Records of the values, each again and again; `{n}` is the number of the record."""
    return [
        {
            name: each.replace("{n}", f"{n:03}") if isinstance(each := values[n % len(values)], str) else each
            for name, values in told.items()
        }
        for n in range(size)
    ]


def labels(told: dict[str, tuple[Any, ...]]) -> set[str]:
    """All that is claimed of a table."""
    return {label for found in claimed(table(told)).values() for label in found}


PIGS: dict[str, tuple[Any, ...]] = {
    "numer": ("PL005123456{n}",),
    "imię": ("Malina", "Krasula", "Kwiatula"),
    "płeć": ("krowa", "byk", "jałówka"),
    "rasa": ("Jersey", "Simentaler", "Hereford"),
    "data urodzenia": ("2019-04-{n}"[:8] + "11", "2021-09-02"),
    "szczepienie": ("BVD", "IBR"),
    "rozpoznanie": ("mastitis", "ketoza", "zdrowa"),
}


def test_ear_tags_and_words_for_a_sex_of_animals_tell_them() -> None:
    assert not labels(PIGS)


@pytest.mark.parametrize(
    "beside",
    [
        {"pacjent": PEOPLE, "płeć": ("kobieta", "mężczyzna"), "numer": ("A-{n}",), "rasa": ("biała", "czarna")},
        {"płeć": ("K", "M"), "numer": ("A-{n}",), "rasa": ("biała", "czarna"), "pesel": ("44051401359", "02070803628")},
    ],
)
def test_the_same_table_of_people_is_theirs(beside: dict[str, tuple[Any, ...]]) -> None:
    assert {"special.health", "person.birth_date"} <= labels({**PIGS, **beside})


def test_tags_are_of_many_figures_and_of_enough_animals() -> None:
    assert not nature.tagged(["DE123456789"] * 30)
    assert not nature.tagged([f"PL{n:012d}" for n in range(3)])


TOLD: dict[str, tuple[Any, ...]] = {
    "sex": ("M", "F"),
    "age": (34, 61, 45),
    "diagnosis": ("depression", "asthma", "epilepsy"),
}


@pytest.mark.parametrize("number", ["PT0000000{n}", "SE0000012{n}"])
def test_numbers_of_cases_have_the_form_of_ear_tags(number: str) -> None:
    assert {"special.health", "person.gender", "person.age"} <= labels({**TOLD, "ref": (number,)})


def test_nobody_s_pet_has_their_years() -> None:
    for beside in ("dog", "cat", "horse"), ("ox", "dog", "rabbit"):
        assert {"special.health", "person.gender"} <= labels({**TOLD, "favourite": beside, "score": (1, 2)})
    assert not labels({**TOLD, "age": (3, 11, 7), "species": ("dog", "cat"), "breed": ("Beagle", "Siamese")})


def test_who_takes_a_drug_has_a_sex_and_an_age() -> None:
    bought: dict[str, tuple[Any, ...]] = {"rx_no": ("RX-{n}",), "drug_name": ("Sertraline", "Truvada")}
    assert "special.health" in labels({**TOLD, **bought, "dose": ("50 mg", "1 tab"), "price": (12.9, 40.5)})


SEEN: dict[str, tuple[Any, ...]] = {
    "species": ("Parus major", "Turdus merula", "Erithacus rubecula"),
    "date": ("2024-05-11", "2024-05-12"),
    "lat": (53.1234, 53.2341, 53.3412),
    "lon": (9.1234, 9.2341, 9.3412),
    "wing_mm": (61, 74, 129),
    "site": ("Reedbed", "Meadow"),
    "count": (1, 2, 5),
}


def test_a_wild_bird_is_where_nobody_is() -> None:
    assert "location.coordinates" not in labels(SEEN)


@pytest.mark.parametrize(
    "beside", [{"species": ("dog", "cat"), "breed": ("Beagle", "Siamese")}, {"recordedBy": PEOPLE}, {"owner": PEOPLE}]
)
def test_a_pet_is_where_its_owner_is_and_who_saw_a_bird_was_there(beside: dict[str, tuple[Any, ...]]) -> None:
    assert "location.coordinates" in labels({**SEEN, **beside})


def test_how_many_animals_somebody_has_or_cannot_stand_makes_them_none() -> None:
    patient = {"patient_id": ("P-{n}",), "sex": ("M", "F"), "age": (31, 47, 58), "diagnosis": ("asthma", "eczema")}
    for flags in (("+", "-"), (True, False), (0, 2)):
        assert {"special.health", "person.gender"} <= labels({**patient, "cat": flags, "dogs": flags, "birch": flags})


def test_what_people_have_is_theirs_though_their_species_is_told() -> None:
    assert "location.coordinates" in labels({**SEEN, "species": ("Homo sapiens",)})


def test_a_tracker_that_comes_back_to_the_same_few_places_is_somebody_s() -> None:
    worn: dict[str, tuple[Any, ...]] = {
        "watch_id": ("W1", "W2"),
        "ts": ("2024-05-11T10:{n}", "2024-05-12T11:{n}"),
        "latitude": (48.8566, 45.7640),
        "longitude": (2.3522, 4.8357),
        "firmware": ("1.4.2", "1.5.0"),
    }
    assert "location.coordinates" in labels(worn)


def test_who_examines_samples_has_no_illness_and_what_was_found_is_one() -> None:
    sample: dict[str, tuple[Any, ...]] = {
        "site": ("North Field", "Orchard"),
        "depth": (10, 30, 60),
        "nitrate": (3.5, 20.1),
        "texture": ("loam", "clay"),
        "moisture": (12.5, 30.25),
        "lot": ("a{n}",),
    }
    assert "special.health" not in labels({**sample, "lab": ("AgriLab Ltd", "SoilCheck GmbH")})
    assert "special.health" in labels({"patient": ("p{n}",), "lab": ("anaemia", "diabetes"), "age": (31, 47)})


def test_a_character_has_its_birth_after_seconds_and_a_player_on_a_day() -> None:
    unit: dict[str, tuple[Any, ...]] = {
        "mana": (40, 90),
        "faction": ("Horde", "Alliance"),
        "religion": ("Light", "Shadow"),
        "gender": ("m", "f"),
    }
    assert not labels({**unit, "birth time": (10, 90)})
    assert "person.gender" in labels({**unit, "birth date": ("1984-03-07", "1990-11-30")})


def test_a_price_of_wares_is_nobody_s_and_what_a_customer_pays_is_theirs() -> None:
    ware: dict[str, tuple[Any, ...]] = {"brand": ("Bosch", "Makita"), "stock": (4, 90), "condition": ("new", "worn")}
    assert not labels({**ware, "purchase price": (40.5, 90.25), "vaccine": ("BCG", "MMR")})
    bought: dict[str, tuple[Any, ...]] = {**ware, "customer": PEOPLE}
    assert {"person.name", "person.gender"} <= labels({**bought, "gender": ("m", "f")})


def test_attack_and_defence_are_of_a_character_and_one_of_them_of_anybody() -> None:
    card: dict[str, tuple[Any, ...]] = {
        "名前": ("太郎", "花子", "ヒノガメ"),
        "攻撃": (40, 90),
        "防御": (30, 70),
        "世代": (1, 2),
    }
    assert not labels(card)
    assert "special.health" in labels({"patient": ("p1", "p2"), "attack": (1, 2), "diagnosis": ("asthma", "epilepsy")})


def test_a_fish_is_called_as_no_person_and_fish_of_people_is_theirs() -> None:
    assert not labels({"fish": ("Clownfish", "Guppy", "Betta"), "volume": (60, 120)})
    assert "person.name" in labels({"fish": PEOPLE, "telefon": ("+998 90 123 45 67", "+998 91 765 43 21")})


def test_what_somebody_did_in_attack_and_defence_makes_them_no_character() -> None:
    accused: dict[str, tuple[Any, ...]] = {**TOLD, "attack": ("knife", "fist"), "defense": ("self-defence", "none")}
    assert {"special.health", "person.gender"} <= labels(accused)


def test_who_saw_a_bird_has_a_number() -> None:
    assert "location.coordinates" in labels({**SEEN, "observer_id": ("77{n}",)})


def test_who_is_born_long_ago_has_a_sign_of_the_zodiac() -> None:
    told = {"sex": ("M", "F"), "birth_date": ("1951-03-04", "1984-11-02"), "diagnosis": ("depression", "asthma")}
    assert {"special.health", "person.gender"} <= labels({**told, "sign": ("ox", "dog", "rabbit")})


HORSES: dict[str, tuple[Any, ...]] = {
    "name": ("Midnight Rambler", "Quick Silver", "Lady Fern"),
    "dob": ("2014-03-02", "2016-05-11", "2012-07-30"),
    "sire": ("Northern Star", "Royal Decree"),
    "microchip": ("985112345678{n}",),
    "temperament": ("calm", "hot"),
    "passport_no": ("GBR123456{n}",),
    "weight_kg": (480, 510, 555),
    "earnings": (0, 12500, 900),
}


def test_a_horse_has_a_passport_and_earns_and_so_does_its_rider() -> None:
    assert labels(HORSES) == set()
    ridden = labels({**HORSES, "rider": PEOPLE, "rider_email": ("a{n}@mail.example",)})
    assert ridden >= {"person.name", "contact.email", "id.xx.passport"}
    crew = {
        "name": PEOPLE,
        "dob": ("1974-03-02", "1986-05-11"),
        "passport_no": ("GBR123456{n}",),
        "earnings": (900, 1250),
    }
    assert labels(crew) >= {"person.name", "person.birth_date", "id.xx.passport", "finance.income"}


VEHICLES: dict[str, tuple[Any, ...]] = {
    "marka": ("Ford", "Fiat", "Renault"),
    "model_yili": (2012, 2019, 2023),
    "yakit": ("dizel", "benzin"),
    "km": (120500, 88000, 4100),
    "son_bakim": ("31.05.2025", "29.04.2024"),
    "muayene_bitis": ("10.08.2027", "01.11.2027"),
    "yas": (3, 6, 13),
}


def test_days_under_a_word_for_somebody_and_another_one_tell_of_nobody() -> None:
    assert labels(VEHICLES) == set()
    assert labels({**VEHICLES, "sürücü": PEOPLE, "yas": (31, 46, 53)}) >= {"person.name", "person.age"}
    patients = {**VEHICLES, "hasta_no": ("H-{n}",), "yas": (31, 46, 53)}
    assert "person.age" in labels(patients)


REGION: dict[str, tuple[Any, ...]] = {
    "município": ("Pedra Azul", "Campo Alegre", "Lagoa Santa"),
    "população": (81200, 65000, 12900),
    "taxa_desemprego": (8.8, 2.5, 11.0),
    "renda_media": (2933.5, 2013.1, 1780.0),
    "óbitos": (685, 184, 97),
}


def test_what_numbers_of_people_earn_is_of_nobody() -> None:
    assert labels(REGION) == set()
    paid = {"nome": PEOPLE, "município": REGION["município"], "renda_media": REGION["renda_media"]}
    assert "finance.income" in labels(paid)


NURSERIES: dict[str, tuple[Any, ...]] = {
    "kommun": ("Alvesta", "Lund", "Kalmar"),
    "kommunkod": ("1281", "2344", "1998"),
    "antal_barn": ("653", "6811", "1207"),
    "medelålder_personal": (44.7, 41.6, 39.2),
    "sjukfrånvaro": (6.0, 9.7, 4.1),
    "avgift": (1086, 895, 1120),
}


def test_how_many_children_towns_have_is_a_number_and_how_many_somebody_has_is_theirs() -> None:
    assert labels(NURSERIES) == set()
    own = {**NURSERIES, "antal_barn": (0, 1, 3), "medelålder_personal": (1, 2, 3), "namn": PEOPLE}
    assert labels(own) >= {"person.name", "special.health", "contact.address"}
    assert "special.health" in labels({**NURSERIES, "antal_barn": (0, 1, 3), "personnamn": PEOPLE})


def test_numbers_of_customers_are_keys() -> None:
    keys = {"customer_number": ("10{n}",), "employee_number": ("7{n}",), "patient_total": ("90{n}",)}
    told = {**keys, "diagnosis": ("asthma", "diabetes"), "gender": ("m", "f"), "age": (31, 46, 53)}
    assert labels(told) >= {"special.health", "person.gender", "person.age"}


@pytest.mark.parametrize("beside", [{"plant": ("Leeds", "Hull", "York")}, {"tree": (1, 2, 3)}, {"sort_order": (1, 2)}])
def test_who_works_in_a_plant_is_none(beside: dict[str, tuple[Any, ...]]) -> None:
    told = {"gender": ("F", "M", "M"), "diagnosis": ("asthma", "migraine", "back pain", "hearing loss"), **beside}
    assert {"gender", "diagnosis"} <= {path for path, labels in claimed(table(told)).items() if labels}
    told |= {"tier": ("gold", "silver"), "age": (33, 58)}
    assert {"gender", "diagnosis", "age"} <= {path for path, labels in claimed(table(told)).items() if labels}


def test_a_plant_with_a_species_is_one_and_so_is_what_else_is_called_so() -> None:
    told = {"plant": ("P-1", "P-2"), "species": ("Rosa canina", "Acer campestre", "Tilia cordata")}
    told |= {"disease": ("rust", "blight", "mildew"), "origin": ("Peru", "China", "India")}
    assert not any(claimed(table(told)).values())


@pytest.mark.parametrize(
    "columns",
    [
        {"especie": ["jurel", "caballa", "atún"], "sexo": ["macho", "hembra"], "talla": [31, 44], "caja": [1, 2, 3]},
        {"wagon_no": ["33 70", "33 71"], "axles": [2, 4], "age": [3, 17, 41], "defect": ["none", "door"]},
        {
            "fener": ["Kaya", "Burun"],
            "menzil": [9, 14],
            "enlem": [41.1234, 36.7],
            "boylam": [29.0321, 30.4],
            "yapim": [1870, 1901],
            "kule": [12, 31],
        },
        {"baumart": ["Eiche", "Lärche", "Buche"], "alter": [12, 90], "zustand": ["gut", "krank"], "krone": [3, 5]},
    ],
)
def test_fish_wagons_lighthouses_and_trees_are_nobody(columns: dict[str, list[Any]]) -> None:
    rows = [{name: values[n % len(values)] for name, values in columns.items()} for n in range(30)]
    assert not any(claimed(rows).values())
    surnames = ["Kurz", "Lind", "Ray", "Born", "Roth", "Sand", "Falk", "Berg", "Hahn", "Wolf"]
    people = [{"full_name": f"Eva {surnames[n % 10]}", "dob": f"{1950 + n}-01-02"} for n in range(30)]
    told = claimed([{**row, **somebody} for row, somebody in zip(rows, people, strict=True)])
    assert told["dob"] == {"person.birth_date"}


def test_weeks_of_an_animals_life_are_no_years() -> None:
    rows = [
        {"cage": f"K{n % 9}", "mouse_id": f"M{n}", "age_wk": 40 + n, "sex": "FM"[n % 2], "strain": "BALB/c"}
        for n in range(30)
    ]
    assert not any(claimed(rows).values())
    assert claimed([{**row, "age_years": row["age_wk"]} for row in rows])["age_years"] == {"person.age"}


def test_trees_are_older_than_animals() -> None:
    rows = [
        {
            "árbol": f"AR-{n}",
            "especie": ("Tilia cordata", "Acer campestre", "Celtis australis")[n % 3],
            "edad": 20 + 3 * n,
            "sexo": ("macho", "hembra")[n % 2],
            "calle": ("Calle Goya", "Avenida Clara Campoamor", "Paseo de Pereda")[n % 3],
        }
        for n in range(30)
    ]
    told = claimed(rows)
    assert not told["edad"] | told["sexo"] | told["calle"]


def test_how_much_livestock_a_household_has_makes_it_none() -> None:
    house = {"parcel": ("A", "B", "C"), "roof": ("tin", "tile"), "sex": ("F", "M"), "tribe": ("Kikuyu", "Luo")}
    found = claimed(table({**house, "livestock": (0, 3, 12, 7)}))
    assert found["sex"] == {"person.gender"}
    assert found["tribe"] == {"special.ethnicity"}
    assert not labels({**house, "livestock": ("goat", "sheep", "cow")})
