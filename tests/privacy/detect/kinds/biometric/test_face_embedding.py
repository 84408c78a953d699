"""Embeddings are told by length and norm, in the company of faces."""

import base64
import math
import struct

import pytest

from leftopen.privacy.detect.kinds.biometric import face_embedding as detector
from tests.privacy.told import claimed, told


@pytest.mark.parametrize(
    ("text", "is_one"),
    [
        ("0.1," * 127 + "0.2", True),
        ("AAAA", False),
        ("smile", False),
    ],
)
def test_valid(text: str, is_one: bool) -> None:
    assert detector.valid(text) is is_one


def unit(seed: int, length: int) -> list[float]:
    values = [math.sin(seed + n * n) for n in range(length)]
    norm = math.sqrt(sum(value * value for value in values))
    return [value / norm for value in values]


def packed(values: list[float]) -> str:
    return base64.b64encode(struct.pack(f"<{len(values)}f", *values)).decode()


@pytest.mark.parametrize(
    "name", ["人脸特征", "face_embedding", "faceFeature", "vector facial", "Gesichtsvektor", "вектор лица"]
)
def test_a_field_for_it(name: str) -> None:
    assert told(name, [unit(n, 512) for n in range(5)])["biometric.face_embedding"] >= 0.8
    assert told(name, [packed(unit(n, 128)) for n in range(5)])["biometric.face_embedding"] >= 0.8


def test_without_company_a_vector_is_a_hint() -> None:
    vectors = [{"title": "Red Chair", "vector": unit(n, 512)} for n in range(5)]
    assert claimed(vectors)["vector"] == set()
    beside = [{"camera_id": n, "face_image": "/f/1.jpg", "vector": unit(n, 512)} for n in range(5)]
    assert claimed(beside)["vector"] == {"biometric.face_embedding"}


def test_other_lengths_and_norms() -> None:
    assert not detector.see([[3.0] * 512])
    assert not detector.see([unit(1, 500)])
    assert detector.see([packed(unit(1, 256))])
    assert not detector.plausible([[0.0] * 512])


def test_hostile_numbers() -> None:
    assert not detector.plausible([[float("nan")] * 10 + [10**400] * 200])
    assert not detector.see([packed([float("inf")] * 128)])


def test_mask() -> None:
    assert detector.mask([unit(1, 512)]) == "vector of 512, unit norm"
    assert detector.mask([b"12345"]) == "packed vector"
