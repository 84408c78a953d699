"""Interchanges of UN/EDIFACT."""

import io
from typing import Any

import pytest

from leftopen.privacy.files.readers import edifact, reader_for

LIST = (
    "UNA:+.? 'UNB+UNOA:4+AIR+GOV+240301:1000+1'UNH+1+PAXLST:D:12B:UN:IATA'BGM+745'TDT+20+LH123'\n"
    "NAD+FL+++O?'HARA:ANNA:M+High St 1+LEEDS++LS1+GBR'ATT+2++F'DTM+329:800102'NAT+2+DEU'DOC+P:110:111+C01X00T47'"
    "RFF+AVF:X7Y8'COM+?+4930901820:TE+a?+b@mail.example:EM'UNT+9+1'UNZ+1+1'"
)
ORDER = "UNB+UNOC:3+A+B+240301:1000+1'\r\nUNH+1+ORDERS:D:96A:UN'\r\n"
ORDER += "NAD+BY+5412345000013::9++Example GmbH'\r\nDTM+137:20240301'\r\n"


def read(text: str) -> list[Any]:
    return list(edifact.records(io.BytesIO(text.encode())))


def test_a_passenger() -> None:
    flight, passenger = read(LIST)
    assert flight == {"bgm": ["745"], "tdt": ["20 LH123"]}
    assert passenger == {
        "passenger": {
            "family_name": "O'HARA",
            "given_name": "ANNA M",
            "street": "High St 1",
            "city": "LEEDS",
            "postcode": "LS1",
            "country": "GBR",
            "gender": "F",
            "birth_date": "800102",
            "nationality": "DEU",
            "passport_number": "C01X00T47",
            "rff": ["AVF X7Y8"],
            "telephone": "+4930901820",
            "email": "a+b@mail.example",
        }
    }


def test_a_firm_and_a_message_without_end() -> None:
    assert read(ORDER) == [
        {"buyer": {"name": "Example GmbH", "partner_number": "5412345000013", "document_date": "20240301"}}
    ]
    assert read("UNB+UNOC:3+A'NAD+ZZ'DTM+9:1'DOC+X:1+77'") == [
        {"trading_partner": {"dtm": ["9 1"], "document_number": "77"}}
    ]


def test_a_mark_that_is_released_twice_ends_what_it_stands_in() -> None:
    assert read("UNA:+.? 'UNB+UNOA:4'FTX+AAI+a??+b?:c?''UNT+1'") == [{"ftx": ["AAI a? b:c'"]}]
    assert read("UNA:+.  'UNB+UNOA:4'FTX+AAI+a'UNT+1'") == [{"ftx": ["AAI a"]}]


def test_segments_of_a_record_and_their_length_are_bounded(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(edifact, "_ENTRIES", 1)
    assert read("UNB+UNOA:4'NAD+FL+++A:B'DTM+329:800102'DTM+36:300102'") == [
        {"passenger": {"family_name": "A", "given_name": "B"}}
    ]
    monkeypatch.setattr(edifact, "_SEGMENT", 100)
    assert read("UNB+UNOA:4'" + "x" * 200_000 + "'FTX+a'") == [{"ftx": ["a"]}]


def test_they_are_known_by_their_header() -> None:
    assert reader_for("list.dat", LIST.encode()).name == "EDIFACT"
    assert reader_for("x.edi", ORDER.encode()).name == "EDIFACT"
    assert reader_for("x.edi", b"ISA*00*not this").name == "text"
    assert not edifact.fits(b"UNBELIEVABLE")
