"""From evidence to confidence."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from leftopen.model import CLAIM
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


GOOD = {
    "contact.email": (["email", "recipient", "x9"], [f"u{n}@example.org" for n in range(20)]),
    "id.cn.resident": (["身份证", "document_no", "x9"], ["11010519491231002X"] * 20),
    "person.name": (["full_name", "name", "person"], ["Maria Garcia", "Ada Lovelace", "James Brown"] * 7),
    "contact.address": (["address", "street_address", "home_address"], ["12 Acacia Avenue, Springfield"] * 20),
}


@pytest.mark.parametrize("label", GOOD)
def test_agreeing_evidence_never_lowers(label: str) -> None:
    names, values = GOOD[label]
    alone = told("q7", values).get(label, 0.0)
    assert all(told(name, values).get(label, 0.0) >= min(alone, 0.5) for name in names if label in told(name, values))
    assert told(names[0], values)[label] >= alone


@given(share=st.integers(0, 20), name=st.sampled_from(["email", "mail_to", "contact_email", "recipient"]))
@settings(deadline=None, max_examples=40)
def test_a_name_that_agrees_never_lowers_what_values_say(share: int, name: str) -> None:
    values = [f"u{n}@example.org" if n < share else f"word {n}" for n in range(20)]
    assert told(name, values).get("contact.email", 0.0) >= told("q7", values).get("contact.email", 0.0)


def test_a_single_lucky_text_in_many_is_no_claim() -> None:
    quiet = [f"the lamp in room {n} was replaced by the night shift" for n in range(400)]
    for lucky in ("I saw Maria Garcia at noon there", "the card 4111111111111111 was read twice"):
        assert all(sure < CLAIM for sure in told("log_line", [*quiet, lucky]).values())
    assert (
        told("log_line", [*quiet[:40], *[f"write to u{n}@example.org today" for n in range(40)]])["contact.email"]
        >= CLAIM
    )


@pytest.mark.parametrize(
    ("name", "values"),
    [
        ("race_condition_found", [True, False]),
        ("good_faith", ["Y", "N"]),
        ("health_check", ["failing", "passing"]),
        ("treatment_group", ["control", "variant_b"]),
        ("hit_points", [12, 40]),
        ("long_press", [0, 1]),
        ("lat_ms", [12, 87]),
        ("clave_municipio", ["014", "023"]),
        ("pass_rate", [0.4, 0.9]),
        ("credit_union_rate", [8.5, 1.1]),
    ],
)
def test_words_with_a_second_meaning_claim_nothing(name: str, values: list[object]) -> None:
    assert [label for label, sure in told(name, values * 15).items() if sure >= CLAIM] == []


def test_records_about_animals_articles_and_machines_are_about_nobody() -> None:
    pets = [
        {"name": "Rocky", "species": "dog", "breed": "poodle", "sex": "M", "birth_date": f"2020-01-{n:02}"}
        for n in range(1, 20)
    ]
    assert [labels for labels in claimed(pets).values() if labels] == []
    owned = [{**pet, "owner_name": "Ada Lovelace", "owner_phone": f"+4930901{n:03}"} for n, pet in enumerate(pets)]
    found = claimed(owned)
    assert (found["owner_name"], found["owner_phone"], found["sex"]) == ({"person.name"}, {"contact.phone"}, set())
    feed = [
        {"sku": f"A{n}", "gtin": "5681811740353", "brand": "Jordan", "gender": "male", "price": 9} for n in range(20)
    ]
    assert claimed(feed)["gender"] == set()


def test_what_follows_an_address_in_a_list_of_logins() -> None:
    hashes = [f"u{n}@example.org:{n:032x}" for n in range(20)]
    assert {"contact.email", "credential.password_hash"} <= set(told("line", hashes))
    words = [f"u{n}@example.org:Tr0ub4dor{n}" for n in range(20)]
    assert {"contact.email", "credential.password"} <= set(told("line", words))


@pytest.mark.parametrize(
    "value", ["git@github.com:acme/web.git", "ssh://git@host.example:22/b.git", "deploy@build-3.internal.example"]
)
def test_an_at_sign_is_not_always_an_address(value: str) -> None:
    assert "contact.email" not in told("target", [value] * 20)


def test_a_password_in_a_connection_string() -> None:
    assert (
        told("url", [f"postgres://app:s3cr3t{n}@db.example:5432/x" for n in range(20)])["credential.password"] >= CLAIM
    )


def test_identifiers_of_a_messenger_are_telephone_numbers() -> None:
    assert set(told("jid", [f"551186477{n:04}@s.whatsapp.net" for n in range(20)])) == {"contact.phone"}
