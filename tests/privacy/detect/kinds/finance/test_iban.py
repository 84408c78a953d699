"""IBANs are told by length, form and ISO 7064."""

import re
from itertools import product
from string import ascii_uppercase

import pytest
import stdnum.iban
import stdnum.numdb
from hypothesis import given
from hypothesis import strategies as st

from leftopen.privacy.detect import checksum
from leftopen.privacy.detect.kinds.finance import iban as detector
from tests.privacy.told import in_text, told


@pytest.mark.parametrize(
    ("text", "is_one"),
    [
        ("DE89370400440532013000", True),
        ("DE89 3704 0044 0532 0130 00", True),
        ("GB29NWBK60161331926819", True),
        ("DE89370400440532013001", False),  # check
        ("DE893704004405320130", False),  # length
        ("XX82WEST12345698765432", False),  # country
        ("hello", False),
    ],
)
def test_valid(text: str, is_one: bool) -> None:
    assert detector.valid(text) is is_one


def test_a_field_without_a_name_is_claimed() -> None:
    assert (
        told("x9", ["DE89370400440532013000", "GB29NWBK60161331926819", "FR1420041010050500013M02606"] * 5)[
            "finance.iban"
        ]
        >= 0.9
    )


def test_lengths_are_those_of_the_registry() -> None:
    registry = stdnum.numdb.get("iban")
    told: dict[str, int] = {}
    for first, second in product(ascii_uppercase, repeat=2):
        known = registry.info(first + second)[0][1]
        if "bban" in known:
            told[first + second] = 4 + sum(map(int, re.findall(r"(\d+)!?[nac]", known["bban"])))
    own = {country: size for size, some in detector._LENGTHS.items() for country in some.split("|")}
    assert own == told


@pytest.mark.parametrize("after", ["por 1.250,50 EUR", "500 EUR", "a b c d", "para Ana", "2025 12", ""])
def test_what_follows_in_a_sentence_is_none_of_it(after: str) -> None:
    for iban in ("ES96 2100 0815 5224 5538 0862", "SE45 5000 0000 0583 9825 7466", "NL91 ABNA 0417 1643 00"):
        assert ("finance.iban", iban) in in_text(f"pay into {iban} {after}".strip())


def test_running_text_and_normal() -> None:
    assert in_text("Pay to DE89 3704 0044 0532 0130 00, please.") == [("finance.iban", "DE89 3704 0044 0532 0130 00")]
    assert detector.normal("de89 3704-0044 0532 0130 00") == "DE89370400440532013000"


@given(
    st.sampled_from(["DE", "GB", "MT", "NO", "FR", "SC", "XX", "12"]),
    st.text("0123456789ABz", min_size=11, max_size=30),
    st.booleans(),
)
def test_forms_are_those_of_the_registry(country: str, inner: str, figures: bool) -> None:
    inner = "".join(c if c.isdigit() else "7" for c in inner) if figures else inner
    tried = (f"{country}{check:02}{inner}" for check in range(2, 99))
    text = next((each for each in tried if checksum.mod97(each.upper())), f"{country}00{inner}")
    assert detector.valid(text) is stdnum.iban.is_valid(detector.normal(text), False)
