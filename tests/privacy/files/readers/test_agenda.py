"""Calendars."""

import io
from typing import Any

from leftopen.privacy.files.readers import agenda, reader_for

CALENDAR = (
    "BEGIN:VCALENDAR\r\nVERSION:2.0\r\nPRODID:-//Example//EN\r\nBEGIN:VEVENT\r\nUID:5f2@cal.example\r\n"
    "DTSTART;TZID=Europe/Berlin:20240301T100000\r\nSUMMARY:Visit\\, ward 3\r\nDESCRIPTION:one\\ntwo\r\n"
    'ORGANIZER;CN="Berg, Anna":mailto:anna@mail.example\r\n'
    "ATTENDEE;ROLE=REQ-PARTICIPANT;CN=Tom\r\n  Hall:MAILTO:tom@mail.example\r\nATTENDEE:urn:uuid:7\r\n"
    "END:VEVENT\r\nBEGIN:VEVENT\r\nSUMMARY:Not closed\r\n"
)


def read(text: str) -> list[Any]:
    return list(agenda.records(io.BytesIO(text.encode())))


def test_who_calls_and_who_comes() -> None:
    head, event, last = read(CALENDAR)
    assert head == {"prodid": "-//Example//EN"}
    assert event == {
        "uid": "5f2",
        "dtstart": "20240301T100000",
        "summary": "Visit, ward 3",
        "description": "one\ntwo",
        "organizer": {"name": "Berg, Anna", "email": "anna@mail.example"},
        "attendees": [{"name": "Tom Hall", "email": "tom@mail.example"}, {"address": "urn:uuid:7"}],
    }
    assert last == {"summary": "Not closed"}


def test_they_are_known_by_their_first_line() -> None:
    assert reader_for("calendar.dat", CALENDAR.encode()).name == "iCalendar"
    assert reader_for("x.ics", b"no calendar").name == "text"
