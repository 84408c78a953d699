"""What the languages say."""

import pytest

from leftopen.privacy.detect import lexicon


def test_every_language_says_something() -> None:
    assert [name for name, language in lexicon.languages().items() if language == lexicon.Language()] == []
    assert len(lexicon.languages()) >= 9


def test_sets_of_all_languages_are_one() -> None:
    assert {"männlich", "女", "mujer", "f"} <= lexicon.closed("person.gender")
    assert {"islam", "佛教"} <= lexicon.closed("special.religion")
    assert lexicon.closed("person.shoe") == frozenset()


def test_streets_are_longest_first() -> None:
    lengths = [len(word) for word in lexicon.streets("words")]
    assert lengths == sorted(lengths, reverse=True)


def test_an_unsound_file_stops_the_program(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(lexicon, "tomls", lambda _package: (("qq.toml", {"word": {}}),))
    lexicon.languages.cache_clear()
    try:
        with pytest.raises(ValueError, match=r"names/qq\.toml"):
            lexicon.languages()
    finally:
        lexicon.languages.cache_clear()


@pytest.mark.parametrize(
    ("concept", "text", "agrees"),
    [
        ("special.health", "Depressionen", True),
        ("special.health", "Darmkrebs", True),
        ("special.health", "asthma, mild", True),
        ("special.ethnicity", "Romani", True),
        ("special.ethnicity", "romantic", False),
    ],
)
def test_short_words_agree_with_no_longer_ones_that_begin_or_end_so(concept: str, text: str, agrees: bool) -> None:
    assert lexicon.agrees(concept, text) == agrees
