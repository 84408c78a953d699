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


DUMP = """<dump><row><field name="mail">a@b.example</field><field name="tel">1</field><field name="x" nil="1"/></row>
<row><field name="mail">c@d.example</field></row></dump>"""


def test_a_field_that_says_how_it_is_called_is_called_so() -> None:
    rows = value(DUMP)["dump"]["row"]
    assert [row["mail"] for row in rows] == ["a@b.example", "c@d.example"]
    assert rows[0]["tel"] == "1"
    shared = value('<map><string name="mail">a@b.example</string><int name="n" value="3"/></map>')
    assert shared == {"map": {"mail": "a@b.example", "int": {"name": "n", "value": "3"}}}


@pytest.mark.parametrize(
    "element",
    [
        '<contact name="Anna">7</contact>',
        '<field name="Anna Berg">7</field>',
        '<field name="mail" id="3">7</field>',
        '<field name="mail"><b>7</b></field>',
    ],
)
def test_what_may_be_more_than_the_name_of_a_field_stays_a_value(element: str) -> None:
    found = value(f"<list>{element}</list>")["list"]
    assert [*found] == [element[1:].partition(" ")[0]]
    assert next(iter(found.values()))["name"] in ("Anna", "Anna Berg", "mail")


def test_words_of_an_application_are_no_fields() -> None:
    found = value('<resources><string name="password">Passwort</string></resources>')
    assert found == {"resources": {"string": {"name": "password", "text": "Passwort"}}}


def test_keys_of_a_property_list_are_names_of_fields() -> None:
    inner = "<dict><key>Mail</key><string>a@b.example</string><key>On</key><true/><key>Port</key><real>9</real></dict>"
    outer = f"<dict><key>Accounts</key><array>{inner}</array><key>N</key><real>1</real></dict>"
    told = value(f"<plist version='1.0'>{outer}</plist>")["plist"]["dict"]
    assert told == {"Accounts": {"dict": {"Mail": "a@b.example", "On": {}, "Port": "9"}}, "N": "1"}
    several = value(
        "<plist><dict><key>Users</key><array><dict><key>Tel</key><string>1</string></dict></array></dict></plist>"
    )
    assert several == {"plist": {"dict": {"Users": {"dict": {"Tel": "1"}}}}}
    assert value("<list><dict><key>Mail</key><string>a</string></dict></list>") == {
        "list": {"dict": {"key": "Mail", "string": "a"}}
    }, "only a property list is written so"
