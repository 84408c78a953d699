"""Address books."""

import io
from typing import Any

from leftopen.privacy.files.readers import reader_for, vcard

CARD = (
    "BEGIN:VCARD\r\nVERSION:3.0\r\nN:Berg;Anna;;Dr.;\r\nFN:Anna Berg\r\nEMAIL;TYPE=home:anna@mail.example\r\n"
    "item1.EMAIL:a.berg@work.example\r\nTEL;TYPE=CELL:tel:+49 151 1234567\r\n"
    'ADR;TYPE="a:b":;;High St 1;Leeds;;LS1;UK\r\n'
    "NOTE:one\\, and\r\n  two\r\nX-ODD:3\r\nBDAY:1980-01-02\r\nEND:VCARD\r\n"
)


def read(text: str) -> list[Any]:
    return list(vcard.records(io.BytesIO(text.encode())))


def test_properties_by_what_they_mean() -> None:
    (card,) = read(CARD)
    assert card == {
        "family_name": "Berg",
        "given_name": "Anna",
        "full_name": "Anna Berg",
        "email": ["anna@mail.example", "a.berg@work.example"],
        "telephone": ["+49 151 1234567"],
        "address": ["High St 1, Leeds, LS1, UK"],
        "note": "one, and two",
        "x-odd": "3",
        "birth_date": "1980-01-02",
    }


def test_cards_that_are_not_closed_or_not_cards() -> None:
    assert [card["full_name"] for card in read("BEGIN:VCARD\nFN:A\nBEGIN:VCARD\nFN:B\n")] == ["A", "B"]
    assert read("\nno property\nEND:VCARD\n") == []


def test_old_cards_are_quoted_printable() -> None:
    (card,) = read("BEGIN:VCARD\nFN;CHARSET=UTF-8;ENCODING=QUOTED-PRINTABLE:J=C3=BCrgen\nEND:VCARD\n")
    assert card == {"full_name": "Jürgen"}


def test_they_are_known_by_their_first_line() -> None:
    assert reader_for("contacts.dat", CARD.encode()).name == "vCard"
    assert reader_for("x.vcf", b"no card").name == "text"
