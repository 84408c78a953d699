"""Of which country a record is."""

from typing import Any

import pytest
from stdnum.dk import cpr as dk
from stdnum.se import personnummer as se

from leftopen.privacy.detect import countries
from leftopen.privacy.detect.countries import of_name, stated, votes
from leftopen.privacy.memo import forget_all
from tests.privacy.told import claimed

RC = ("795221/7493", "795223/2266", "8003012108", "855517/0009")


def birth_numbers(*names: str, **more: Any) -> set[str]:
    record = dict.fromkeys(names, "Novak")
    found = claimed([{**record, **more, "rodne_cislo": RC[n % 2]} for n in range(12)])["rodne_cislo"]
    return {label for label in found if label.startswith("id.")}


@pytest.mark.parametrize(
    ("names", "label"),
    [
        (("priezvisko", "trvale_bydlisko"), "id.sk.rc"),
        (("prijmeni", "bydliste"), "id.cz.rc"),
        ((), "id.cz.rc"),
    ],
)
def test_a_birth_number_is_of_the_country_whose_words_stand_beside_it(names: tuple[str, ...], label: str) -> None:
    assert birth_numbers(*names) == {label}


def test_accounts_and_telephones_tell_too() -> None:
    assert birth_numbers(iban="SK3112000000198742637541") == {"id.sk.rc"}
    assert birth_numbers(telefon="+421905123456") == {"id.sk.rc"}
    assert birth_numbers(telefon="+420601123456") == {"id.cz.rc"}


def numbers(**more: Any) -> set[str]:
    records = [{"dni": str(20_481_337 + 777_771 * n), **more} for n in range(12)]
    return {label for label in claimed(records)["dni"] if label.startswith("id.")}


def test_eight_digits_are_of_the_country_that_the_rest_tells_else_of_none() -> None:
    assert numbers(telefono="+51 987 654 321") == {"id.pe.dni"}
    assert numbers(telefono="+54 9 11 2345 6789") == {"id.ar.dni"}
    assert numbers(nombre="Ana") == {"id.xx.national"}


def test_letters_that_are_right_make_it_spanish() -> None:
    letters = "TRWAGMYFPDXBNJZSQVHLCKE"
    records = [{"dni": f"{number}{letters[number % 23]}"} for number in range(20_481_337, 60_000_000, 3_777_771)]
    assert {label for label in claimed(records)["dni"] if label.startswith("id.")} == {"id.es.dni"}


def test_what_is_told_and_what_is_not() -> None:
    labels: list[tuple[str, list[Any]]] = [
        ("id.pl.pesel", []),
        ("id.xx.national", []),
        ("contact.phone", ["030 901820", "+49 30 901820", "+999", 4]),
        ("finance.iban", ["DE89370400440532013000", "??"]),
        ("person.name", ["+48 601 123 456"]),
    ]
    assert votes(["id", "x9"], labels) == {"pl": 1, "de": 2}
    assert votes(["priezvisko", "telefon"], []) == {"sk": 1}


@pytest.mark.parametrize(
    ("name", "values", "country"),
    [
        ("country", ["FI", "FI", ""], "fi"),
        ("Land", ["Deutschland"] * 3, "de"),
        ("market", ["Norway"] * 3, "no"),
        ("страна", ["Россия"], "ru"),
        ("код", [None, "x"], ""),
        ("market", ["NO", "NO"], ""),
        ("town", ["Georgia", "Georgia"], ""),
        ("country", ["Georgia", "Georgia"], "ge"),
        ("country", ["FI", "SE"], ""),
        ("country", ["Atlantis"], ""),
        ("country", [], ""),
    ],
)
def test_a_field_states_a_country_by_name_or_where_called_so_by_code(
    name: str, values: list[Any], country: str
) -> None:
    assert stated([(name, values)]) == country


def test_two_statements_are_none_and_scripts_tell_where_nothing_is_stated() -> None:
    assert stated([("country", ["FI"]), ("birth country", ["Norway"])]) == ""
    assert stated([("שם", []), ("טלפון", [])]) == "il"
    assert stated([("שם", []), ("имя", [])]) == ""
    assert stated([("שם", []), ("country", ["FR"])]) == "fr"


def test_danish_numbers_that_pass_the_swedish_check_too_are_those_of_the_record() -> None:
    texts = (f"{day:02d}0610{n:04d}" for day in range(1, 10) for n in range(4000, 5000))
    dashed = [f"{text[:6]}-{text[6:]}" for text in texts if se.is_valid(text) and dk.is_valid(text)][:24]

    def told(**more: str) -> set[str]:
        return claimed([{"personnummer": text, **more} for text in dashed])["personnummer"]

    assert len(dashed) == 24
    assert told(telefon="+45 32 12 34 56") & {"id.dk.cpr", "id.se.pnr"} == {"id.dk.cpr"}
    assert told(telefon="+46 70 123 45 67") & {"id.dk.cpr", "id.se.pnr"} == {"id.se.pnr"}


@pytest.mark.parametrize(
    ("name", "country"),
    [
        ("carnet_identidad_boliviano", ""),
        ("cedula_colombiana", "co"),
        ("رقم البطاقة المدنية الكويتية", "kw"),
        ("numéro_national_belge", "be"),
        ("SSN_KEN", "ke"),
        ("national_id_mt", "mt"),
        ("is_national", ""),
        ("personal_no", ""),
        ("dni_argentina_o_peruano", ""),
        ("zip", ""),
    ],
)
def test_a_name_states_a_country(name: str, country: str) -> None:
    assert of_name(name) == country


def test_citizens_and_addresses_state_a_country_where_no_field_for_one_does() -> None:
    assert stated([("nationality", ["Polish", "Polish"]), ("address", ["Rue Haute 3, Liège, Belgium"])]) == "pl"
    assert stated([("obywatelstwo", ["PL"])]) == "pl"
    assert stated([("address", ["Rue Haute 3, Liège, Belgium", "Kerkplein 1, Gent, Belgium"])]) == "be"
    assert stated([("nationality", ["Polish", "German"])]) == ""
    assert stated([("group", ["Polish"])]) == stated([("note", ["Polish, and Dutch"])]) == ""
    assert stated([("address", ["Rue Haute 3, Liège, Belgium", "Belgium Street 4"])]) == ""


def test_names_of_fields_are_forgotten_but_for_words_of_the_product() -> None:
    stated([("country", ["x"]), ("Анна Берг", ["x"])])
    countries.keep(lambda name: name == "country")
    forget_all()
    assert "country" in countries._joined
    assert not any("Анна Берг" in cached for cached in (countries._joined, countries._scripts))


def test_a_part_that_one_country_has_tells_whose_number_a_shared_word_is() -> None:
    rows = [{"nombre": "Rosa Condori", "dni": f"4{n:07d}", "distrito": "x"} for n in range(1234567, 1234591)]
    told = claimed([{**row, "cod_ubigeo": f"1501{n % 40:02d}"} for n, row in enumerate(rows)])["dni"]
    assert "id.pe.dni" in told
    assert "id.pe.dni" not in claimed(rows)["dni"]
