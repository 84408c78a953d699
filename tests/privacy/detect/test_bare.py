"""National numbers in fields whose names say nothing."""

import random
from collections.abc import Callable

import pytest
from stdnum import ean, imei, isbn, luhn
from stdnum.bg import egn
from stdnum.br import cpf
from stdnum.pl import pesel
from stdnum.ro import cnp
from stdnum.tr import tckimlik

from leftopen.privacy.detect.bare import proved
from tests.privacy.told import claimed, told


def valid(check: Callable[[str], bool], size: int, lead: str = "") -> list[str]:
    chance = random.Random(size)
    found: list[str] = []
    while len(found) < 40:
        text = lead + "".join(chance.choices("0123456789", k=size - len(lead)))
        if check(text):
            found.append(text)
    return found


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
