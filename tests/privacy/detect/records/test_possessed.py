"""Names that say of a thing what they say of somebody."""

from typing import Any

import pytest

from tests.privacy.told import claimed

DAYS = ["2011-04-02", "2018-11-30", "2021-01-15", "1999-07-07"]
NUMBERS = [3, 14, 27, 40]
WORDS = ["XR-100", "Grom X2", "Typ 4", "Zefir-3"]
CODES = ["A1", "B7", "C12", "D3"]
NAMES = ["Ana Lopes", "Rui Costa", "Marta Dias", "João Reis", "Inês Melo", "Hugo Pires", "Rita Nunes", "Luís Pinto"]
PEOPLE = {"phone": "+48 601 234 567", "full_name": "Anna Kowalska"}


def told(name: str, values: list[Any], **beside: Any) -> set[str]:
    """What is claimed of a field beside somebody."""
    return claimed([{**PEOPLE, **beside, name: values[n % len(values)]} for n in range(24)])[name]


@pytest.mark.parametrize(
    ("name", "values"),
    [
        ("data_urodzenia_robota", DAYS),
        ("fecha_nacimiento_de_la_marca", DAYS),
        ("дата_рождения_альбома", DAYS),
        ("wiek_akumulatora_dni", NUMBERS),
        ("idade_do_motor_meses", NUMBERS),
        ("pump_age", NUMBERS),
        ("nome_strumento", WORDS),
        ("imię_robota", WORDS),
        ("nom_bateau", WORDS),
        ("volcano_name", ["Ama Roa", "Kilu Peak", "Etna B", "Hekla 2"]),
        ("drucker_adresse", CODES),
        ("adres_czujnika", CODES),
        ("sexo_conector", ["macho", "hembra"]),
        ("民族服务器", ["甲", "乙", "丙"]),
        ("razza_formaggio", ["rossa", "bianca"]),
        ("트랙터나이", NUMBERS),
        ("Anlagenalter", NUMBERS),
        ("kattilan_ika", NUMBERS),
        ("edad_maq", NUMBERS),
        ("อายุลิฟต์", NUMBERS),
        ("भवन_की_आयु", NUMBERS),
        ("bldg_age", NUMBERS),
        ("inst_age", NUMBERS),
        ("cask_age", NUMBERS),
        ("wiek_lat_sadzonek", NUMBERS),
        ("вік_квартири", NUMBERS),
        ("idade_do_imóvel", NUMBERS),
        ("spruce_age", NUMBERS),
        ("avatar_gender", ["f", "m"]),
        ("enfermedad_del_arbol", ["roya", "mildiu", "fuego bacteriano"]),
        ("choroba_drzewa", ["parch", "zgorzel", "mączniak"]),
    ],
)
def test_what_a_thing_has_is_no_claim(name: str, values: list[Any]) -> None:
    assert told(name, values) == set()


@pytest.mark.parametrize(
    ("name", "values", "label"),
    [
        ("data_urodzenia_klienta", DAYS, "person.birth_date"),
        ("data_urodzenia_operatora_maszyny", DAYS, "person.birth_date"),
        ("fecha_nacimiento_conductor_vehiculo", DAYS, "person.birth_date"),
        ("car_owner_age", [31, 44, 67, 52], "person.age"),
        ("edad_paciente_meses", NUMBERS, "person.age"),
        ("운전자나이", [31, 44, 67, 52], "person.age"),
        ("wiek_kierowcy", [31, 44, 67, 52], "person.age"),
        ("อายุลูกค้า", [31, 44, 67, 52], "person.age"),
        ("idade_do_cliente", [31, 44, 67, 52], "person.age"),
        ("flat_owner_age", [31, 44, 67, 52], "person.age"),
        ("head_of_household_age", [31, 44, 67, 52], "person.age"),
        ("property_city", ["Leeds", "York", "Hull"], "contact.address"),
        ("installation_street", ["12 Mill Lane", "4 Church Road"], "contact.address"),
        ("illness_of_planter", ["asthma", "migraine", "epilepsy"], "special.health"),
        ("plant_disease", ["asthma", "migraine", "epilepsy"], "special.health"),
        ("adresse_kunde", ["Lindenweg 4, 04109 Leipzig", "Am Markt 12, 99084 Erfurt"], "contact.address"),
    ],
)
def test_a_word_for_somebody_in_it_keeps_it_somebodys(name: str, values: list[Any], label: str) -> None:
    assert label in told(name, values)


@pytest.mark.parametrize(
    ("name", "values", "label"),
    [
        ("nome_motor", NAMES, "person.name"),
        ("adres_silnika", ["ul. Długa 5, 00-950 Warszawa", "ul. Leśna 12/4, 30-001 Kraków"], "contact.address"),
        ("religia_robota", ["katolicka", "prawosławna", "islam"], "special.religion"),
        ("民族设备", ["汉族", "回族", "藏族"], "special.ethnicity"),
    ],
)
def test_values_of_somebody_keep_it_theirs(name: str, values: list[Any], label: str) -> None:
    assert label in told(name, values)


def test_an_illness_is_somebodys_whatever_they_need_for_it() -> None:
    assert told("disease_pump", ["diabetes", "asthma"]) == {"special.health"}


def test_a_name_with_a_word_that_is_not_known_needs_values_as_somebody_has_them() -> None:
    assert told("jmeno_zkvrtu", ["Kvrt A", "Brzda", "Modul X"]) == set()
    assert told("alamat_xyrak", [f"R-{n:02}" for n in range(1, 9)]) == set()
    assert told("jmeno_zkvrtu", NAMES) == {"person.name"}
    assert told("alamat_xyrak", ["Jalan Mawar 4, Bogor", "Jl. Melati 12, Depok"]) == {"contact.address"}


def test_a_house_and_a_book_have_a_faith_and_a_party_of_their_own() -> None:
    faiths, parties = ["Catholic", "Jewish", "Muslim"], ["socialist", "conservative", "liberal"]
    assert told("library_denomination", faiths) == told("shelf_politics", parties) == set()
    assert told("wyznanie_szkoły", ["katolickie", "prawosławne"]) == set()
    assert told("member_denomination", faiths) == {"special.religion"}
