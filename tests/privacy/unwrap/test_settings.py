"""Settings of several lines within a text."""

import pytest

from leftopen.privacy.unwrap.settings import value

TOML = '# made by hand\n[smtp]\nhost = "mx.example"\npassword = "s3cret",\n[owner]\nname = "Anna Berg"\n'


def test_names_and_values_without_sections_and_quotes() -> None:
    assert value(TOML) == {"host": "mx.example", "password": "s3cret", "name": "Anna Berg"}


def test_a_name_that_is_said_again_has_a_list() -> None:
    assert value("- name: Anna\n- name: Tom\n- name: Eva\n") == {"name": ["Anna", "Tom", "Eva"]}


@pytest.mark.parametrize(
    "text",
    [
        "a=1\nb=2\n",
        "Dear all,\nsee: below\nand: there\nbye",
        "to: do\nand: more\nbut not this\nx: 1",
        "\n\n\n",
        " " * 999,
    ],
)
def test_letters_and_few_lines_are_themselves(text: str) -> None:
    assert value(text) is None
