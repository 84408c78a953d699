"""Messages of invented patients, written after HL7 2.5.1, chapter 3."""

import pytest

from leftopen.privacy.unwrap.hl7 import value

MESSAGE = (
    "MSH|^~\\&|ADT|CLINIC|LAB|LAB|202603011200||ADT^A01|1|P|2.5\r"
    "PID|1||4711^^^CLINIC~99^^^INS||BERG^ANNA^M^^MS||19820304|F|||LANE 5^^TOWN^^1234||555-0100^PRN||||CATH\r"
    "NK1|1|BERG^TOM|HUS\rNK1|2|BERG^IDA|MTH||555-0101\rOBX|1|ST|HIV||POS\rZZZ|1|2\rDG1|\r"
)


def test_fields_that_tell_of_people_are_named() -> None:
    assert value(MESSAGE) == {
        "PID": {
            "patient_identifier": ["4711", "99"],
            "patient_name": "BERG ANNA M",
            "birth_date": "19820304",
            "sex": "F",
            "address": "LANE 5, TOWN, 1234",
            "home_phone": "555-0100",
            "religion": "CATH",
        },
        "NK1": [
            {"next_of_kin_name": "BERG TOM", "relationship": "HUS"},
            {"next_of_kin_name": "BERG IDA", "relationship": "MTH", "phone": "555-0101"},
        ],
        "OBX": {"observation": "HIV", "observation_value": "POS"},
    }


def test_other_separators_are_those_of_the_header() -> None:
    assert value("MSH|*!\\&|X\nPID|||||BERG*ANNA!ROSE*ANNA") == {"PID": {"patient_name": ["BERG ANNA", "ROSE ANNA"]}}


def test_identifiers_of_several_sorts_are_apart() -> None:
    told = value("MSH|^~\\&|X\rPID|||77^^^WARD^MR~9434765919^^^NHS^NH~123-45-6789^^^USA^SS")
    assert told == {
        "PID": {"patient_identifier": {"record_number": "77", "nhs_number": "9434765919", "ssn": "123-45-6789"}}
    }


@pytest.mark.parametrize(
    ("said", "number"),
    [
        ("^PRN^PH^^44^113^4960321", "+44 113 4960321"),
        ("^PRN^PH^^^503^5550100", "503 5550100"),
        ("^NET^Internet^ada@clinic.example", "ada@clinic.example"),
        ("^PRN^PH^^^^^^^^^(503) 555-0100", "(503) 555-0100"),
        ("555-0100^PRN^PH^^44^113^4960321", "555-0100"),
    ],
)
def test_telephone_numbers_in_parts_are_whole(said: str, number: str) -> None:
    assert value(f"MSH|^~\\&|X\rPID|||||||||||||{said}") == {"PID": {"home_phone": number}}


@pytest.mark.parametrize("text", ["MSH|", "MSH|^~\\&|only the header", "MSRP 5"])
def test_what_tells_of_nobody_is_nothing(text: str) -> None:
    assert value(text) is None
