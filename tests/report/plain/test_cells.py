import pytest

from leftopen.report.plain.cells import cell


@pytest.mark.parametrize("text", ["=1+1", "+1", "-1", "@x", "\t=1", "\x00=1", "＝1"])
def test_a_formula_is_text(text: str) -> None:
    assert str(cell(text)).startswith("'")


def test_the_rest_stays_as_it_is() -> None:
    assert [cell(value) for value in ("a=b", 7, None)] == ["a=b", 7, ""]
