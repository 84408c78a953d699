"""From evidence to confidence."""

import pytest

from tests.privacy.told import claimed, told

CARD_LIKE = [4_000_000_000_000_000 + n * 1_000_003 for n in range(200)]


def test_value_and_name_agree_then_value_then_name() -> None:
    addresses = [f"u{n}@example.org" for n in range(20)]
    both = told("email", addresses)["contact.email"]
    value = told("x9", addresses)["contact.email"]
    name = told("email", ["unknown"] * 20).get("contact.email", 0.0)
    assert both > value > 0.5 > name


def test_a_field_that_is_never_filled_is_a_hint() -> None:
    assert told("身份证号", [None] * 5) == {"id.cn.resident": 0.4}


def test_share_lowers_confidence() -> None:
    addresses = [f"u{n}@example.org" for n in range(20)]
    few = [*addresses[:2], *(f"free words number {n}" for n in range(18))]
    assert told("x9", addresses)["contact.email"] > told("x9", few)["contact.email"]


def test_what_chance_explains_is_no_claim() -> None:
    assert told("x9", CARD_LIKE).get("finance.card", 0) < 0.5


def test_a_single_lucky_number_is_no_claim() -> None:
    assert told("x9", [4111111111111111]).get("finance.card", 0) < 0.5
    assert told("card_number", [4111111111111111])["finance.card"] >= 0.9


@pytest.mark.parametrize("name", ["order_id", "invoice_no", "订单号", "trace_id", "número de pedido"])
def test_names_of_other_things_speak_against(name: str) -> None:
    numbers = [13_900_000_000 + n * 104_729 for n in range(40)]
    assert told(name, numbers).get("contact.phone", 0) < told("x9", numbers)["contact.phone"]
    assert told(name, numbers).get("contact.phone", 0) < 0.5


def test_two_kinds_in_one_field_are_both_told() -> None:
    values = [f"u{n}@example.org" if n % 2 else f"+49 30 90{1000 + n}" for n in range(40)]
    assert set(told("value", values)) == {"contact.email", "contact.phone"}


def test_the_stronger_reading_of_the_same_values_wins() -> None:
    numbers = ["11010519491231002X", "110105194912310046"[:17] + "6"]
    assert set(told("电话", [numbers[0]] * 20)) == {"id.cn.resident"}


def test_company_of_siblings_not_of_cousins() -> None:
    records = [
        {"product": {"name": "Ada Lovelace"}, "buyer": {"name": "Ada Lovelace", "mail": f"u{n}@example.org"}}
        for n in range(12)
    ]
    found = claimed(records)
    assert found["buyer.name"] == {"person.name"}
    assert found["product.name"] == set()
