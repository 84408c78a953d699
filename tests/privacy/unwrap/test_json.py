"""Documents in a text."""

import pytest

from leftopen.privacy.unwrap.json import value


@pytest.mark.parametrize("text", ["{", "[draft]", '{"a": 1', "[" * 60_000 + "]" * 60_000])
def test_what_is_no_document_is_nothing(text: str) -> None:
    assert value(text) is None
