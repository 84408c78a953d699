from leftopen.judge.candidates import Candidates
from leftopen.judge.clues import Clue

CLUE = Clue("chosen-name", "x", "y", "z")


def test_spellings_of_one_come_together() -> None:
    several = Candidates()
    first = several.add(CLUE, certified="Fairhaven Clinic Ltd")
    assert several.add(CLUE, domain="fairhaven.example") is first
    assert several.add(CLUE, word="fairhaven-prod") is first
    assert several.add(CLUE, registered="Stichting Fairhaven Clinic", domain="fairhaven.example") is first
    assert first.name == "Stichting Fairhaven Clinic"
    assert len(first.clues) == 4
    assert several.of_domain("fairhaven.example") is first
    assert several.of_domain(None) is None


def test_a_word_that_may_mean_two_means_neither() -> None:
    several = Candidates()
    several.add(CLUE, certified="Hengda Clinic")
    several.add(CLUE, certified="Hengda Logistics")
    assert several.meaning("hengda") is None
    assert several.add(CLUE, word="hengda").name == "hengda"
    assert len(several.all) == 3


def test_the_name_is_the_registry_s_then_the_certificate_s_then_the_domain() -> None:
    several = Candidates()
    assert several.add(CLUE, word="lendwell").name == "lendwell"
    assert several.add(CLUE, domain="lendwell.example").name == "lendwell.example"
    assert several.add(CLUE, certified="Lendwell BV").name == "Lendwell BV"
