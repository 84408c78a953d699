"""Words of Indian scripts in Latin letters, with the vowels that are not written and without them."""

import pytest

from leftopen.privacy.detect.brahmic import fold, single, spellings


@pytest.mark.parametrize(
    ("word", "ways"),
    [
        ("धर्म", ("dharm", "dharma", "dharam")),
        ("जन्म", ("janm", "janma", "janam")),
        ("बीमारी", ("bimari", "beemari", "beemaari", "bimaaree")),
        ("विकलांगता", ("viklangta", "vikalangata", "wiklaangtaa")),
        ("समूह", ("samuh", "samooh")),
        ("दूरभाष", ("doorbhash", "durbhaash", "doorabhaas")),
        ("अपराध", ("apradh", "aparadh", "aparaadh")),
        ("पंजीकरण", ("panjikaran", "panjeekaran")),
        ("संपर्क", ("sampark", "sanpark")),
        ("शिक्षा", ("shiksha", "siksha", "shixa")),
        ("मज़हब", ("mazhab", "majhab", "mazahab")),
        ("अच्छा", ("achha", "accha", "achchha")),
        ("ऋण", ("rin", "run")),
        ("ধর্ম", ("dhormo", "dharma", "dhorm")),
        ("অপরাধ", ("oporadh", "aparadh")),
        ("রোগ", ("rog",)),
        ("যোগাযোগ", ("jogajog",)),
        ("ਧਰਮ", ("dharm", "dharam")),
        ("ધર્મ", ("dharm", "dharma")),
        ("మతం", ("matam", "matham")),
        ("దూరవాణి", ("dooravani", "duravaani")),
        ("ಜಾತಿ", ("jaati", "jathi")),
        ("இரத்தம்", ("irattam", "iraththam")),
        ("ജാതി", ("jaathi", "jati")),
        ("അവൻ", ("avan",)),
    ],
)
def test_a_word_is_known_in_all_the_ways_to_write_it(word: str, ways: tuple[str, ...]) -> None:
    known = {fold(spelling) for spelling in spellings(word)}
    assert {fold(way) for way in ways} <= known


@pytest.mark.parametrize(("one", "other"), [("rog", "rag"), ("pata", "pita"), ("sima", "bima")])
def test_words_that_differ_stay_apart(one: str, other: str) -> None:
    assert fold(one) != fold(other)


@pytest.mark.parametrize("word", ["", "धर्म।", "धर्म9", "religion"])
def test_what_is_not_all_letters_of_them_has_no_spelling(word: str) -> None:
    assert spellings(word) == []


def test_ways_are_bounded() -> None:
    assert len(spellings("अपराधकरण" * 4)) <= 16
    assert single("DHARMM") == "DHARM"
