"""Documents in a text."""

import json

import pytest

from leftopen.privacy import unwrap
from leftopen.privacy.unwrap.json import value


@pytest.mark.parametrize("text", ["{", "[draft]", '{"a": 1', "[" * 60_000 + "]" * 60_000])
def test_what_is_no_document_is_nothing(text: str) -> None:
    assert value(text) is None


@pytest.mark.parametrize(
    ("text", "held"),
    [
        ("{'name': 'Anna', 'seen': None}", {"name": "Anna", "seen": None}),
        ("[{'age': 34, 'tags': ('a',)}]", [{"age": 34, "tags": ("a",)}]),
        ("{'name': __import__('os')}", None),
        ("{'name'}", None),
        ("{'a': " + "[" * 5000 + "]" * 5000 + "}", None),
        ("{'a': '" + "x" * 20_000 + "'}", None),
        ("{'draft', 'name': x}", None),
    ],
)
def test_maps_as_python_shows_them_are_literals(text: str, held: object) -> None:
    assert value(text) == held


@pytest.mark.parametrize(
    ("text", "held"),
    [
        ('{"user"=>{"name"=>"Anna =>"}, :seen=>nil}', {"user": {"name": "Anna =>"}, "seen": None}),
        ("{:a=>1, :b => [true]}", {"a": 1, "b": [True]}),
        ("{ x => x + 1 }", None),
        ('{"a"=>#<User>}', None),
    ],
)
def test_maps_as_ruby_shows_them_are_literals(text: str, held: object) -> None:
    assert value(text) == held


@pytest.mark.parametrize(
    "data", [b'{"mail": "anna@example.org"}', b'[{"mail": "anna@example.org"}]', b'{\n "mail": 1}']
)
def test_bytes_that_are_json_are_read(data: bytes) -> None:
    assert unwrap.data(data) == json.loads(data)
    assert unwrap.data(data[:-1]) is None


def test_the_end_of_a_line_is_no_part_of_a_document() -> None:
    found = unwrap.text('{"log": 1}\n')
    assert found is not None
    assert found.value == {"log": 1}
