"""How names are put together and counted, and what rates hold."""

from collections import Counter

import pytest

from bench import names


def test_most_names_of_people_are_hidden_in_each_language_and_ordinary_ones_are_not() -> None:
    several, shown = Counter[str](), Counter[str]()
    for each in names.people():
        several[each.language] += 1
        shown[each.language] += each.leaks
    assert len(several) >= 30
    assert min(several.values()) >= 150
    assert {language for language in several if shown[language] > 0.2 * several[language]} <= {"vietnamese", "pinyin"}
    assert sum(shown.values()) <= 0.08 * sum(several.values())
    hidden = [name for _, name, told in names.ordinary() if told != name]
    assert len(hidden) <= 3, hidden


def test_each_form_is_told_with_the_part_that_matters() -> None:
    forms = {**names.SPACED, **names.UNSPACED}
    for make in forms.values():
        name, part = make("maria", "lopes")
        assert part.casefold() in name.casefold()
        assert part
    assert forms["figures for letters"]("maria", "lopes") == ("m4r14-l0p35", "l0p35")


def test_the_tables_tell_all(capsys: pytest.CaptureFixture[str]) -> None:
    assert names.main("-v") == 0
    told = capsys.readouterr().out
    assert told.count("| all |") == 4
    assert "| pinyin |" in told
    assert "shown: " in told
