"""National numbers as rows."""

import random

import msgspec
import pytest

from leftopen.model import CLAIM
from leftopen.privacy.data import tomls
from leftopen.privacy.detect.labels import DETECTORS, labels
from leftopen.privacy.detect.numbers import NumberKind, NumberRow, rows
from tests.privacy.told import in_text, told

ROWS = [row for file, table in tomls(DETECTORS) for row in rows(table, file)]
CPF = next(row for row in ROWS if row.label == "id.br.cpf")


def cpf(n: int, *, off: int = 0) -> str:
    """An invented number of Brazil as printed, its last digit moved by `off`."""
    body = [int(digit) for digit in f"{100_000_019 + n * 7_654_321:09d}"]
    for _ in range(2):
        rest = sum(digit * weight for digit, weight in zip(body, range(len(body) + 1, 1, -1), strict=True)) * 10 % 11
        body.append(rest % 10)
    body[-1] = (body[-1] + off) % 10
    text = "".join(map(str, body))
    return f"{text[:3]}.{text[3:6]}.{text[6:9]}-{text[9:]}"


def bare(n: int) -> str:
    return NumberKind(CPF, "x").normal(cpf(n))


def like(shape: str, r: random.Random) -> str:
    """A random text of a form."""
    text = ""
    for c, after in zip(shape, shape[1:] + " ", strict=True):
        if c == "?" or (after == "?" and r.random() < 0.5):
            continue
        text += r.choice({"9": "0123456789", "A": "ABCDEFGHKLMNPRSTVWXYZ", "X": "0123456789ABCDEF"}.get(c, c))
    return text


@pytest.mark.parametrize("row", [row for row in ROWS if row.printed], ids=lambda row: row.label)
def test_the_chance_of_a_printed_form_is_no_lower_than_told(row: NumberRow) -> None:
    r, number = random.Random(row.label), NumberKind(row, "x")
    passed = sum(number.valid(like(row.printed[0], r)) for _ in range(2000))
    assert passed / 2000 <= max(0.02, 1.3 * row.chance)


def test_printed_forms_show_by_themselves_and_bare_digits_only_in_their_field() -> None:
    assert told("x9", [cpf(n) for n in range(20)])["id.br.cpf"] >= 0.9
    assert told("x9", [bare(n) for n in range(20)]).get("id.br.cpf", 0) < CLAIM
    for name in ("cpf", "nr_cpf", "cpfCliente", "cliente.cpf", "Cadastro de Pessoas Físicas", "brazilianTaxId"):
        assert told(name, [cpf(n) for n in range(20)])["id.br.cpf"] >= 0.95
        assert told(name, [bare(n) for n in range(20)])["id.br.cpf"] >= 0.6


@pytest.mark.parametrize("row", ROWS, ids=lambda row: row.label)
def test_every_way_to_write_a_form_is_one_of_its_lengths(row: NumberRow) -> None:
    unchecked, r = NumberKind(msgspec.structs.replace(row, stdnum="", check=""), "x"), random.Random(row.label)
    written = [like(shape, r) for shape in (*row.printed, *row.shapes) for _ in range(50)]
    refused = [text for text in written if not unchecked.valid(text)]
    assert all(len(set(unchecked.normal(text))) == 1 or not unchecked.normal(text) for text in refused)


def test_bare_digits_of_no_row_are_looked_for() -> None:
    assert [row.label for row in ROWS for form in row.printed if set(form) <= set("9?")] == []


def test_numbers_that_lost_their_zeros() -> None:
    assert told("cpf", [int(bare(n)) for n in range(-13, 7)])["id.br.cpf"] >= 0.6


def test_texts_that_lost_their_zeros_need_the_check() -> None:
    kind = NumberKind(CPF, "br")
    lost = next(text for n in range(500) if (text := cpf(n)[3:].replace(".", "").replace("-", "")) and text)
    assert not kind.plausible([lost])
    whole = next(text for n in range(10_000_000, 99_999_999) if kind.valid(text := f"000{n}"))
    assert kind.plausible([whole.lstrip("0")])
    assert not kind.plausible([str(int(whole) + 1)])
    assert not kind.plausible(["7"])


def test_wrong_checks_need_the_name() -> None:
    wrong = [cpf(n, off=1) for n in range(50)]
    assert "id.br.cpf" not in told("x9", wrong)
    assert CLAIM <= told("cpf", wrong)["id.br.cpf"] < 0.9


def test_hidden_digits_count_in_their_field() -> None:
    assert told("cpf", [f"***.{n + 100}.247-**" for n in range(20)])["id.br.cpf"] >= CLAIM


def test_an_ambiguous_name_needs_the_values() -> None:
    assert told("documento", [cpf(n) for n in range(20)])["id.br.cpf"] >= 0.9
    assert told("documento", ["12.345.678/0001-95"] * 20).get("id.br.cpf", 0) < CLAIM


