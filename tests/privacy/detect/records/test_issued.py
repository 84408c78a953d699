"""National numbers in records that state their country."""

from typing import Any

import pytest
from stdnum.cn import ric
from stdnum.fr import nif
from stdnum.lt import asmens
from stdnum.pl import nip, pesel

from tests.privacy.drawn import valid
from tests.privacy.told import claimed


def digits(size: int, lead: str = "") -> list[str]:
    return valid(str.isdecimal, size, lead)


def labels(name: str, values: list[Any], **more: Any) -> set[str]:
    found = claimed([{"ref": f"K-{n}", name: value, **more} for n, value in enumerate(values)])[name]
    return {label for label in found if label.startswith("id.")}


@pytest.mark.parametrize(
    ("name", "values", "more", "label"),
    [
        ("tax_id", valid(nip.is_valid, 10), {"country": "Poland"}, "id.pl.nip"),
        ("Tax No", valid(nip.is_valid, 10), {"country_code": "PL"}, "id.pl.nip"),
        ("national_id", valid(pesel.is_valid, 11), {"land": "POL"}, "id.pl.pesel"),
        ("personal code", valid(asmens.is_valid, 11, "3"), {"market": "Lithuania"}, "id.lt.ak"),
        ("national id", digits(8), {"country": "Peru"}, "id.pe.dni"),
        ("cedula", digits(8, "1"), {"pais": "Colombia"}, "id.co.cedula"),
        ("identity card", [f"AB{text}" for text in digits(5)], {"pays": "Maroc"}, "id.ma.cin"),
        ("driving_licence", [f"D{text}" for text in digits(7)], {"country": "US"}, "id.us.licence"),
        ("driver license", digits(12), {"country": "KR"}, "id.kr.licence"),
        ("driving licence number", digits(11, "0"), {"country": "Brazil"}, "id.br.cnh"),
        ("identity document no", digits(8), {"pais": "Perú"}, "id.pe.dni"),
        ("c c", digits(8, "1"), {"country": "Colombia"}, "id.co.cedula"),
        ("personal code", [f"{text[:6]}-1{text[7:]}" for text in digits(11)], {"country": "Latvia"}, "id.lv.pk"),
    ],
)
def test_a_general_name_is_of_the_country_that_the_record_states(
    name: str, values: list[str], more: dict[str, str], label: str
) -> None:
    assert labels(name, values, **more) == {label}


def test_a_script_that_one_country_writes_tells_it_too() -> None:
    assert labels("national_id", digits(12, "19"), රෝහල="A") == {"id.lk.nic"}


def test_zeros_that_a_spreadsheet_took_are_put_back() -> None:
    numbers = [text.lstrip("0") for text in valid(nif.is_valid, 13, "0")]
    assert labels("tax id", numbers, country="France") == {"id.fr.nif"}


def test_two_numbers_that_pass_one_check_are_of_the_country_stated() -> None:
    both = valid(lambda text: pesel.is_valid(text) and asmens.is_valid(text), 11, "4")
    assert labels("personal number", both, country="Lithuania") == {"id.lt.ak"}


@pytest.mark.parametrize(
    ("name", "values", "more"),
    [
        ("order no", valid(nip.is_valid, 10)[:6], {"country": "Poland"}),
        ("stock", digits(8), {"country": "Peru"}),
        ("id no", digits(8), {"country": "Kenya"}),
        ("doc no", digits(9), {"country": "NL"}),
        ("invoice number", digits(11), {"country": "Germany"}),
        ("tax rate", digits(2), {"country": "Poland"}),
        ("c c", ["7 ml", "12 ml", "40 ml"] * 8, {"country": "Colombia"}),
        ("licence no", digits(12), {"country": "KR"}),
        ("personal code", ["A1", "B2", "C3"] * 8, {"country": "Latvia"}),
    ],
)
def test_what_no_name_calls_a_number_of_people_is_none(name: str, values: list[str], more: dict[str, str]) -> None:
    assert labels(name, values, **more) == set()


