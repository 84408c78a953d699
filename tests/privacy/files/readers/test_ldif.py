"""Entries of directories."""

import io
from typing import Any

import pytest

from leftopen.privacy.files.readers import ldif, reader_for

TEXT = (
    "version: 1\n# people\ndn: uid=ada,dc=example\nmail: a@b.example\nmail: c@d.example\nmail: e@f.example\n"
    "cn;lang-de:: SsO8cmdlbg==\ndescription: a long\n  line\njpegPhoto:: /9j/4A==\n\n"
    "dn: uid=bob\nchangetype: add\nuserPassword:: e1NTSEF9eA==\nbroken:: ***\n-\nno pair here\n"
)


def read(text: str) -> list[Any]:
    return list(ldif.records(io.BytesIO(text.encode())))


def test_entries() -> None:
    assert read(TEXT) == [
        {"version": "1", "dn": "uid=ada,dc=example", "mail": ["a@b.example", "c@d.example", "e@f.example"]}
        | {"cn": "Jürgen", "description": "a long line", "jpegPhoto": b"\xff\xd8\xff\xe0"},
        {"dn": "uid=bob", "changetype": "add", "userPassword": "{SSHA}x", "broken": "***", "text": "no pair here"},
    ]
    assert read("") == []


@pytest.mark.parametrize("text", [TEXT, "\r\ndn: cn=x\r\ncn: x\r\n", "DN:: eA==\n"])
def test_it_is_known(text: str) -> None:
    assert reader_for("-", text.encode()).name == "LDIF"
    assert not ldif.fits(b"name: Ada\ndn: x\n")
    assert ldif.takes(b"name: Ada\n")


def test_an_entry_without_end_is_bounded(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(ldif, "_LINES", 10)
    assert len(read("dn: x\n" + "mail: a@b.example\n" * 100)) > 9
