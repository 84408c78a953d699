"""Data sets by keywords."""

from leftopen.privacy.unwrap.dicom import mapping


def test_a_data_set_gets_the_keywords_of_its_tags() -> None:
    name = {"vr": "PN", "Value": [{"Alphabetic": "BERG^ANNA^M", "Ideographic": "山田^花"}, 5, {"Alphabetic": 7}]}
    data = {
        "00100010": name,
        "0010103e": {"vr": "LO"},
        "0008103e": {"vr": "LO", "Value": ["CT"]},
        "00100030": {"vr": "DA"},
    }
    assert mapping(data) == {
        "PatientName": ["BERG ANNA M", "山田 花", 7],
        "Tag 0010103e": None,
        "SeriesDescription": ["CT"],
        "PatientBirthDate": None,
    }


def test_any_other_map_is_left_alone() -> None:
    for other in ({}, {"name": 1}, {"00100010": "x"}, {"20240301": {"count": 1}}, {5: {"vr": "PN"}}):
        assert mapping(other) is None


def test_an_element_of_the_native_model_comes_by_its_keyword() -> None:
    born = {"tag": "00100030", "vr": "DA", "keyword": "PatientBirthDate", "Value": {"number": "1", "text": "19800102"}}
    assert mapping(born) == {"PatientBirthDate": "19800102"}
    assert mapping({"tag": "00100030", "vr": "DA", "Value": ["19800102", "19800103"]}) == {
        "PatientBirthDate": ["19800102", "19800103"]
    }
    name = {
        "tag": "00100010",
        "vr": "PN",
        "keyword": "PatientName",
        "PersonName": {"Alphabetic": {"FamilyName": "Berg"}},
    }
    assert mapping(name) == {"PatientName": {"PersonName": {"Alphabetic": {"FamilyName": "Berg"}}}}
    assert mapping({"tag": "00100030", "vr": "DA"}) == {"PatientBirthDate": {}}


def test_another_map_with_a_tag_is_left_alone() -> None:
    for other in ({"tag": "v1.2"}, {"tag": "00100030"}, {"tag": 5, "vr": "PN"}, {"tag": "x", "vr": "PN"}):
        assert mapping(other) is None
