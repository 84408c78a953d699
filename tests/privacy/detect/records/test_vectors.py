"""Vectors that no name and no form tells, beside what tells of faces."""

import random
from base64 import b64encode
from typing import Any

import pytest

from tests.privacy.told import claimed

EMBEDDING = "biometric.face_embedding"
FACE_IMAGE = "biometric.face_image"


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


def _base64(rng: random.Random) -> str:
    return b64encode(rng.randbytes(240)).decode()


@pytest.mark.parametrize(
    ("beside", "label"),
    [
        ("finger_index", "biometric.fingerprint"),
        ("palm_template", "biometric.fingerprint"),
        ("face_template", EMBEDDING),
    ],
)
@pytest.mark.parametrize("name", ["template", "template10"])
def test_a_template_is_of_the_body_that_stands_beside_it(name: str, beside: str, label: str) -> None:
    other = (lambda rng: rng.randrange(10)) if beside == "finger_index" else _base64
    assert claimed(_rows(user_no=lambda rng: rng.randrange(99), **{name: _base64, beside: other}))[name] == {label}


@pytest.mark.parametrize(
    ("beside", "value"),
    [
        ("subject", _base64),
        ("finger_index", lambda rng: "Dear {name}, your order has been sent. " * 6),
        ("finger_index", lambda rng: f"T{rng.randrange(9)}"),
        ("finger_index", lambda rng: "QmFzZTY0" * 30),
    ],
)
def test_a_template_of_a_letter_or_the_same_for_all_is_none(beside: str, value: Any) -> None:
    told = claimed(_rows(template=value, **{beside: lambda rng: rng.randrange(10)}))
    assert not any(label.startswith("biometric.") for label in told["template"])


def test_a_vector_whose_own_name_tells_a_face_is_of_one() -> None:
    assert EMBEDDING in claimed(_rows(full_name="Ada Okafor", tmplFace=lambda rng: _vector(rng, 128)))["tmplFace"]
    assert EMBEDDING not in claimed(_rows(full_name="Ada Okafor", tmplDoc=lambda rng: _vector(rng, 100)))["tmplDoc"]


def _minutiae(rng: random.Random) -> str:
    return "\n".join(f"{rng.randrange(400)} {rng.randrange(500)} {rng.randrange(360)} 40" for _ in range(20))


@pytest.mark.parametrize(
    ("name", "beside", "value", "label"),
    [
        ("Tmp", "duress", _base64, "biometric.fingerprint"),
        ("payload", "thumb_template", _base64, "biometric.fingerprint"),
        ("zzp", "wsq", _minutiae, "biometric.fingerprint"),
        ("content", "duress", lambda rng: b64encode(b"\xff\xd8\xff\xe0" + rng.randbytes(99)).decode(), FACE_IMAGE),
        ("rosto_modelo", "matricula", _base64, EMBEDDING),
        ("yüz_şablonu", "sicil", _base64, EMBEDDING),
    ],
)
def test_bytes_that_a_reader_of_bodies_hands_on_are_templates(name: str, beside: str, value: Any, label: str) -> None:
    other = _base64 if beside in ("thumb_template", "wsq") else (lambda rng: rng.randrange(2))
    assert label in claimed(_rows(user_no=lambda rng: rng.randrange(99), **{name: value, beside: other}))[name]


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("payload", lambda rng: b64encode(b"%PDF-1.7\n" + rng.randbytes(240)).decode()),
        ("payload", lambda rng: b64encode(rng.randbytes(24)).decode()),
        ("payload", lambda _: "QmFzZTY0" * 30),
        ("session_token", _base64),
        ("points", lambda rng: "\n".join(str(rng.randrange(99)) for _ in range(20))),
    ],
)
def test_other_bytes_beside_a_template_are_none(name: str, value: Any) -> None:
    told = claimed(_rows(thumb_template=_base64, **{name: value}))
    assert not any(label.startswith("biometric.") for label in told[name])


def test_a_vector_is_of_a_face_where_the_record_names_a_model_of_faces() -> None:
    for known in ("buffalo_l/arcface.onnx", "VGG-Face", "Facenet512"):
        assert EMBEDDING in claimed(_rows(embedding=lambda rng: _vector(rng, 512), model=known))["embedding"]
    for model in ("text-embedding-3", "clip-vit-b32", "surface", 5):
        assert EMBEDDING not in claimed(_rows(embedding=lambda rng: _vector(rng, 512), model=model))["embedding"]


def test_faces_that_are_counted_are_of_no_body() -> None:
    mesh = claimed(_rows(face_count=lambda rng: rng.randrange(9000), normal_vector=lambda rng: _vector(rng, 128)))
    assert not mesh["normal_vector"]
