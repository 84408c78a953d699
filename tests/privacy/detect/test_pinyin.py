"""Chinese words in Latin letters."""

import pytest

from leftopen.privacy.detect import lexicon, pinyin


@pytest.mark.parametrize(
    ("word", "syllables"),
    [
        ("xingming", ["xing", "ming"]),
        ("nvxing", ["nu", "xing"]),
        ("lvshi", ["lu", "shi"]),
        ("qvyu", ["qu", "yu"]),
        ("erzi", ["er", "zi"]),
        ("zhuangkuang", ["zhuang", "kuang"]),
        ("", []),
        ("street", []),
        ("bangladesh", []),
        ("zongjiao1", []),
    ],
)
def test_a_word_is_cut_into_syllables(word: str, syllables: list[str]) -> None:
    assert pinyin.cut(word) == syllables


def test_what_is_typed_for_u_with_dots_is_one_spelling() -> None:
    assert {pinyin.fold(way) for way in ("nvxing", "nyuxing", "nuxing")} == {"NUXING"}
    assert pinyin.cut("guominyuan") == ["guo", "min", "yuan"]
    assert pinyin.single("XIANYAN") == "XIANYAN"


def test_syllables_of_the_words_are_those_of_mandarin() -> None:
    syllables = lexicon.languages()["zh"].syllables
    assert [syllable for syllable in syllables if len(pinyin.cut(syllable)) != 1] == []
    read = pinyin.readings(tuple(syllables.items()))
    words = "".join("".join(words) for words in lexicon.languages()["zh"].words.values())
    assert {sign for sign in words if "\u4e00" <= sign <= "\u9fff"} <= set(read)
