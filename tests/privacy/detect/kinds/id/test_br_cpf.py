"""Brazilian taxpayer numbers are told by their written form and check digits, or by their field."""

import doctest

import pytest

from leftopen.privacy.detect.kinds.id import br_cpf as detector
from leftopen.privacy.detect.labels import labels
from tests.privacy.told import in_text, told


def number(n: int, *, off: int = 0) -> str:
    """An invented number, its last digit moved by `off`."""
    body = [int(digit) for digit in f"{100_000_019 + n * 7_654_321:09d}"]
    for _ in range(2):
        rest = sum(digit * weight for digit, weight in zip(body, range(len(body) + 1, 1, -1), strict=True)) * 10 % 11
        body.append(rest % 10)
    body[-1] = (body[-1] + off) % 10
    text = "".join(map(str, body))
    return f"{text[:3]}.{text[3:6]}.{text[6:9]}-{text[9:]}"


def bare(n: int) -> str:
    return detector.normal(number(n))


def test_examples() -> None:
    assert doctest.testmod(detector).failed == 0


@pytest.mark.parametrize(
    ("text", "is_one"),
    [
        ("390.533.447-05", True),
        ("39053344705", True),
        ("390.533.447-50", False),  # check digits in the wrong order
        ("390.533.447-06", False),
        ("000.000.000-00", False),  # eleven equal digits
        ("999.999.999-99", False),
        ("390-533-447.05", False),  # separators of nobody
        ("390.533.447", False),
        ("390533447050", False),
        ("３９０５３３４４７０５", False),  # not ASCII
        ("", False),
    ],
)
def test_valid(text: str, is_one: bool) -> None:
    assert detector.valid(text) is is_one


def test_a_field_without_a_name_is_claimed_by_the_written_form_alone() -> None:
    assert told("x9", [number(n) for n in range(20)])["id.br.cpf"] >= 0.9
    assert told("x9", [bare(n) for n in range(20)]).get("id.br.cpf", 0) < 0.5


@pytest.mark.parametrize("name", ["cpf", "CPF", "nr_cpf", "cpfCliente", "cliente.cpf", "Cadastro de Pessoas Físicas"])
def test_a_name_in_portuguese(name: str) -> None:
    assert told(name, [number(n) for n in range(20)])["id.br.cpf"] >= 0.95
    assert told(name, [bare(n) for n in range(20)])["id.br.cpf"] >= 0.6


@pytest.mark.parametrize("name", ["cpf_number", "brazilianTaxId", "taxpayer CPF"])
def test_a_name_in_english(name: str) -> None:
    assert told(name, [bare(n) for n in range(20)])["id.br.cpf"] >= 0.6


def test_numbers_that_lost_their_zeros() -> None:
    assert told("cpf", [int(bare(n)) for n in range(-13, 7)])["id.br.cpf"] >= 0.6


def test_wrong_checks_need_the_name() -> None:
    wrong = [number(n, off=1) for n in range(50)]
    assert "id.br.cpf" not in told("x9", wrong)
    assert 0.5 <= told("cpf", wrong)["id.br.cpf"] < 0.9


def test_an_ambiguous_name_needs_the_values() -> None:
    assert told("documento", [number(n) for n in range(20)])["id.br.cpf"] >= 0.9
    assert told("documento", ["12.345.678/0001-95"] * 20).get("id.br.cpf", 0) < 0.5


def test_other_numbers_of_eleven_digits_are_none() -> None:
    assert told("x9", [13_900_000_000 + n * 7919 for n in range(300)]).get("id.br.cpf", 0) < 0.5
    assert told("celular", [f"139{n:08d}" for n in range(0, 300 * 7919, 7919)]).get("id.br.cpf", 0) < 0.5


def test_running_text() -> None:
    assert in_text("O CPF dela é 390.533.447-05.") == [("id.br.cpf", "390.533.447-05")]
    assert in_text("CPF: 39053344705, Rio") == [("id.br.cpf", "39053344705")]
    assert in_text("servidor 390.533.447-06 em uso aqui") == []


def test_normal_and_mask() -> None:
    assert detector.normal(" 390.533.447-05 ") == detector.normal("39053344705") == "39053344705"
    assert detector.normal("390") == ""
    shown = detector.mask(["390.533.447-05"])
    assert "533" not in shown
    assert "447" not in shown


def test_the_law_of_its_country_is_told() -> None:
    meaning = labels()["id.br.cpf"]
    assert meaning.law["lgpd"].endswith("Art. 5(I)")
    assert meaning.link
