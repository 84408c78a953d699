"""Card numbers are told by range and Luhn, which chance explains one time in ten."""

import pytest

from leftopen.privacy.detect.kinds.finance import card as detector
from tests.privacy.told import in_text, told


@pytest.mark.parametrize(
    ("text", "is_one"),
    [
        ("4111111111111111", True),
        ("4111 1111 1111 1111", True),
        ("378282246310005", True),
        ("4111111111111112", False),  # check
        ("9111111111111111", False),  # range
        ("0000000000000000", False),
        ("41111111", False),
        ("abcd", False),
    ],
)
def test_valid(text: str, is_one: bool) -> None:
    assert detector.valid(text) is is_one


def cards(count: int) -> list[str]:
    found = (f"41111111{n:08}" for n in range(0, 10**8, 7919))
    return [number for number in found if detector.valid(number)][:count]


def test_a_field_without_a_name_is_claimed() -> None:
    assert told("x9", cards(30))["finance.card"] >= 0.9


def test_order_numbers_that_pass_by_chance_are_not() -> None:
    numbers = [4_000_000_000_000_000 + n * 1_000_003 for n in range(300)]
    assert sum(detector.valid(str(number)) for number in numbers) > 10
    assert told("x9", numbers).get("finance.card", 0) < 0.5
    assert told("order_id", cards(30)).get("finance.card", 0) < 0.5


def test_tokens_need_the_field() -> None:
    assert told("card_number", ["411111******1111"] * 20)["finance.card"] >= 0.5


def test_running_text() -> None:
    assert in_text("card 4111-1111-1111-1111 ok") == [("finance.card", "4111-1111-1111-1111")]
    assert in_text("order number 4111111111111111") == []
