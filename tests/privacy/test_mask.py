"""Masks show a fifth at most, and of small vocabularies nothing."""

import string
from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from leftopen.privacy import mask
from leftopen.privacy.detect.kinds import detectors


@given(st.text(st.sampled_from(string.ascii_letters + string.digits), min_size=1, max_size=500))
def test_text_shows_a_fifth_at_most(value: str) -> None:
    shown = mask.masked(value)
    assert sum(c != mask.BLOCK for c in shown) <= min(3, len(value) / 5)
    assert len(shown) <= len(value)


@given(st.text(min_size=1, max_size=200))
def test_words_show_nothing(value: str) -> None:
    assert set(mask.words(value)) <= {mask.BLOCK, " "}


@pytest.mark.parametrize(
    ("value", "shown"),
    [
        ("1234", "████"),
        ("12345", "1████"),
        ("13800138000", "1█████████0"),
        ("11010519491231002X", "1███████████████2X"),
        ("x" * 1000, "█" * 40),
        ("", "█"),
    ],
)
def test_text(value: str, shown: str) -> None:
    assert mask.masked(value) == shown


@pytest.mark.parametrize(
    ("value", "shown"),
    [
        ("zhao@example.org", "z███@e██████.org"),
        ("li@example.museum", "██@e██████.██████"),
        ("a@b.c", "█@█.█"),
        ("nothing", "@.███████"),
    ],
)
def test_email(value: str, shown: str) -> None:
    assert mask.email(value) == shown


@pytest.mark.parametrize(
    ("value", "shown"),
    [
        ("1984-03-07", "19██-██-██"),
        ("19840307", "19██████"),
        ("7.3.84", "█.█.██"),
        (date(1984, 3, 7), "19██-██-██"),
        (448_243_200_000, "████████████"),
    ],
)
def test_day(value: object, shown: str) -> None:
    assert mask.day(value) == shown


def test_coordinates() -> None:
    assert mask.coordinates(39.9087, 116.3975) == "3█.██, 1██.██"
    assert mask.coordinates(-3.5) == "█.██"
    assert mask.coordinates("x") == "█.██"


def test_vectors() -> None:
    assert mask.vector([0.1] * 128) == "vector of 128"
    assert mask.vector([1.0, *[0.0] * 511]) == "vector of 512, unit norm"
    assert not mask.unit([10**400])


def test_pictures() -> None:
    assert mask.picture(b"\xff\xd8\xff" + bytes(22_997)) == "JPEG image, 23 kB"
    assert mask.picture("data:image/png;base64,iVBORw0KGgo" + "A" * 4000) == "PNG image, 3 kB"
    assert mask.picture("/faces/7.jpg") == "image file name"


def test_unpack() -> None:
    assert mask.unpack("aGVsbG8gd29ybGQ") == b"hello world"
    assert mask.unpack("-_-_-_-_-_-_") == bytes.fromhex("fbffbf") * 3
    assert mask.unpack("päää" * 9) is None
    assert mask.unpack("a b c d e f g h") is None


SMALL = {
    "person.gender": ["F", "M", "female", "男", "女"],
    "special.ethnicity": ["Han", "Uyghur", "Tibetan"],
    "special.religion": ["Islam", "佛教", "catholic"],
    "special.health": ["HIV", "asthma", "E11.9"],
    "special.fertility": ["0", "1", "pregnant"],
    "person.age": ["7", "53"],
    "credential.password": ["hunter2", "a"],
    "biometric.face_attribute": ["有", "beard"],
}


@pytest.mark.parametrize("label", SMALL)
def test_masks_of_small_vocabularies_are_all_the_same(label: str) -> None:
    (detector,) = (each for each in detectors() if each.label == label)
    assert len({detector.mask([value]) for value in SMALL[label]}) == 1


@pytest.mark.parametrize("detector", detectors(), ids=lambda detector: detector.name)
@pytest.mark.parametrize("value", ["a-value-of-some-length-91827", "1234567890123456", "大家好我是王小明"])
def test_no_detector_shows_more_than_a_fifth(detector: object, value: str) -> None:
    shown = detector.mask([value])  # type: ignore[attr-defined]  # parametrize gives objects
    kept = [c for c in shown if c in value and c not in "-@.: "]
    if mask.BLOCK in shown:
        assert len(kept) <= max(3, len(value) // 5)
    else:
        assert not any(part in shown for part in (value, value[:5], value[-5:]))
