"""What the name of a field says where it stands."""

import pytest

from leftopen.privacy.detect.standing import around, of_path, of_store


def test_parents_help_where_a_name_says_little() -> None:
    assert ("contact.phone", False) in {(h.concept, h.weak) for h in of_path(("phones", "[]", "number"))}
    assert ("person.name", False) in {(h.concept, h.weak) for h in of_path(("patient", "name"))}
    assert ("person.birth_date", False) in {(h.concept, h.weak) for h in of_path(("birth", "date"))}
    assert {h.concept for h in of_path(("phones", "[]", "verified"))} & {"contact.phone"} == set()
    assert of_path(()) == ()
    assert of_path(("*", "[]")) == ()


def test_what_a_record_is_about() -> None:
    assert "about.person" in around(("patients", "[]", "x"))
    assert "about.thing" in around(("product", "name"))
    assert around(("name",)) == frozenset()


@pytest.mark.parametrize(
    ("path", "concept"),
    [
        (("condamnations", "[]", "motif"), "criminal.record"),
        (("medical", "grossesse", "terme"), "special.fertility"),
        (("allergies", "[]", "substance"), "special.health"),
        (("judiciaire", "condamnations", "[]", "cour"), "criminal.record"),
    ],
)
def test_a_part_of_something_special_is_of_what_is_nearest_above(path: tuple[str, ...], concept: str) -> None:
    told = [hint for hint in of_path(path) if hint.concept.startswith(("special.", "criminal."))]
    assert [(hint.concept, hint.weak) for hint in told] == [(concept, False)]


@pytest.mark.parametrize(
    "path",
    [
        ("data_ur_dziecka",),
        ("rebenok_fio",),
        ("fecha_nac_menor",),
        ("enfant_ddn",),
        ("園児生年月日",),
        ("cocuk_dogum_tarihi",),
        ("ngay_sinh_tre",),
        ("اسم_الطفل",),
        ("pupil", "dob"),
        ("children", "[]", "first_name"),
    ],
)
def test_who_a_child_is_is_of_a_child(path: tuple[str, ...]) -> None:
    assert any(hint.concept == "minor.child" and hint.strength >= 0.9 and not hint.weak for hint in of_path(path))


@pytest.mark.parametrize(
    "path",
    [
        ("nombre_padre_menor",),
        ("fio_roditelya_rebenka",),
        ("監護人姓名",),
        ("pupil", "guardian_name"),
        ("children", "mother_name"),
        ("child_count",),
        ("child_process_id",),
        ("full_name",),
    ],
)
def test_who_looks_after_a_child_is_no_child(path: tuple[str, ...]) -> None:
    assert all(hint.concept != "minor.child" for hint in of_path(path))


@pytest.mark.parametrize("name", ["ค่าใช้จ่าย", "โรงพยาบาล", "ความสัมพันธ์", "संबंध", "সম্পর্ক"])
def test_vowels_that_are_marks_make_no_name_vague(name: str) -> None:
    """What stands below something special in a script with such vowels is not of it for that alone."""
    for parent in ("การรักษา", "ผู้รับประโยชน์", "treatments"):
        told = {hint.concept for hint in of_path((parent, name)) if hint.strength >= 0.9}
        assert told.isdisjoint({"special.health", "person.name"})


def test_a_part_of_something_special_has_it_in_any_script() -> None:
    for path in (("การรักษา", "2"), ("allergies", "a2"), ("รักษา", "การรักษา")):
        assert "special.health" in {hint.concept for hint in of_path(path)}


@pytest.mark.parametrize("name", ["elev_id", "uczen_id", "pupil_no"])
def test_the_number_of_a_child_in_a_store_says_of_nobody_who_that_is(name: str) -> None:
    assert "minor.child" not in {hint.concept for hint in of_path((name,)) if hint.strength >= 0.5}


