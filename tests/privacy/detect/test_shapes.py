"""Shapes that several detectors share."""

from datetime import date

import pytest

from leftopen.privacy.detect import shapes

JPEG = "/9j/4AAQSkZJRgABAQ" + "A" * 400


@pytest.mark.parametrize(
    ("text", "is_short"), [("yes", True), ("有", True), (" ", False), ("s3://bucket/x", False), ("x" * 200, False)]
)
def test_short(text: str, is_short: bool) -> None:
    assert shapes.short(text) is is_short


def test_answer() -> None:
    for value in (True, 0, 1.5, date(2024, 1, 2), "no"):
        assert shapes.answer([value])
    assert not shapes.answer([None, b"x", " "])


def test_pictures_by_content() -> None:
    assert shapes.picture([JPEG])
    assert shapes.picture([b"\x89PNG\r\n\x1a\n"])
    assert not shapes.picture(["/faces/7.jpg", b"hello", 7, "x" * 100])


@pytest.mark.parametrize(
    ("text", "is_one"),
    [("/faces/7.jpg", True), ("https://example.org/f?id=7", True), (JPEG, True), ("hello", False), ("a b.jpg", False)],
)
def test_pictures_by_name(text: str, is_one: bool) -> None:
    assert shapes.picture_text(text) is is_one
    assert shapes.picture_or_name([text]) is is_one


def test_shown() -> None:
    assert shapes.shown_picture([7, JPEG]) == "JPEG image, 1 kB"
