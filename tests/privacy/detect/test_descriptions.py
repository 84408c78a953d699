"""What sentences about fields say: of which kind, and where they only look so."""

import pytest

from leftopen.privacy.detect.concepts import tells
from leftopen.privacy.detect.descriptions import speaks


def told(text: str) -> set[str]:
    return {hint.concept for hint in speaks(text) if tells(hint.concept) and hint.strength >= 0.9 and not hint.weak}


@pytest.mark.parametrize(
    ("text", "concept"),
    [
        ("Ethnic group of the applicant, as declared at intake", "special.ethnicity"),
        ("Code of religion", "special.religion"),
        ("Whether the member has had hepatitis C", "special.health"),
        ("Type of disability (see annex B)", "special.health"),
        ("Religion des Bewohners", "special.religion"),
        ("Religión del alumno", "special.religion"),
        ("Narodowość mieszkańca", "special.ethnicity"),
        ("患者の宗教", "special.religion"),
        ("员工的民族", "special.ethnicity"),
        ("Date of birth of the pupil", "person.birth_date"),
        ("Gender of the rider", "person.gender"),
        ("Does the tenant have a disability?", "special.health"),
        ("Ethnicity as of the census", "special.ethnicity"),
    ],
)
def test_the_first_clause_tells_what_a_field_holds(text: str, concept: str) -> None:
    assert concept in told(text)


@pytest.mark.parametrize(
    "text",
    [
        "not the ethnicity: colour of the label",
        "Never the religion of anybody",
        "removed in v3, was: HIV status",
        "keine Diagnose, nur Testdaten",
        "不是宗教：活动代码",
        "number of diagnoses in the queue",
        "race condition counter",
        "Breed of the dog, ethnicity unknown",
        "Health of the uplink",
        "Show religion in the profile",
        "date of the last diagnosis export",
        "设备的健康状态",
        "HIV status (of the dog)",
        "Anna Berg",
        "",
        "....",
        "((((((((((",
    ],
)
def test_what_is_said_not_to_be_so_or_of_a_thing_is_nothing(text: str) -> None:
    assert told(text) == set()


def test_a_word_behind_that_says_how_takes_nothing() -> None:
    assert told("Religion type code") == {"special.religion"}


def test_whose_it_is_is_told_as_well() -> None:
    assert "about.person" in {hint.concept for hint in speaks("Ethnicity of the employee")}


def test_long_and_odd_texts_take_no_time() -> None:
    for text in ("(" * 5000, "a-" * 3000, "の" * 3000, " of" * 3000, "--" * 3000):
        speaks(text[:240])
