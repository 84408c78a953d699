"""What stands in quotes as a whole is what they hold."""

from typing import Any

import pytest

from leftopen.privacy.unwrap import quoted
from tests.privacy.told import claimed

PEOPLE = [
    ("Thora Quillfeather", "1980-02-03", "F"),
    ("Ansel Castellan", "1971-11-30", "M"),
    ("Petra Marchbanks", "1992-07-14", "F"),
    ("Yorick Lindqvist", "1966-01-09", "M"),
]


@pytest.mark.parametrize(
    ("text", "holds"),
    [
        ("„Anna“", "Anna"),
        ("「安娜」", "安娜"),
        ("`Anna`", "Anna"),
        ('"She said ""no"""', 'She said "no"'),
        (r"'it\'s'", "it's"),
        (r'"[\"Anna\", \"Ben\"]"', ["Anna", "Ben"]),
        (r'"{broken"', "{broken"),
        ('"a" and "b"', None),
        ("“a” and “b”", None),
        ('" "', None),
        ('"', None),
        ("«", None),
    ],
)
def test_value(text: str, holds: Any) -> None:
    assert quoted.value(text) == holds


@pytest.mark.parametrize(("before", "after"), [('"', '"'), ("'", "'"), ("`", "`"), ("“", "”"), ("«", "»")])
def test_people_in_quotes_are_people(before: str, after: str) -> None:
    records = [
        {key: f"{before}{value}{after}" for key, value in zip(("full_name", "dob", "gender"), person, strict=True)}
        for person in PEOPLE
    ]
    assert claimed(records) == {"full_name": {"person.name"}, "dob": {"person.birth_date"}, "gender": {"person.gender"}}
