"""Vectors that no name and no form tells, beside what tells of faces."""

import random
from typing import Any

import pytest

from tests.privacy.told import claimed

EMBEDDING = "biometric.face_embedding"


def _vector(rng: random.Random, length: int) -> list[float]:
    return [round(rng.gauss(0, 0.12), 5) for _ in range(length)]


def _rows(**fields: Any) -> list[dict[str, Any]]:
    rng = random.Random(7)
    return [{name: value(rng) if callable(value) else value for name, value in fields.items()} for _ in range(20)]


@pytest.mark.parametrize("name", ["zzz", "дескриптор", "v1"])
def test_a_vector_beside_a_beard_and_glasses_is_of_a_face_though_not_of_unit_length(name: str) -> None:
    beside = {"beard": lambda rng: rng.random() < 0.3, "wearing_glasses": lambda rng: rng.random() < 0.5}
    assert EMBEDDING in claimed(_rows(**{name: lambda rng: _vector(rng, 128)}, **beside))[name]
    above = [{"лицо": {name: row[name]}} for row in _rows(**{name: lambda rng: _vector(rng, 512)})]
    assert EMBEDDING in claimed(above)[f"лицо.{name}"]


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("zzz", lambda rng: [rng.randrange(256) for _ in range(128)]),  # a histogram
        ("zzz", lambda rng: [round(rng.random(), 4) for _ in range(128)]),
        ("zzz", lambda rng: _vector(rng, 100)),
        ("file_size", lambda rng: _vector(rng, 128)),
    ],
)
def test_other_numbers_beside_a_face_are_none(name: str, value: Any) -> None:
    told = claimed(_rows(beard=lambda rng: rng.random() < 0.3, **{name: value}))
    assert EMBEDDING not in told.get(name, set())


def test_a_vector_beside_texts_is_of_nobody() -> None:
    assert not claimed(_rows(title="A page", zzz=lambda rng: _vector(rng, 384)))["zzz"]
