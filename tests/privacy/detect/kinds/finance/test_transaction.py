"""A ledger is told by its structure."""

import pytest

from leftopen.privacy.detect.kinds.finance import transaction as detector
from tests.privacy.told import claimed


@pytest.mark.parametrize(
    ("text", "is_one"),
    [
        ("12.50", True),
        ("-1,204.00 EUR", True),
        ("¥12", True),
        ("free", False),
    ],
)
def test_valid(text: str, is_one: bool) -> None:
    assert detector.valid(text) is is_one


LEDGER = [{"amount": n / 7, "currency": "EUR", "from": f"a{n}", "to": f"b{n}", "time": n} for n in range(20)]


def test_a_ledger_and_a_price() -> None:
    assert claimed(LEDGER)["amount"] == {"finance.transaction"}
    assert claimed([{"price": n / 7, "currency": "EUR"} for n in range(20)])["price"] == set()
    assert claimed([{"amount": n / 7, "currency": "EUR"} for n in range(20)])["amount"] == set()


def test_a_ledger_in_chinese() -> None:
    records = [
        {"交易金额": n / 7, "币种": "CNY", "收款账号": f"a{n}", "交易时间": f"2024-01-{n + 1:02}"} for n in range(20)
    ]
    assert claimed(records)["交易金额"] == {"finance.transaction"}


def test_mask_shows_no_amount() -> None:
    assert detector.mask([1234.5]) == "amount of a ledger"