def test_a_foreigner_keeps_the_number_of_another_country() -> None:
    numbers = valid(pesel.is_valid, 11)
    assert labels("pesel", numbers, country="Germany") == {"id.pl.pesel"}


def test_two_countries_tell_none() -> None:
    records = [{"tax id": text, "country": "Poland" if n % 2 else "Spain"} for n, text in enumerate(digits(9, "5"))]
    assert {label for label in claimed(records)["tax id"] if label.startswith("id.")} == {"id.xx.national"}


def test_a_field_that_holds_the_numbers_of_two_countries_is_told_both() -> None:
    chinese = [f"11010119{year}0{n % 9 + 1}15{n:03}" for n, year in enumerate(range(60, 84))]
    chinese = [text + ric.calc_check_digit(text) for text in chinese]
    mixed = [each for n, text in enumerate(chinese) for each in (text, f"{212 + n}-{40 + n}-{5100 + 7 * n}")]
    for more in ({}, {"country": "China"}, {"country": "USA"}):
        assert labels("id_number", mixed, **more) == {"id.cn.resident", "id.us.ssn"}, more


@pytest.mark.parametrize(
    ("name", "values", "label"),
    [
        ("cedula_colombiana", digits(8, "1"), "id.co.cedula"),
        ("DNI_RENIEC", digits(8, "4"), "id.pe.dni"),
        ("cc_colombia", digits(8, "1"), "id.co.cedula"),
        ("national_no_peru", digits(8, "4"), "id.pe.dni"),
        ("ci_uruguay", digits(8, "4"), "id.uy.ci"),
        ("national_id_number_kenya", digits(8, "3"), "id.ke.id"),
        ("id_card_no_mt", [f"{text}M" for text in digits(7)], "id.mt.id"),
        ("civil_id_omani", digits(9, "6"), "id.om.civil"),
        ("identification_nationale_polonaise", valid(pesel.is_valid, 11), "id.pl.pesel"),
        ("numer osoby PL personal id", valid(pesel.is_valid, 11), "id.pl.pesel"),
    ],
)
def test_a_name_states_the_country_of_a_number(name: str, values: list[Any], label: str) -> None:
    assert anywhere(name, values) == {label}


def test_a_country_in_a_name_is_no_number_of_people() -> None:
    assert anywhere("flight_no_pe", digits(8, "4")) == set()
    assert anywhere("order_id_kenya", digits(8, "3")) == set()


def anywhere(name: str, values: list[Any]) -> set[str]:
    """Labels of numbers of a field whose name may be masked, as people are called after countries."""
    found = claimed([{"ref": f"K-{n}", name: value} for n, value in enumerate(values)])
    return {label for labels in found.values() for label in labels if label.startswith("id.")}


def test_some_values_of_another_form_say_nothing_where_the_name_says_which() -> None:
    values = [f"{year:02d}0{month}{n * 7919 % 100000000:08d}" for n in range(8) for year, month in ((3, 5), (17, 9))]
    assert anywhere("num_cni", list(values)) == {"id.fr.cni"}


@pytest.mark.parametrize(
    ("name", "values", "label"),
    [
        ("ced_cr", ["1-0518-0943", "3-0271-0650"], "id.cr.cedula"),
        ("ced_panama", ["8-731-1204", "2-164-873"], "id.pa.cedula"),
        ("pan_of_employee", ["AKLPD4417C", "CDEPM0831J"], "id.in.pan"),
        ("kyrgyzstan_pin", ["10507197600418", "22811199300127"], "id.kg.pin"),
        ("wiek_klienta_lat", [31, 58, 44], "person.age"),
        ("věk_zákazníka", [31, 58, 44], "person.age"),
        ("Patientenalter", [31, 58, 44], "person.age"),
        ("pozycja_lat", [52.2291, 50.0613, 54.3522], "location.coordinates"),
    ],
)
def test_words_beside_those_whose_they_are(name: str, values: list[Any], label: str) -> None:
    (told,) = claimed([{name: value} for value in values * 5]).values()
    assert told == {label}
