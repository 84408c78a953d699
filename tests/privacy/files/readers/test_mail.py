"""Messages and mailboxes."""

import base64
import io
from typing import Any

import pytest

from leftopen.privacy.files.readers import mail, reader_for

HEAD = (
    "Return-Path: <anna@mail.example>\r\nReceived: from mx.example ([203.0.113.9])\r\n\tby in.example\r\n"
    'From: =?utf-8?B?Wm/DqyBCZXJn?= <anna@mail.example>\r\nTo: "Hall, Tom" <tom@mail.example>, x@mail.example\r\n'
    "Subject: =?iso-8859-1?Q?Gr=FC=DFe?= there\r\nMIME-Version: 1.0\r\n"
)
PLAIN = HEAD + "Content-Type: text/plain; charset=utf-8\r\n\r\ncall +49 30 901820\r\n"
TABLE = base64.encodebytes(b"name,ssn\nAnna Berg,219-09-9999\n").decode()
MIXED = (
    HEAD + "Content-Type: multipart/mixed; boundary=b\r\n\r\n--b\r\nContent-Type: text/html\r\n\r\n"
    "<p>Dear <b>Tom</b></p>\r\n"
    "--b\r\nContent-Type: text/csv; name=l.csv\r\nContent-Transfer-Encoding: base64\r\n"
    "Content-Disposition: attachment; filename=l.csv\r\n\r\n" + TABLE + "\r\n"
    "--b\r\nContent-Type: application/octet-stream\r\nContent-Disposition: attachment; filename=a.bin\r\n"
    "Content-Transfer-Encoding: base64\r\n\r\nAAECAwQFBgcICQ==\r\n"
    "--b\r\nContent-Type: text/plain\r\nContent-Disposition: attachment; filename=b.eml\r\n\r\n"
    + PLAIN
    + "\r\n--b--\r\n"
)


def read(text: str) -> list[Any]:
    return list(mail.records(io.BytesIO(text.encode())))


def test_who_wrote_what_to_whom() -> None:
    assert read(PLAIN) == [
        {
            "from": [{"name": "Zoë Berg", "email": "anna@mail.example"}],
            "to": [{"name": "Hall, Tom", "email": "tom@mail.example"}, {"email": "x@mail.example"}],
            "return-path": [{"email": "anna@mail.example"}],
            "subject": "Grüße there",
            "received": ["from mx.example ([203.0.113.9])\r\n\tby in.example"],
            "body": ["call +49 30 901820\r\n"],
        }
    ]


def test_what_is_attached_is_read_by_its_reader() -> None:
    message, row = read(MIXED)
    assert message["body"][0].split() == ["Dear", "Tom"]
    assert row == {"attached": {"name": "Anna Berg", "ssn": "219-09-9999"}}


def test_a_mailbox_is_many_messages() -> None:
    begin = "From anna@mail.example Mon Mar  4 10:00:00 2024\r\n"
    found = read(begin + PLAIN + "\r\n" + begin + PLAIN.replace("call", "From here call") + "\r\n")
    assert [record["body"][0].split()[0] for record in found] == ["call", "From"]


def test_odd_encodings_are_taken_as_they_can_be() -> None:
    odd = HEAD.replace("utf-8?B", "x-none?B").replace("iso-8859-1?Q", "utf-8?B")
    (record,) = read(odd + "Content-Type: text/plain; charset=x-none\r\n\r\nZo\r\n")
    assert record["body"] == ["Zo\r\n"]
    assert record["subject"].endswith("there")


def test_parts_within_parts_are_bounded(monkeypatch: pytest.MonkeyPatch) -> None:
    nested = "".join(f"Content-Type: multipart/mixed; boundary=b{n}\r\n\r\n--b{n}\r\n" for n in range(500))
    (record,) = read(HEAD + nested + "anna@mail.example")
    assert record["text"].endswith("anna@mail.example")
    monkeypatch.setattr(mail, "_MESSAGE", 100)
    assert len(read(PLAIN)) == 1
    monkeypatch.setattr(mail, "_PARTS", 1)
    assert len(read(MIXED.replace("boundary=b", 'boundary="b"', 1))) <= 2


def test_they_are_known_by_their_headers() -> None:
    assert reader_for("-", PLAIN.encode()).name == "mail"
    assert reader_for("inbox", b"From anna@mail.example Mon Mar  4 10:00:00 2024\r\n" + PLAIN.encode()).name == "mail"
    assert reader_for("x.eml", b"no message at all\n").name == "text"
    assert not mail.fits(b"From: me\nabout: this\n\ntext\n")
    assert not mail.fits(b"date: 1\nsubject: 2\nto: 3\n")
    assert not mail.fits(b"\x00\x01\x02\x03")
