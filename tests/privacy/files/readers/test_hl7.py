"""Files of messages."""

import io
from typing import Any

import pytest

from leftopen.privacy.files.readers import hl7, reader_for

ONE = "MSH|^~\\&|ADT\rPID|1||4711||BERG^ANNA\r"
TWO = "MSH|^~\\&|ADT\rPID|1||4712||ROSE^TOM\r"


def read(text: str) -> list[Any]:
    return list(hl7.records(io.BytesIO(text.encode())))


@pytest.mark.parametrize("end", ["\r", "\n", "\r\n"])
def test_each_message_is_a_record(end: str) -> None:
    names = [record["PID"]["patient_name"] for record in read((ONE + TWO).replace("\r", end))]
    assert names == ["BERG ANNA", "ROSE TOM"]


def test_frames_and_batches_are_passed_by_and_what_tells_of_nobody_is_text() -> None:
    found = read(f"FHS|^~\\&|X\r\x0b{ONE}\x1c\r\x0b{TWO}\x1c\r")
    assert found[0] == {"text": "FHS|^~\\&|X"}
    assert [record["PID"]["patient_identifier"] for record in found[1:]] == ["4711", "4712"]
    assert read("") == []


def test_it_is_known_by_its_first_bytes() -> None:
    assert reader_for("export.dat", ONE.encode()).name == "HL7"
    assert reader_for("x.hl7", b"\x0b" + ONE.encode()).name == "HL7"
    assert reader_for("x.hl7", b"notes on MSH| and others").name == "text"


def test_other_separators() -> None:
    """What parts fields and their parts is what the first segment says."""
    told = (ONE + TWO).translate(str.maketrans("|^~", "$%*"))
    assert reader_for("feed.txt", told.encode()).name == "HL7"
    assert [record["PID"]["patient_name"] for record in read(told)] == ["BERG ANNA", "ROSE TOM"]