def test_running_text() -> None:
    assert in_text("O CPF dela é 390.533.447-05.") == [("id.br.cpf", "390.533.447-05")]
    assert in_text("CPF: 39053344705, Rio") == [("id.br.cpf", "39053344705")]
    assert in_text("servidor 390.533.447-06 em uso aqui") == []


def test_normal_and_mask() -> None:
    number = NumberKind(CPF, "x")
    assert number.normal(" 390.533.447-05 ") == number.normal("39053344705") == "39053344705"
    assert number.normal("390") == ""
    assert "533" not in number.mask(["390.533.447-05"])


def test_a_row_adds_to_the_law_of_all() -> None:
    law = labels()["id.br.cpf"].law
    assert law["lgpd"].endswith("Art. 5(I)")
    assert "87" in law["gdpr"]


@pytest.mark.parametrize(
    ("row", "says"),
    [
        ({"label": "id.xx.shoe"}, r"x\.toml: number 1: .*missing"),
        ({"label": "id.xx.shoe", "title": "t", "shapes": [], "good": [], "bad": []}, r"id\.xx\.shoe: needs shapes"),
        ({"label": "id.xx.shoe", "title": "t", "shapes": ["9"], "good": ["1"], "bad": [], "size": 3}, "unknown field"),
    ],
)
def test_an_unsound_row_stops_the_program(row: dict[str, object], says: str) -> None:
    with pytest.raises(ValueError, match=says):
        rows({"number": [row]}, "x.toml")


@pytest.mark.parametrize("seed", range(3))
def test_a_form_is_told_without_the_text_as_it_is_with_it(seed: int) -> None:
    rng = random.Random(seed)
    for kind in [NumberKind(row, "x") for row in ROWS]:
        for _ in range(20):
            text = list(rng.choice([*kind.row.good, *kind.row.bad, *kind.row.shapes, *kind.row.printed]))
            for _ in range(rng.randrange(3)):
                text[rng.randrange(len(text))] = rng.choice("0919AaZX-./ ")
            text.insert(rng.randrange(len(text) + 1), rng.choice(["", "", "1", "a", " ", "-"]))
            assert kind._formed("".join(text)) == (kind._forms.fullmatch("".join(text)) is not None)


def test_forms_that_are_remembered_are_bounded() -> None:
    kind = NumberKind(CPF, "x")
    for n in range(2000):
        kind._formed(f"{n:011b}".replace("0", "."))
    assert len(kind._known) <= 256


def test_numbers_are_told_in_the_figures_of_their_script() -> None:
    thai = str.maketrans("0123456789", "๐๑๒๓๔๕๖๗๘๙")
    good = ["2917641487821", "2659376801815"]
    assert "id.th.pin" in told("เลขประจำตัวประชาชน", [number.translate(thai) for number in good * 9])


EIGHT = ["45871236", "10293847", "70415263", "41526378", "08765431", "73645182"]
LETTERED = ["45871236J", "10293847J", "70415263G", "41526378Q", "08765431Q", "73645182X"]


@pytest.mark.parametrize(
    ("name", "values", "label"),
    [
        ("dni_pe", EIGHT, "id.pe.dni"),
        ("ar_dni", EIGHT, "id.ar.dni"),
        ("dniEs", LETTERED, "id.es.dni"),
        ("pe dni", EIGHT, "id.pe.dni"),
    ],
)
def test_a_country_beside_a_word_that_several_share_tells_whose_it_is(name: str, values: list[str], label: str) -> None:
    found = told(name, values * 4)
    assert max(found, key=found.__getitem__) == label
    assert {each for each in found if each.startswith("id.") and found[each] >= CLAIM} == {label}


@pytest.mark.parametrize("name", ["cedula_co_type", "dni_es_valido", "inn_ru_count", "nic_no"])
def test_a_code_of_a_country_makes_no_number_of_what_is_none(name: str) -> None:
    found = told(name, ["A", "B", "C"] * 8)
    assert not {label for label, sure in found.items() if sure >= CLAIM}


@pytest.mark.parametrize(
    ("name", "value", "label"),
    [
        ("rijksregisternummer", "850729-752-18", "id.be.nn"),
        ("rijksregister_nr", "850729 752 18", "id.be.nn"),
        ("cpr", "150785 4907", "id.dk.cpr"),
        ("emirates_id", "784 1985 7110677 6", "id.ae.emirates"),
    ],
)
def test_forms_that_offices_write_by_hand_are_taken_where_the_field_is_called_so(
    name: str, value: str, label: str
) -> None:
    assert label in {each for each, sure in told(name, [value] * 8).items() if sure >= CLAIM}
