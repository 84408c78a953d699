"""Figures of other scripts, as ASCII has them."""

import unicodedata

import pytest

from leftopen.privacy.numerals import OTHER, in_ascii


@pytest.mark.parametrize("zero", ["٠", "۰", "०", "০", "๐", "០", "０"])
def test_each_figure_of_a_script_is_told_as_its_own(zero: str) -> None:
    figures = "".join(chr(ord(zero) + value) for value in range(10))
    assert all(map(unicodedata.decimal, figures[1:]))
    assert in_ascii(f"№ {figures}") == "№ 0123456789"
    assert OTHER.search(figures) is not None


def test_what_is_no_figure_of_a_number_stays() -> None:
    assert in_ascii("x² ½ ④") == "x² ½ ④"
    assert OTHER.search("x² 12") is None
