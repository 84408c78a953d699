"""Records written downwards."""

import io
from typing import Any

import pytest

from leftopen.privacy.files.readers import cards, reader_for


def read(text: str) -> list[Any]:
    return list(cards.records(io.BytesIO(text.encode())))


DOWN = "*************************** 1. row ***************************\n   id: 1\n email: {0}@b.example\n phone: 5\n"
EXPANDED = "-[ RECORD 1 ]----\nfull_name | Anna Berg\nphone     | 5\n"
STOLEN = "URL: https://shop.example/login\nUsername: anna@b.example\nPassword: s3cret!x\n==========\n"
RADIUS = 'Mon Feb  1 12:00:00 2021\n\tUser-Name = "anna@b.example"\n\tUser-Password = "s3cret"\n\n'
EXIF = "File Name          : IMG_1.jpg\nArtist             : Anna Berg\nGPS Latitude       : 45 deg 1' 2.00\" N\n\n"


@pytest.mark.parametrize(
    ("text", "first"),
    [
        (DOWN.format("anna") * 3, {"id": "1", "email": "anna@b.example", "phone": "5"}),
        (EXPANDED * 3, {"full_name": "Anna Berg", "phone": "5"}),
        (STOLEN * 3, {"URL": "https://shop.example/login", "Username": "anna@b.example", "Password": "s3cret!x"}),
        (EXIF * 3, {"File Name": "IMG_1.jpg", "Artist": "Anna Berg", "GPS Latitude": "45 deg 1' 2.00\" N"}),
    ],
)
def test_each_card_is_a_record(text: str, first: dict[str, str]) -> None:
    assert reader_for("x.txt", text.encode()).name == "cards"
    assert read(text) == [first] * 3


def test_a_heading_is_text_and_begins_a_card() -> None:
    assert reader_for("detail", (RADIUS * 3).encode()).name == "cards"
    card = {"User-Name": "anna@b.example", "User-Password": "s3cret"}
    assert read(RADIUS) == [{"text": "Mon Feb  1 12:00:00 2021"}, card]


@pytest.mark.parametrize(
    "text",
    [
        "Anna: hello\nTom: hi\n\nAnna: all well?\nTom: yes\nAnna: fine\n",
        "Dear all,\n\nplease note: the office is shut.\n\nRegards\n",
        "name: Anna\nphone: 5\n",
        "\x00\x01\x02name: Anna",
    ],
)
def test_talk_letters_and_few_lines_are_no_cards(text: str) -> None:
    assert not cards.fits(text.encode())


def test_a_card_without_end_is_cut(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(cards, "_MOST", 2)
    assert read("a: 1\nb: 2\nc: 3\n") == [{"a": "1", "b": "2"}, {"c": "3"}]
