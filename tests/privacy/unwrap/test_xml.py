"""XML within a text."""

import pytest

from leftopen.privacy.unwrap import xml
from leftopen.privacy.unwrap.xml import value

PAYMENT = """<?xml version="1.0"?>
<pain:Tx xmlns:pain="urn:x"><pain:Amt Ccy="EUR">7.50</pain:Amt><pain:Nm>Anna Berg</pain:Nm>
<Id/><Id>8</Id><Id>9</Id></pain:Tx>"""


def test_elements_and_attributes_by_their_names() -> None:
    assert value(PAYMENT) == {"Tx": {"Amt": {"Ccy": "EUR", "text": "7.50"}, "Nm": "Anna Berg", "Id": [{}, "8", "9"]}}


@pytest.mark.parametrize(
    "text",
    [
        "<p>Hello <b>Anna</b></p>",
        "<name>Anna</name>",
        "<a",
        "<3 it>",
        "<tx><name>Anna</tx>",
        '<?xml version="1.0"?><x><y>1</y>',
        '<!DOCTYPE x [<!ENTITY y "z">]><x><y>1</y></x>',
        '<?xml version="1.0"?><!DOCTYPE x [<!ENTITY y "z">]><x><y>&y;</y></x>',
        "<n>" * 40 + "</n>" * 40,
        "<tx>" + "<n/>" * 3000 + "</tx>",
        "<tx>\ud800</tx>",
    ],
)
def test_pages_fragments_types_and_what_is_too_deep_are_themselves(text: str) -> None:
    assert value(text) is None


def test_it_calls_for_a_look() -> None:
    assert xml.OPENS == ("<",)
    assert xml.BESIDE
