import re

from msgspec.structs import replace

from leftopen.report.plain import exchange
from tests.report.example import FACES, LOCKED, SESSIONS, nothing, report


def test_findings_are_what_is_exposed_worst_first_with_stable_identifiers() -> None:
    found = list(exchange.findings(report()))
    assert [each.service.port for each in found] == [9200, 27017, 554, 6379]
    assert LOCKED not in [each.service for each in found]
    assert found[0].estate is not None
    assert [each.id for each in found] == [each.id for each in exchange.findings(report())]
    assert len({each.id for each in found}) == 4
    assert list(exchange.findings(nothing())) == []


def test_what_is_said_holds_kinds_and_counts_and_no_hint() -> None:
    found = next(exchange.findings(report()))
    assert "It counts 2,563,524 records." in found.text
    assert "person.name" not in found.labels
    assert exchange.fields(FACES) == [
        "face_capture/民族",
        "face_capture/人脸特征",
        "face_capture/身份证号",
        "face_capture/person.phones[].number",
    ]
    assert next(exchange.examples(FACES)) == ("face_capture/民族", "special.ethnicity", "█族")


def test_places_are_written_as_uris_want_them() -> None:
    assert exchange.url(SESSIONS) == "redis://[fd00::20:7]:6379"
    odd = replace(SESSIONS, protocol="9 x_y<b>", address="a b/?#@\u202e")
    assert re.fullmatch(r"x-yb://[A-Za-z0-9%._-]+:6379", exchange.url(odd))
    assert exchange.title(SESSIONS) == "Redis at [fd00::20:7]:6379 shows its catalogue without a password"
    assert exchange.remedy(SESSIONS).startswith("1. Take INFO")
    assert exchange.records(LOCKED) is None
