"""Japanese words in Latin letters: Hepburn, Kunrei, as they are typed, with long vowels and without."""

import pytest

from leftopen.privacy.detect import lexicon
from leftopen.privacy.detect.kana import fold, read, single, spelling


@pytest.mark.parametrize(
    ("kana", "ways"),
    [
        ("しゅうきょう", ("shuukyou", "shukyo", "syuukyou", "syukyo", "shuukyoo")),
        ("びょうれき", ("byoureki", "byoreki", "byooreki")),
        ("じゅうしょ", ("juusho", "jusho", "jyuusyo", "zyuusyo", "zyusyo")),
        ("ふつう", ("futsuu", "hutuu", "futsu")),
        ("しんぶん", ("shinbun", "shimbun", "sinbun")),
        ("けっか", ("kekka",)),
        ("ざっし", ("zasshi", "zassi")),
        ("こっち", ("kotchi", "kocchi", "kotti")),
        ("アレルギー", ("arerugii", "arerugi")),
        ("チェック", ("chekku", "tyekku")),
        ("ジェンダー", ("jendaa", "jenda", "zyendaa")),
        ("ファイル", ("fairu",)),
        ("ウィルス", ("wirusu",)),
        ("パーティー", ("paatii", "pati")),
        ("ヴィザ", ("viza",)),
    ],
)
def test_a_word_is_one_in_all_the_ways_to_write_it(kana: str, ways: tuple[str, ...]) -> None:
    assert {fold(way) for way in ways} == {fold(spelling(kana))}


@pytest.mark.parametrize(("one", "other"), [("kekka", "keka"), ("seitai", "seito"), ("zokusei", "shokusei")])
def test_words_that_differ_stay_apart(one: str, other: str) -> None:
    assert fold(one) != fold(other)


def test_kanji_are_read_by_the_longest_words_that_are_known() -> None:
    readings = {"血": "ち", "血液": "けつえき", "型": "がた", "の": "の"}
    assert read("血液型", readings) == "ketuekigata"
    assert read("血の型", readings) == "tinogata"
    assert read("骨の型", readings) == ""
    assert read("カルテ", {}) == "karute"
    assert single("AAI") == "AI"


def test_readings_are_kana_of_kanji() -> None:
    told = lexicon.languages()["ja"].readings
    assert len(told) > 300
    assert [word for word, kana in told.items() if not spelling(kana) or spelling(word)] == []
    assert lexicon.wordless()["ja"].readings == {}
