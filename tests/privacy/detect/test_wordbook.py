"""Every word of the languages, kinds and numbers stands in one book, with what it means and how it is marked."""

import pytest

from leftopen.privacy.detect import wordbook
from leftopen.privacy.detect.concepts import read
from leftopen.privacy.detect.weights import number


def test_words_stand_with_their_concepts_and_marks() -> None:
    index = wordbook.index()
    assert "credential.password" in index["mdp"]
    told = {word: {wordbook.mark(each) for each in index[word].split(" ")} for word in ("mdp", "yas", "email")}
    assert told["mdp"] == {"="}, "a word of three letters is too short for longer names"
    assert told["yas"] == {"="}
    assert "" in told["email"]


def test_the_book_is_whole() -> None:
    assert {"person.name", "other.part", "about.person", "id.national"} <= wordbook.concepts()
    assert {"surname", "telefon"} <= wordbook.listed()
    assert "surname" in wordbook.word_units()
    assert not any(word.isupper() for word in wordbook.listed()), "what is read from another script is no word"


@pytest.mark.parametrize(
    ("name", "concept"),
    [
        ("cust_mdp", "credential.password"),
        ("yas_musteri", "person.age"),
        ("client_plz", "contact.address"),
        ("kunde_tlf", "contact.phone"),
    ],
)
def test_short_words_are_read_beside_somebody_and_stay_ambiguous(name: str, concept: str) -> None:
    assert [hint.weak for hint in read(name) if hint.concept == concept and hint.strength >= number("clear")] == [True]
    assert concept not in {hint.concept for hint in read(f"server_{name.split('_')[1]}")} - {"person.name"}
