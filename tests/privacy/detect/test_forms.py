"""Kinds that are told by a written form, as data."""

import pytest

from leftopen.privacy.detect.forms import form
from tests.privacy.told import claimed

PAGE = {"what": "w", "issuer": "i", "source": "s"}


def test_found_named_and_never() -> None:
    unit = form(
        {"find": ["[0-9]{4}-[A-Z]"], "named": ["[0-9]{4}"], "never": ["0000-x"], **PAGE}, "network.mac", "x.toml"
    )
    assert (unit.valid("1234-A"), unit.valid("1234"), unit.valid("0000-X")) == (True, False, False)
    assert (unit.plausible(["1234"]), unit.plausible([1234]), unit.plausible(["x"])) == (True, True, False)
    assert unit.CLAIM == "checked"
    assert unit.mask(["1234-A"]) == "1█████"


def test_a_form_that_only_a_name_can_tell() -> None:
    unit = form({"named": ["[0-9]{4}"], "shows": "code", **PAGE}, "network.mac", "x.toml")
    assert (unit.CLAIM, unit.PATTERN, unit.mask(["1234"])) == ("named", None, "code")


def test_a_check_decides() -> None:
    unit = form({"find": ["[0-9]{16}"], "check": "luhn", **PAGE}, "finance.card", "x.toml")
    assert (unit.valid("4111111111111111"), unit.valid("4111111111111112")) == (True, False)


def test_an_unsound_table_stops_the_program() -> None:
    with pytest.raises(ValueError, match=r"x\.toml: pattern"):
        form({"find": 3, **PAGE}, "network.mac", "x.toml")


def test_a_vector_counts_where_the_table_says_so() -> None:
    unit = form({"named": ["[0-9]{4}"], "vectors": True, **PAGE}, "biometric.voice", "x.toml")
    assert (unit.plausible([[0.1] * 192]), unit.plausible([[0.1] * 12]), unit.plausible([["a"] * 99])) == (
        True,
        False,
        False,
    )
    assert not form({"named": ["[0-9]{4}"], **PAGE}, "biometric.voice", "x.toml").plausible([[0.1] * 192])


def test_what_has_no_figure_is_no_number_of_anybody() -> None:
    kinds = [{"type_piece_identite": ("CNI", "PASSEPORT", "CARTE SEJOUR")[n % 3], "n": n} for n in range(30)]
    assert claimed(kinds)["type_piece_identite"] == set()
    numbers = [{"piece_identite": f"AB{n}234567", "n": n} for n in range(10, 40)]
    assert claimed(numbers)["piece_identite"] == {"id.xx.national"}
