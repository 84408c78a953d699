from xml.etree import ElementTree as ET

from markupsafe import Markup

from leftopen.report.pictures import picture


def test_a_picture_is_named_and_described_and_escapes() -> None:
    svg = picture("k", 10, "<b>", 'says "&"', [Markup("<circle/>")], "gauge")
    root = ET.fromstring(svg)
    assert root.get("role") == "img"
    assert root.get("aria-labelledby") == "k-title k-says"
    assert [child.text for child in root] == ["<b>", 'says "&"', None]
    assert [child.get("id") for child in root][:2] == ["k-title", "k-says"]
