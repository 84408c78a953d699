"""Of which country a record is."""

from typing import Any

import pytest

from leftopen.privacy.detect.countries import votes
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
