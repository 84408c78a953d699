"""Values that are packed each by itself."""

import base64
import random

import pytest

from leftopen.privacy.packed import opened
from tests.privacy.told import told

MAILS = [f"anna.berg{n}@example.org" for n in range(20)]


def base64_of(text: str, encoding: str = "utf-8") -> str:
    return base64.b64encode(text.encode(encoding)).decode()


@pytest.mark.parametrize(
    "packed",
    [
        [base64_of(mail) for mail in MAILS],
        [base64_of(mail).rstrip("=") for mail in MAILS],
        [base64.urlsafe_b64encode(mail.encode()).decode() for mail in MAILS],
        [base64_of(mail, "utf-16-le") for mail in MAILS],
        [base64_of(mail, "utf-16-be") for mail in MAILS],
        [mail.encode().hex() for mail in MAILS],
        [f"0x{mail.encode().hex().upper()}" for mail in MAILS],
    ],
)
def test_a_field_of_packed_addresses_holds_them(packed: list[str]) -> None:
    assert opened(packed) == MAILS
    (label,) = told("u", packed)
    assert label == "contact.email"


def test_what_its_name_calls_is_looked_for_in_what_comes_out() -> None:
    assert told("phone", [base64_of(f"0151 234567{n}") for n in range(10, 40)])["contact.phone"] >= 0.9
    assert told("id", [base64_of(f"row:{n}") for n in range(40)]) == {}


def test_other_values_of_the_same_letters_are_themselves() -> None:
    chance = random.Random(1)
    assert opened([chance.randbytes(32).hex() for _ in range(40)]) == []
    assert opened([base64.b64encode(chance.randbytes(24)).decode() for _ in range(40)]) == []
    assert (
        opened(["Checkout", "Shipping", "Invoices", "Returned", "Archived", "Purchase", "Received", "Rejected"]) == []
    )
    assert opened([base64_of(mail) for mail in MAILS[:3]] * 9) == []
    assert opened([base64_of(mail) for mail in MAILS] + MAILS) == []
