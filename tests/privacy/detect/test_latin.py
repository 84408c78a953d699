"""Words of other scripts in Latin letters: one for all the ways in which they are spelt."""

import pytest

from leftopen.privacy.detect import lexicon
from leftopen.privacy.detect.concepts import phrase, read
from leftopen.privacy.detect.latin import bare, keys, skeleton, spellings, whole
from leftopen.privacy.detect.wordbook import index, listed


@pytest.mark.parametrize(
    "ways",
    [
        ("rozhdeniya", "rozhdenija", "rozhdenia", "rojdeniya", "rozdenija"),
        ("familiya", "familija", "familia"),
        ("natsionalnost", "nacionalnost"),
        ("grazhdanstvo", "grajdanstvo"),
        ("kafeel", "kafil"),
        ("tareekh", "tarikh"),
        ("huwiyya", "huwiya", "huwiyyah"),
        ("eponymo", "eponimo"),
        ("mishpacha", "mishpaha"),
    ],
)
def test_all_spellings_of_a_word_are_one(ways: tuple[str, ...]) -> None:
    assert len({skeleton(way) for way in ways}) == 1


@pytest.mark.parametrize(("one", "other"), [("pol", "pole"), ("nomer", "namer"), ("mat", "met"), ("doma", "dama")])
def test_words_that_differ_stay_apart(one: str, other: str) -> None:
    assert skeleton(one) != skeleton(other)


def test_a_word_is_spelt_by_the_letters_of_its_language() -> None:
    letters = {"ж": "zh j", "е": "e", "н": "n", "а": "a"}
    assert spellings("жена", letters) == ["zhena", "jena"]
    assert spellings("жена", {}) == []
    assert spellings("zhena", {}) == ["zhena"]
    assert keys(["жена", "жена"], letters) == ["ZENAZENA", "ENAENA"]
    assert keys(["жена", "щ"], letters) == []
    assert keys(["жен"], {"ж": "zh", "е": "", "н": "n"}) == []
    assert whole("ZENAZ")
    assert not whole("ZENAZE")


@pytest.mark.parametrize(
    ("name", "concept"),
    [
        ("dataRojdenija", "person.birth_date"),
        ("god_rozhdeniya", "person.birth_date"),
        ("mesto_zhitelstva", "contact.address"),
        ("veroizpovedanie", "special.religion"),
        ("shirota", "location.latitude"),
        ("tareekh_al_meelad", "person.birth_date"),
        ("imerominia_genisis", "person.birth_date"),
    ],
)
def test_names_in_latin_letters_are_read(name: str, concept: str) -> None:
    assert concept in {hint.concept for hint in read(name) if hint.strength >= 0.9}


@pytest.mark.parametrize("name", ["platform", "grade", "payload", "metadata", "region_map", "channel", "shard_state"])
def test_words_of_machines_are_none_of_them(name: str) -> None:
    assert not {hint.concept for hint in read(name) if not hint.concept.startswith(("other.", "about.", "time."))}


def test_they_stand_in_capitals_and_are_no_words_that_are_known_elsewhere() -> None:
    spelt = set(index()) - listed()
    assert spelt
    assert all(key.isupper() for key in spelt)
    assert lexicon.wordless()["ru"].latin is None
    assert phrase("kategoriya_godnosti")
    assert not phrase("katya_godunova")


@pytest.mark.parametrize(
    ("name", "concept"), [("رقم_هوية", "id.national"), ("كلمة_مرور_للعميل", "credential.password")]
)
def test_an_arabic_word_is_read_without_its_article(name: str, concept: str) -> None:
    assert concept in {hint.concept for hint in read(name) if hint.strength >= 0.9}
    assert bare("نقل") == "نقل"
