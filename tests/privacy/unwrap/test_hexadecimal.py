"""JSON in hexadecimal digits."""

import pytest

from leftopen.privacy.unwrap.hexadecimal import OPENS, value

TEXT = '{"name": "Zoë"}'.encode().hex()


@pytest.mark.parametrize("before", ["", "0x", "\\x"])
def test_with_and_without_what_dumps_write_before(before: str) -> None:
    assert (before + TEXT)[:2] in OPENS
    assert value(before + TEXT) == {"name": "Zoë"}
    assert value(before + TEXT.upper().replace("X", "x")) == {"name": "Zoë"}


@pytest.mark.parametrize("text", ["7b", "0xdeadbeef", "7b" + "41" * 9, b'"a"'.hex(), TEXT + "7"])
def test_other_digits_are_themselves(text: str) -> None:
    assert value(text) is None
