"""Codes that stand for something special of somebody."""

import random
from typing import Any

import pytest

from tests.privacy.told import claimed

NAMED = ["Anna Berg", "Omar Haddad", "Li Wei", "Maria Garcia", "John Smith", "Olga Ivanova", "Peter Weber", "Ada King"]
HEALTH, RELIGION, CRIMINAL = "special.health", "special.religion", "criminal.record"


def _rows(**fields: list[Any]) -> list[dict[str, Any]]:
    rng = random.Random(5)
    return [{name: rng.choice(values) for name, values in fields.items()} for _ in range(24)]


@pytest.mark.parametrize(
    ("name", "values", "label"),
    [
        ("diag_3", ["J449", "K359", "S525", "I48"], HEALTH),
        ("cid", ["A90", "O800", "M545"], HEALTH),
        ("icpc", ["R74", "A03", "L18"], HEALTH),
        ("dx_cd", ["4280013", "7152204", "8830011"], HEALTH),
        ("ziekte_code", ["73211009", "22298006"], HEALTH),
        ("offence_code", ["022301", "019804", "055102"], CRIMINAL),
    ],
)
def test_codes_of_illnesses_and_offences_come_again_beside_people(name: str, values: list[str], label: str) -> None:
    assert label in claimed(_rows(full_name=NAMED, **{name: values}))[name]


def test_numbers_of_things_do_not_come_again_and_faults_are_of_one_chapter() -> None:
    numbers = [str(4019000 + 7 * at) for at in range(24)]
    rows = [row | {"dx_cd": number} for row, number in zip(_rows(full_name=NAMED), numbers, strict=True)]
    assert HEALTH not in claimed(rows)["dx_cd"]
    assert HEALTH not in claimed(_rows(full_name=NAMED, diag_3=["E101", "E204", "E099"]))["diag_3"]
    device = {"device": ["P1", "P2"], "firmware": ["1.2", "1.3"], "diag_3": ["E10", "F20", "H30"]}
    assert HEALTH not in claimed(_rows(**device))["diag_3"]


@pytest.mark.parametrize(
    ("name", "values", "label"),
    [
        ("race", [1, 2, 5], "special.ethnicity"),
        ("confession", ["01", "02", "99"], RELIGION),
        ("party", ["L", "K", "P"], "special.politics"),
        ("caste", ["112", "34", "7"], "special.ethnicity"),
    ],
)
def test_codes_of_a_trait_count_beside_another_that_registers_ask_for(name: str, values: list[Any], label: str) -> None:
    other = "religion_code" if label != RELIGION else "ethnic_group_code"
    assert label in claimed(_rows(full_name=NAMED, **{other: [1, 2, 3], name: values}))[name]
    assert label not in claimed(_rows(full_name=NAMED, blood_group=["A+", "0-"], **{name: values}))[name]
    assert label not in claimed(_rows(sku=["A-1", "B-2"], **{name: values}))[name]


def test_distances_of_a_run_are_no_race_beside_what_runners_are_asked() -> None:
    told = claimed(_rows(full_name=NAMED, allergies=["nuts", "none"], race=["5k", "10k", "21k"]))
    assert "special.ethnicity" not in told["race"]


def test_a_concept_of_snomed_is_told_under_what_codings_are_kept_in() -> None:
    patient = {"religion": {"coding": [{"code": "1041"}]}, "name": "Ada King"}
    told = claimed([patient] * 12)
    assert RELIGION in told["religion.coding[].code"]
    assert (
        "special.ethnicity"
        in claimed([{"name": "Ada King", "race": {"valueCoding": {"code": "2106-3"}}}] * 12)["race.valueCoding.code"]
    )


def test_terms_and_classes_are_of_an_offence_beside_others() -> None:
    told = claimed(_rows(inmate_name=NAMED, offence_code=["theft", "arson", "fraud"], charges=[1, 2, 3], price=[5, 9]))
    assert CRIMINAL in told["charges"]
    assert CRIMINAL not in told["price"]
    assert CRIMINAL not in claimed(_rows(customer_name=NAMED, charges=[12.5, 80, 9], price=[5, 9]))["charges"]


