"""National numbers in fields whose names say nothing."""

import random
from collections.abc import Callable

import pytest
from stdnum import ean, imei, isbn, luhn
from stdnum.at import vnr
from stdnum.bg import egn
from stdnum.br import cpf
from stdnum.cl import rut
from stdnum.es import dni
from stdnum.in_ import aadhaar, epic, pan
from stdnum.iso7064 import mod_11_10
from stdnum.nl import bsn
from stdnum.pl import pesel
from stdnum.ro import cnp
from stdnum.si import emso as jmbg
from stdnum.tr import tckimlik

from leftopen.privacy.detect import checksum, issuers
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


@pytest.mark.parametrize(
    ("check", "size", "label"),
    [
        (bsn.is_valid, 9, "id.nl.bsn"),
        (vnr.is_valid, 10, "id.at.svnr"),
        (aadhaar.is_valid, 12, "id.in.aadhaar"),
        (checksum.uy_ci, 8, "id.uy.ci"),
        (cpf.is_valid, 11, "id.br.cpf"),
        (pesel.is_valid, 11, "id.pl.pesel"),
    ],
)
@pytest.mark.parametrize("name", ["ref", "kennziffer", "importe", "klientennr", "client_no", "identificador"])
def test_one_check_digit_that_nobody_else_has_is_told_under_any_name(
    check: Callable[[str], bool], size: int, label: str, name: str
) -> None:
    assert told(name, valid(check, size))[label] >= 0.9


def of_rut(numbers: int, dashed: str = "") -> list[str]:
    bodies = (f"{7_003_417 + at * 411_311}" for at in range(numbers))
    return [f"{body}{dashed}{rut.calc_check_digit(body)}" for body in bodies]


def test_a_letter_for_ten_and_numbers_of_two_lengths() -> None:
    assert any(number[-1] == "K" for number in of_rut(40))
    assert told("ref", of_rut(40))["id.cl.rut"] >= 0.9
    assert told("valor", of_rut(40, "-"))["id.cl.rut"] >= 0.9
    invoices = [number for number in of_rut(60) if number[-1] != "K"]
    assert not told("ref", invoices)


def test_numbers_of_two_registries_by_one_method_are_of_none() -> None:
    born = [f"{at % 28 + 1:02d}{at % 12 + 1:02d}9{at * 13 % 50 + 45:02d}5{at % 10}" for at in range(40)]
    numbers = [valid(jmbg.is_valid, 13, day)[at] for at, day in enumerate(born)]
    assert told("ref", numbers)["id.xx.national"] >= 0.9


@pytest.mark.parametrize("lead", ["2403", "2411", "1"])
def test_orders_that_begin_with_a_day_or_a_constant_are_of_nobody(lead: str) -> None:
    for check, size in ((luhn.is_valid, 10), (luhn.is_valid, 12), (str.isdecimal, 12)):
        days = [f"{number[:4]}{at % 28 + 1:02d}" for at, number in enumerate(valid(str.isdecimal, 8, lead))]
        orders = [each for day in days for each in valid(check, size, day)[:1]]
        assert not any(label.startswith("id.") for label in told("ref", orders))


def test_what_a_name_calls_and_the_values_are_is_asked_for_nothing_else() -> None:
    assert told("phone", valid(bsn.is_valid, 9, "6")).keys() <= {"contact.phone"}


def test_a_row_of_numbers_that_holds_a_day_is_a_counter() -> None:
    assert checksum.uz_pinfl("31709851234567")
    assert not told("ref", [str(31_709_851_234_000 + at) for at in range(40)])


def test_a_prefix_that_all_numbers_of_an_issuer_have_is_no_row() -> None:
    draw = random.Random(5)
    groups = [*range(70, 89), *range(90, 93), *range(94, 100)]
    numbers = [f"9{draw.randint(0, 99):02}{draw.choice(groups)}{draw.randint(1, 9999):04}" for _ in range(40)]
    assert claimed({"customer_no": each} for each in numbers) == {"customer_no": {"id.us.itin"}}
    assert "id.us.itin" not in told("customer_no", [f"9{draw.randint(0, 99_999_999):08}" for _ in range(40)])


