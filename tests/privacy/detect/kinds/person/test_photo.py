"""A photograph is told by its field; the picture is never looked at."""

import pytest

from leftopen.privacy.detect.kinds.person import photo as detector
from tests.privacy.told import told


@pytest.mark.parametrize(
    ("text", "is_one"),
    [
        ("https://example.org/u/7.png", True),
        ("/9j/4AAQSkZJRgABAQAAAQABAAD", True),
        ("portrait mode", False),
    ],
)
def test_valid(text: str, is_one: bool) -> None:
    assert detector.valid(text) is is_one


JPEG = "/9j/4AAQSkZJRgABAQ" + "A" * 400


@pytest.mark.parametrize("name", ["avatar", "照片", "foto", "zp", "profile_picture"])
def test_a_field_for_photographs(name: str) -> None:
    assert told(name, [JPEG] * 5)["person.photo"] >= 0.6


def test_an_image_without_a_name_is_a_hint() -> None:
    assert 0.1 < told("x9", [JPEG] * 5)["person.photo"] < 0.5


def test_bytes_and_mask() -> None:
    png = b"\x89PNG\r\n\x1a\n" + bytes(4000)
    assert told("avatar", [png] * 5)["person.photo"] >= 0.6
    assert detector.mask([png]) == "PNG image, 4 kB"
