"""The words of a name."""

import pytest

from leftopen.privacy.detect.units import folded, lettered, units, untyped


def test_letters_beside_hangul_and_ideographs_are_words_of_their_own() -> None:
    assert units("HIV검사여부") == ["hiv", "검사여부"]
    assert units("DNA样本") == ["dna", "样", "本"]


def test_no_name_has_more_words_than_are_looked_at() -> None:
    assert len(units("Word1 " * 200)) == 40
    assert len(units("slovo " * 200)) == 34  # of 200 characters


@pytest.mark.parametrize(
    ("name", "words"),
    [("d_o_b", ["dob"]), ("phone2", ["phone"]), ("2", ["2"]), ("a1b", ["ab"]), ("icd10", ["icd"]), ("", [])],
)
def test_numbers_are_left_out_and_single_letters_are_a_word(name: str, words: list[str]) -> None:
    assert lettered(name) == words


@pytest.mark.parametrize(
    ("word", "plain"),
    [("Teléfono", "telefono"), ("ŁÓDŹ", "lodz"), ("姓名", "姓名"), ("फ़ोन", "फ़ोन"), ("Straße", "strasse")],
)
def test_a_word_is_compared_without_its_marks(word: str, plain: str) -> None:
    assert folded(word) == plain


@pytest.mark.parametrize(
    ("name", "bare"),
    [
        ("txt_phone", "phone"),
        ("FLD_DOB", "DOB"),
        ("col.surname", "surname"),
        ("surname_txt", "surname"),
        ("surname.keyword", "surname"),
        ("Blood_Group__c", "Blood_Group"),
        ("first_name", "first_name"),
        ("f_no", "f_no"),
        ("id_s", "id_s"),
        ("strasse", "strasse"),
    ],
)
def test_what_says_of_which_type_a_field_is(name: str, bare: str) -> None:
    assert untyped(name) == bare


def test_the_sign_for_a_number_before_a_word_in_cyrillic() -> None:
    """What stands behind it has the form that it has behind the word."""
    assert units("№ паспорта") == units("номер паспорта")
    assert units("№телефона") == units("номер телефона")
    assert units("Tel. №") == ["tel", "no"]


def test_letters_of_one_sound_in_amharic_are_one() -> None:
    assert units("የዕቃ ስም") == units("የእቃ ስም")
    assert units("ፀሐይ") == units("ጸሀይ")
    assert units("ሰላም") != units("ሸላም")
