"""special.politics is told by its field."""

import pytest

from leftopen.privacy.detect.kinds.special import politics as detector
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


@pytest.mark.parametrize(
    "name", ["political_affiliation", "政治面貌", "afiliación política", "Parteizugehörigkeit", "партийность", "zzmm"]
)
def test_fields_in_many_languages(name: str) -> None:
    assert told(name, ["yes", "no"] * 10)["special.politics"] >= 0.8
    assert told(name, [0, 1] * 10)["special.politics"] >= 0.8


@pytest.mark.parametrize("name", ["party_size", "third party"])
def test_other_fields(name: str) -> None:
    assert "special.politics" not in told(name, ["yes", "no"] * 10)


def test_masks_do_not_tell() -> None:
    assert {detector.mask([value]) for value in ("yes", "no", 1)} == {"███"}
