import re
import tomllib
from importlib import resources
from typing import Any

import pytest

from leftopen.cases.notices import languages
from leftopen.cases.notices.languages import LANGUAGES, known, language
from leftopen.model import Access
from leftopen.privacy.detect.labels import families

_VARIABLE = re.compile(r"\{\w+\}")


def flat(told: dict[str, Any], before: str = "") -> dict[str, str]:
    found: dict[str, str] = {}
    for name, value in told.items():
        if isinstance(value, dict):
            found |= flat(value, f"{before}{name}.")
        else:
            found[before + name] = " ".join(value) if isinstance(value, list) else value
    return found


def file(name: str) -> dict[str, str]:
    folder = resources.files(languages.__package__).joinpath("languages")
    return flat(tomllib.loads(folder.joinpath(f"{name}.toml").read_text("utf-8")))


@pytest.mark.parametrize("name", LANGUAGES)
def test_each_language_says_the_same_with_the_same_variables(name: str) -> None:
    here, english = file(name), file("en")
    assert here.keys() == english.keys()
    differing = [key for key in here if set(_VARIABLE.findall(here[key])) != set(_VARIABLE.findall(english[key]))]
    assert differing == []
    assert [key for key, text in here.items() if not text and key != "gap"] == []


@pytest.mark.parametrize("name", [name for name in LANGUAGES if name != "en"])
def test_no_sentence_was_left_in_english(name: str) -> None:
    here, english = file(name), file("en")
    same = {key for key in here if here[key] == english[key] and len(english[key]) > 40}
    assert same == set()


def test_there_is_a_file_for_each_language_and_no_other() -> None:
    folder = resources.files(languages.__package__).joinpath("languages")
    assert {each.name for each in folder.iterdir()} == {f"{name}.toml" for name in LANGUAGES}


@pytest.mark.parametrize("name", LANGUAGES)
def test_all_kinds_levels_and_accesses_have_a_word(name: str) -> None:
    words = language(name)
    assert set(words.kinds) == {*families(), "other"}
    assert set(words.access) == {access.value for access in Access if access.exposed}
    assert set(words.levels) == {"low", "medium", "high", "very_high"}


@pytest.mark.parametrize(
    ("said", "meant"), [("en", "en"), ("zh-Hans", "zh"), (" DE ", "de"), ("pt_PT", "pt"), ("xx", None), ("", None)]
)
def test_names_of_languages(said: str, meant: str | None) -> None:
    assert known(said) == meant


@pytest.mark.parametrize(
    ("name", "number", "first", "at"),
    [
        ("en", "12,345", "1 March 2026", "11 December 2018, 03:22 UTC"),
        ("de", "12.345", "1. März 2026", "11. Dezember 2018, 03:22 Uhr (UTC)"),
        ("fr", "12\u00a0345", "1er mars 2026", "11 décembre 2018 à 03\u00a0h\u00a022 (UTC)"),
        ("es", "12.345", "1 de marzo de 2026", "11 de diciembre de 2018 (03:22 UTC)"),
        ("pt", "12.345", "1 de março de 2026", "11 de dezembro de 2018 (03:22 UTC)"),
        ("nl", "12.345", "1 maart 2026", "11 december 2018 om 03.22 uur (UTC)"),
        ("zh", "12,345", "2026年3月1日", "2018年12月11日 03:22（UTC）"),
    ],
)
def test_numbers_and_dates(name: str, number: str, first: str, at: str) -> None:
    words = language(name)
    assert words.number(12345) == number
    assert words.day("2026-03-01T00:00:00Z") == first
    assert words.at("2018-12-11T03:22:10Z") == at


@pytest.mark.parametrize(
    ("name", "none", "one", "two"),
    [
        ("en", "0 people", "1 person", "2 people"),
        ("fr", "0 personne", "1 personne", "2 personnes"),
        ("pt", "0 pessoa", "1 pessoa", "2 pessoas"),
        ("de", "0 Personen", "1 Person", "2 Personen"),
        ("nl", "0 personen", "1 persoon", "2 personen"),
        ("es", "0 personas", "1 persona", "2 personas"),
        ("zh", "0 人", "1 人", "2 人"),
    ],
)
def test_plural_forms(name: str, none: str, one: str, two: str) -> None:
    words = language(name)
    assert [words.count(words.counted.people, number) for number in (0, 1, 2)] == [none, one, two]


def test_each_language_has_a_form_for_one_and_for_several_but_chinese() -> None:
    for name in LANGUAGES:
        for forms in (getattr(language(name).counted, each) for each in ("records", "collections", "people", "more")):
            assert (forms[0] == forms[1]) is (name == "zh")


def test_no_french_mark_that_wants_a_space_stands_at_the_begin_of_a_line() -> None:
    marks = [text for text in file("fr").values() if re.search(r"(?<!\u00a0)[:;!?»](?= |$)", text)]
    assert marks == []


@pytest.mark.parametrize("name", LANGUAGES)
def test_no_article_is_parted_from_its_number(name: str) -> None:
    """`Art.`, `article`, `lid`, `apartado`, `n.º` and the number after it stand in one line."""
    parted = (
        r"(?i)(?:\b(?:art|abs|buchst)\.|\b(?:articles?|artikel(?:en)?|art[ií]culos?|artigos?|lid|apartado)|n\.º) \d"
    )
    assert [text for text in file(name).values() if re.search(parted, text)] == []


def test_lists_and_what_is_no_date() -> None:
    words = language("de")
    assert [words.listed(items) for items in ([], ["a"], ["a", "b", "c"])] == ["", "a", "a, b und c"]
    assert words.sentences("Eins.", "", "Zwei.") == "Eins. Zwei."
    assert (words.day("soon"), words.at("soon")) == ("soon", "soon")


def test_a_file_that_lacks_a_role_stops_the_program(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(languages, "ROLES", (*languages.ROLES, "neighbour"))
    language.cache_clear()
    with pytest.raises(ValueError, match="needs the roles"):
        language("en")
    language.cache_clear()