@pytest.mark.parametrize("name", ["imie_ucznia", "elev_navn", "pupil_name"])
def test_the_name_of_a_child_says_who_that_is(name: str) -> None:
    assert "minor.child" in {hint.concept for hint in of_path((name,)) if hint.strength >= 0.5}


@pytest.mark.parametrize(
    "above", ["salud", "sundhed", "zdraví", "kesehatan", "صحة", "здоровье", "υγεία", "건강", "sağlık", "terveys"]
)
def test_what_stands_below_health_is_of_it_in_every_language(above: str) -> None:
    """As below `health`: what is called something else is that, and how a machine is has a word of its own."""
    assert "special.health" in {hint.concept for hint in of_path((above, "zzqk")) if hint.strength >= 0.5}
    assert "special.health" not in {hint.concept for hint in of_path((above, "email")) if hint.strength >= 0.5}
    assert "special.health" not in {hint.concept for hint in of_path((above, "status")) if hint.strength >= 0.5}


def test_an_article_of_a_crime_is_of_a_law_and_one_of_an_allergy_a_ware() -> None:
    assert "criminal.record" in {hint.concept for hint in of_path(("reati", "[]", "articolo"))}
    assert "special.health" not in {hint.concept for hint in of_path(("allergies", "[]", "articolo"))}


@pytest.mark.parametrize(
    ("path", "concept"),
    [
        (("inmate", "name"), "person.name"),
        (("mulzim", "naam"), "person.name"),
        (("wizyty", "[]", "leki", "[]", "nazwa"), "special.health"),
        (("лекарства", "[]", "название"), "special.health"),
        (("ওষুধ", "[]", "নাম"), "special.health"),
        (("medikamente", "[]", "bezeichnung"), "special.health"),
        (("治療", "胚移植日"), "special.fertility"),
        (("mulzim", "nasha"), "special.health"),
    ],
)
def test_a_part_is_of_what_is_above_but_for_who_somebody_is_and_what_is_finer(
    path: tuple[str, ...], concept: str
) -> None:
    told = {hint.concept for hint in of_path(path) if hint.concept.startswith(("person.", "special.", "criminal."))}
    assert told == {concept}


@pytest.mark.parametrize("path", [("thana", "naam"), ("karakol", "adi"), ("police_station", "naam")])
def test_what_a_place_is_called_is_no_clear_name_of_a_person(path: tuple[str, ...]) -> None:
    assert all(hint.weak for hint in of_path(path) if hint.concept == "person.name")
    clear = [hint for hint in of_path(("patient", path[-1])) if hint.concept == "person.name" and not hint.weak]
    assert clear


def test_what_fhir_writes_around_a_value_is_no_name() -> None:
    told = of_path(("observation", "[]", "valueQuantity", "value"))
    assert "special.health" in {hint.concept for hint in told}
    assert "special.health" not in {hint.concept for hint in of_path(("order", "valueQuantity", "value"))}


def test_two_names_that_are_a_word_for_a_thing_together_tell_of_nobody() -> None:
    assert "person.name" not in {hint.concept for hint in of_path(("font", "family"))}
    assert "person.name" in {hint.concept for hint in of_path(("name", "family"))}


@pytest.mark.parametrize("name", ["imagePath", "이미지경로", "file"])
def test_a_part_of_a_face_is_of_it(name: str) -> None:
    assert "biometric.face" in {hint.concept for hint in of_path(("얼굴", name))}
    assert "biometric.face" not in {hint.concept for hint in of_path(("얼굴", "timestamp"))}


@pytest.mark.parametrize("name", ["stars", "bright_stars", "observers"])
def test_an_ambiguous_word_for_somebody_says_nothing_in_the_name_of_a_store(name: str) -> None:
    assert of_store(name).isdisjoint({"about.person", "about.guardian"})


@pytest.mark.parametrize("name", ["customers_2023", "clientes", "empleados"])
def test_a_clear_one_says_whom_a_store_is_about(name: str) -> None:
    assert "about.person" in of_store(name)
