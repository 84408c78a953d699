"""Words for somebody over names: few of them, and such as no list has."""

import pytest

from tests.privacy.told import claimed

FEW = ["Maja Holm", "Erik Sundberg", "Astrid Lindqvist"]


@pytest.mark.parametrize("name", ["anställd", "employee", "Kind", "defendant"])
def test_few_full_names_are_of_people_where_each_is_one(name: str) -> None:
    rows = [{name: FEW[n % 3], "hours": n % 9} for n in range(30)]
    assert claimed(rows)[name] == {"person.name"}


@pytest.mark.parametrize(
    ("name", "values"),
    [
        ("employee", ["Night Shift", "Day Shift", "Walk In"]),
        ("user", ["jenkins", "terraform", "root"]),
        ("Kind", ["Sorte A", "Sorte B", "Sorte C"]),
        ("kind", ["Deployment", "Config Map", "Stateful Set"]),
        ("customer", ["Maja Holm", "Acme Trading", "Blue Chair"]),
        ("model", FEW),
    ],
)
def test_few_others_are_none(name: str, values: list[str]) -> None:
    rows = [{name: values[n % 3], "hours": n % 9} for n in range(30)]
    assert claimed(rows)[name] == set()


def test_names_that_no_list_has_are_of_people_beside_somebody() -> None:
    first, last = ["Odessa", "Piers", "Lorcan"], ["Haldane", "Brigg", "Quill"]
    rows = [{"witness": f"{first[n % 3]} {last[n // 3 % 3]}", "tel": f"+4477009{10000 + n}"} for n in range(30)]
    assert claimed(rows)["witness"] == {"person.name"}
    rows = [{"staff": f"{kind} Shift {n % 7}", "tel": f"+4477009{10000 + n}"} for n, kind in enumerate(["Night"] * 30)]
    assert claimed(rows)["staff"] == set()


def test_what_somebody_does_is_no_name_of_theirs() -> None:
    work = ["Head Nurse", "Day Porter", "Ward Clerk", "Night Warden", "Senior Cook", "Site Manager", "Team Lead"]
    rows = [{"staff": work[n % 7], "tel": f"+4477009{10000 + n}"} for n in range(30)]
    assert claimed(rows)["staff"] == set()


def test_born_is_no_word_for_children() -> None:
    rows = [{"name": FEW[n % 3], "born": f"19{60 + n}-03-1{n % 9}"} for n in range(30)]
    assert claimed(rows)["born"] == {"person.birth_date"}


def test_a_grammar_and_a_catalogue_of_plugs_have_no_gender_of_people() -> None:
    grammar = [
        {"lemma": "x", "stem": "y", "gender": "mfn"[n % 3], "person": "123"[n % 3], "case": "nom"} for n in range(30)
    ]
    assert claimed(grammar)["gender"] == set()
    plugs = [{"mounting": "SMT", "mating_sex": "Plug", "gender": ("Male", "Female")[n % 2]} for n in range(30)]
    assert claimed(plugs)["gender"] == set()
    people = [{"person": f"{n:04}", "gender": "mfn"[n % 3], "stem": "arts", "lemma": "x"} for n in range(30)]
    assert claimed(people)["gender"] == {"person.gender"}
