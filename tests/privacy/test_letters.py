"""The form of a key that is looked at, and the letters that it is shown in."""

import pytest

from leftopen.privacy.letters import as_written, bare, normal
from leftopen.privacy.redact import redacted


@pytest.mark.parametrize("key", ["№ удостоверения", "Таб. №", "保護者名①", "ª linha", "ຊື່ ນຳ"])
def test_a_key_that_shows_nothing_keeps_its_letters(key: str) -> None:
    assert as_written(key, normal(key)) == key
    assert redacted(key, 64) == key


@pytest.mark.parametrize(("key", "shown"), [("a%40b", "a@b"), ("٣", "3"), ("x\u200cy", "xy")])
def test_what_is_looked_at_is_in_one_form(key: str, shown: str) -> None:
    assert normal(key) == shown


def test_what_is_encoded_is_not_shown_as_it_was_written() -> None:
    assert as_written("a%40b", normal("a%40b")) == "a@b"
    assert bare("a\u200cb\x1b[31m").startswith("ab")


def test_a_name_in_other_letters_is_masked_all_the_same() -> None:
    assert "Ａｎｎａ" not in redacted("Ａｎｎａ Ｂｅｒｇ", 64)
    assert "Anna" not in redacted("№ Ａｎｎａ Ｂｅｒｇ", 64)
