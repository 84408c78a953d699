"""special.sex_life is told by its field."""

import pytest

from leftopen.privacy.detect.kinds.special import sex_life as detector
from tests.privacy.told import told


@pytest.mark.parametrize(
    ("text", "is_one"),
    [
        ("yes", True),
        ("有", True),
        (" ", False),
        ("https://example.org", False),
        ("x" * 200, False),
    ],
)
def test_valid(text: str, is_one: bool) -> None:
    assert detector.valid(text) is is_one


@pytest.mark.parametrize("name", ["sexual_orientation", "性取向", "vida sexual", "orientation sexuelle"])
def test_fields_in_many_languages(name: str) -> None:
    assert told(name, ["yes", "no"] * 10)["special.sex_life"] >= 0.8
    assert told(name, [0, 1] * 10)["special.sex_life"] >= 0.8


@pytest.mark.parametrize("name", ["orientation", "sex"])
def test_other_fields(name: str) -> None:
    assert "special.sex_life" not in told(name, ["yes", "no"] * 10)


def test_masks_do_not_tell() -> None:
    assert {detector.mask([value]) for value in ("yes", "no", 1)} == {"███"}
