"""Korean words in Latin letters: by the Revised Romanisation in two ways, and by McCune and Reischauer's."""

import pytest

from leftopen.privacy.detect.hangul import fold, single, spellings


@pytest.mark.parametrize(
    ("word", "ways"),
    [
        ("혈액형", ("hyeolaekhyeong", "hyeoraekhyeong", "hyoraekhyong", "hyulaekhyung")),
        ("전화번호", ("jeonhwabeonho", "chonhwabonho", "chonhwaponho")),
        ("생년월일", ("saengnyeonwolil", "saengnyeonworil", "saengnyonworil", "saengnyunwolil")),
        ("독립", ("dokrip", "dongnip", "tongnip")),
        ("영문", ("yeongmun", "youngmoon", "yongmun")),
        ("심리", ("simri", "simni")),
        ("신라", ("sinra", "silla", "shilla")),
        ("설날", ("seolnal", "seollal")),
        ("입학", ("iphak", "ipak")),
        ("같이", ("gati", "gachi")),
        ("처방약", ("cheobangyak", "cheobangnyak", "chobangnyak")),
        ("꽃잎", ("kkotip", "kkonnip")),
        ("값", ("gap", "kap")),
        ("않는", ("anneun",)),
    ],
)
def test_a_word_is_known_in_all_the_ways_to_write_it(word: str, ways: tuple[str, ...]) -> None:
    known = {fold(spelling) for spelling in spellings(word)}
    assert {fold(way) for way in ways} <= known


@pytest.mark.parametrize(("one", "other"), [("minjok", "minjung"), ("jongno", "jonggyo"), ("jimun", "jumin")])
def test_words_that_differ_stay_apart(one: str, other: str) -> None:
    assert fold(one) != fold(other)


@pytest.mark.parametrize("word", ["", "종교code", "宗教", "religion"])
def test_what_is_not_all_hangul_has_no_spelling(word: str) -> None:
    assert spellings(word) == []


def test_ways_are_bounded() -> None:
    assert len(spellings("학년" * 12)) <= 48
    assert single("KK") == "K"
    assert single("AA") == "AA"
