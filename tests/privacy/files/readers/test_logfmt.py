"""Logs of pairs."""

import io
from typing import Any

import pytest

from leftopen.privacy.files.readers import logfmt, reader_for


def read(text: str) -> list[Any]:
    return list(logfmt.records(io.BytesIO(text.encode())))


LINE = 'level=info msg="order \\"7\\" placed" email=anna@b.example ip=192.0.2.7\n'


def test_pairs_are_fields_and_the_rest_is_text() -> None:
    assert reader_for("app.log", (LINE * 4).encode()).name == "log of pairs"
    assert read(LINE) == [
        {"level": "info", "msg": 'order "7" placed', "email": "anna@b.example", "ip": "192.0.2.7"},
    ]
    assert read("Feb 1 fw: text=x user='anna' done\n\n") == [{"text": "x", "user": "anna", "rest": "Feb 1 fw: done"}]


@pytest.mark.parametrize(
    "text",
    [
        "a=1\nb=2\nc=3\nd=4\n",
        "It was said that x=1 and y=2 and z=3 hold for all of these, as shown above in the text of the chapter.\n" * 4,
        LINE,
        "no pairs here\n" * 5,
        "\x00\x01=",
    ],
)
def test_settings_and_running_text_are_none(text: str) -> None:
    assert not logfmt.fits(text.encode())


def test_pairs_of_one_line_are_bounded(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(logfmt, "_MOST", 2)
    assert read("a=1 b=2 c=3\n") == [{"a": "1", "b": "2", "text": "c=3"}]
