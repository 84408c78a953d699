"""Machine readable zones, with the specimens of ICAO 9303."""

import pytest

from leftopen.privacy.detect.kinds.id import xx_mrz as detector
from tests.privacy.told import in_text, told

SECOND = "L898902C36UTO7408122F1204159ZE184226B<<<<<10"
NAME = "P<UTOERIKSSON<<ANNA<MARIA<<<<<<<<<<<<<<<<<<<"


@pytest.mark.parametrize(
    ("text", "is_one"),
    [
        (SECOND, True),
        (NAME, True),
        ("I<UTOD231458907<<<<<<<<<<<<<<<", True),
        ("7408122F1204159UTO<<<<<<<<<<<6", True),
        ("V<UTOERIKSSON<<ANNA<MARIA<<<<<<<<<<<", True),
        ("L898902C<3UTO6908061F9406236ZE184226", True),  # a visa
        (SECOND.replace("C36", "C37"), False),  # the check digit of the number
        (SECOND.replace("7408122", "7408123"), False),  # that of the birth date
        ("I<UTOD231458908<<<<<<<<<<<<<<<", False),
        ("P<UTOERIKSSON", False),
        ("<" * 44, False),
        (NAME + "<", False),
    ],
)
def test_valid(text: str, is_one: bool) -> None:
    assert detector.valid(text) is is_one


def test_lines_in_a_text_and_in_a_field() -> None:
    assert in_text(f"scan: {NAME}") == [("id.xx.passport", NAME)]
    assert in_text(f"second {SECOND}") == [("id.xx.passport", SECOND)]
    assert told("x9", [f"{NAME}\n{SECOND}"] * 20)["id.xx.passport"] >= 0.5
    assert told("mrz", [NAME] * 20)["id.xx.passport"] >= 0.9


@pytest.mark.parametrize("text", ["cat <<EOF", "A<B<C<<D", "if 1<<2 then P<QRS", "vector<map<string,int>> x"])
def test_other_brackets_are_none(text: str) -> None:
    assert in_text(text) == []


def test_nothing_shows() -> None:
    assert "ERIKSSON" not in detector.mask([NAME])
    assert not detector.plausible([5, None])
