"""Settings: environment files, properties, INI, flat YAML."""

import io
from typing import Any

import pytest

from leftopen.privacy.files.readers import reader_for, settings


def read(text: str) -> list[Any]:
    return list(settings.records(io.BytesIO(text.encode())))


ENV = "# made by setup\nDB_PASSWORD='s3cr3t one'\nexport APP_ENV=prod\nEMPTY=\nMAIL_USER=\"a@b.example\"\n"


def test_names_and_values_of_one_block() -> None:
    assert read(ENV) == [{"DB_PASSWORD": "s3cr3t one", "APP_ENV": "prod", "MAIL_USER": "a@b.example"}]


def test_sections_blank_lines_dashes_and_names_that_come_again_begin_records() -> None:
    ini = "[one]\nuser = anna\n[two]\nuser = tom\n\nuser: eva\nuser: jo\nno setting here at all\n"
    assert read(ini) == [
        {"user": "anna"},
        {"user": "tom"},
        {"user": "eva"},
        {"text": "no setting here at all"},
        {"user": "jo"},
    ]
    yaml = "people:\n  - name: Anna\n    mail: a@b.example\n  - name: Tom\n    mail: t@b.example\n"
    assert read(yaml) == [{"name": "Anna", "mail": "a@b.example"}, {"name": "Tom", "mail": "t@b.example"}]


def test_a_block_without_end_is_cut(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(settings, "_MOST", 2)
    assert read("a=1\nb=2\nc=3\n") == [{"a": "1", "b": "2"}, {"c": "3"}]


def test_they_are_known_by_their_lines() -> None:
    assert reader_for("", ENV.encode()).name == "settings"
    assert reader_for("app.properties", b"mail.user=x\nmail.password=y\n").name == "settings"
    assert reader_for("x.yaml", b"people:\n  - name: Anna\n").name == "settings"
    assert reader_for("notes.txt", b"Dear all\nplease note: the door is shut\nsee you\n").name == "text"
    assert not settings.fits(b"ts=1 level=info mail=a@b.example\nts=2 level=warn mail=c@b.example\n" * 3)
    assert not settings.fits(b"\x00\x01" * 500)
    assert not settings.takes(b"\x00\x01" * 500)
    assert not settings.takes(b"")
