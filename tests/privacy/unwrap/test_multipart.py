"""Bodies of forms in parts."""

import pytest

from leftopen.privacy.unwrap.multipart import OPENS, value

BODY = """------x
Content-Disposition: form-data; name="full_name"

Anna Berg
------x
Content-Disposition: form-data; name="photo"; filename="a.png"
Content-Type: image/png

PNG
------x--
"""


@pytest.mark.parametrize("end", ["\n", "\r\n"])
def test_each_part_is_a_field(end: str) -> None:
    assert BODY[:2] in OPENS
    assert value(BODY.replace("\n", end)) == {"full_name": "Anna Berg", "photo": "PNG"}


@pytest.mark.parametrize("text", ["--", "-- a rule\ntext", "------\nContent-Disposition: inline\n\nx", "-" * 60_000])
def test_rules_are_none(text: str) -> None:
    assert value(text) is None
