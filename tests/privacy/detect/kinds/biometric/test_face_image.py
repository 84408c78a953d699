"""Images of faces are told by their field; the picture is never looked at."""

import pytest

from leftopen.privacy.detect.kinds.biometric import face_image as detector
from tests.privacy.told import claimed, told


@pytest.mark.parametrize(
    ("text", "is_one"),
    [
        ("/9j/4AAQSkZJRgABAQAAAQABAAD", True),
        ("/faces/2024/07/11.jpg", True),
        ("https://cdn.example.org/f?id=7", True),
        ("smiling", False),
        ("face.txt", False),
    ],
)
def test_valid(text: str, is_one: bool) -> None:
    assert detector.valid(text) is is_one


JPEG = "/9j/4AAQSkZJRgABAQ" + "A" * 400


@pytest.mark.parametrize(
    "name", ["人脸图片", "face_image", "faceUrl", "imagen facial", "Gesichtsbild", "фото лица", "rlzp"]
)
def test_a_field_for_it(name: str) -> None:
    assert told(name, [JPEG] * 5)["biometric.face_image"] >= 0.6
    assert told(name, [f"/faces/{n}.jpg" for n in range(5)])["biometric.face_image"] >= 0.6


def test_a_snapshot_beside_attributes_of_faces() -> None:
    assert claimed([{"snapshot": JPEG, "beard": n % 2} for n in range(12)])["snapshot"] == {"biometric.face_image"}
    assert claimed([{"snapshot": JPEG, "price": n} for n in range(12)])["snapshot"] == set()


def test_mask() -> None:
    assert detector.mask([JPEG]) == "JPEG image, 1 kB"
    assert detector.mask(["/faces/7.jpg"]) == "image file name"
