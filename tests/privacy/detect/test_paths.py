"""Names of a path."""

import pytest

from leftopen.privacy.detect.paths import names_in
from leftopen.privacy.detect.standing import of_path


@pytest.mark.parametrize(
    ("path", "names"),
    [
        (("Items", "[]", "age", "N"), ["Items", "age"]),
        (("Items", "[]", "phones", "L", "[]", "S"), ["Items", "phones"]),
        (("documents", "[]", "fields", "birthday", "timestampValue"), ["documents", "fields", "birthday"]),
        (("value", "email", "string"), ["value", "email"]),
        (("users", "*", "name"), ["users", "name"]),
        (("N",), ["N"]),
    ],
)
def test_types_lists_and_keys_that_are_values_are_no_names(path: tuple[str, ...], names: list[str]) -> None:
    assert names_in(path) == names


@pytest.mark.parametrize(
    ("path", "concept"),
    [
        (("Items", "[]", "age", "N"), "person.age"),
        (("Items", "[]", "phones", "L", "[]", "S"), "contact.phone"),
        (("fields", "birthday", "timestampValue"), "person.birth_date"),
    ],
)
def test_a_typed_value_is_called_as_what_it_stands_in(path: tuple[str, ...], concept: str) -> None:
    assert any(hint.concept == concept and hint.strength == 1.0 for hint in of_path(path))
