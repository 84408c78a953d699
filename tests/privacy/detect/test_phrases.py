"""Words of a list in running text."""

import pytest

from leftopen.privacy.detect.phrases import Phrases, running, unspaced

LISTED = ["asthma", "cukrzyca", "Migräne", "high blood pressure", "糖尿病", "糖尿", "เบาหวาน"]


def found(text: str) -> list[str]:
    return [text[start:end] for start, end in Phrases(LISTED).found(running(text))]


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("ASTHMA since childhood", ["ASTHMA"]),
        ("has high blood pressure, no asthma", ["high blood pressure", "asthma"]),
        ("choruje na cukrzycę", ["cukrzycę"]),
        ("nimmt etwas gegen Kopfmigräne", ["Kopfmigräne"]),
        ("患者は糖尿病で通院中", ["糖尿病"]),
        ("เป็นเบาหวานมานาน", ["เบาหวาน"]),
        ("asthmatic is another word of that stem", ["asthmatic"]),
        ("a high pressure pump", []),
        ("İİ asthma", ["asthma"]),
        ("", []),
    ],
)
def test_words_are_found_in_whatever_form_they_stand(text: str, words: list[str]) -> None:
    assert found(text) == words


def test_a_list_without_unspaced_words_finds_none_of_them() -> None:
    assert list(Phrases(["asthma"]).found(running("患者は糖尿病"))) == []


def test_which_words_have_no_spaces_between_them() -> None:
    assert [unspaced(word) for word in ("糖尿", "เบา", "당뇨", "asthma", "астма")] == [True, True, True, False, False]
