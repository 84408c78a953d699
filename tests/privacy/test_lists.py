"""Words and names as they are listed."""

from leftopen.privacy import lists


def test_a_word_that_is_somebodys_name_too_is_no_plain_word() -> None:
    assert lists.common("rose")
    assert not lists.known("rose")
    assert lists.known("金额")
    assert lists.known("云南")
    assert not lists.known("花子"), "a word in Chinese, a name in Japanese"


def test_names_of_each_source_are_there() -> None:
    for name in ("pemberton", "כהן", "رضایی", "yamamoto", "deshpande", "shcherbakov"):
        assert lists.fold(name) in lists.family(), name
    for name in ("たろう", "zhanna", "parisa"):
        assert name in lists.given(), name


def test_kana_is_one_syllabary() -> None:
    assert lists.hiragana("ヤマダ") == "やまだ"
    assert {lists.fold("ヤマダ").translate(str.maketrans("ヤマタ", "やまた")), "さとう"} <= lists.people().kana_family
    assert "たろう" in lists.people().kana_given


def test_what_organisations_end_with_is_known() -> None:
    assert {"大学", "病院", "대학교"} <= lists.organisations()
    assert all(lists.known(word) for word in lists.organisations())


def test_scripts_of_india_are_read_as_one() -> None:
    assert lists.devanagari("રાજેશ") == "राजेश"
