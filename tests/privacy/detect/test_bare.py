"""National numbers in fields whose names say nothing."""

import random
from collections.abc import Callable

import pytest
from stdnum import ean, imei, isbn, luhn
from stdnum.bg import egn
from stdnum.br import cpf
from stdnum.es import dni
from stdnum.in_ import epic, pan
from stdnum.pl import pesel
from stdnum.ro import cnp
from stdnum.tr import tckimlik

from leftopen.privacy.detect import checksum
from leftopen.privacy.detect.bare import proved
from tests.privacy.drawn import valid
from tests.privacy.told import claimed, told


@pytest.mark.parametrize(
    ("check", "size", "label"),
    [
        (cpf.is_valid, 11, "id.br.cpf"),
        (pesel.is_valid, 11, "id.pl.pesel"),
        (cnp.is_valid, 13, "id.ro.cnp"),
        (egn.is_valid, 10, "id.bg.egn"),
        (tckimlik.is_valid, 11, "id.tr.tckn"),
    ],
)
def test_columns_and_keys(check: Callable[[str], bool], size: int, label: str) -> None:
    numbers = valid(check, size)
    assert told("column3", numbers)[label] >= 0.9
    assert told("x9", [int(number) for number in numbers])[label] >= 0.9
    assert claimed([{number: {"n": 1} for number in numbers}])["*"] == {label}


@pytest.mark.parametrize(
    ("check", "size", "lead"),
    [
        (isbn.is_valid, 10, ""),
        (ean.is_valid, 13, "978"),
        (ean.is_valid, 13, "40"),
        (imei.is_valid, 15, "35"),
        (luhn.is_valid, 9, ""),
        (luhn.is_valid, 12, ""),
        (str.isdecimal, 11, "2024"),
        (str.isdecimal, 13, "17"),
        (str.isdecimal, 10, ""),
    ],
)
def test_books_wares_and_counters_share_checks_of_one_digit(check: Callable[[str], bool], size: int, lead: str) -> None:
    numbers = valid(check, size, lead)
    assert proved(numbers) == ([], ())
    assert not any(label.startswith("id.") for label in told("column3", numbers))


def test_few_or_some_are_no_proof() -> None:
    numbers = valid(cpf.is_valid, 11)
    assert proved(numbers[:12]) == ([], ())
    assert proved(numbers[:30] + valid(str.isdecimal, 11)[:10]) == ([], ())
    assert told("order_no", numbers).keys() <= {"id.br.cpf"}


LETTERS = "ABCDEFGHIJKLMNOPQRSTUVWXYZ"


def like(form: str, check: Callable[[str], bool], seed: int = 1) -> list[str]:
    """Texts of a form that pass a check: `9` a digit, `a` a letter, others as they stand."""
    chance = random.Random(seed)
    found: list[str] = []
    while len(found) < 40:
        text = "".join(chance.choice("0123456789" if c == "9" else LETTERS if c == "a" else c) for c in form)
        if check(text):
            found.append(text)
    return found


@pytest.mark.parametrize(
    ("form", "check", "label"),
    [
        ("aaaPa9999a", pan.is_valid, "id.in.pan"),
        ("aaa9999999", epic.is_valid, "id.in.epic"),
        ("99999999a", dni.is_valid, "id.es.dni"),
        ("S9999999a", checksum.sg_nric, "id.sg.nric"),
        ("a199999999", checksum.tw_id, "id.tw.id"),
        ("a999999999", checksum.kvnr, "id.de.kvnr"),
    ],
)
def test_letters_at_fixed_places_with_a_check(form: str, check: Callable[[str], bool], label: str) -> None:
    numbers = like(form, check)
    assert told("column3", numbers)[label] >= 0.9
    assert told("column3", [number.lower() for number in numbers])[label] >= 0.9
    assert proved(numbers[:12]) == ([], ())


def anything(_text: str) -> bool:
    return True


@pytest.mark.parametrize(
    "form",
    [
        "aaaaa9999a",  # ten characters of any letters
        "KXaPa9999Z",  # an article with a prefix
        "aaaPX9999B",
        "a999999999",
        "aa999999A",
        "PN999999C",
        "99999999a",
        "S9999999K",
        "RR999999999GB",  # a parcel
        "aaaU9999999",  # a container
        "US9999999999",  # a security
        "B0aa99aa9a",
        "a2024011599",
        "aaaa9999aaaa",
    ],
)
@pytest.mark.parametrize("seed", range(5))
def test_codes_of_wares_parcels_and_licences_are_of_nobody(form: str, seed: int) -> None:
    texts = like(form, anything, seed)
    assert proved(texts) == ([], ())
    assert not any(label.startswith("id.") for label in told("column3", texts))


def test_texts_whose_zeros_a_spreadsheet_took() -> None:
    numbers = [number.lstrip("0") for number in valid(pesel.is_valid, 11, "0") + valid(pesel.is_valid, 11, "7")]
    assert told("column3", numbers)["id.pl.pesel"] >= 0.9
    assert proved([number.lstrip("0") for number in valid(str.isdecimal, 11, "0")]) == ([], ())
