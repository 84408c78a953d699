"""Headers of DICOM files as text."""

import io
from typing import Any

import pytest

from leftopen.privacy.files.readers import dicomdump, reader_for

DUMP = (
    "# Dicom-File-Format\n\n# Dicom-Data-Set\n(0008,0060) CS [CT]      #   2, 1 Modality\n"
    "(0008,1110) SQ (Sequence with explicit length #=1)      # 10, 1 ReferencedStudySequence\n"
    "  (0008,1150) UI =DetachedStudy                         # 24, 1 ReferencedSOPClassUID\n"
    "(0010,0010) PN [BERG^ANNA]                              # 10, 1 PatientName\n"
    "(0010,0030) DA [19800102]                               #  8, 1 PatientBirthDate\n"
    "(0010,4000) LT (no value available)                     #  0, 0 PatientComments\n"
    "(0010,0010) PN [HALL^TOM]\n"
)
OTHER = "(0010, 0010) Patient's Name   PN: 'BERG^ANNA'\n(0010, 0030) Patient's Birth Date   DA: '19800102'\n"
OTHER += "(0010, 0040) Patient's Sex   CS: 'F'\n"


def read(text: str) -> list[Any]:
    return list(dicomdump.records(io.BytesIO(text.encode())))


def test_elements_by_their_keywords() -> None:
    first, second = read(DUMP)
    assert (first["PatientName"], first["PatientBirthDate"], first["Modality"]) == ("BERG ANNA", "19800102", "CT")
    assert second == {"PatientName": "HALL TOM"}


def test_as_another_library_shows_them() -> None:
    assert read(OTHER) == [{"PatientName": "BERG ANNA", "PatientBirthDate": "19800102", "PatientSex": "F"}]


def test_a_data_set_is_bounded(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(dicomdump, "_MOST", 1)
    assert len(read(OTHER)) == 3


def test_they_are_known_by_their_lines() -> None:
    assert reader_for("dump.txt", DUMP.encode()).name == "DICOM header"
    assert reader_for("dump.txt", OTHER.encode()).name == "DICOM header"
    assert not dicomdump.fits(b"(see above) he said\n" * 5)
    assert not dicomdump.fits(b"\x00\x01\x02")
