"""Words with a second meaning whose values say which it is: tickets, shelves, templates, colours; and names in letters,
spellings and words that were not known."""

from typing import Any

import pytest

import leftopen

EACH = 12


def labels(columns: dict[str, list[Any]]) -> dict[str, set[str]]:
    """The claims on each field of a table of a dozen rows."""
    rows = [{name: values[row % len(values)] for name, values in columns.items()} for row in range(EACH)]
    fields = leftopen.classify(rows)["fields"]
    return {f["path"]: {la["label"] for la in f["labels"] if la["confidence"] >= 0.5} for f in fields}


PEOPLE = {
    "nome": [f"{a} {b}" for a in ("Edvaldo", "Rosângela", "Jurandir") for b in ("Prates", "Moura", "Siqueira")],
    "email": [f"pessoa{n}@post.example" for n in range(9)],
}
SECRETS = ["gato-Azul9", "verano2024", "Xk9_pq", "hola1234", "perro+77", "luna.sol"]


@pytest.mark.parametrize(
    ("column", "of_nobody", "label", "of_people"),
    [
        ("senha", [f"A{n:03}" for n in range(9)], "credential.password", SECRETS),
        (
            "senha",
            [f"P-{n:02}" for n in range(10, 19)],
            "credential.password",
            ["4821", "9907", "1234", "5566", "8081"],
        ),
        ("clave", [f"MX-{n}-AB" for n in range(10, 19)], "credential.password", SECRETS),
        (
            "pin",
            ["A12", "B7", "K3", "AB4", "C19", "D2"],
            "credential.password",
            ["4821", "9907", "1234", "5566", "8081"],
        ),
        (
            "endereco",
            [f"R{n}-N3-P{n + 4}" for n in range(10, 19)],
            "contact.address",
            [f"Rua das Flores {n}" for n in range(10, 19)],
        ),
        ("cor", ["azul", "preto", "branco"], "special.ethnicity", ["parda", "branca", "preta"]),
    ],
)
def test_the_form_of_values_says_which_meaning(
    column: str, of_nobody: list[str], label: str, of_people: list[str]
) -> None:
    assert label not in labels({"lote": [f"L{n}" for n in range(9)], column: of_nobody})[column]
    assert label in labels({**PEOPLE, column: of_people})[column]


def test_a_number_that_is_called_as_a_child_is_of_no_child() -> None:
    found = labels({"forename": ["Darren", "Kelechi"], "nino": [f"AB 1{n} 20 34 C" for n in range(10)]})
    assert found["nino"] == {"id.gb.nino"}
    assert labels({"mes": list(range(1, 13)), "nino34": [0.4, -1.2, 0.9, 1.7]})["nino34"] == set()
    assert "minor.child" in labels({"nombre_nino": ["Lucía Soto", "Iker Cano"], "tel": ["+34600123456"]})["nombre_nino"]


@pytest.mark.parametrize(
    ("field", "values"),
    [
        ("name_with_initials", ["K.M. Perera", "S. Sivakumar", "W.A.D. Fernando", "M.N. Farook"]),
        ("ФИО", ["Щукин Ю.Л.", "Ёлкина Ж.Э.", "И.И. Цветков"]),
        ("ນາມສະກຸນ", ["ພົມມະຈັນ", "ສີສຸວັນ", "ວົງສະຫວັນ"]),
        ("NNAME", ["Brinkmann", "Oelze", "Vogelsang"]),
        ("NOM_MAD", ["JULIA", "ELENA", "BENITA"]),
    ],
)
def test_names_in_other_letters_and_spellings(field: str, values: list[str]) -> None:
    assert "person.name" in labels({field: values, "tel": ["+390612345678", "+390698765432"]})[field]


def test_mice_and_characters_are_no_people() -> None:
    found = labels(
        {
            "mouse_id": ["M1", "M2", "M3"],
            "strain": ["C57BL/6J", "BALB/c"],
            "cage": ["C1", "C2"],
            "litter": ["L1", "L2"],
            "sex": ["M", "F"],
            "dob": ["2024-03-01", "2024-06-11"],
            "treatment": ["vehicle", "untreated"],
        }
    )
    assert {path: told for path, told in found.items() if told} == {}
    owned = labels({"mouse_id": ["M1"], "cage": ["C1"], "keeper_email": ["ada@post.example", "ben@post.example"]})
    assert owned["keeper_email"] == {"contact.email"}
