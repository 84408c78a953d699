"""Claims of tokens."""

from leftopen.privacy.unwrap import text


def test_a_token_is_a_value_besides() -> None:
    found = text("eyJhbGciOiJub25lIn0.eyJlbWFpbCI6ImFubmFAZXhhbXBsZS5vcmcifQ.c2ln")
    assert found is not None
    assert (found.value, found.beside) == ({"email": "anna@example.org"}, True)
    assert text("eyJhbGciOiJub25lIn0.notjsonatall.c2ln") is None
