"""Check digits against published examples, and the share that chance lets through."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from leftopen.privacy.detect import checksum


@pytest.mark.parametrize("number", ["4111111111111111", "378282246310005", "79927398713", "0"])
def test_luhn_accepts(number: str) -> None:
    assert checksum.luhn(number)


@pytest.mark.parametrize("number", ["4111111111111112", "", "4111-1111", "١١١١", "1x"])
def test_luhn_refuses(number: str) -> None:
    assert not checksum.luhn(number)


def test_luhn_passes_one_in_ten() -> None:
    assert sum(checksum.luhn(str(number)) for number in range(10**6, 10**6 + 10_000)) == 1000


@pytest.mark.parametrize(
    ("number", "right"),
    [("GB29NWBK60161331926819", True), ("GB28NWBK60161331926819", False), ("", False), ("DE€", False), ("DE8", False)],
)
def test_mod97(number: str, right: bool) -> None:
    assert checksum.mod97(number) is right


@pytest.mark.parametrize(
    ("number", "right"),
    [("11010519491231002X", True), ("110105194912310020", False), ("1101051949123100", False), ("X" * 18, False)],
)
def test_mod11_2(number: str, right: bool) -> None:
    assert checksum.mod11_2(number) is right


@given(st.text(max_size=40))
def test_any_text_is_answered(text: str) -> None:
    assert {checksum.luhn(text), checksum.mod97(text), checksum.mod11_2(text), checksum.digits(text)} <= {True, False}