def of_births(form: str, count: int = 40) -> list[str]:
    """Numbers with a birth in each: `d`, `m`, `y` its day, month and year of two figures, `Y` that of four; `#` is any
    figure, `s` 1 or 2."""
    draw = random.Random(len(form))
    found = []
    for at in range(count):
        year = 1950 + at * 13 % 56
        text = form.replace("Y", str(year)).replace("y", f"{year % 100:02}")
        text = text.replace("d", f"{at % 28 + 1:02}").replace("m", f"{at % 12 + 1:02}")
        drawn = {"#": "0123456789", "s": "12"}
        found.append("".join(draw.choice(drawn.get(c, c)) for c in text))
    return found


@pytest.mark.parametrize(
    ("form", "label"),
    [
        ("sdmY#####", "id.kg.pin"),
        ("Ymd-#####-#####-##", "id.tz.nida"),
        ("0s0s-Y-#####", "id.hn.dni"),
        ("dmy-s####", "id.lv.pk"),
        ("ymd-10-####", "id.my.nric"),
        ("ymd0###s", "id.cu.ci"),
        ("32730sdmy000s", "id.id.nik"),
        ("0790y#####s", "id.vn.cccd"),
    ],
)
def test_births_of_a_generation_within_a_form_are_of_people(form: str, label: str) -> None:
    assert told("customer_no", of_births(form)).keys() & {label, "id.xx.national"}


@pytest.mark.parametrize("form", ["1%d%m2024", "2024%m%d-", "0108-2024-", "%y%m%d-10-", "%d%m24-1"])
def test_days_of_a_few_years_within_the_same_forms_are_orders(form: str) -> None:
    draw = random.Random(form)
    heads = [form.replace("%d", f"{at % 28 + 1:02}").replace("%m", f"{at % 12 + 1:02}") for at in range(40)]
    heads = [head.replace("%y", str(22 + at % 4)) for at, head in enumerate(heads)]
    size = {"1": 5, "2": 14, "0": 5}.get(form[0], 4)
    texts = [head + "".join(draw.choices("0123456789", k=size)) for head in heads]
    assert not any(label.startswith("id.") for label in told("ref", texts))


@pytest.mark.parametrize(
    ("form", "label"),
    [
        ("3s1s#-#######-s", "id.pk.cnic"),
        ("GHA-7########-#", "id.gh.card"),
        ("ss/HaKaNa(N)######", "id.mm.nrc"),
        ("######/s#/1", "id.zm.nrc"),
        ("ss-##-######-##", "id.kr.licence"),
        ("sEGs-TEs-MKs#", "id.us.mbi"),
    ],
)
def test_forms_that_nothing_else_is_written_in(form: str, label: str) -> None:
    assert told("customer_no", of_births(form))[label] >= 0.9


def test_a_form_alone_is_none_where_all_begin_alike() -> None:
    assert not told("ref", of_births("35201-007####-s"))
    assert not told("ref", of_births("11-24-0000##-s#"))
    assert not told("ref", of_births("s0s00-#######-1"))


def test_what_issuers_check_though_a_field_called_so_needs_the_form_alone() -> None:
    for check, size, label in (
        (issuers.br_cnh, 11, "id.br.cnh"),
        (issuers.br_voter, 12, "id.br.voter"),
        (issuers.au_medicare, 10, "id.au.medicare"),
    ):
        numbers = valid(check, size)
        assert told("customer_no", numbers)[label] >= 0.9
        assert label not in told("customer_no", valid(str.isdecimal, size))
    cards = like("CDa999999", issuers.pl_dowod)
    assert told("ref", cards)["id.pl.dowod"] >= 0.9
    assert told("ref", like("aaa9999", issuers.nz_nhi))["id.nz.nhi"] >= 0.9
    assert told("cnh", valid(str.isdecimal, 11))["id.br.cnh"] >= 0.5


def test_a_general_name_hides_no_proof() -> None:
    assert told("id_number", valid(pesel.is_valid, 11))["id.pl.pesel"] >= 0.9
    assert told("id_number", like("aaa9999999", epic.is_valid))["id.in.epic"] >= 0.9


def test_a_standard_check_of_codes_is_no_proof_of_people() -> None:
    assert not told("ref", valid(mod_11_10.is_valid, 11))


@pytest.mark.parametrize("lead", ["1000", "100", "1011", "11"])
def test_twelve_figures_that_begin_alike_are_of_nobody_unless_called(lead: str) -> None:
    draw = random.Random(11)
    numbers = [lead + "".join(draw.choice("0123456789") for _ in range(12 - len(lead))) for _ in range(60)]
    assert "id.in.uan" not in told("property_ref", numbers)
    assert "id.in.uan" in told("uan_no", numbers)
