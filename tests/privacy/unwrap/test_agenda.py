"""Entries of a calendar in a text."""

from leftopen.privacy.unwrap import text
from leftopen.privacy.unwrap.agenda import _PROPERTIES, value

ENTRY = (
    "BEGIN:VCALENDAR\r\nBEGIN:VEVENT\r\nUID:7@host.example\r\nSUMMARY:Review\r\n"
    "ATTENDEE;CN=Zoë Berg:mailto:zoe@mail.example\r\nEND:VEVENT\r\nEND:VCALENDAR"
)


def test_who_comes() -> None:
    assert value(ENTRY) == [
        {"uid": "7", "summary": "Review", "attendees": [{"name": "Zoë Berg", "email": "zoe@mail.example"}]}
    ]
    assert value("BEGIN:VCALENDAR") is None
    assert value("Begin with this") is None


def test_a_calendar_is_told_from_a_card() -> None:
    held = text(ENTRY)
    assert held is not None
    assert held.value == value(ENTRY)


def test_an_entry_without_end_is_bounded() -> None:
    (entry,) = value("BEGIN:VCALENDAR\n" + "".join(f"X{n}:1\n" for n in range(_PROPERTIES + 9)))
    assert len(entry) == _PROPERTIES