@pytest.mark.parametrize(
    ("name", "label"),
    [
        ("religion_id", RELIGION),
        ("ethnicity_fk", "special.ethnicity"),
        ("wyznanieId", RELIGION),
        ("sexual_orientation_id", "special.sex_life"),
        ("konfession_ref", RELIGION),
    ],
)
@pytest.mark.parametrize("values", [[1, 2, 3], ["64fa0c1e", "64fa0c1f"], ["7", "9"]])
def test_keys_of_a_trait_come_again_beside_people(name: str, values: list[Any], label: str) -> None:
    assert label in claimed(_rows(full_name=NAMED, **{name: values}))[name]
    assert label not in claimed(_rows(sku=["A-1", "B-2"], price=[4, 9, 12], **{name: values}))[name]


@pytest.mark.parametrize("name", ["race_id", "party_id", "caste_id", "union_id"])
def test_keys_under_an_ambiguous_word_need_another_trait(name: str) -> None:
    assert not claimed(_rows(full_name=NAMED, **{name: [1, 2, 3]}))[name]
    rows = [row | {"religion_id": at} for at, row in enumerate(_rows(full_name=NAMED))]
    assert not claimed(rows)["religion_id"]  # each its own: what is counted is the table's


@pytest.mark.parametrize(("name", "label"), [("race_id", "special.ethnicity"), ("caste_id", "special.ethnicity")])
def test_keys_under_an_ambiguous_word_count_beside_a_trait(name: str, label: str) -> None:
    assert label in claimed(_rows(full_name=NAMED, religion=["Islam", "Sikh", "none"], **{name: [1, 2, 3]}))[name]


@pytest.mark.parametrize(
    ("name", "label"),
    [
        ("q7 (1=Muslim, 2=Sikh, 3=none)", RELIGION),
        ("c3: 1=epilepsy 2=asthma", HEALTH),
        ("ethnicity [1=Blue, 2=Green]", "special.ethnicity"),
        ("v12_1:heterosexual_2:bisexual", "special.sex_life"),
    ],
)
def test_a_legend_in_a_name_tells_what_codes_stand_for(name: str, label: str) -> None:
    assert label in claimed(_rows(full_name=NAMED, **{name: [1, 2, 3]}))[name]


@pytest.mark.parametrize("name", ["size (1=small, 2=large)", "colour 1=red 2=blue", "step 1 Muslim", "no 1=yes 2=no"])
def test_other_legends_tell_nothing_special(name: str) -> None:
    told = claimed(_rows(full_name=NAMED, **{name: [1, 2, 3]}))
    assert not any(label.startswith("special.") for label in told[name])


def test_codes_before_words_hide_no_word() -> None:
    told = claimed(_rows(full_name=NAMED, q1=["1 - Catholic", "2 - Sikh", "3 - Muslim"], q2=["1) small", "2) large"]))
    assert (told["q1"], told["q2"]) == ({RELIGION}, set())


@pytest.mark.parametrize(
    ("name", "values", "label"),
    [
        ("disability_level", [1, 2, 3], HEALTH),
        ("diabetes_level", ["mild", "severe"], HEALTH),
        ("pregnancy_months", [3, 5, 8], "special.fertility"),
        ("brca_flag", [True, False], "special.genetic"),
        ("ideology_score", [0.5, -1.2, 1.0], "special.politics"),
        ("инвалидность_гр", ["1", "2", "3"], HEALTH),
    ],
)
def test_degrees_terms_and_flags_are_of_somebody_who_is_known(name: str, values: list[Any], label: str) -> None:
    assert label in claimed(_rows(full_name=NAMED, **{name: values}))[name]
    assert label not in claimed(_rows(district=["Nord", "Ost"], area=[14, 20, 31], **{name: values}))[name]


@pytest.mark.parametrize(
    ("name", "values"),
    [
        ("customer_health_score", [85, 40, 62]),
        ("health_check_score", [1, 2, 3]),
        ("conviction_rate", [0.1, 0.4, 0.2]),
        ("diagnosis_count", [1, 4, 2]),
        ("party_level", [1, 2, 3]),
    ],
)
def test_scores_of_customers_and_counts_are_no_degrees(name: str, values: list[Any]) -> None:
    told = claimed(_rows(full_name=NAMED, **{name: values}))
    assert not any(label.startswith(("special.", "criminal.")) for label in told[name])


def test_what_is_numbered_is_a_run_and_no_people() -> None:
    rows = _rows(full_name=NAMED, religion=["Sikh", "Hindu", "None"], race_no=[1, 4, 7, 9], race_cd=["1", "2", "5"])
    told = claimed(rows)
    assert "special.ethnicity" not in told["race_no"]
    assert "special.ethnicity" in told["race_cd"]
